package api

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"vedette/internal/local/store"
)

// Fields of usage statistics.
const (
	sumQuantity  = "sum(quantity)"
	sumTimesSeen = "sum(times_seen)"
)

func (a *api) usageRoutes(org, project string, all map[string]methods) {
	all[org+"/stats_v2/"] = a.get(a.usage)
	all[org+"/stats-summary/"] = a.get(a.usageSummary)
	all[project+"/stats/"] = a.get(a.onProject(a.projectStats))
}

// usageAnswer is a table of what was received.
type usageAnswer struct {
	Start     date         `json:"start"`
	End       date         `json:"end"`
	Intervals []date       `json:"intervals"`
	Groups    []usageGroup `json:"groups"`
}

type usageGroup struct {
	By     map[string]any     `json:"by"`
	Totals map[string]int64   `json:"totals"`
	Series map[string][]int64 `json:"series"`

	key usageKey
}

// usageKey is what outcomes are grouped by; what is not asked for is empty.
type usageKey struct {
	project                   int64
	category, outcome, reason string
}

// usageRequest is a request for outcomes, read and checked.
type usageRequest struct {
	intervals
	filter store.OutcomeFilter
	fields []string
}

func (a *api) readUsage(r *http.Request) (usageRequest, error) {
	q := r.URL.Query()
	in, err := intervalsOf(q, a.now())
	if err != nil {
		return usageRequest{}, err
	}
	u := usageRequest{intervals: in, fields: q["field"]}
	if len(u.fields) == 0 {
		return u, badRequest(`At least one "field" is required.`)
	}
	for _, f := range u.fields {
		if f != sumQuantity && f != sumTimesSeen {
			return u, badRequest("Invalid field: %q", f)
		}
	}
	u.filter = store.OutcomeFilter{Outcomes: q["outcome"], Reason: q.Get("reason"), Since: in.start, Until: in.end}
	for _, c := range q["category"] {
		u.filter.Categories = append(u.filter.Categories, categoryOf(c))
	}
	u.filter.Projects, err = a.projectsOf(r.Context(), q)
	return u, err
}

// categoryOf takes the plural names of older clients, too.
func categoryOf(name string) string {
	switch name {
	case "replays":
		return "replay"
	case "profiles":
		return "profile"
	}
	return name
}

// usage answers how much of what was received, by the hour or in longer parts.
func (a *api) usage(w http.ResponseWriter, r *http.Request) error {
	u, err := a.readUsage(r)
	if err != nil {
		return err
	}
	groupBy := r.URL.Query()["groupBy"]
	for _, by := range groupBy {
		if !slices.Contains([]string{"outcome", "category", "reason", "project"}, by) {
			return badRequest("Invalid groupBy: %q", by)
		}
	}
	found, err := a.store.Outcomes(r.Context(), u.filter)
	if err != nil {
		return err
	}
	answer := usageAnswer{Start: date(u.start), End: date(u.end), Intervals: u.starts(), Groups: u.group(found, groupBy)}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func (u usageRequest) group(found []store.Outcome, groupBy []string) []usageGroup {
	groups := map[usageKey]*usageGroup{}
	if len(groupBy) == 0 {
		groups[usageKey{}] = u.newGroup(usageKey{}, nil)
	}
	for _, o := range found {
		var key usageKey
		for _, by := range groupBy {
			switch by {
			case "outcome":
				key.outcome = o.Outcome
			case "category":
				key.category = o.Category
			case "reason":
				key.reason = o.Reason
			case "project":
				key.project = o.Project
			}
		}
		if groups[key] == nil {
			groups[key] = u.newGroup(key, groupBy)
		}
		part := int(time.Unix(o.Hour*3600, 0).Sub(u.start) / u.each)
		for _, f := range u.fields {
			n := o.Quantity
			if f == sumTimesSeen {
				n = o.N
			}
			groups[key].Totals[f] += n
			groups[key].Series[f][part] += n
		}
	}
	list := make([]usageGroup, 0, len(groups))
	for _, g := range groups {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b usageGroup) int {
		return cmp.Or(cmp.Compare(a.key.project, b.key.project), cmp.Compare(a.key.category, b.key.category),
			cmp.Compare(a.key.outcome, b.key.outcome), cmp.Compare(a.key.reason, b.key.reason))
	})
	return list
}

func (u usageRequest) newGroup(key usageKey, groupBy []string) *usageGroup {
	g := &usageGroup{By: map[string]any{}, Totals: map[string]int64{}, Series: map[string][]int64{}, key: key}
	values := map[string]any{"outcome": key.outcome, "category": key.category, "reason": key.reason, "project": key.project}
	for _, by := range groupBy {
		g.By[by] = values[by]
	}
	for _, f := range u.fields {
		g.Totals[f], g.Series[f] = 0, make([]int64, u.count())
	}
	return g
}

// projectUsage is what one project received.
type projectUsage struct {
	ID    string          `json:"id"`
	Slug  string          `json:"slug"`
	Stats []categoryUsage `json:"stats"`
}

type categoryUsage struct {
	Category string           `json:"category"`
	Outcomes map[string]int64 `json:"outcomes"`
	Totals   map[string]int64 `json:"totals"`
}

// usageSummary answers how much of what each project received.
func (a *api) usageSummary(w http.ResponseWriter, r *http.Request) error {
	if truthy(r.URL.Query().Get("download")) {
		return badRequest("The local backend makes no CSV: leave download out")
	}
	u, err := a.readUsage(r)
	if err != nil {
		return err
	}
	found, err := a.store.Outcomes(r.Context(), u.filter)
	if err != nil {
		return err
	}
	projects, err := a.store.Projects(r.Context())
	if err != nil {
		return err
	}
	answer := struct {
		Start    date           `json:"start"`
		End      date           `json:"end"`
		Projects []projectUsage `json:"projects"`
	}{date(u.start), date(u.end), []projectUsage{}}
	for _, p := range projects {
		if len(u.filter.Projects) == 0 || slices.Contains(u.filter.Projects, p.ID) {
			answer.Projects = append(answer.Projects, projectUsage{ID: formatID(p.ID), Slug: p.Slug, Stats: u.categories(found, p.ID)})
		}
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func (u usageRequest) categories(found []store.Outcome, project int64) []categoryUsage {
	list := []categoryUsage{}
	for _, o := range found {
		if o.Project != project {
			continue
		}
		i := slices.IndexFunc(list, func(c categoryUsage) bool { return c.Category == o.Category })
		if i < 0 {
			i = len(list)
			c := categoryUsage{Category: o.Category, Outcomes: map[string]int64{}, Totals: map[string]int64{"dropped": 0, u.fields[0]: 0}}
			for _, name := range outcomeNames() {
				c.Outcomes[name] = 0
			}
			list = append(list, c)
		}
		n := o.Quantity
		if u.fields[0] == sumTimesSeen {
			n = o.N
		}
		list[i].Outcomes[o.Outcome] += n
		list[i].Totals[u.fields[0]] += n
	}
	slices.SortFunc(list, func(a, b categoryUsage) int { return cmp.Compare(a.Category, b.Category) })
	return list
}

// outcomeNames are those of the document. Nothing is filtered, limited or abused here, so that nothing counts as dropped by quota.
func outcomeNames() []string {
	return []string{store.OutcomeAccepted, "filtered", "rate_limited", store.OutcomeInvalid, "abuse", store.OutcomeClientDiscard, "cardinality_limited"}
}

// projectStats answers how many errors a project received, as [unix seconds, n].
func (a *api) projectStats(w http.ResponseWriter, r *http.Request, p store.Project) error {
	q := r.URL.Query()
	in, err := statsRange(q.Get("since"), q.Get("until"), q.Get("resolution"), a.now())
	if err != nil {
		return err
	}
	if in.each%time.Hour != 0 {
		return badRequest("Invalid resolution: items are counted by the hour here, so 1h and 1d are possible")
	}
	f := store.OutcomeFilter{Projects: []int64{p.ID}, Categories: []string{"error"}, Since: in.start, Until: in.end}
	if f.Outcomes, err = outcomesOf(q); err != nil {
		return err
	}
	found, err := a.store.Outcomes(r.Context(), f)
	if err != nil {
		return err
	}
	points := make([][2]int64, in.count())
	for i := range points {
		points[i][0] = in.start.Add(time.Duration(i) * in.each).Unix()
	}
	for _, o := range found {
		points[time.Unix(o.Hour*3600, 0).Sub(in.start)/in.each][1] += o.N
	}
	writeJSON(w, http.StatusOK, points)
	return nil
}

// outcomesOf are the outcomes that a stat counts.
func outcomesOf(q url.Values) ([]string, error) {
	switch stat := q.Get("stat"); stat {
	case "", "received", "generated":
		return []string{store.OutcomeAccepted, store.OutcomeInvalid}, nil
	case "rejected":
		return []string{store.OutcomeInvalid, "rate_limited"}, nil
	case "blacklisted":
		return []string{"filtered"}, nil
	default:
		return nil, badRequest("Invalid stat: %q", stat)
	}
}
