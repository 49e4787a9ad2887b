package monitors

import (
	"fmt"
	"strings"
	"testing"

	"vedette/internal/text/hostile"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const nightly = `{"id":"1","slug":"nightly","name":"Nightly report","status":"active","config":{"schedule_type":"crontab","schedule":"0 2 * * *","timezone":"UTC"},
	"project":{"id":"1","slug":"shop"},"environments":[{"name":"production","status":"error","lastCheckIn":"2026-11-20T02:00:00Z"}]}`

func answers() map[string]string {
	return map[string]string{
		"GET /organizations/acme/monitors/":               `[` + nightly + `,{"slug":"idle","status":"active","config":{"schedule":[1,"hour"]},"environments":[]}]`,
		"GET /monitors/nightly/":                          nightly,
		"GET /monitors/nightly/checkins/":                 `[{"id":"3","status":"error","dateAdded":"2026-11-20T02:00:00Z"},{"id":"2","status":"missed","dateAdded":"2026-11-19 02:00:00 UTC"},{"id":"1","status":"ok","duration":300,"dateAdded":"2026-11-18T02:00:00Z"}]`,
		"GET /projects/acme/shop/monitors/nightly/stats/": `[{"ts":1763500000,"ok":1,"error":0,"missed":0,"timeout":0},{"ts":1763586400,"ok":0,"error":0,"missed":1,"timeout":0},{"ts":1763672800,"ok":0,"error":1,"missed":0,"timeout":0},{"ts":1763672900}]`,
		"GET /organizations/acme/uptime/":                 `[{"id":"5","name":"Shop","url":"https://shop.example.com","intervalSeconds":60,"status":"active","uptimeStatus":2,"projectSlug":"shop"}]`,
		"GET /projects/acme/shop/uptime/5/":               `{"id":"5","name":"Shop","url":"https://shop.example.com","method":"GET","intervalSeconds":60,"timeoutMs":5000,"status":"active","uptimeStatus":2,"projectSlug":"shop"}`,
		"GET /projects/acme/shop/uptime/5/checks/":        `[{"checkStatus":"failure","httpStatusCode":503,"traceId":"771a43a4192642f0b136d5159a501700","timestamp":"2026-11-20T11:00:00Z"},{"checkStatus":"success","httpStatusCode":200}]`,
	}
}

func list(t *testing.T, answers map[string]string) *screentest.Driver {
	return screentest.Start(t, screentest.Ops(t, screentest.Serve(answers)), 120, 12, func(env screen.Env) screen.Screen {
		return New(env, screen.ToMonitors{Org: "acme"})
	})
}

func TestList(t *testing.T) {
	d := list(t, answers())
	d.Has("MONITOR", "> nightly", "error in production", ".ME", "10h", "0 2 * * *", "Nightly report", "no check-in yet")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToMonitor{Org: "acme", Slug: "nightly"}) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.OpenUptime)
	if to := d.Opened(); to != any(screen.ToUptime{Org: "acme"}) {
		t.Errorf("opened %+v", to)
	}
	d.EverySize()
}

// TestStripsOfLaterMonitors: whatever comes into sight is asked for its
// check-ins, once.
func TestStripsOfLaterMonitors(t *testing.T) {
	all := answers()
	var list []string
	for n := range 30 {
		slug := fmt.Sprintf("job-%02d", n)
		one := strings.ReplaceAll(nightly, "nightly", slug)
		list = append(list, one)
		all["GET /monitors/"+slug+"/"], all["GET /monitors/"+slug+"/checkins/"] = one, all["GET /monitors/nightly/checkins/"]
	}
	all["GET /organizations/acme/monitors/"] = "[" + strings.Join(list, ",") + "]"
	server := screentest.Serve(all)
	d := screentest.Start(t, screentest.Ops(t, server), 120, 12, func(env screen.Env) screen.Screen { return New(env, screen.ToMonitors{Org: "acme"}) })
	if n := server.Requests("/checkins/"); n != 11 {
		t.Errorf("%d strips were asked for, 11 monitors are in sight", n)
	}
	d.Do(command.Bottom)
	for _, line := range strings.Split(d.Text(), "\n")[1:] {
		if !strings.Contains(line, ".ME") {
			t.Errorf("no strip: %q", line)
		}
	}
	d.Do(command.Top, command.Bottom)
	if n := server.Requests("/checkins/"); n != 22 {
		t.Errorf("%d strips were asked for, 22 monitors have been in sight", n)
	}
}

func TestNoMonitors(t *testing.T) {
	d := list(t, map[string]string{"GET /organizations/acme/monitors/": `[]`})
	d.Has("there are no cron monitors", "sentry_sdk.crons.monitor")
	d.EverySize()
}

func TestMonitor(t *testing.T) {
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(answers())), 100, 40, func(env screen.Env) screen.Screen {
		return NewMonitor(env, screen.ToMonitor{Org: "acme", Slug: "nightly"})
	})
	d.Has("newest      .ME", "7d          ....MMMMEEEE____", "7d ago", "T timed out", "Nightly report", "2026-11-19 02:00:00 UTC")
	d.Do(command.Open)
	if to, ok := d.Opened().(screen.ToIssues); !ok || *to.Query != "monitor.slug:nightly" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.EverySize()
}

func TestUptime(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(answers()))
	d := screentest.Start(t, o, 100, 12, func(env screen.Env) screen.Screen { return NewUptime(env, screen.ToUptime{Org: "acme"}) })
	d.Has("> Shop", "down", "https://shop.example.com", "1m")
	d.Do(command.Open)
	to, ok := d.Opened().(screen.ToUptimeMonitor)
	if !ok || to.ID != "5" || to.Project != "shop" {
		t.Fatalf("opened %+v", d.Opened())
	}
	one := screentest.Start(t, o, 100, 30, func(env screen.Env) screen.Screen { return NewUptimeMonitor(env, to) })
	one.Has("newest      .F", "503")
	one.Do(command.Open)
	one.Choose('1')
	if to, ok := one.Opened().(screen.ToIssues); !ok || to.Project != "shop" || *to.Query != "issue.type:uptime_domain_failure" {
		t.Errorf("opened %+v", one.Opened())
	}
	one.Do(command.Open)
	one.Choose('2')
	if to, ok := one.Opened().(screen.ToTrace); !ok || !strings.HasPrefix(to.ID, "771a") {
		t.Errorf("opened %+v", one.Opened())
	}
	one.EverySize()
}

func TestHostile(t *testing.T) {
	for _, c := range hostile.Small() {
		q := screentest.Quote(t, c.Text)
		d := list(t, map[string]string{"GET /organizations/acme/monitors/": fmt.Sprintf(`[{"slug":%[1]s,"name":%[1]s,"status":%[1]s,"config":{"schedule":%[1]s},"project":{"slug":%[1]s},"environments":[{"name":%[1]s,"status":%[1]s}]}]`, q)})
		d.EverySize()
	}
}
