package transport

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

// Sessions of the older wire live in their ids: an id is signed, names the
// client and what it can do, and belongs to the caller that began it. So a
// client that initializes and never comes back costs nothing, and every server
// with the same key knows every session.
//
// What an id cannot say, when the session was last used and whether it was
// ended, is kept in a Ledger.

// Ledger remembers the use and the end of sessions. Its methods must be safe
// for concurrent use. An entry may be forgotten when it is older than the
// sessions' idle time.
type Ledger interface {
	// Use notes a use of a session that began earlier, and reports whether the
	// session was alive then: not ended, and not idle for too long.
	Use(id string, began, at time.Time) (alive bool)
	// End ends a session; an error says that it could not be noted.
	End(id string, at time.Time) error
}

// claims are what a session id says.
type claims struct {
	Version string                 `json:"v,omitempty"` // of the protocol, as agreed
	Client  mcp.Implementation     `json:"i"`
	Can     mcp.ClientCapabilities `json:"c"`
}

var (
	errNoSession = errors.New("no Mcp-Session-Id: send initialize first")
	errSession   = errors.New("the session is not known, has ended or was idle too long: send initialize again")
)

const (
	sessionHead = 8 + 16 // when it began, and random bytes
	sessionMAC  = 16
	maxClaims   = 1024 // bytes of claims in an id: longer ones are cut to the essential
)

// sessions gives and checks ids.
type sessions struct {
	key    []byte
	ledger Ledger
	now    func() time.Time
}

// begin is the id of a new session of a caller.
func (s *sessions) begin(caller Caller, c claims) string {
	about, err := json.Marshal(c)
	if err != nil || len(about) > maxClaims {
		c.Client = mcp.Implementation{Name: cut(c.Client.Name), Version: cut(c.Client.Version)}
		c.Can = mcp.ClientCapabilities{Elicitation: c.Can.Elicitation, Extensions: names(c.Can.Extensions)}
		about, _ = json.Marshal(c) // plain values
	}
	id := make([]byte, 8, sessionHead+len(about)+sessionMAC)
	binary.BigEndian.PutUint64(id, uint64(s.now().UnixMilli()))
	id = id[:sessionHead]
	_, _ = rand.Read(id[8:]) // never fails (crypto/rand)
	id = append(id, about...)
	return base64.RawURLEncoding.EncodeToString(append(id, s.sign(id, caller)...))
}

// cut bounds a name that a client gave itself.
func cut(s string) string { return s[:min(len(s), 64)] }

// names are an extension map's keys, as far as they are plausible.
func names(m map[string]any) map[string]any {
	out := map[string]any{}
	for name := range m {
		if len(name) <= 64 && len(out) < 8 {
			out[name] = map[string]any{}
		}
	}
	return out
}

func (s *sessions) sign(id []byte, caller Caller) []byte {
	mac := hmac.New(sha256.New, s.key)
	_, _ = mac.Write([]byte("session\x00" + caller.Key + "\x00")) // hashes take everything
	_, _ = mac.Write(id)
	return mac.Sum(nil)[:sessionMAC]
}

// use checks an id that a caller brings and notes its use.
func (s *sessions) use(id string, caller Caller) (claims, error) {
	c, began, err := s.read(id, caller)
	if err != nil {
		return claims{}, err
	}
	if !s.ledger.Use(id, began, s.now()) {
		return claims{}, errSession
	}
	return c, nil
}

// end refuses the session from now on.
func (s *sessions) end(id string, caller Caller) error {
	if _, err := s.use(id, caller); err != nil {
		return err
	}
	return s.ledger.End(id, s.now())
}

// read is what an id says, if we gave it, and gave it to that caller.
func (s *sessions) read(id string, caller Caller) (c claims, began time.Time, err error) {
	if id == "" {
		return c, began, errNoSession
	}
	if len(id) > 2*(sessionHead+maxClaims+sessionMAC) {
		return c, began, errSession
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(id)
	if err != nil || len(raw) < sessionHead+sessionMAC {
		return c, began, errSession
	}
	body, mac := raw[:len(raw)-sessionMAC], raw[len(raw)-sessionMAC:]
	if !hmac.Equal(mac, s.sign(body, caller)) || json.Unmarshal(body[sessionHead:], &c) != nil {
		return c, began, errSession
	}
	return c, time.UnixMilli(int64(binary.BigEndian.Uint64(body))), nil
}

func (s *sessions) digest(parts ...string) string { return digest(s.key, parts...) }
