package ops

import (
	"fmt"
	"strings"
	"testing"
)

// manyCalls is a request that asks another service for each of n items, which
// looks each up in a database; the call with the number bad fails there.
func manyCalls(n, bad int) string {
	var calls []string
	for i := range n {
		trouble := ""
		if i == bad {
			trouble = `{"event_type":"error","event_id":"e1","issue_id":7,"short_id":"SHOP-1A","level":"error","title":"deadlock"}`
		}
		calls = append(calls, fmt.Sprintf(`{"event_type":"span","event_id":"call%d","op":"http.client","description":"GET /items/%d","project_slug":"shop","start_timestamp":%d,"duration":%d,"children":[
			{"event_type":"span","event_id":"query%d","op":"db","description":"SELECT price FROM item","project_slug":"shop","start_timestamp":%d,"duration":1,"errors":[%s],"children":[]}]}`,
			i, i, 1763640001+i, 10+i, i, 1763640001+i, trouble))
	}
	return `[{"event_type":"span","event_id":"root","op":"http.server","description":"GET /cart","project_slug":"shop","is_transaction":true,"start_timestamp":1763640000,"duration":9000,"children":[` +
		strings.Join(calls, ",") + `]}]`
}

func TestRepeatedSpansAreOneRow(t *testing.T) {
	for _, c := range []struct {
		name string
		json string
		in   GetTraceDetailsIn
		want string
	}{
		{"the longest stands for all, with what is below it", manyCalls(40, -1), GetTraceDetailsIn{}, "root call39x40(10-49 of 1180) query39"},
		{"two are not many", manyCalls(2, -1), GetTraceDetailsIn{}, "root call0 query0 call1 query1"},
		{"the one that failed is kept", manyCalls(5, 1), GetTraceDetailsIn{}, "root call1 query1 call4x4(10-14 of 49) query4"},
		{"with a limit each is a row", manyCalls(3, -1), GetTraceDetailsIn{Limit: 7}, "root call0 query0 call1 query1 call2 query2"},
		{"a span that is asked for is kept", manyCalls(9, -1), GetTraceDetailsIn{SpanID: "call3"}, "root call3 query3"},
		{"what a goal names is kept", strings.Replace(manyCalls(4, -1), `"db","description":"SELECT price FROM item"`, `"db","description":"VACUUM"`, 1),
			GetTraceDetailsIn{GoalIn: GoalIn{Goal: "the vacuum statement"}}, "root call0 query0 call3x3(11-13 of 36) query3"},
		{"other work below is other work", strings.Replace(manyCalls(4, -1), "SELECT price FROM item", "DELETE FROM item", 1), GetTraceDetailsIn{}, "root call0 query0 call3x3(11-13 of 36) query3"},
	} {
		answers := traceAnswers()
		answers["GET /organizations/acme/trace/"+traceIDForTest+"/"] = []string{c.json}
		o, _ := start(t, answers)
		c.in.TraceTarget = TraceTarget{TraceID: traceIDForTest}
		out, err := o.GetTraceDetails(t.Context(), c.in)
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, s := range out.Spans {
			row := string(s.SpanID)
			if s.Repeats > 0 {
				row += fmt.Sprintf("x%d(%v-%v of %v)", s.Repeats, s.LeastMs, s.DurationMs, s.TotalMs)
			}
			rows = append(rows, row)
		}
		if got := strings.Join(rows, " "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestPattern(t *testing.T) {
	for description, want := range map[string]string{
		"":                                 "",
		"GET /items/17?page=2":             "GET /items/#?page=#",
		"GET /u/9f1c2d3e-0000-4000-a/cart": "GET /u/#/cart",
		"SELECT * FROM item WHERE id = %s": "SELECT * FROM item WHERE id = %s",
		"redis GET price_0":                "redis GET #",
	} {
		if got := pattern(description); got != want {
			t.Errorf("%q: %q, want %q", description, got, want)
		}
	}
}
