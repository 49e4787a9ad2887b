package alerts

import (
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const workflow = `{"id":"3","name":"Tell the team","enabled":true,"triggers":{"conditions":[{"type":"first_seen_event","comparison":true}]},
	"actionFilters":[{"actions":[{"type":"slack","config":{"targetDisplay":"#shop"}}]}],"config":{"frequency":30},"lastTriggered":"2026-11-20T10:00:00Z"}`

func TestAlerts(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{
		"GET /organizations/acme/workflows/": `[` + workflow + `]`, "GET /organizations/acme/workflows/3/": workflow, "GET /organizations/acme/detectors/": `[]`,
		"GET /organizations/acme/workflows/3/group-history/": `[{"group":{"id":"7","shortId":"SHOP-7","title":"KeyError: price"},"count":3,"lastTriggered":"2026-11-20T10:00:00Z"}]`,
	}))
	d := screentest.Start(t, o, 110, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToAlerts{Org: "acme"}) })
	d.Has("ALERT", "> Tell the team", "on", "issue", "first seen event", "slack #shop", "2h")
	d.Do(command.Open)
	to, ok := d.Opened().(screen.ToAlert)
	if !ok || to.ID != "3" || to.Kind != "issue" {
		t.Fatalf("opened %+v", d.Opened())
	}
	d.EverySize()
	one := screentest.Start(t, o, 80, 20, func(env screen.Env) screen.Screen { return NewAlert(env, to) })
	one.Has("Tell the team", "slack", "SHOP-7", "3 times")
	one.Do(command.Open)
	if to, ok := one.Opened().(screen.ToIssue); !ok || to.Issue.ShortID != "SHOP-7" {
		t.Errorf("opened %+v", one.Opened())
	}
	one.EverySize()
}

func TestNoAlerts(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{"GET /organizations/acme/workflows/": `[]`, "GET /organizations/acme/detectors/": `[]`}))
	d := screentest.Start(t, o, 80, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToAlerts{Org: "acme"}) })
	d.Has("there are no alerts", "Create Alert")
}
