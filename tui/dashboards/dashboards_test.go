package dashboards

import (
	"strings"
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

func TestDashboards(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{
		"GET /organizations/acme/dashboards/": `[{"id":"2","title":"Checkout","widgetDisplay":["line","table"],"createdBy":{"name":"Jane Doe"},"dateCreated":"2026-11-19T12:00:00Z"}]`,
		"GET /organizations/acme/dashboards/2/": `{"id":"2","title":"Checkout","period":"7d","widgets":[{"id":"1","title":"Slow","displayType":"table","widgetType":"spans",
			"queries":[{"columns":["transaction"],"aggregates":["p95(span.duration)","count()"],"conditions":"span.op:db","orderby":"-p95(span.duration)"}]},
			{"id":"2","title":"Old","widgetType":"transaction-like","queries":[{"columns":["transaction"],"aggregates":["avg(transaction.duration)"],"orderby":"-avg(transaction.duration)"}]},
			{"id":"3","title":"Sessions","widgetType":"metrics","queries":[{"aggregates":["crash_free_rate(session)"]}]}]}`,
		"GET /organizations/acme/events/": `{"data":[{"transaction":"GET /cart","p95(span.duration)":400,"count()":90},{"transaction":"GET /","p95(span.duration)":100,"count()":10}],
			"meta":{"fields":{"p95(span.duration)":"duration","count()":"integer"},"units":{"p95(span.duration)":"millisecond"}}}`,
	}))
	d := screentest.Start(t, o, 90, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToDashboards{Org: "acme"}) })
	d.Has("> Checkout", "2", "1d", "Jane Doe")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToDashboard{Org: "acme", ID: "2"}) {
		t.Fatalf("opened %+v", to)
	}
	one := screentest.Start(t, o, 80, 40, func(env screen.Env) screen.Screen { return NewDashboard(env, screen.ToDashboard{Org: "acme", ID: "2"}) })
	one.Has("Slow", "p95(span.d", "GET /cart", "400ms", "90", "Sessions", "web interface only", "Dashboard Checkout")
	lines := strings.Split(one.Text(), "\n")
	if long, short := strings.Count(lines[2], "#"), strings.Count(lines[3], "#"); short == 0 || long/4 != short {
		t.Errorf("400 ms have %d cells, 100 ms %d", long, short)
	}
	one.Do(command.Open)
	one.Choose('2')
	old := screen.ToExplore{Org: "acme", Dataset: "spans", Query: "is_transaction:true", Fields: "transaction, avg(span.duration)", Sort: "-avg(span.duration)", Period: "7d"}
	if to := one.Opened(); to != any(old) {
		t.Errorf("opened %+v", to)
	}
	one.Do(command.Open)
	one.Choose('1')
	want := screen.ToExplore{Org: "acme", Dataset: "spans", Query: "span.op:db", Fields: "transaction, p95(span.duration), count()", Sort: "-p95(span.duration)", Period: "7d"}
	if to := one.Opened(); to != any(want) {
		t.Errorf("opened %+v", to)
	}
	one.EverySize()
}
