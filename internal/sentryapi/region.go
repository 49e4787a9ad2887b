package sentryapi

import (
	"context"
	"net/url"
	"strings"
	"sync"
)

// regions is what this client learned itself about the hosts of organizations,
// in contrast to what Config.Regions remembers from earlier.
type regions struct {
	turn  chan struct{} // one lookup at a time, so that concurrent calls share it
	mu    sync.Mutex
	known map[string]*url.URL // by organization
}

func (g *regions) host(org string) (*url.URL, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	u, ok := g.known[org]
	return u, ok
}

// names reports whether some organization is served by u's origin.
func (g *regions) names(u *url.URL) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, region := range g.known {
		if origin(region) == origin(u) {
			return true
		}
	}
	return false
}

// hasRegions is true where the configured host only knows where to ask.
func (c *Client) hasRegions() bool {
	return strings.EqualFold(c.base.Host, c.cfg.ControlHost)
}

// trusted reports whether the token may go to u: the configured host, and the
// regions that it named.
func (c *Client) trusted(u *url.URL) bool {
	return origin(u) == origin(c.base) || c.hasRegions() && c.regions.names(u)
}

// hostOf is the host that serves r.
func (c *Client) hostOf(ctx context.Context, r call) (*url.URL, error) {
	if r.org == "" || !c.hasRegions() {
		return c.base, nil
	}
	if u, ok := c.regions.host(r.org); ok {
		return u, nil
	}
	if cached, ok := c.cfg.Regions.Region(r.org); ok {
		if u := c.regionURL(cached); u != nil {
			return u, nil
		}
	}
	return c.lookUpRegion(ctx, r)
}

// lookUpRegion asks the configured host. Calls that waited for another lookup
// of the same organization use its result.
func (c *Client) lookUpRegion(ctx context.Context, r call) (*url.URL, error) {
	select {
	case c.regions.turn <- struct{}{}:
		defer func() { <-c.regions.turn }()
	case <-ctx.Done():
		return nil, unsentError(r.op, ctx.Err())
	}
	if u, ok := c.regions.host(r.org); ok {
		return u, nil
	}
	if _, err := c.Organization(ctx, r.org); err != nil {
		return nil, err
	}
	if u, ok := c.regions.host(r.org); ok {
		return u, nil
	}
	return c.base, nil
}

// movedRegion looks again for the region of an organization whose remembered
// host answered 404. ok is false when there is nothing new to try.
func (c *Client) movedRegion(ctx context.Context, r call, tried *url.URL) (u *url.URL, ok bool) {
	if r.org == "" || !c.hasRegions() {
		return nil, false
	}
	if _, fresh := c.regions.host(r.org); fresh {
		return nil, false
	}
	c.cfg.Regions.SetRegion(r.org, "")
	u, err := c.lookUpRegion(WithFresh(ctx), r) // a kept answer names the old one
	if err != nil || origin(u) == origin(tried) {
		return nil, false
	}
	return u, true
}

// learnRegion keeps the host that an organization's own answer names. asked is
// the name it was asked for, which may be its id.
func (c *Client) learnRegion(asked string, o Organization) {
	if !c.hasRegions() {
		return
	}
	u := c.regionURL(string(o.Links.RegionURL))
	if u == nil {
		u = c.base
	}
	c.regions.mu.Lock()
	for _, name := range []string{asked, string(o.Slug)} {
		if name != "" {
			c.regions.known[name] = u
		}
	}
	c.regions.mu.Unlock()
	if asked != "" {
		c.cfg.Regions.SetRegion(asked, u.String())
	}
	if slug := string(o.Slug); slug != "" && slug != asked {
		c.cfg.Regions.SetRegion(slug, u.String())
	}
}

// regionURL reads a region's address; nil when it is none, or would send over
// plain HTTP what the configured host gets encrypted.
func (c *Client) regionURL(s string) *url.URL {
	u, err := parseBase(s)
	if err != nil || u.Scheme != "https" && u.Scheme != c.base.Scheme {
		return nil
	}
	return u
}
