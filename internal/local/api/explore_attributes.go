package api

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// attributeKey is a name that rows can be searched, grouped and measured by.
type attributeKey struct {
	Key    string          `json:"key"` // as written in a search
	Name   string          `json:"name"`
	Source attributeSource `json:"attributeSource"`
	Type   explore.Type    `json:"attributeType"`
}

// attributeSource says whether Sentry defines an attribute or somebody sent it.
type attributeSource struct {
	Type string `json:"source_type"` // sentry, user
}

// itemDataset reads which kind of rows a request about trace items means; none: such rows are not kept here.
func itemDataset(q url.Values, def string) (d explore.Dataset, kept bool, err error) {
	name := cmp.Or(q.Get("dataset"), q.Get("itemType"), q.Get("item_type"), def)
	switch name {
	case "":
		return "", false, badField("dataset", "One of itemType or dataset is required.")
	case "preprod", "processing_errors":
		return "", false, nil
	case "occurrences":
		return explore.Errors, true, nil
	}
	d, err = explore.ParseDataset(name)
	return d, err == nil && d.Kept(), err
}

// selected reads the search of a request as a plan without a table, and its limits.
func (a *api) selected(r *http.Request, d explore.Dataset) (explore.Plan, store.ExploreFilter, error) {
	plan, err := explore.Parse(explore.Question{Dataset: d, Columns: []string{"id"}, Query: r.URL.Query().Get("query")}, a.now())
	if err != nil {
		return explore.Plan{}, store.ExploreFilter{}, err
	}
	f, _, err := a.exploreFilter(r)
	return plan, f, err
}

// attributeKeys lists the attributes of spans, logs or metrics: those that Sentry defines, then those that were sent.
func (a *api) attributeKeys(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	d, kept, err := itemDataset(q, "")
	if err != nil || !kept {
		if err == nil {
			err = writePage(a, w, r, []attributeKey{})
		}
		return err
	}
	plan, f, err := a.selected(r, d)
	if err != nil {
		return err
	}
	sent, err := a.store.ExploreAttributes(r.Context(), plan, f)
	if err != nil {
		return err
	}
	types := words(q, "attributeType")
	keys := slices.DeleteFunc(attributeKeysOf(d, sent), func(k attributeKey) bool {
		return len(types) > 0 && !types[string(k.Type)] || !strings.Contains(k.Name, q.Get("substringMatch"))
	})
	return writePage(a, w, r, keys)
}

func attributeKeysOf(d explore.Dataset, sent []store.Attribute) []attributeKey {
	var keys []attributeKey
	columns := d.Columns()
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if columns[name] != explore.Date {
			keys = append(keys, attributeKey{name, name, attributeSource{"sentry"}, columns[name].Wire()})
		}
	}
	for _, s := range sent {
		if _, column := columns[s.Name]; column {
			continue
		}
		key := attributeKey{s.Name, s.Name, attributeSource{"user"}, s.Type}
		if s.Type != explore.String {
			key.Key = "tags[" + s.Name + "," + string(s.Type) + "]"
		}
		if strings.HasPrefix(s.Name, "sentry.") {
			key.Source.Type = "sentry"
		}
		keys = append(keys, key)
	}
	return keys
}

// distribution is how often each value of an attribute occurs.
type distribution struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
}

// Bounds of attribute histograms.
const (
	maxSample       = 1000 // rows; the default too, as in Sentry
	maxDistribution = 10   // values of an attribute
)

// attributeStats answers histograms of the attributes of the newest rows that a search selects.
func (a *api) attributeStats(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	for _, t := range q["statsType"] {
		if t != "attributeDistributions" {
			return badField("statsType", "\"%s\" is not a valid choice.", t)
		}
	}
	if !q.Has("statsType") {
		return badField("statsType", "This field is required.")
	}
	d, kept, err := itemDataset(q, "spans")
	if err != nil {
		return err
	}
	rows := maxSample
	if s := q.Get("traceItemsLimit"); s != "" {
		if rows, err = strconv.Atoi(s); err != nil || rows < 1 || rows > maxSample {
			return badField("traceItemsLimit", "Ensure this value is between 1 and %d.", maxSample)
		}
	}
	found := map[string][]distribution{}
	if kept {
		if found, err = a.distributions(r, d, rows); err != nil {
			return err
		}
	}
	names := slices.Sorted(maps.Keys(found))
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	a.link(w, r, p, int64(len(names)))
	shown := map[string][]distribution{}
	for _, name := range cut(names, p) {
		shown[name] = found[name]
	}
	type data struct {
		Data map[string][]distribution `json:"data"`
	}
	writeJSON(w, http.StatusOK, map[string]any{"data": []map[string]data{{"attributeDistributions": {shown}}}})
	return nil
}

// distributions counts the values of columns and attributes whose names have the part asked for.
func (a *api) distributions(r *http.Request, d explore.Dataset, rows int) (map[string][]distribution, error) {
	plan, f, err := a.selected(r, d)
	if err != nil {
		return nil, err
	}
	sent, err := a.store.ExploreDistributions(r.Context(), plan, f, rows, maxDistribution)
	if err != nil {
		return nil, err
	}
	found := map[string][]distribution{}
	add := func(name string, values []store.ValueCount) {
		if strings.Contains(name, r.URL.Query().Get("substringMatch")) {
			for _, v := range values {
				found[name] = append(found[name], distribution{v.Value, float64(v.N)})
			}
		}
	}
	for name, values := range sent {
		add(name, values)
	}
	f.Limit = rows
	columns, err := a.columnDistributions(r, d, f)
	for name, values := range columns {
		add(name, values)
	}
	return found, err
}

// describing are the columns of a dataset whose values say what kind of row it is.
func describing(d explore.Dataset) []string {
	common := []string{"project", "environment", "release", "transaction"}
	switch d {
	case explore.Spans:
		return append(common, "span.op", "span.description", "span.status", "is_transaction", "user")
	case explore.Logs:
		return append(common[:3], "severity", "message")
	case explore.Metrics:
		return []string{"project", "metric.name", "metric.type", "metric.unit"}
	}
	return append(common, "level", "title", "error.type", "platform", "user")
}

// columnDistributions counts the values of the columns that describe rows.
func (a *api) columnDistributions(r *http.Request, d explore.Dataset, f store.ExploreFilter) (map[string][]store.ValueCount, error) {
	plan, err := explore.Parse(explore.Question{Dataset: d, Columns: describing(d), Query: r.URL.Query().Get("query")}, a.now())
	if err != nil {
		return nil, err
	}
	rows, err := a.store.Explore(r.Context(), plan, f)
	if err != nil {
		return nil, err
	}
	out := map[string][]store.ValueCount{}
	for i := range plan.Columns {
		counts := map[string]int64{}
		for _, row := range rows {
			if row[i] != nil {
				counts[groupLabel(row[i])]++
			}
		}
		var list []store.ValueCount
		for value, n := range counts {
			list = append(list, store.ValueCount{Value: value, N: n})
		}
		slices.SortFunc(list, func(x, y store.ValueCount) int {
			return cmp.Or(cmp.Compare(y.N, x.N), strings.Compare(x.Value, y.Value))
		})
		if len(list) > 0 {
			out[plan.Columns[i].Name] = list[:min(len(list), maxDistribution)]
		}
	}
	return out, nil
}
