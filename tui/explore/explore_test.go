package explore

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/text/hostile"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// table answers a search by what it asks for: rows, or groups.
type table struct {
	mu    sync.Mutex
	asked []url.Values
}

func (s *table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	s.asked = append(s.asked, q)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasSuffix(r.URL.Path, "/replays/"):
		fmt.Fprint(w, `{"data":[{"id":"0123456789abcdef0123456789abcdef","started_at":"2026-11-20T11:00:00Z","duration":65,"count_errors":2,"user":{"display_name":"kim"}}]}`)
	case strings.Contains(strings.Join(q["field"], " "), "count()"):
		fmt.Fprint(w, `{"data":[{"release":"shop@2.0 \"x\"","count()":7},{"release":"","count()":3}],"meta":{"fields":{"release":"string","count()":"integer"}}}`)
	case q.Get("dataset") == "spans":
		fmt.Fprint(w, `{"data":[{"id":"db","timestamp":"2026-11-20T11:59:00Z","span.op":"db","span.description":"SELECT 1","span.duration":12.5,"trace":"771a43a4192642f0b136d5159a501700"}],"meta":{"fields":{"span.duration":"duration"},"units":{"span.duration":"millisecond"}}}`)
	default:
		fmt.Fprint(w, `{"data":[{"id":"e1","timestamp":"2026-11-20T11:00:00Z","issue":"SHOP-1A","title":"KeyError: price","level":"fatal","trace":"771a43a4192642f0b136d5159a501700"}],"meta":{"fields":{"timestamp":"date"}}}`)
	}
}

func (s *table) last() url.Values { return s.asked[len(s.asked)-1] }

func start(t *testing.T, to screen.ToExplore) (*screentest.Driver, *table) {
	t.Helper()
	s := &table{}
	to.Org = "acme"
	return screentest.Start(t, screentest.Ops(t, s), 110, 14, func(env screen.Env) screen.Screen { return New(env, to) }), s
}

func TestRows(t *testing.T) {
	d, s := start(t, screen.ToExplore{})
	d.Has("[errors]", "search: everything · -timestamp", "title", "> ", "SHOP-1A", "KeyError: price", "fatal", "1h")
	if got := s.last(); got.Get("statsPeriod") != "14d" {
		t.Errorf("asked %v", got)
	}
	d.Do(command.Open)
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "SHOP-1A" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.OpenTrace)
	if to := d.Opened(); to != any(screen.ToTrace{Org: "acme", ID: "771a43a4192642f0b136d5159a501700"}) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.NextTab)
	d.Has("[spans]", "SELECT 1", "12ms")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToTrace{Org: "acme", ID: "771a43a4192642f0b136d5159a501700", Span: "db"}) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.PreviousTab, command.PreviousTab)
	d.Has("[replays]", "kim", "1m5s")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToReplay{Org: "acme", ID: "0123456789abcdef0123456789abcdef"}) {
		t.Errorf("opened %+v", to)
	}
	d.EverySize()
}

// A group leads to the rows in it, also where its value is empty or would be
// read as a part of the language.
func TestGroups(t *testing.T) {
	d, s := start(t, screen.ToExplore{Query: "level:error OR level:fatal", Period: "24h"})
	d.Do(command.Aggregate)
	d.Choose('3')
	if diff := cmp.Diff([]string{"release", "count()"}, s.last()["field"]); diff != "" || s.last().Get("sort") != "-count()" {
		t.Errorf("%s %v", diff, s.last())
	}
	d.Has("count()", "shop@2.0", "7")
	d.Do(command.Open)
	want := screen.ToExplore{Org: "acme", Dataset: "errors", Period: "24h", Query: `(level:error OR level:fatal) release:"shop@2.0 \"x\""`}
	if to := d.Opened(); to != any(want) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.Down, command.Open)
	want.Query = `(level:error OR level:fatal) !has:release`
	if to := d.Opened(); to != any(want) {
		t.Errorf("opened %+v", to)
	}
}

func TestSearchSortFieldsPeriod(t *testing.T) {
	d, s := start(t, screen.ToExplore{})
	d.Do(command.Search)
	d.Type("level:fatal\n")
	if s.last().Get("query") != "level:fatal" {
		t.Errorf("asked %v", s.last())
	}
	d.Has("search: level:fatal")
	d.Do(command.Sort)
	d.Choose('1')
	d.Do(command.Period)
	if got := s.last(); got.Get("statsPeriod") != "30d" || got.Get("sort") == "-timestamp" {
		t.Errorf("asked %v", got)
	}
	d.Do(command.Fields)
	dialog, _ := d.Asked()
	dialog.Paste(", browser.name, count_if(level,equals,error)")
	d.Answer("enter")
	if got := s.last()["field"]; len(got) < 3 || got[len(got)-2] != "browser.name" || got[len(got)-1] != "count_if(level,equals,error)" {
		t.Errorf("asked for %v", got)
	}
	if to, ok := d.Screen.Info().Place.(screen.ToExplore); !ok || to.Query != "level:fatal" || to.Period != "30d" || !strings.Contains(to.Fields, "browser.name") {
		t.Errorf("the place is %+v", d.Screen.Info().Place)
	}
}

// A mistake costs no request and is mended where it stands.
func TestMistake(t *testing.T) {
	d, s := start(t, screen.ToExplore{Query: "(level:error"})
	if len(s.asked) != 0 || !d.Screen.Info().Typing {
		t.Errorf("asked %v", s.asked)
	}
	d.Has("(level:error")
	d.Type("\x1b")
	d.EverySize()
}

func TestSplitFields(t *testing.T) {
	for in, want := range map[string][]string{
		"":                      nil,
		" , a ,, b":             {"a", "b"},
		"a, f(b, c), g()":       {"a", "f(b, c)", "g()"},
		"f(a, ), b), c":         {"f(a, )", "b)", "c"},
		"f(a, (b, c":            nil,
		"count_unique(user), x": {"count_unique(user)", "x"},
	} {
		if diff := cmp.Diff(want, splitFields(in)); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestHostileCells(t *testing.T) {
	for _, c := range hostile.Small() {
		q := screentest.Quote(t, c.Text)
		server := screentest.Serve(map[string]string{"GET /organizations/acme/events/": fmt.Sprintf(
			`{"data":[{"id":%[1]s,"title":%[1]s,"issue":%[1]s,"level":%[1]s,"trace":%[1]s,"timestamp":%[1]s}],"meta":{"fields":{"title":%[1]s},"units":{"title":%[1]s}}}`, q)})
		d := screentest.Start(t, screentest.Ops(t, server), 80, 12, func(env screen.Env) screen.Screen { return New(env, screen.ToExplore{Org: "acme"}) })
		d.EverySize()
		d.Do(command.Copy)
		if _, menu := d.Asked(); strings.ContainsAny(menu, "\x1b\r") {
			t.Errorf("%q", menu)
		}
	}
}

// TestEmptyDatasetsSayHowToFillThem: what would be there, and how to get it.
func TestEmptyDatasetsSayHowToFillThem(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{"GET /organizations/acme/events/": `{"data":[],"meta":{}}`, "GET /organizations/acme/replays/": `{"data":[]}`}))
	for dataset, want := range map[string]string{"errors": "t looks further back", "spans": "tracesSampleRate", "logs": "enableLogs", "metrics": "metrics.count",
		"profiles": "profileSessionSampleRate", "replays": "replayIntegration"} {
		d := screentest.Start(t, o, 120, 10, func(env screen.Env) screen.Screen { return New(env, screen.ToExplore{Org: "acme", Dataset: dataset}) })
		d.Has("there are no rows", want)
	}
	searched := screentest.Start(t, o, 120, 10, func(env screen.Env) screen.Screen {
		return New(env, screen.ToExplore{Org: "acme", Dataset: "spans", Query: "span.op:db"})
	})
	searched.Lacks("tracesSampleRate")
}
