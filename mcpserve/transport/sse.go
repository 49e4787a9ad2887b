package transport

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// The transport of 2024, for clients that know no other: one stream carries
// every answer, and messages are posted beside it. The library's own goes on
// working for clients that have left; here the stream's end is everything's.

const (
	ssePath     = "/sse"
	sseMessages = "/message"
)

type legacySSE struct {
	h  *Handler
	mu sync.Mutex
	by map[string]*sseSession
}

func newLegacySSE(h *Handler) *legacySSE { return &legacySSE{h: h, by: map[string]*sseSession{}} }

// sseSession is one client's stream. It is a session of the library's.
type sseSession struct {
	id     string
	caller string
	ctx    context.Context
	send   func(frame []byte) error
	news   chan mcp.JSONRPCNotification
	open   *Questions // that clients have not answered yet

	mu      sync.Mutex
	client  mcp.Implementation
	can     mcp.ClientCapabilities
	started bool
}

// ServeHTTP serves both paths.
func (l *legacySSE) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r, leave := l.h.admit(w, r, "")
	if r == nil {
		return
	}
	defer leave()
	switch {
	case r.URL.Path == ssePath && r.Method == http.MethodGet:
		l.open(w, r)
	case r.URL.Path == sseMessages && r.Method == http.MethodPost:
		l.take(w, r)
	default:
		refuse(w, nil, http.StatusMethodNotAllowed, mcp.INVALID_REQUEST, "GET "+ssePath+" listens, POST "+sseMessages+" sends")
	}
}

// open is the stream, for as long as the client listens.
func (l *legacySSE) open(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(l.h.closing, cancel)()
	s := newStream(w, r, cancel, l.h.opt.Beat)
	defer s.end()
	session := &sseSession{
		id: l.h.sessions.begin(CallerOf(ctx), claims{}), caller: CallerOf(ctx).Key, ctx: ctx, send: s.event,
		news: make(chan mcp.JSONRPCNotification, 100), open: l.h.questions,
	}
	l.add(session) // before the client learns where to send
	defer l.remove(session)
	if err := s.event([]byte("event: endpoint\ndata: " + sseMessages + "?sessionId=" + session.id + "\n\n")); err != nil {
		refuse(w, nil, http.StatusNotAcceptable, mcp.INVALID_REQUEST, "accept text/event-stream to listen")
		return
	}
	for {
		select {
		case n := <-session.news:
			if message, err := json.Marshal(n); err == nil {
				_ = session.send(frame(message)) // a client that is gone ends ctx
			}
		case <-ctx.Done():
			return
		}
	}
}

func (l *legacySSE) add(s *sseSession) {
	l.mu.Lock()
	l.by[s.id] = s
	l.mu.Unlock()
	_ = l.h.opt.Choose(s.ctx).mcp.RegisterSession(s.ctx, s) // the id is new
}

func (l *legacySSE) remove(s *sseSession) {
	l.mu.Lock()
	delete(l.by, s.id)
	l.mu.Unlock()
	l.h.opt.Choose(s.ctx).mcp.UnregisterSession(s.ctx, s.id)
}

func (l *legacySSE) find(id string, caller Caller) *sseSession {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.by[id]; s != nil && s.caller == caller.Key {
		return s
	}
	return nil
}

// take accepts a message; its answer goes out on the stream.
func (l *legacySSE) take(w http.ResponseWriter, r *http.Request) {
	session := l.find(r.URL.Query().Get("sessionId"), CallerOf(r.Context()))
	if session == nil {
		refuseSession(w, nil, errSession)
		return
	}
	m := readBody(w, r)
	if m == nil {
		return
	}
	if m.Method == "" && session.open.Answer(session.id, m.Body) {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	leave, err := l.h.requests.enter(session.caller)
	if err != nil {
		refuse(w, m.ID, http.StatusServiceUnavailable, mcp.INTERNAL_ERROR, err.Error())
		return
	}
	w.WriteHeader(http.StatusAccepted)
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	stop := context.AfterFunc(session.ctx, cancel)
	go func() {
		defer leave()
		defer stop()
		defer cancel()
		session.answer(l.h, ctx, m, r.RemoteAddr)
	}()
}

// answer runs one message and sends what comes of it.
func (s *sseSession) answer(h *Handler, ctx context.Context, m *Message, remote string) {
	defer func() {
		if p := recover(); p != nil {
			h.logPanic(p)
			_ = s.send(frame(withError(m.ID, mcp.INTERNAL_ERROR, failedText)))
		}
	}()
	lib := h.opt.Choose(s.ctx) // as was asked for when the stream was opened
	ctx = lib.mcp.WithContext(WithRequester(WithNotifier(context.WithValue(ctx, messageKey{}, m), s), s), s)
	ctx, done := h.watch(ctx, "sse", s.id, remote)
	defer done()
	answer := lib.mcp.HandleMessage(ctx, m.Body)
	if answer == nil {
		return
	}
	message, err := json.Marshal(answer)
	if err != nil {
		message = withError(m.ID, mcp.INTERNAL_ERROR, "the answer could not be encoded")
	}
	_ = s.send(frame(message)) // a client that is gone needs none
}

// Notify implements Notifier.
func (s *sseSession) Notify(method string, params any) error {
	message, err := notification(method, params)
	if err != nil {
		return err
	}
	return s.send(frame(message))
}

// Request implements Requester.
func (s *sseSession) Request(ctx context.Context, method string, params any) (json.RawMessage, error) {
	return s.open.Ask(ctx, s.id, func(message []byte) error { return s.send(frame(message)) }, method, params)
}

// SessionID implements server.ClientSession.
func (s *sseSession) SessionID() string { return s.id }

// NotificationChannel implements server.ClientSession.
func (s *sseSession) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.news }

// Initialize implements server.ClientSession.
func (s *sseSession) Initialize() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = true
}

// Initialized implements server.ClientSession.
func (s *sseSession) Initialized() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.started
}

// SetClientInfo implements server.SessionWithClientInfo.
func (s *sseSession) SetClientInfo(i mcp.Implementation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client = i
}

// GetClientInfo implements server.SessionWithClientInfo.
func (s *sseSession) GetClientInfo() mcp.Implementation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.client
}

// SetClientCapabilities implements server.SessionWithClientInfo.
func (s *sseSession) SetClientCapabilities(c mcp.ClientCapabilities) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.can = c
}

// GetClientCapabilities implements server.SessionWithClientInfo.
func (s *sseSession) GetClientCapabilities() mcp.ClientCapabilities {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.can
}

var _ server.SessionWithClientInfo = (*sseSession)(nil)
