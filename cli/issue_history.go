package cli

import (
	"context"
	"fmt"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func issueEvents() leaf {
	return list(leaf{
		name: "events", summary: "list the events of an issue", op: []string{"search_issue_events"}, details: issueArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue events SHOP-1A", "vedette issue events SHOP-1A -q 'release:2.1' --period 24h"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "query", Aliases: []string{"q"}, Usage: "search `QUERY` over tags and fields"},
			&ucli.StringFlag{Name: "sort", Value: "-timestamp", Usage: "`ORDER`: -timestamp (newest first) or timestamp"},
			&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Value: "14d", Usage: "`PERIOD`: 24h, 14d, 30d"},
			&ucli.StringSliceFlag{Name: "env", Usage: "only these environments, `NAME`"},
		},
	}, lister[ops.SearchIssueEventsIn, ops.SearchIssueEventsOut, ops.EventSummary]{
		run: (*ops.Ops).SearchIssueEvents, key: "events", empty: "No event matches.", columns: eventColumns,
		rows: func(out *ops.SearchIssueEventsOut) *[]ops.EventSummary { return &out.Events },
		id:   func(e ops.EventSummary) string { return string(ops.EventHandle(e)) },
		in: func(c *call, s config.Settings) (ops.SearchIssueEventsIn, error) {
			return ops.SearchIssueEventsIn{
				IssueTarget: target(c.args[0]), Query: c.cmd.String("query"), Sort: c.cmd.String("sort"), Period: c.cmd.String("period"), Environment: c.environments(s),
			}, nil
		},
	})
}

func eventColumns(now time.Time) []render.Column[ops.EventSummary] {
	tag := func(title, key string) render.Column[ops.EventSummary] {
		return render.Column[ops.EventSummary]{Title: title, Extra: true, Value: func(e ops.EventSummary) string {
			for _, t := range e.Tags {
				if t.Key.Raw() == key {
					return t.Value.String()
				}
			}
			return ""
		}}
	}
	return []render.Column[ops.EventSummary]{
		{Title: "event", Value: func(e ops.EventSummary) string { return string(ops.EventHandle(e)) }},
		{Title: "time", Value: func(e ops.EventSummary) string { return text.RFC3339(e.DateCreated.Time) },
			Show: func(e ops.EventSummary) string { return text.Ago(e.DateCreated.Time, now) }},
		{Title: "title", Value: func(e ops.EventSummary) string { return e.Title.String() }, Flex: true},
		{Title: "user", Value: func(e ops.EventSummary) string {
			if e.User == nil {
				return ""
			}
			return ops.UserLabel(*e.User).String()
		}, Flex: true, Extra: true},
		tag("release", "release"), tag("environment", "environment"),
	}
}

// tagRow is one value of one tag, for tables.
type tagRow struct {
	key   text.Untrusted
	value ops.TagValue
	total int64
}

func issueTags() leaf {
	return leaf{
		name: "tags", summary: "show how tag values are distributed over an issue's events", op: []string{"get_issue_tag_values"},
		details: issueArg + "\nWith a KEY, only that tag.", args: "ISSUE [KEY]", min: 1, max: 2,
		examples: []string{"vedette issue tags SHOP-1A", "vedette issue tags SHOP-1A browser"},
		flags:    []ucli.Flag{&ucli.StringSliceFlag{Name: "env", Usage: "only these environments, `NAME`"}},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.TagKey](c); err != nil {
				return err
			}
			in := ops.GetIssueTagValuesIn{IssueTarget: target(c.args[0]), Environment: c.cmd.StringSlice("env")}
			if len(c.args) == 2 {
				in.Key = c.args[1]
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Reading tags")
			out, err := o.GetIssueTagValues(ctx, in)
			done()
			if err != nil {
				return err
			}
			if c.format.JSON {
				return whole(ctx, c, "tags", out.Tags, nil, func() any { out.Tags = []ops.TagKey{}; return out })
			}
			var rows []tagRow
			for _, t := range out.Tags {
				for _, v := range t.TopValues {
					rows = append(rows, tagRow{key: t.Key, value: v, total: ops.TagTotal(t)})
				}
			}
			return whole(ctx, c, "tags", rows, tagColumns(o.Now()), func() any { return out })
		},
	}
}

func tagColumns(now time.Time) []render.Column[tagRow] {
	return []render.Column[tagRow]{
		{Title: "tag", Value: func(r tagRow) string { return r.key.String() }, Style: always[tagRow](render.Bold)},
		{Title: "value", Value: func(r tagRow) string { return r.value.Value.String() }, Flex: true},
		count("events", func(r tagRow) int64 { return int64(r.value.Count) }),
		{Title: "share", Right: true, Value: func(r tagRow) string {
			if r.total <= 0 {
				return ""
			}
			return fmt.Sprintf("%d%%", (100*int64(r.value.Count)+r.total/2)/r.total)
		}},
		ago("last seen", now, func(r tagRow) time.Time { return r.value.LastSeen.Time }),
	}
}

func issueActivity() leaf {
	return leaf{
		name: "activity", summary: "show what happened to an issue, with comments", op: []string{"get_issue_activity"}, details: issueArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue activity SHOP-1A", "vedette issue activity SHOP-1A --no-comments"},
		flags: []ucli.Flag{
			&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 25, Usage: "at most `N` entries, 100 at most"},
			&ucli.BoolFlag{Name: "no-comments", Usage: "leave comments out"},
		},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.Activity](c); err != nil {
				return err
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			comments := !c.cmd.Bool("no-comments")
			done := c.progress("Reading activity")
			out, err := o.GetIssueActivity(ctx, ops.GetIssueActivityIn{IssueTarget: target(c.args[0]), Comments: &comments, Limit: c.cmd.Int("limit")})
			done()
			if err != nil {
				return err
			}
			return whole(ctx, c, "activity", out.Activity, activityColumns(o.Now()), func() any { out.Activity = []ops.Activity{}; return out })
		},
	}
}

func activityColumns(now time.Time) []render.Column[ops.Activity] {
	return []render.Column[ops.Activity]{
		{Title: "time", Value: func(a ops.Activity) string { return text.RFC3339(a.DateCreated.Time) },
			Show: func(a ops.Activity) string { return text.Ago(a.DateCreated.Time, now) }, Style: always[ops.Activity](render.Faint)},
		{Title: "what", Value: ops.ActivityLabel},
		{Title: "who", Value: func(a ops.Activity) string {
			if a.User == nil {
				return ""
			}
			return ops.PersonName(*a.User).String()
		}},
		{Title: "text", Value: func(a ops.Activity) string { return ops.NoteText(a).String() }, Flex: true},
	}
}
