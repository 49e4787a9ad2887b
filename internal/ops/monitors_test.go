package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"vedette/internal/sentryapi"
	"vedette/internal/text"

	"github.com/google/go-cmp/cmp"
)

const monitorJSON = `{"id":"3","slug":"nightly","name":"Nightly report","status":"active","isMuted":false,"config":{"schedule_type":"crontab","schedule":"0 4 * * *","timezone":"UTC","checkin_margin":5,"max_runtime":30},
 "project":{"id":"1","slug":"shop"},"environments":[{"name":"production","status":"error","lastCheckIn":"2026-11-20T04:00:00Z","nextCheckIn":"2026-11-21T04:00:00Z","activeIncident":{"startingTimestamp":"2026-11-19T04:00:00Z"}},{"name":"staging","status":"ok"}]}`

func TestMonitors(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/monitors/":                  {"[" + monitorJSON + "]"},
		"GET /organizations/acme/monitors/nightly/":          {monitorJSON},
		"GET /organizations/acme/monitors/nightly/checkins/": {`[{"id":"9","status":"error","duration":1500,"dateAdded":"2026-11-20T04:00:00Z","environment":"production"},{"id":"8","status":"missed","duration":null,"dateAdded":"2026-11-19T04:00:00Z"}]`},
		"GET /projects/acme/shop/monitors/nightly/stats/":    {`[{"ts":1763611200,"ok":1,"error":2,"missed":0,"timeout":0},{"ts":1763614800,"ok":4,"error":0,"missed":1,"timeout":3}]`},
		"PUT /organizations/acme/monitors/nightly/":          {strings.Replace(monitorJSON, `"isMuted":false`, `"isMuted":true`, 1)},
	})
	ctx := context.Background()
	list, err := o.FindMonitors(ctx, FindMonitorsIn{MonitorSearch{Query: "night"}})
	if err != nil || len(list.Monitors) != 1 || MonitorState(list.Monitors[0]) != "error in production" {
		t.Fatalf("%+v, %v", list, err)
	}
	out, err := o.GetMonitorDetails(ctx, GetMonitorDetailsIn{Slug: "nightly", Period: "7d"})
	if err != nil || len(out.CheckIns) != 2 || len(out.Stats) != 2 || len(out.Skipped) > 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	span := fmt.Sprintf("resolution=1d&since=%d&until=%d", testNow.AddDate(0, 0, -7).Unix(), testNow.Unix())
	if last := fake.asked[len(fake.asked)-1]; !strings.Contains(last, span) {
		t.Errorf("asked %s, not with %s", last, span)
	}
	doc := out.Doc().Plain()
	for _, want := range []string{"0 4 * * *", "failing since 2026-11-19T04:00:00Z", "5 ok, 2 failed, 1 missed, 3 timed out", "1.5s", "Timeout: 30m", "staging ok\n"} {
		if !strings.Contains(strings.NewReplacer("**", "", "`", "").Replace(doc), want) {
			t.Errorf("no %q in\n%s", want, doc)
		}
	}
	muted := true
	changed, err := o.UpdateMonitor(ctx, UpdateMonitorIn{Slug: "nightly", Muted: &muted})
	if err != nil || fake.bodies[len(fake.bodies)-1] != `{"is_muted":true}` || MonitorState(changed.Monitor) != "error in production, muted" {
		t.Errorf("%+v, %v, %s", changed, err, fake.bodies[len(fake.bodies)-1])
	}
}

func TestMonitorsStayWithoutStats(t *testing.T) {
	o, _ := start(t, map[string][]string{
		"GET /organizations/acme/monitors/nightly/":          {monitorJSON},
		"GET /organizations/acme/monitors/nightly/checkins/": {`[]`},
	})
	out, err := o.GetMonitorDetails(context.Background(), GetMonitorDetailsIn{Slug: "nightly"})
	if err != nil || len(out.Skipped) != 1 || out.Monitor.Slug != "nightly" {
		t.Errorf("%+v, %v", out, err)
	}
}

const uptimeJSON = `{"id":"12","name":"Shop","url":"https://shop.example.com/health","method":"GET","intervalSeconds":60,"timeoutMs":5000,"status":"active","uptimeStatus":2,"projectSlug":"shop","headers":[["X","y"]],"downtimeThreshold":3,"recoveryThreshold":1,"owner":null}`

func TestUptime(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/uptime/":           {"[" + uptimeJSON + "]"},
		"GET /projects/acme/shop/uptime/12/":        {uptimeJSON},
		"GET /projects/acme/shop/uptime/12/checks/": {`[{"uptimeCheckId":"a","timestamp":"2026-11-20T11:59:00Z","checkStatus":"failure","checkStatusReason":"timeout","httpStatusCode":null,"durationMs":5000,"traceId":"f","region":"us"}]`},
		"POST /projects/acme/shop/uptime/":          {uptimeJSON},
		"PUT /projects/acme/shop/uptime/12/":        {strings.Replace(uptimeJSON, "active", "disabled", 1)},
		"DELETE /projects/acme/shop/uptime/12/":     {""},
	})
	ctx, shop := context.Background(), ProjectTarget{Project: "shop"}
	list, err := o.FindUptimeMonitors(ctx, FindUptimeMonitorsIn{})
	if err != nil || UptimeState(list.Monitors[0]) != "down" {
		t.Fatalf("%+v, %v", list, err)
	}
	out, err := o.GetUptimeMonitorDetails(ctx, GetUptimeMonitorDetailsIn{UptimeTarget: UptimeTarget{ProjectTarget: shop, ID: "12"}})
	if doc := out.Doc().Plain(); err != nil || !strings.Contains(doc, "timeout") || !strings.Contains(doc, "3 failures in a row") {
		t.Errorf("%v\n%s", err, doc)
	}
	if _, err := o.CreateUptimeMonitor(ctx, CreateUptimeMonitorIn{ProjectTarget: shop, UptimeSettings: UptimeSettings{Name: "Shop", URL: "https://shop.example.com/health", Interval: 60, Headers: []string{"X: y:z"}}}); err != nil {
		t.Fatal(err)
	}
	want := `{"name":"Shop","url":"https://shop.example.com/health","intervalSeconds":60,"timeoutMs":5000,"headers":[["X","y:z"]]}`
	if diff := cmp.Diff(want, fake.bodies[len(fake.bodies)-1]); diff != "" {
		t.Error(diff)
	}
	changed, err := o.UpdateUptimeMonitor(ctx, UpdateUptimeMonitorIn{UptimeTarget: UptimeTarget{ProjectTarget: shop, ID: "12"}, UptimeSettings: UptimeSettings{Status: "disabled"}})
	if err != nil || fake.bodies[len(fake.bodies)-1] != `{"status":"disabled"}` || UptimeState(changed.Monitor) != "disabled" {
		t.Errorf("%+v, %v", changed, err)
	}
	if gone, err := o.DeleteUptimeMonitor(ctx, DeleteUptimeMonitorIn{UptimeTarget{ProjectTarget: shop, ID: "12"}}); err != nil || gone.Deleted != "12" || fake.count("DELETE") != 1 {
		t.Errorf("%+v, %v", gone, err)
	}
}

func TestWatchersRefuse(t *testing.T) {
	o, fake := start(t, nil)
	for call, message := range map[string]string{
		`get_monitor_details {}`:                                                      "no monitor was named",
		`update_monitor {"monitorSlug":"x"}`:                                          "nothing to change",
		`update_monitor {"monitorSlug":"x","status":"paused"}`:                        "status cannot be",
		`get_uptime_monitor_details {"uptimeMonitorId":"../1"}`:                       "is not the id",
		`create_uptime_monitor {"name":"x","url":"https://e"}`:                        "needs a name, a URL and an interval",
		`create_uptime_monitor {"name":"x","url":"https://e","intervalSeconds":7}`:    "intervalSeconds cannot be 7",
		`create_uptime_monitor {"name":"x","url":"file:///etc","intervalSeconds":60}`: "url cannot be",
		`update_uptime_monitor {"uptimeMonitorId":"1","headers":["bad"]}`:             "is not a header",
		`update_uptime_monitor {"uptimeMonitorId":"1"}`:                               "nothing to change",
		`find_alert_rules {"cursor":"0:10:0"}`:                                        "is not a cursor",
		`get_alert_rule {}`:                                                           "no alert was named",
		`get_dashboard_details {}`:                                                    "no dashboard was named",
		`get_org_stats {"groupBy":["team"]}`:                                          "groupBy cannot be",
		`get_org_stats {"period":"ever"}`:                                             "is not a period",
	} {
		name, args, _ := strings.Cut(call, " ")
		_, err := operation(t, name).Call(context.Background(), o, json.RawMessage(args))
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindInvalid || !strings.Contains(e.Error(), message) {
			t.Errorf("%s: %v", call, err)
		}
	}
	if len(fake.asked) != 0 {
		t.Errorf("asked %v", fake.asked)
	}
}

const (
	workflowJSON = `{"id":"456","name":"Notify team","enabled":true,"config":{"frequency":1440},"detectorIds":["9"],"triggers":{"conditions":[{"type":"new_high_priority_issue","comparison":true}]},
 "actionFilters":[{"conditions":[{"type":"event_frequency_count","comparison":{"value":100,"interval":"1h"}}],"actions":[{"type":"email","config":{"targetType":"team","targetIdentifier":"7","targetDisplay":null}}]}]}`
	detectorJSON = `{"id":"9","name":"Slow checkout","type":"metric_issue","latestGroup":{"id":"8","shortId":"SHOP-8","title":"Slow"},"enabled":false,"projectId":"1","dataSources":[{"queryObj":{"snubaQuery":{"dataset":"spans","aggregate":"p95(span.duration)","query":"op:db","timeWindow":3600}}}],
 "conditionGroup":{"conditions":[{"type":"gt","comparison":1600,"conditionResult":75},{"type":"lte","comparison":1600,"conditionResult":0}]}}`
	combinedJSON = `[{"id":"1","type":"alert_rule","name":"Old metric","aggregate":"count()","dataset":"events","query":"","timeWindow":60,"status":0,"projects":["shop"],"triggers":[{"label":"critical","alertThreshold":100,"actions":[{"desc":"mail Ada"}]}]},
 {"id":"2","type":"rule","name":"Old issue","status":"active","conditions":[{"name":"A new issue is created"}],"filters":[],"actions":[{"name":"mail the owners"}],"frequency":30}]`
)

func TestAlertsOfTheNewerModel(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/workflows/":                   {"[" + workflowJSON + "]"},
		"GET /organizations/acme/detectors/":                   {"[" + detectorJSON + "]"},
		"GET /organizations/acme/workflows/456/":               {workflowJSON},
		"GET /organizations/acme/detectors/9/":                 {detectorJSON},
		"GET /organizations/acme/workflows/456/group-history/": {`[{"group":{"id":"7","shortId":"SHOP-7","title":"KeyError: price"},"count":3,"lastTriggered":"2026-11-20T10:00:00Z","eventId":"ab"}]`},
	})
	ctx := context.Background()
	first, err := o.FindAlertRules(ctx, FindAlertRulesIn{Query: `no"t*`})
	if err != nil || len(first.Rules) != 1 || first.NextCursor != "detectors|" || !strings.Contains(fake.asked[0], "name%3A%22%2Anot%2A%22") {
		t.Fatalf("%+v, %v, %v", first, err, fake.asked)
	}
	second, err := o.FindAlertRules(ctx, FindAlertRulesIn{PageIn: PageIn{Cursor: first.NextCursor}})
	if err != nil || len(second.Rules) != 1 || second.NextCursor != "" || second.Rules[0].Watches.Raw() != "p95(span.duration) of spans over 60 minutes where op:db" {
		t.Errorf("%+v, %v", second, err)
	}
	for rule, wants := range map[string][]string{
		"456": {"new high priority issue", `event frequency count above 100 in 1h`, "email team 7", "At most every", "`SHOP-7` KeyError: price, 3 times, last 2026-11-20T10:00:00Z"}, "notify TEAM": {"Alert Notify team"},
		"9": {"> 1600: priority high", "State: off", "`SHOP-8` Slow"}, "slow": {"Slow checkout"},
	} {
		out, err := o.GetAlertRule(ctx, GetAlertRuleIn{Rule: rule, Kind: map[bool]string{true: AlertMetric}[rule == "slow"]})
		doc := strings.ReplaceAll(out.Doc().Plain(), "**", "")
		for _, want := range wants {
			if err != nil || !strings.Contains(doc, want) {
				t.Errorf("%s: %v, no %q in\n%s", rule, err, want, doc)
			}
		}
	}
	if _, err := o.GetAlertRule(ctx, GetAlertRuleIn{Rule: "77", Project: "shop"}); KindOf(err) != KindNotFound || !strings.Contains(err.Error(), "alert 77") {
		t.Errorf("%v", err)
	}
}

func TestAlertsOfTheOlderModel(t *testing.T) {
	o, _ := start(t, map[string][]string{
		"GET /organizations/acme/combined-rules/": {combinedJSON},
		"GET /organizations/acme/alert-rules/1/":  {`{"id":"1","name":"Old metric","aggregate":"count()","timeWindow":60,"status":0,"triggers":[]}`},
		"GET /projects/acme/shop/rules/2/":        {`{"id":"2","name":"Old issue","conditions":[{"name":"A new issue is created"}],"frequency":30}`},
	})
	ctx := context.Background()
	all, err := o.FindAlertRules(ctx, FindAlertRulesIn{})
	if err != nil || len(all.Rules) != 2 || all.Rules[0].Kind != AlertMetric || !all.Rules[0].Enabled || all.Rules[0].When[0].Raw() != "critical at 100" || all.Rules[0].Then[0].Raw() != "mail Ada" {
		t.Fatalf("%+v, %v", all, err)
	}
	if some, err := o.FindAlertRules(ctx, FindAlertRulesIn{Kind: AlertIssue}); err != nil || len(some.Rules) != 1 || some.Rules[0].Name.Raw() != "Old issue" {
		t.Errorf("%+v, %v", some, err)
	}
	for id, name := range map[string]string{"1": "Old metric", "2": "Old issue"} {
		if out, err := o.GetAlertRule(ctx, GetAlertRuleIn{Rule: id, Project: "shop"}); err != nil || out.Rule.Name.Raw() != name {
			t.Errorf("%s: %+v, %v", id, out, err)
		}
	}
}

func TestDashboards(t *testing.T) {
	board := `{"id":"1","title":"Checkout","widgets":[{"title":"Slow","displayType":"table","widgetType":"spans","queries":[{"fields":["p95(span.duration)","transaction"],"conditions":"op:db","orderby":"-p95"}]}]}`
	o, _ := start(t, map[string][]string{
		"GET /organizations/acme/dashboards/":   {`[{"id":"2","title":"Checkout old"},{"id":"1","title":"Checkout","widgetDisplay":["table"],"projects":[1]}]`},
		"GET /organizations/acme/dashboards/1/": {board},
	})
	for _, name := range []string{"1", "checkout"} {
		out, err := o.GetDashboardDetails(context.Background(), GetDashboardDetailsIn{Dashboard: name})
		if err != nil || !strings.Contains(out.Doc().Plain(), "p95(span.duration), transaction") {
			t.Errorf("%s: %v\n%s", name, err, out.Doc().Plain())
		}
	}
	if _, err := o.GetDashboardDetails(context.Background(), GetDashboardDetailsIn{Dashboard: "check"}); KindOf(err) != KindInvalid {
		t.Errorf("two of the name: %v", err)
	}
}

func TestOrgStats(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/stats_v2/": {`{"start":"2026-11-06T00:00:00Z","end":"2026-11-20T00:00:00Z","groups":[{"by":{"project":1,"outcome":"accepted"},"totals":{"sum(quantity)":5},"series":{"sum(quantity)":[2,null,3]}},{"by":{"project":2,"outcome":"rate_limited"},"totals":{"sum(quantity)":7}}]}`},
		"GET /organizations/acme/projects/": {`[{"id":"1","slug":"shop"}]`},
	})
	out, err := o.GetOrgStats(context.Background(), GetOrgStatsIn{GroupBy: []string{"project", "outcome"}})
	if err != nil || len(out.Usage) != 2 || out.Usage[0].Quantity != 7 || out.Usage[0].Project.Raw() != "2" || out.Usage[1].Project.Raw() != "shop" || len(out.Usage[1].Series) != 3 {
		t.Fatalf("%+v, %v", out, err)
	}
	if doc := out.Doc().Plain(); strings.Contains(doc, "category") || strings.Contains(doc, "reason") || !strings.Contains(doc, "outcome") {
		t.Errorf("columns without a value are shown, or one with values is not:\n%s", doc)
	}
	if last := fake.asked[len(fake.asked)-1]; !strings.Contains(last, "project=-1") || !strings.Contains(last, "groupBy=project&groupBy=outcome") {
		t.Errorf("asked %s", last)
	}
	if _, err := o.GetOrgStats(context.Background(), GetOrgStatsIn{Project: "nope"}); KindOf(err) != KindNotFound {
		t.Errorf("%v", err)
	}
	if _, err := o.GetOrgStats(context.Background(), GetOrgStatsIn{Project: "shop", Period: "24h"}); err != nil || !strings.Contains(fake.asked[len(fake.asked)-1], "interval=1h&project=1&") {
		t.Errorf("%v, asked %s", err, fake.asked[len(fake.asked)-1])
	}
}

func TestMonitorStateNamesAStatusOnce(t *testing.T) {
	m := Monitor{Environments: []sentryapi.MonitorEnvironment{
		{Name: text.From("staging"), Status: "error"}, {Name: text.From("dev"), Status: "timeout"}, {Name: text.From("production"), Status: "error"}, {Name: text.From("ok"), Status: "ok"},
	}}
	if got := MonitorState(m); got != "error in production and staging, timeout in dev" {
		t.Error(got)
	}
}
