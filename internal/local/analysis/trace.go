package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/text"
)

// neighbours are the parts of a trace that can explain an error in it.
type neighbours struct {
	total   int
	within  *TraceItem  // the span during which the error was raised; nil when unknown
	before  []TraceItem // errors of other issues, the nearest in time first
	failing []TraceItem // failed spans that neither contain the error nor another failed span, newest first
	slow    []TraceItem // spans without children that took long, slowest first
	at      time.Time   // time of the error
}

const (
	slowSpan      = time.Second
	maxNeighbours = 5
)

// readTrace sorts the items of the event's trace by what they can explain.
func readTrace(items []TraceItem, issueID int64, e *protocol.Event) neighbours {
	n := neighbours{total: len(items), at: e.Timestamp}
	parents := map[string]string{} // span to parent
	hasChild, hasFailedChild := map[string]bool{}, map[string]bool{}
	for i, it := range items {
		if it.Kind != KindSpan {
			continue
		}
		parents[it.SpanID] = it.ParentSpanID
		hasChild[it.ParentSpanID] = true
		hasFailedChild[it.ParentSpanID] = hasFailedChild[it.ParentSpanID] || failed(it)
		if it.SpanID != "" && it.SpanID == e.SpanID {
			n.within = &items[i]
		}
	}
	around := map[string]bool{} // the error's span and all that contain it
	for id := e.SpanID; id != "" && !around[id]; id = parents[id] {
		around[id] = true
	}
	for _, it := range items {
		switch {
		case it.Kind == KindError && it.IssueID != issueID && it.EventID != e.ID && !it.Time.After(e.Timestamp):
			n.before = append(n.before, it)
		case it.Kind == KindSpan && failed(it) && !around[it.SpanID] && !hasFailedChild[it.SpanID]:
			n.failing = append(n.failing, it)
		case it.Kind == KindSpan && it.Duration >= slowSpan && !hasChild[it.SpanID]:
			n.slow = append(n.slow, it)
		}
	}
	newest := func(a, b TraceItem) int { return b.Time.Compare(a.Time) }
	slices.SortStableFunc(n.before, newest)
	slices.SortStableFunc(n.failing, newest)
	slices.SortStableFunc(n.slow, func(a, b TraceItem) int { return cmp.Compare(b.Duration, a.Duration) })
	n.before = n.before[:min(len(n.before), maxNeighbours)]
	n.failing = n.failing[:min(len(n.failing), maxNeighbours)]
	n.slow = n.slow[:min(len(n.slow), maxNeighbours)]
	return n
}

func failed(span TraceItem) bool {
	switch span.Status {
	case "", "ok", "unset", "cancelled", "unknown":
		return false
	}
	return true
}

// strongest is the neighbour that explains most, as a sentence; empty without one.
func (n neighbours) strongest() string {
	switch {
	case len(n.before) > 0:
		return n.sayError(n.before[0]) + ", in the same trace"
	case len(n.failing) > 0:
		return saySpan(n.failing[0]) + ", in the same trace"
	case len(n.slow) > 0:
		return saySpan(n.slow[0]) + ", the slowest part of the same trace"
	}
	return ""
}

func (n neighbours) sayError(it TraceItem) string {
	return fmt.Sprintf("project %s reported %s %s %s before", code(it.Project), code(it.ShortID), code(it.Title), text.Duration(n.at.Sub(it.Time)))
}

func saySpan(it TraceItem) string {
	status := ""
	if failed(it) {
		status = " and failed with status " + code(it.Status)
	}
	return fmt.Sprintf("the span %s in project %s took %s%s", code(strings.TrimSpace(it.Op+" "+it.Title)), code(it.Project), text.Duration(it.Duration), status)
}

// describe tells the neighbours for the reader of a run.
func (n neighbours) describe() string {
	if n.total == 0 {
		return "**Missing:** nothing else of this trace was received, so its neighbours are unknown."
	}
	var items []string
	if n.within != nil {
		items = append(items, "The error was raised during "+saySpan(*n.within)+".")
	}
	for _, it := range n.before {
		items = append(items, "Error just before: "+n.sayError(it)+".")
	}
	for _, it := range n.failing {
		items = append(items, "Failed: "+saySpan(it)+".")
	}
	for _, it := range n.slow {
		items = append(items, "Slow: "+saySpan(it)+".")
	}
	if len(n.before)+len(n.failing)+len(n.slow) == 0 {
		items = append(items, "No other error came before it, and no other span failed or took long: the cause lies in this service.")
	}
	return paragraphs(fmt.Sprintf("The trace holds %s.", count(int64(n.total), "item")), bullets(items))
}
