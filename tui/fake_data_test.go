package tui

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

const (
	traceID   = "771a43a4192642f0b136d5159a501700"
	replayID  = "0123456789abcdef0123456789abcdef"
	profileID = "a1b2c3d4e5f60718293a4b5c6d7e8f90"

	nightly      = `{"id":"1","slug":"nightly","name":"Nightly report","status":"active","config":{"schedule_type":"crontab","schedule":"0 2 * * *","timezone":"UTC"},"project":{"id":"1","slug":"shop"},"environments":[{"name":"production","status":"error","lastCheckIn":"2026-11-20T02:00:00Z"}]}`
	shopUp       = `{"id":"5","name":"Shop","url":"https://shop.example.com","method":"GET","intervalSeconds":60,"timeoutMs":5000,"status":"active","uptimeStatus":2,"projectSlug":"shop"}`
	tellTheTeam  = `{"id":"3","name":"Tell the team","enabled":true,"triggers":{"conditions":[{"type":"first_seen_event","comparison":true}]},"actionFilters":[{"actions":[{"type":"slack","config":{"targetDisplay":"#shop"}}]}],"config":{"frequency":30},"lastTriggered":"2026-11-20T10:00:00Z"}`
	shopRelease  = `{"version":"shop@2.0.0","dateCreated":"2026-11-18T12:00:00Z","newGroups":3,"projects":[{"id":"1","slug":"shop","healthData":{"crashFreeSessions":97.5,"totalSessions":1200,"sessionsAdoption":80.5}}]}`
	aReplay      = `{"id":"` + replayID + `","project_id":"1","started_at":"2026-11-20T11:00:00Z","duration":10,"count_errors":1,"user":{"display_name":"kim"},"browser":{"name":"Firefox"},"urls":["https://shop.example.com/cart"],"trace_ids":["` + traceID + `"]}`
	aLog         = `{"id":"l1","timestamp":"2026-11-20T11:59:01Z","severity":"error","message":"payment failed","project":"shop","trace":"` + traceID + `"}`
	logLine      = `{"itemId":"l1","timestamp":"2026-11-20T11:59:01Z","attributes":[{"name":"message","type":"str","value":"payment failed"},{"name":"order.id","type":"str","value":"o-17"}]}`
	warehouse    = `{"event_type":"span","event_id":"slow","parent_span_id":"root","op":"http.client","description":"GET warehouse","project_slug":"shop","start_timestamp":1763640000.5,"duration":400,"children":[]}`
	deadlock     = `{"event_type":"span","event_id":"db","parent_span_id":"root","op":"db","description":"SELECT 1","project_slug":"shop","start_timestamp":1763640000.1,"duration":5,"errors":[{"event_type":"error","event_id":"e1","issue_id":7,"short_id":"SHOP-7","level":"error","title":"deadlock"}],"children":[]}`
	aTrace       = `[{"event_type":"span","event_id":"root","op":"http.server","description":"GET /cart","project_slug":"shop","project_id":1,"is_transaction":true,"start_timestamp":1763640000,"end_timestamp":1763640001,"duration":1000,"children":[` + warehouse + `,` + deadlock + `]}]`
	aProfile     = `{"event_id":"` + profileID + `","transaction":{"name":"GET /cart"},"platform":"python","timestamp":"2026-11-20T11:00:00Z","profile":{"frames":[{"function":"total","file":"cart.py","line":12,"in_app":true}],"stacks":[[0]],"samples":[{"stack_id":0,"thread_id":"1","elapsed_since_start_ns":0},{"stack_id":0,"thread_id":"1","elapsed_since_start_ns":10000000}]}}`
	aRecording   = `[[{"type":5,"timestamp":1763636400000,"data":{"tag":"breadcrumb","payload":{"timestamp":1763636400,"category":"navigation","data":{"to":"https://shop.example.com/cart"}}}},{"type":5,"timestamp":1763636410000,"data":{"tag":"breadcrumb","payload":{"timestamp":1763636410,"category":"console","level":"error","message":"TypeError: price"}}}]]`
	someSessions = `{"groups":[{"by":{"release":"shop@2.0.0"},"totals":{"sum(session)":10,"crash_free_rate(session)":0.9},"series":{"sum(session)":[4,6,0],"crash_free_rate(session)":[1,0.8,null]}}],"intervals":["2026-11-18T00:00:00Z","2026-11-19T00:00:00Z","2026-11-20T00:00:00Z"]}`
)

// dataAnswers are those to what the screens about data ask for, by the path's end.
func dataAnswers() map[string]string {
	return map[string]string{
		"/acme/monitors/": `[` + nightly + `]`, "/monitors/nightly/": nightly,
		"/monitors/nightly/checkins/": `[{"id":"3","status":"error","dateAdded":"2026-11-20T02:00:00Z"},{"id":"1","status":"ok","duration":300,"dateAdded":"2026-11-18T02:00:00Z"}]`,
		"/monitors/nightly/stats/":    `[{"ts":1763500000,"ok":1,"error":0,"missed":0,"timeout":0},{"ts":1763586400,"ok":0,"error":0,"missed":1,"timeout":0}]`,
		"/acme/uptime/":               `[` + shopUp + `]`, "/uptime/5/": shopUp,
		"/uptime/5/checks/": `[{"checkStatus":"failure","httpStatusCode":503,"traceId":"` + traceID + `","timestamp":"2026-11-20T11:00:00Z"},{"checkStatus":"success","httpStatusCode":200}]`,
		"/workflows/":       `[` + tellTheTeam + `]`, "/workflows/3/": tellTheTeam, "/detectors/": `[]`,
		"/dashboards/":   `[{"id":"2","title":"Checkout","widgetDisplay":["line","table"],"createdBy":{"name":"Jane Doe"},"dateCreated":"2026-11-19T12:00:00Z"}]`,
		"/dashboards/2/": `{"id":"2","title":"Checkout","period":"7d","widgets":[{"id":"1","title":"Slow","displayType":"table","widgetType":"spans","queries":[{"columns":["transaction"],"aggregates":["p95(span.duration)"],"conditions":"span.op:db"}]}]}`,
		"/replays/":      `{"data":[` + aReplay + `]}`, "/replays/" + replayID + "/": `{"data":` + aReplay + `}`, "/recording-segments/": aRecording,
		"/trace/" + traceID + "/": aTrace, "/trace-meta/" + traceID + "/": `{"errorsCount":1,"spansCount":3,"logsCount":1,"spansCountMap":{}}`,
		"/trace-items/l1/": logLine, "/trace-items/db/": logLine, "/profiles/" + profileID + "/": aProfile,
		"/releases/shop@2.0.0/": shopRelease, "/releases/shop@2.0.0/deploys/": `[{"id":"1","environment":"production","dateFinished":"2026-11-18T13:00:00Z"}]`,
		"/releases/shop@2.0.0/commits/": `[{"id":"abcdef0123456789","message":"Give the price a default","dateCreated":"2026-11-18T10:00:00Z"}]`, "/releases/shop@2.0.0/stats/": `[]`,
		"/sessions/": someSessions, "/group-search-views/": `[{"id":"1","name":"Payments","query":"url:*pay*","querySort":"freq","timeFilters":{"period":"30d"},"environments":["production"],"starred":true}]`,
		"/user-reports/":              `[{"id":"1","name":"Kim","comments":"The cart is empty","dateCreated":"2026-11-20T10:00:00Z"}]`,
		"/similar-issues-embeddings/": `[[{"id":"8","shortId":"SHOP-8","title":"KeyError: 'sku'","status":"unresolved"},{"exception":0.91}]]`,
		"/external-issues/":           `[{"id":"1","serviceType":"jira","displayName":"SHOP#7","webUrl":"https://jira.example.com/SHOP-7"}]`,
		"/attachments/":               `[{"id":"1","name":"screen.png","size":20480,"mimetype":"image/png","dateCreated":"2026-11-20T11:55:00Z"}]`,
		"/seer/runs/":                 `[{"id":"u1","title":"SHOP-3: KeyError","dateCreated":"2026-11-20T11:00:00Z"}]`,
	}
}

// table answers a search of Explore by its fields.
func table(q url.Values) string {
	switch fields := strings.Join(q["field"], " "); {
	case q.Get("dataset") == "logs":
		return `{"data":[` + aLog + `],"meta":{}}`
	case strings.Contains(fields, "span.description") && strings.Contains(fields, "sum(span.duration)"):
		return `{"data":[{"span.op":"db","span.description":"SELECT 1","count()":9,"sum(span.duration)":900,"p95(span.duration)":200}]}`
	case strings.HasPrefix(fields, "transaction "):
		return `{"data":[{"transaction":"GET /cart","count()":90,"failure_rate()":0.2,"p50(span.duration)":100,"p95(span.duration)":400}]}`
	case strings.Contains(fields, "epm()"):
		return `{"data":[{"count()":100,"epm()":2,"failure_rate()":0.18,"p50(span.duration)":90,"p75(span.duration)":150,"p95(span.duration)":400}]}`
	case q.Get("dataset") == "spans":
		return `{"data":[{"id":"db","timestamp":"2026-11-20T11:59:00Z","span.op":"db","span.description":"SELECT 1","description":"SELECT 1","span.duration":12.5,"trace":"` + traceID + `"}],"meta":{"fields":{"span.duration":"duration"},"units":{"span.duration":"millisecond"}}}`
	}
	return `{"data":[{"id":"e1","timestamp":"2026-11-20T11:00:00Z","issue":"SHOP-7","title":"KeyError: price","level":"fatal","trace":"` + traceID + `"}],"meta":{"fields":{"timestamp":"date"}}}`
}

// places are all screens, by their names in the golden files.
func places() map[string]any {
	return map[string]any{
		"orgs": screen.ToOrgs{}, "projects": screen.ToProjects{Org: "acme"}, "releases": screen.ToReleases{Org: "acme"},
		"stream": screen.ToIssues{Org: "acme", Project: "shop"}, "overview": screen.ToIssue{Org: "acme", Issue: ops.Issue{ID: "1", ShortID: "SHOP-1"}},
		"views": screen.ToViews{Org: "acme"}, "runs": screen.ToRuns{Org: "acme"}, "trace": screen.ToTrace{Org: "acme", ID: traceID},
		"release": screen.ToRelease{Org: "acme", Project: "shop", Version: "shop@2.0.0"}, "monitors": screen.ToMonitors{Org: "acme"}, "monitor": screen.ToMonitor{Org: "acme", Slug: "nightly"},
		"uptime": screen.ToUptime{Org: "acme"}, "uptime-monitor": screen.ToUptimeMonitor{Org: "acme", Project: "shop", ID: "5"},
		"alerts": screen.ToAlerts{Org: "acme"}, "alert": screen.ToAlert{Org: "acme", Kind: "issue", ID: "3"},
		"dashboards": screen.ToDashboards{Org: "acme"}, "dashboard": screen.ToDashboard{Org: "acme", ID: "2"},
		"replays": screen.ToReplays{Org: "acme"}, "replay": screen.ToReplay{Org: "acme", ID: replayID},
		"errors": screen.ToExplore{Org: "acme", Dataset: "errors"}, "spans": screen.ToExplore{Org: "acme", Dataset: "spans"},
		"log":     screen.ToLog{Org: "acme", Project: "shop", ID: "l1", Trace: traceID},
		"logs":    screen.ToLogs{Org: "acme"},
		"profile": screen.ToProfile{Org: "acme", Project: "shop", ID: profileID}, "syntax": screen.ToSyntax{Dataset: "spans"},
		"settings": screen.ToSettings{}, "performance": screen.ToPerformance{Org: "acme"},
	}
}

// facts are what the settings screen shows.
func facts() screen.Settings {
	return screen.Settings{Facts: func() ([]screen.Fact, error) {
		return []screen.Fact{{Name: "url", Value: "https://sentry.io", Source: "SENTRY_URL"}, {Name: "theme", Value: "dark", Source: "default", Key: "tui.theme"}, {Name: "mouse", Value: "true", Source: "default", Key: "tui.mouse", Choices: []string{"true", "false"}}}, nil
	}}
}

// poisoned replaces what strangers write in an answer, and leaves what leads
// from one answer to the next.
func poisoned(body, poison string) string {
	var v any
	if json.Unmarshal([]byte(body), &v) != nil {
		return body
	}
	out, err := json.Marshal(poisonedValue(v, poison))
	if err != nil {
		return body
	}
	return string(out)
}

func poisonedValue(v any, poison string) any {
	switch v := v.(type) {
	case []any:
		for n := range v {
			v[n] = poisonedValue(v[n], poison)
		}
	case map[string]any:
		for key, value := range v {
			if _, isText := value.(string); isText && strings.Contains(" title name message description value culprit text label display_name url filename function comments query targetDisplay span.description transaction content category ", " "+key+" ") {
				v[key] = poison
				continue
			}
			v[key] = poisonedValue(value, poison)
		}
	}
	return v
}

// TestWideTextOnEveryScreen: no line is wider than the terminal, whatever is
// written, from the smallest terminal to the largest.
func TestWideTextOnEveryScreen(t *testing.T) {
	texts := []string{
		"漢字かな交じり文のとても長いタイトル 👩‍👩‍👧‍👦🏳️‍🌈 ❤️ e\u0301\u0301\u0301 \u202eעברית\u202c العربية 🇩🇪🇫🇷",
		"\x1b[31mred\x1b]0;t\a\x1b]52;c;aGk=\x07\r\nnew\tline\u2028x\u200b\u200d\ufeff 👍🏽 한국어" + strings.Repeat("W̶i̶d̶e̶ﷺ", 40),
	}
	all := scenes()
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, poison := range texts {
				f := newFake()
				f.poison = poison
				opt := s.opt(t)
				opt.Title = poison
				if opt.Ops != nil {
					opt.Ops = opsOver(t, f, opt.Ops.Defaults())
				}
				d := drive(t, opt, 80, 24)
				s.reach(d)
				for _, size := range [][2]int{{20, 6}, {21, 7}, {33, 9}, {40, 12}, {63, 15}, {80, 24}, {120, 40}, {200, 60}, {400, 120}} {
					d.resize(size[0], size[1])
					checkInert(t, d)
				}
			}
		})
	}
}
