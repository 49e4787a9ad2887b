package api

import (
	"context"
	"net/url"
	"time"

	"vedette/internal/local/health"
	"vedette/internal/local/store"
)

// healthData is what the sessions of a release tell in a project: over the summaryStatsPeriod, or over its whole life when none is asked for.
type healthData struct {
	DurationP50             *float64              `json:"durationP50"`       // seconds
	DurationP90             *float64              `json:"durationP90"`       // seconds
	CrashFreeUsers          *float64              `json:"crashFreeUsers"`    // per cent
	CrashFreeSessions       *float64              `json:"crashFreeSessions"` // per cent
	TotalUsers              int64                 `json:"totalUsers"`
	TotalUsers24h           int64                 `json:"totalUsers24h"`
	TotalProjectUsers24h    int64                 `json:"totalProjectUsers24h"`
	TotalSessions           int64                 `json:"totalSessions"`
	TotalSessions24h        int64                 `json:"totalSessions24h"`
	TotalProjectSessions24h int64                 `json:"totalProjectSessions24h"`
	Adoption                *float64              `json:"adoption"`         // per cent of the project's users of the day
	SessionsAdoption        *float64              `json:"sessionsAdoption"` // per cent of the project's sessions of the day
	SessionsCrashed         int64                 `json:"sessionsCrashed"`
	SessionsErrored         int64                 `json:"sessionsErrored"`
	HasHealthData           bool                  `json:"hasHealthData"`
	Stats                   map[string][][2]int64 `json:"stats"` // by period: [unix seconds, sessions] by the hour
}

// stage is how far a release has come in a project: adopted, low_adoption, replaced.
type stage struct {
	Stage     string `json:"stage"`
	Adopted   date   `json:"adopted"`
	Unadopted date   `json:"unadopted"`
}

// healthOfReleases knows the sessions behind a list of releases.
type healthOfReleases struct {
	whole     map[health.Release]health.Summary // of the period asked for
	day       map[health.Release]health.Summary // of the last 24 hours
	project   map[int64]health.Summary          // of whole projects in the last 24 hours
	hours     []store.SessionCount              // of the last 24 hours
	start     time.Time                         // of the first of these
	adoptions map[health.Release]health.Adoption
}

const day = 24 * time.Hour

// readHealth reads the sessions of the releases as far as the request asks for them; nil when it does not.
func (a *api) readHealth(ctx context.Context, q url.Values, found []store.Release) (*healthOfReleases, error) {
	var versions []string
	for _, r := range found {
		versions = append(versions, r.Version)
	}
	f := store.SessionFilter{Releases: versions, Environments: environmentsOf(q)}
	if s := q.Get("summaryStatsPeriod"); s != "" {
		period, ok := parsePeriod(s)
		if !ok {
			return nil, badRequest("Invalid summaryStatsPeriod: %q", s)
		}
		f.Since = a.now().Add(-period)
	}
	h := &healthOfReleases{}
	whole, err := a.allSessions(ctx, f)
	if err != nil {
		return nil, err
	}
	h.whole = health.Summaries(whole)
	if truthy(q.Get("health")) {
		if err := a.readDay(ctx, f.Environments, h); err != nil {
			return nil, err
		}
	}
	if truthy(q.Get("adoptionStages")) {
		counts, err := a.store.SessionCounts(ctx, store.SessionFilter{Environments: f.Environments, Since: a.now().Add(-defaultPeriod)})
		if err != nil {
			return nil, err
		}
		h.adoptions = health.Adoptions(counts, a.now())
	}
	return h, nil
}

func (a *api) allSessions(ctx context.Context, f store.SessionFilter) (s health.Sessions, err error) {
	if s.Counts, err = a.store.SessionCounts(ctx, f); err != nil {
		return s, err
	}
	if s.Users, err = a.store.SessionUsers(ctx, f); err != nil {
		return s, err
	}
	s.Durations, err = a.store.SessionDurations(ctx, f)
	return s, err
}

func (a *api) readDay(ctx context.Context, environments []string, h *healthOfReleases) error {
	h.start = a.now().Truncate(time.Hour).Add(time.Hour - day)
	sessions, err := a.allSessions(ctx, store.SessionFilter{Environments: environments, Since: h.start})
	if err != nil {
		return err
	}
	h.hours, h.day = sessions.Counts, health.Summaries(sessions)
	h.project = map[int64]health.Summary{}
	for key, sum := range health.Summaries(sessions.WithoutReleases()) {
		h.project[key.Project] = sum
	}
	return nil
}

// add puts what is known into the wire form of a release.
func (h *healthOfReleases) add(r *release, q url.Values) {
	if truthy(q.Get("adoptionStages")) {
		r.AdoptionStages = map[string]stage{}
	}
	for i := range r.Projects {
		p := &r.Projects[i]
		key := health.Release{Project: p.ID, Version: r.Version}
		p.HasHealthData = h.whole[key].Sessions > 0
		if truthy(q.Get("health")) {
			p.HealthData = h.data(key)
		}
		if r.AdoptionStages != nil && p.HasHealthData {
			r.AdoptionStages[p.Slug] = stageOf(h.adoptions[key])
		}
	}
}

func stageOf(a health.Adoption) stage {
	s := stage{Stage: "low_adoption", Adopted: date(a.From), Unadopted: date(a.To)}
	switch {
	case !a.To.IsZero():
		s.Stage = "replaced"
	case !a.From.IsZero():
		s.Stage = "adopted"
	}
	return s
}

func (h *healthOfReleases) data(key health.Release) *healthData {
	all, today, project := h.whole[key], h.day[key], h.project[key.Project]
	return &healthData{
		DurationP50: all.DurationP50, DurationP90: all.DurationP90,
		CrashFreeUsers: all.CrashFreeUsers, CrashFreeSessions: all.CrashFreeSessions,
		TotalUsers: all.Users, TotalUsers24h: today.Users, TotalProjectUsers24h: project.Users,
		TotalSessions: all.Sessions, TotalSessions24h: today.Sessions, TotalProjectSessions24h: project.Sessions,
		Adoption: percent(today.Users, project.Users), SessionsAdoption: percent(today.Sessions, project.Sessions),
		SessionsCrashed: all.Crashed, SessionsErrored: all.Errored, HasHealthData: all.Sessions > 0,
		Stats: map[string][][2]int64{"24h": h.series(key)},
	}
}

func percent(part, whole int64) *float64 {
	if whole == 0 {
		return nil
	}
	p := 100 * float64(part) / float64(whole)
	return &p
}

// series counts the sessions of the last 24 hours.
func (h *healthOfReleases) series(key health.Release) [][2]int64 {
	points := make([][2]int64, 24)
	for i := range points {
		points[i][0] = h.start.Unix() + int64(i)*3600
	}
	for _, c := range h.hours {
		i := c.Hour - h.start.Unix()/3600
		if c.Project == key.Project && c.Release == key.Version && i >= 0 && int(i) < len(points) {
			points[i][1] += c.Total()
		}
	}
	return points
}
