package ingest

import (
	"encoding/json"
	"net/http"

	"vedette/internal/local/protocol"
)

// retryAfter is in seconds: long enough to free some space, short enough to
// lose little of what SDKs buffer.
const retryAfter = "10"

// writeAccepted answers as Sentry does: the id of the event, or an empty object.
func writeAccepted(w http.ResponseWriter, event string) {
	w.Header().Set("Content-Type", "application/json")
	body := "{}"
	if event != "" {
		body = `{"id":"` + event + `"}` // hexadecimal digits only
	}
	_, _ = w.Write([]byte(body)) // a client that has gone away learns nothing more
}

// writeError answers as Relay does: what was wrong, then why. SDKs print the
// header when they are in debug mode.
func writeError(w http.ResponseWriter, status int, detail string, causes []string) {
	body, err := json.Marshal(struct {
		Detail string   `json:"detail"`
		Causes []string `json:"causes,omitempty"`
	}{detail, causes})
	if err != nil {
		panic("unreachable: text always encodes: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Sentry-Error", headerText(detail))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// headerText keeps what may stand in a header.
func headerText(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = '?'
		}
	}
	return string(b)
}

// statusOf is the HTTP status for bytes that were refused.
func statusOf(k protocol.Kind) int {
	switch k {
	case protocol.TooLarge:
		return http.StatusRequestEntityTooLarge
	case protocol.UnknownEncoding:
		return http.StatusUnsupportedMediaType
	case protocol.BadCredentials:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// causes are the texts behind an error, the nearest first.
func causes(e *protocol.Error) []string {
	if e.Err == nil {
		return nil
	}
	return []string{e.Err.Error()}
}
