package protocol

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func readPayload(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func decode(tb testing.TB, data string) Event {
	tb.Helper()
	e, err := DecodeEvent([]byte(data))
	if err != nil {
		tb.Fatalf("DecodeEvent: %v", err)
	}
	return e
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func same(tb testing.TB, what string, got, want any) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestDecodeNodeEvent(t *testing.T) {
	e := decode(t, string(readPayload(t, "node11.json")))
	yes, no, zero, one := true, false, 0, 1
	same(t, "problems", e.Problems, []string(nil))
	same(t, "type", e.Type, TypeError)
	same(t, "timestamp", e.Timestamp, time.Date(2026, 1, 1, 0, 0, 0, 123_000_000, time.UTC))
	same(t, "exception order", []string{e.Exceptions[0].Type, e.Exceptions[1].Type}, []string{"Error", "CheckoutError"})
	same(t, "thread", e.Exceptions[1].ThreadID, "0")
	same(t, "mechanism", e.Exceptions[0].Mechanism, &Mechanism{Type: "chained", Handled: &no, Source: "cause", ExceptionID: &one, ParentID: &zero})
	same(t, "frame", *e.CrashFrame(), Frame{
		Filename: "/srv/shop/dist/cart.js", Module: "cart", Function: "loadCart", Line: 42, Col: 11, InApp: &yes,
		PreContext:  []string{"async function loadCart(id) {", "  const row = await db.query(SQL, [id]);"},
		ContextLine: "  if (!row) throw new CheckoutError(`could not load cart \"${id}\"`);",
		PostContext: []string{"  return row;", "}"},
		Vars:        map[string]json.RawMessage{"id": raw(`"a1"`), "row": raw("null"), "attempt": raw("3")},
	})
	same(t, "trace", []string{e.TraceID, e.SpanID, e.ParentSpanID, e.Op, e.TraceStatus},
		[]string{"771a43a4192642f0b136d5159a501700", "86f39e84263a4de9", "9f2b3c4d5e6f7a8b", "http.server", "internal_error"})
	if _, ok := e.Contexts["cloud_resource"]; ok || len(e.Contexts) != 4 {
		t.Errorf("contexts: %v", e.Contexts)
	}
	same(t, "breadcrumb", e.Breadcrumbs[0], Breadcrumb{Timestamp: time.Date(2025, 12, 31, 23, 59, 59, 500_000_000, time.UTC),
		Category: "console", Level: "info", Message: "loading cart"})
	same(t, "request", e.Request, &Request{Method: "GET", URL: "http://shop.test/cart/a1?full=1&tag=a%20b",
		Query: [][2]string{{"full", "1"}, {"tag", "a b"}}, Headers: [][2]string{{"host", "shop.test"}, {"accept", "*/*"}},
		Data: raw(`"{\"a\":1}"`), Cookies: raw(`{"sid":"x"}`)})
	same(t, "user", e.User, &User{ID: "17", Email: "kim@example.test", IPAddress: "{{auto}}",
		Data: map[string]json.RawMessage{"plan": raw(`"pro"`), "geo": raw(`{"city":"Vienna"}`)}})
	same(t, "tags", e.Tags, []Tag{{"runtime", "node"}, {"retries", "3"}, {"beta", "true"}})
	same(t, "rest", []string{e.TransactionSource, e.Release, e.Environment, e.SDK.Name, e.SDK.Version, e.Modules["pg"], e.Fingerprint[1]},
		[]string{"route", "shop@3.1.4", "production", "sentry.javascript.node", "11.12.0", "8.13.1", "cart"})
}

func TestDecodeGoEvent(t *testing.T) {
	e := decode(t, string(readPayload(t, "go050.json")))
	same(t, "problems", e.Problems, []string(nil))
	same(t, "timestamp", e.Timestamp, time.Date(2026, 1, 1, 0, 0, 1, 1, time.UTC))
	same(t, "values", []string{e.Exceptions[0].Value, e.Exceptions[1].Value}, []string{"no such invoice", "charge 12: no such invoice"})
	same(t, "context line", e.CrashFrame().ContextLine, "\treturn fmt.Errorf(\"charge %d: %w\", id, err)")
	same(t, "parent of zeros", e.ParentSpanID, "")
	same(t, "group", e.Exceptions[0].Mechanism.IsExceptionGroup, true)
	same(t, "user", e.User, &User{})
	same(t, "breadcrumb time", e.Breadcrumbs[0].Timestamp, time.Date(2026, 1, 1, 0, 0, 0, 123_456_789, time.UTC))
}

func TestDecodePythonEvent(t *testing.T) {
	e := decode(t, string(readPayload(t, "python1.json")))
	same(t, "problems", e.Problems, []string(nil))
	same(t, "message", e.Message, Message{Formatted: "Internal Server Error: /orders/ (500)", Template: "Internal Server Error: %s (%d)",
		Params: []string{"/orders/", "500"}})
	same(t, "value", e.Exceptions[0].Value, "server closed the connection\nunexpectedly")
	same(t, "query", e.Request.Query, [][2]string{{"page", "1"}, {"page", "2"}, {"q", "a b"}})
	same(t, "headers", e.Request.Headers, [][2]string{{"Host", "localhost"}, {"Accept", "text/html"}})
	same(t, "tags", e.Tags, []Tag{{"site", "eu"}})
	same(t, "breadcrumb", e.Breadcrumbs[0].Type, "log")
	same(t, "crash", e.CrashFrame().Function, "index")
	same(t, "extra", e.Extra["sys.argv"], raw(`["manage.py", "runserver"]`))
}

func TestDecodeJavaEvent(t *testing.T) {
	e := decode(t, string(readPayload(t, "java8.json")))
	same(t, "problems", e.Problems, []string(nil))
	same(t, "id", e.ID, "d9428888122b11e1b85c61cd3cbb3210")
	same(t, "timestamp", e.Timestamp, time.Date(2025, 11, 2, 9, 20, 30, 500_000_000, time.UTC))
	same(t, "message", e.Message, Message{Formatted: "Failed to charge card 42", Template: "Failed to charge card {}", Params: []string{"42"}})
	same(t, "threads", []string{e.Threads[0].ID, e.Threads[1].ID, e.Threads[1].Name}, []string{"1", "0x1f", "pool-1-thread-1"})
	same(t, "exceptions without the null", len(e.Exceptions), 2)
	same(t, "crash is in-app", e.CrashFrame().Function, "charge")
	same(t, "synthetic", e.Exceptions[1].Mechanism.Synthetic, true)
	same(t, "user data", e.User.Data, map[string]json.RawMessage{"tier": raw(`"gold"`)})
}

func TestDecodeTransaction(t *testing.T) {
	e := decode(t, `{"type":"transaction","transaction":"GET /","start_timestamp":1700000000,"timestamp":1700000001.5,
		"contexts":{"trace":{"trace_id":"0123456789abcdef0123456789abcdef","span_id":"0123456789abcdef"}},
		"measurements":{"lcp":{"value":1200,"unit":"millisecond"}},
		"spans":[{"span_id":"1111111111111111","parent_span_id":"0123456789abcdef","op":"db","description":"SELECT 1","status":"ok",
		"start_timestamp":1700000000.1,"timestamp":1700000000.2,"data":{"db.system":"sqlite"},"tags":{"a":"b"}},
		null, {"op":"lost"}, 5]}`)
	same(t, "type", e.Type, TypeTransaction)
	same(t, "spans", e.Spans, []Span{{TraceID: "0123456789abcdef0123456789abcdef", SpanID: "1111111111111111", ParentSpanID: "0123456789abcdef",
		Op: "db", Name: "SELECT 1", Status: "ok", Start: time.Unix(1700000000, 1e8).UTC(), End: time.Unix(1700000000, 2e8).UTC(),
		Attributes: Attributes{"db.system": raw(`"sqlite"`)}, Tags: []Tag{{"a", "b"}}}})
	same(t, "problems", e.Problems, []string{"spans[2]: span without span_id or start_timestamp", "spans[3]: expected an object, got a number"})
	same(t, "measurements", e.Measurements, raw(`{"lcp":{"value":1200,"unit":"millisecond"}}`))
}

func TestDecodeEventRefuses(t *testing.T) {
	for _, data := range []string{"", " ", "null", "[]", `"x"`, "12", "{", `{"a"}`, `{"a":1,}`, `{"a":01}`, `{"a":1.}`, `{"a":nul}`, `{"a":"\x"}`,
		"{\"a\":\"\n\"}", `{"a":"\u12g4"}`, `{"a":1} x`, `{"a":NaN}`, "{\x00}", `{"a":[1,2}`, strings.Repeat(`{"extra":`, 300) + "1" + strings.Repeat("}", 300)} {
		_, err := DecodeEvent([]byte(data))
		if own, ok := err.(*Error); !ok || own.Kind != Malformed {
			t.Errorf("%.40q: error %v, want one of kind malformed", data, err)
		}
	}
}

func TestCrashFrame(t *testing.T) {
	for data, want := range map[string]string{
		`{"exception":[{"stacktrace":{"frames":[{"function":"a","in_app":true},{"function":"b"}]}},{"type":"T"}]}`: "a",
		`{"exception":[{"stacktrace":{"frames":[{"function":"a"},{"function":"b"}]}}]}`:                            "b",
		`{"stacktrace":[{"function":"c"}]}`: "c",
		`{"threads":[{"stacktrace":{"frames":[{"function":"d"}]}},{"crashed":true,"stacktrace":{"frames":[{"function":"e"}]}}]}`: "e",
	} {
		e := decode(t, data)
		if f := e.CrashFrame(); f == nil || f.Function != want {
			t.Errorf("%s: crash frame %+v, want %s", data, f, want)
		}
	}
	if e := decode(t, `{"exception":[{"stacktrace":{"frames":[]}}],"threads":[{"crashed":true}]}`); e.CrashFrame() != nil {
		t.Error("a frame out of nothing")
	}
}
