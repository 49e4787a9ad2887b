package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// exploreRoutes lists the paths of Explore and Discover.
func (a *api) exploreRoutes(org, project string, all map[string]methods) {
	all[org+"/events/"] = a.get(a.exploreEvents)
	all[org+"/events-timeseries/"] = a.get(a.eventsTimeSeries)
	all[org+"/events-stats/"] = a.get(a.eventsStats)
	all[org+"/issues-count/"] = a.get(a.issuesCount)
	all[org+"/issues-stats/"] = a.get(a.issuesStats)
	all[org+"/events/validate/"] = a.get(a.validateEvents)
	all[org+"/trace-items/attributes/"] = a.get(a.attributeKeys)
	all[org+"/trace-items/stats/"] = a.get(a.attributeStats)
	all[org+"/trace-logs/"] = a.get(a.traceLogs)
	all[project+"/trace-items/{item}/"] = a.get(a.traceItem)
}

// exploreTable is a table over events, spans, logs or metrics.
type exploreTable struct {
	Data []map[string]any `json:"data"` // by column
	Meta exploreMeta      `json:"meta"`
}

// exploreMeta says what the columns hold.
type exploreMeta struct {
	Fields      map[string]explore.Type `json:"fields"`
	Units       map[string]*string      `json:"units"`
	Metrics     bool                    `json:"isMetricsData"`
	Extracted   bool                    `json:"isMetricsExtractedData"`
	Tips        map[string]string       `json:"tips"`
	Reason      string                  `json:"datasetReason"`
	Dataset     explore.Dataset         `json:"dataset"`
	DataScanned string                  `json:"dataScanned"`
}

// exploreEvents answers a table: its rows, or groups when a column is an aggregate.
func (a *api) exploreEvents(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	question, err := questionOf(q, "field")
	if err != nil {
		return err
	}
	question.Identity = true
	plan, err := explore.Parse(question, a.now())
	if err != nil {
		return err
	}
	return a.writeTable(w, r, plan)
}

// questionOf reads what a request asks for; columns is the name of the parameter that lists them.
func questionOf(q url.Values, columns string) (explore.Question, error) {
	dataset, err := explore.ParseDataset(q.Get("dataset"))
	if err != nil {
		return explore.Question{}, err
	}
	sort := q["sort"]
	if len(sort) == 0 {
		sort = q["orderby"]
	}
	allow := q.Get("allowAggregateConditions")
	return explore.Question{
		Dataset: dataset, Columns: present(q[columns]), Query: q.Get("query"), Sort: present(sort), Aggregates: allow == "" || truthy(allow),
	}, nil
}

// present leaves out empty values.
func present(list []string) []string {
	var out []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// exploreFilter reads the limits of a table: projects, environments, time and page.
func (a *api) exploreFilter(r *http.Request) (store.ExploreFilter, page, error) {
	q := r.URL.Query()
	t, err := rangeOf(q, a.now(), defaultPeriod)
	if err != nil {
		return store.ExploreFilter{}, page{}, err
	}
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return store.ExploreFilter{}, page{}, err
	}
	projects, err := a.projectsOf(r.Context(), q)
	if err != nil {
		return store.ExploreFilter{}, page{}, err
	}
	return store.ExploreFilter{
		Projects: projects, Environments: environmentsOf(q), Since: t.since, Until: t.until, Limit: p.limit, Offset: p.offset,
	}, p, nil
}

// tableOf puts rows into Sentry's shape.
func tableOf(plan explore.Plan, rows [][]any) exploreTable {
	t := exploreTable{Data: make([]map[string]any, 0, len(rows)), Meta: metaOf(plan)}
	for _, row := range rows {
		values := make(map[string]any, len(row))
		for i, v := range row {
			values[plan.Columns[i].Name] = exploreValue(v)
		}
		t.Data = append(t.Data, values)
	}
	for i := range plan.Columns {
		if c := &plan.Columns[i]; c.Type == "" {
			t.Meta.Fields[c.Name] = sentType(rows, i)
		}
	}
	return t
}

func metaOf(plan explore.Plan) exploreMeta {
	m := exploreMeta{
		Fields: map[string]explore.Type{}, Units: map[string]*string{}, Tips: map[string]string{}, Reason: "unchanged", Dataset: plan.Dataset,
		DataScanned: "full",
	}
	for i := range plan.Columns {
		c := &plan.Columns[i]
		m.Fields[c.Name], m.Units[c.Name] = c.Type, orNull(c.Unit)
	}
	return m
}

// exploreValue is a value as JSON has it.
func exploreValue(v any) any {
	if t, ok := v.(time.Time); ok {
		return t.Format("2006-01-02T15:04:05.999999-07:00")
	}
	return v
}

// sentType is the type of a column whose values have any: number if all that are there are numbers.
func sentType(rows [][]any, column int) explore.Type {
	t := explore.String
	for _, row := range rows {
		switch row[column].(type) {
		case nil:
		case int64, float64:
			t = explore.Number
		default:
			return explore.String
		}
	}
	return t
}
