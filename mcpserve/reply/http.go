package reply

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/mcpserve/transport"
)

// Middleware stands in front of the library on the transport: it gives each
// request its slot, sends what a handler put there, and serves methods. What
// the library refuses for another reason than an unknown method stays refused.
func Middleware(methods map[string]Method) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			m := transport.MessageOf(r.Context())
			if m == nil || !m.IsRequest() {
				next.ServeHTTP(w, r)
				return
			}
			ctx, slot := WithSlot(r.Context())
			r = r.WithContext(ctx)
			out := &writer{ResponseWriter: w, http: r, message: m, slot: slot, methods: methods}
			if err := methods[m.Method].refusal(m.Params); err != nil && m.Modern {
				out.send(request{ID: m.ID}.answer(nil, err))
				return
			}
			next.ServeHTTP(out, r)
		})
	}
}

// writer passes the library's answer on, or sends another in its place.
type writer struct {
	http.ResponseWriter
	http    *http.Request
	message *transport.Message
	slot    *Slot
	methods map[string]Method

	begun   bool
	dropped bool // what the library still writes is not wanted
}

// Unwrap lets http.ResponseController find the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what was written so far.
func (w *writer) Flush() {
	if !w.dropped {
		_ = http.NewResponseController(w.ResponseWriter).Flush()
	}
}

func (w *writer) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = true
	if w.isStream() {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if m, ok := w.other(status); ok {
		w.dropped = true
		w.send(m)
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	if w.dropped {
		return len(p), nil
	}
	if !w.isStream() || bytes.Contains(p, []byte(`"method"`)) {
		return w.ResponseWriter.Write(p)
	}
	if m, ok := w.other(http.StatusOK); ok && bytes.Contains(p, []byte("data:")) {
		w.dropped = true
		if raw, err := json.Marshal(m); err == nil {
			if _, err := fmt.Fprintf(w.ResponseWriter, "event: message\ndata: %s\n\n", raw); err != nil {
				return 0, err
			}
			_ = http.NewResponseController(w.ResponseWriter).Flush()
		}
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

func (w *writer) isStream() bool {
	return strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream")
}

// other is the answer to send in place of the library's, which has status.
func (w *writer) other(status int) (message, bool) {
	r := request{ID: w.message.ID, Method: w.message.Method, Params: w.message.Params}
	if result, err := w.slot.Held(); result != nil || err != nil {
		return r.answer(result, err), true
	}
	m := w.methods[r.Method]
	if m.Serve == nil || !w.message.Modern || status != http.StatusNotFound { // 404: an unknown method, and nothing else
		return message{}, false
	}
	if err := sameName(w.http.Header, m.Name, r.Params); err != nil {
		return r.answer(nil, err), true
	}
	return r.answer(m.Serve(w.http.Context(), r.Params)), true
}

// send writes a whole answer with the status that its error maps to. Clients of
// before 2026-07-28 read an error only where the status is good.
func (w *writer) send(m message) {
	status := http.StatusOK
	if m.Error != nil && m.Error.Code != mcp.INTERNAL_ERROR && w.message.Modern {
		status = http.StatusBadRequest
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
	_ = json.NewEncoder(w.ResponseWriter).Encode(m) // a client that left misses its own answer
}

// sameName checks that the Mcp-Name header repeats the member of params, as
// intermediaries route by it.
func sameName(header http.Header, member string, params json.RawMessage) *Error {
	var p map[string]any
	_ = json.Unmarshal(params, &p)
	want, _ := p[member].(string)
	given := header.Get(mcp.HeaderName)
	got, ok := mcp.DecodeHeaderValue(given)
	switch {
	case given == "":
		return &Error{Code: mcp.HEADER_MISMATCH, Message: fmt.Sprintf("header mismatch: %s must repeat params.%s", mcp.HeaderName, member)}
	case !ok || got != want:
		return &Error{Code: mcp.HEADER_MISMATCH, Message: fmt.Sprintf("header mismatch: %s does not match params.%s", mcp.HeaderName, member)}
	}
	return nil
}
