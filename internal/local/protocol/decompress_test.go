package protocol

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// compress applies encodings in the order given; "raw" is deflate without its zlib frame.
func compress(tb testing.TB, data []byte, encodings ...string) []byte {
	tb.Helper()
	for _, name := range encodings {
		if name == "identity" {
			continue
		}
		var b bytes.Buffer
		var w io.WriteCloser
		var err error
		switch name {
		case "gzip":
			w = gzip.NewWriter(&b)
		case "deflate":
			w = zlib.NewWriter(&b)
		case "raw":
			w, err = flate.NewWriter(&b, flate.BestSpeed)
		case "br":
			w = brotli.NewWriter(&b)
		case "zstd":
			w, err = zstd.NewWriter(&b)
		}
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			tb.Fatal(err)
		}
		if err := w.Close(); err != nil {
			tb.Fatal(err)
		}
		data = b.Bytes()
	}
	return data
}

func TestDecompress(t *testing.T) {
	plain := bytes.Repeat([]byte("vedette "), 10_000)
	var d Decompressor
	for _, tt := range []struct {
		header string
		with   []string
	}{
		{"", nil}, {"identity", nil}, {"gzip", []string{"gzip"}}, {"X-GZIP", []string{"gzip"}}, {"deflate", []string{"deflate"}},
		{"deflate", []string{"raw"}}, {"br", []string{"br"}}, {"zstd", []string{"zstd"}}, {"gzip, br", []string{"gzip", "br"}},
		{" zstd ,identity,gzip", []string{"zstd", "gzip"}},
	} {
		body := compress(t, plain, tt.with...)
		for range 2 { // the second time with a used reader
			got, err := d.Decompress(tt.header, iotest.HalfReader(bytes.NewReader(body)), int64(len(plain)))
			if err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%q: %d bytes, error %v; want %d bytes", tt.header, len(got), err, len(plain))
			}
		}
		if len(tt.with) == 0 {
			continue
		}
		if _, err := d.Decompress(tt.header, bytes.NewReader(body[:len(body)/2]), 1<<20); kindOf(err) != Corrupt {
			t.Errorf("%q cut in half: %v, want kind corrupt", tt.header, err)
		}
		if _, err := d.Decompress(tt.header, strings.NewReader("certainly not compressed"), 1<<20); kindOf(err) != Corrupt {
			t.Errorf("%q with plain text: %v, want kind corrupt", tt.header, err)
		}
		if _, err := d.Decompress(tt.header, bytes.NewReader(body), int64(len(plain))-1); kindOf(err) != TooLarge {
			t.Errorf("%q above the limit: %v, want kind too large", tt.header, err)
		}
	}
}

func kindOf(err error) Kind {
	if own := (*Error)(nil); errors.As(err, &own) {
		return own.Kind
	}
	return ""
}

func TestDecompressRefuses(t *testing.T) {
	var d Decompressor
	for _, header := range []string{"snappy", "gzip, rot13", "gzip,gzip,gzip,gzip"} {
		if _, err := d.Decompress(header, strings.NewReader("x"), 10); kindOf(err) != UnknownEncoding {
			t.Errorf("%q: %v, want kind unknown encoding", header, err)
		}
	}
	broken := errors.New("connection reset")
	for _, header := range []string{"identity", "gzip", "br", "zstd", "deflate"} {
		half := compress(t, []byte(strings.Repeat(header, 100)), header)
		body := io.MultiReader(bytes.NewReader(half[:len(half)/2]), iotest.ErrReader(broken))
		if _, err := d.Decompress(header, body, 1<<20); !errors.Is(err, broken) {
			t.Errorf("%q: %v, want the error of the connection", header, err)
		}
	}
}

// TestDecompressBomb sends bombs whose inner stage is what explodes: 64 MiB of zeros, wrapped twice.
func TestDecompressBomb(t *testing.T) {
	var d Decompressor
	zeros := make([]byte, 64<<20)
	for _, header := range []string{"gzip", "br", "zstd", "deflate"} {
		bomb := compress(t, zeros, header)
		if _, err := d.Decompress(header, bytes.NewReader(bomb), 1<<20); kindOf(err) != TooLarge {
			t.Errorf("%s: %v, want kind too large", header, err)
		}
		twice := compress(t, bomb, "gzip")
		if _, err := d.Decompress(header+", gzip", bytes.NewReader(twice), 1<<20); kindOf(err) != TooLarge {
			t.Errorf("%s in gzip: %v, want kind too large", header, err)
		}
	}
	// What is kept while a bomb goes off is a small multiple of the limit, not of the bomb. The bound leaves room for the
	// decoder's own tables: the race detector's pool forgets readers at random.
	const limit = 1 << 20
	bomb := compress(t, zeros, "gzip")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = d.Decompress("gzip", bytes.NewReader(bomb), limit)
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 8*limit {
		t.Errorf("%d bytes allocated for a limit of %d and a bomb of %d", allocated, limit, len(zeros))
	}
}

func TestDecompressConcurrently(t *testing.T) {
	var d Decompressor
	var wg sync.WaitGroup
	for _, header := range []string{"gzip", "br", "zstd", "deflate"} {
		plain := []byte(strings.Repeat(header, 1000))
		body := compress(t, plain, header)
		for range 4 {
			wg.Go(func() {
				for range 20 {
					if got, err := d.Decompress(header, bytes.NewReader(body), 1<<20); err != nil || !bytes.Equal(got, plain) {
						t.Errorf("%s: %d bytes, error %v", header, len(got), err)
					}
				}
			})
		}
	}
	wg.Wait()
}
