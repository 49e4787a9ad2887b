package ops

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// VersionHealth sums up the sessions of one release, or of all. Rates and
// adoption are percent (0 to 100), nil where no session tells.
type VersionHealth struct {
	Version           text.Untrusted `json:"version,omitzero"`
	Sessions          int64          `json:"sessions"`
	Users             int64          `json:"users"`
	Crashed           int64          `json:"crashedSessions"`
	CrashFreeSessions *float64       `json:"crashFreeSessions,omitempty"`
	CrashFreeUsers    *float64       `json:"crashFreeUsers,omitempty"`
	Adoption          *float64       `json:"adoption,omitempty"` // share of all sessions of the period
}

// The fields of the sessions endpoint that health is made of.
const (
	sumSessions       = "sum(session)"
	countUsers        = "count_unique(user)"
	crashFreeSessions = "crash_free_rate(session)"
	crashFreeUsers    = "crash_free_rate(user)"
)

func healthFields() []string {
	return []string{sumSessions, countUsers, crashFreeSessions, crashFreeUsers}
}

// versionHealth reads one group of sessions; total is all sessions of the
// period, 0 = unknown.
func versionHealth(g sentryapi.SeriesGroup, total float64) VersionHealth {
	sessions, _ := g.Total(sumSessions)
	users, _ := g.Total(countUsers)
	h := VersionHealth{Version: g.By["release"], Sessions: int64(sessions), Users: int64(users)}
	if sessions > 0 {
		h.CrashFreeSessions = percent(g.Total(crashFreeSessions))
	}
	if users > 0 {
		h.CrashFreeUsers = percent(g.Total(crashFreeUsers))
	}
	if h.CrashFreeSessions != nil {
		h.Crashed = int64(math.Round(sessions * (100 - *h.CrashFreeSessions) / 100))
	}
	if total > 0 {
		h.Adoption = percent(sessions/total, true)
	}
	return h
}

// percent makes a share (0 to 1) a percentage with at most four decimals, which
// is what a rate over a million sessions can say.
func percent(share float64, known bool) *float64 {
	if !known {
		return nil
	}
	p := math.Round(share*1e6) / 1e4
	return &p
}

// healthOf asks for the sessions of one release, or of all when version is "".
// A release without sessions has zero counts.
func (o *Ops) healthOf(ctx context.Context, org string, q sentryapi.SeriesQuery, version string) (VersionHealth, error) {
	q.Fields, q.NoSeries = healthFields(), true
	if version != "" {
		q.Query = searchTerm("release", version)
	}
	answer, err := o.client.Sessions(ctx, org, q)
	if err != nil || len(answer.Groups) == 0 {
		return VersionHealth{Version: text.From(version)}, err
	}
	h := versionHealth(answer.Groups[0], 0)
	h.Version = text.From(version)
	return h, nil
}

// adoptedBy sets what share of all sessions each release has.
func adoptedBy(all VersionHealth, releases ...*VersionHealth) {
	for _, r := range releases {
		if all.Sessions > 0 {
			r.Adoption = percent(float64(r.Sessions)/float64(all.Sessions), true)
		}
	}
}

// searchTerm is key:value in Sentry's search language, quoted where the value
// would not stay one word.
func searchTerm(key, value string) string {
	if value == "" || strings.ContainsAny(value, " \t\"'()[],*<>=!\\") {
		value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `*`, `\*`).Replace(value) + `"`
	}
	return key + ":" + value
}

// line is the health in words, for a document.
func (h VersionHealth) line() string {
	if h.Sessions == 0 {
		return "no sessions"
	}
	parts := []string{text.Count(h.Sessions) + " sessions", text.Count(h.Users) + " users"}
	if h.CrashFreeSessions != nil {
		parts = append(parts, "crash-free sessions "+Percent(h.CrashFreeSessions))
	}
	if h.CrashFreeUsers != nil {
		parts = append(parts, "crash-free users "+Percent(h.CrashFreeUsers))
	}
	if h.Adoption != nil {
		parts = append(parts, "adoption "+Percent(h.Adoption))
	}
	return strings.Join(parts, ", ")
}

// Percent is a percentage as people read it: "99.52%", "100%"; "" when unknown.
// It is never rounded up to 100: one crash is not none.
func Percent(p *float64) string {
	if p == nil {
		return ""
	}
	shown := math.Floor(*p*100) / 100
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", shown), "0"), ".") + "%"
}

// packageOf is the part of a version before its last "@": "shop" of
// "shop@2.1.0", "@acme/shop" of "@acme/shop@2.1.0"; "" where there is none.
func packageOf(version string) string {
	if at := strings.LastIndexByte(version, '@'); at > 0 {
		return version[:at]
	}
	return ""
}

// previousVersion is the release that came before r in the same projects: the
// server's word, else the next older one of the same package. "" = not known.
func (o *Ops) previousVersion(ctx context.Context, org, project string, r Release) (string, error) {
	if v := r.Meta.PrevReleaseVersion.Raw(); v != "" {
		return v, nil
	}
	page, err := o.client.Releases(ctx, org, sentryapi.ReleaseQuery{Project: project, Query: packageOf(r.Version.Raw()), Limit: 100})
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(page.Items, func(other Release) bool { return other.Version == r.Version })
	for _, other := range page.Items[at+1:] {
		if at >= 0 && packageOf(other.Version.Raw()) == packageOf(r.Version.Raw()) {
			return other.Version.Raw(), nil
		}
	}
	return "", nil
}

// ReleaseSummary sums up the health that a release has in its projects; zero
// where it was not asked for. Rates are weighted by sessions and users; adoption
// is the highest of any project.
func ReleaseSummary(r Release) VersionHealth {
	h := VersionHealth{Version: r.Version}
	var sessions, users weighted
	for _, p := range r.Projects {
		d := p.HealthData
		if d == nil {
			continue
		}
		h.Sessions += int64(d.TotalSessions)
		h.Users += int64(d.TotalUsers)
		h.Crashed += int64(d.SessionsCrashed)
		sessions.add(d.CrashFreeSessions, int64(d.TotalSessions))
		users.add(d.CrashFreeUsers, int64(d.TotalUsers))
		if a := d.SessionsAdoption; a != nil && (h.Adoption == nil || float64(*a) > *h.Adoption) {
			adoption := float64(*a)
			h.Adoption = &adoption
		}
	}
	h.CrashFreeSessions, h.CrashFreeUsers = sessions.mean(), users.mean()
	return h
}

// weighted is a mean in the making.
type weighted struct{ sum, weight float64 }

func (w *weighted) add(value *sentryapi.Float, weight int64) {
	if value != nil && weight > 0 {
		w.sum += float64(*value) * float64(weight)
		w.weight += float64(weight)
	}
}

func (w *weighted) mean() *float64 {
	if w.weight == 0 {
		return nil
	}
	m := w.sum / w.weight
	return &m
}
