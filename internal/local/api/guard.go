package api

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Guard keeps web pages out. The backend asks for no token because it belongs
// to whoever sits at the machine, so nothing a browser does for a stranger may
// look like that person: a foreign name that resolves to this machine (DNS
// rebinding) is refused by its Host header, a foreign page that writes by its
// Origin header. Reads of foreign pages stay opaque to them, as no answer
// carries a CORS header.
//
// allowHost admits further host names; nil means none.
func Guard(allowHost func(host string) bool, next http.Handler) http.Handler {
	g := guard{allowHost}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.trusted(r.Host) {
			writeJSON(w, http.StatusForbidden, detail{"Host " + r.Host + " is not served here; use localhost, or allow the name when starting the server."})
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && writes(r.Method) && !g.trustedOrigin(origin) {
			writeJSON(w, http.StatusForbidden, detail{"Web pages of " + origin + " may not change anything here."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guard decides which hosts and origins are this machine's own.
type guard struct{ allowHost func(host string) bool }

func writes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

func (g guard) trustedOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && g.trusted(u.Host)
}

// trusted says whether a Host header names this machine or a configured host.
func (g guard) trusted(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(strings.TrimSuffix(host, "."), "[]"))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return true
	}
	return g.allowHost != nil && g.allowHost(host)
}
