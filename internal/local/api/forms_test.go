package api

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

func TestPeriods(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Duration{
		"24h": 24 * time.Hour, "14d": 14 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "30m": 30 * time.Minute, "90s": 90 * time.Second, "60": time.Minute,
		"": 0, "h": 0, "-1h": 0, "0d": 0, "1y": 0, "1hh": 0, "1.5h": 0, "99999999999999999999d": 0, "9999999999d": 0,
	} {
		got, err := rangeOf(url.Values{"statsPeriod": {in}}, now, 0)
		switch {
		case in == "":
			if err != nil || !got.since.IsZero() {
				t.Errorf("no period: %v, %v", got, err)
			}
		case want == 0 && err == nil:
			t.Errorf("%q is taken as %v", in, now.Sub(got.since))
		case want != 0 && (err != nil || now.Sub(got.since) != want || !got.until.Equal(now)):
			t.Errorf("%q: %v to %v, %v; want %v", in, got.since, got.until, err, want)
		}
	}
	got, err := rangeOf(url.Values{"start": {"2026-11-01"}, "end": {"2026-11-02T03:04:05"}}, now, 0)
	if err != nil || got.until.Sub(got.since) != 27*time.Hour+4*time.Minute+5*time.Second {
		t.Errorf("start and end: %v, %v", got, err)
	}
	for _, q := range []url.Values{
		{"start": {"2026-11-02"}, "end": {"2026-11-01"}}, {"start": {"yesterday"}, "end": {"2026-11-01"}}, {"end": {"2026-11-01"}},
	} {
		if _, err := rangeOf(q, now, 0); err == nil {
			t.Errorf("%v is taken", q)
		}
	}
}

func TestPageOf(t *testing.T) {
	for in, want := range map[string]page{
		"": {100, 0}, "limit=25": {25, 0}, "limit=1000": {100, 0}, "cursor=0:50:0": {100, 50}, "cursor=1700000000000:7:1&limit=5": {5, 7},
	} {
		q, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := pageOf(q, "limit", 100); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"limit=0", "limit=-1", "limit=x", "cursor=1", "cursor=a:b:c", "cursor=0:-5:0", "cursor=0:NaN:0", "cursor=0:1e99:0", "cursor=0:0:0:0"} {
		q, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := pageOf(q, "limit", 100); err == nil {
			t.Errorf("%s is taken as %v", in, got)
		}
	}
}

func TestDate(t *testing.T) {
	zone := time.FixedZone("x", 3600)
	for _, c := range []struct {
		in   time.Time
		want string
	}{
		{time.Time{}, `null`},
		{time.Date(2026, 1, 2, 3, 4, 5, 0, zone), `"2026-01-02T02:04:05Z"`},
		{time.Date(2026, 1, 2, 3, 4, 5, 1234567, time.UTC), `"2026-01-02T03:04:05.001234Z"`},
		{time.Date(2026, 1, 2, 3, 4, 5, 999, time.UTC), `"2026-01-02T03:04:05Z"`},
	} {
		got, err := json.Marshal(date(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%v: %s, %v; want %s", c.in, got, err, c.want)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for in, want := range map[string]struct{ pkg, description, hash, short string }{
		"shop@1.2.0+45":            {"shop", "1.2.0 (45)", "", "1.2.0 (45)"},
		"1.2.0":                    {"", "1.2.0", "", "1.2.0"},
		"io.shop.app@2.0.0-beta.1": {"io.shop.app", "2.0.0-beta.1", "", "2.0.0-beta.1"},
		"17642328ead24b51867165985996d04b29310337": {"", "17642328ead2", "17642328ead24b51867165985996d04b29310337", "17642328ead2"},
		"nightly build":              {"", "nightly build", "", "nightly build"},
		"@scoped":                    {"", "@scoped", "", "@scoped"},
		"a@":                         {"", "a@", "", "a@"},
		"9999999999999999999999.0.0": {"", "9999999999999999999999.0.0", "", "9999999999999999999999.0.0"},
	} {
		info := parseVersion(in)
		text := func(s *string) string {
			if s == nil {
				return ""
			}
			return *s
		}
		if text(info.Package) != want.pkg || info.Description != want.description || text(info.BuildHash) != want.hash || shortVersion(in) != want.short {
			t.Errorf("%s: package %q, description %q, hash %q", in, text(info.Package), info.Description, text(info.BuildHash))
		}
	}
	v := parseVersion("shop@1.2.3.4-rc1+45").Version
	if v["major"] != 1 || v["minor"] != 2 || v["patch"] != 3 || v["components"] != 4 || *v["pre"].(*string) != "rc1" || *v["buildCode"].(*string) != "45" {
		t.Errorf("version %v", v)
	}
	if parseVersion("") != nil {
		t.Error("an empty version has parts")
	}
}

func TestContextOf(t *testing.T) {
	for _, c := range []struct {
		frame protocol.Frame
		want  [][2]any
	}{
		{protocol.Frame{Line: 3, PreContext: []string{"a", "b"}, ContextLine: "c", PostContext: []string{"d"}}, [][2]any{{1, "a"}, {2, "b"}, {3, "c"}, {4, "d"}}},
		{protocol.Frame{Line: 1, ContextLine: "x"}, [][2]any{{1, "x"}}},
		{protocol.Frame{Line: 9}, [][2]any{}},
		{protocol.Frame{ContextLine: "no number"}, [][2]any{}},
	} {
		if diff := cmp.Diff(c.want, contextOf(&c.frame)); diff != "" {
			t.Errorf("%+v: %s", c.frame, diff)
		}
	}
}

func TestTraceTree(t *testing.T) {
	span := func(id, parent string) store.TraceItem {
		return store.TraceItem{Kind: "span", SpanID: id, ParentSpanID: parent, Title: id, IsSegment: parent == ""}
	}
	for name, c := range map[string]struct {
		items []store.TraceItem
		want  string
	}{
		"tree":          {[]store.TraceItem{span("c", "b"), span("a", ""), span("b", "a")}, "a(b(c))"},
		"missing root":  {[]store.TraceItem{span("b", "gone"), span("c", "b")}, "b(c)"},
		"circle":        {[]store.TraceItem{span("x", "y"), span("y", "x"), span("a", "")}, "a x(y)"},
		"itself":        {[]store.TraceItem{span("x", "x")}, "x"},
		"sent twice":    {[]store.TraceItem{span("a", ""), span("a", "")}, "a"},
		"error in span": {[]store.TraceItem{span("a", ""), {Kind: "error", Title: "E", SpanID: "a"}}, "a!E"},
		"orphan error":  {[]store.TraceItem{span("a", ""), {Kind: "error", Title: "E", SpanID: "z"}}, "a !E"},
	} {
		var show func(s *traceSpan) string
		show = func(s *traceSpan) string {
			out := s.Name
			for _, e := range s.Errors {
				out += "!" + e.Description
			}
			for _, child := range s.Children {
				out += "(" + show(child) + ")"
			}
			return out
		}
		var got []string
		for _, root := range traceTree(c.items) {
			switch root := root.(type) {
			case *traceSpan:
				got = append(got, show(root))
			case traceError:
				got = append(got, "!"+root.Description)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

func TestTagName(t *testing.T) {
	for in, want := range map[string]string{"browser.name": "Browser Name", "os": "Os", "device_family": "Device Family", "": "", "éa": "Éa"} {
		if got := tagName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// FuzzFullEvent checks that no stored payload, whatever a stranger put into it, breaks the answer: it always is valid JSON.
func FuzzFullEvent(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"message":"x","tags":{"a":"b"}}`,
		`{"exception":{"values":[{"type":"E","value":"v","stacktrace":{"frames":[{"lineno":3,"context_line":"c","pre_context":["a"],"vars":{"x":[1]}}]}}]}}`,
		`{"user":{"id":1,"geo":{"city":1},"x":{}},"contexts":{"a":1,"b":{"type":"c"},"d":null},"measurements":{"m":{"value":1}},"extra":{"a":null}}`,
		`{"type":"transaction","spans":[{"data":{"a":1}}],"request":{"data":"x","headers":[["a","b"]]},"breadcrumbs":[{"timestamp":1,"data":{}}],"csp":{}}`,
	} {
		f.Add([]byte(seed))
	}
	a := &api{}
	f.Fuzz(func(t *testing.T, payload []byte) {
		ev, err := a.fullEvent(store.Event{ID: strings.Repeat("0", 32), Payload: payload, Platform: "other"})
		if err != nil {
			return
		}
		if _, err := json.Marshal(ev); err != nil {
			t.Errorf("%v from %q", err, payload)
		}
	})
}

// FuzzChange checks that no update body panics and that what is accepted is consistent.
func FuzzChange(f *testing.F) {
	for _, seed := range []string{
		`{"status":"resolved"}`, `{"status":"ignored","statusDetails":{"ignoreDuration":5}}`, `{"assignedTo":null,"substatus":"new"}`, `{"merge":1}`, `[]`, `{"statusDetails":null}`,
	} {
		f.Add(seed)
	}
	st, err := store.Open(f.Context(), filepath.Join(f.TempDir(), "local.db"), store.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := st.Close(); err != nil {
			f.Error(err)
		}
	})
	a := &api{store: st}
	f.Fuzz(func(t *testing.T, body string) {
		var c change
		if json.Unmarshal([]byte(body), &c.body) != nil || c.readStatus(time.Unix(0, 0)) != nil || a.readAssignee(t.Context(), &c) != nil {
			return
		}
		u := c.update
		if u.Status != store.StatusIgnored && !u.Details.IgnoreUntil.IsZero() || (u.AssigneeID == nil) != (u.AssigneeType == nil) {
			t.Errorf("%s became %+v", body, u)
		}
		answer, err := a.answer(t.Context(), &c, "", nil)
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if _, err := json.Marshal(answer); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	})
}
