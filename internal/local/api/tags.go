package api

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
func (a *api) issueTags(w http.ResponseWriter, r *http.Request) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
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
