package transport

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type claimsKey struct{}

// post answers one message.
func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	m := readBody(w, r)
	if m == nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(m.Body)) // middleware may read it too
	ctx := context.WithValue(r.Context(), messageKey{}, m)
	switch {
	case m.Modern && m.Method == string(mcp.MethodNotificationCancelled):
		// On this wire a client cancels by closing the response. The library
		// would look the id up among the requests of all clients.
		w.WriteHeader(http.StatusAccepted)
		return
	case m.Modern:
	case m.Method == string(mcp.MethodInitialize) && m.IsRequest():
		w.Header().Set(server.HeaderKeySessionID, h.sessions.begin(CallerOf(ctx), h.claimsOf(m)))
	default:
		session := r.Header.Get(server.HeaderKeySessionID)
		c, err := h.sessions.use(session, CallerOf(ctx))
		if err != nil {
			refuseSession(w, m.ID, err)
			return
		}
		if m.Method == "" && h.questions.Answer(session, m.Body) {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		ctx = context.WithValue(ctx, claimsKey{}, c)
	}
	h.respond(ctx, w, r)
}

// claimsOf is what an initialize says about the client.
func (h *Handler) claimsOf(m *Message) claims {
	var p mcp.InitializeParams
	_ = json.Unmarshal(m.Params, &p) // the library refuses what is malformed
	version := p.ProtocolVersion
	if !mcp.IsValidProtocolVersion(version) || mcp.IsModernProtocol(version) {
		version = mcp.ProtocolVersion20251125
	}
	return claims{Version: version, Client: p.ClientInfo, Can: p.Capabilities}
}

// refuseSession answers a message outside of a session. 404 tells a client to
// begin another.
func refuseSession(w http.ResponseWriter, id json.RawMessage, err error) {
	status := http.StatusNotFound
	if errors.Is(err, errNoSession) {
		status = http.StatusBadRequest
	}
	refuse(w, id, status, mcp.INVALID_REQUEST, err.Error())
}

// respond runs a request through the chain on a stream of its own.
func (h *Handler) respond(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	session := cmp.Or(r.Header.Get(server.HeaderKeySessionID), w.Header().Get(server.HeaderKeySessionID)) // the latter is new
	ctx, done := h.watch(ctx, "http", session, r.RemoteAddr)
	defer done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if m := MessageOf(ctx); m == nil || m.Method == string(mcp.MethodSubscriptionsListen) {
		defer context.AfterFunc(h.closing, cancel)() // it would stay open for ever
	}
	s := newStream(w, r, cancel, h.opt.Beat)
	defer func() {
		p := recover()
		if p != nil {
			h.failed(ctx, s, p)
		}
		if !s.end() && r.Context().Err() == nil {
			refuse(w, nil, http.StatusServiceUnavailable, mcp.INTERNAL_ERROR, "the request was given up; try again")
		}
	}()
	ctx = WithNotifier(ctx, s)
	if ctx.Value(claimsKey{}) != nil {
		ctx = WithRequester(ctx, asker{stream: s, questions: h.questions, client: r.Header.Get(server.HeaderKeySessionID)})
	}
	h.chain.ServeHTTP(s, r.WithContext(ctx))
}

// failed answers a request that panicked, also when its stream has begun.
func (h *Handler) failed(ctx context.Context, s *stream, p any) {
	h.logPanic(p)
	var id json.RawMessage
	if m := MessageOf(ctx); m != nil {
		id = m.ID
	}
	refuse(s, id, http.StatusInternalServerError, mcp.INTERNAL_ERROR, failedText)
}

// answer hands a request to the library. It is the end of the chain.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) {
	m := MessageOf(r.Context())
	request := &server.HTTPRequest{Method: r.Method, URL: r.URL, Header: r.Header, Context: r.Context()}
	if m != nil {
		request.Body = m.Body
		if h.lists.answer(h, w, request, m) {
			return
		}
	}
	h.opt.Choose(r.Context()).http.Handle(writerOf(w), request)
}

// writerOf is a response as the library wants it. Middleware may have put
// another one around the stream.
func writerOf(w http.ResponseWriter) server.HTTPResponseWriter {
	if s, ok := w.(server.HTTPResponseWriter); ok {
		return s
	}
	return wrapped{w, http.NewResponseController(w)}
}

type wrapped struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w wrapped) Flush() { _ = w.control.Flush() } // the next write says when the client is gone

func (wrapped) CanStream() bool { return true }

// listen opens the stream on which a session's client hears what belongs to no
// request.
func (h *Handler) listen(w http.ResponseWriter, r *http.Request) {
	if mcp.IsModernProtocol(r.Header.Get(mcp.HeaderProtocolVersion)) {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, nil, http.StatusMethodNotAllowed, mcp.INVALID_REQUEST, "this protocol version has no listening stream: use subscriptions/listen")
		return
	}
	if !acceptsEvents(r.Header) {
		refuse(w, nil, http.StatusNotAcceptable, mcp.INVALID_REQUEST, "accept text/event-stream to listen")
		return
	}
	c, err := h.sessions.use(r.Header.Get(server.HeaderKeySessionID), CallerOf(r.Context()))
	if err != nil {
		refuseSession(w, nil, err)
		return
	}
	h.respond(context.WithValue(r.Context(), claimsKey{}, c), w, r)
}

// endSession ends a session for good.
func (h *Handler) endSession(w http.ResponseWriter, r *http.Request) {
	if mcp.IsModernProtocol(r.Header.Get(mcp.HeaderProtocolVersion)) {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, nil, http.StatusMethodNotAllowed, mcp.INVALID_REQUEST, "this protocol version has no sessions")
		return
	}
	err := h.sessions.end(r.Header.Get(server.HeaderKeySessionID), CallerOf(r.Context()))
	switch {
	case errors.Is(err, errNoSession), errors.Is(err, errSession):
		refuseSession(w, nil, err)
		return
	case err != nil:
		refuse(w, nil, http.StatusServiceUnavailable, mcp.INTERNAL_ERROR, err.Error())
		return
	}
	h.opt.Choose(r.Context()).http.Handle(writerOf(w), &server.HTTPRequest{Method: r.Method, URL: r.URL, Header: r.Header, Context: r.Context()})
}

// signedElsewhere makes the library keep no sessions of its own: their ids are
// checked before it sees a request.
type signedElsewhere struct{}

// Generate implements server.SessionIdManager: with no id, the library notes
// nothing about a client that initializes.
func (signedElsewhere) Generate() string { return "" }

// Validate implements server.SessionIdManager.
func (signedElsewhere) Validate(string) (bool, error) { return false, nil }

// Terminate implements server.SessionIdManager.
func (signedElsewhere) Terminate(string) (bool, error) { return false, nil }

// restoreClient gives the library's session, which lives as long as a request,
// what the client said when it initialized.
func restoreClient(ctx context.Context, _ *http.Request) context.Context {
	c, ok := ctx.Value(claimsKey{}).(claims)
	if !ok {
		return ctx
	}
	session := server.ClientSessionFromContext(ctx)
	if s, ok := session.(server.SessionWithClientInfo); ok {
		s.SetClientInfo(c.Client)
		s.SetClientCapabilities(c.Can)
	}
	if s, ok := session.(interface{ SetProtocolVersion(string) }); ok {
		s.SetProtocolVersion(c.Version)
	}
	return ctx
}
