package dashboards

import (
	"context"
	"strings"
	"sync"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// answer is what one query of a widget gives. Widgets about what the explorer
// does not know (release health, prose) have no place.
type answer struct {
	widget ops.Widget
	name   string // of the query, where a widget has several
	to     *screen.ToExplore
	fields []string // columns, then aggregates
	found  ops.SearchEventsOut
	err    error
}

const (
	maxAnswers = 24 // queries that are asked
	maxRows    = 6  // of each
)

// answers asks what the widgets ask, all at the same time: the client knows how
// many calls a server is given at once.
func answers(ctx context.Context, o *ops.Ops, org string, d ops.Dashboard) []answer {
	var all []answer
	for _, w := range d.Widgets {
		for _, q := range w.Queries {
			a := answer{widget: w, name: q.Name.String(), fields: fieldsOf(w, q)}
			if len(all) < maxAnswers {
				a.to = question(org, string(d.Period), w, q)
			}
			all = append(all, a)
		}
	}
	var asked sync.WaitGroup
	for n := range all {
		a := &all[n]
		if a.to == nil || len(a.fields) == 0 {
			continue
		}
		asked.Go(func() {
			a.found, a.err = o.SearchEvents(ctx, ops.SearchEventsIn{OrgTarget: ops.OrgTarget{Org: org}, Project: screen.ProjectOr(""), Dataset: a.to.Dataset,
				Query: a.to.Query, Fields: a.fields, Sort: a.to.Sort, Period: a.to.Period, PageIn: ops.PageIn{Limit: maxRows}})
			a.found.Events = a.found.Events[:min(len(a.found.Events), maxRows)]
		})
	}
	asked.Wait()
	return all
}

// question is what a widget asks, for the explorer; nil where it cannot.
func question(org, period string, w ops.Widget, q ops.WidgetQuery) *screen.ToExplore {
	to := screen.ToExplore{Org: org, Query: q.Conditions.Raw(), Sort: q.OrderBy.Raw(), Period: period}
	switch w.WidgetType {
	case "", "discover", "error-events":
		to.Dataset = "errors"
	case "spans":
		to.Dataset = "spans"
	case "transaction-like":
		to.Dataset = "spans"
		to.Query, to.Sort = ops.JoinQuery(spanWords(to.Query), "is_transaction:true"), spanWords(to.Sort)
	case "logs":
		to.Dataset = "logs"
	case "tracemetrics":
		to.Dataset = "metrics"
	default:
		return nil
	}
	to.Fields = strings.Join(fieldsOf(w, q), ", ")
	return &to
}

// fieldsOf are the columns and then the aggregates of a query.
func fieldsOf(w ops.Widget, q ops.WidgetQuery) []string {
	var fields []string
	for _, list := range [][]text.Untrusted{q.Columns, q.Aggregates} {
		for _, f := range list {
			fields = append(fields, f.Raw())
		}
	}
	if len(fields) == 0 {
		for _, f := range q.Fields {
			fields = append(fields, f.Raw())
		}
	}
	if w.WidgetType == "transaction-like" {
		for n, f := range fields {
			fields[n] = spanWords(f)
		}
	}
	return fields
}

// spanWords says what was said of transactions in the words of spans, as Sentry
// does since transactions are spans.
func spanWords(s string) string {
	return strings.ReplaceAll(s, "transaction.duration", "span.duration")
}

// figures draws the answers, each under its widget's title.
func figures(all []answer) func(p widget.Paint, width int) []string {
	if len(all) == 0 {
		return nil
	}
	return func(p widget.Paint, width int) []string {
		var lines []string
		for _, a := range all {
			lines = append(lines, "")
			for _, l := range a.draw(p, max(width-2, 1)) {
				lines = append(lines, " "+widget.Cut(l, max(width-1, 1)))
			}
		}
		return append(lines, "")
	}
}

const (
	valueWidth = 12 // cells of an aggregate
	maxValues  = 3  // aggregates that are drawn
)

// draw is the title, and a line for each row: its columns, its numbers, and a
// bar of the first of these.
func (a answer) draw(p widget.Paint, width int) []string {
	columns, values := split(a.fields)
	label := min(max(width-(valueWidth*len(values)), 10), max(width*2/5, 10))
	title := a.widget.Title.Cut(label)
	if a.name != "" {
		title = widget.Cut(title+", "+a.name, label)
	}
	head := p.In(themes.Heading, widget.Fit(title, label))
	switch {
	case a.to == nil:
		return []string{head, p.In(themes.Muted, widget.Cut("is drawn in the web interface only", width))}
	case a.err != nil:
		return []string{head, p.In(themes.Error, "not read: "+text.From(a.err.Error()).Cut(max(width-10, 1)))}
	case len(a.found.Events) == 0:
		return []string{head, p.In(themes.Muted, "nothing in "+a.to.Period)}
	}
	for _, v := range values {
		head += p.In(themes.Muted, widget.FitRight(text.From(v).Cut(valueWidth-1), valueWidth))
	}
	lines, most := []string{head}, 0.0
	for _, row := range a.found.Events {
		most = max(most, first(row, values))
	}
	room := max(width-label-valueWidth*len(values)-2, 0)
	for _, row := range a.found.Events {
		words := make([]string, len(columns))
		for n, c := range columns {
			words[n] = a.found.Cell(row, c)
		}
		line := p.In(themes.Text, widget.Fit(text.From(strings.Join(words, " ")).Cut(label), label))
		for _, v := range values {
			line += p.In(themes.Title, widget.FitRight(a.found.Cell(row, v), valueWidth))
		}
		if most > 0 && len(columns) > 0 {
			line += "  " + p.In(themes.Info, strings.Repeat(p.Glyph("█", "#"), int(first(row, values)/most*float64(room))))
		}
		lines = append(lines, line)
	}
	return lines
}

// split takes the columns and the aggregates apart.
func split(fields []string) (columns, values []string) {
	for _, f := range fields {
		if ops.IsAggregate(f) {
			values = append(values, f)
		} else {
			columns = append(columns, f)
		}
	}
	return columns, values[:min(len(values), maxValues)]
}

// first is the first number of a row; 0 where there is none.
func first(row ops.EventRow, values []string) float64 {
	if len(values) == 0 {
		return 0
	}
	n, _ := row[values[0]].Number()
	return max(n, 0)
}
