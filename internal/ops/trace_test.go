package ops

import (
	"fmt"
	"strings"
	"testing"
)

const traceIDForTest = "771a43a4192642f0b136d5159a501700"

// traceJSON is a request with two calls, an error in the shorter one, and an
// error without span.
const traceJSON = `[{"event_type":"span","event_id":"root","op":"http.server","description":"GET /cart","project_slug":"shop","project_id":1,"is_transaction":true,"transaction":"GET /cart",
  "start_timestamp":1763640000,"end_timestamp":1763640001,"duration":1000,"children":[
   {"event_type":"span","event_id":"slow","parent_span_id":"root","op":"http.client","description":"GET warehouse","project_slug":"shop","start_timestamp":1763640000.5,"duration":400,"children":[
     {"event_type":"span","event_id":"deep","op":"http.server","description":"warehouse","project_slug":"warehouse","start_timestamp":1763640000.6,"duration":100,"children":[]}]},
   {"event_type":"span","event_id":"db","parent_span_id":"root","op":"db","description":"SELECT 1","project_slug":"shop","start_timestamp":1763640000.1,"duration":5,
     "additional_attributes":{"db.system":"postgresql","password":"hunter2"},
     "errors":[{"event_type":"error","event_id":"e1","issue_id":7,"short_id":"SHOP-1A","level":"error","title":"deadlock"}]}]},
 {"event_type":"error","event_id":"e2","issue_id":8,"level":"fatal","title":"orphan","start_timestamp":1763640000.2,"project_slug":"web"}]`

const traceMetaJSON = `{"errorsCount":2,"spansCount":400,"logsCount":3,"metricsCount":0,"performanceIssuesCount":0,"spansCountMap":{"db":200}}`

func traceAnswers() map[string][]string {
	return map[string][]string{
		"GET /organizations/acme/trace/" + traceIDForTest + "/":      {traceJSON},
		"GET /organizations/acme/trace-meta/" + traceIDForTest + "/": {traceMetaJSON},
	}
}

func TestTraceDetails(t *testing.T) {
	o, fake := start(t, traceAnswers())
	out, err := o.GetTraceDetails(t.Context(), GetTraceDetailsIn{TraceTarget: TraceTarget{TraceID: strings.ToUpper(traceIDForTest)}})
	if err != nil || len(fake.asked) != 2 {
		t.Fatalf("%v, asked %v", err, fake.asked)
	}
	if out.Counts != (TraceCounts{Spans: 400, Errors: 2, Logs: 3}) || out.DurationMs != 1000 || fmt.Sprint(out.Projects) != "[shop warehouse web]" {
		t.Errorf("%+v", out)
	}
	var order []string
	for _, s := range out.Spans {
		order = append(order, fmt.Sprintf("%d%s", s.Depth, s.SpanID))
	}
	if fmt.Sprint(order) != "[0root 1db 1slow 2deep 0e2]" {
		t.Errorf("order %v", order)
	}
	if s := out.Spans[1]; s.OffsetMs != 100 || s.DurationMs != 5 || s.Errors != 1 {
		t.Errorf("span %+v", s)
	}
	if len(out.Issues) != 2 || out.Issues[0].Issue != "SHOP-1A" || out.Issues[0].SpanID != "db" || out.Issues[1].Issue != "8" {
		t.Errorf("issues %+v", out.Issues)
	}
	if op := out.Operations[0]; op.Op != "http.server" || op.TotalMs != 1100 || op.Count != 2 || out.Operations[2].Count != 200 {
		t.Errorf("operations %+v", out.Operations)
	}
	doc := out.Doc().Markdown()
	for _, want := range []string{"SHOP-1A", "GET warehouse", "1s", "400 spans"} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
}

// Whoever folds the tree itself gets all of it, and pays one request for the
// attributes of a span.
func TestWholeTrace(t *testing.T) {
	answers := traceAnswers()
	o, fake := start(t, answers)
	out, err := o.ReadTrace(t.Context(), GetTraceDetailsIn{TraceTarget: TraceTarget{TraceID: traceIDForTest}, Depth: 1, Limit: 1})
	if err != nil || len(out.Spans) != 5 || out.Spans[3].Depth != 2 || out.Hidden != 0 {
		t.Fatalf("%+v, %v", out.Spans, err)
	}
	answers["GET /projects/acme/shop/trace-items/db/"] = []string{`{"itemId":"db","attributes":[{"name":"z","value":1},{"name":"password","value":"hunter2"}]}`}
	fake.asked = nil
	in := GetSpanDetailsIn{TraceTarget: TraceTarget{TraceID: traceIDForTest}, SpanID: "db"}
	found, err := o.SpanAttributes(t.Context(), in, "shop")
	if err != nil || len(found) != 2 || found[0].Value.String() == "hunter2" || len(fake.asked) != 1 {
		t.Errorf("%+v, %v, asked %v", found, err, fake.asked)
	}
	delete(answers, "GET /projects/acme/shop/trace-items/db/")
	if found, err = o.SpanAttributes(t.Context(), in, "shop"); err != nil || len(found) != 2 || found[0].Name.Raw() != "db.system" {
		t.Errorf("from the tree: %+v, %v", found, err)
	}
}

func TestTraceRowsAreTheOnesThatMatter(t *testing.T) {
	for _, c := range []struct {
		in     GetTraceDetailsIn
		want   string
		hidden int
	}{
		{GetTraceDetailsIn{Limit: 3}, "[root db e2]", 2}, // the error's path and the orphan, not the longest call
		{GetTraceDetailsIn{Depth: 1}, "[root db e2]", 2}, // errors are shown at any depth
		{GetTraceDetailsIn{Limit: 1}, "[e2]", 4},
		{GetTraceDetailsIn{SpanID: "SLOW"}, "[root slow deep]", 0},
	} {
		o, _ := start(t, traceAnswers())
		c.in.TraceTarget = TraceTarget{TraceID: traceIDForTest}
		out, err := o.GetTraceDetails(t.Context(), c.in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range out.Spans {
			got = append(got, string(s.SpanID))
		}
		if fmt.Sprint(got) != c.want || out.Hidden != c.hidden {
			t.Errorf("%+v: %v, %d hidden", c.in, got, out.Hidden)
		}
	}
}

func TestTraceOfAnIssueAndOfNobody(t *testing.T) {
	answers := traceAnswers()
	answers["GET /organizations/acme/issues/SHOP-1A/events/recommended/"] = []string{`{"id":"e","contexts":{"trace":{"trace_id":"` + traceIDForTest + `"}}}`}
	answers["GET /organizations/acme/issues/SHOP-2/events/recommended/"] = []string{`{"id":"e","contexts":{}}`}
	none := strings.Repeat("0", 32)
	answers["GET /organizations/acme/trace/"+none+"/"] = []string{"[]"}
	o, fake := start(t, answers)
	get := func(id string) error {
		_, err := o.GetTraceDetails(t.Context(), GetTraceDetailsIn{TraceTarget: TraceTarget{TraceID: id}})
		return err
	}
	if err := get("shop-1a"); err != nil {
		t.Error(err)
	}
	if err := get("SHOP-2"); KindOf(err) != KindNotFound || !strings.Contains(err.Error(), "no trace") {
		t.Error(err)
	}
	before := len(fake.asked)
	if err := get(none); KindOf(err) != KindNotFound || !strings.Contains(err.Error(), "90d") {
		t.Error(err)
	}
	if asked := fmt.Sprint(fake.asked[before:]); !strings.Contains(asked, "statsPeriod=14d") || !strings.Contains(asked, "statsPeriod=90d") {
		t.Errorf("asked %v", asked)
	}
	if err := get("not a trace"); KindOf(err) != KindInvalid {
		t.Error(err)
	}
}

func TestSpanDetails(t *testing.T) {
	answers := traceAnswers()
	o, _ := start(t, answers)
	in := GetSpanDetailsIn{TraceTarget: TraceTarget{TraceID: traceIDForTest}, SpanID: "db"}
	out, err := o.GetSpanDetails(t.Context(), in)
	if err != nil || len(out.Path) != 1 || len(out.Issues) != 1 || len(out.Attributes) != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	if doc := out.Doc().Markdown(); strings.Contains(doc, "hunter2") || !strings.Contains(doc, "postgresql") {
		t.Errorf("%s", doc)
	}
	answers["GET /projects/acme/shop/trace-items/slow/"] = []string{`{"itemId":"slow","timestamp":"2026-11-20T12:00:00Z","attributes":[{"name":"z","type":"int","value":3},{"name":"a","type":"str","value":"x"}]}`}
	in.SpanID = "slow"
	out, err = o.GetSpanDetails(t.Context(), in)
	if err != nil || len(out.Children) != 1 || len(out.Attributes) != 2 || out.Attributes[0].Name.Raw() != "a" {
		t.Errorf("%+v, %v", out, err)
	}
	in.SpanID = "nope"
	if _, err := o.GetSpanDetails(t.Context(), in); KindOf(err) != KindNotFound || !strings.Contains(err.Error(), "span nope") {
		t.Error(err)
	}
}

func TestLogDetails(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/events/":         {`{"data":[{"id":"l1","trace":"` + traceIDForTest + `","project":"shop"}],"meta":{}}`, `{"data":[],"meta":{}}`},
		"GET /projects/acme/shop/trace-items/l1/": {`{"itemId":"l1","timestamp":1763640000,"attributes":[{"name":"message","type":"str","value":"took 3 s"},{"name":"severity","value":"warn"},{"name":"tries","type":"int","value":"3"}]}`},
	})
	out, err := o.GetLogDetails(t.Context(), GetLogDetailsIn{LogID: "l1"})
	if err != nil || out.Severity != "warn" || out.Message.Raw() != "took 3 s" || len(out.Attributes) != 3 || out.TraceID != traceIDForTest {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, err := o.GetLogDetails(t.Context(), GetLogDetailsIn{LogID: "l2"}); KindOf(err) != KindNotFound {
		t.Error(err)
	}
	fake.asked = nil
	if _, err := o.GetLogDetails(t.Context(), GetLogDetailsIn{ProjectTarget: ProjectTarget{Project: "shop"}, LogID: "l1", TraceID: traceIDForTest}); err != nil || len(fake.asked) != 1 {
		t.Errorf("%v, asked %v", err, fake.asked)
	}
	if _, err := o.GetLogDetails(t.Context(), GetLogDetailsIn{LogID: "a OR b"}); KindOf(err) != KindInvalid {
		t.Error(err)
	}
}
