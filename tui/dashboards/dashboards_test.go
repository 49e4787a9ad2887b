package dashboards

import (
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

func TestDashboards(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{
		"GET /organizations/acme/dashboards/": `[{"id":"2","title":"Checkout","widgetDisplay":["line","table"],"createdBy":{"name":"Jane Doe"},"dateCreated":"2026-11-19T12:00:00Z"}]`,
		"GET /organizations/acme/dashboards/2/": `{"id":"2","title":"Checkout","period":"7d","widgets":[{"id":"1","title":"Slow","displayType":"table","widgetType":"spans",
			"queries":[{"columns":["transaction"],"aggregates":["p95(span.duration)","count()"],"conditions":"span.op:db","orderby":"-p95(span.duration)"}]}]}`,
	}))
	d := screentest.Start(t, o, 90, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToDashboards{Org: "acme"}) })
	d.Has("> Checkout", "2", "1d", "Jane Doe")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToDashboard{Org: "acme", ID: "2"}) {
		t.Fatalf("opened %+v", to)
	}
	one := screentest.Start(t, o, 80, 20, func(env screen.Env) screen.Screen { return NewDashboard(env, screen.ToDashboard{Org: "acme", ID: "2"}) })
	one.Has("Checkout", "Slow")
	one.Do(command.Open)
	want := screen.ToExplore{Org: "acme", Dataset: "spans", Query: "span.op:db", Fields: "transaction, p95(span.duration), count()", Sort: "-p95(span.duration)", Period: "7d"}
	if to := one.Opened(); to != any(want) {
		t.Errorf("opened %+v", to)
	}
	one.EverySize()
}
