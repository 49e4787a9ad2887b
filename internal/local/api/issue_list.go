package api

import (
	"net/http"
	"time"

	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

const defaultQuery = "is:unresolved"

// issueRow is an issue in the stream. Sentry leaves some of these out unless expand asks for them; the OpenAPI document requires all.
type issueRow struct {
	*issueBase
	*issueCounts
	IsUnhandled       *bool        `json:"isUnhandled,omitempty"`
	Stats             *stats       `json:"stats,omitempty"`
	Lifetime          *lifetime    `json:"lifetime,omitempty"`
	Filtered          *issueCounts `json:"filtered"` // totals under the search: null, as totals do not depend on the search here
	SessionCount      int64        `json:"sessionCount"`
	Inbox             inbox        `json:"inbox"`
	Owners            owner        `json:"owners"`
	IntegrationIssues []string     `json:"integrationIssues"`
	SentryAppIssues   []string     `json:"sentryAppIssues"`
	HasAttachments    bool         `json:"latestEventHasAttachments"`
	MatchingEventID   *string      `json:"matchingEventId"`
	MatchingEventEnv  *string      `json:"matchingEventEnvironment"`
	DerivedData       derivedData  `json:"derivedData"`
}

// stats are event counts over time by period name: [unix seconds, events] per bucket.
type stats map[string][][2]int64

// lifetime are the totals regardless of period and environment.
type lifetime struct {
	*issueCounts
	Stats *stats `json:"stats"`
}

// Reasons for being in the inbox, from src/sentry/models/groupinbox.py.
const (
	inboxNew        = 0
	inboxRegression = 2
	inboxEscalating = 4
	inboxOngoing    = 6
)

// inbox says why an issue waits for review.
type inbox struct {
	Reason        int     `json:"reason"`
	ReasonDetails *string `json:"reason_details"`
	DateAdded     date    `json:"date_added"`
}

func inboxOf(i store.Issue) inbox {
	in := inbox{Reason: inboxOngoing, DateAdded: date(i.LastSeen)}
	switch i.Substatus {
	case store.SubstatusNew:
		in.Reason, in.DateAdded = inboxNew, date(i.FirstSeen)
	case store.SubstatusRegressed:
		in.Reason = inboxRegression
	case store.SubstatusEscalating:
		in.Reason = inboxEscalating
	}
	return in
}

// owner is who a project belongs to: the only team.
type owner struct {
	Type      string `json:"type"`
	Owner     string `json:"owner"`
	DateAdded date   `json:"date_added"`
}

// issueSearch is a request for a list of issues, read and checked.
type issueSearch struct {
	filter store.IssueFilter
	page   page
	period timeRange
}

// searchOf reads the search of a request. Without a query Sentry means the unresolved issues, with an empty one all.
func (a *api) searchOf(r *http.Request) (issueSearch, error) {
	var s issueSearch
	r, err := a.withView(r)
	if err != nil {
		return s, err
	}
	q := r.URL.Query()
	if s.page, err = pageOf(q, "limit", maxPage); err != nil {
		return s, err
	}
	if s.period, err = rangeOf(q, a.now(), defaultPeriod); err != nil {
		return s, err
	}
	text := defaultQuery
	if q.Has("query") {
		text = q.Get("query")
	}
	parsed, err := query.Parse(text, a.now())
	if err != nil {
		return s, err
	}
	sort, err := sortOf(q.Get("sort"))
	if err != nil {
		return s, err
	}
	projects, err := a.projectsOf(r.Context(), q)
	if err != nil {
		return s, err
	}
	s.filter = store.IssueFilter{
		Projects: projects, Environments: environmentsOf(q), Query: parsed,
		Since: s.period.since, Until: s.period.until,
		Sort: sort, Limit: s.page.limit, Offset: s.page.offset,
	}
	return s, nil
}

func sortOf(name string) (string, error) {
	switch name {
	case "":
		return store.SortDate, nil
	case store.SortDate, store.SortNew, store.SortFreq, store.SortUser, store.SortTrends, store.SortInbox, store.SortRecommended:
		return name, nil
	}
	return "", badRequest("Invalid sort %q: use date, new, freq, user, trends, recommended or inbox", name)
}

// issues answers the issue stream.
func (a *api) issues(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if truthy(q.Get("shortIdLookup")) {
		if done, err := a.directHit(w, r, q.Get("query")); done || err != nil {
			return err
		}
	}
	s, err := a.searchOf(r)
	if err != nil {
		return err
	}
	found, total, err := a.store.Issues(r.Context(), s.filter)
	if err != nil {
		return err
	}
	rows, err := a.rowsOf(r, found, s.period)
	if err != nil {
		return err
	}
	a.link(w, r, s.page, total)
	writeHits(w, total)
	writeJSON(w, http.StatusOK, rows)
	return nil
}

// directHit answers a search that is a short id or an event id with that one issue, as Sentry does under shortIdLookup.
func (a *api) directHit(w http.ResponseWriter, r *http.Request, text string) (bool, error) {
	issue, ok, err := a.lookup(r.Context(), text)
	if !ok || err != nil {
		return false, err
	}
	now := a.now()
	rows, err := a.rowsOf(r, []store.Issue{issue}, timeRange{now.Add(-defaultPeriod), now})
	if err != nil {
		return false, err
	}
	w.Header().Set("X-Sentry-Direct-Hit", "1")
	a.link(w, r, page{limit: maxPage}, 1)
	writeHits(w, 1)
	writeJSON(w, http.StatusOK, rows)
	return true, nil
}

// rowsOf builds the rows of a list, with one query per kind of extra data where the store has one.
func (a *api) rowsOf(r *http.Request, found []store.Issue, period timeRange) ([]issueRow, error) {
	collapse := words(r.URL.Query(), "collapse")
	var series map[int64]stats
	if !collapse["stats"] {
		var err error
		if series, err = a.seriesOf(r, found, period); err != nil {
			return nil, err
		}
	}
	ids := make([]int64, 0, len(found))
	for _, i := range found {
		ids = append(ids, i.ID)
	}
	runs, err := a.store.LatestRuns(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	teams, err := a.store.Teams(r.Context())
	if err != nil {
		return nil, err
	}
	extra := expansions{api: a, wanted: words(r.URL.Query(), "expand"), sessions: map[int64]int64{}, teams: teams}
	rows := make([]issueRow, 0, len(found))
	for _, i := range found {
		row, err := a.rowOf(r, i, runs, collapse)
		if err != nil {
			return nil, err
		}
		if err := extra.fill(r.Context(), i, &row); err != nil {
			return nil, err
		}
		if !collapse["stats"] {
			s := series[i.ID]
			row.Stats = &s
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (a *api) rowOf(r *http.Request, i store.Issue, runs map[int64]store.Run, collapse map[string]bool) (issueRow, error) {
	b, err := a.base(r.Context(), r, i)
	if err != nil {
		return issueRow{}, err
	}
	run, ran := runs[i.ID]
	b.ExplorerTriggered = date(run.Updated)
	row := issueRow{
		issueBase: b, Inbox: inboxOf(i),
		IntegrationIssues: []string{}, SentryAppIssues: []string{}, DerivedData: derived(i, run, ran),
	}
	if !collapse["unhandled"] {
		row.IsUnhandled = &i.Unhandled
	}
	if !collapse["lifetime"] && !collapse["stats"] {
		row.issueCounts = countsOf(i)
	}
	if !collapse["lifetime"] {
		row.Lifetime = &lifetime{issueCounts: countsOf(i)}
	}
	return row, nil
}

// seriesOf counts the events of the issues over time, as groupStatsPeriod asks: the last 24 hours by default.
func (a *api) seriesOf(r *http.Request, found []store.Issue, period timeRange) (map[int64]stats, error) {
	q := r.URL.Query()
	name := "24h"
	if q.Has("groupStatsPeriod") {
		name = q.Get("groupStatsPeriod")
	}
	out := make(map[int64]stats, len(found))
	ids := make([]int64, 0, len(found))
	for _, i := range found {
		ids = append(ids, i.ID)
		out[i.ID] = stats{}
	}
	from, to, bucket, err := bucketsOf(name, a.now(), period)
	if err != nil || bucket == 0 || len(ids) == 0 {
		return out, err
	}
	counts, err := a.store.IssueStats(r.Context(), ids, from, to, bucket)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		out[id][name] = pointsOf(counts[id], from, to, bucket)
	}
	return out, nil
}

// bucketsOf says which buckets a stats period has; a bucket of 0 means none.
func bucketsOf(name string, now time.Time, period timeRange) (from, to time.Time, bucket time.Duration, err error) {
	count := 0
	switch name {
	case "":
		return from, to, 0, nil
	case "24h":
		bucket, count = time.Hour, 24
	case "14d":
		bucket, count = 24*time.Hour, 14
	case "30d":
		bucket, count = 24*time.Hour, 30
	case "auto":
		span := period.until.Sub(period.since)
		for _, bucket = range []time.Duration{time.Minute, 5 * time.Minute, time.Hour, 24 * time.Hour} {
			if span/bucket <= 90 {
				break
			}
		}
		from = period.since.Truncate(bucket)
		return from, period.until.Truncate(bucket).Add(bucket), bucket, nil
	default:
		return from, to, 0, badRequest("Invalid groupStatsPeriod. Valid choices are '', '24h', '14d', and 'auto'")
	}
	to = now.Truncate(bucket).Add(bucket)
	return to.Add(-time.Duration(count) * bucket), to, bucket, nil
}

// pointsOf pairs counts with the starts of their buckets; a bucket that the store left out is zero.
func pointsOf(counts []int64, from, to time.Time, bucket time.Duration) [][2]int64 {
	points := make([][2]int64, 0, to.Sub(from)/bucket)
	for i, t := 0, from; t.Before(to); i, t = i+1, t.Add(bucket) {
		var n int64
		if i < len(counts) {
			n = counts[i]
		}
		points = append(points, [2]int64{t.Unix(), n})
	}
	return points
}
