package ops

import (
	"context"
	"strings"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetPerformanceSummaryIn selects a project or one of its transactions.
type GetPerformanceSummaryIn struct {
	OrgTarget
	Project     string   `json:"projectSlug,omitempty" jsonschema:"Left out, all projects."`
	Transaction string   `json:"transaction,omitempty"`
	Environment []string `json:"environment,omitempty"`
	Period      string   `json:"period,omitempty" default:"24h"`
}

// PerformanceFigures sum up transactions.
type PerformanceFigures struct {
	Transaction text.Untrusted `json:"transaction,omitzero"`
	Count       float64        `json:"count"`
	PerMinute   float64        `json:"perMinute"`
	FailureRate float64        `json:"failureRate"` // 0 to 1
	P50Ms       float64        `json:"p50Ms"`
	P75Ms       float64        `json:"p75Ms"`
	P95Ms       float64        `json:"p95Ms"`
}

// SlowSpan is a kind of span that takes much time in all.
type SlowSpan struct {
	Op          text.Word      `json:"op"`
	Description text.Untrusted `json:"description,omitzero"`
	Count       float64        `json:"count"`
	TotalMs     float64        `json:"totalMs"`
	P95Ms       float64        `json:"p95Ms"`
}

// WebVital is one measure of page loads at the 75th percentile, and how Google
// and Sentry rate it.
type WebVital struct {
	Name   string  `json:"name"`   // LCP FCP INP CLS TTFB
	P75    float64 `json:"p75"`    // milliseconds; CLS has no unit
	Rating string  `json:"rating"` // good, needs improvement, poor
}

// GetPerformanceSummaryOut is how fast and how reliable things are.
type GetPerformanceSummaryOut struct {
	Organization string               `json:"organization"`
	Project      string               `json:"project,omitempty"`
	Transaction  string               `json:"transaction,omitempty"`
	Period       string               `json:"period"`
	Overall      PerformanceFigures   `json:"overall"`
	Slowest      []PerformanceFigures `json:"slowestTransactions"`
	Spans        []SlowSpan           `json:"slowestSpans"` // most time in all first
	WebVitals    []WebVital           `json:"webVitals"`
	Notes        []string             `json:"notes,omitempty"` // parts that the server could not give
}

// GetPerformanceSummary asks four tables at once.
func (o *Ops) GetPerformanceSummary(ctx context.Context, in GetPerformanceSummaryIn) (GetPerformanceSummaryOut, error) {
	return run(ctx, o, in, o.getPerformanceSummary)
}

func (o *Ops) getPerformanceSummary(ctx context.Context, in GetPerformanceSummaryIn) (GetPerformanceSummaryOut, error) {
	const op = "get_performance_summary"
	out := GetPerformanceSummaryOut{Transaction: in.Transaction}
	var err error
	if out.Period, _, _, err = timeRange(op, in.Period, "", "", "24h"); err != nil {
		return out, err
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	base := sentryapi.TableQuery{Dataset: "spans", Projects: o.projects(in.Project), Environments: in.Environment, StatsPeriod: out.Period}
	if base.Projects != nil {
		out.Project = base.Projects[0]
	}
	tables, err := o.performanceTables(ctx, out.Organization, in.Transaction, base, &out.Notes)
	if err != nil {
		return out, err
	}
	for _, row := range tables[0].Items {
		out.Overall = figures(row)
	}
	out.Slowest, out.Spans = []PerformanceFigures{}, []SlowSpan{}
	for _, row := range tables[1].Items {
		out.Slowest = append(out.Slowest, figures(row))
	}
	for _, row := range tables[2].Items {
		out.Spans = append(out.Spans, SlowSpan{
			Op: wordOf(row["span.op"]), Description: row["span.description"].Text(), Count: number(row["count()"]),
			TotalMs: number(row["sum(span.duration)"]), P95Ms: number(row["p95(span.duration)"]),
		})
	}
	out.WebVitals = webVitals(tables[3].Items)
	return out, nil
}

// performanceTables asks for the four tables. The first has to work; a server
// that cannot give another one gives a note.
func (o *Ops) performanceTables(ctx context.Context, org, transaction string, base sentryapi.TableQuery, notes *[]string) ([4]sentryapi.EventTable, error) {
	of := func(condition string) string {
		if transaction != "" {
			return condition + " transaction:" + queryText(transaction)
		}
		return condition
	}
	measures := []string{"count()", "epm()", "failure_rate()", "p50(span.duration)", "p75(span.duration)", "p95(span.duration)"}
	queries := [4]sentryapi.TableQuery{base, base, base, base}
	queries[0].Query, queries[0].Fields, queries[0].Limit = of("is_transaction:true"), measures, 1
	queries[1].Query, queries[1].Fields, queries[1].Sort, queries[1].Limit = of("is_transaction:true"), append([]string{"transaction"}, measures...), "-p95(span.duration)", 10
	queries[2].Query, queries[2].Sort, queries[2].Limit = of("is_transaction:false"), "-sum(span.duration)", 10
	queries[2].Fields = []string{"span.op", "span.description", "count()", "sum(span.duration)", "p95(span.duration)"}
	queries[3].Query, queries[3].Limit = of("has:measurements.lcp"), 1
	for _, vital := range vitals() {
		queries[3].Fields = append(queries[3].Fields, vital.field())
	}
	names := [4]string{"the sums", "the slowest transactions", "the slowest spans", "web vitals"}
	var tables [4]sentryapi.EventTable
	var failed [4]error
	group, gctx := errgroup.WithContext(ctx)
	for i, q := range queries {
		if i == 1 && transaction != "" {
			continue
		}
		group.Go(func() error {
			tables[i], failed[i] = o.client.EventTable(gctx, org, q)
			if k := KindOf(failed[i]); i > 0 && k == sentryapi.KindInvalid {
				return nil
			}
			return failed[i]
		})
	}
	if err := group.Wait(); err != nil {
		return tables, err
	}
	for i, err := range failed {
		if err != nil {
			*notes = append(*notes, names[i]+": "+text.From(err.Error()).String())
		}
	}
	return tables, nil
}

func number(v sentryapi.Value) float64 {
	n, _ := v.Number()
	return n
}

func figures(row sentryapi.Values) PerformanceFigures {
	return PerformanceFigures{
		Transaction: row["transaction"].Text(), Count: number(row["count()"]), PerMinute: number(row["epm()"]), FailureRate: number(row["failure_rate()"]),
		P50Ms: number(row["p50(span.duration)"]), P75Ms: number(row["p75(span.duration)"]), P95Ms: number(row["p95(span.duration)"]),
	}
}

// vital is a web vital with its bounds: below the first is good, from the
// second on poor.
type vital struct {
	name       string
	good, poor float64
}

func (v vital) field() string { return "p75(measurements." + strings.ToLower(v.name) + ")" }

func vitals() []vital {
	return []vital{{"LCP", 2500, 4000}, {"FCP", 1800, 3000}, {"INP", 200, 500}, {"CLS", 0.1, 0.25}, {"TTFB", 800, 1800}}
}

func webVitals(rows []sentryapi.Values) []WebVital {
	found := []WebVital{}
	for _, row := range rows {
		for _, v := range vitals() {
			value := row[v.field()]
			if value.IsZero() {
				continue
			}
			measured := WebVital{Name: v.name, P75: number(value), Rating: "needs improvement"}
			switch {
			case measured.P75 < v.good:
				measured.Rating = "good"
			case measured.P75 >= v.poor:
				measured.Rating = "poor"
			}
			found = append(found, measured)
		}
	}
	return found
}

// rate is how often something comes, in the unit that gives a number of one or more.
func rate(perMinute float64) string {
	switch {
	case perMinute >= 1:
		return decimal(perMinute) + " per minute"
	case perMinute >= 1.0/60:
		return decimal(perMinute*60) + " per hour"
	}
	return decimal(perMinute*24*60) + " per day"
}

// Doc is the figures, then what is slow.
func (out GetPerformanceSummaryOut) Doc() text.Doc {
	var d text.Doc
	title := "Performance of " + orWord(out.Project, "all projects")
	if out.Transaction != "" {
		title += ", transaction"
	}
	d.Heading(2, text.T(title+" "), text.From(out.Transaction), text.T(" ("+out.Period+")"))
	if out.Overall.Count == 0 {
		d.Para(text.T("There are no transactions."))
	} else {
		f := out.Overall
		d.Field("Throughput", text.T(text.Count(int64(f.Count))+" "+plural(int64(f.Count), "transaction")+", "+rate(f.PerMinute)))
		d.Field("Failure rate", text.T(decimal(f.FailureRate*100)+"%"))
		d.Field("Duration", text.T("p50 "+millis(f.P50Ms)+", p75 "+millis(f.P75Ms)+", p95 "+millis(f.P95Ms)))
	}
	for _, v := range out.WebVitals {
		value := millis(v.P75)
		if v.Name == "CLS" {
			value = decimal(v.P75)
		}
		d.Field(v.Name, text.T(value+", "+v.Rating))
	}
	if len(out.Slowest)+len(out.Spans) > 0 {
		d.DataNote("span")
	}
	var rows [][]text.Inline
	for _, f := range out.Slowest {
		rows = append(rows, []text.Inline{text.From(f.Transaction.Cut(80)), text.T(text.Count(int64(f.Count))), text.T(millis(f.P50Ms)), text.T(millis(f.P95Ms)), text.T(decimal(f.FailureRate*100) + "%")})
	}
	if len(rows) > 0 {
		d.Heading(3, text.T("Slowest transactions"))
		d.Table([]string{"transaction", "count", "p50", "p95", "failed"}, rows)
	}
	rows = nil
	for _, s := range out.Spans {
		rows = append(rows, []text.Inline{s.Op, text.From(s.Description.Cut(80)), text.T(text.Count(int64(s.Count))), text.T(millis(s.TotalMs)), text.T(millis(s.P95Ms))})
	}
	if len(rows) > 0 {
		d.Heading(3, text.T("Spans that take the most time"))
		d.Table([]string{"op", "description", "count", "total", "p95"}, rows)
	}
	for _, note := range out.Notes {
		d.Para(text.T("Left out: "), text.From(note))
	}
	return d
}
