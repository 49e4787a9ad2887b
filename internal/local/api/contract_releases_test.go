package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// correct mends the schema where the document cannot be met: a monitor has a list of environments, none of them has a next check-in while
// its schedule is unknown, an incident that goes on has no end, and a monitor need not have an owner. The service answers so, and the
// document's own type of "environments" (one object) is not what any client reads. An interval is a number and a word.
func correct(path string, schema any) {
	if !strings.Contains(path, "/monitors/") {
		return
	}
	root, ok := schema.(map[string]any)
	if !ok {
		return
	}
	if items, ok := root["items"].(map[string]any); ok {
		root = items
	}
	properties := root["properties"].(map[string]any)
	for _, config := range []string{"config", "monitorConfig"} {
		if c, ok := properties[config].(map[string]any); ok {
			delete(c["properties"].(map[string]any)["schedule"].(map[string]any)["anyOf"].([]any)[1].(map[string]any), "items")
		}
	}
	if expected, ok := properties["expectedTime"].(map[string]any); ok {
		expected["nullable"] = true
		return
	}
	properties["owner"].(map[string]any)["nullable"] = true
	environment := properties["environments"].(map[string]any)
	if environment["type"] != "object" { // corrected before: schemas are shared between tests of one path
		return
	}
	fields := environment["properties"].(map[string]any)
	fields["nextCheckIn"].(map[string]any)["nullable"] = true
	fields["nextCheckInLatest"].(map[string]any)["nullable"] = true
	fields["activeIncident"].(map[string]any)["properties"].(map[string]any)["resolvingTimestamp"].(map[string]any)["nullable"] = true
	properties["environments"] = map[string]any{"type": "array", "items": environment}
}

// seedReleases adds what pipelines and scheduled jobs say: a release with commits and deploys, two monitors of which one misses runs.
func (b *backend) seedReleases() {
	b.t.Helper()
	var made struct{ Version string }
	b.post("/api/0/organizations/local/releases/", `{"version":"shop@1.3.0","projects":["shop",2],"ref":"main","url":"https://ci.example.com/7",
		"dateReleased":"2026-11-20T11:30:00Z","commits":[
		{"id":"0a1b2c3d4e5f60718293a4b5c6d7e8f901234567","repository":"shop/web","message":"Carts may be empty","author_name":"Ann","author_email":"ann@example.com",
		 "timestamp":"2026-11-20T10:00:00Z","patch_set":[{"path":"shop/cart.py","type":"M"}]}, {"id":"1a1b2c3d"}]}`, &made)
	b.post("/api/0/organizations/local/releases/shop@1.3.0/deploys/", `{"environment":"production","name":"blue","dateStarted":"2026-11-20T11:00:00Z"}`, &struct{}{})
	checkIn := func(fields string) { b.send("shop", `{"type":"check_in"}`, `{`+fields+`}`) }
	checkIn(`"check_in_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1","monitor_slug":"nightly","status":"error","duration":2.5,"environment":"production",
		"monitor_config":{"schedule":{"type":"crontab","value":"0 2 * * *"},"timezone":"Europe/Vienna","checkin_margin":5,"max_runtime":10}`)
	checkIn(`"monitor_slug":"nightly","status":"in_progress","environment":"staging"`)
	checkIn(`"monitor_slug":"unplanned","status":"ok"`)
	b.seedReplay()
	b.seedProfiles()
}

// answeredReleases lists the documented GETs of releases, sessions, monitors, usage, replays and profiles, and of what there is none of.
func answeredReleases() map[string][]string {
	const org, project = "/api/0/organizations/{organization_id_or_slug}", "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}"
	const o, p = "/api/0/organizations/local", "/api/0/projects/local/shop"
	one := "/releases/" + url.PathEscape(version) + "/"
	const made = "/releases/shop@1.3.0/"
	return map[string][]string{
		org + "/releases/": {
			o + "/releases/", o + "/releases/?health=1&adoptionStages=1&summaryStatsPeriod=24h", o + "/releases/?query=1.3&project=1", o + "/releases/?status=archived",
		},
		org + "/releases/{version}/": {
			o + one, o + one + "?health=1&adoptionStages=1", o + made + "?health=1&project_id=1", o + made,
		},
		org + "/releases/{version}/commits/": {o + made + "commits/", o + one + "commits/"},
		org + "/releases/{version}/deploys/": {o + made + "deploys/", o + one + "deploys/"},
		project + "/releases/":               {p + "/releases/", p + "/releases/?health=1"},
		project + "/releases/{version}/commits/": {
			p + made + "commits/",
		},
		org + "/sessions/": {
			o + "/sessions/?field=sum(session)", o + "/sessions/?field=sum(session)&field=count_unique(user)&groupBy=session.status&groupBy=release&statsPeriod=24h",
			o + "/sessions/?field=crash_free_rate(session)&field=crash_rate(user)&field=anr_rate()&field=p95(session.duration)&groupBy=project&groupBy=environment" +
				"&interval=1d&statsPeriod=14d&orderBy=-crash_free_rate(session)&query=release:shop*",
		},
		org + "/stats_v2/": {
			o + "/stats_v2/?field=sum(quantity)&groupBy=outcome&groupBy=category", o + "/stats_v2/?field=sum(times_seen)&groupBy=project&interval=1d&statsPeriod=7d",
		},
		org + "/stats-summary/":                              {o + "/stats-summary/?field=sum(quantity)", o + "/stats-summary/?field=sum(times_seen)&category=error&project=1"},
		project + "/stats/":                                  {p + "/stats/", p + "/stats/?stat=rejected&resolution=1d&since=1794000000&until=1795000000"},
		org + "/replays/":                                    {o + "/replays/", o + "/replays/?query=user.email:ann@example.com&sort=-duration&statsPeriod=24h"},
		org + "/replays/{replay_id}/":                        {o + "/replays/" + replayID + "/"},
		org + "/replay-count/":                               {o + "/replay-count/?query=issue.id:[1,2]", o + "/replay-count/?query=replay_id:[" + replayID + "]"},
		org + "/replay-selectors/":                           {o + "/replay-selectors/"},
		project + "/replays/{replay_id}/recording-segments/": {p + "/replays/" + replayID + "/recording-segments/"},
		org + "/profiling/chunks/":                           {o + "/profiling/chunks/?project=1&profiler_id=" + profilerID},
		org + "/profiling/flamegraph/":                       {o + "/profiling/flamegraph/?project=1&query=transaction:checkout", o + "/profiling/flamegraph/"},
		project + "/profiling/profiles/{profile_id}/":        {p + "/profiling/profiles/" + profileID + "/"},
		org + "/dashboards/":                                 {o + "/dashboards/"},
		org + "/detectors/":                                  {o + "/detectors/"},
		org + "/workflows/":                                  {o + "/workflows/"},
		org + "/monitors/":                                   {o + "/monitors/", o + "/monitors/?project=1&environment=production", o + "/monitors/?owner=user:1"},
		org + "/monitors/{monitor_id_or_slug}/":              {o + "/monitors/nightly/", o + "/monitors/unplanned/"},
		org + "/monitors/{monitor_id_or_slug}/checkins/":     {o + "/monitors/nightly/checkins/", o + "/monitors/unplanned/checkins/"},
	}
}

// TestContractOfReleaseWrites checks the answers to documented writes of releases and monitors.
func TestContractOfReleaseWrites(t *testing.T) {
	spec := loadSpec(t)
	b := seed(t)
	const org = "/api/0/organizations/{organization_id_or_slug}"
	const o = "/api/0/organizations/local"
	for _, c := range []struct{ method, documented, path, body, status string }{
		{"post", "/releases/", "/releases/", `{"version":"shop@2.0.0","projects":["shop"],"refs":[{"repository":"shop/web","commit":"0a1b..2c3d"}]}`, "201"},
		{"put", "/releases/{version}/", "/releases/shop@2.0.0/", `{"dateReleased":"2026-11-20T12:00:00Z","ref":"v2","status":"archived"}`, "200"},
		{"post", "/releases/{version}/deploys/", "/releases/shop@2.0.0/deploys/", `{"environment":"production","url":"https://ci.example.com/"}`, "201"},
		{"post", "/monitors/", "/monitors/", `{"project":"shop","name":"Nightly Report","config":{"schedule_type":"interval","schedule":[1,"day"]}}`, "201"},
		{"put", "/monitors/{monitor_id_or_slug}/", "/monitors/nightly-report/", `{"is_muted":true,"status":"disabled","owner":"team:1",
			"config":{"schedule_type":"crontab","schedule":"*/5 * * * *","timezone":"Europe/Vienna","checkin_margin":3}}`, "200"},
	} {
		schema := spec.schema(t, c.method, org+c.documented, c.status)
		status := map[string]int{"200": http.StatusOK, "201": http.StatusCreated}[c.status]
		validate(t, schema, c.method+" "+c.path, b.call(strings.ToUpper(c.method), o+c.path, c.body), status)
	}
	if resp := b.call(http.MethodDelete, o+"/monitors/nightly-report/", ""); resp.StatusCode != http.StatusAccepted {
		t.Errorf("DELETE of a monitor: %d, want 202", resp.StatusCode)
	}
}
