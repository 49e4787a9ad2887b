package ops

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

const spanTable = `{"data":[
 {"id":"a1","timestamp":"2026-11-20T11:59:00+00:00","span.op":"db","span.duration":12.5,"transaction":"GET /cart","x\u001b[31m":1},
 {"id":"b2","timestamp":"2026-11-20T11:58:00+00:00","span.op":"http","span.duration":2500,"transaction":null}],
 "meta":{"fields":{"timestamp":"date","span.duration":"duration","span.op":"string"},"units":{"span.duration":"millisecond","timestamp":null}}}`

// lastQuery is the query of the newest request.
func lastQuery(t *testing.T, f *fakeSentry) url.Values {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	_, raw, _ := strings.Cut(f.asked[len(f.asked)-1], "?")
	v, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSearchEventsAsksOnce(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/events/": {spanTable}})
	out, err := o.SearchEvents(t.Context(), SearchEventsIn{Dataset: "spans", Query: "span.op:db", Environment: []string{"prod", "stage"}, Project: "shop"})
	if err != nil || len(out.Events) != 2 || len(out.Skipped) > 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	q := lastQuery(t, fake)
	if len(fake.asked) != 1 || q.Get("dataset") != "spans" || q.Get("sort") != "-timestamp" || len(q["field"]) != 8 || len(q["environment"]) != 2 || q.Get("statsPeriod") != "14d" || q.Get("project") != "shop" {
		t.Errorf("asked %v", fake.asked)
	}
	doc := out.Doc().Markdown()
	for _, want := range []string{"2.5s", "12ms", "2026-11-20T11:59:00Z", "GET /cart"} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
}

func TestSearchEventsColumns(t *testing.T) {
	for _, c := range []struct {
		dataset, sort string
		fields        []string
		wantFields    []string
		wantSort      string
	}{
		{"errors", "", []string{"error.type", "count()"}, []string{"error.type", "count()"}, "-count()"},
		{"spans", "-span.duration", []string{"id", "timestamp"}, []string{"id", "timestamp", "span.duration"}, "-span.duration"},
		{"spans", "-p95(span.duration)", []string{"span.op", "count()"}, []string{"span.op", "count()", "p95(span.duration)"}, "-p95(span.duration)"},
		{"spans", "transaction", []string{"span.op", "count()"}, []string{"span.op", "count()"}, "transaction"},
		{"replays", "", []string{"id"}, []string{"id"}, "-started_at"},
		{"logs", "", nil, DefaultFields("logs"), "-timestamp"},
	} {
		fields, sort, err := columns("x", c.dataset, c.fields, c.sort)
		if err != nil || sort != c.wantSort || !slices.Equal(fields, c.wantFields) {
			t.Errorf("%+v: %v %q %v", c, fields, sort, err)
		}
	}
	if _, _, err := columns("x", "replays", []string{"count()"}, ""); KindOf(err) != KindInvalid {
		t.Errorf("an aggregate over replays: %v", err)
	}
	if _, _, err := columns("x", "spans", strings.Split(strings.Repeat("f,", 30), ","), ""); KindOf(err) != KindInvalid {
		t.Errorf("30 columns: %v", err)
	}
}

func TestSearchEventsRefusesBeforeItAsks(t *testing.T) {
	o, fake := start(t, nil)
	for _, in := range []SearchEventsIn{
		{Query: "level:error (x"}, {Query: "is:unresolved"}, {Dataset: "replays", Query: "count():>1"}, {TraceID: "xyz"}, {Period: "soon"},
		{Period: "1d", Start: "2026-11-20T00:00:00Z", End: "2026-11-21T00:00:00Z"}, {Dataset: "nonsense"}, {PageIn: PageIn{Limit: 1000}},
	} {
		_, err := o.SearchEvents(t.Context(), in)
		if KindOf(err) != KindInvalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if _, err := o.SearchIssues(t.Context(), SearchIssuesIn{Query: new("a:b OR c:d")}); KindOf(err) != KindInvalid {
		t.Errorf("issues with OR: %v", err)
	}
	if len(fake.asked) > 0 {
		t.Errorf("asked %v", fake.asked)
	}
	_, err := o.SearchEvents(t.Context(), SearchEventsIn{Query: "timestamp:soon"})
	var q *QueryError
	if e := (*sentryapi.Error)(nil); !errors.As(err, &q) || !errors.As(err, &e) || q.Pos != 10 || e.Hint == "" {
		t.Errorf("%#v", err)
	}
}

func TestSearchEventsOfATrace(t *testing.T) {
	const trace = "771a43a4192642f0b136d5159a501700"
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/events/":     {spanTable},
		"GET /organizations/acme/trace-logs/": {`{"data":[{"id":"l1","timestamp":"2026-11-20T11:59:00Z","message":"hi","severity":"info","trace":"` + trace + `"}]}`},
		"GET /organizations/acme/replays/":    {`{"data":[{"id":"r1","user":{"display_name":"Ada"},"urls":["/a","/b"],"duration":61,"tags":[]},7]}`},
	})
	if _, err := o.SearchEvents(t.Context(), SearchEventsIn{Dataset: "errors", Query: "a:b OR c:d", TraceID: trace}); err != nil {
		t.Fatal(err)
	}
	if got := lastQuery(t, fake).Get("query"); got != "(a:b OR c:d) trace:"+trace {
		t.Errorf("query %q", got)
	}
	logs, err := o.SearchEvents(t.Context(), SearchEventsIn{Dataset: "logs", TraceID: trace})
	if q := lastQuery(t, fake); err != nil || len(logs.Events) != 1 || q.Get("traceId") != trace || q.Get("statsPeriod") == "" {
		t.Errorf("%+v, %v, asked %v", logs, err, q)
	}
	replays, err := o.SearchEvents(t.Context(), SearchEventsIn{Dataset: "replays", Query: "count_errors:>0"})
	if err != nil || len(replays.Events) != 1 || len(replays.Skipped) != 1 {
		t.Fatalf("%+v, %v", replays, err)
	}
	row := replays.Events[0]
	if row["user.display_name"].String() != "Ada" || replays.Cell(row, "duration") != "1m1s" || replays.Cell(row, "urls") != "/a, /b" || len(row) != 4 {
		t.Errorf("replay row %v", row)
	}
}

func TestFindEventFields(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/trace-items/attributes/": {`[{"key":"span.op","name":"span.op","attributeSource":{"source_type":"sentry"}},{"key":"cart.size","name":"cart.size","attributeSource":{"source_type":"user"}}]`},
		"GET /organizations/acme/tags/":                   {`[{"key":"customer","name":"Customer","totalValues":7},{"key":"level","name":"Level"}]`},
	})
	spans, err := o.FindEventFields(t.Context(), FindEventFieldsIn{Dataset: "spans", Query: "cart"})
	if err != nil || len(spans.Fields) != 3 || fake.count("GET /organizations/acme/trace-items/attributes/") != 3 || spans.Fields[0].Source != "user" {
		t.Fatalf("%+v, %v", spans, err)
	}
	tags, err := o.FindEventFields(t.Context(), FindEventFieldsIn{Dataset: "issues", Query: "E", PageIn: PageIn{Limit: 100}})
	if err != nil || lastQuery(t, fake).Get("dataset") != "search_issues" {
		t.Fatal(err)
	}
	sources := map[string]string{}
	for _, f := range tags.Fields {
		sources[f.Key.Raw()] = f.Source
	}
	if sources["customer"] != "user" || sources["level"] != "sentry" || sources["error.type"] != "sentry" || sources["is"] != "" {
		t.Errorf("%v", sources)
	}
}

func TestSearchSyntaxNeedsNoServer(t *testing.T) {
	for _, dataset := range []string{"", "issues", "spans", "logs", "metrics", "profiles", "replays"} {
		out, err := New(Config{}).GetSearchSyntax(t.Context(), GetSearchSyntaxIn{Dataset: dataset})
		if err != nil || len(out.Keys) == 0 || !strings.Contains(out.Doc().Markdown(), "`key:value`") {
			t.Errorf("%s: %v, %s", dataset, err, out.Doc().Markdown())
		}
	}
}

func TestCells(t *testing.T) {
	for _, c := range []struct{ value, kind, unit, want string }{
		{"0.12345", "percentage", "", "12.35%"}, {"1500", "duration", "microsecond", "1ms"}, {"2048", "size", "byte", "2 KiB"}, {"3", "size", "kibibyte", "3 KiB"},
		{"12.3456", "number", "", "12.35"}, {"0.00012", "number", "", "0.00012"}, {"abc", "duration", "", "abc"}, {"1763640000", "date", "", "2025-11-20T12:00:00Z"},
	} {
		if got := cellText(sentryapi.ValueOf(c.value), text.Word(c.kind), text.Word(c.unit)); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// What all rows share is told once; no row and no column is lost by it.
func TestWhatAllRowsShareIsToldOnce(t *testing.T) {
	rows := func(n int, title string) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"id":"%032x","project":"shop","title":%q}`, i, strings.ReplaceAll(title, "N", fmt.Sprint(i))))
		}
		return `{"data":[` + strings.Join(all, ",") + `]}`
	}
	for name, c := range map[string]struct {
		body   string
		fields []string
		shared bool
		shops  int
	}{
		"shared":      {rows(9, "boom N"), []string{"id", "project", "title"}, true, 1},
		"few rows":    {rows(3, "boom N"), []string{"id", "project", "title"}, false, 3},
		"all of it":   {rows(9, "boom"), []string{"project", "title"}, false, 9},
		"one differs": {strings.Replace(rows(9, "boom N"), "shop", "web", 1), []string{"id", "project", "title"}, false, 8},
	} {
		o, _ := start(t, map[string][]string{"GET /organizations/acme/events/": {c.body}})
		out, err := o.SearchEvents(t.Context(), SearchEventsIn{Fields: c.fields})
		if err != nil {
			t.Fatal(err)
		}
		md := out.Doc().Markdown()
		if strings.Contains(md, "Every row: project") != c.shared || strings.Count(md, "shop") != c.shops || strings.Count(md, "boom") != len(out.Events) {
			t.Errorf("%s:\n%s", name, md)
		}
	}
}
