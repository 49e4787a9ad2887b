package trace

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text/hostile"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const traceID = "771a43a4192642f0b136d5159a501700"

// traceJSON is a request with two calls, one of them into another project, an
// error in the shorter one, and an error without a span.
const traceJSON = `[{"event_type":"span","event_id":"root","op":"http.server","description":"GET /cart","project_slug":"shop","project_id":1,"is_transaction":true,
  "start_timestamp":1763640000,"end_timestamp":1763640001,"duration":1000,"children":[
   {"event_type":"span","event_id":"slow","parent_span_id":"root","op":"http.client","description":"GET warehouse","project_slug":"shop","start_timestamp":1763640000.5,"duration":400,"children":[
     {"event_type":"span","event_id":"deep","op":"http.server","description":"stock of the warehouse","project_slug":"warehouse","is_transaction":true,"start_timestamp":1763640000.6,"duration":100,"children":[]}]},
   {"event_type":"span","event_id":"db","parent_span_id":"root","op":"db","description":"SELECT 1","project_slug":"shop","start_timestamp":1763640000.1,"duration":5,
     "errors":[{"event_type":"error","event_id":"e1","issue_id":7,"short_id":"SHOP-1A","level":"error","title":"deadlock"}]}]},
 {"event_type":"error","event_id":"e2","issue_id":8,"level":"fatal","title":"orphan","start_timestamp":1763640000.2,"project_slug":"web"}]`

func answers() map[string]string {
	return map[string]string{
		"GET /trace/" + traceID + "/":      traceJSON,
		"GET /trace-meta/" + traceID + "/": `{"errorsCount":2,"spansCount":4,"logsCount":3,"spansCountMap":{}}`,
		"GET /trace-items/db/":             `{"itemId":"db","timestamp":"2026-11-20T12:00:00Z","attributes":[{"name":"db.system","type":"str","value":"postgresql"},{"name":"password","type":"str","value":"hunter2"}]}`,
	}
}

func start(t *testing.T, server *screentest.Server, width, height int, to screen.ToTrace) *screentest.Driver {
	t.Helper()
	if to.ID == "" {
		to.ID = traceID
	}
	return screentest.Start(t, screentest.Ops(t, server), width, height, func(env screen.Env) screen.Screen { return New(env, to) })
}

func TestWaterfall(t *testing.T) {
	d := start(t, screentest.Serve(answers()), 90, 12, screen.ToTrace{Org: "acme"})
	d.Has("SPAN", "TOOK", "|0 ", "shop http.server GET /cart", "1s", "|-  ! db SELECT 1", "5ms", "` - http.client GET warehouse", "warehouse http.server", "orphan")
	if info := d.Screen.Info(); info.Detail != "1s · 4 spans · 2 errors · 3 logs · 1y ago" {
		t.Errorf("%+v", info)
	}
	lines := strings.Split(d.Text(), "\n")
	if bar := strings.Index(lines[3], "="); strings.Count(lines[1], "=") <= strings.Count(lines[3], "=") || bar < 60 {
		t.Errorf("the bars do not show when the spans were at work:\n%s", d.Text())
	}
	d.EverySize()
}

func TestFolding(t *testing.T) {
	d := start(t, screentest.Serve(answers()), 90, 12, screen.ToTrace{Span: "SLOW"})
	d.Has(">` - http.client")
	d.Do(command.Collapse)
	d.Has(">` + http.client GET warehouse +1")
	d.Lacks("stock of")
	d.Do(command.Collapse) // folded already: up
	d.Has(">- shop")
	d.Do(command.Fold)
	d.Has(">+ ! shop http.server GET /cart +3") // errors below are seen from outside
	d.Lacks("SELECT")
	d.Do(command.Expand, command.FoldAll)
	d.Has("stock of")
	d.Do(command.FoldAll)
	d.Lacks("stock of")
}

func TestSearchAndErrors(t *testing.T) {
	d := start(t, screentest.Serve(answers()), 90, 12, screen.ToTrace{})
	d.Do(command.Bottom, command.FoldAll, command.Search)
	if !d.Screen.Info().Typing {
		t.Fatal("the search takes no keys")
	}
	d.Type("STOCK")
	d.Has("find: STOCK", "1 span", ">  ` ", "http.server stock of") // unfolded on the way
	d.Type("\n")
	d.Do(command.NextError)
	d.Has(">  ! web error orphan")
	d.Do(command.NextError)
	d.Has(">|-  ! db")
	d.Do(command.PreviousError, command.NextMatch)
	d.Has(">  ` ")
	d.Do(command.Back)
	d.Lacks("find:")
	d.Do(command.Search)
	d.Type("nothing has this\x1b")
	d.Lacks("find:")
}

func TestSpanDetails(t *testing.T) {
	server := screentest.Serve(answers())
	d := start(t, server, 140, 30, screen.ToTrace{Span: "db"})
	d.Has("SELECT 1", "db.system  postgresql", "SHOP-1A  deadlock", "5ms, under 1% of the trace")
	d.Lacks("hunter2")
	d.Do(command.Down)
	d.Has("self time   300ms", "1 span") // the attributes of this one are not to be had
	d.Do(command.Up)
	if n := server.Requests("/trace-items/db/"); n != 1 {
		t.Errorf("%d requests for the same span", n)
	}
	d.Do(command.Open)
	if !d.Screen.Info().Inner {
		t.Error("back would leave the trace")
	}
	d.Do(command.Down, command.Back, command.Details)
	d.Lacks("postgresql")
	narrow := start(t, server, 60, 20, screen.ToTrace{Span: "db"})
	narrow.Lacks("postgresql")
	narrow.Do(command.Open)
	narrow.Has("postgresql")
	narrow.Lacks("TOOK")
	narrow.Do(command.Details)
	narrow.Lacks("postgresql")
	narrow.Do(command.Details)
	narrow.Has("postgresql")
	narrow.EverySize()
}

func TestOnItsOwn(t *testing.T) {
	w := &Waterfall{tree: newTree([]ops.TraceSpan{{DurationMs: 100}, {Depth: 1, OffsetMs: 10, DurationMs: 30}, {Depth: 2, OffsetMs: 10, DurationMs: 30},
		{Depth: 1, OffsetMs: 30, DurationMs: 20}, {Depth: 1, OffsetMs: 90, DurationMs: 50}})}
	if got := w.tree.selfTime(0); got != 50 {
		t.Errorf("%v ms, want 50: what overlaps counts once, and only inside of the span", got)
	}
}

func TestJumps(t *testing.T) {
	d := start(t, screentest.Serve(answers()), 90, 12, screen.ToTrace{Span: "db"})
	d.Do(command.OpenIssue)
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "SHOP-1A" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.Top, command.OpenIssue)
	if _, menu := d.Asked(); !strings.Contains(menu, "SHOP-1A  deadlock") || !strings.Contains(menu, "8  orphan") {
		t.Errorf("the menu of issues:\n%s", menu)
	}
	d.Choose('2')
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "8" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.Copy)
	if _, menu := d.Asked(); !strings.Contains(menu, "id of the span") {
		t.Errorf("%s", menu)
	}
}

func TestZoom(t *testing.T) {
	d := start(t, screentest.Serve(answers()), 100, 12, screen.ToTrace{Span: "deep"})
	d.Do(command.Zoom)
	d.Has("|600ms", "|650ms")
	if !d.Screen.Info().Inner {
		t.Error("back would leave the trace instead of the zoom")
	}
	d.Do(command.Back)
	d.Has("|0 ")
}

func TestFailures(t *testing.T) {
	server := screentest.Serve(map[string]string{})
	d := start(t, server, 90, 12, screen.ToTrace{})
	if err := d.Screen.Info().Err; err == nil || !strings.Contains(err.Error(), "trace "+traceID) {
		t.Errorf("error %v", err)
	}
	for _, id := range []command.ID{command.Open, command.Fold, command.NextError, command.Zoom, command.Copy, command.OpenIssue, command.Bottom, command.Back} {
		d.Do(id)
	}
	d.Text()
	server.Answer("GET /trace/"+traceID+"/", traceJSON, 0)
	d.Do(command.Refresh)
	d.Has("GET /cart")
	server.Answer("GET /trace/"+traceID+"/", `{"detail":"no"}`, 403)
	d.Do(command.Refresh)
	d.Has("GET /cart") // what was there stays
	if d.Screen.Info().Err == nil {
		t.Error("the failure is not told")
	}
}

func TestHostileSpans(t *testing.T) {
	for _, c := range hostile.Corpus() {
		q := screentest.Quote(t, c.Text)
		server := screentest.Serve(map[string]string{
			"GET /trace/" + traceID + "/": fmt.Sprintf(`[{"event_type":"span","event_id":"a","op":%[1]s,"description":%[1]s,"project_slug":%[1]s,"start_timestamp":1763640000,"duration":1e300,
				"errors":[{"event_type":"error","event_id":"e","issue_id":1,"title":%[1]s}],"children":[{"event_type":%[1]s,"event_id":%[1]s,"description":%[1]s,"start_timestamp":-1}]}]`, q),
			"GET /trace-meta/" + traceID + "/": `{}`,
		})
		d := start(t, server, 130, 20, screen.ToTrace{})
		for _, size := range [][2]int{{20, 4}, {60, 12}, {130, 20}} {
			d.Resize(size[0], size[1], "dark")
			d.Do(command.Down)
			d.Text()
			d.Do(command.Zoom, command.Up)
			d.Text()
		}
	}
}

// bigTrace is n spans: requests of about a dozen spans each, five levels deep.
func bigTrace(n int) ops.GetTraceDetailsOut {
	out := ops.GetTraceDetailsOut{TraceID: traceID, DurationMs: float64(n)}
	for i := range n {
		s := ops.TraceSpan{Depth: i % 5, SpanID: ops.TraceSpan{}.SpanID, Kind: "span", Op: "db.query", Project: "shop", OffsetMs: float64(i), DurationMs: 50}
		if err := json.Unmarshal([]byte(fmt.Sprintf(`{"spanId":"%016x","description":"SELECT * FROM carts WHERE id = %d AND customer_id IN (1, 2, 3)"}`, i, i)), &s); err != nil {
			panic(err)
		}
		out.Spans = append(out.Spans, s)
	}
	return out
}

func big(t testing.TB, n int) *Waterfall {
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(nil)), 200, 58, func(env screen.Env) screen.Screen {
		return New(env, screen.ToTrace{Org: "acme", ID: traceID})
	})
	w := d.Screen.(*Waterfall)
	w.Init()
	out := bigTrace(n)
	w.take(screen.Loaded[opened]{Ticket: screen.Ticket{Owner: 1, Name: traceTask, Seq: 2}, Out: opened{out, newTree(out.Spans)}})
	if w.list.Len() != n {
		t.Fatalf("%d rows", w.list.Len())
	}
	return w
}

// TestFramesCostTheSameAtAnySize counts the work of a frame in allocations,
// which do not depend on how busy the machine is.
func TestFramesCostTheSameAtAnySize(t *testing.T) {
	cost := func(n int) float64 {
		w := big(t, n)
		return testing.AllocsPerRun(40, func() {
			w.Do(command.Down)
			w.View()
		})
	}
	few, many := cost(100), cost(10_000)
	if many > few*1.1 || many > 3000 {
		t.Errorf("a frame makes %.0f allocations with 100 spans and %.0f with 10,000", few, many)
	}
}
