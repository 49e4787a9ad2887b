// Package oauthtest is a Sentry server's login as it behaves on the wire, for
// tests: the device flow with its five-second rule and all its refusals,
// refresh tokens that work once, and an API that takes only tokens that are
// valid now. It exists so that the client and the command line are tested
// against the same strict counterpart.
package oauthtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// ClientID is the application that the server knows.
const ClientID = "0123abcd"

// Server is the login and a small API behind it. Make it with New.
type Server struct {
	Now func() time.Time

	mu       sync.Mutex
	codes    map[string]*code
	access   map[string]bool // valid now
	refresh  map[string]bool
	issued   int
	Scope    string   // of the last Start
	Renewals int      // successful ones
	Requests []string // method, path and token of each API request
	Fail     int      // this many token requests answer 503 first
}

type code struct {
	expires, polled time.Time
	answer          string // "", "approved", "denied", "used"
}

// New is a server whose clock is now.
func New(now func() time.Time) *Server {
	return &Server{Now: now, codes: map[string]*code{}, access: map[string]bool{}, refresh: map[string]bool{}}
}

// Answer is what the user does in the browser with every waiting code:
// "approved" or "denied".
func (s *Server) Answer(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.codes {
		c.answer = what
	}
}

// Revoke makes every access token invalid; refresh tokens stay.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.access)
}

// RevokeAll makes every token invalid.
func (s *Server) RevokeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.access)
	clear(s.refresh)
}

// Grant makes an access token valid.
func (s *Server) Grant(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.access[token] = true
}

// ServeHTTP answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.URL.Path == "/oauth/device/code/" && r.Method == http.MethodPost:
		s.device(w, r)
	case r.URL.Path == "/oauth/token/" && r.Method == http.MethodPost:
		s.token(w, r)
	case strings.HasPrefix(r.URL.Path, "/api/0/"):
		s.api(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<html>not found</html>")
	}
}

func refuse(w http.ResponseWriter, status int, word string) {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"error":%q}`, word)
}

func reply(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// knownScopes are those that the hosted service has.
func knownScopes() []string {
	var out []string
	for family, words := range map[string]string{
		"org": "read write admin integrations ci", "member": "read write admin invite", "team": "read write admin",
		"project": "read write admin releases distribution", "event": "read write admin", "alerts": "read write",
	} {
		for word := range strings.FieldsSeq(words) {
			out = append(out, family+":"+word)
		}
	}
	return out
}

func (s *Server) device(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.FormValue("client_id") != ClientID {
		refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	s.Scope = r.FormValue("scope")
	for scope := range strings.FieldsSeq(s.Scope) {
		if !slices.Contains(knownScopes(), scope) {
			refuse(w, http.StatusBadRequest, "invalid_scope")
			return
		}
	}
	s.issued++
	id := fmt.Sprintf("%064x", s.issued)
	s.codes[id] = &code{expires: s.Now().Add(10 * time.Minute)}
	host := "http://" + r.Host
	reply(w, map[string]any{
		"device_code": id, "user_code": "BCDF-GHJK", "verification_uri": host + "/oauth/device/",
		"verification_uri_complete": host + "/oauth/device/?user_code=BCDF-GHJK", "expires_in": 600, "interval": 5,
	})
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.Fail > 0:
		s.Fail--
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "<html>maintenance</html>")
	case r.FormValue("client_id") != ClientID:
		refuse(w, http.StatusUnauthorized, "invalid_client")
	case r.FormValue("grant_type") == "refresh_token":
		s.renew(w, r)
	case r.FormValue("grant_type") == "urn:ietf:params:oauth:grant-type:device_code":
		s.poll(w, s.codes[r.FormValue("device_code")])
	default:
		refuse(w, http.StatusBadRequest, "unsupported_grant_type")
	}
}

func (s *Server) poll(w http.ResponseWriter, c *code) {
	const rule = 5 * time.Second
	now := s.Now()
	switch {
	case c == nil || c.answer == "used":
		refuse(w, http.StatusBadRequest, "invalid_grant")
	case !now.Before(c.expires):
		refuse(w, http.StatusBadRequest, "expired_token")
	case !c.polled.IsZero() && now.Sub(c.polled) < rule:
		c.polled = now
		refuse(w, http.StatusBadRequest, "slow_down")
	case c.answer == "denied":
		refuse(w, http.StatusBadRequest, "access_denied")
	case c.answer == "approved":
		c.answer = "used"
		s.pair(w)
	default:
		c.polled = now
		refuse(w, http.StatusBadRequest, "authorization_pending")
	}
}

func (s *Server) renew(w http.ResponseWriter, r *http.Request) {
	old := r.FormValue("refresh_token")
	switch {
	case r.Form.Has("scope"):
		refuse(w, http.StatusBadRequest, "invalid_request")
	case !s.refresh[old]:
		refuse(w, http.StatusBadRequest, "invalid_grant")
	default:
		delete(s.refresh, old)
		s.Renewals++
		s.pair(w)
	}
}

// pair issues tokens; the newest pair replaces the older ones.
func (s *Server) pair(w http.ResponseWriter) {
	s.issued++
	access, refresh := fmt.Sprintf("sntryu_access%027d", s.issued), fmt.Sprintf("refresh%d", s.issued)
	clear(s.access)
	s.access[access], s.refresh[refresh] = true, true
	reply(w, map[string]any{
		"access_token": access, "refresh_token": refresh, "expires_in": 2591999, "expires_at": s.Now().Add(30 * 24 * time.Hour).UTC().Format(time.RFC3339),
		"token_type": "bearer", "scope": s.Scope, "user": map[string]string{"id": "9", "name": "Ada", "email": "ada@example.com"},
	})
}

func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.Requests = append(s.Requests, r.Method+" "+r.URL.Path+" "+token)
	if !s.access[token] {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"detail":"Invalid token"}`)
		return
	}
	switch r.URL.Path {
	case "/api/0/auth/":
		_, _ = io.WriteString(w, `{"id":"9","name":"Ada","email":"ada@example.com","username":"ada"}`)
	case "/api/0/organizations/":
		_, _ = io.WriteString(w, `[{"id":"1","slug":"acme","name":"Acme","links":{"organizationUrl":"","regionUrl":""}}]`)
	case "/api/0/organizations/acme/":
		access, _ := json.Marshal(strings.Fields(s.Scope))
		_, _ = fmt.Fprintf(w, `{"id":"1","slug":"acme","name":"Acme","access":%s,"links":{"organizationUrl":"","regionUrl":""}}`, access)
	case "/api/0/organizations/acme/projects/", "/api/0/organizations/acme/issues/":
		_, _ = io.WriteString(w, `[]`)
	default:
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"detail":"You do not have permission to perform this action."}`)
	}
}
