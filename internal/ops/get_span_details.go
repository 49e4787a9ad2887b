package ops

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// ItemAttribute is one attribute of a span or log.
type ItemAttribute = sentryapi.ItemAttribute

// GetSpanDetailsIn names one span of a trace.
type GetSpanDetailsIn struct {
	TraceTarget
	SpanID string `json:"spanId" jsonschema:"16 hex digits."`
}

// GetSpanDetailsOut is one span with its attributes and what is directly below.
type GetSpanDetailsOut struct {
	Organization string          `json:"organization"`
	TraceID      string          `json:"traceId"`
	Span         TraceSpan       `json:"span"`
	Transaction  text.Untrusted  `json:"transaction,omitzero"`
	ProfileID    text.Word       `json:"profileId,omitempty"`
	ProfilerID   text.Word       `json:"profilerId,omitempty"`
	Path         []TraceSpan     `json:"path"`     // the spans above, outermost first
	Children     []TraceSpan     `json:"children"` // at most 40, longest first
	More         int             `json:"more,omitempty"`
	Issues       []TraceIssue    `json:"issues"`
	Attributes   []ItemAttribute `json:"attributes"` // in order of their names
}

// GetSpanDetails reads a span: the trace around it, and its attributes.
func (o *Ops) GetSpanDetails(ctx context.Context, in GetSpanDetailsIn) (GetSpanDetailsOut, error) {
	return run(ctx, o, in, o.getSpanDetails)
}

// SpanAttributes reads the attributes of a span whose project is known: one
// request, and more only where the server does not tell them that way.
func (o *Ops) SpanAttributes(ctx context.Context, in GetSpanDetailsIn, project string) ([]ItemAttribute, error) {
	out, err := run(ctx, o, in, func(ctx context.Context, in GetSpanDetailsIn) (GetSpanDetailsOut, error) {
		org, id, err := o.traceID(ctx, "get_span_details", in.TraceTarget)
		if err != nil {
			return GetSpanDetailsOut{}, err
		}
		item, err := o.client.TraceItem(ctx, org, project, "spans", id, in.SpanID)
		if err == nil && len(item.Attributes) > 0 {
			return GetSpanDetailsOut{Attributes: sortedAttributes(item.Attributes)}, nil
		}
		return o.getSpanDetails(ctx, in)
	})
	return out.Attributes, err
}

func (o *Ops) getSpanDetails(ctx context.Context, in GetSpanDetailsIn) (GetSpanDetailsOut, error) {
	const op = "get_span_details"
	org, t, err := o.readTrace(ctx, op, in.TraceTarget)
	if err != nil {
		return GetSpanDetailsOut{}, err
	}
	tree := newTraceTree(t.roots)
	at := slices.IndexFunc(tree.nodes, func(n *traceNode) bool { return n.isSpan() && strings.EqualFold(string(n.EventID), in.SpanID) })
	if at < 0 {
		return GetSpanDetailsOut{}, notFoundAs(op, "span "+in.SpanID+" in trace "+t.id, "vedette trace view "+t.id, &Error{Kind: sentryapi.KindNotFound})
	}
	n := tree.nodes[at]
	out := GetSpanDetailsOut{Organization: org, TraceID: t.id, Transaction: n.Transaction, ProfileID: n.ProfileID, ProfilerID: n.ProfilerID}
	out.Span = tree.row(n)
	for up := n.parent; up != nil; up = up.parent {
		out.Path = append(out.Path, tree.row(up))
	}
	slices.Reverse(out.Path)
	for _, child := range n.children {
		out.Children = append(out.Children, tree.row(child))
	}
	out.Path, out.Children = orEmpty(out.Path), orEmpty(out.Children)
	const children = 40
	slices.SortStableFunc(out.Children, func(a, b TraceSpan) int { return cmp.Compare(b.DurationMs, a.DurationMs) })
	if out.More = max(0, len(out.Children)-children); out.More > 0 {
		out.Children = out.Children[:children]
	}
	out.Issues = (&traceTree{nodes: []*traceNode{n}}).issues()
	out.Attributes, err = o.spanAttributes(ctx, org, t.id, n)
	return out, err
}

// spanAttributes are all attributes where the server tells them, else those of
// the tree.
func (o *Ops) spanAttributes(ctx context.Context, org, traceID string, n *traceNode) ([]ItemAttribute, error) {
	if n.ProjectSlug != "" {
		item, err := o.client.TraceItem(ctx, org, string(n.ProjectSlug), "spans", traceID, string(n.EventID))
		if err == nil && len(item.Attributes) > 0 {
			return sortedAttributes(item.Attributes), nil
		}
		if k := KindOf(err); err != nil && k != sentryapi.KindNotFound && k != sentryapi.KindForbidden && k != sentryapi.KindNotEnabled {
			return nil, err
		}
	}
	found := []ItemAttribute{}
	for _, values := range []sentryapi.Values{n.Attributes, n.Measurements, n.WebVitals} {
		for name, value := range values {
			found = append(found, ItemAttribute{Name: text.From(name), Value: value})
		}
	}
	return sortedAttributes(found), nil
}

// sortedAttributes masks what logs somebody in, and orders by name.
func sortedAttributes(all []ItemAttribute) []ItemAttribute {
	for i, a := range all {
		if hidden := maskedValue(a.Name.Raw(), a.Value.Text()); hidden != a.Value.Text() {
			all[i].Value = sentryapi.ValueOf(hidden.Raw())
		}
	}
	slices.SortFunc(all, func(a, b ItemAttribute) int { return strings.Compare(a.Name.Raw(), b.Name.Raw()) })
	return all
}

// Doc is the span, what is above and below it, and its attributes.
func (out GetSpanDetailsOut) Doc() text.Doc {
	var d text.Doc
	d.DataNote("span")
	d.Heading(2, text.T(string(out.Span.Op)+" "), text.From(out.Span.Description.Cut(120)))
	d.Field("Span", text.Code(out.Span.SpanID), text.T(" of trace "), text.Code(text.From(out.TraceID)))
	d.Field("Duration", text.T(millis(out.Span.DurationMs)), text.T(fmt.Sprintf(", %s after the trace began", millis(out.Span.OffsetMs))))
	d.Field("Started", text.At(out.Span.Start.Time))
	d.Field("Project", out.Span.Project)
	d.Field("Transaction", out.Transaction)
	if out.ProfileID != "" {
		d.Field("Profile", text.Code(out.ProfileID))
	}
	issuesDoc(&d, out.Issues)
	spansDoc(&d, "Above", out.Path)
	spansDoc(&d, "Below, longest first", out.Children)
	if out.More > 0 {
		d.Para(text.T(fmt.Sprintf("%d more", out.More)))
	}
	attributesDoc(&d, out.Attributes)
	return d
}

func spansDoc(d *text.Doc, title string, spans []TraceSpan) {
	if len(spans) == 0 {
		return
	}
	d.Heading(3, text.T(title))
	var b strings.Builder
	for _, s := range spans {
		s.Depth = 0
		b.WriteString(spanLine(s) + "\n")
	}
	d.CodeBlock("", text.From(b.String()))
}

func attributesDoc(d *text.Doc, attributes []ItemAttribute) {
	if len(attributes) == 0 {
		return
	}
	d.Heading(3, text.T("Attributes"))
	for _, a := range attributes {
		d.Field(a.Name.Cut(60), text.From(a.Value.Text().Cut(300)))
	}
}
