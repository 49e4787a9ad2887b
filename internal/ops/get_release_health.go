package ops

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetReleaseHealthIn selects sessions. Period and Start/End exclude each other.
type GetReleaseHealthIn struct {
	OrgTarget
	Project     string   `json:"projectSlugOrId,omitempty" jsonschema:"Project slug or id."`
	Version     string   `json:"releaseVersion,omitempty" jsonschema:"One release, with its course over time; left out = compare releases."`
	Environment []string `json:"environment,omitempty"`
	Period      string   `json:"period,omitempty" jsonschema:"24h, 14d, 30d ..." default:"14d"`
	Start       string   `json:"start,omitempty" jsonschema:"RFC 3339, with end, instead of period."`
	End         string   `json:"end,omitempty"`
	Interval    string   `json:"interval,omitempty" jsonschema:"1h, 1d ...; with releaseVersion." default:"1d"`
	Limit       int      `json:"limit,omitempty" max:"100" default:"10"`
}

// GetReleaseHealthOut is the health of releases, most sessions first, and of
// all together. Course is only there for one release.
type GetReleaseHealthOut struct {
	Organization string          `json:"organization"`
	Releases     []VersionHealth `json:"releases"`
	All          VersionHealth   `json:"all"`
	Course       []HealthPoint   `json:"course,omitempty"`
}

// HealthPoint is one bucket of time.
type HealthPoint struct {
	Start             time.Time `json:"start"`
	Sessions          int64     `json:"sessions"`
	CrashFreeSessions *float64  `json:"crashFreeSessions,omitempty"` // percent
}

// GetReleaseHealth counts sessions, users, crashes and adoption by release. Two
// requests.
func (o *Ops) GetReleaseHealth(ctx context.Context, in GetReleaseHealthIn) (GetReleaseHealthOut, error) {
	return run(ctx, o, in, o.getReleaseHealth)
}

func (o *Ops) getReleaseHealth(ctx context.Context, in GetReleaseHealthIn) (GetReleaseHealthOut, error) {
	const op = "get_release_health"
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return GetReleaseHealthOut{}, err
	}
	q := sentryapi.SeriesQuery{Projects: o.projects(in.Project), Environments: in.Environment}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "14d"); err != nil {
		return GetReleaseHealthOut{}, err
	}
	if in.Interval != "" && !isPeriod(in.Interval) {
		return GetReleaseHealthOut{}, invalid(op, "like 1h or 1d", "%q is not an interval", in.Interval)
	}
	out := GetReleaseHealthOut{Organization: org, Releases: []VersionHealth{}}
	if out.All, err = o.healthOf(ctx, org, q, ""); err != nil {
		return out, err
	}
	q.Fields, q.GroupBy, q.Interval = healthFields(), []string{"release"}, orWord(in.Interval, "1d")
	if in.Version != "" {
		q.Query = searchTerm("release", in.Version)
	} else {
		q.NoSeries = true
	}
	answer, err := o.client.Sessions(ctx, org, q)
	if err != nil {
		return out, err
	}
	for _, g := range answer.Groups {
		out.Releases = append(out.Releases, versionHealth(g, float64(out.All.Sessions)))
	}
	slices.SortStableFunc(out.Releases, func(a, b VersionHealth) int { return cmp.Compare(b.Sessions, a.Sessions) })
	out.Releases = out.Releases[:min(len(out.Releases), orDefault(in.Limit, 10))]
	if in.Version != "" && len(answer.Groups) > 0 {
		out.Course = course(answer, answer.Groups[0])
	}
	return out, nil
}

// course is a group's numbers over time.
func course(s sentryapi.Series, g sentryapi.SeriesGroup) []HealthPoint {
	var points []HealthPoint
	for n, at := range s.Intervals {
		p := HealthPoint{Start: at.Time}
		if list := g.Series[sumSessions]; n < len(list) && list[n] != nil {
			p.Sessions = int64(*list[n])
		}
		if list := g.Series[crashFreeSessions]; n < len(list) && list[n] != nil && p.Sessions > 0 {
			p.CrashFreeSessions = percent(float64(*list[n]), true)
		}
		points = append(points, p)
	}
	return points
}

// Doc is a table of releases, then the course of the one that was asked for.
func (out GetReleaseHealthOut) Doc() text.Doc {
	var d text.Doc
	if out.All.Sessions == 0 {
		d.Para(text.T("No sessions in this period. SDKs send them with release health (session tracking) on."))
		return d
	}
	var rows [][]text.Inline
	for _, r := range append(slices.Clip(out.Releases), out.All) {
		name := text.Inline(text.Code(r.Version))
		if r.Version.IsZero() {
			name = text.T("all")
		}
		rows = append(rows, []text.Inline{name, text.T(text.Count(r.Sessions)), text.T(text.Count(r.Users)), text.T(text.Count(r.Crashed)),
			text.T(Percent(r.CrashFreeSessions)), text.T(Percent(r.CrashFreeUsers)), text.T(Percent(r.Adoption))})
	}
	d.Table([]string{"release", "sessions", "users", "crashed", "crash-free", "of users", "adoption"}, rows)
	if len(out.Course) > 0 {
		d.Heading(2, text.T("Over time"))
		rows = nil
		for _, p := range out.Course {
			rows = append(rows, []text.Inline{text.At(p.Start), text.T(text.Count(p.Sessions)), text.T(Percent(p.CrashFreeSessions))})
		}
		d.Table([]string{"from", "sessions", "crash-free sessions"}, rows)
	}
	return d
}
