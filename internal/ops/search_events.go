package ops

import (
	"context"
	"slices"
	"strings"
	"time"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// SearchEventsIn selects events of one dataset over all issues and projects.
// Period and Start/End exclude each other.
type SearchEventsIn struct {
	OrgTarget
	Dataset     string   `json:"dataset,omitempty" enum:"errors,spans,logs,metrics,profiles,replays" default:"errors"`
	Query       string   `json:"query,omitempty"`
	Fields      []string `json:"fields,omitempty" jsonschema:"Columns; beside count() and its like the others group."`
	Sort        string   `json:"sort,omitempty" jsonschema:"A field; -FIELD descends."`
	Project     string   `json:"projectSlug,omitempty"`
	Environment []string `json:"environment,omitempty"`
	Period      string   `json:"period,omitempty" default:"14d"`
	Start       string   `json:"start,omitempty" jsonschema:"RFC 3339, with end; instead of period."`
	End         string   `json:"end,omitempty"`
	TraceID     string   `json:"traceId,omitempty"`
	PageIn
	GoalIn
}

// SearchEventsOut is one page of a table.
type SearchEventsOut struct {
	Organization string               `json:"organization"`
	Dataset      string               `json:"dataset"`
	Query        string               `json:"query"`
	Sort         string               `json:"sort"`
	Fields       []string             `json:"fields"`
	Events       []EventRow           `json:"events"`
	Types        map[string]text.Word `json:"types,omitempty"` // by field: date duration integer ...
	Units        map[string]text.Word `json:"units,omitempty"` // by field: millisecond byte ...
	Paged
}

// SearchEvents searches events. One request when the organization is known,
// none when the query has a mistake.
func (o *Ops) SearchEvents(ctx context.Context, in SearchEventsIn) (SearchEventsOut, error) {
	return run(ctx, o, in, o.searchEvents)
}

func (o *Ops) searchEvents(ctx context.Context, in SearchEventsIn) (SearchEventsOut, error) {
	const op = "search_events"
	out := SearchEventsOut{Dataset: orWord(in.Dataset, string(searchquery.Errors)), Query: in.Query}
	notes, err := checkQuery(op, searchquery.Dataset(out.Dataset), in.Query)
	if err != nil {
		return out, err
	}
	if out.Fields, out.Sort, err = columns(op, out.Dataset, in.Fields, in.Sort); err != nil {
		return out, err
	}
	q := sentryapi.TableQuery{
		Dataset: apiDataset(out.Dataset), Fields: out.Fields, Query: in.Query, Sort: out.Sort,
		Projects: o.projects(in.Project), Environments: in.Environment, Limit: in.rows(), Cursor: in.Cursor,
	}
	if q.StatsPeriod, q.Start, q.End, err = timeRange(op, in.Period, in.Start, in.End, "14d"); err != nil {
		return out, err
	}
	if in.TraceID != "" && !isHexID(in.TraceID) {
		return out, invalid(op, "32 hexadecimal digits, as in contexts.trace of an event", "%q is not a trace id", in.TraceID)
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	table, err := o.eventTable(ctx, out.Organization, in.TraceID, q)
	if err != nil {
		return out, err
	}
	out.Events, out.Types, out.Units, out.Paged = orEmpty(table.Items), table.Types, table.Units, pagedOf(table.Page).noted(notes)
	return out, nil
}

// eventTable asks the endpoint that knows the dataset. A trace is a filter of
// its own for logs, and a part of the query elsewhere.
func (o *Ops) eventTable(ctx context.Context, org, traceID string, q sentryapi.TableQuery) (sentryapi.EventTable, error) {
	switch {
	case q.Dataset == string(searchquery.Replays):
		if traceID != "" {
			q.Query = JoinQuery(q.Query, "trace_ids:"+traceID)
		}
		page, err := o.client.Replays(ctx, org, q)
		for i, row := range page.Items {
			page.Items[i] = pick(row, q.Fields)
		}
		return sentryapi.EventTable{Page: page, Types: replayTypes(), Units: replayUnits()}, err
	case traceID != "" && q.Dataset == string(searchquery.Logs):
		page, err := o.client.TraceLogs(ctx, org, traceID, q)
		return sentryapi.EventTable{Page: page}, err
	case traceID != "":
		q.Query = JoinQuery(q.Query, "trace:"+traceID)
	}
	return o.client.EventTable(ctx, org, q)
}

// JoinQuery is both conditions together: where the first has an OR it stays one
// condition.
func JoinQuery(query, more string) string {
	words := strings.Fields(strings.ToUpper(query))
	switch {
	case strings.TrimSpace(query) == "":
		return more
	case more == "":
		return query
	case slices.Contains(words, "OR"):
		return "(" + query + ") " + more
	}
	return query + " " + more
}

// replayTypes are the types of the replay fields that are not plain text, which
// the replay endpoint does not tell.
func replayTypes() map[string]text.Word {
	return map[string]text.Word{"started_at": "date", "finished_at": "date", "duration": "duration"}
}

func replayUnits() map[string]text.Word { return map[string]text.Word{"duration": "second"} }

// pick keeps the fields asked for.
func pick(row EventRow, fields []string) EventRow {
	kept := make(EventRow, len(fields))
	for _, f := range fields {
		if v, ok := row[f]; ok {
			kept[f] = v
		}
	}
	return kept
}

// isHexID is true for 32 hexadecimal digits, with or without dashes.
func isHexID(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F':
			digits++
		case r != '-':
			return false
		}
	}
	return digits == 32
}

// Doc is a table with a row per event or group.
func (out SearchEventsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Events) == 0 {
		d.Para(text.T("No row of "+out.Dataset+" in "+out.Organization+" matches "), text.Code(text.From(out.Query)), text.T("."))
	} else {
		d.DataNote("event")
		varying := out.constants(&d)
		rows := make([][]text.Inline, len(out.Events))
		for i, row := range out.Events {
			for _, f := range varying {
				rows[i] = append(rows[i], docCell(out.Cell(row, f), len(varying)))
			}
		}
		d.Table(varying, rows)
	}
	out.notes(&d)
	return d
}

// constants says once what is the same in every row, and gives the fields that
// are not: each cell of a table costs every row its tokens.
func (out SearchEventsOut) constants(d *text.Doc) (varying []string) {
	const few = 3 // rows, of which a table is short anyway
	varying = slices.DeleteFunc(slices.Clone(out.Fields), func(f string) bool {
		return !slices.ContainsFunc(out.Events, func(row EventRow) bool { return out.Cell(row, f) != out.Cell(out.Events[0], f) })
	})
	if len(out.Events) <= few || len(varying) == 0 {
		return out.Fields
	}
	for _, f := range out.Fields {
		if !slices.Contains(varying, f) {
			d.Field("Every row: "+f, docCell(out.Cell(out.Events[0], f), 1))
		}
	}
	return varying
}

// docCell is a cell for models: the more columns a row has, the less of each.
func docCell(cell string, columns int) text.Untrusted {
	width := 160
	if columns > 3 {
		width = 90
	}
	return text.From(text.From(cell).Cut(width))
}

// Cell is one value for people: with its unit, and not longer than it tells.
func (out SearchEventsOut) Cell(row EventRow, field string) string {
	return cellText(row[field], out.Types[field], out.Units[field])
}

func cellText(v sentryapi.Value, kind, unit text.Word) string {
	n, isNumber := v.Number()
	switch {
	case kind == "date":
		if at := v.Time(); !at.IsZero() {
			return text.RFC3339(at.Time)
		}
	case kind == "duration" && isNumber:
		return text.Duration(time.Duration(n * float64(unitDuration(unit))))
	case kind == "percentage" && isNumber:
		return decimal(n*100) + "%"
	case kind == "size" && isNumber:
		return text.Bytes(int64(n * unitBytes(unit)))
	case (kind == "number" || kind == "rate" || kind == "integer") && isNumber:
		return decimal(n)
	}
	list := v.List()
	if len(list) == 1 {
		return list[0].String()
	}
	s := ""
	for i, item := range list {
		if i > 0 {
			s += ", "
		}
		s += item.String()
	}
	return s
}
