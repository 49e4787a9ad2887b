// Package credentials keeps the tokens of `vedette auth login`. It exists so
// that a token lies in one place the user's other programs cannot read at
// will (the operating system's keyring, else a file of mode 0600), is sent to
// no server but the one it was given for, and survives several vedettes
// renewing it at the same moment.
package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Credential is one login.
type Credential struct {
	Origin       string    `json:"origin"`       // scheme://host it was given for
	AccessToken  string    `json:"access_token"` // never print it
	RefreshToken string    `json:"refresh_token,omitempty"`
	Issued       time.Time `json:"issued,omitzero"`
	Expires      time.Time `json:"expires,omitzero"` // zero = not known
	Scopes       []string  `json:"scopes,omitempty"` // empty = not known
	ClientID     string    `json:"client_id,omitempty"`
	User         string    `json:"user,omitempty"` // e-mail address or name, for people
}

// Place is where a credential lies.
type Place string

// The places.
const (
	Keyring Place = "keyring"
	File    Place = "file"
)

// ErrNone is returned for a profile without a stored credential.
var ErrNone = errors.New("no stored login")

// Store keeps credentials by the name of their profile. Safe for concurrent
// use, also by several processes.
type Store struct {
	dir  string
	ring ring
}

// Open uses the keyring of the session, and dir for the file beside it. It
// touches neither yet. VEDETTE_KEYRING=off in env keeps to the file.
func Open(dir string, env func(string) string) *Store {
	return &Store{dir: dir, ring: ring{usable: ringUsable(env), wait: ringWait}}
}

// Path is the file of those that are not in the keyring.
func (s *Store) Path() string { return filepath.Join(s.dir, "credentials.json") }

// Get is the credential of a profile and where it lies; ErrNone when there is
// none. The file comes first: what is there was put there because the keyring
// did not work.
func (s *Store) Get(ctx context.Context, profile string) (Credential, Place, error) {
	all, err := s.read()
	if err != nil {
		return Credential{}, "", err
	}
	if c, ok := all[profile]; ok {
		return c, File, nil
	}
	c, err := s.ring.get(ctx, profile)
	if err != nil {
		return Credential{}, "", err
	}
	return c, Keyring, nil
}

// Put stores a credential: in the keyring, or in the file when there is no
// working one. reason says why it is the file; nil = it is the keyring.
func (s *Store) Put(ctx context.Context, profile string, c Credential) (place Place, reason, err error) {
	unlock, err := s.lock()
	if err != nil {
		return "", nil, err
	}
	defer unlock()
	if reason = s.ring.set(ctx, profile, c); reason == nil {
		return Keyring, nil, s.dropFromFile(profile)
	}
	return File, reason, s.putInFile(profile, c)
}

// Delete forgets a profile's credential wherever it lies; none is no error.
func (s *Store) Delete(ctx context.Context, profile string) error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.dropFromFile(profile); err != nil {
		return err
	}
	if err := s.ring.delete(ctx, profile); err != nil && !errors.Is(err, ErrNone) && !errors.Is(err, errNoRing) {
		return err
	}
	return nil
}

// update changes a credential in its place, alone among all processes. The
// change sees what is stored now and is stored before anybody uses it.
func (s *Store) update(ctx context.Context, profile string, change func(Credential) (Credential, error)) (Credential, error) {
	unlock, err := s.lock()
	if err != nil {
		return Credential{}, err
	}
	defer unlock()
	old, place, err := s.Get(ctx, profile)
	if err != nil {
		return Credential{}, err
	}
	changed, err := change(old)
	if err != nil || same(changed, old) {
		return old, err
	}
	if place == Keyring {
		if err = s.ring.set(ctx, profile, changed); err == nil {
			return changed, nil
		}
	}
	// The old refresh token is used up: better in the file than lost.
	return changed, s.putInFile(profile, changed)
}

func same(a, b Credential) bool {
	return a.AccessToken == b.AccessToken && a.RefreshToken == b.RefreshToken && slices.Equal(a.Scopes, b.Scopes)
}

// lock keeps other processes out until the function it returns is called.
func (s *Store) lock() (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep the login: %w", err)
	}
	unlock, err = lockedfile.MutexAt(filepath.Join(s.dir, "credentials.lock")).Lock()
	if err != nil {
		return nil, fmt.Errorf("keep the login: %w", err)
	}
	return unlock, nil
}

// SameServer reports whether what was given for one address may go to the
// other: the same scheme, host and port; sentry.io, its regions and
// organizations are one.
func SameServer(a, b string) bool {
	ua, err1 := url.Parse(a)
	ub, err2 := url.Parse(b)
	if err1 != nil || err2 != nil || ua.Host == "" {
		return false
	}
	return ua.Scheme == ub.Scheme && (strings.EqualFold(ua.Host, ub.Host) || isSaaS(ua) && isSaaS(ub))
}

func isSaaS(u *url.URL) bool {
	host := strings.ToLower(u.Host)
	return u.Scheme == "https" && (host == "sentry.io" || strings.HasSuffix(host, ".sentry.io"))
}
