package sentryapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
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
		s, ok := c.cfg.Answers.Answer(key)
		if !ok {
			return answer{}, offline(r, "and this was not read before")
		}
		tell(ctx, Notice{Op: r.op, Age: c.cfg.Now().Sub(s.At)})
		return s.answer(), nil
	}
	if keep > 0 && c.cfg.Freshness == Usual && !isFresh(ctx) {
		if s, ok := c.cfg.Answers.Answer(key); ok && c.cfg.Now().Sub(s.At) < keep {
			return s.answer(), nil
		}
	}
	ans, err := c.ask(ctx, r)
	switch {
	case err == nil && ans.status == http.StatusOK:
		c.cfg.Answers.SetAnswer(key, scopeOf(r.path), Stored{At: c.cfg.Now(), Link: strings.Join(ans.header.Values("Link"), ", "), Hits: ans.header.Get("X-Hits"), Body: ans.body})
	case err != nil && unreachable(err):
		if s, ok := c.cfg.Answers.Answer(key); ok {
			return c.stale(ctx, r, s, err)
		}
	}
	return ans, err
}

// stale is what a stored answer is good for when the server cannot be reached:
// people see it with its age, programs get the error and are told of it.
func (c *Client) stale(ctx context.Context, r call, s Stored, err error) (answer, error) {
	age := c.cfg.Now().Sub(s.At)
	if c.cfg.ShowStale && !isFresh(ctx) && c.cfg.Freshness != Fresh {
		tell(ctx, Notice{Op: r.op, Age: age})
		return s.answer(), nil
	}
	var e *Error
	if errors.As(err, &e) {
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

// scopeOf is the organization a path is about; a write there makes its stored
// answers untrue, and those of the list of organizations.
func scopeOf(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) > 2 && (parts[1] == "organizations" || parts[1] == "projects" || parts[1] == "teams") {
		if org, err := url.PathUnescape(parts[2]); err == nil {
			return org
		}
	}
	return ""
}
