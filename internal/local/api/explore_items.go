package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// traceLogs answers the logs of traces.
func (a *api) traceLogs(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	traces := present(q["traceId"])
	if len(traces) == 0 {
		return badRequest("Need to pass at least one traceId")
	}
	for i, t := range traces {
		id, ok := eventID(t)
		if !ok {
			return badRequest("%q must be a valid UUID hex (32-36 characters long, containing only digits, dashes, or a-f characters)", t)
		}
		traces[i] = id
	}
	sort := present(append(q["sort"], q["orderby"]...))
	if len(sort) == 0 {
		sort = []string{"-timestamp"}
	}
	plan, err := explore.Parse(explore.Question{
		Dataset: explore.Logs, Sort: sort, Query: q.Get("query"),
		Columns: []string{"id", "sentry.item_id", "project.id", "trace", "severity_number", "severity", "timestamp", "timestamp_precise", "message"},
	}, a.now())
	if err != nil {
		return err
	}
	of, err := explore.Logs.Is("trace", traces...)
	if err != nil {
		return err
	}
	plan.And(of)
	return a.writeTable(w, r, plan)
}

// writeTable answers one page of a table.
func (a *api) writeTable(w http.ResponseWriter, r *http.Request, plan explore.Plan) error {
	f, p, err := a.exploreFilter(r)
	if err != nil {
		return err
	}
	f.Limit++ // tells whether there is another page
	rows, err := a.store.Explore(r.Context(), plan, f)
	if err != nil {
		return err
	}
	a.link(w, r, p, int64(p.offset+len(rows)))
	writeJSON(w, http.StatusOK, tableOf(plan, rows[:min(len(rows), p.limit)]))
	return nil
}

// traceItem is one span, log or metric with everything known about it.
type traceItem struct {
	ID         string               `json:"itemId"`
	Timestamp  any                  `json:"timestamp"`
	Attributes []traceItemAttribute `json:"attributes"`
	Meta       map[string]any       `json:"meta"`
	Links      []any                `json:"links"`
}

// traceItemAttribute is one of its values, with type str, int, float or bool.
type traceItemAttribute struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value any    `json:"value"`
}

// traceItem answers one span, log or metric of a project.
func (a *api) traceItem(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	project, err := a.projectOf(r)
	if err != nil {
		return err
	}
	d, kept, err := itemDataset(q, "")
	if err != nil {
		return err
	}
	if !kept {
		return notFound()
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(d.Columns())), func(name string) bool {
		return name == "timestamp.to_hour" || name == "timestamp.to_day"
	})
	plan, err := a.itemPlan(d, names, r.PathValue("item"), q.Get("trace_id"))
	if err != nil {
		return err
	}
	row, attributes, err := a.store.ExploreItem(r.Context(), plan, store.ExploreFilter{Projects: []int64{project.ID}})
	if err != nil {
		return err
	}
	item := traceItem{ID: r.PathValue("item"), Attributes: []traceItemAttribute{}, Meta: map[string]any{}}
	for i, name := range names {
		switch {
		case name == "timestamp":
			item.Timestamp = exploreValue(row[i])
		case row[i] != nil && name != "id":
			item.Attributes = append(item.Attributes, attributeOf(name, exploreValue(row[i])))
		}
	}
	sent := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(attributes))
	dec.UseNumber()
	if err := dec.Decode(&sent); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if !slices.ContainsFunc(item.Attributes, func(a traceItemAttribute) bool { return a.Name == name }) {
			item.Attributes = append(item.Attributes, attributeOf(name, sent[name]))
		}
	}
	writeJSON(w, http.StatusOK, item)
	return nil
}

// itemPlan asks for one row with many columns, which a table could not have.
func (a *api) itemPlan(d explore.Dataset, names []string, id, trace string) (explore.Plan, error) {
	plan := explore.Plan{Dataset: d}
	for from := 0; from < len(names); from += explore.MaxColumns {
		part, err := explore.Parse(explore.Question{Dataset: d, Columns: names[from:min(from+explore.MaxColumns, len(names))]}, a.now())
		if err != nil {
			return explore.Plan{}, err
		}
		plan.Columns = append(plan.Columns, part.Columns...)
	}
	is, err := d.Is("id", id)
	if err != nil {
		return explore.Plan{}, err
	}
	plan.And(is)
	if trace != "" {
		of, err := d.Is("trace", trace)
		if err != nil {
			return explore.Plan{}, err
		}
		plan.And(of)
	}
	return plan, nil
}

// attributeOf names the type of a value; numbers and booleans that were sent are named as searches name them.
func attributeOf(name string, value any) traceItemAttribute {
	a := traceItemAttribute{name, "str", value}
	switch v := value.(type) {
	case int64:
		a.Type = "int"
	case float64:
		a.Type = "float"
	case bool:
		a.Type = "bool"
	case json.Number:
		a.Type = "float"
		if n, err := v.Int64(); err == nil {
			a.Type, a.Value = "int", n
		}
		a.Name = "tags[" + name + ",number]"
	case string:
	default: // a list or object: as text, like Sentry keeps it
		if text, err := json.Marshal(v); err == nil {
			a.Value = string(text)
		}
	}
	return a
}
