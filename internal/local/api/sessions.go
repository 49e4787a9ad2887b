package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/local/health"
	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

// sessionsAnswer is a table of session statistics.
type sessionsAnswer struct {
	Start     date           `json:"start"`
	End       date           `json:"end"`
	Intervals []date         `json:"intervals"`
	Groups    []sessionGroup `json:"groups"`
	Query     string         `json:"query"`
}

type sessionGroup struct {
	By     map[string]any        `json:"by"`
	Totals map[string]*float64   `json:"totals"`
	Series map[string][]*float64 `json:"series"`
}

// sessions answers release-health statistics over the sessions that started in a range.
func (a *api) sessions(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	in, err := intervalsOf(q, a.now())
	if err != nil {
		return err
	}
	hq := health.Query{Start: in.start, Interval: in.each, Buckets: in.count()}
	if err := readHealthQuery(q, &hq); err != nil {
		return err
	}
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	keep, err := a.sessionFilter(r.Context(), q)
	if err != nil {
		return err
	}
	f := store.SessionFilter{Environments: environmentsOf(q), Since: in.start, Until: in.end}
	if f.Projects, err = a.projectsOf(r.Context(), q); err != nil {
		return err
	}
	found, err := a.readSessions(r.Context(), f, hq.Fields)
	if err != nil {
		return err
	}
	groups := health.Aggregate(found.Where(keep), hq)
	if err := order(groups, hq.Fields, q.Get("orderBy")); err != nil {
		return err
	}
	answer := sessionsAnswer{Start: date(in.start), End: date(in.end), Intervals: in.starts(), Groups: []sessionGroup{}, Query: q.Get("query")}
	for _, g := range cut(groups, p) {
		answer.Groups = append(answer.Groups, groupOf(g, hq, q))
	}
	a.link(w, r, p, int64(len(groups)))
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// readHealthQuery reads the fields and what to group by.
func readHealthQuery(q url.Values, into *health.Query) error {
	for _, name := range q["field"] {
		f, err := health.ParseField(name)
		if err != nil {
			return badRequest("%v", err)
		}
		into.Fields = append(into.Fields, f)
	}
	if len(into.Fields) == 0 {
		return badRequest("Request is missing a \"field\"")
	}
	for _, by := range q["groupBy"] {
		switch by {
		case health.ByProject, health.ByRelease, health.ByEnvironment, health.ByStatus:
			into.GroupBy = append(into.GroupBy, by)
		default:
			return badRequest("Invalid groupBy: %q", by)
		}
	}
	if slices.Contains(into.GroupBy, health.ByStatus) {
		for _, f := range into.Fields {
			if f.Rate() {
				return badRequest("Cannot group field %s by session.status", f.Name)
			}
		}
	}
	return nil
}

// readSessions reads as much as the fields need.
func (a *api) readSessions(ctx context.Context, f store.SessionFilter, fieldsWanted []health.Field) (s health.Sessions, err error) {
	if s.Counts, err = a.store.SessionCounts(ctx, f); err != nil {
		return s, err
	}
	if slices.ContainsFunc(fieldsWanted, health.Field.Users) {
		if s.Users, err = a.store.SessionUsers(ctx, f); err != nil {
			return s, err
		}
	}
	if slices.ContainsFunc(fieldsWanted, health.Field.Durations) {
		s.Durations, err = a.store.SessionDurations(ctx, f)
	}
	return s, err
}

// sessionFilter reads the search, which knows the same words as groups.
func (a *api) sessionFilter(ctx context.Context, q url.Values) (func(store.SessionKey) bool, error) {
	parsed, err := query.Parse(q.Get("query"), a.now())
	if err != nil {
		return nil, err
	}
	type condition struct {
		term query.Term
		of   func(store.SessionKey) string
	}
	var all []condition
	for _, t := range parsed.Terms {
		c := condition{term: t}
		switch {
		case t.FreeText:
			return nil, badRequest("Sessions have no text to search: use release:, environment: or project:")
		case t.Key == health.ByRelease:
			c.of = func(k store.SessionKey) string { return k.Release }
		case t.Key == health.ByEnvironment:
			c.of = func(k store.SessionKey) string { return k.Environment }
		case t.Key == health.ByProject:
			c.of = func(k store.SessionKey) string {
				p, err := a.store.Project(ctx, formatID(k.Project))
				if err != nil {
					return ""
				}
				return p.Slug
			}
		default:
			return nil, badRequest("Invalid query field: %q. Sessions know release, environment and project.", t.Key)
		}
		all = append(all, c)
	}
	return func(k store.SessionKey) bool {
		for _, c := range all {
			if !c.term.MatchText(c.of(k)) {
				return false
			}
		}
		return true
	}, nil
}

// order sorts by a field that was asked for; without one the groups stay as they are.
func order(groups []health.Group, fields []health.Field, by string) error {
	if by == "" {
		return nil
	}
	name, descending := strings.CutPrefix(by, "-")
	i := slices.IndexFunc(fields, func(f health.Field) bool { return f.Name == name })
	if i < 0 {
		return badRequest("'orderBy' must be one of the provided 'fields'")
	}
	slices.SortStableFunc(groups, func(a, b health.Group) int {
		if descending {
			a, b = b, a
		}
		return health.Compare(a.Totals[i], b.Totals[i])
	})
	return nil
}

func groupOf(g health.Group, hq health.Query, q url.Values) sessionGroup {
	out := sessionGroup{By: map[string]any{}, Totals: map[string]*float64{}, Series: map[string][]*float64{}}
	for _, by := range hq.GroupBy {
		switch by {
		case health.ByProject:
			out.By[by] = g.Project
		case health.ByRelease:
			out.By[by] = g.Release
		case health.ByEnvironment:
			out.By[by] = g.Environment
		case health.ByStatus:
			out.By[by] = g.Status
		}
	}
	for i, f := range hq.Fields {
		if q.Get("includeTotals") != "0" {
			out.Totals[f.Name] = g.Totals[i]
		}
		if q.Get("includeSeries") != "0" {
			out.Series[f.Name] = g.Series[i]
		}
	}
	return out
}
