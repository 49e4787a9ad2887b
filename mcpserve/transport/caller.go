package transport

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Token is a secret that passes through. It prints as a placeholder, so that a
// log line or an error cannot hold it by accident.
type Token string

// String implements fmt.Stringer.
func (Token) String() string { return "[token]" }

// GoString implements fmt.GoStringer.
func (Token) GoString() string { return "[token]" }

// MarshalText implements encoding.TextMarshaler.
func (Token) MarshalText() ([]byte, error) { return []byte("[token]"), nil }

// Caller is whom a request is answered for.
type Caller struct {
	Token Token  // the request's own; "" = the server's access is used
	Key   string // the same for the same token, and says nothing about it
}

type callerKey struct{}

// CallerOf is whom the request being answered is for.
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// Access is what the server can reach without a request's token.
type Access int

// The kinds of access, from none to everybody's.
const (
	NoAccess    Access = iota // each request brings its token
	LocalAccess               // requests of this machine may use the server's login
	OpenAccess                // everybody who reaches the server may
)

var (
	errNoToken  = errors.New("no token: send Authorization: Bearer with a Sentry auth token")
	errBadToken = errors.New("the Authorization header holds no token: send Authorization: Bearer with a Sentry auth token")
)

// maxToken bounds a token's length, in bytes.
const maxToken = 4096

// callerOf is whom a request is for: by the token it brings, else by the
// server's own access where that covers the request.
func (h *Handler) callerOf(r *http.Request) (Caller, error) {
	lines := r.Header.Values("Authorization")
	switch {
	case len(lines) == 0 && (h.opt.Access == OpenAccess || h.opt.Access == LocalAccess && isLocal(r)):
		return Caller{Key: "own"}, nil
	case len(lines) == 0:
		return Caller{}, errNoToken
	case len(lines) > 1:
		return Caller{}, errBadToken
	}
	scheme, token, _ := strings.Cut(strings.TrimSpace(lines[0]), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "Sentry-Bearer") || !isToken(token) {
		return Caller{}, errBadToken
	}
	return Caller{Token: Token(token), Key: h.sessions.digest("caller", token)}, nil
}

// isToken is true for the characters that RFC 6750 lets a token have.
func isToken(s string) bool {
	return s != "" && len(s) <= maxToken && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._~+/=:", r)
	})
}

// isLocal is true for a request that a program of this machine made, and not a
// proxy on it for somebody else.
func isLocal(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	return onLoopback(r) && isLoopback(r.RemoteAddr) && isLoopback(r.Host)
}

// onLoopback is true for a connection to a loopback address.
func onLoopback(r *http.Request) bool {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && isLoopback(addr.String())
}

// isLoopback is true for a host, with or without a port, that only this
// machine can be meant by.
func isLoopback(hostPort string) bool {
	host := hostName(hostPort)
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// hostName is a Host header's host in lower case, without port and brackets.
func hostName(hostPort string) string {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = strings.Trim(hostPort, "[]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// digest stands for secret values; only who has the key can test a guess.
func digest(key []byte, parts ...string) string {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		_, _ = mac.Write([]byte(part)) // hashes take everything
		_, _ = mac.Write([]byte{0})
	}
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
