package releases

import (
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const release = `{"version":"shop@2.0.0","dateCreated":"2026-11-18T12:00:00Z","newGroups":3,"projects":[{"id":"1","slug":"shop","healthData":{"crashFreeSessions":97.5,"totalSessions":1200,"sessionsAdoption":80.5}}]}`

func answers() map[string]string {
	return map[string]string{
		"GET /organizations/acme/releases/":                  `[` + release + `,{"version":"shop@1.9.0","newGroups":0,"projects":[]}]`,
		"GET /organizations/acme/releases/shop@2.0.0/":       release,
		"GET /releases/shop@2.0.0/deploys/":                  `[{"id":"1","environment":"production","dateFinished":"2026-11-18T13:00:00Z"}]`,
		"GET /releases/shop@2.0.0/commits/":                  `[{"id":"abcdef0123456789","message":"Give the price a default","dateCreated":"2026-11-18T10:00:00Z"}]`,
		"GET /organizations/acme/issues/":                    `[{"id":"7","shortId":"SHOP-7","title":"KeyError: price","status":"unresolved"}]`,
		"GET /organizations/acme/sessions/":                  `{"groups":[{"by":{"release":"shop@2.0.0"},"totals":{"sum(session)":10,"crash_free_rate(session)":0.9},"series":{"sum(session)":[4,6,0],"crash_free_rate(session)":[1,0.8,null]}}],"intervals":["2026-11-18T00:00:00Z","2026-11-19T00:00:00Z","2026-11-20T00:00:00Z"]}`,
		"GET /organizations/acme/releases/shop@2.0.0/stats/": `[]`,
	}
}

func TestList(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(answers()))
	d := screentest.Start(t, o, 100, 10, func(env screen.Env) screen.Screen { return New(env, screen.ToReleases{Org: "acme", Project: "shop"}) })
	d.Has("VERSION", "> shop@2.0.0", "3 issues", "2d", "97.5%", "80.5%", "1.2k")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToRelease{Org: "acme", Project: "shop", Version: "shop@2.0.0"}) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.OpenIssue)
	if to, ok := d.Opened().(screen.ToIssues); !ok || *to.Query != `release:"shop@2.0.0"` {
		t.Errorf("opened %+v", d.Opened())
	}
	d.EverySize()
	d.Do(command.Search) // a list that is read whole is filtered by the key that searches elsewhere
	d.Type("1.9")
	d.Has("> shop@1.9.0", "filter: 1.9", "1 shown")
	none := screentest.Start(t, screentest.Ops(t, screentest.Serve(map[string]string{"GET /organizations/acme/releases/": `[]`})), 60, 10,
		func(env screen.Env) screen.Screen { return New(env, screen.ToReleases{Org: "acme"}) })
	none.Has("there are no releases", "vedette release create")
}

func TestRelease(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(answers()))
	d := screentest.Start(t, o, 100, 60, func(env screen.Env) screen.Screen {
		return NewRelease(env, screen.ToRelease{Org: "acme", Version: "shop@2.0.0"})
	})
	d.Has("crash-free  ########!!!!!!!!........", "SHOP-7", "production", "Give the price a default")
	d.Do(command.Open)
	d.Choose('2')
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "7" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.EverySize()
}
