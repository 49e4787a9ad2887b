package profiles

import (
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const id = "a1b2c3d4e5f60718293a4b5c6d7e8f90"

func TestProfile(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{
		"GET /projects/acme/shop/profiling/profiles/" + id + "/": `{"event_id":"` + id + `","transaction":{"name":"GET /cart"},"platform":"python","timestamp":"2026-11-20T11:00:00Z",
			"profile":{"frames":[{"function":"total","file":"cart.py","line":12,"in_app":true}],"stacks":[[0]],"samples":[{"stack_id":0,"thread_id":"1","elapsed_since_start_ns":0},{"stack_id":0,"thread_id":"1","elapsed_since_start_ns":10000000}]}}`,
	}))
	d := screentest.Start(t, o, 90, 24, func(env screen.Env) screen.Screen {
		return New(env, screen.ToProfile{Org: "acme", Project: "shop", ID: id})
	})
	d.Has("GET /cart", "python")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToProfile{Org: "acme", Project: "shop", Transaction: "GET /cart"}) {
		t.Errorf("opened %+v", to)
	}
	d.EverySize()
}

// What the server cannot give is said by the frame, and nothing else breaks.
func TestNoProfiles(t *testing.T) {
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(nil)), 60, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToProfile{Org: "acme", Project: "shop"}) })
	if d.Screen.Info().Err == nil || d.Screen.Info().Detail != "7d" {
		t.Errorf("%+v", d.Screen.Info())
	}
	d.EverySize()
}

// TestHotPathsOfAnOrganizationAskForTheProject, where one would else read that a
// flag is missing.
func TestHotPathsOfAnOrganizationAskForTheProject(t *testing.T) {
	o := screentest.Ops(t, screentest.Serve(map[string]string{
		"GET /organizations/acme/projects/": `[{"id":"1","slug":"shop","name":"Shop"},{"id":"2","slug":"worker","name":"Worker"}]`,
	}))
	d := screentest.Start(t, o, 60, 12, func(env screen.Env) screen.Screen { return New(env, screen.ToProfile{Org: "acme"}) })
	d.Has("one project at a time", "shop", "worker")
	d.Do(command.Open)
	d.Choose('2')
	if to := d.Opened(); to != any(screen.ToProfile{Org: "acme", Project: "worker"}) {
		t.Errorf("opened %+v", to)
	}
}
