package sentryapi

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"time"

	"vedette/internal/text"
)

// TableQuery asks for a table of events: raw rows, or groups where Fields holds
// aggregates such as count().
type TableQuery struct {
	Dataset      string   // errors spans logs tracemetrics profiles transactions ...
	Fields       []string // 1 to 20
	Query        string
	Sort         string   // a field, "-" in front for descending
	Projects     []string // numeric ids, or slugs on newer servers; "-1" = all
	Environments []string
	StatsPeriod  string
	Start, End   time.Time
	Limit        int // per page, at most 100
	Cursor       string
}

// EventTable is one page of a table of events.
type EventTable struct {
	Page[Values]
	Types map[string]text.Word // by field: string number integer duration date ...
	Units map[string]text.Word // by field: millisecond byte ...; no entry = no unit
}

// EventTable is one page of rows over all events of one dataset.
func (c *Client) EventTable(ctx context.Context, org string, q TableQuery) (EventTable, error) {
	const op = "search events"
	v, err := q.values(op)
	if err != nil {
		return EventTable{Page: Page[Values]{Hits: -1}}, err
	}
	v.Set("dataset", q.Dataset)
	v["field"] = q.Fields
	page, meta, err := dataList[Values](ctx, c, op, org, v, "events")
	table := EventTable{Page: page}
	if err != nil {
		return table, err
	}
	known, _, _ := decodeLoose[struct {
		Fields map[string]text.Word `json:"fields"`
		Units  map[string]text.Word `json:"units"`
	}](meta) // the rows are whole without their types
	maps.DeleteFunc(known.Units, func(_ string, unit text.Word) bool { return unit == "" }) // null where there is none
	table.Types, table.Units = known.Fields, known.Units
	return table, nil
}

func (q TableQuery) values(op string) (url.Values, error) {
	v := url.Values{}
	if err := setPeriod(v, op, q.StatsPeriod, q.Start, q.End); err != nil {
		return nil, err
	}
	v["project"] = q.Projects
	v["environment"] = q.Environments
	setString(v, "query", q.Query)
	setString(v, "sort", q.Sort)
	setString(v, "cursor", q.Cursor)
	setLimit(v, "per_page", q.Limit)
	return v, nil
}

// dataList reads one page of {"data": [...], "meta": {...}} below the
// organization. An answer that is a bare list is read too.
func dataList[T any](ctx context.Context, c *Client, op, org string, v url.Values, parts ...string) (Page[T], json.RawMessage, error) {
	none := Page[T]{Hits: -1}
	path, err := orgPath(op, org, parts...)
	if err != nil {
		return none, nil, err
	}
	ans, err := c.do(ctx, call{op: op, method: http.MethodGet, path: path, query: v, org: org})
	if err != nil {
		return none, nil, err
	}
	var shell struct{ Data, Meta json.RawMessage }
	rows := ans.body
	if err := json.Unmarshal(ans.body, &shell); err == nil {
		rows = shell.Data
	}
	if len(rows) == 0 {
		return none, shell.Meta, unreadable(op, ans, errNotList)
	}
	items, skipped, err := decodeList[T](rows)
	if err != nil {
		return none, shell.Meta, unreadable(op, ans, err)
	}
	return pageOf(items, skipped, ans.header), shell.Meta, nil
}

// Attribute is one searchable attribute of spans, logs or metrics.
type Attribute struct {
	Key  text.Untrusted `json:"key"` // as searches name it: "span.op", "tags[retries,number]"
	Name text.Untrusted `json:"name,omitzero"`
	Type text.Word      `json:"attributeType,omitempty"` // string number boolean
	From struct {
		Type text.Word `json:"source_type,omitempty"` // sentry user
	} `json:"attributeSource,omitzero"`
}

// AttributeQuery narrows the attributes.
type AttributeQuery struct {
	ItemType    string // spans logs tracemetrics
	Type        string // string number boolean; "" = the server's default
	Substring   string
	Projects    []string
	StatsPeriod string
	Limit       int
	Cursor      string
}

// Attributes is one page of the searchable attributes of spans, logs or metrics.
func (c *Client) Attributes(ctx context.Context, org string, q AttributeQuery) (Page[Attribute], error) {
	const op = "list attributes"
	v := url.Values{"itemType": {q.ItemType}, "project": q.Projects}
	setString(v, "attributeType", q.Type)
	setString(v, "substringMatch", q.Substring)
	setString(v, "statsPeriod", q.StatsPeriod)
	setString(v, "cursor", q.Cursor)
	setLimit(v, "per_page", q.Limit)
	path, err := orgPath(op, org, "trace-items", "attributes")
	if err != nil {
		return Page[Attribute]{Hits: -1}, err
	}
	return list[Attribute](ctx, c, call{op: op, path: path, query: v, org: org})
}

// EventTags lists the tag keys of a dataset: events errors replays
// search_issues. The server gives them all at once.
func (c *Client) EventTags(ctx context.Context, org, dataset, statsPeriod string, projects []string) ([]TagKey, error) {
	v := url.Values{"dataset": {dataset}, "project": projects}
	setString(v, "statsPeriod", statsPeriod)
	page, err := orgList[tagWire](ctx, c, "list tags", org, "tags", v)
	tags := make([]TagKey, len(page.Items))
	for i, tag := range page.Items {
		tags[i] = tag.tagKey()
	}
	return tags, err
}
