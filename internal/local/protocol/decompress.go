package protocol

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxEncodings bounds a list of encodings. SDKs use one; proxies may add another.
	maxEncodings = 3
	// maxWindow bounds what a zstd frame may make us remember: its format allows terabytes, and asks
	// decoders to take 8 MiB.
	maxWindow = 8 * mib
	// firstBuffer holds a typical envelope.
	firstBuffer = 16 * kib
)

// Decompressor expands request bodies. It keeps readers for reuse, since their tables are larger than most envelopes.
// The zero value is ready; it is safe for concurrent use and must not be copied.
type Decompressor struct {
	gzip   sync.Pool // *gzip.Reader
	brotli sync.Pool // *brotli.Reader
	zstd   sync.Pool // *zstd.Decoder
}

// Decompress reads r, whose Content-Encoding is a list of identity, gzip (x-gzip), deflate (zlib or raw), br and zstd; empty means identity.
// No more than max bytes come out of any encoding, however much would follow, and at most 1.5 times that is held while the result grows.
// The error is an *Error of kind TooLarge, Corrupt or UnknownEncoding, or wraps the error of r.
func (d *Decompressor) Decompress(encoding string, r io.Reader, max int64) ([]byte, error) {
	src := &source{r: r}
	stages, err := d.stages(encoding)
	if err != nil {
		return nil, err
	}
	var in io.Reader = src
	for i := len(stages) - 1; i >= 0; i-- { // the encoding applied last comes off first
		expanded, release, err := stages[i](in)
		if err != nil {
			return nil, src.explain(encoding, err)
		}
		defer release()
		in = expanded
		if i > 0 { // the last stage is bounded by readAll
			in = &bounded{r: expanded, left: max}
		}
	}
	body, err := readAll(in, max)
	if err != nil {
		return nil, src.explain(encoding, err)
	}
	return body, nil
}

// stage starts one decoder; release gives it back.
type stage func(io.Reader) (expanded io.Reader, release func(), err error)

func (d *Decompressor) stages(encoding string) ([]stage, error) {
	var stages []stage
	for name := range strings.SplitSeq(encoding, ",") {
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "", "identity":
		case "gzip", "x-gzip":
			stages = append(stages, d.openGzip)
		case "deflate":
			stages = append(stages, openDeflate)
		case "br":
			stages = append(stages, d.openBrotli)
		case "zstd":
			stages = append(stages, d.openZstd)
		default:
			return nil, &Error{Kind: UnknownEncoding, Reason: fmt.Sprintf("content encoding %q; known are gzip, deflate, br, zstd", name)}
		}
		if len(stages) > maxEncodings {
			return nil, &Error{Kind: UnknownEncoding, Reason: fmt.Sprintf("more than %d content encodings", maxEncodings)}
		}
	}
	return stages, nil
}

func (d *Decompressor) openGzip(r io.Reader) (io.Reader, func(), error) {
	z, ok := d.gzip.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	if err := z.Reset(r); err != nil {
		d.gzip.Put(z)
		return nil, nil, err
	}
	return z, func() { d.gzip.Put(z) }, nil
}

// openDeflate reads zlib, which the standard means by deflate, or the raw form that some clients send.
func openDeflate(r io.Reader) (io.Reader, func(), error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(2)
	if err != nil {
		return nil, nil, err
	}
	var z io.ReadCloser
	if head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		if z, err = zlib.NewReader(b); err != nil {
			return nil, nil, err
		}
	} else {
		z = flate.NewReader(b)
	}
	return z, func() { _ = z.Close() }, nil // reading it to the end has told all there is
}

func (d *Decompressor) openBrotli(r io.Reader) (io.Reader, func(), error) {
	z, ok := d.brotli.Get().(*brotli.Reader)
	if !ok {
		z = new(brotli.Reader)
	}
	if err := z.Reset(r); err != nil {
		return nil, nil, err
	}
	return z, func() { d.brotli.Put(z) }, nil
}

func (d *Decompressor) openZstd(r io.Reader) (io.Reader, func(), error) {
	z, ok := d.zstd.Get().(*zstd.Decoder)
	if !ok {
		var err error
		z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, err
		}
	}
	if err := z.Reset(r); err != nil {
		return nil, nil, err
	}
	return z, func() { d.zstd.Put(z) }, nil
}

// source remembers the error of the reader it wraps, to tell a broken connection from broken data.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (s *source) explain(encoding string, err error) error {
	if s.err != nil {
		return fmt.Errorf("read body: %w", s.err)
	}
	if own := (*Error)(nil); errors.As(err, &own) {
		return own
	}
	return &Error{Kind: Corrupt, Reason: "expand " + encoding + " body", Err: err}
}

// bounded fails, rather than ends, where its data goes past the limit.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, tooLarge()
	}
	return n, err
}

func tooLarge() error { return &Error{Kind: TooLarge, Reason: "body above the size limit"} }

// readAll reads to the end, or fails past max bytes. Its buffer doubles but never grows past the limit.
func readAll(r io.Reader, max int64) ([]byte, error) {
	buf := make([]byte, 0, min(firstBuffer, max+1))
	for {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(2*int64(cap(buf)), max+1))
			copy(grown, buf)
			buf = grown
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > max {
			return nil, tooLarge()
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
