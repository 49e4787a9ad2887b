package api

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// replayCount answers how many replays there are of some issues, or which.
func (a *api) replayCount(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	key, list, found := strings.Cut(q.Get("query"), ":")
	if !found || key != "issue.id" && key != "replay_id" {
		return badRequest("Must provide issue.id:[...] or replay_id:[...] in the query")
	}
	values := strings.FieldsFunc(strings.Trim(list, "[]"), func(c rune) bool { return c == ',' || c == ' ' })
	ids := map[string][]string{}
	if key == "replay_id" {
		for _, v := range values {
			ids[v] = []string{}
			if _, err := a.store.Replay(r.Context(), v); err == nil {
				ids[v] = []string{v}
			} else if !isNotFound(err) {
				return err
			}
		}
		return writeReplayCount(w, ids, truthy(q.Get("returnIds")))
	}
	var issues []int64
	for _, v := range values {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return badRequest("Invalid issue.id: %q", v)
		}
		issues = append(issues, id)
	}
	if len(issues) == 0 {
		return writeReplayCount(w, ids, truthy(q.Get("returnIds")))
	}
	known, err := a.store.ReplaysOfIssues(r.Context(), issues)
	if err != nil {
		return err
	}
	for _, issue := range issues {
		ids[formatID(issue)] = listOf(known[issue])
	}
	return writeReplayCount(w, ids, truthy(q.Get("returnIds")))
}

func writeReplayCount(w http.ResponseWriter, ids map[string][]string, returnIDs bool) error {
	if returnIDs {
		writeJSON(w, http.StatusOK, ids)
		return nil
	}
	counts := map[string]int{}
	for key, list := range ids {
		counts[key] = len(list)
	}
	writeJSON(w, http.StatusOK, counts)
	return nil
}

// replaySelector is an element of a page that users clicked in vain.
type replaySelector struct {
	DeadClicks int           `json:"count_dead_clicks"`
	RageClicks int           `json:"count_rage_clicks"`
	DOMElement string        `json:"dom_element"`
	Element    replayElement `json:"element"`
	ProjectID  string        `json:"project_id"`
}

// replayElement is what a selector says of an element.
type replayElement struct {
	Alt           string   `json:"alt"`
	AriaLabel     string   `json:"aria_label"`
	Class         []string `json:"class"`
	ComponentName string   `json:"component_name"`
	ID            string   `json:"id"`
	Role          string   `json:"role"`
	Tag           string   `json:"tag"`
	TestID        string   `json:"testid"`
	Title         string   `json:"title"`
}

// replaySelectors lists the elements that most clicks were in vain on.
func (a *api) replaySelectors(w http.ResponseWriter, r *http.Request) error {
	found, err := a.findReplays(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	type place struct {
		project  int64
		selector string
	}
	all := map[place]*replaySelector{}
	for _, f := range found {
		if f.Dead == 0 {
			continue
		}
		clicks, err := a.store.Clicks(r.Context(), f.Project.ID, f.ID)
		if err != nil {
			return err
		}
		for _, c := range clicks {
			at := place{f.Project.ID, c.Selector}
			if all[at] == nil {
				all[at] = &replaySelector{DOMElement: c.Selector, Element: elementOf(c.Selector), ProjectID: formatID(f.Project.ID)}
			}
			all[at].DeadClicks++
			if c.Rage {
				all[at].RageClicks++
			}
		}
	}
	list := make([]replaySelector, 0, len(all))
	for _, s := range all {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b replaySelector) int {
		return cmp.Or(cmp.Compare(b.DeadClicks, a.DeadClicks), cmp.Compare(a.DOMElement, b.DOMElement))
	})
	p, err := pageOf(r.URL.Query(), "per_page", maxPage)
	if err != nil {
		return err
	}
	a.link(w, r, p, int64(len(list)))
	writeJSON(w, http.StatusOK, map[string][]replaySelector{"data": cut(list, p)})
	return nil
}

// elementOf reads the last element of a path like "div.cart > button#buy.primary".
func elementOf(selector string) replayElement {
	e := replayElement{Class: []string{}}
	last := selector[strings.LastIndexByte(selector, '>')+1:]
	last, _, _ = strings.Cut(strings.TrimSpace(last), "[")
	last, classes, _ := strings.Cut(last, ".")
	e.Tag, e.ID, _ = strings.Cut(last, "#")
	for class := range strings.SplitSeq(classes, ".") {
		if class != "" {
			e.Class = append(e.Class, class)
		}
	}
	return e
}
