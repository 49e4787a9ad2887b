package local

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Transport returns a RoundTripper that calls the server in process: no port, no copy through the kernel. Answers stream, and the request's
// context ends both the handler and the reading of its answer.
func (s *Server) Transport() http.RoundTripper { return inProcess{s} }

type inProcess struct{ handler http.Handler }

// RoundTrip runs the handler until its answer begins; the rest is written while the caller reads the body.
func (t inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	pr, pw := io.Pipe()
	w := &answer{header: http.Header{}, body: pw, begun: make(chan struct{})}
	stop := context.AfterFunc(ctx, func() { pw.CloseWithError(ctx.Err()) })
	go func() {
		defer cancel()
		defer stop()
		defer w.finish()
		t.handler.ServeHTTP(w, serverRequest(ctx, req))
	}()
	select {
	case <-w.begun:
	case <-req.Context().Done(): // not the derived one, which ends with the handler as well
		return nil, req.Context().Err()
	}
	body := io.ReadCloser(&answerBody{PipeReader: pr, cancel: cancel})
	if req.Method == http.MethodHead {
		body = http.NoBody
		if err := pr.Close(); err != nil { // what the handler writes is dropped
			return nil, err
		}
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: body, ContentLength: -1, Request: req,
	}, nil
}

// inProcessAddr is the remote address of requests that came over no network.
const inProcessAddr = "127.0.0.1:0"

// overNetwork is false for a request made in process: perhaps no port is open then.
func overNetwork(r *http.Request) bool { return r.RemoteAddr != inProcessAddr }

// serverRequest turns a client's request into what a server would have read from the wire.
func serverRequest(ctx context.Context, req *http.Request) *http.Request {
	r := req.Clone(ctx)
	if r.Host == "" {
		r.Host = req.URL.Host
	}
	r.RequestURI = req.URL.RequestURI()
	r.URL.Scheme, r.URL.Host, r.URL.User = "", "", nil
	r.RemoteAddr = inProcessAddr
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	if r.Body == nil {
		r.Body = http.NoBody
	}
	return r
}

// answer is the ResponseWriter of one call.
type answer struct {
	header http.Header
	body   *io.PipeWriter
	begin  sync.Once
	begun  chan struct{}
	status int         // set before begun is closed
	sent   http.Header // header as it was when the answer began
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter; only the first call counts.
func (a *answer) WriteHeader(status int) {
	a.begin.Do(func() {
		a.status, a.sent = status, a.header.Clone()
		close(a.begun)
	})
}

// Write implements http.ResponseWriter. It waits for the reader.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// Flush implements http.Flusher: the answer begins, if it has not.
func (a *answer) Flush() { a.WriteHeader(http.StatusOK) }

// finish ends the answer when the handler returned or aborted.
func (a *answer) finish() {
	if p := recover(); p != nil {
		a.WriteHeader(http.StatusInternalServerError)
		a.body.CloseWithError(fmt.Errorf("local: the handler stopped: %v", p))
		return
	}
	a.WriteHeader(http.StatusOK)
	a.body.Close()
}

// answerBody ends the handler when the caller is done with its answer.
type answerBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (b *answerBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}
