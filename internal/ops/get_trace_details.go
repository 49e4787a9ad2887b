package ops

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// TraceTarget names one trace.
type TraceTarget struct {
	OrgTarget
	TraceID string `json:"traceId" jsonschema:"Or an issue (SHOP-1A), for the trace of its event."`
	Period  string `json:"period,omitempty" default:"14d"`
}

// GetTraceDetailsIn chooses a trace and how much of its tree to show.
type GetTraceDetailsIn struct {
	TraceTarget
	SpanID string `json:"spanId,omitempty" jsonschema:"Only this span and what is below."`
	Depth  int    `json:"depth,omitempty" max:"100" default:"8"`
	Limit  int    `json:"limit,omitempty" max:"1000" default:"100" jsonschema:"Given: repeated spans are not folded."`
	GoalIn
}

// TraceCounts is how much a trace holds.
type TraceCounts struct {
	Spans             int64 `json:"spans"`
	Errors            int64 `json:"errors"`
	PerformanceIssues int64 `json:"performanceIssues"`
	Logs              int64 `json:"logs"`
}

// TraceOperation sums up the spans of one kind.
type TraceOperation struct {
	Op      text.Word `json:"op"`
	Count   int64     `json:"count"`
	TotalMs float64   `json:"totalMs"` // of the spans read
	MaxMs   float64   `json:"maxMs"`
}

// GetTraceDetailsOut is a trace: counts, operations, issues and the tree.
type GetTraceDetailsOut struct {
	Organization string           `json:"organization"`
	TraceID      string           `json:"traceId"`
	Start        sentryapi.Time   `json:"start,omitzero"`
	DurationMs   float64          `json:"durationMs"`
	Counts       TraceCounts      `json:"counts"`
	Projects     []text.Word      `json:"projects"`
	Operations   []TraceOperation `json:"operations"` // longest in all first
	Issues       []TraceIssue     `json:"issues"`
	Spans        []TraceSpan      `json:"spans"`
	Hidden       int              `json:"hidden"` // spans of the tree that are not in Spans
	Skipped      []string         `json:"skipped,omitempty"`
}

// GetTraceDetails reads a trace: its counts and its tree, at once. Where the
// period holds nothing of it, 90 days are looked through.
func (o *Ops) GetTraceDetails(ctx context.Context, in GetTraceDetailsIn) (GetTraceDetailsOut, error) {
	return run(ctx, o, in, o.getTraceDetails)
}

// ReadTrace is GetTraceDetails for whoever folds and scrolls the tree itself:
// all of its rows, however many. SpanID, Depth and Limit are not looked at.
func (o *Ops) ReadTrace(ctx context.Context, in GetTraceDetailsIn) (GetTraceDetailsOut, error) {
	return run(ctx, o, in, o.wholeTrace)
}

func (o *Ops) wholeTrace(ctx context.Context, in GetTraceDetailsIn) (GetTraceDetailsOut, error) {
	org, t, err := o.readTrace(ctx, "get_trace_details", in.TraceTarget)
	if err != nil {
		return GetTraceDetailsOut{}, err
	}
	tree := newTraceTree(t.roots)
	out := t.overview(org, tree)
	for _, n := range tree.nodes {
		out.Spans = append(out.Spans, tree.row(n))
	}
	return out, nil
}

func (o *Ops) getTraceDetails(ctx context.Context, in GetTraceDetailsIn) (GetTraceDetailsOut, error) {
	const op = "get_trace_details"
	org, t, err := o.readTrace(ctx, op, in.TraceTarget)
	if err != nil {
		return GetTraceDetailsOut{}, err
	}
	tree := newTraceTree(t.roots)
	out := t.overview(org, tree)
	depth := orDefault(in.Depth, 8)
	if in.SpanID != "" {
		if !tree.focus(in.SpanID) {
			return out, notFoundAs(op, "span "+in.SpanID+" in trace "+t.id, "vedette trace view "+t.id, &Error{Kind: sentryapi.KindNotFound})
		}
		depth += tree.depthOf(in.SpanID)
	}
	tree.want(fits(in.Goal))
	if in.Limit == 0 {
		tree.fold()
	}
	tree.choose(depth, orDefault(in.Limit, 100))
	out.Spans = tree.rows()
	out.Hidden = len(tree.nodes) - len(out.Spans)
	return out, nil
}

// traceData is a trace as it was read.
type traceData struct {
	id      string
	roots   []sentryapi.TraceNode
	meta    sentryapi.TraceMeta
	skipped []string
}

// overview is everything but the rows.
func (t traceData) overview(org string, tree *traceTree) GetTraceDetailsOut {
	return GetTraceDetailsOut{
		Organization: org, TraceID: t.id, Start: sentryapi.Time{Time: tree.start}, DurationMs: float64(tree.end.Sub(tree.start)) / float64(time.Millisecond),
		Counts: t.counts(tree), Operations: t.operations(tree), Projects: tree.projects(), Issues: tree.issues(), Skipped: t.skipped,
	}
}

// longPeriod is how far back the hosted service keeps spans and errors.
const longPeriod = "90d"

// readTrace reads tree and counts together.
func (o *Ops) readTrace(ctx context.Context, op string, target TraceTarget) (org string, t traceData, err error) {
	q := sentryapi.TraceQuery{}
	if q.StatsPeriod, _, _, err = timeRange(op, target.Period, "", "", "14d"); err != nil {
		return "", t, err
	}
	if org, t.id, err = o.traceID(ctx, op, target); err != nil {
		return "", t, err
	}
	if err = o.fetchTrace(ctx, org, &t, q); err == nil && len(t.roots) == 0 && target.Period == "" {
		q.StatsPeriod = longPeriod
		err = o.fetchTrace(ctx, org, &t, q)
	}
	what, hint := "trace "+t.id+" in "+org+" ("+q.StatsPeriod+")", "vedette trace list, or a longer --period"
	if err == nil && len(t.roots) == 0 {
		err = &Error{Kind: sentryapi.KindNotFound}
	}
	return org, t, notFoundAs(op, what, hint, err)
}

func (o *Ops) fetchTrace(ctx context.Context, org string, t *traceData, q sentryapi.TraceQuery) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		page, err := o.client.Trace(ctx, org, t.id, q)
		t.roots, t.skipped = page.Items, skipped(page.Skipped)
		return err
	})
	group.Go(func() (err error) {
		t.meta, err = o.client.TraceMeta(ctx, org, t.id, q)
		if k := KindOf(err); k == sentryapi.KindNotFound || k == sentryapi.KindInvalid {
			return nil // the tree can be counted
		}
		return err
	})
	return group.Wait()
}

// traceID is the trace of the target: named by its id, or by an issue.
func (o *Ops) traceID(ctx context.Context, op string, t TraceTarget) (org, id string, err error) {
	if isHexID(t.TraceID) {
		org, err = o.org(ctx, op, t.Org)
		return org, strings.ToLower(strings.ReplaceAll(t.TraceID, "-", "")), err
	}
	org, issue, err := o.issue(ctx, op, IssueTarget{OrgTarget: t.OrgTarget, Issue: t.TraceID})
	if KindOf(err) == sentryapi.KindInvalid {
		return "", "", invalid(op, "32 hexadecimal digits, or an issue such as SHOP-1A", "%q is neither a trace nor an issue", t.TraceID)
	}
	if err != nil {
		return "", "", err
	}
	event, err := o.client.Event(ctx, org, issue, "recommended", "")
	if err != nil {
		return "", "", missing(op, org, issue, err)
	}
	id = event.Contexts["trace"]["trace_id"].Raw()
	if !isHexID(id) {
		return "", "", &Error{Kind: sentryapi.KindNotFound, Op: op, Message: text.From("the event of " + issue + " belongs to no trace"), Hint: "vedette trace list"}
	}
	return org, id, nil
}

// counts are the server's, or those of the tree where it is larger.
func (t traceData) counts(tree *traceTree) TraceCounts {
	c := TraceCounts{Spans: int64(t.meta.Spans), Errors: int64(t.meta.Errors), PerformanceIssues: int64(t.meta.PerformanceIssues), Logs: int64(t.meta.Logs)}
	var spans, errors, occurrences int64
	for _, n := range tree.nodes {
		if n.isSpan() {
			spans++
		}
	}
	for _, issue := range tree.issues() {
		if issue.Kind == "occurrence" {
			occurrences++
		} else {
			errors++
		}
	}
	c.Spans, c.Errors, c.PerformanceIssues = max(c.Spans, spans), max(c.Errors, errors), max(c.PerformanceIssues, occurrences)
	return c
}

// operations sums the spans up by what they do.
func (t traceData) operations(tree *traceTree) []TraceOperation {
	byOp := map[text.Word]*TraceOperation{}
	for _, n := range tree.nodes {
		if !n.isSpan() {
			continue
		}
		name := cmp.Or(n.Op, "default")
		sum := byOp[name]
		if sum == nil {
			sum = &TraceOperation{Op: name}
			byOp[name] = sum
		}
		sum.Count++
		sum.TotalMs += n.durationMs()
		sum.MaxMs = max(sum.MaxMs, n.durationMs())
	}
	for name, count := range t.meta.SpansByOp {
		if sum := byOp[text.WordOf(name)]; sum != nil {
			sum.Count = max(sum.Count, int64(count))
		}
	}
	all := []TraceOperation{}
	for _, sum := range byOp {
		all = append(all, *sum)
	}
	slices.SortFunc(all, func(a, b TraceOperation) int {
		return cmp.Or(-cmp.Compare(a.TotalMs, b.TotalMs), cmp.Compare(a.Op, b.Op))
	})
	return all
}

func (t *traceTree) projects() []text.Word {
	slugs := []text.Word{}
	for _, n := range t.nodes {
		if n.ProjectSlug != "" && !slices.Contains(slugs, n.ProjectSlug) {
			slugs = append(slugs, n.ProjectSlug)
		}
	}
	return slugs
}

func (t *traceTree) depthOf(id string) int {
	for _, n := range t.nodes {
		if strings.EqualFold(string(n.EventID), id) {
			return n.depth
		}
	}
	return 0
}

// Doc is the overview, the issues, the operations and the tree.
func (out GetTraceDetailsOut) Doc() text.Doc {
	var d text.Doc
	d.Heading(2, text.T("Trace "+out.TraceID))
	d.Para(text.T(out.Summary()))
	issuesDoc(&d, out.Issues)
	d.Heading(3, text.T("Operations"))
	var rows [][]text.Inline
	for i, sum := range out.Operations {
		const enough = 12
		if i == enough {
			break
		}
		rows = append(rows, []text.Inline{sum.Op, text.T(fmt.Sprint(sum.Count)), text.T(millis(sum.TotalMs)), text.T(millis(sum.MaxMs))})
	}
	d.Table([]string{"op", "spans", "total", "longest"}, rows)
	d.Heading(3, text.T("Spans"))
	d.DataNote("span")
	var b strings.Builder
	for _, s := range out.Spans {
		b.WriteString(spanLine(s) + "\n")
	}
	d.CodeBlock("", text.From(b.String()))
	if out.Hidden > 0 {
		d.Para(text.T(counted(int64(out.Hidden), "more span") + ": pass spanId, depth or limit, or search_events with dataset spans and traceId."))
	}
	Paged{Skipped: out.Skipped}.notes(&d)
	return d
}

// Summary is the trace in one line.
func (out GetTraceDetailsOut) Summary() string {
	line := text.RFC3339(out.Start.Time) + ", " + millis(out.DurationMs) + ", " + counted(out.Counts.Spans, "span") + ", " + counted(out.Counts.Errors, "error")
	if out.Counts.PerformanceIssues > 0 {
		line += ", " + counted(out.Counts.PerformanceIssues, "performance issue")
	}
	line += ", " + counted(out.Counts.Logs, "log")
	for i, p := range out.Projects {
		if i == 0 {
			line += "; projects:"
		}
		line += " " + string(p)
	}
	return line
}

func issuesDoc(d *text.Doc, issues []TraceIssue) {
	if len(issues) == 0 {
		return
	}
	d.Heading(3, text.T("Issues"))
	d.DataNote("issue")
	for i, issue := range issues {
		const enough = 20
		if i == enough {
			d.Para(text.T(fmt.Sprintf("%d more", len(issues)-enough)))
			break
		}
		line := []text.Inline{text.Bold(issue.Issue), text.T(" " + string(cmp.Or(issue.Level, issue.Kind)) + " "), text.From(issue.Title.Cut(100))}
		if issue.SpanID != "" {
			line = append(line, text.T(" in span "), text.Code(issue.SpanID))
		}
		d.Bullet(line...)
	}
}

// spanLine is one row of the tree for models: depth as indentation.
func spanLine(s TraceSpan) string {
	line := strings.Repeat("  ", min(s.Depth, 20)) + string(cmp.Or(s.Op, s.Kind)) + " " + s.Description.Cut(80)
	if s.Repeats > 0 {
		line += fmt.Sprintf(" ×%d, %s in all, each %s to", s.Repeats, millis(s.TotalMs), millis(s.LeastMs))
	}
	line += " " + millis(s.DurationMs) + " [" + string(s.SpanID) + "]"
	if s.Errors > 0 {
		line += " " + counted(int64(s.Errors), "error")
	}
	if s.Hidden > 0 {
		line += fmt.Sprintf(" (+%d below)", s.Hidden)
	}
	return line
}
