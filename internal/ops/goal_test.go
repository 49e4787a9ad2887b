package ops

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
)

const goalEvent = `{"id":"e1","eventID":"e1","dateCreated":"2026-11-20T11:57:00Z","tags":[],"entries":[
 {"type":"request","data":{"method":"POST","url":"https://shop.example.com/pay","headers":[["X-Region","eu-central"],["Accept","text/html"]]}},
 {"type":"exception","data":{"values":[{"type":"KeyError","value":"price","stacktrace":{"frames":[
  {"function":"main","filename":"main.py","lineNo":1,"inApp":true},
  {"function":"applyVoucher","filename":"voucher.py","lineNo":7,"inApp":true},
  {"function":"pay","filename":"pay.py","lineNo":3,"inApp":true}]}}]}}]}`

func goalIssue(t *testing.T, args string) string {
	t.Helper()
	o, _ := start(t, map[string][]string{
		"GET /organizations/acme/issues/SHOP-1A/":                    {`{"id":"7","shortId":"SHOP-1A","title":"KeyError: price","level":"error","status":"unresolved","project":{"slug":"shop"}}`},
		"GET /organizations/acme/issues/SHOP-1A/events/recommended/": {goalEvent},
		"GET /organizations/acme/issues/SHOP-1A/tags/":               {`[{"key":"customer.tier","name":"t","topValues":[{"value":"gold","count":2}]}]`},
	})
	r, err := operation(t, "get_issue_details").Call(t.Context(), o, json.RawMessage(args))
	if err != nil {
		t.Fatal(err)
	}
	return r.Doc().Markdown()
}

// The answer begins with what shares the goal's words, and still holds all.
func TestAnAnswerLeadsWithItsGoal(t *testing.T) {
	plain := goalIssue(t, `{"issueId":"SHOP-1A"}`)
	for goal, first := range map[string]string{
		"does the voucher matter?":      "applyVoucher  voucher.py:7",
		"which region is it":            "X-Region: eu-central",
		"tiers of affected customers":   "customer.tier: gold",
		"what did the payment page ask": "URL: POST https://shop.example.com/pay",
	} {
		md := goalIssue(t, `{"issueId":"SHOP-1A","goal":`+quote(goal)+`}`)
		if goal == "what did the payment page ask" { // no word in common: it says so
			if !strings.Contains(md, "No line below shares a word") {
				t.Errorf("%s:\n%s", goal, md)
			}
			continue
		}
		lead, _, _ := strings.Cut(md, "**State:**")
		if !strings.Contains(lead, first) || !strings.Contains(lead, goal) {
			t.Errorf("%s: the lead is\n%s", goal, lead)
		}
		for line := range strings.Lines(plain) {
			if !strings.Contains(md, line) {
				t.Errorf("%s: %q was lost", goal, line)
			}
		}
	}
	if md := goalIssue(t, `{"issueId":"SHOP-1A","goal":"customer tier"}`); strings.Index(md, "\n## Tags") > strings.Index(md, "\n## Event") {
		t.Errorf("the section of the goal does not come first:\n%s", md)
	}
	if goalIssue(t, `{"issueId":"SHOP-1A","goal":"  "}`) != plain {
		t.Error("an empty goal changes the answer")
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestALongAnswerEndsWithItsGoal(t *testing.T) {
	var d text.Doc
	d.Heading(1, text.T("Spans"))
	for range 400 {
		d.Bullet(text.T("http.server GET /checkout 12ms"))
	}
	d.Bullet(text.T("db.query SELECT 900ms"))
	md := Lead(d, "slow database query").Markdown()
	if !strings.HasSuffix(strings.TrimSpace(md), "slow database query") || strings.Count(md, "db.query SELECT 900ms") != 2 || strings.Count(md, "GET /checkout") != 400 {
		t.Errorf("%.400s\n...%s", md, md[len(md)-200:])
	}
	if short := Lead(text.Doc{}, "x").Markdown(); strings.Contains(short, "The goal was") {
		t.Error(short)
	}
}

// Neither the goal nor what it finds is anything but text.
func TestGoalsAreInert(t *testing.T) {
	for _, h := range hostile.Corpus() {
		var d text.Doc
		d.Heading(1, text.From(h.Text))
		d.Field("x", text.From(h.Text+" needle"))
		d.CodeBlock("", text.From(h.Text+"\nneedle"))
		for _, goal := range []string{"needle", h.Text, h.Text + " needle"} {
			if err := hostile.AssertModelSafe(Lead(d, goal).Markdown()); err != nil {
				t.Errorf("%s: %v", h.Name, err)
			}
		}
	}
}

// A span that the goal names is shown wherever it is in the tree.
func TestAGoalFindsSpansBelowTheDepth(t *testing.T) {
	tree := newTraceTree(deepTrace(12))
	tree.want(fits("the vacuum statement"))
	tree.choose(3, 20)
	found := false
	for _, row := range tree.rows() {
		found = found || row.Description.Raw() == "VACUUM orders"
	}
	if !found {
		t.Error("the span is not shown")
	}
	tree = newTraceTree(deepTrace(12))
	tree.choose(3, 20)
	if n := len(tree.rows()); n != 3 {
		t.Errorf("without a goal %d rows", n)
	}
}

// deepTrace is a chain of spans, each below the one before; the last does
// something that no other does.
func deepTrace(depth int) []sentryapi.TraceNode {
	node := sentryapi.TraceNode{EventID: "s0", EventType: "span", Op: "db", Description: text.From("VACUUM orders")}
	for n := 1; n < depth; n++ {
		node = sentryapi.TraceNode{EventID: text.Word("s" + strconv.Itoa(n)), EventType: "span", Op: "function", Children: []sentryapi.TraceNode{node}}
	}
	return []sentryapi.TraceNode{node}
}
