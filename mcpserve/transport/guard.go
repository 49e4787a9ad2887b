package transport

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

const (
	maxBody  = 4 << 20          // bytes of a request
	bodyTime = 30 * time.Second // for a client to send it
)

// checkOrigin refuses what a web page in somebody's browser may have sent: for
// a foreign host name (DNS rebinding), or from a foreign origin. It returns the
// reason, "" = none.
func (h *Handler) checkOrigin(r *http.Request) string {
	host := hostName(r.Host)
	named := slices.Contains(h.opt.Hosts, host)
	if !named && !isLoopback(r.Host) && (len(h.opt.Hosts) > 0 || onLoopback(r)) {
		return "the Host " + quoted(r.Host) + " is not one of this server's; --allowed-host adds one"
	}
	for _, origin := range r.Header.Values("Origin") {
		if h.mayRead(origin) {
			continue
		}
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || !isLoopback(u.Host) || !onLoopback(r) {
			return "requests of the origin " + quoted(origin) + " are not allowed; --allowed-origin adds one"
		}
	}
	return ""
}

// mayRead is true for an origin whose pages may read answers.
func (h *Handler) mayRead(origin string) bool {
	return origin != "" && slices.Contains(h.opt.Origins, strings.ToLower(origin))
}

// quoted shows a header's value in an answer.
func quoted(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' {
			return '?'
		}
		return r
	}, s[:min(len(s), 100)]) + `"`
}

// crossOrigin lets the pages of a named origin read answers, and answers a
// browser that asks whether they may. Pages of other origins, even of this
// machine, cannot send JSON: their browser asks first, and is not told yes.
func (h *Handler) crossOrigin(w http.ResponseWriter, r *http.Request) (done bool) {
	origin := r.Header.Get("Origin")
	if !h.mayRead(origin) {
		return false
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", origin)
	header.Set("Vary", "Origin")
	header.Set("Access-Control-Expose-Headers", "Mcp-Session-Id, Mcp-Protocol-Version, WWW-Authenticate")
	if r.Method != http.MethodOptions {
		return false
	}
	header.Set("Access-Control-Allow-Methods", "POST, GET, DELETE")
	header.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
	header.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
	return true
}

// readBody reads and checks the message of a POST. It answers by itself what
// cannot be accepted, and returns nil then.
func readBody(w http.ResponseWriter, r *http.Request) *Message {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		refuse(w, nil, http.StatusUnsupportedMediaType, mcp.INVALID_REQUEST, "the Content-Type must be application/json")
		return nil
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime)) // where the server cannot, the idle time bounds it
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	_ = control.SetReadDeadline(time.Time{})
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, nil, http.StatusRequestEntityTooLarge, mcp.INVALID_REQUEST, "the request is larger than 4 MiB")
		return nil
	case err != nil:
		refuse(w, nil, http.StatusBadRequest, mcp.PARSE_ERROR, "the request's body ended early")
		return nil
	}
	m, err := readMessage(body, r.Header)
	switch {
	case errors.Is(err, errNoJSON):
		refuse(w, nil, http.StatusBadRequest, mcp.PARSE_ERROR, err.Error())
	case err != nil:
		refuse(w, nil, http.StatusBadRequest, mcp.INVALID_REQUEST, err.Error())
	}
	return m
}
