// Package performance is the screen that sums up how fast and how reliable the
// transactions of a project are, or one of them.
package performance

import (
	"context"
	"strconv"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/page"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// New sums up a project, or all of them, or one transaction.
func New(env screen.Env, to screen.ToPerformance) screen.Screen {
	crumb := "performance"
	if to.Transaction != "" {
		crumb = text.From(to.Transaction).Cut(40)
	}
	return page.New(env, page.Kind{Crumb: crumb, What: "summary", Period: "24h",
		Load: func(ctx context.Context, period string) (page.Content, error) {
			out, err := env.Ops.GetPerformanceSummary(ctx, ops.GetPerformanceSummaryIn{OrgTarget: ops.OrgTarget{Org: to.Org},
				Project: screen.ProjectOr(to.Project), Transaction: to.Transaction, Period: period})
			if out.Project == screen.ProjectOr("") {
				out.Project = ""
			}
			return page.Content{Doc: out.Doc(), Figures: figures(out), Links: links(to, out, period)}, err
		},
	})
}

// links are the slowest transactions and spans, each as what it is made of.
func links(to screen.ToPerformance, out ops.GetPerformanceSummaryOut, period string) []page.Link {
	condition := "is_transaction:true"
	if to.Transaction != "" {
		condition += " transaction:" + strconv.Quote(to.Transaction)
	}
	traces := screen.ToExplore{Org: to.Org, Project: to.Project, Dataset: "spans", Query: condition, Sort: "-span.duration", Period: period,
		Fields: "trace, timestamp, transaction, span.duration, span.op, project"}
	all := []page.Link{{Title: "the slowest traces", To: traces}}
	if to.Transaction != "" {
		query := "transaction:" + strconv.Quote(to.Transaction)
		all = append(all, page.Link{Title: "its issues", To: screen.ToIssues{Org: to.Org, Project: to.Project, Query: &query}})
	}
	for _, f := range out.Slowest {
		all = append(all, page.Link{Title: "transaction " + f.Transaction.Cut(55), To: screen.ToPerformance{Org: to.Org, Project: to.Project, Transaction: f.Transaction.Raw()}})
	}
	for _, span := range out.Spans {
		query := "span.op:" + strconv.Quote(string(span.Op))
		if !span.Description.IsZero() {
			query += " span.description:" + strconv.Quote(span.Description.Raw())
		}
		all = append(all, page.Link{Title: "spans " + widget.Cut(string(span.Op)+" "+span.Description.String(), 60),
			To: screen.ToExplore{Org: to.Org, Project: to.Project, Dataset: "spans", Query: query, Sort: "-span.duration", Period: period}})
	}
	return all
}

// figures draws the slowest transactions as bars of their 95th percentile, with
// the median in them; nil where there are none.
func figures(out ops.GetPerformanceSummaryOut) func(p widget.Paint, width int) []string {
	longest := 0.0
	for _, f := range out.Slowest {
		longest = max(longest, f.P95Ms)
	}
	if longest == 0 {
		return nil
	}
	return func(p widget.Paint, width int) []string {
		const took = 8
		name := min(max(width/3, 10), 50)
		room := max(width-name-2*took-4, 0)
		head := widget.Fit(" slowest transactions", name+1) + widget.FitRight("p50", took) + widget.FitRight("p95", took)
		lines := []string{"", p.In(themes.Heading, widget.Cut(head, width))}
		for _, f := range out.Slowest {
			median, all := int(f.P50Ms/longest*float64(room)), max(int(f.P95Ms/longest*float64(room)), 1)
			median = min(median, all)
			role := themes.Info
			if f.FailureRate > 0.05 {
				role = themes.Error
			}
			bar := p.In(role, strings.Repeat(p.Glyph("█", "#"), median)+strings.Repeat(p.Glyph("▒", "="), all-median))
			lines = append(lines, widget.Cut(" "+p.In(themes.Text, widget.Fit(f.Transaction.Cut(name), name)+widget.FitRight(millis(f.P50Ms), took)+
				widget.FitRight(millis(f.P95Ms), took))+"  "+bar, width))
		}
		return append(lines, widget.Cut(" "+p.In(themes.Muted, p.Glyph("█ half of them are done by then, ▒ 95% of them", "# half of them are done by then, = 95% of them")+"; more than 5% failed: ")+
			p.In(themes.Error, p.Glyph("█", "#")), width), "")
	}
}

// millis is a time in milliseconds for people.
func millis(ms float64) string { return text.Duration(time.Duration(ms * float64(time.Millisecond))) }
