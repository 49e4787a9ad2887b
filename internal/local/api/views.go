package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

// allProjects is the project number that means all of them.
const allProjects = -1

// issueView is a saved issue search.
type issueView struct {
	ID           string          `json:"id"`
	CreatedBy    user            `json:"createdBy"`
	Name         string          `json:"name"`
	Query        string          `json:"query"`
	QuerySort    string          `json:"querySort"`
	Projects     []int64         `json:"projects"`
	Environments []string        `json:"environments"`
	TimeFilters  json.RawMessage `json:"timeFilters"`
	LastVisited  date            `json:"lastVisited"`
	DateCreated  date            `json:"dateCreated"`
	DateUpdated  date            `json:"dateUpdated"`
	Starred      bool            `json:"starred"`
	Stars        int             `json:"stars"`
}

func (a *api) viewWire(v store.IssueView) issueView {
	out := issueView{
		ID: strconv.FormatInt(v.ID, 10), CreatedBy: you(v.Created, a.now()), Name: v.Name, Query: v.Query, QuerySort: v.Sort,
		Projects: v.Projects, Environments: v.Environments, TimeFilters: v.TimeFilters,
		LastVisited: date(v.Visited), DateCreated: date(v.Created), DateUpdated: date(v.Updated), Starred: v.Starred,
	}
	if len(out.Projects) == 0 {
		out.Projects = []int64{allProjects}
	}
	if v.Starred {
		out.Stars = 1
	}
	return out
}

// views lists the saved searches whose name or query holds the parameter query. All are the only user's.
func (a *api) views(w http.ResponseWriter, r *http.Request) error {
	found, err := a.store.IssueViews(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	all := []issueView{}
	for _, v := range found {
		word := strings.ToLower(q.Get("query"))
		if q.Get("createdBy") != "others" && strings.Contains(strings.ToLower(v.Name+"\n"+v.Query), word) {
			all = append(all, a.viewWire(v))
		}
	}
	if err := sortViews(all, q["sort"]); err != nil {
		return err
	}
	return writePage(a, w, r, all)
}

// sortViews orders views by fields in order of precedence, a leading dash for the opposite.
func sortViews(all []issueView, fields []string) error {
	orders := map[string]func(x, y issueView) int{
		"popularity": func(x, y issueView) int { return x.Stars - y.Stars },
		"visited":    func(x, y issueView) int { return time.Time(x.LastVisited).Compare(time.Time(y.LastVisited)) },
		"name":       func(x, y issueView) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) },
		"created":    func(x, y issueView) int { return time.Time(x.DateCreated).Compare(time.Time(y.DateCreated)) },
	}
	for _, field := range slices.Backward(fields) {
		name, descending := strings.CutPrefix(field, "-")
		order, ok := orders[name]
		if !ok {
			return badField("sort", "%q is not a valid choice.", field)
		}
		slices.SortStableFunc(all, func(x, y issueView) int {
			if descending {
				x, y = y, x
			}
			return order(x, y)
		})
	}
	return nil
}

// viewOf resolves the {view} of the path.
func (a *api) viewOf(r *http.Request) (store.IssueView, error) {
	return a.viewByID(r, r.PathValue("view"))
}

func (a *api) viewByID(r *http.Request, text string) (store.IssueView, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return store.IssueView{}, notFound()
	}
	return a.store.IssueView(r.Context(), id)
}

// view answers one saved search.
func (a *api) view(w http.ResponseWriter, r *http.Request) error {
	v, err := a.viewOf(r)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, a.viewWire(v))
	return nil
}

// addView saves a search.
func (a *api) addView(w http.ResponseWriter, r *http.Request) error {
	return a.saveView(w, r, store.IssueView{}, http.StatusCreated)
}

// editView replaces a saved search.
func (a *api) editView(w http.ResponseWriter, r *http.Request) error {
	v, err := a.viewOf(r)
	if err != nil {
		return err
	}
	return a.saveView(w, r, v, http.StatusOK)
}

func (a *api) saveView(w http.ResponseWriter, r *http.Request, v store.IssueView, status int) error {
	if err := a.readView(w, r, &v); err != nil {
		return err
	}
	saved, err := a.store.SaveIssueView(r.Context(), v)
	if err != nil {
		return err
	}
	writeJSON(w, status, a.viewWire(saved))
	return nil
}

// readView reads and checks the body of a view. The query is checked when the view is saved, so that opening it cannot fail.
func (a *api) readView(w http.ResponseWriter, r *http.Request, v *store.IssueView) error {
	var body struct {
		Name         *string         `json:"name"`
		Query        *string         `json:"query"`
		QuerySort    string          `json:"querySort"`
		Projects     []int64         `json:"projects"`
		Environments []string        `json:"environments"`
		TimeFilters  json.RawMessage `json:"timeFilters"`
		Starred      *bool           `json:"starred"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	switch {
	case body.Name == nil || *body.Name == "":
		return badField("name", "This field is required.")
	case body.Query == nil:
		return badField("query", "This field is required.")
	}
	if _, err := query.Parse(*body.Query, a.now()); err != nil {
		return badField("query", "%v", err)
	}
	sort, err := sortOf(body.QuerySort)
	if err != nil {
		return err
	}
	var filters map[string]any
	if err := json.Unmarshal(body.TimeFilters, &filters); err != nil || filters == nil {
		return badField("timeFilters", "This field is required.")
	}
	v.Name, v.Query, v.Sort, v.TimeFilters, v.Environments = *body.Name, *body.Query, sort, body.TimeFilters, orEmptyList(body.Environments)
	if body.Starred != nil {
		v.Starred = *body.Starred
	}
	v.Projects = []int64{}
	for _, id := range body.Projects {
		if id == allProjects {
			v.Projects = []int64{}
			break
		}
		if _, err := a.store.Project(r.Context(), strconv.FormatInt(id, 10)); err != nil {
			return badField("projects", "Project %d does not exist.", id)
		}
		v.Projects = append(v.Projects, id)
	}
	return nil
}

func orEmptyList(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// deleteView removes a saved search.
func (a *api) deleteView(w http.ResponseWriter, r *http.Request) error {
	v, err := a.viewOf(r)
	if err != nil {
		return err
	}
	if err := a.store.DeleteIssueView(r.Context(), v.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// visitView notes that a saved search was opened.
func (a *api) visitView(w http.ResponseWriter, r *http.Request) error {
	v, err := a.viewOf(r)
	if err != nil {
		return err
	}
	if err := a.store.VisitIssueView(r.Context(), v.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// withView puts the search of the view that viewId names into a request that brings no query of its own. What the request says itself stays.
func (a *api) withView(r *http.Request) (*http.Request, error) {
	q := r.URL.Query()
	if q.Get("viewId") == "" || q.Has("query") {
		return r, nil
	}
	v, err := a.viewByID(r, q.Get("viewId"))
	if err != nil {
		return nil, err
	}
	q.Set("query", v.Query)
	if !q.Has("sort") {
		q.Set("sort", v.Sort)
	}
	if !q.Has("project") {
		for _, id := range v.Projects {
			q.Add("project", strconv.FormatInt(id, 10))
		}
	}
	if !q.Has("environment") {
		q["environment"] = v.Environments
	}
	var filters struct{ Period, Start, End string }
	if err := json.Unmarshal(v.TimeFilters, &filters); err == nil && !q.Has("statsPeriod") && !q.Has("start") {
		for name, value := range map[string]string{"statsPeriod": filters.Period, "start": filters.Start, "end": filters.End} {
			if value != "" {
				q.Set(name, value)
			}
		}
	}
	out := r.Clone(r.Context())
	out.URL.RawQuery = q.Encode()
	return out, nil
}
