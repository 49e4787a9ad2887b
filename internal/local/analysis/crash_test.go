package analysis

import (
	"encoding/json"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

func TestReadExpression(t *testing.T) {
	for _, tt := range []struct{ source, message, want string }{
		{"const sum = cart.order.total * 2", "Cannot read properties of undefined (reading 'total')", "cart.order"},
		{"const sum = cart?.order?.total", "Cannot read properties of undefined (reading 'total')", "cart?.order"},
		{"return order.total", "'NoneType' object has no attribute 'total'", "order"},
		{"x = payload['coupon']", "'coupon'", "payload"},
		{`x = payload["coupon"]`, "'coupon'", "payload"},
		{"$order->total()", "Call to a member function on null 'total'", "$order"},
		{"return order.totals", "(reading 'total')", ""},
		{"return order.sum", "(reading 'total')", ""},
		{"return order.total", "no member named", ""},
		{"", "'", ""},
		{"a.b", "'a b'", ""},
	} {
		if got := readExpression(tt.source, tt.message); got != tt.want {
			t.Errorf("readExpression(%q, %q) = %q, want %q", tt.source, tt.message, got, tt.want)
		}
	}
}

func exception(name, source string, line int) protocol.Exception {
	inApp := true
	return protocol.Exception{
		Type: name, Mechanism: &protocol.Mechanism{Source: source},
		Stacktrace: &protocol.Stacktrace{Frames: []protocol.Frame{{Filename: "app.py", Line: line, InApp: &inApp}}},
	}
}

func TestReadCrashFollowsTheChain(t *testing.T) {
	caused := readCrash(&protocol.Event{Exceptions: []protocol.Exception{exception("KeyError", "__cause__", 10), exception("OrderError", "", 20)}})
	if caused.origin.Type != "KeyError" || caused.raised.Type != "OrderError" || caused.frame.Line != 10 {
		t.Errorf("origin %s, raised %s, line %d; want the cause's frame", caused.origin.Type, caused.raised.Type, caused.frame.Line)
	}
	while := readCrash(&protocol.Event{Exceptions: []protocol.Exception{exception("KeyError", "__context__", 10), exception("OrderError", "", 20)}})
	if while.origin.Type != "OrderError" || while.frame.Line != 20 {
		t.Errorf("origin %s, line %d; an error that was being handled is no cause", while.origin.Type, while.frame.Line)
	}
}

func TestVariablesOfTheLineFirst(t *testing.T) {
	f := &protocol.Frame{ContextLine: "return order.total", Vars: map[string]json.RawMessage{"a": []byte("1"), "ord": []byte("2"), "order": []byte("null")}}
	vars := variables(f)
	if len(vars) != 3 || vars[0].name != "order" || !vars[0].onLine || vars[1].onLine || vars[2].onLine {
		t.Errorf("variables = %+v; want order first, and only it on the line", vars)
	}
}

func TestReadTrace(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	event := &protocol.Event{ID: "e1", SpanID: "handler", Timestamp: at}
	n := readTrace([]TraceItem{
		{Kind: KindError, IssueID: 1, EventID: "e1", Time: at},
		{Kind: KindError, IssueID: 2, EventID: "e2", Time: at.Add(-3 * time.Second), ShortID: "FAR-1"},
		{Kind: KindError, IssueID: 3, EventID: "e3", Time: at.Add(-time.Second), ShortID: "NEAR-1"},
		{Kind: KindError, IssueID: 4, EventID: "e4", Time: at.Add(time.Second), ShortID: "LATER-1"},
		{Kind: KindSpan, SpanID: "root", Status: "internal_error", Duration: 9 * time.Second},
		{Kind: KindSpan, SpanID: "handler", ParentSpanID: "root", Status: "internal_error", Duration: 8 * time.Second},
		{Kind: KindSpan, SpanID: "call", ParentSpanID: "handler", Status: "internal_error", Title: "call", Duration: 3 * time.Second},
		{Kind: KindSpan, SpanID: "db", ParentSpanID: "call", Status: "unavailable", Title: "db"},
		{Kind: KindSpan, SpanID: "slow", ParentSpanID: "handler", Status: "ok", Title: "slow", Duration: 2 * time.Second},
		{Kind: KindSpan, SpanID: "quick", ParentSpanID: "handler", Status: "ok", Duration: time.Millisecond},
	}, 1, event)
	if len(n.before) != 2 || n.before[0].ShortID != "NEAR-1" {
		t.Errorf("errors before = %+v; want the nearest first, none from this issue or from later", n.before)
	}
	if len(n.failing) != 1 || n.failing[0].SpanID != "db" {
		t.Errorf("failing = %+v; want the innermost failed span only, without the spans that contain the error", n.failing)
	}
	if len(n.slow) != 1 || n.slow[0].SpanID != "slow" {
		t.Errorf("slow = %+v", n.slow)
	}
	if n.within == nil || n.within.SpanID != "handler" {
		t.Errorf("within = %+v", n.within)
	}
	loop := readTrace([]TraceItem{{Kind: KindSpan, SpanID: "a", ParentSpanID: "b"}, {Kind: KindSpan, SpanID: "b", ParentSpanID: "a"}}, 1, &protocol.Event{SpanID: "a"})
	if loop.total != 2 {
		t.Error("a loop of spans must be survived")
	}
}
