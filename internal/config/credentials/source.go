package credentials

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Source gives the token of one stored login to one server, and renews it
// before it expires and when the server no longer takes it. Safe for
// concurrent use.
type Source struct {
	Store   *Store
	Profile string
	Server  string // address that the token will be sent to
	// Renew asks the server for a new pair. The refresh token it was given is
	// used up by that. The credential it returns is complete.
	Renew func(ctx context.Context, old Credential) (Credential, error)
	Now   func() time.Time

	mu   sync.Mutex
	have *Credential
}

// Token is the token to send now.
func (s *Source) Token(ctx context.Context) (string, error) {
	c, err := s.Credential(ctx)
	return c.AccessToken, err
}

// Credential is the whole login, renewed when it is about to expire.
func (s *Source) Credential(ctx context.Context) (Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.load(ctx); err != nil {
		return Credential{}, err
	}
	if !s.stale(*s.have) {
		return *s.have, nil
	}
	err := s.renew(ctx, s.stale)
	if err != nil && s.Now().Before(s.have.Expires) {
		return *s.have, nil // still good; the next command tries again
	}
	return *s.have, err
}

// Rejected is told that the server does not take a token, and gives another
// one to try; "" = there is none. Callers that were refused the same token
// share one renewal.
func (s *Source) Rejected(ctx context.Context, token string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.load(ctx); err != nil {
		return "", err
	}
	refused := func(c Credential) bool { return c.AccessToken == token }
	if refused(*s.have) {
		if s.have.RefreshToken == "" {
			return "", nil
		}
		if err := s.renew(ctx, refused); err != nil {
			return "", err
		}
	}
	if refused(*s.have) {
		return "", nil
	}
	return s.have.AccessToken, nil
}

// load reads the login once and checks that it belongs to the server.
func (s *Source) load(ctx context.Context) error {
	if s.have != nil {
		return nil
	}
	c, _, err := s.Store.Get(ctx, s.Profile)
	switch {
	case errors.Is(err, ErrNone):
		return fmt.Errorf("profile %q: %w", s.Profile, err)
	case err != nil:
		return err
	case !SameServer(c.Origin, s.Server):
		return fmt.Errorf("the login of profile %q was given for %s, not for %s; nothing was sent", s.Profile, c.Origin, s.Server)
	}
	s.have = &c
	return nil
}

// renew asks for a new pair unless another process has done so meanwhile:
// unwanted says of what is stored now whether it still has to be replaced.
func (s *Source) renew(ctx context.Context, unwanted func(Credential) bool) error {
	c, err := s.Store.update(ctx, s.Profile, func(stored Credential) (Credential, error) {
		if !unwanted(stored) || stored.RefreshToken == "" || !SameServer(stored.Origin, s.Server) {
			return stored, nil
		}
		return s.Renew(ctx, stored)
	})
	if err != nil {
		return err
	}
	if !SameServer(c.Origin, s.Server) {
		return fmt.Errorf("the login of profile %q now belongs to %s; nothing was sent", s.Profile, c.Origin)
	}
	s.have = &c
	return nil
}

// stale is true in the last tenth of a token's life, and in its last minute.
func (s *Source) stale(c Credential) bool {
	if c.Expires.IsZero() || c.RefreshToken == "" {
		return false
	}
	margin := time.Minute
	if life := c.Expires.Sub(c.Issued); !c.Issued.IsZero() && life/10 > margin {
		margin = life / 10
	}
	return !s.Now().Add(margin).Before(c.Expires)
}
