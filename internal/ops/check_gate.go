package ops

import (
	"context"
	"fmt"
	"time"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// CheckGateIn says what a release, or the state of a project, must fulfil. With
// no condition at all, a release must have no new and no regressed issues.
type CheckGateIn struct {
	OrgTarget
	Project      string      `json:"projectSlugOrId,omitempty" jsonschema:"Project slug or id."`
	Version      string      `json:"releaseVersion,omitempty" jsonschema:"Left out = the newest release."`
	Environment  []string    `json:"environment,omitempty"`
	Period       string      `json:"period,omitempty" jsonschema:"24h, 14d, 30d ..." default:"14d"`
	MaxNew       *int        `json:"maxNewIssues,omitempty" jsonschema:"Unresolved issues first seen in the release."`
	MaxRegressed *int        `json:"maxRegressedIssues,omitempty" jsonschema:"Resolved issues that came back in it."`
	MinSessions  *float64    `json:"minCrashFreeSessions,omitempty" jsonschema:"Percent, e.g. 99.5."`
	MinUsers     *float64    `json:"minCrashFreeUsers,omitempty" jsonschema:"Percent."`
	Queries      []GateQuery `json:"queries,omitempty" jsonschema:"Searches that may find so many at most."`
	Wait         int         `json:"waitSeconds,omitempty" max:"3600" jsonschema:"Wait so long for the release's first sessions or events."`
	RequireData  bool        `json:"requireData,omitempty" jsonschema:"No data in time is no pass."`
}

// GateQuery is a search and how many issues, or events, it may find.
type GateQuery struct {
	Query  string `json:"query"`
	Events bool   `json:"events,omitempty" jsonschema:"Count error events, not issues."`
	Max    int    `json:"max,omitempty"`
}

// The verdicts on a condition and on the whole.
const (
	GatePassed = "passed"
	GateFailed = "failed"
	GateNoData = "no_data" // nothing was there to judge by
)

// CheckGateOut is the verdict and what it rests on.
type CheckGateOut struct {
	Organization string          `json:"organization"`
	Version      text.Untrusted  `json:"releaseVersion,omitzero"`
	Verdict      string          `json:"verdict"` // passed failed no_data
	Conditions   []GateCondition `json:"conditions"`
	Waited       int             `json:"waitedSeconds,omitempty"`
	Link         string          `json:"link,omitempty"` // the release's page

	now time.Time
}

// GateCondition is one condition and how it came out.
type GateCondition struct {
	Name    string   `json:"name"` // new_issues regressed_issues crash_free_sessions crash_free_users issues events
	Title   string   `json:"title"`
	Verdict string   `json:"verdict"`
	Value   *float64 `json:"value,omitempty"` // a number, or percent for crash-free rates; nil = no data
	AtLeast bool     `json:"atLeast,omitempty"`
	Limit   float64  `json:"limit"` // highest number, or lowest percentage
	Query   string   `json:"query,omitempty"`
	Link    string   `json:"link,omitempty"`
	Issues  []Issue  `json:"issues,omitempty"` // the first offending ones
}

// GateExit is the process's exit code for a verdict.
func GateExit(verdict string) int {
	switch verdict {
	case GatePassed:
		return ExitOK
	case GateNoData:
		return ExitPending
	default:
		return ExitGate
	}
}

// CheckGate judges a release. It waits for its data if asked to, then reads
// each number once.
func (o *Ops) CheckGate(ctx context.Context, in CheckGateIn) (CheckGateOut, error) {
	return run(Fresh(ctx), o, in, o.checkGate)
}

func (o *Ops) checkGate(ctx context.Context, in CheckGateIn) (CheckGateOut, error) {
	const op = "check_gate"
	if err := checkConditions(op, in); err != nil {
		return CheckGateOut{}, err
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return CheckGateOut{}, err
	}
	period, _, _, err := timeRange(op, in.Period, "", "", "14d")
	if err != nil {
		return CheckGateOut{}, err
	}
	if in.MaxNew == nil && in.MaxRegressed == nil && in.MinSessions == nil && in.MinUsers == nil && len(in.Queries) == 0 {
		none := 0
		in.MaxNew, in.MaxRegressed = &none, &none
	}
	g := gate{Ops: o, in: in, scope: issueScope{org: org, projects: o.projects(in.Project), environments: in.Environment, period: period}}
	if g.needsRelease() {
		if err := g.await(ctx); err != nil {
			return CheckGateOut{}, err
		}
	}
	out := CheckGateOut{Organization: org, Version: text.From(g.version), Waited: int(g.waited / time.Second), Link: g.releaseLink(), now: o.cfg.Now()}
	if out.Conditions, err = g.judge(ctx); err != nil {
		return out, err
	}
	out.Verdict = overall(out.Conditions, in.RequireData)
	return out, nil
}

func checkConditions(op string, in CheckGateIn) error {
	for name, max := range map[string]*int{"maxNewIssues": in.MaxNew, "maxRegressedIssues": in.MaxRegressed} {
		if max != nil && *max < 0 {
			return invalid(op, "0 or more", "%s cannot be %d", name, *max)
		}
	}
	for name, min := range map[string]*float64{"minCrashFreeSessions": in.MinSessions, "minCrashFreeUsers": in.MinUsers} {
		if min != nil && !(*min >= 0 && *min <= 100) {
			return invalid(op, "a percentage from 0 to 100, like 99.5", "%s cannot be %v", name, *min)
		}
	}
	for _, q := range in.Queries {
		if q.Query == "" || q.Max < 0 {
			return invalid(op, `like {"query": "is:unresolved level:fatal", "max": 0}`, "a query needs its text and a max of 0 or more")
		}
		dataset := searchquery.Issues
		if q.Events {
			dataset = searchquery.Errors
		}
		if _, err := checkQuery(op, dataset, q.Query); err != nil {
			return err
		}
	}
	return nil
}

// overall is the verdict on all conditions.
func overall(conditions []GateCondition, requireData bool) string {
	verdict := GatePassed
	for _, c := range conditions {
		switch {
		case c.Verdict == GateFailed:
			return GateFailed
		case c.Verdict == GateNoData && requireData:
			verdict = GateNoData
		}
	}
	return verdict
}

// gate is one check under way.
type gate struct {
	*Ops
	in      CheckGateIn
	scope   issueScope
	version string        // of the release, once known
	health  VersionHealth // its sessions
	lived   bool          // the release has sent something
	waited  time.Duration
}

func (g *gate) needsSessions() bool { return g.in.MinSessions != nil || g.in.MinUsers != nil }

func (g *gate) needsRelease() bool {
	return g.needsSessions() || g.in.MaxNew != nil || g.in.MaxRegressed != nil
}

// await looks at the release until it has sent what the conditions need, or
// time is up. The pauses grow from 5 to 30 seconds.
func (g *gate) await(ctx context.Context) error {
	const longest = 30 * time.Second
	begin, pause := g.cfg.Now(), 5*time.Second
	limit := time.Duration(g.in.Wait) * time.Second
	for {
		arrived, err := g.look(ctx)
		g.waited = g.cfg.Now().Sub(begin)
		if err != nil || arrived || g.waited >= limit {
			return err
		}
		if err := g.cfg.Sleep(ctx, min(pause, limit-g.waited)); err != nil {
			return err
		}
		pause = min(2*pause, longest)
	}
}

// look reads the release and its sessions. A release that is not there yet is
// no error, because the first event makes it.
func (g *gate) look(ctx context.Context) (arrived bool, err error) {
	r, err := g.judged(ctx)
	if err != nil {
		return false, err
	}
	g.lived = !r.LastEvent.IsZero() || r.NewGroups > 0
	if g.version == "" || g.lived && !g.needsSessions() {
		return g.lived, nil
	}
	q := sentryapi.SeriesQuery{Projects: g.scope.projects, Environments: g.scope.environments, StatsPeriod: g.scope.period}
	if g.health, err = g.healthOf(ctx, g.scope.org, q, g.version); err != nil {
		if !g.needsSessions() { // sessions would only have been a sign of life
			err = nil
		}
		return false, err
	}
	g.lived = g.lived || g.health.Sessions > 0
	if g.needsSessions() {
		return g.health.Sessions > 0, nil
	}
	return g.lived, nil
}

// judged is the release to judge, zero when it is not there, and notes its
// version.
func (g *gate) judged(ctx context.Context) (r Release, err error) {
	if g.version = g.in.Version; g.version == "" {
		newest, found, err := g.newestRelease(ctx, g.scope.org, g.in.Project)
		if found {
			g.version = newest.Version.Raw()
		}
		return newest, err
	}
	r, err = g.release(ctx, "check_gate", g.scope.org, g.in.Project, g.version)
	if KindOf(err) == KindNotFound {
		err = nil
	}
	return r, err
}

// Doc is the verdict, a row per condition, and the issues that failed it.
func (out CheckGateOut) Doc() text.Doc {
	var d text.Doc
	title := []text.Inline{text.T("Gate " + gateWord(out.Verdict))}
	if !out.Version.IsZero() {
		title = append(title, text.T(": "), out.Version)
	}
	d.Heading(1, title...)
	var rows [][]text.Inline
	for _, c := range out.Conditions {
		name := text.Inline(text.T(c.Title))
		if c.Link != "" {
			name = text.Link(name, c.Link)
		}
		rows = append(rows, []text.Inline{text.Bold(text.T(gateWord(c.Verdict))), name, text.T(c.Actual()), text.T(c.Bound())})
	}
	d.Table([]string{"", "condition", "value", "limit"}, rows)
	if out.Waited > 0 {
		d.Para(text.T("Waited " + text.Duration(time.Duration(out.Waited)*time.Second) + " for data."))
	}
	for _, c := range out.Conditions {
		if len(c.Issues) == 0 {
			continue
		}
		d.Heading(2, text.T(fmt.Sprintf("%s: %s", c.Title, c.Actual())))
		for _, i := range c.Issues {
			line := issueLine(i, out.now)
			if !i.Permalink.IsZero() {
				line[0] = text.Bold(text.Link(text.T(IssueHandle(i)), i.Permalink.Raw()))
			}
			d.Bullet(line...)
		}
	}
	return d
}

func gateWord(verdict string) string {
	if verdict == GateNoData {
		return "has no data"
	}
	return verdict
}
