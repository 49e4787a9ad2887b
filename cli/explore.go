package cli

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

const datasets = "errors, spans, logs, metrics, profiles, replays"

// searchFlags are the flags of every search for events.
func searchFlags(more ...ucli.Flag) []ucli.Flag {
	return append([]ucli.Flag{
		&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "search `QUERY`; vedette search syntax explains it"},
		&ucli.StringSliceFlag{Name: "field", Aliases: []string{"f"}, Usage: "a column, `FIELD`; with aggregates like count() the others group the rows"},
		&ucli.StringFlag{Name: "sort", Usage: "order by `FIELD`; - in front for descending"},
		&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Usage: "the last `PERIOD`: 24h, 14d, 30d (default 14d)"},
		&ucli.StringFlag{Name: "start", Usage: "from this `TIME` (RFC 3339), with --end"},
		&ucli.StringFlag{Name: "end", Usage: "until this `TIME`"},
		&ucli.StringSliceFlag{Name: "env", Usage: "only these environments, `NAME`"},
	}, more...)
}

// eventSearch is the search that the flags ask for.
func eventSearch(c *call, s config.Settings, dataset string) ops.SearchEventsIn {
	return ops.SearchEventsIn{
		Dataset: dataset, Query: c.cmd.String("query"), Fields: splitFields(c.cmd.StringSlice("field")), Sort: c.cmd.String("sort"),
		Period: c.cmd.String("period"), Start: c.cmd.String("start"), End: c.cmd.String("end"), Environment: c.environments(s), TraceID: c.cmd.String("trace"),
	}
}

// splitFields takes apart what the flag library left together or cut too often:
// commas separate fields, but not the arguments of a function.
func splitFields(given []string) []string {
	var fields []string
	depth, start := 0, 0
	joined := strings.Join(given, ",")
	for i, r := range joined + "," {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth <= 0:
			fields = append(fields, strings.TrimSpace(joined[start:i]))
			start = i + 1
		}
	}
	return slices.DeleteFunc(fields, func(f string) bool { return f == "" })
}

func explore() leaf {
	return eventTable(leaf{
		name: "explore", summary: "search errors, spans, logs, metrics, profiles or replays, or count them in groups",
		details: "Rows are events; with an aggregate among the fields they are groups.\nDatasets: " + datasets + ".",
		examples: []string{
			"vedette explore -q 'level:error error.handled:false' --period 24h",
			"vedette explore --dataset spans -f span.op -f 'count()' -f 'p95(span.duration)' --sort '-p95(span.duration)'",
			"vedette explore --dataset logs -q 'severity:error' --json=timestamp,message",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "dataset", Aliases: []string{"d"}, Value: "errors", Usage: "`NAME`: " + datasets},
			traceFlag(),
		},
	}, func(c *call, s config.Settings) (ops.SearchEventsIn, error) {
		return eventSearch(c, s, c.cmd.String("dataset")), nil
	})
}

// eventTable is a leaf that prints the rows of an event search.
func eventTable(l leaf, in func(c *call, s config.Settings) (ops.SearchEventsIn, error)) leaf {
	l.op = append(l.op, "search_events")
	l.flags = searchFlags(l.flags...)
	table := list(l, lister[ops.SearchEventsIn, ops.SearchEventsOut, ops.EventRow]{
		run: (*ops.Ops).SearchEvents, in: in, key: "events", empty: "No row matches.", id: rowID, columnsOf: tableColumns, fields: rowFields,
		rows: func(out *ops.SearchEventsOut) *[]ops.EventRow { return &out.Events },
	})
	return followable(table, "more rows", func(ctx context.Context, c *call) error { return followEvents(ctx, c, in) })
}

// rowID tells rows apart that come twice because pages moved.
func rowID(row ops.EventRow) string {
	raw, err := render.Marshal(row)
	if err != nil {
		return ""
	}
	return string(raw)
}

// rowFields are the fields of an answer: those that were asked for, and what the
// server adds to its rows.
func rowFields(out *ops.SearchEventsOut) []string {
	if len(out.Events) == 0 {
		return nil
	}
	known := slices.Clone(out.Fields)
	for _, row := range out.Events {
		for _, name := range slices.Sorted(maps.Keys(row)) {
			if !slices.Contains(known, name) {
				known = append(known, name)
			}
		}
	}
	return known
}

// tableColumns are the columns of an answer: those that were asked for.
func tableColumns(out *ops.SearchEventsOut, now time.Time) []render.Column[ops.EventRow] {
	var columns []render.Column[ops.EventRow]
	shape := *out
	shape.Events = nil
	for n, field := range out.Fields {
		kind := out.Types[field]
		numeric := kind == "integer" || kind == "number" || kind == "duration" || kind == "percentage" || kind == "size" || kind == "rate"
		column := render.Column[ops.EventRow]{
			Title: field, Right: numeric, Flex: !numeric && !isShort(field), Extra: n > 2 && !ops.IsAggregate(field),
			Value: func(row ops.EventRow) string { return row[field].String() },
			Show:  func(row ops.EventRow) string { return shape.Cell(row, field) },
		}
		if isTime(field) || kind == "date" {
			column.Value = func(row ops.EventRow) string {
				return either(text.RFC3339(row[field].Time().Time), row[field].String())
			}
			column.Show = func(row ops.EventRow) string {
				return either(text.AgoShort(row[field].Time().Time, now), row[field].String())
			}
		}
		if style := styleOf(field); style != nil {
			column.Style = func(row ops.EventRow) render.Style { return style(text.WordOf(row[field].String())) }
		}
		columns = append(columns, column)
	}
	return columns
}

// isTime is true for the fields that hold instants, also where the server does
// not tell types.
func isTime(field string) bool {
	return field == "timestamp" || field == "started_at" || field == "finished_at"
}

// isShort is true for fields whose values are worth their width: ids to go on
// with, and words.
func isShort(field string) bool {
	switch field {
	case "id", "trace", "issue", "level", "severity", "span.op", "profile.id", "profiler.id", "metric.type":
		return true
	}
	return isTime(field)
}

func styleOf(field string) func(text.Word) render.Style {
	switch field {
	case "level":
		return levelStyle
	case "severity":
		return severityStyle
	}
	return nil
}

// severityStyle is the colour of a log's severity.
func severityStyle(severity text.Word) render.Style {
	switch strings.ToLower(string(severity)) {
	case "fatal", "error":
		return render.Red
	case "warn", "warning":
		return render.Yellow
	case "info":
		return render.Blue
	case "debug", "trace":
		return render.Faint
	}
	return render.Plain
}
