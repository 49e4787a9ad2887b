package sentryapi

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"vedette/internal/text"
)

// TraceNode is one node of a trace: a span with its children, an error or
// performance issue, or an uptime check, told apart by EventType. Roots may be
// of any kind: an error whose span was not kept stands alone.
type TraceNode struct {
	EventID       text.Word      `json:"event_id"`
	EventType     text.Word      `json:"event_type,omitempty"` // span error occurrence uptime_check
	TransactionID text.Word      `json:"transaction_id,omitempty"`
	ParentSpanID  text.Word      `json:"parent_span_id,omitempty"`
	ProjectID     text.Word      `json:"project_id,omitempty"`
	ProjectSlug   text.Word      `json:"project_slug,omitempty"`
	Op            text.Word      `json:"op,omitempty"`
	Name          text.Untrusted `json:"name,omitzero"`
	Description   text.Untrusted `json:"description,omitzero"`
	Transaction   text.Untrusted `json:"transaction,omitzero"`
	IsTransaction bool           `json:"is_transaction,omitempty"`
	Start         Time           `json:"start_timestamp,omitzero"`
	End           Time           `json:"end_timestamp,omitzero"`
	Duration      Float          `json:"duration,omitempty"` // milliseconds
	ProfileID     text.Word      `json:"profile_id,omitempty"`
	ProfilerID    text.Word      `json:"profiler_id,omitempty"`

	IssueID text.Word      `json:"issue_id,omitempty"`
	ShortID text.Word      `json:"short_id,omitempty"`
	Level   text.Word      `json:"level,omitempty"`
	Title   text.Untrusted `json:"title,omitzero"`
	Message text.Untrusted `json:"message,omitzero"`
	Culprit text.Untrusted `json:"culprit,omitzero"`

	Attributes   Values `json:"additional_attributes,omitempty"`
	Measurements Values `json:"measurements,omitempty"`
	WebVitals    Values `json:"browser_web_vital,omitempty"`

	Errors      []TraceNode `json:"errors,omitempty"`
	Occurrences []TraceNode `json:"occurrences,omitempty"`
	Children    []TraceNode `json:"children,omitempty"`
}

// TraceQuery says where in time to look for a trace: Timestamp where it is
// known, else a period.
type TraceQuery struct {
	StatsPeriod string
	Timestamp   time.Time
	ErrorID     string   // makes sure that this error is part of the answer
	Attributes  []string // more attributes of each span
}

func (q TraceQuery) values() url.Values {
	v := url.Values{"additional_attributes": q.Attributes}
	setString(v, "errorId", q.ErrorID)
	if q.Timestamp.IsZero() {
		setString(v, "statsPeriod", q.StatsPeriod)
	} else {
		v.Set("timestamp", strconv.FormatInt(q.Timestamp.Unix(), 10))
	}
	return v
}

// Trace is the roots of a trace; id is 32 hexadecimal digits. It is read in one
// piece.
func (c *Client) Trace(ctx context.Context, org, id string, q TraceQuery) (Page[TraceNode], error) {
	const op = "read trace"
	path, err := orgPath(op, org, "trace", id)
	if err != nil {
		return Page[TraceNode]{Hits: -1}, err
	}
	page, err := list[TraceNode](ctx, c, call{op: op, path: path, query: q.values(), org: org})
	if len(c.fences) > 0 {
		page.Items = c.keptNodes(page.Items)
	}
	return page, err
}

// keptNodes are the nodes that a fence lets through; what hangs below another
// one takes its place.
func (c *Client) keptNodes(nodes []TraceNode) []TraceNode {
	var out []TraceNode
	for _, n := range nodes {
		n.Errors, n.Occurrences, n.Children = c.keptNodes(n.Errors), c.keptNodes(n.Occurrences), c.keptNodes(n.Children)
		if c.keeps(n.ProjectSlug) {
			out = append(out, n)
			continue
		}
		out = slices.Concat(out, n.Children, n.Errors, n.Occurrences)
	}
	return out
}

// TraceMeta counts what a trace holds.
type TraceMeta struct {
	Errors            Int            `json:"errorsCount"`
	Spans             Int            `json:"spansCount"`
	Logs              Int            `json:"logsCount"`
	Metrics           Int            `json:"metricsCount"`
	PerformanceIssues Int            `json:"performanceIssuesCount"`
	SpansByOp         map[string]Int `json:"spansCountMap,omitempty"`
}

// TraceMeta reads the counts; older servers name them with underscores.
func (c *Client) TraceMeta(ctx context.Context, org, id string, q TraceQuery) (TraceMeta, error) {
	const op = "read trace counts"
	path, err := orgPath(op, org, "trace-meta", id)
	if err != nil {
		return TraceMeta{}, err
	}
	wire, err := get[traceMetaWire](ctx, c, call{op: op, path: path, query: q.values(), org: org})
	return wire.meta(), err
}

type traceMetaWire struct {
	TraceMeta
	OldErrors      Int            `json:"errors"`
	OldSpans       Int            `json:"span_count"`
	OldLogs        Int            `json:"logs"`
	OldPerformance Int            `json:"performance_issues"`
	OldByOp        map[string]Int `json:"span_count_map"`
}

func (w traceMetaWire) meta() TraceMeta {
	m := w.TraceMeta
	m.Errors = max(m.Errors, w.OldErrors)
	m.Spans = max(m.Spans, w.OldSpans)
	m.Logs = max(m.Logs, w.OldLogs)
	m.PerformanceIssues = max(m.PerformanceIssues, w.OldPerformance)
	if m.SpansByOp == nil {
		m.SpansByOp = w.OldByOp
	}
	return m
}

// TraceLogs is one page of the logs of a trace; the period is needed.
func (c *Client) TraceLogs(ctx context.Context, org, traceID string, q TableQuery) (Page[Values], error) {
	const op = "list logs of the trace"
	v, err := q.values(op)
	if err != nil {
		return Page[Values]{Hits: -1}, err
	}
	v.Set("traceId", traceID)
	page, _, err := dataList[Values](ctx, c, op, org, v, "trace-logs")
	return page, err
}

// TraceItem is a span or log with every attribute.
type TraceItem struct {
	ID         text.Word       `json:"itemId"`
	Timestamp  Time            `json:"timestamp,omitzero"`
	Attributes []ItemAttribute `json:"attributes,omitempty"`
}

// ItemAttribute is one attribute of a span or log.
type ItemAttribute struct {
	Name  text.Untrusted `json:"name"`
	Type  text.Word      `json:"type,omitempty"` // str int float bool ...
	Value Value          `json:"value"`
}

// TraceItem reads a span or log by id; itemType is spans or logs.
func (c *Client) TraceItem(ctx context.Context, org, project, itemType, traceID, id string) (TraceItem, error) {
	const op = "read trace item"
	path, err := projectPath(op, org, project, "trace-items", id)
	if err != nil {
		return TraceItem{}, err
	}
	v := url.Values{"item_type": {itemType}, "trace_id": {traceID}}
	return get[TraceItem](ctx, c, call{op: op, path: path, query: v, org: org})
}
