package api

import (
	"net/http"
	"time"

	"vedette/internal/local/store"
)

// maxTrace is how many spans and errors of a trace are shown.
const maxTrace = 5000

// traceRef is what spans and errors of a trace have in common. Description is the name of a span, or the title of an error.
type traceRef struct {
	Description string `json:"description"`
	EventID     string `json:"event_id"` // of a span: its span id
	ProjectID   int64  `json:"project_id"`
	ProjectSlug string `json:"project_slug"`
	Transaction string `json:"transaction"`
	EventType   string `json:"event_type"` // span, error
}

// traceError is an error that happened during a trace.
type traceError struct {
	traceRef
	IssueID        int64   `json:"issue_id"`
	Level          string  `json:"level"`
	StartTimestamp float64 `json:"start_timestamp"` // unix seconds
	EndTimestamp   float64 `json:"end_timestamp"`
	Culprit        *string `json:"culprit"`
	ShortID        *string `json:"short_id"`
	IssueType      int     `json:"issue_type"` // 1: an error
}

// traceSpan is a timed operation with what happened inside.
type traceSpan struct {
	traceRef
	Children       []*traceSpan       `json:"children"`
	Errors         []traceError       `json:"errors"`
	Occurrences    []traceError       `json:"occurrences"`
	Duration       float64            `json:"duration"` // milliseconds
	StartTimestamp float64            `json:"start_timestamp"`
	EndTimestamp   float64            `json:"end_timestamp"`
	Measurements   map[string]float64 `json:"measurements"`
	WebVitals      map[string]float64 `json:"browser_web_vital"`
	AppVitals      map[string]float64 `json:"mobile_app_vital"`
	Op             string             `json:"op"`
	Name           string             `json:"name"`
	ParentSpanID   *string            `json:"parent_span_id"`
	ProfileID      string             `json:"profile_id"`
	ProfilerID     string             `json:"profiler_id"`
	SDKName        string             `json:"sdk_name"`
	IsTransaction  bool               `json:"is_transaction"`
	TransactionID  string             `json:"transaction_id"`
	Attributes     map[string]string  `json:"additional_attributes"`
}

// traceItems reads the trace in the path.
func (a *api) traceItems(r *http.Request) (string, []store.TraceItem, error) {
	id, ok := eventID(r.PathValue("trace"))
	if !ok {
		return "", nil, notFound()
	}
	items, err := a.store.TraceNeighbours(r.Context(), id, maxTrace)
	return id, items, err
}

// trace answers the spans of a trace as trees, and the errors that belong to none of them.
func (a *api) trace(w http.ResponseWriter, r *http.Request) error {
	_, items, err := a.traceItems(r)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, traceTree(items))
	return nil
}

// traceTree hangs every span under its parent. Spans with an unknown parent are roots, and so is the first span of a circle of parents.
func traceTree(items []store.TraceItem) []any {
	spans := map[string]*traceSpan{}
	children := map[string][]*traceSpan{}
	var order []*traceSpan
	for _, it := range items {
		if _, twice := spans[it.SpanID]; it.Kind == "span" && !twice {
			s := traceSpanOf(it)
			spans[it.SpanID] = s
			children[it.ParentSpanID] = append(children[it.ParentSpanID], s)
			order = append(order, s)
		}
	}
	roots := []any{}
	placed := map[*traceSpan]bool{}
	var place func(s *traceSpan, transaction string)
	place = func(s *traceSpan, transaction string) {
		placed[s] = true
		if s.Transaction == "" {
			s.Transaction = transaction
		}
		for _, c := range children[s.EventID] {
			if !placed[c] {
				s.Children = append(s.Children, c)
				place(c, s.Transaction)
			}
		}
	}
	for _, withParent := range []bool{false, true} { // circles last, so that no tree is cut in two
		for _, s := range order {
			if known := s.ParentSpanID != nil && spans[*s.ParentSpanID] != nil; known == withParent && !placed[s] {
				roots = append(roots, s)
				place(s, "")
			}
		}
	}
	for _, it := range items {
		switch s := spans[it.SpanID]; {
		case it.Kind == "span":
		case s == nil:
			roots = append(roots, traceErrorOf(it, ""))
		default:
			s.Errors = append(s.Errors, traceErrorOf(it, s.Transaction))
		}
	}
	return roots
}

func traceSpanOf(it store.TraceItem) *traceSpan {
	s := &traceSpan{
		traceRef:    traceRef{Description: it.Title, EventID: it.SpanID, ProjectID: it.Project.ID, ProjectSlug: it.Project.Slug, EventType: "span"},
		Children:    []*traceSpan{},
		Errors:      []traceError{},
		Occurrences: []traceError{},
		Duration:    float64(it.Duration) / float64(time.Millisecond), StartTimestamp: seconds(it.Time), EndTimestamp: seconds(it.Time.Add(it.Duration)),
		Measurements: map[string]float64{}, WebVitals: map[string]float64{}, AppVitals: map[string]float64{},
		Op: it.Op, Name: it.Title, ParentSpanID: orNull(it.ParentSpanID), IsTransaction: it.IsSegment, TransactionID: it.EventID,
		Attributes: map[string]string{},
	}
	if it.IsSegment {
		s.Transaction = it.Title
	}
	if it.Status != "" {
		s.Attributes["span.status"] = it.Status
	}
	return s
}

func traceErrorOf(it store.TraceItem, transaction string) traceError {
	return traceError{
		traceRef: traceRef{it.Title, it.EventID, it.Project.ID, it.Project.Slug, transaction, "error"},
		IssueID:  it.IssueID, Level: knownLevel(it.Level), StartTimestamp: seconds(it.Time), EndTimestamp: seconds(it.Time),
		ShortID: orNull(it.ShortID), IssueType: 1,
	}
}

// traceMeta counts what a trace holds.
type traceMeta struct {
	Errors      int              `json:"errorsCount"`
	Spans       int              `json:"spansCount"`
	Logs        int64            `json:"logsCount"`
	Metrics     int64            `json:"metricsCount"`
	Performance int              `json:"performanceIssuesCount"` // there are no detectors
	Children    []map[string]any `json:"transactionChildCountMap"`
	SpansByOp   map[string]int   `json:"spansCountMap"`
}

// traceMeta answers the counts of a trace.
func (a *api) traceMeta(w http.ResponseWriter, r *http.Request) error {
	id, items, err := a.traceItems(r)
	if err != nil {
		return err
	}
	meta := traceMeta{Children: []map[string]any{}, SpansByOp: map[string]int{}}
	byTransaction := map[string]int{}
	var transactions []string
	for _, it := range items {
		if it.Kind != "span" {
			meta.Errors++
			continue
		}
		meta.Spans++
		meta.SpansByOp[it.Op]++
		if byTransaction[it.EventID] == 0 {
			transactions = append(transactions, it.EventID)
		}
		byTransaction[it.EventID]++
	}
	for _, t := range transactions {
		meta.Children = append(meta.Children, map[string]any{"transaction.event_id": orNull(t), "count()": byTransaction[t]})
	}
	if meta.Logs, meta.Metrics, err = a.store.CountTrace(r.Context(), id); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, meta)
	return nil
}
