package cli

import (
	"context"
	"iter"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// followFlag makes a list wait for more.
func followFlag(what string) ucli.Flag {
	return &ucli.BoolFlag{Name: "follow", Usage: "wait for " + what + " and print each as it comes, until Ctrl-C; with --json one line each"}
}

// followable adds --follow to a list.
func followable(l leaf, what string, follow func(ctx context.Context, c *call) error) leaf {
	l.flags = append(l.flags, followFlag(what))
	once := l.run
	l.run = func(ctx context.Context, c *call) error {
		if c.cmd.Bool("follow") {
			return follow(ctx, c)
		}
		return once(ctx, c)
	}
	return l
}

// followRows prints rows as they come. What may pass is said and waited for;
// the error that ended the sequence is returned.
func followRows[T any](ctx context.Context, c *call, rows iter.Seq2[T, error], show func(T) error) error {
	var last error
	for row, err := range rows {
		if last = err; err != nil {
			if ctx.Err() == nil && ops.OutcomeOf(ops.KindOf(err)).Retry {
				c.notes.Say("note: " + text.From(err.Error()).String())
			}
			continue
		}
		if c.format.JSON {
			err = c.out.Line(ctx, c.format, row)
		} else {
			err = show(row)
		}
		if err != nil {
			return err
		}
	}
	return last
}

// followEvents is --follow of a search for events.
func followEvents(ctx context.Context, c *call, in func(c *call, s config.Settings) (ops.SearchEventsIn, error)) error {
	if err := check[ops.EventRow](c); err != nil {
		return err
	}
	o, s, err := c.ops(ctx)
	if err != nil {
		return err
	}
	search, err := in(c, s)
	if err != nil {
		return err
	}
	search.Limit, search.Cursor = min(c.cmd.Int("limit"), pageSize), c.cmd.String("cursor")
	columns := render.Untyped(followColumns(search, o.Now()))
	rows := func(yield func(ops.EventRow, error) bool) {
		for row, err := range o.FollowEvents(ctx, search) {
			if (row != nil || err != nil) && !yield(row, err) { // that there is nothing yet is nothing to print
				return
			}
		}
	}
	return followRows(ctx, c, rows, func(row ops.EventRow) error { return render.Row(c.out, columns, row) })
}

// followColumns are those of the table, times as clock times: "3 s ago" would
// be wrong a moment later.
func followColumns(in ops.SearchEventsIn, now time.Time) []render.Column[ops.EventRow] {
	out := ops.SearchEventsOut{Dataset: in.Dataset, Fields: in.Fields}
	if len(out.Fields) == 0 {
		out.Fields = ops.DefaultFields(in.Dataset)
	}
	columns := tableColumns(&out, now)
	for n, field := range out.Fields {
		if isTime(field) {
			columns[n].Show = func(row ops.EventRow) string { return clock(row[field].Time().Time) }
			columns[n].Style = always[ops.EventRow](render.Faint)
		}
	}
	return columns
}

// clock is the time of day where the user is.
func clock(t time.Time) string {
	if t.IsZero() {
		return "--:--:--"
	}
	return t.Local().Format(time.TimeOnly)
}

// followIssues is --follow of the issue list.
func followIssues(ctx context.Context, c *call) error {
	if err := check[ops.IssueNews](c); err != nil {
		return err
	}
	o, s, err := c.ops(ctx)
	if err != nil {
		return err
	}
	columns := render.Untyped([]render.Column[ops.IssueNews]{
		{Title: "time", Value: func(n ops.IssueNews) string { return text.RFC3339(n.Issue.LastSeen.Time) },
			Show: func(n ops.IssueNews) string { return clock(n.Issue.LastSeen.Time) }, Style: always[ops.IssueNews](render.Faint)},
		{Title: "what", Value: func(n ops.IssueNews) string { return n.What }, Style: always[ops.IssueNews](render.Yellow)},
		{Title: "issue", Value: func(n ops.IssueNews) string { return ops.IssueHandle(n.Issue) }, Style: always[ops.IssueNews](render.Bold)},
		{Title: "level", Value: func(n ops.IssueNews) string { return string(n.Issue.Level) }, Style: func(n ops.IssueNews) render.Style { return levelStyle(n.Issue.Level) }},
		{Title: "title", Value: func(n ops.IssueNews) string { return n.Issue.Title.String() }},
	})
	in := issueSearch(c, s)
	in.Cursor = c.cmd.String("cursor")
	return followRows(ctx, c, o.FollowIssues(ctx, in), func(n ops.IssueNews) error { return render.Row(c.out, columns, n) })
}
