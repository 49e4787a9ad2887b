package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

const traceArg = "A TRACE is a trace id, or an issue (SHOP-1A, @latest) for the trace of its event."

func (s *session) traceGroup() *ucli.Command {
	return s.group("trace", "Find and read traces", s.command(traceList()), s.command(traceView()))
}

// listOf is an event search with its own columns and conditions.
func listOf(l leaf, dataset, condition string, fields ...string) leaf {
	return eventTable(l, func(c *call, s config.Settings) (ops.SearchEventsIn, error) {
		in := eventSearch(c, s, dataset)
		if len(in.Fields) == 0 {
			in.Fields = fields
		}
		in.Query = ops.JoinQuery(in.Query, condition)
		return in, nil
	})
}

func traceList() leaf {
	return listOf(leaf{
		name: "list", summary: "list transactions with their traces, newest first",
		examples: []string{"vedette trace list", "vedette trace list -q 'transaction:*checkout*' --sort -span.duration --period 24h"},
	}, "spans", "is_transaction:true", "trace", "timestamp", "transaction", "span.duration", "span.op", "project")
}

// lookFlag is where in time a thing is looked for that is named by its id.
func lookFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Usage: "look through this `PERIOD` (default 14d, then 90d)"}
}

func traceTarget(c *call, ref string) ops.TraceTarget {
	return ops.TraceTarget{TraceID: ref, Period: c.cmd.String("period")}
}

func traceView() leaf {
	return leaf{
		name: "view", summary: "show a trace as a waterfall", op: []string{"get_trace_details"}, details: traceArg, args: "TRACE", min: 1, max: 1,
		examples: []string{
			"vedette trace view 771a43a4192642f0b136d5159a501700", "vedette trace view SHOP-1A --depth 3",
			"vedette trace view @latest --json=spans.op,spans.durationMs",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "span", Usage: "only the span with this `ID` and what is below it"},
			&ucli.IntFlag{Name: "depth", Value: 8, Usage: "at most `N` levels"},
			&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: 100, Usage: "at most `N` spans: those with errors and the longest first, 1000 at most"},
			&ucli.BoolFlag{Name: "ids", Usage: "show span ids, also on a narrow terminal"},
			lookFlag(),
		},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.GetTraceDetailsOut](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).GetTraceDetails, func(c *call, _ config.Settings) (ops.GetTraceDetailsIn, error) {
				return ops.GetTraceDetailsIn{TraceTarget: traceTarget(c, c.args[0]), SpanID: c.cmd.String("span"), Depth: c.cmd.Int("depth"), Limit: c.cmd.Int("limit")}, nil
			})
			if err != nil {
				return err
			}
			if c.format.JSON {
				return c.object(ctx, out)
			}
			return c.waterfall(ctx, out)
		},
	}
}

// waterfall prints a trace: the summary, the spans on a time axis, the issues.
func (c *call) waterfall(ctx context.Context, out ops.GetTraceDetailsOut) error {
	ids := c.cmd.Bool("ids") || !c.out.OutTTY || c.out.Width >= 120
	bars := make([]render.Bar, len(out.Spans))
	for n, s := range out.Spans {
		label := strings.Repeat("  ", s.Depth)
		if s.Errors > 0 || s.Kind != "span" {
			label += "! "
		}
		label += strings.TrimSpace(string(cmp.Or(s.Op, s.Kind)) + " " + s.Description.String())
		if s.Hidden > 0 {
			label += fmt.Sprintf(" (+%d)", s.Hidden)
		}
		if ids {
			label += "  " + string(s.SpanID)
		}
		bars[n] = render.Bar{Label: label, Note: milliseconds(s.DurationMs), Start: s.OffsetMs, Length: s.DurationMs, Style: spanStyle(s)}
	}
	var tail strings.Builder
	if out.Hidden > 0 {
		fmt.Fprintf(&tail, "%d more: --span ID, --depth, --limit\n", out.Hidden)
	}
	for n, issue := range out.Issues {
		if n == 0 {
			tail.WriteString("\n")
		}
		line := fmt.Sprintf("! %s  %s  %s", issue.Issue, cmp.Or(issue.Level, issue.Kind), issue.Title)
		if c.out.OutTTY {
			line = text.From(line).Cut(c.out.Width)
		}
		tail.WriteString(line + "\n")
	}
	return c.out.Waterfall(ctx, "Trace "+out.TraceID+"\n"+out.Summary()+"\n\n", bars, tail.String())
}

// milliseconds is a duration given in milliseconds.
func milliseconds(ms float64) string {
	return text.Duration(time.Duration(ms * float64(time.Millisecond)))
}

func spanStyle(s ops.TraceSpan) render.Style {
	switch {
	case s.Errors > 0 || s.Kind != "span":
		return render.Red
	case s.IsTransaction:
		return render.Blue
	}
	return render.Cyan
}

func (s *session) spanGroup() *ucli.Command {
	return s.group("span", "Find and read spans", s.command(spanList()), s.command(spanView()))
}

// traceFlag narrows a list to one trace.
func traceFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "trace", Usage: "only what belongs to this trace, `ID`"}
}

func spanList() leaf {
	return listOf(leaf{
		name: "list", summary: "search spans, newest first",
		examples: []string{"vedette span list -q 'span.op:db span.duration:>100ms' --sort -span.duration", "vedette span list --trace 771a43a4192642f0b136d5159a501700"},
		flags:    []ucli.Flag{traceFlag()},
	}, "spans", "", "id", "timestamp", "span.op", "span.description", "span.duration", "transaction", "project", "trace")
}

func spanView() leaf {
	return view(leaf{
		name: "view", summary: "show a span with its attributes and the spans around it", op: []string{"get_span_details"}, details: traceArg, args: "TRACE SPAN", min: 2, max: 2,
		examples: []string{"vedette span view 771a43a4192642f0b136d5159a501700 b0e6f15b45c36b12"},
		flags:    []ucli.Flag{lookFlag()},
	}, (*ops.Ops).GetSpanDetails, func(c *call, _ config.Settings) (ops.GetSpanDetailsIn, error) {
		return ops.GetSpanDetailsIn{TraceTarget: traceTarget(c, c.args[0]), SpanID: c.args[1]}, nil
	})
}

func (s *session) logGroup() *ucli.Command {
	return s.group("log", "Search, follow and read logs", s.command(logList()), s.command(logView()))
}

func logList() leaf {
	return listOf(leaf{
		name: "list", summary: "search logs, newest first, or follow them",
		examples: []string{
			"vedette log list -q 'severity:[error, fatal]' --period 1h", "vedette log list --follow", "vedette log list --follow --json -q 'message:*timeout*'",
			"vedette log list --trace 771a43a4192642f0b136d5159a501700",
		},
		flags: []ucli.Flag{traceFlag()},
	}, "logs", "", "timestamp", "severity", "message", "project", "id", "trace")
}

func logView() leaf {
	return view(leaf{
		name: "view", summary: "show a log entry with every attribute", op: []string{"get_log_details"}, args: "LOG", min: 1, max: 1,
		details:  "A LOG is the id of an entry: vedette log list --json=id,message shows it.",
		examples: []string{"vedette log view 019621a0f6c27d5f8f4a1b3c5d7e9f01"},
		flags:    []ucli.Flag{traceFlag(), lookFlag()},
	}, (*ops.Ops).GetLogDetails, func(c *call, _ config.Settings) (ops.GetLogDetailsIn, error) {
		return ops.GetLogDetailsIn{LogID: c.args[0], TraceID: c.cmd.String("trace"), Period: c.cmd.String("period")}, nil
	})
}
