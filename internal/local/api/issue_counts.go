package api

import (
	"net/http"
	"strconv"

	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

// issuesCount answers how many issues each of the searches of a request matches.
func (a *api) issuesCount(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	period, err := rangeOf(q, a.now(), defaultPeriod)
	if err != nil {
		return err
	}
	projects, err := a.projectsOf(r.Context(), q)
	if err != nil {
		return err
	}
	counts := map[string]int64{}
	for _, text := range q["query"] {
		parsed, err := query.Parse(text, a.now())
		if err != nil {
			return err
		}
		_, counts[text], err = a.store.Issues(r.Context(), store.IssueFilter{
			Projects: projects, Environments: environmentsOf(q), Query: parsed, Since: period.since, Until: period.until, Limit: 1,
		})
		if err != nil {
			return err
		}
	}
	writeJSON(w, http.StatusOK, counts)
	return nil
}

// issueStats is what changes in the rows of a list while it is looked at.
type issueStats struct {
	ID string `json:"id"`
	*issueCounts
	IsUnhandled bool         `json:"isUnhandled"`
	Stats       stats        `json:"stats"`
	Lifetime    lifetime     `json:"lifetime"`
	Filtered    *issueCounts `json:"filtered"`
}

// issuesStats answers the counts of the issues that a request names.
func (a *api) issuesStats(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	groups := present(q["groups"])
	if len(groups) == 0 || len(groups) > maxPage {
		return badRequest("You should include between 1 and %d groups", maxPage)
	}
	period, err := rangeOf(q, a.now(), defaultPeriod)
	if err != nil {
		return err
	}
	found := make([]store.Issue, 0, len(groups))
	for _, id := range groups {
		i, err := a.store.Issue(r.Context(), id)
		if err != nil {
			return err
		}
		found = append(found, i)
	}
	series, err := a.seriesOf(r, found, period)
	if err != nil {
		return err
	}
	rows := make([]issueStats, 0, len(found))
	for _, i := range found {
		rows = append(rows, issueStats{
			ID: strconv.FormatInt(i.ID, 10), issueCounts: countsOf(i), IsUnhandled: i.Unhandled, Stats: series[i.ID],
			Lifetime: lifetime{issueCounts: countsOf(i)},
		})
	}
	writeJSON(w, http.StatusOK, rows)
	return nil
}
