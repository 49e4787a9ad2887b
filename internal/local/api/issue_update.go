package api

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"vedette/internal/local/store"
)

// maxBulk is how many issues one bulk update changes, as on the server.
const maxBulk = 1000

// updateIssue changes one issue and answers how it is now.
func (a *api) updateIssue(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	change, err := a.readChange(w, r)
	if err != nil {
		return err
	}
	if change.body.Discard {
		return a.discard(w, r, change, []store.Issue{i})
	}
	if _, err := a.apply(r, change, []store.Issue{i}); err != nil {
		return err
	}
	if i, err = a.store.Issue(r.Context(), strconv.FormatInt(i.ID, 10)); err != nil {
		return err
	}
	d, err := a.detailOf(r, i)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

// updateIssues changes the issues named by id, or all that a query matches, and answers only what was changed; 204 when nothing matched.
func (a *api) updateIssues(w http.ResponseWriter, r *http.Request) error {
	targets, err := a.targets(r)
	if err != nil {
		return err
	}
	change, err := a.readChange(w, r)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if change.body.Discard {
		return a.discard(w, r, change, targets)
	}
	answer, err := a.changeAll(r, change, targets)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// changeAll writes a change, merges when it says so, and gives the answer.
func (a *api) changeAll(r *http.Request, c change, targets []store.Issue) (changed, error) {
	if c.body.Merge {
		if err := mergeable(targets); err != nil {
			return changed{}, err
		}
	}
	shared, err := a.apply(r, c, targets)
	if err != nil {
		return changed{}, err
	}
	var m *merged
	if c.body.Merge {
		if m, err = a.merge(r, targets); err != nil {
			return changed{}, err
		}
	}
	return a.answer(r.Context(), &c, shared, m)
}

// discard removes issues and throws away their later events. It stands alone in its request.
func (a *api) discard(w http.ResponseWriter, r *http.Request, c change, targets []store.Issue) error {
	if c.update != (store.Update{}) || c.body.Merge {
		return badField("discard", "Nothing else can be changed together with it.")
	}
	if _, err := a.store.DiscardIssues(r.Context(), idsOf(targets)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// merged says what became one issue, by number.
type merged struct {
	Parent   string   `json:"parent"`
	Children []string `json:"children"`
}

// mergeable refuses what Sentry does not merge.
func mergeable(targets []store.Issue) error {
	if len(targets) < 2 {
		return badField("merge", "At least two issues are needed to merge.")
	}
	for _, i := range targets {
		if i.Project.ID != targets[0].Project.ID {
			return badRequest("Merging across multiple projects is not supported")
		}
		if i.Type == "feedback" {
			return badRequest("Only error issues can be merged.")
		}
	}
	return nil
}

// merge makes one issue of several: that with the most events, of equals the newest, takes in the others, as on the server.
func (a *api) merge(r *http.Request, targets []store.Issue) (*merged, error) {
	byEvents := slices.Clone(targets)
	slices.SortFunc(byEvents, func(x, y store.Issue) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(y.ID, x.ID))
	})
	parent, children := byEvents[0], idsOf(byEvents[1:])
	if err := a.store.MergeIssues(r.Context(), parent.ID, children); err != nil {
		return nil, err
	}
	m := &merged{Parent: strconv.FormatInt(parent.ID, 10)}
	for _, id := range children {
		m.Children = append(m.Children, strconv.FormatInt(id, 10))
	}
	return m, nil
}

// deleteIssue removes one issue with its events.
func (a *api) deleteIssue(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	if _, err := a.store.DeleteIssues(r.Context(), []int64{i.ID}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// deleteIssues removes the issues named by id, or all that a query matches.
func (a *api) deleteIssues(w http.ResponseWriter, r *http.Request) error {
	targets, err := a.targets(r)
	if err != nil {
		return err
	}
	if _, err := a.store.DeleteIssues(r.Context(), idsOf(targets)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// targets finds the issues that a bulk request means. Unknown ids are passed over. Unlike the server, a request without ids must bring its own
// query: the default search would change every unresolved issue because of a forgotten parameter.
func (a *api) targets(r *http.Request) ([]store.Issue, error) {
	q := r.URL.Query()
	switch {
	case q.Has("id"):
		return a.issuesByID(r, q)
	case q.Has("query"):
		s, err := a.searchOf(r)
		if err != nil {
			return nil, err
		}
		if q.Get("limit") == "" {
			s.filter.Limit = maxBulk
		}
		if q.Get("statsPeriod") == "" && q.Get("start") == "" {
			s.filter.Since = s.filter.Since.AddDate(-100, 0, 0)
		}
		found, _, err := a.store.Issues(r.Context(), s.filter)
		return found, err
	}
	return nil, badRequest("Name the issues with id, or select them with query")
}

func (a *api) issuesByID(r *http.Request, q url.Values) ([]store.Issue, error) {
	var found []store.Issue
	projects, err := a.projectsOf(r.Context(), q)
	if err != nil {
		return nil, err
	}
	for _, id := range q["id"] {
		if _, err := strconv.ParseInt(id, 10, 64); err != nil {
			return nil, badRequest("Group ids must be integers")
		}
		i, err := a.store.Issue(r.Context(), id)
		if isNotFound(err) || err == nil && !among(projects, i.Project.ID) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, i)
	}
	return found, nil
}

// among says whether a project is one of those asked for; none means all.
func among(projects []int64, id int64) bool {
	for _, p := range projects {
		if p == id {
			return true
		}
	}
	return len(projects) == 0
}

func idsOf(issues []store.Issue) []int64 {
	ids := make([]int64, 0, len(issues))
	for _, i := range issues {
		ids = append(ids, i.ID)
	}
	return ids
}

// apply writes a change and gives the public link that the last issue has then. "latest" as a release means another version in every project,
// so each project gets its own write then.
func (a *api) apply(r *http.Request, c change, issues []store.Issue) (shared string, err error) {
	if c.update.Details.InRelease != latestRelease {
		return a.write(r, c.update, idsOf(issues))
	}
	byProject := map[int64][]int64{}
	for _, i := range issues {
		byProject[i.Project.ID] = append(byProject[i.Project.ID], i.ID)
	}
	for project, ids := range byProject {
		newest, _, err := a.store.Releases(r.Context(), store.ReleaseFilter{Projects: []int64{project}, Limit: 1})
		if err != nil {
			return "", err
		}
		if len(newest) == 0 {
			return "", &apiError{status: http.StatusBadRequest, body: fields{"statusDetails": fields{
				"inRelease": []string{"No release data present in the system to form a basis for 'latest'"},
			}}}
		}
		u := c.update
		u.Details.InRelease = newest[0].Version
		if shared, err = a.write(r, u, ids); err != nil {
			return "", err
		}
	}
	return shared, nil
}

func (a *api) write(r *http.Request, u store.Update, ids []int64) (shared string, err error) {
	changed, err := a.store.UpdateIssues(r.Context(), ids, u)
	if err != nil || len(changed) == 0 || u.Public == nil {
		return "", err
	}
	return changed[len(changed)-1].ShareID, nil
}
