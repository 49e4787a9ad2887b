// Package sentryapi is vedette's only door to Sentry's web API. It exists so
// that hosted Sentry, self-hosted Sentry of any age and the local backend look
// alike to everything above: it knows their paths, their regions, their paging
// and rate limits, and the many shapes in which they answer and fail, and it
// gives typed values, one error type and sequences in return.
//
// It never repeats a write, never sends the token to a host that the configured
// one did not name, and never loses a list over one bad member.
package sentryapi

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// maxInFlight is how many requests one client has open at a time; Sentry
// refuses bursts beyond its concurrency limit.
const maxInFlight = 5

// Config says how a Client reaches its server. Only BaseURL is required.
type Config struct {
	BaseURL     string                                // "https://sentry.io"; a path prefix is kept
	ControlHost string                                // the host that names region hosts; "" = sentry.io
	Token       func(context.Context) (string, error) // asked before each request; nil or "" = no token
	// Rejected is told that the server does not take a token, and gives another
	// one to try once; "" = there is none. nil = never another.
	Rejected  func(ctx context.Context, token string) (string, error)
	Transport http.RoundTripper // nil = HTTP with the proxy of the environment
	Headers   map[string]string // added to each request
	Regions   RegionCache       // nil = in memory
	UserAgent string            // "" = vedette

	Answers   AnswerCache // nil = every answer is the server's
	Identity  string      // who asks, for Answers: two users must never share one
	Freshness Freshness   // when an answer of Answers will do
	ShowStale bool        // whether one of any age stands in when the server cannot be reached

	Now    func() time.Time                           // nil = time.Now
	Sleep  func(context.Context, time.Duration) error // nil = a timer
	Jitter func() float64                             // 0 to 1; nil = random
}

// Client talks to one Sentry server. It is safe for concurrent use.
type Client struct {
	cfg     Config
	base    *url.URL
	slots   chan struct{} // one token per request in flight
	maxBody int64         // bytes of an answer
	pace    pace
	seen    seen
	regions regions
	fences  []Fence // each of them holds
	places  places
}

// New checks cfg and makes a Client. Nothing is sent.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, invalid("connect to Sentry", err.Error(), "set SENTRY_URL to the server's address, for example https://sentry.io")
	}
	if cfg.ControlHost == "" {
		cfg.ControlHost = "sentry.io"
	}
	if cfg.Transport == nil {
		cfg.Transport = defaultTransport()
	}
	if cfg.Regions == nil {
		cfg.Regions = &memoryRegions{hosts: map[string]string{}}
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "vedette"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Sleep == nil {
		cfg.Sleep = sleep
	}
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	return assemble(cfg, base), nil
}

func assemble(cfg Config, base *url.URL) *Client {
	return &Client{
		cfg:     cfg,
		base:    base,
		slots:   make(chan struct{}, maxInFlight),
		maxBody: maxBody,
		pace:    pace{until: map[string]time.Time{}},
		regions: regions{turn: make(chan struct{}, 1), known: map[string]*url.URL{}},
	}
}

// As is a client of the same server for somebody else's token. It has the same
// way there and the same limits, and shares nothing that was learned for one of
// them: neither kept answers, nor regions, nor how long to wait.
func (c *Client) As(token func(context.Context) (string, error)) *Client {
	cfg := c.cfg
	cfg.Token, cfg.Rejected = token, nil
	cfg.Answers, cfg.Identity, cfg.Freshness, cfg.ShowStale = nil, "", Usual, false
	cfg.Regions = &memoryRegions{hosts: map[string]string{}}
	out := assemble(cfg, c.base)
	out.fences = c.fences
	return out
}

// Via is the same client with its requests passing through wrap, which gets the
// way they went so far. Nothing learned is shared.
func (c *Client) Via(wrap func(http.RoundTripper) http.RoundTripper) *Client {
	cfg := c.cfg
	cfg.Transport = wrap(cfg.Transport)
	out := assemble(cfg, c.base)
	out.fences = c.fences
	return out
}

// parseBase accepts absolute HTTP URLs without credentials, query or fragment.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(s), "/"))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%.100q is not a URL", s)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, fmt.Errorf("%.100q is not an http:// or https:// URL", s)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the URL of %s has more than a host and a path", u.Host)
	}
	return u, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// RegionCache remembers the region host of each organization across runs. Both
// methods must be safe for concurrent use.
type RegionCache interface {
	Region(org string) (url string, ok bool)
	SetRegion(org, url string) // "" = forget it
}

type memoryRegions struct {
	mu    sync.Mutex
	hosts map[string]string
}

func (m *memoryRegions) Region(org string) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	host, ok := m.hosts[org]
	return host, ok
}

func (m *memoryRegions) SetRegion(org, url string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hosts[org] = url
}
