package ops

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"vedette/internal/text"
)

// keptOffenders is how many issues a condition names.
const keptOffenders = 10

// judge reads the number of each condition, side by side, and compares.
func (g *gate) judge(ctx context.Context) ([]GateCondition, error) {
	var conditions []GateCondition
	var reads []func(ctx context.Context, c *GateCondition) error
	add := func(c GateCondition, read func(ctx context.Context, c *GateCondition) error) {
		conditions, reads = append(conditions, c), append(reads, read)
	}
	if max := g.in.MaxNew; max != nil {
		add(GateCondition{Name: "new_issues", Title: "new issues", Limit: float64(*max), Query: newIn(g.version)}, g.countReleaseIssues)
	}
	if max := g.in.MaxRegressed; max != nil {
		add(GateCondition{Name: "regressed_issues", Title: "regressed issues", Limit: float64(*max), Query: regressedIn(g.version)}, g.countReleaseIssues)
	}
	if min := g.in.MinSessions; min != nil {
		add(GateCondition{Name: "crash_free_sessions", Title: "crash-free sessions", Limit: *min}, g.rate(g.health.CrashFreeSessions))
	}
	if min := g.in.MinUsers; min != nil {
		add(GateCondition{Name: "crash_free_users", Title: "crash-free users", Limit: *min}, g.rate(g.health.CrashFreeUsers))
	}
	for _, q := range g.in.Queries {
		if q.Events {
			add(GateCondition{Name: "events", Title: "events of " + q.Query, Limit: float64(q.Max), Query: q.Query}, g.countEventsOf)
		} else {
			add(GateCondition{Name: "issues", Title: "issues of " + q.Query, Limit: float64(q.Max), Query: q.Query}, g.countIssuesOf)
		}
	}
	parallel, ctx := errgroup.WithContext(ctx)
	parallel.SetLimit(4)
	for n := range conditions {
		parallel.Go(func() error { return reads[n](ctx, &conditions[n]) })
	}
	return conditions, parallel.Wait()
}

// countReleaseIssues judges by the issues of the release. None is only good
// news when the release has been alive.
func (g *gate) countReleaseIssues(ctx context.Context, c *GateCondition) error {
	if g.version == "" {
		c.Verdict, c.Query = GateNoData, ""
		return nil
	}
	if err := g.countIssuesOf(ctx, c); err != nil {
		return err
	}
	if *c.Value == 0 && !g.lived {
		c.Verdict, c.Value = GateNoData, nil
	}
	return nil
}

func (g *gate) countIssuesOf(ctx context.Context, c *GateCondition) error {
	found, err := g.countIssues(ctx, g.scope, c.Query, keptOffenders)
	if err != nil {
		return err
	}
	c.atMost(float64(found.Count))
	c.AtLeast, c.Link = found.AtLeast, g.issuesLink(c.Query)
	if c.Verdict == GateFailed {
		c.Issues = found.Issues
	}
	return nil
}

func (g *gate) countEventsOf(ctx context.Context, c *GateCondition) error {
	n, err := g.countEvents(ctx, g.scope, c.Query)
	if err == nil {
		c.atMost(n)
	}
	return err
}

// rate judges by a crash-free rate that is known already.
func (g *gate) rate(value *float64) func(context.Context, *GateCondition) error {
	return func(_ context.Context, c *GateCondition) error {
		c.Value, c.Link = value, g.releaseLink()
		switch {
		case value == nil:
			c.Verdict = GateNoData
		case *value < c.Limit:
			c.Verdict = GateFailed
		default:
			c.Verdict = GatePassed
		}
		return nil
	}
}

func (c *GateCondition) atMost(n float64) {
	c.Value, c.Verdict = &n, GatePassed
	if n > c.Limit {
		c.Verdict = GateFailed
	}
}

// isRate is true for percentages that must not be too low, false for numbers
// that must not be too high.
func (c GateCondition) isRate() bool { return strings.HasPrefix(c.Name, "crash_free_") }

// Actual is the value in words: "3", "at least 1000", "99.52%", "no data".
func (c GateCondition) Actual() string {
	switch {
	case c.Value == nil:
		return "no data"
	case c.isRate():
		return Percent(c.Value)
	case c.AtLeast:
		return fmt.Sprintf("at least %.0f", *c.Value)
	default:
		return fmt.Sprintf("%.0f", *c.Value)
	}
}

// Bound is the limit in words: "at most 0", "at least 99.5%".
func (c GateCondition) Bound() string {
	if c.isRate() {
		return fmt.Sprintf("at least %g%%", c.Limit)
	}
	return fmt.Sprintf("at most %.0f", c.Limit)
}

// page is the address of a page of the web interface; "" for a server on this
// machine, which has none.
func (g *gate) page(query url.Values, parts ...string) string {
	base, err := url.Parse(g.cfg.BaseURL)
	if err != nil || base.Host == "" || base.Hostname() == "localhost" || net.ParseIP(base.Hostname()).IsLoopback() {
		return ""
	}
	u := base.JoinPath(append([]string{"organizations", url.PathEscape(g.scope.org)}, parts...)...)
	u.RawQuery = query.Encode()
	return u.String()
}

func (g *gate) releaseLink() string {
	if g.version == "" {
		return ""
	}
	return g.page(nil, "releases", url.PathEscape(g.version)+"/")
}

func (g *gate) issuesLink(query string) string {
	return g.page(url.Values{"query": {query}, "statsPeriod": {g.scope.period}, "environment": g.scope.environments}, "issues/")
}

// Summary is the verdict in one line, for logs: "failed: new issues 3 (at most 0)".
func (out CheckGateOut) Summary() string {
	var failed []string
	for _, c := range out.Conditions {
		if c.Verdict != GatePassed {
			failed = append(failed, fmt.Sprintf("%s %s (%s)", c.Title, c.Actual(), c.Bound()))
		}
	}
	line := "gate " + gateWord(out.Verdict)
	if len(failed) > 0 {
		line += ": " + strings.Join(failed, ", ")
	}
	return text.From(line).String()
}
