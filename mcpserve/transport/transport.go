// Package transport carries the Model Context Protocol over HTTP. It exists
// because the library's own handler trusts whoever connects: it checks neither
// origins nor sizes, accepts session ids that it never gave, keeps sessions
// that nobody ends, and loses notifications that are sent shortly before an
// answer. Here every request passes the same chain:
//
//	guard (host, origin, size, depth, number) -> caller (bearer token) ->
//	what the request asks for -> session -> middleware -> the library
//
// with a response stream of our own beneath the library. The package knows the
// protocol and no tool: who uses it brings the server and the meaning of paths.
package transport

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
)

// Options are what a Handler needs from outside; MCP or Choose is required.
type Options struct {
	MCP     *server.MCPServer
	Choose  func(context.Context) *Library // what answers an admitted request; nil = MCP
	Access  Access                         // what a request without a token may use
	Hosts   []string                       // host names that requests may be for, lower case; none = any but rebound ones
	Origins []string                       // web origins whose pages may use the server, lower case
	SSE     bool                           // also serve the HTTP+SSE transport of 2024

	// Admit reads what a request asks for by its path (below the endpoint, ""
	// or "/..."), query and headers, into the context that the work gets. An
	// error refuses the request; its kind says how. nil = nothing to read.
	Admit func(r *http.Request, below string) (context.Context, error)
	// Middleware stands between the session and the library, the first one
	// outermost. MessageOf, CallerOf and NotifierOf are set for it.
	Middleware []func(http.Handler) http.Handler
	// Watch is told of each message of a client before it is answered, and the
	// function it returns when it was. The context it returns is that of the
	// work. nil = nobody watches.
	Watch func(context.Context, Sighting) (context.Context, func())
	// ListKey names the list of tools that a request gets: requests with the
	// same key are answered from one encoding. "" = not kept; nil = never kept.
	ListKey func(context.Context) string

	Key    []byte        // signs session ids; nil = random, so that they end with the process
	Ledger Ledger        // nil = in memory
	Idle   time.Duration // after which a session ends; 0 = an hour
	Beat   time.Duration // between comments on a response stream; 0 = 15 s
	Now    func() time.Time
	Logger *slog.Logger
}

const (
	usualIdle = time.Hour
	usualBeat = 15 * time.Second

	maxRequests = 256  // answered at the same time
	maxOwn      = 32   // of these, for one caller
	maxStreams  = 1024 // open for listening
)

// Handler answers the protocol's requests. Close it to free what it keeps.
type Handler struct {
	opt       Options
	chain     http.Handler // middleware and library
	sessions  *sessions
	questions *Questions
	requests  *quota
	streams   *quota
	lists     *lists
	legacy    *legacySSE
	closing   context.Context // ends when no stream may stay open
	close     context.CancelFunc
}

// New returns a handler over opt.MCP.
func New(opt Options) *Handler {
	opt = withDefaults(opt)
	h := &Handler{
		opt:       opt,
		sessions:  &sessions{key: opt.Key, ledger: opt.Ledger, now: opt.Now},
		questions: NewQuestions(),
		requests:  newQuota(maxRequests, maxOwn),
		streams:   newQuota(maxStreams, maxOwn),
		lists:     newLists(),
	}
	h.closing, h.close = context.WithCancel(context.Background())
	if opt.Choose == nil {
		only := NewLibrary(opt.MCP, opt.Logger)
		h.opt.Choose = func(context.Context) *Library { return only }
	}
	h.chain = http.HandlerFunc(h.answer)
	for n := len(opt.Middleware) - 1; n >= 0; n-- {
		h.chain = opt.Middleware[n](h.chain)
	}
	if opt.SSE {
		h.legacy = newLegacySSE(h)
	}
	return h
}

func withDefaults(opt Options) Options {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Idle == 0 {
		opt.Idle = usualIdle
	}
	if opt.Beat == 0 {
		opt.Beat = usualBeat
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	if opt.Ledger == nil {
		opt.Ledger = newLedger(opt.Idle)
	}
	if len(opt.Key) == 0 {
		opt.Key = make([]byte, 32)
		_, _ = rand.Read(opt.Key) // never fails (crypto/rand)
	}
	return opt
}

// Close ends the streams that stay open.
func (h *Handler) Close() error {
	h.close()
	return nil
}

// Endpoint is where Streamable HTTP is served.
const Endpoint = "/mcp"

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer h.contain(w)
	if reason := h.checkOrigin(r); reason != "" {
		refuse(w, nil, http.StatusForbidden, mcp.INVALID_REQUEST, reason)
		return
	}
	if h.crossOrigin(w, r) {
		return
	}
	below, isMCP := strings.CutPrefix(r.URL.Path, Endpoint)
	switch {
	case isMCP && (below == "" || below[0] == '/'):
		h.serveMCP(w, r, strings.TrimSuffix(below, "/"))
	case h.legacy != nil && (r.URL.Path == ssePath || r.URL.Path == sseMessages):
		h.legacy.ServeHTTP(w, r)
	default:
		refuse(w, nil, http.StatusNotFound, mcp.INVALID_REQUEST, "there is nothing here; MCP is at "+Endpoint)
	}
}

// contain answers for a request that panicked: the others go on.
func (h *Handler) contain(w http.ResponseWriter) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { // the server's own way to cut a connection
		panic(p)
	}
	h.logPanic(p)
	refuse(w, nil, http.StatusInternalServerError, mcp.INTERNAL_ERROR, failedText)
}

const failedText = "vedette failed on this request; please report it"

func (h *Handler) logPanic(p any) {
	h.opt.Logger.Error("a request failed badly", "panic", p, "stack", string(debug.Stack()))
}

// serveMCP answers at the endpoint and below it.
func (h *Handler) serveMCP(w http.ResponseWriter, r *http.Request, below string) {
	r, leave := h.admit(w, r, below)
	if r == nil {
		return
	}
	defer leave()
	switch r.Method {
	case http.MethodPost:
		h.post(w, r)
	case http.MethodGet:
		h.listen(w, r)
	case http.MethodDelete:
		h.endSession(w, r)
	default:
		w.Header().Set("Allow", "POST, GET, DELETE")
		refuse(w, nil, http.StatusMethodNotAllowed, mcp.INVALID_REQUEST, "use POST, GET or DELETE")
	}
}

// admit finds out whom a request is for and what it asks for, and takes its
// place among the requests being answered. It answers by itself what is
// refused, and returns nil then.
func (h *Handler) admit(w http.ResponseWriter, r *http.Request, below string) (admitted *http.Request, leave func()) {
	caller, err := h.callerOf(r)
	if err != nil {
		h.wantToken(w, err)
		return nil, nil
	}
	places := h.requests
	if r.Method == http.MethodGet {
		places = h.streams
	}
	leave, err = places.enter(caller.Key)
	if err != nil {
		w.Header().Set("Retry-After", "1")
		status := http.StatusServiceUnavailable
		if errors.Is(err, errOwnShare) {
			status = http.StatusTooManyRequests
		}
		refuse(w, nil, status, mcp.INTERNAL_ERROR, err.Error())
		return nil, nil
	}
	ctx := context.WithValue(r.Context(), callerKey{}, caller)
	if h.opt.Admit != nil {
		if ctx, err = h.opt.Admit(r.WithContext(ctx), below); err != nil {
			leave()
			refuse(w, nil, ops.OutcomeOf(ops.KindOf(err)).HTTP, mcp.INVALID_REQUEST, errorText(err))
			return nil, nil
		}
	}
	return r.WithContext(ctx), leave
}

// wantToken asks for a token the way HTTP does.
func (h *Handler) wantToken(w http.ResponseWriter, err error) {
	challenge := `Bearer realm="Sentry"`
	if errors.Is(err, errBadToken) {
		challenge += `, error="invalid_token"`
	}
	w.Header().Set("WWW-Authenticate", challenge)
	refuse(w, nil, http.StatusUnauthorized, mcp.INVALID_REQUEST, err.Error())
}

// errorText is what failed and what to do.
func errorText(err error) string {
	var e *ops.Error
	if !errors.As(err, &e) || e.Hint == "" {
		return err.Error()
	}
	return err.Error() + " (" + e.Hint + ")"
}
