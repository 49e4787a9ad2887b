package explore

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// columnsOf are the columns of an answer. What tells a person most comes first;
// ids, which lead further by enter, come last.
func columnsOf(out ops.SearchEventsOut) []browse.Column[row] {
	fields := slices.Clone(out.Fields)
	if !isGrouped(fields) {
		slices.SortStableFunc(fields, func(a, b string) int { return worth(a) - worth(b) })
	}
	var columns []browse.Column[row]
	for _, field := range fields {
		kind := out.Types[field]
		column := browse.Column[row]{Title: field, Right: isNumeric(kind), Wide: isProse(field), Role: roleOf(field),
			Text: func(r row) string { return r.cell(field) }}
		if isTime(field) || kind == "date" {
			column.Text, column.Right = nil, true
			column.Time = func(r row) time.Time { return r.values[field].Time().Time }
		}
		columns = append(columns, column)
	}
	return columns
}

func isGrouped(fields []string) bool { return slices.ContainsFunc(fields, ops.IsAggregate) }

func isNumeric(kind text.Word) bool {
	switch kind {
	case "integer", "number", "duration", "percentage", "size", "rate":
		return true
	}
	return false
}

// isTime is true for the fields that hold instants, also where the server does
// not tell types.
func isTime(field string) bool {
	return field == "timestamp" || field == "started_at" || field == "finished_at"
}

// isProse is true for fields whose values are sentences.
func isProse(field string) bool {
	switch field {
	case "title", "message", "span.description", "transaction", "urls", "url", "culprit":
		return true
	}
	return false
}

// worth is where a field stands among the columns of rows.
func worth(field string) int {
	switch {
	case isTime(field):
		return 0
	case field == "level", field == "severity", field == "issue", field == "span.op", field == "user.display_name", field == "metric.name":
		return 1
	case field == "title", field == "message", field == "span.description":
		return 2
	case field == "id", field == "trace", strings.HasSuffix(field, ".id"), strings.HasSuffix(field, "_id"):
		return 4
	}
	return 3
}

// roleOf is the colour of a field's values.
func roleOf(field string) func(row) themes.Role {
	switch {
	case field == "level" || field == "severity":
		return func(r row) themes.Role { return Severity(text.WordOf(r.values[field].String())) }
	case field == "title" || field == "message" || field == "span.description":
		return browse.Role[row](themes.Title)
	case field == "issue" || field == "span.op":
		return browse.Role[row](themes.Function)
	case worth(field) == 4 || isTime(field):
		return browse.Role[row](themes.Muted)
	}
	return browse.Role[row](themes.Text)
}

// Severity is the colour of a level or of a log's severity.
func Severity(word text.Word) themes.Role {
	if word == "warn" {
		word = "warning"
	}
	return event.Level(word)
}

// doRow runs the commands about the row under the cursor.
func (x *Explorer) doRow(id command.ID, r *row) tea.Cmd {
	if r == nil {
		return nil
	}
	switch id {
	case command.OpenTrace:
		if to, ok := traceOf(x.to.Org, r.values); ok {
			return screen.Send(screen.Open{To: to})
		}
		return screen.Say("this row belongs to no trace")
	case command.OpenIssue:
		if to, ok := issueOf(x.to.Org, r.values); ok {
			return screen.Send(screen.Open{To: to})
		}
		return screen.Say("this row belongs to no issue")
	case command.Copy:
		return screen.Send(screen.Ask{Dialog: x.copyMenu(*r)})
	}
	return nil
}

// follow goes on from a row: to the issue of an error, the span in its trace,
// the replay; a group to the rows in it.
func (x *Explorer) follow(r row) tea.Cmd {
	if isGrouped(r.of.Fields) {
		return x.into(r)
	}
	if to, ok := issueOf(x.to.Org, r.values); ok {
		return screen.Send(screen.Open{To: to})
	}
	if r.of.Dataset == "replays" && !r.values["id"].IsZero() {
		return screen.Send(screen.Open{To: screen.ToReplay{Org: x.to.Org, ID: r.values["id"].Text().Raw()}})
	}
	if id := r.values["profile.id"].Text().Raw(); r.of.Dataset == "profiles" && id != "" {
		return screen.Send(screen.Open{To: screen.ToProfile{Org: x.to.Org, Project: r.values["project"].Text().Raw(), ID: id}})
	}
	if to, ok := traceOf(x.to.Org, r.values); ok {
		if r.of.Dataset == "spans" {
			to.Span = r.values["id"].Text().Raw()
		}
		return screen.Send(screen.Open{To: to})
	}
	return screen.Say("this row leads nowhere: c adds the columns trace or issue")
}

func traceOf(org string, row ops.EventRow) (screen.ToTrace, bool) {
	id := row["trace"].Text().Raw()
	return screen.ToTrace{Org: org, ID: id}, id != ""
}

func issueOf(org string, row ops.EventRow) (screen.ToIssue, bool) {
	id := text.WordOf(row["issue"].Text().Raw())
	issue := ops.Issue{ID: id, Title: row["title"].Text()}
	return screen.ToIssue{Org: org, Issue: issue}, id != "" && id != "unknown"
}

// into asks for the rows of a group, on a screen of its own, so that back leads
// to the groups.
func (x *Explorer) into(r row) tea.Cmd {
	query := x.asked.query
	for _, field := range r.of.Fields {
		if ops.IsAggregate(field) {
			continue
		}
		condition := field + ":" + quoted(r.values[field].Text().Raw())
		if r.values[field].IsZero() {
			condition = "!has:" + field
		}
		query = ops.JoinQuery(query, condition)
	}
	return screen.Send(screen.Open{To: screen.ToExplore{Org: x.to.Org, Project: x.to.Project, Dataset: r.of.Dataset, Query: query,
		Period: x.asked.period, Trace: x.asked.trace}})
}

// quoted is a value as a condition has it.
func quoted(value string) string {
	if value != "" && !strings.ContainsAny(value, " \t\n\"()[]*,:<>!") {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "*", `\*`).Replace(value) + `"`
}

// copyMenu offers the values of a row.
func (x *Explorer) copyMenu(r row) *widget.Menu {
	menu := &widget.Menu{Title: "Copy"}
	for _, field := range r.of.Fields {
		value := r.cell(field)
		if value == "" {
			continue
		}
		safe := text.From(value).String()
		menu.Offer(widget.Fit(field, 20)+" "+text.From(value).Cut(40), func() tea.Cmd {
			return screen.CopyText(safe, "copied "+strconv.Quote(widget.Cut(safe, 40)))
		})
	}
	return menu
}
