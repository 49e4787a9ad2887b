package ops

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// TraceSpan is one row of a trace's tree, in the order to show: a span before
// its children. Errors and uptime checks that have no span are rows of their
// own.
type TraceSpan struct {
	Depth         int            `json:"depth"`
	SpanID        text.Word      `json:"spanId,omitempty"`
	ParentSpanID  text.Word      `json:"parentSpanId,omitempty"`
	Kind          text.Word      `json:"kind"` // span error occurrence uptime_check
	Op            text.Word      `json:"op,omitempty"`
	Description   text.Untrusted `json:"description,omitzero"`
	Project       text.Word      `json:"project,omitempty"`
	IsTransaction bool           `json:"isTransaction,omitempty"`
	Start         sentryapi.Time `json:"start,omitzero"`
	OffsetMs      float64        `json:"offsetMs"` // since the trace began
	DurationMs    float64        `json:"durationMs"`
	Errors        int            `json:"errors,omitempty"`  // errors and performance issues of this span
	Hidden        int            `json:"hidden,omitempty"`  // spans below it that are not in this answer
	Repeats       int            `json:"repeats,omitempty"` // siblings that did the same, itself included: it is the longest
	LeastMs       float64        `json:"leastMs,omitempty"` // of the shortest of them
	TotalMs       float64        `json:"totalMs,omitempty"` // of all of them
}

// TraceIssue is an error or a performance issue in a trace.
type TraceIssue struct {
	Kind    text.Word      `json:"kind"` // error occurrence
	EventID text.Word      `json:"eventId,omitempty"`
	Issue   text.Word      `json:"issue,omitempty"` // short id where the server gives it, else numeric
	Level   text.Word      `json:"level,omitempty"`
	Title   text.Untrusted `json:"title,omitzero"`
	Project text.Word      `json:"project,omitempty"`
	SpanID  text.Word      `json:"spanId,omitempty"`
}

// traceNode is a node of the tree while rows are chosen.
type traceNode struct {
	*sentryapi.TraceNode
	parent   *traceNode
	children []*traceNode
	depth    int
	shown    bool
	wanted   bool         // it shares a word with the goal
	alike    []*traceNode // the siblings that it stands for, itself among them
}

// traceTree is a trace as a flat list of its nodes, a node before its children.
type traceTree struct {
	nodes      []*traceNode
	start, end time.Time
}

// newTraceTree links the nodes and orders siblings by time.
func newTraceTree(roots []sentryapi.TraceNode) *traceTree {
	t := &traceTree{}
	var add func(parent *traceNode, nodes []sentryapi.TraceNode, depth int) []*traceNode
	add = func(parent *traceNode, nodes []sentryapi.TraceNode, depth int) []*traceNode {
		var made []*traceNode
		order := make([]int, len(nodes))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return nodes[a].Start.Compare(nodes[b].Start.Time) })
		for _, i := range order {
			n := &traceNode{TraceNode: &nodes[i], parent: parent, depth: depth}
			t.nodes = append(t.nodes, n)
			t.include(n)
			made = append(made, n)
			n.children = add(n, nodes[i].Children, depth+1)
		}
		return made
	}
	add(nil, roots, 0)
	return t
}

// include widens the trace's range by a node. Times of a broken clock far from
// the rest would make everything else invisible, and so would a zero.
func (t *traceTree) include(n *traceNode) {
	if n.Start.IsZero() {
		return
	}
	end := n.finish()
	if t.start.IsZero() || n.Start.Before(t.start) {
		t.start = n.Start.Time
	}
	if end.After(t.end) {
		t.end = end
	}
}

// durationMs is the node's duration in milliseconds.
func (n *traceNode) durationMs() float64 {
	if n.Duration > 0 || n.End.IsZero() || n.Start.IsZero() {
		return max(0, float64(n.Duration))
	}
	return max(0, float64(n.End.Sub(n.Start.Time))/float64(time.Millisecond))
}

func (n *traceNode) finish() time.Time {
	return n.Start.Add(time.Duration(min(n.durationMs(), 1e9) * float64(time.Millisecond)))
}

// isSpan is false for what stands in the tree without being a span.
func (n *traceNode) isSpan() bool {
	return n.EventType == "span" || n.EventType == "" || n.EventType == "transaction"
}

func (n *traceNode) troubles() int { return len(n.Errors) + len(n.Occurrences) }

// want marks the nodes that a goal asks for; nil = there is no goal.
func (t *traceTree) want(wanted func(...string) bool) {
	for _, n := range t.nodes {
		n.wanted = wanted != nil && wanted(string(n.Op), n.Name.Cut(200), n.Description.Cut(200))
	}
}

// choose marks which nodes to show: all down to depth when they fit, else those
// with errors or what is wanted, then transactions, then the longest, each with
// the spans above it.
func (t *traceTree) choose(depth, limit int) {
	var candidates []*traceNode
	for _, n := range t.nodes {
		if n.depth < depth || n.rank() == ranked {
			candidates = append(candidates, n)
		}
	}
	slices.SortStableFunc(candidates, func(a, b *traceNode) int {
		return cmp.Or(-cmp.Compare(a.rank(), b.rank()), -cmp.Compare(a.durationMs(), b.durationMs()))
	})
	for _, n := range candidates {
		var path []*traceNode
		for at := n; at != nil && !at.shown; at = at.parent {
			path = append(path, at)
		}
		if len(path) > limit {
			continue
		}
		for _, at := range path {
			at.shown = true
		}
		limit -= len(path)
	}
}

// ranked is the rank of what is shown before everything else.
const ranked = 2

// rank says how much a node matters apart from its duration.
func (n *traceNode) rank() int {
	switch {
	case n.troubles() > 0 || !n.isSpan() || n.wanted:
		return ranked
	case n.IsTransaction:
		return 1
	}
	return 0
}

// focus keeps the span with this id, the spans above it and all below.
func (t *traceTree) focus(id string) bool {
	var found *traceNode
	for _, n := range t.nodes {
		if strings.EqualFold(string(n.EventID), id) {
			found = n
			break
		}
	}
	if found == nil {
		return false
	}
	keep := map[*traceNode]bool{}
	for at := found.parent; at != nil; at = at.parent {
		keep[at] = true
	}
	for _, n := range t.nodes {
		if n == found || n.below(found) {
			keep[n] = true
		}
	}
	t.nodes = slices.DeleteFunc(t.nodes, func(n *traceNode) bool { return !keep[n] })
	return true
}

// below is true for a node under another one.
func (n *traceNode) below(other *traceNode) bool {
	for at := n.parent; at != nil; at = at.parent {
		if at == other {
			return true
		}
	}
	return false
}

// rows are the chosen nodes.
func (t *traceTree) rows() []TraceSpan {
	rows := []TraceSpan{}
	at := map[*traceNode]int{}
	for _, n := range t.nodes {
		if !n.shown {
			for up := n.parent; up != nil; up = up.parent {
				if i, ok := at[up]; ok {
					rows[i].Hidden++
					break
				}
			}
			continue
		}
		at[n] = len(rows)
		rows = append(rows, t.row(n))
	}
	return rows
}

func (t *traceTree) row(n *traceNode) TraceSpan {
	row := TraceSpan{
		Depth: n.depth, SpanID: n.EventID, ParentSpanID: n.ParentSpanID, Kind: cmp.Or(n.EventType, "span"), Op: n.Op, Description: n.label(),
		Project: n.ProjectSlug, IsTransaction: n.IsTransaction, Start: n.Start, DurationMs: n.durationMs(), Errors: n.troubles(),
	}
	if len(n.alike) > 0 {
		row.Repeats, row.LeastMs = len(n.alike), n.durationMs()
	}
	for _, same := range n.alike {
		row.LeastMs = min(row.LeastMs, same.durationMs())
		row.TotalMs += same.durationMs()
	}
	if !n.Start.IsZero() {
		row.OffsetMs = float64(n.Start.Sub(t.start)) / float64(time.Millisecond)
	}
	return row
}

// label is what people know a node by.
func (n *traceNode) label() text.Untrusted {
	for _, u := range []text.Untrusted{n.Description, n.Title, n.Message, n.Transaction, n.Name} {
		if !u.IsZero() {
			return u
		}
	}
	return text.Untrusted{}
}

// issues are the errors and performance issues of all nodes, each once.
func (t *traceTree) issues() []TraceIssue {
	found := []TraceIssue{}
	seen := map[text.Word]bool{}
	add := func(e *sentryapi.TraceNode, kind, span text.Word) {
		key := cmp.Or(e.EventID, e.IssueID)
		if key != "" && seen[key] {
			return
		}
		seen[key] = true
		issue := TraceIssue{Kind: cmp.Or(e.EventType, kind), EventID: e.EventID, Issue: cmp.Or(e.ShortID, e.IssueID), Level: e.Level, Project: e.ProjectSlug, SpanID: span}
		issue.Title = (&traceNode{TraceNode: e}).label()
		found = append(found, issue)
	}
	for _, n := range t.nodes {
		if n.EventType == "error" || n.EventType == "occurrence" {
			add(n.TraceNode, n.EventType, "")
		}
		for i := range n.Errors {
			add(&n.Errors[i], "error", n.EventID)
		}
		for i := range n.Occurrences {
			add(&n.Occurrences[i], "occurrence", n.EventID)
		}
	}
	return found
}
