package logs

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text/hostile"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// TestMain gives the tests a zone of their own: lines show this machine's clock.
func TestMain(m *testing.M) {
	time.Local = time.UTC
	m.Run()
}

const table = `{"data":[
	{"id":"l3","timestamp":"2026-11-20T11:59:03Z","severity":"error","message":"payment failed","project":"shop","trace":"771a43a4192642f0b136d5159a501700"},
	{"id":"l2","timestamp":"2026-11-20T11:59:02Z","severity":"warn","message":"retrying","project":"shop","trace":""},
	{"id":"l1","timestamp":"2026-11-20T11:59:01Z","severity":"info","message":"order placed","project":"web","trace":""}],"meta":{}}`

func live(t *testing.T, server *screentest.Server, to screen.ToLogs) *screentest.Driver {
	t.Helper()
	to.Org = "acme"
	return screentest.StartLive(t, screen.Env{Ops: screentest.Ops(t, server)}, 90, 8, func(env screen.Env) screen.Screen { return New(env, to) })
}

func TestLinesRollAndAreHeld(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /organizations/acme/events/": table})
	d := live(t, server, screen.ToLogs{})
	d.Await("11:59:01 info  web           order placed", "> 11:59:03 error shop          payment failed")
	s := d.Screen.(*Live)
	if got := s.Info().Detail; got != "3 lines · live" {
		t.Errorf("%q", got)
	}
	d.Do(command.Up)
	s.add(rowOf(t, `{"id":"l4","severity":"info","message":"a later one","timestamp":"2026-11-20T11:59:04Z"}`))
	d.Has("> 11:59:02", "a later one")
	if got := s.Info().Detail; got != "4 lines · held, 1 new line" {
		t.Errorf("%q", got)
	}
	d.Do(command.Pause)
	d.Has("> 11:59:04")
	d.Do(command.Pause, command.Severity, command.Severity, command.Severity, command.Severity)
	d.Has("payment failed")
	d.Lacks("retrying", "order placed")
	d.Do(command.Severity, command.Severity, command.Filter)
	d.Type("ORDER\n")
	d.Has("order placed", "filter: ORDER", "1 line")
	d.Lacks("payment failed")
	d.Do(command.Back)
	d.Has("payment failed")
	d.EverySize()
}

// TestFilterKeepsThePlace: what is read stays under the cursor while the
// severity and the filter change, and new lines are not rolled to.
func TestFilterKeepsThePlace(t *testing.T) {
	d := live(t, screentest.Serve(map[string]string{"GET /organizations/acme/events/": table}), screen.ToLogs{})
	d.Await("payment failed")
	d.Do(command.Up, command.Severity, command.Severity, command.Severity)
	d.Has("> 11:59:02", "retrying", "payment failed")
	d.Lacks("order placed")
	d.Screen.(*Live).add(rowOf(t, `{"id":"l4","severity":"error","message":"a later one","timestamp":"2026-11-20T11:59:04Z"}`))
	d.Do(command.Severity)
	d.Has("> 11:59:03", "payment failed") // the one that was read is hidden: the next
	if detail := d.Screen.Info().Detail; !strings.Contains(detail, "held") {
		t.Errorf("%q", detail)
	}
}

// history answers with a hundred lines, and with three before them of which the
// newest is known already.
type history struct {
	mu    sync.Mutex
	asked []string
}

func (h *history) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var rows []string
	line := func(n int) {
		rows = append(rows, fmt.Sprintf(`{"id":"l%[1]d","timestamp":"2026-11-19T11:%02[2]d:%02[3]dZ","severity":"info","message":"line %[1]d","project":"shop"}`, n, 10+n/60, n%60))
	}
	switch {
	case q.Get("statsPeriod") != "":
		for n := 102; n > 2; n-- {
			line(n)
		}
	case q.Get("sort") == "-timestamp":
		h.mu.Lock()
		h.asked = append(h.asked, q.Get("start")+" "+q.Get("end"))
		h.mu.Unlock()
		for n := 3; n > 0; n-- {
			line(n)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"data":[%s],"meta":{}}`, strings.Join(rows, ","))
}

// TestOlderLines: they are read when the first line comes into sight, each is
// shown once, and what is read does not move.
func TestOlderLines(t *testing.T) {
	h := &history{}
	d := screentest.StartLive(t, screen.Env{Ops: screentest.Ops(t, h)}, 90, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToLogs{Org: "acme"}) })
	d.Await("> Nov 19 11:11:42 info  shop          line 102")
	d.Do(command.Top)
	s := d.Screen.(*Live)
	d.Until(func() bool { return s.older.done })
	d.Has("> Nov 19 11:10:03", "line 3")
	if got := s.Info().Detail; got != "102 lines · held" {
		t.Errorf("%q", got)
	}
	d.Do(command.Top)
	d.Has("> Nov 19 11:10:01", "line 1 ")
	if len(h.asked) != 1 || h.asked[0] != "2026-11-06T12:00:00Z 2026-11-19T11:10:04Z" {
		t.Errorf("asked %v", h.asked)
	}
	d.Resize(50, 8, "dark")
	d.Has("Nov 19   info  line 1") // no room for both
}

func TestALineLeadsOn(t *testing.T) {
	d := live(t, screentest.Serve(map[string]string{"GET /organizations/acme/events/": table}), screen.ToLogs{})
	d.Await("payment failed")
	for id, want := range map[command.ID]any{
		command.OpenTrace: screen.ToTrace{Org: "acme", ID: "771a43a4192642f0b136d5159a501700"},
		command.Open:      screen.ToLog{Org: "acme", Project: "shop", ID: "l3", Trace: "771a43a4192642f0b136d5159a501700"},
	} {
		cmd := d.Screen.Do(id)
		if open, ok := cmd().(screen.Open); !ok || open.To != want {
			t.Errorf("%s opens %+v, want %+v", id, open.To, want)
		}
	}
	d.Do(command.Up)
	if said, ok := d.Screen.Do(command.OpenTrace)().(screen.Status); !ok || !strings.Contains(said.Text, "no trace") {
		t.Errorf("%+v", said)
	}
}

func rowOf(t testing.TB, s string) ops.EventRow {
	t.Helper()
	var row ops.EventRow
	if err := json.Unmarshal([]byte(s), &row); err != nil {
		t.Fatal(err)
	}
	return row
}

func TestNothingYet(t *testing.T) {
	d := live(t, screentest.Serve(map[string]string{"GET /organizations/acme/events/": `{"data":[],"meta":{}}`}), screen.ToLogs{})
	d.Until(func() bool { return !d.Screen.Info().Busy }) // it was looked, and nothing is loading any more
	d.Has("no line yet", "enableLogs: true")
	d.EverySize()
}

// A server that says no ends the following and says why; one that fails for a
// while does not.
func TestFailures(t *testing.T) {
	server := screentest.Serve(map[string]string{})
	server.Answer("GET /organizations/acme/events/", `{"detail":"You do not have permission"}`, 403)
	d := live(t, server, screen.ToLogs{})
	s := d.Screen.(*Live)
	d.Until(func() bool { return s.ended })
	if s.Info().Err == nil || !strings.Contains(s.Info().Detail, "stopped") {
		t.Errorf("%+v", s.Info())
	}
	server.Answer("GET /organizations/acme/events/", table, 0)
	d.Do(command.Refresh)
	d.Await("payment failed")
	if s.Info().Err != nil {
		t.Error(s.Info().Err)
	}
}

// A search with a mistake is mended where it is written, and costs no request.
func TestMistakeInTheSearch(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /organizations/acme/events/": table})
	d := live(t, server, screen.ToLogs{Query: "(severity:error"})
	d.Await("search:", "(severity:error")
	if n := server.Requests("/events/"); n != 0 {
		t.Errorf("%d requests", n)
	}
	if !d.Screen.Info().Typing {
		t.Error("the search is not open")
	}
	d.Send(tea.PasteMsg{Content: ") AND\nsever"}) // suggestions take lines of the picture
	d.Text()
}

func TestLinesAreBounded(t *testing.T) {
	s := New(screen.NewEnv(t.Context(), 1, screen.Env{Ops: nil, Sleep: screen.Sleep}), screen.ToLogs{}).(*Live)
	d := screentest.StartLive(t, screen.Env{Ops: screentest.Ops(t, screentest.Serve(nil))}, 80, 10, func(env screen.Env) screen.Screen { s.env = env; return s })
	const came = 3*maxLines + 1
	for n := range came {
		if n == maxLines {
			s.hold(true)
			s.list.Move(-5) // what is read stays under the cursor
		}
		s.add(rowOf(t, fmt.Sprintf(`{"id":"%[1]d","message":"line %[1]d","severity":"info"}`, n)))
		if n == maxLines+dropAtOnce+10 && s.current().message != fmt.Sprintf("line %d", maxLines-6) {
			t.Errorf("the cursor is on %q", s.current().message)
		}
	}
	if len(s.lines.all) > maxLines+dropAtOnce || len(s.lines.shown) != len(s.lines.all) {
		t.Errorf("%d lines are kept, %d shown", len(s.lines.all), len(s.lines.shown))
	}
	s.hold(false)
	d.Has(fmt.Sprintf("line %d", came-1))
}

func TestHostileLines(t *testing.T) {
	d := live(t, screentest.Serve(map[string]string{"GET /organizations/acme/events/": `{"data":[],"meta":{}}`}), screen.ToLogs{})
	s := d.Screen.(*Live)
	for _, c := range hostile.Corpus() {
		q := screentest.Quote(t, c.Text)
		s.add(rowOf(t, fmt.Sprintf(`{"id":%[1]s,"message":%[1]s,"severity":%[1]s,"project":%[1]s,"trace":%[1]s,"timestamp":%[1]s}`, q)))
		for _, size := range [][2]int{{20, 4}, {60, 8}, {150, 8}} {
			d.Resize(size[0], size[1], "dark")
			d.Text()
		}
	}
}

func TestLog(t *testing.T) {
	server := screentest.Serve(map[string]string{
		"GET /projects/acme/shop/trace-items/l1/": `{"itemId":"l1","timestamp":1763640000,"attributes":[{"name":"message","type":"str","value":"took 3 s"},{"name":"severity","value":"warn"}]}`,
	})
	const trace = "771a43a4192642f0b136d5159a501700"
	d := screentest.Start(t, screentest.Ops(t, server), 80, 20, func(env screen.Env) screen.Screen {
		return NewLog(env, screen.ToLog{Org: "acme", Project: "shop", ID: "l1", Trace: trace})
	})
	d.Has("took 3 s", "warn")
	d.Do(command.Open)
	d.Choose('2')
	if to := d.Opened(); to != any(screen.ToLogs{Org: "acme", Trace: trace}) {
		t.Errorf("opened %+v", to)
	}
}
