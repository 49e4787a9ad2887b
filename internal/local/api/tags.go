package api

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// tagKey is the distribution of a tag.
type tagKey struct {
	Key          string     `json:"key"`
	Name         string     `json:"name"`
	UniqueValues int64      `json:"uniqueValues"`
	TotalValues  int64      `json:"totalValues"`
	TopValues    []tagValue `json:"topValues"`
}

// tagValue is one value of a tag; query finds the events that have it.
type tagValue struct {
	Key       string `json:"key"`
	Name      string `json:"name"`
	Value     string `json:"value"`
	Count     int64  `json:"count"`
	LastSeen  date   `json:"lastSeen"`
	FirstSeen date   `json:"firstSeen"`
	Query     string `json:"query"`
}

func tagKeys(keys []store.TagKey) []tagKey {
	all := make([]tagKey, 0, len(keys))
	for _, k := range keys {
		all = append(all, tagKeyOf(k))
	}
	return all
}

func tagKeyOf(k store.TagKey) tagKey {
	return tagKey{Key: k.Key, Name: tagName(k.Key), UniqueValues: k.Unique, TotalValues: k.Total, TopValues: tagValues(k)}
}

func tagValues(k store.TagKey) []tagValue {
	all := make([]tagValue, 0, len(k.Top))
	for _, v := range k.Top {
		all = append(all, tagValue{
			Key: k.Key, Name: v.Value, Value: v.Value, Count: v.Count, FirstSeen: date(v.First), LastSeen: date(v.Last),
			Query: k.Key + ":" + strconv.Quote(v.Value),
		})
	}
	return all
}

// tagName makes the label of a key the way Sentry does: words with capitals.
func tagName(key string) string {
	parts := strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '-' || r == '.' })
	for i, w := range parts {
		first, size := utf8.DecodeRuneInString(w)
		parts[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	return strings.Join(parts, " ")
}

// issueTags lists the tags of an issue, with as many values each as limit says.
func (a *api) issueTags(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	const defaultTop = 4
	p, err := pageOf(r.URL.Query(), "limit", defaultTop)
	if err != nil {
		return err
	}
	keys, err := a.store.IssueTags(r.Context(), i.ID, environmentsOf(r.URL.Query()), p.limit)
	if err != nil {
		return err
	}
	if wanted := words(r.URL.Query(), "key"); len(wanted) > 0 {
		kept := keys[:0]
		for _, k := range keys {
			if wanted[k.Key] {
				kept = append(kept, k)
			}
		}
		keys = kept
	}
	writeJSON(w, http.StatusOK, tagKeys(keys))
	return nil
}

// findTag reads one tag; an issue that never had the key answers 404, as Sentry does.
func (a *api) findTag(r *http.Request, sort string, p page) (store.TagKey, error) {
	i, err := a.issueOf(r)
	if err != nil {
		return store.TagKey{}, err
	}
	k, err := a.store.IssueTag(r.Context(), i.ID, r.PathValue("key"), environmentsOf(r.URL.Query()), sort, p.limit, p.offset)
	if err == nil && k.Total == 0 {
		err = notFound()
	}
	return k, err
}

func (a *api) issueTag(w http.ResponseWriter, r *http.Request) error {
	const top = 9
	k, err := a.findTag(r, "count", page{limit: top})
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, tagKeyOf(k))
	return nil
}

func (a *api) issueTagValues(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	sort := strings.TrimPrefix(q.Get("sort"), "-")
	switch sort {
	case "":
		sort = "date"
	case "date", "count", "age", "id":
	default:
		return badRequest("Invalid sort %q: use date, count, age or id", sort)
	}
	k, err := a.findTag(r, sort, p)
	if err != nil {
		return err
	}
	a.link(w, r, p, k.Unique)
	writeJSON(w, http.StatusOK, tagValues(k))
	return nil
}

// searchableTag is a tag that searches can use.
type searchableTag struct {
	Key         string `json:"key"`
	Name        string `json:"name"`
	TotalValues int64  `json:"totalValues"` // events that have the tag
}

// organizationTags lists the tags of a dataset in the projects asked for, the commonest first.
func (a *api) organizationTags(w http.ResponseWriter, r *http.Request) error {
	var totals map[string]int64
	var err error
	switch name := r.URL.Query().Get("dataset"); name {
	case "", "events", "errors", "discover", "search_issues":
		totals, err = a.errorTags(r)
	case "replays": // none are kept
	default:
		totals, err = a.attributeTags(r, name)
	}
	if err != nil {
		return err
	}
	all := make([]searchableTag, 0, len(totals))
	for key, total := range totals {
		all = append(all, searchableTag{key, tagName(key), total})
	}
	slices.SortFunc(all, func(x, y searchableTag) int {
		return cmp.Or(cmp.Compare(y.TotalValues, x.TotalValues), strings.Compare(x.Key, y.Key))
	})
	writeJSON(w, http.StatusOK, all)
	return nil
}

// attributeTags counts the attributes of the newest rows of a dataset.
func (a *api) attributeTags(r *http.Request, dataset string) (map[string]int64, error) {
	d, err := explore.ParseDataset(dataset)
	if err != nil {
		return nil, err
	}
	f, _, err := a.exploreFilter(r)
	if err != nil {
		return nil, err
	}
	sent, err := a.store.ExploreAttributes(r.Context(), explore.Plan{Dataset: d}, f)
	totals := map[string]int64{}
	for _, s := range sent {
		totals[s.Name] += s.N
	}
	return totals, err
}

// errorTags counts the tags of all errors.
func (a *api) errorTags(r *http.Request) (map[string]int64, error) {
	projects, err := a.projectsOf(r.Context(), r.URL.Query())
	if err != nil {
		return nil, err
	}
	if len(projects) == 0 {
		known, err := a.store.Projects(r.Context())
		if err != nil {
			return nil, err
		}
		for _, p := range known {
			projects = append(projects, p.ID)
		}
	}
	totals := map[string]int64{}
	for _, p := range projects {
		keys, err := a.store.ProjectTags(r.Context(), p, 1)
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			totals[k.Key] += k.Total
		}
	}
	return totals, nil
}

// projectTagValues lists the commonest values of a tag in a project; query narrows them to those that contain it.
func (a *api) projectTagValues(w http.ResponseWriter, r *http.Request, p store.Project) error {
	const most = 1000
	keys, err := a.store.ProjectTags(r.Context(), p.ID, most)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(keys, func(k store.TagKey) bool { return k.Key == r.PathValue("key") })
	if at < 0 {
		return notFound()
	}
	search := strings.ToLower(r.URL.Query().Get("query"))
	return writePage(a, w, r, slices.DeleteFunc(tagValues(keys[at]), func(v tagValue) bool {
		return !strings.Contains(strings.ToLower(v.Value), search)
	}))
}
