package sentryapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"vedette/internal/text"
)

// Stored is an answer to a read as an AnswerCache keeps it.
type Stored struct {
	At   time.Time // when the server gave it
	Link string    // header of that name: how to page on
	Hits string    // header X-Hits
	Body []byte
}

// AnswerCache keeps answers from one run to the next. Its methods must be safe
// for concurrent use, and may forget at any time.
//
// A scope is a server. It is no less, because an organization goes by its slug
// and by its id, some paths name none, and several accounts may see the same.
type AnswerCache interface {
	Answer(key string) (Stored, bool)
	SetAnswer(key, scope string, s Stored)
	Forget(scope string) // every answer of that scope: something there was changed
}

// Freshness says when a stored answer may stand for one of the server.
type Freshness int

// The values of Freshness.
const (
	Usual   Freshness = iota // what does not change is not asked for again
	Fresh                    // everything is asked for
	Offline                  // nothing is asked for; stored answers of any age
)

// lifetimes of stored answers. What changes all the time is kept only for when
// the server cannot be reached.
const (
	immutable = 24 * time.Hour  // events: what is in them stays; the links to their neighbours do not
	stable    = 5 * time.Minute // organizations, projects, teams, people
	volatile  = time.Duration(0)
	never     = time.Duration(-1)
)

// lifetime is for how long the answer of a path may be used again.
func lifetime(path string) time.Duration {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	last, before := parts[len(parts)-1], ""
	if len(parts) > 1 {
		before = parts[len(parts)-2]
	}
	switch {
	case parts[0] == "auth" || parts[0] == "users" || slices.Contains(parts, "autofix") || slices.Contains(parts, "seer") || last == "validate":
		return never // who the token is, and what costs money, is always asked
	case slices.ContainsFunc(parts, holdsSecrets):
		return never // and no second place holds a secret
	case (before == "events" || before == "eventids") && isEventID(last), last == "recording-segments", before == "profiles":
		return immutable
	}
	switch last {
	case "projects", "teams", "members", "environments", "repos":
		return stable
	}
	if parts[0] == "organizations" && len(parts) <= 2 || parts[0] == "projects" && len(parts) == 3 {
		return stable
	}
	return volatile
}

// holdsSecrets is true for the parts of a path whose answers may show tokens.
func holdsSecrets(part string) bool {
	switch part {
	case "api-tokens", "org-auth-tokens", "api-keys", "api-applications", "sentry-apps", "sentry-app-installations":
		return true
	}
	return false
}

func isEventID(s string) bool {
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}

// answerOf is do for reads that may be answered from the cache.
func (c *Client) answerOf(ctx context.Context, r call) (answer, error) {
	keep := lifetime(r.path)
	if r.maxAge > 0 {
		keep = r.maxAge
	}
	if c.cfg.Answers == nil || (keep == never || len(r.header) > 0) && c.cfg.Freshness != Offline {
		return c.ask(ctx, r)
	}
	key := c.answerKey(r)
	if c.cfg.Freshness == Offline {
		if isFresh(ctx) {
			return answer{}, offline(r, "and this needs the server's own answer")
		}
		s, ok := c.cfg.Answers.Answer(key)
		if !ok {
			return answer{}, offline(r, "and this was not read before")
		}
		tell(ctx, Notice{Op: r.op, Age: c.cfg.Now().Sub(s.At)})
		return s.answer(), nil
	}
	if keep > 0 && c.cfg.Freshness == Usual && !isFresh(ctx) && !isAnew(ctx) {
		if s, ok := c.cfg.Answers.Answer(key); ok && within(c.cfg.Now().Sub(s.At), keep) {
			return s.answer(), nil
		}
	}
	asked := c.cfg.Now() // a change made while the server answers may not be in its answer
	ans, err := c.ask(ctx, r)
	switch {
	case err == nil && ans.status == http.StatusOK && json.Valid(ans.body): // a proxy's login page says 200 too
		c.cfg.Answers.SetAnswer(key, c.base.String(), Stored{At: asked, Link: strings.Join(ans.header.Values("Link"), ", "), Hits: ans.header.Get("X-Hits"), Body: ans.body})
	case err != nil && unreachable(err):
		if s, ok := c.cfg.Answers.Answer(key); ok {
			return c.stale(ctx, r, s, err)
		}
	}
	return ans, err
}

// KeepsAnswers reports whether an event that was read once is at hand by its id.
func (c *Client) KeepsAnswers() bool { return c.cfg.Answers != nil && c.cfg.Freshness == Usual }

// keep keeps an answer as that of another call, which the server would answer
// the same.
func (c *Client) keep(r call, ans answer) {
	if c.KeepsAnswers() {
		c.cfg.Answers.SetAnswer(c.answerKey(r), c.base.String(), Stored{At: c.cfg.Now(), Body: ans.body})
	}
}

// within is false for answers of the future, too: the clock was wrong then.
func within(age, keep time.Duration) bool { return age >= 0 && age < keep }

// stale is what a stored answer is good for when the server cannot be reached:
// people see it with its age, programs get the error and are told of it.
func (c *Client) stale(ctx context.Context, r call, s Stored, err error) (answer, error) {
	age := c.cfg.Now().Sub(s.At)
	if c.cfg.ShowStale && !isFresh(ctx) && c.cfg.Freshness != Fresh {
		tell(ctx, Notice{Op: r.op, Age: age})
		return s.answer(), nil
	}
	var e *Error
	if errors.As(err, &e) && !isFresh(ctx) {
		told := *e
		told.Hint = "--offline shows the answer of " + text.Duration(age) + " ago"
		return answer{}, &told
	}
	return answer{}, err
}

func offline(r call, why string) *Error {
	return &Error{Kind: KindUnavailable, Op: r.op, Message: text.From("vedette is offline, " + why), Hint: "leave --offline out"}
}

// unreachable is true when the server gave no answer at all.
func unreachable(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == 0 && (e.Kind == KindUnavailable || e.Kind == KindTimeout)
}

// answerKey names an answer by who asked whom for what, without saying either.
func (c *Client) answerKey(r call) string {
	sum := sha256.Sum256([]byte(c.cfg.Identity + "\n" + c.base.String() + "\n" + r.path + "\n" + r.query.Encode()))
	return hex.EncodeToString(sum[:])
}

func (s Stored) answer() answer {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	if s.Link != "" {
		h.Set("Link", s.Link)
	}
	if s.Hits != "" {
		h.Set("X-Hits", s.Hits)
	}
	return answer{status: http.StatusOK, header: h, body: s.Body}
}

type freshKey struct{}

// WithFresh returns a context in which no stored answer is used.
func WithFresh(ctx context.Context) context.Context { return context.WithValue(ctx, freshKey{}, true) }

func isFresh(ctx context.Context) bool {
	on, _ := ctx.Value(freshKey{}).(bool)
	return on
}

type anewKey struct{}

// WithAnew returns a context in which the server is asked, however young the
// stored answer is; that still stands in for a server that cannot be reached.
func WithAnew(ctx context.Context) context.Context { return context.WithValue(ctx, anewKey{}, true) }

func isAnew(ctx context.Context) bool {
	on, _ := ctx.Value(anewKey{}).(bool)
	return on
}
