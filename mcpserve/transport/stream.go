package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Notifier sends JSON-RPC notifications to the client whose request is being
// answered. A notification is written when Notify returns, so that it is never
// overtaken by the answer. Safe for concurrent use.
type Notifier interface {
	// Notify sends one notification; params are encoded as JSON. The error
	// says that the client cannot be told, which need not end the work.
	Notify(method string, params any) error
}

type notifierKey struct{}

// WithNotifier returns a context whose request is told through n.
func WithNotifier(ctx context.Context, n Notifier) context.Context {
	return context.WithValue(ctx, notifierKey{}, n)
}

// NotifierOf is the way to the client of the request being answered. Without
// one, notifications go nowhere.
func NotifierOf(ctx context.Context) Notifier {
	if n, ok := ctx.Value(notifierKey{}).(Notifier); ok {
		return n
	}
	return nobody{}
}

type nobody struct{}

func (nobody) Notify(string, any) error { return ErrNoStream }

// ErrNoStream is returned for notifications to a client that cannot be sent
// any: it does not read event streams, or it has its answer.
var ErrNoStream = errors.New("the client reads no notifications of this request")

// writeTime bounds how long a client that reads nothing can hold up its own
// request.
const writeTime = 10 * time.Second

// stream is the response to one request. The library writes its answer to it
// as to any response; our code writes notifications beside it. The first of
// these turns the response into an event stream, whose last event is then the
// library's answer. Comments keep the stream open through proxies while nothing
// happens.
type stream struct {
	w       http.ResponseWriter
	reads   bool               // the client accepts event streams
	abandon context.CancelFunc // ends the request's work: nobody reads the answer
	beats   time.Duration      // between comments; 0 = none
	header  http.Header        // as the library sets it

	mu    sync.Mutex
	phase phase
	held  bool // the library's answer is kept, to be the last event
	wrote bool // the library has said its status
	body  bytes.Buffer
	beat  *time.Timer
}

// phase is what has been sent of a response.
type phase int

const (
	nothing phase = iota
	plain         // the library's own, as it is
	events        // an event stream
	ended
)

// newStream begins the response to r; abandon is called when it cannot be
// written.
func newStream(w http.ResponseWriter, r *http.Request, abandon context.CancelFunc, beats time.Duration) *stream {
	s := &stream{w: w, reads: acceptsEvents(r.Header), abandon: abandon, beats: beats, header: http.Header{}}
	if beats > 0 && s.reads {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.beat = time.AfterFunc(beats, s.comment)
	}
	return s
}

// acceptsEvents is true for a client that can be sent an event stream.
func acceptsEvents(h http.Header) bool {
	for _, line := range h.Values("Accept") {
		for part := range strings.SplitSeq(line, ",") {
			switch kind, _, _ := mime.ParseMediaType(part); kind {
			case "text/event-stream", "text/*", "*/*":
				return true
			}
		}
	}
	return false
}

// Notify implements Notifier.
func (s *stream) Notify(method string, params any) error {
	message, err := notification(method, params)
	if err != nil {
		return err
	}
	return s.event(frame(message))
}

// notification is the message that Notify sends.
func notification(method string, params any) ([]byte, error) {
	message, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
	if err != nil {
		return nil, fmt.Errorf("notification %s: %w", method, err)
	}
	return message, nil
}

// event sends one frame, as the first or as a further one.
func (s *stream) event(frame []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.openEvents() {
		return ErrNoStream
	}
	return s.send(frame)
}

// comment is sent while nothing else is.
func (s *stream) comment() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.openEvents() && s.send([]byte(": working\n\n")) == nil {
		s.beat.Reset(s.beats)
	}
}

// openEvents makes the response an event stream, if it can still become one.
func (s *stream) openEvents() bool {
	if s.phase == nothing && s.reads {
		s.sendHeader(http.StatusOK, http.Header{"Content-Type": {"text/event-stream"}, "Cache-Control": {"no-cache"},
			"X-Accel-Buffering": {"no"}}) // nginx would keep events back
		s.phase = events
	}
	return s.phase == events
}

func (s *stream) sendHeader(status int, header http.Header) {
	for name, values := range header {
		s.w.Header()[name] = values
	}
	s.allowTime()
	s.w.WriteHeader(status)
}

// allowTime gives the client its time for the next write. Writers that know no
// deadline have none.
func (s *stream) allowTime() {
	_ = http.NewResponseController(s.w).SetWriteDeadline(time.Now().Add(writeTime))
}

// send writes and flushes; a client that takes nothing has left.
func (s *stream) send(p []byte) error {
	s.allowTime()
	_, err := s.w.Write(p)
	if err == nil {
		err = http.NewResponseController(s.w).Flush()
	}
	if err != nil {
		s.abandon()
		return fmt.Errorf("event stream: %w", err)
	}
	return nil
}

// frame is one message as an event.
func frame(message []byte) []byte {
	out := make([]byte, 0, len(message)+32)
	out = append(out, "event: message\n"...)
	for line := range bytes.Lines(bytes.TrimRight(message, "\r\n")) {
		out = append(append(append(out, "data: "...), bytes.TrimRight(line, "\r\n")...), '\n')
	}
	return append(out, '\n')
}

// Header implements http.ResponseWriter, for the library.
func (s *stream) Header() http.Header { return s.header }

// WriteHeader implements http.ResponseWriter, for the library.
func (s *stream) WriteHeader(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeHeader(status)
}

func (s *stream) writeHeader(status int) {
	if s.wrote || s.phase == ended {
		return
	}
	s.wrote = true
	kind, _, _ := mime.ParseMediaType(s.header.Get("Content-Type"))
	switch {
	case s.phase == events:
		s.held = kind != "text/event-stream"
	case kind == "text/event-stream":
		s.sendHeader(status, s.header)
		s.phase = events
	default:
		s.sendHeader(status, s.header)
		s.phase = plain
	}
}

// Write implements http.ResponseWriter, for the library.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writeHeader(http.StatusOK)
	switch {
	case s.phase == ended:
		return 0, http.ErrHandlerTimeout
	case s.held:
		return s.body.Write(p)
	}
	s.allowTime()
	return s.w.Write(p)
}

// Flush implements http.Flusher, for the library.
func (s *stream) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase == plain || s.phase == events {
		_ = http.NewResponseController(s.w).Flush() // the next write says when the client is gone
	}
}

// CanStream tells the library whether it may send events.
func (s *stream) CanStream() bool { return s.reads }

// end sends what is left. It reports whether the client was answered at all.
func (s *stream) end() (answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.beat != nil {
		s.beat.Stop()
	}
	if s.held && s.body.Len() > 0 {
		_ = s.send(frame(s.body.Bytes())) // the request's work is over anyway
	}
	answered = s.phase != nothing
	s.phase = ended
	_ = http.NewResponseController(s.w).SetWriteDeadline(time.Time{}) // the connection goes on
	return answered
}
