package replays

import (
	"strings"
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const id = "0123456789abcdef0123456789abcdef"

func answers() map[string]string {
	return map[string]string{
		"GET /organizations/acme/replays/": `{"data":[{"id":"` + id + `","started_at":"2026-11-20T11:00:00Z","duration":10,"count_errors":1,"count_rage_clicks":0,"user":{"display_name":"kim"},"browser":{"name":"Firefox"},"urls":["https://shop.example.com/cart"]}]}`,
		"GET /organizations/acme/replays/" + id + "/": `{"data":{"id":"` + id + `","project_id":"1","started_at":"2025-11-20T11:00:00Z","duration":10,"count_errors":1,
			"error_ids":["aaaa"],"trace_ids":["771a43a4192642f0b136d5159a501700"],"user":{"email":"kim@example.com"}}}`,
		"GET /replays/" + id + "/recording-segments/": `[[
			{"type":5,"timestamp":1763636400000,"data":{"tag":"breadcrumb","payload":{"timestamp":1763636400,"category":"navigation","data":{"to":"https://shop.example.com/cart"}}}},
			{"type":5,"timestamp":1763636405000,"data":{"tag":"breadcrumb","payload":{"timestamp":1763636405,"category":"ui.click","message":"button#pay"}}},
			{"type":5,"timestamp":1763636410000,"data":{"tag":"breadcrumb","payload":{"timestamp":1763636410,"category":"console","level":"error","message":"TypeError: price"}}}]]`,
	}
}

func TestList(t *testing.T) {
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(answers())), 100, 8, func(env screen.Env) screen.Screen { return New(env, screen.ToReplays{Org: "acme"}) })
	d.Has("USER", "> kim", "1h", "10s", "Firefox", "https://shop.example.com/cart")
	d.Do(command.Open)
	if to := d.Opened(); to != any(screen.ToReplay{Org: "acme", ID: id}) {
		t.Errorf("opened %+v", to)
	}
	d.EverySize()
}

func TestTimeline(t *testing.T) {
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(answers())), 80, 40, func(env screen.Env) screen.Screen { return NewReplay(env, screen.ToReplay{Org: "acme", ID: id}) })
	d.Has("kim@example.com", "button#pay", "TypeError: price", "x error")
	track := strings.Split(d.Text(), "\n")[1]
	if !strings.Contains(track, ".") || !strings.HasSuffix(strings.TrimRight(track, " "), "x") {
		t.Errorf("the track is %q", track)
	}
	d.Do(command.Open)
	_, menu := d.Asked()
	if !strings.Contains(menu, "error aaaa") || !strings.Contains(menu, "trace 771a") {
		t.Errorf("%s", menu)
	}
	d.Choose('2')
	if to := d.Opened(); to != any(screen.ToTrace{Org: "acme", ID: "771a43a4192642f0b136d5159a501700"}) {
		t.Errorf("opened %+v", to)
	}
	d.EverySize()
}

// TestErrorsOfAReplay: they stand in its timeline, and lead to their issues.
func TestErrorsOfAReplay(t *testing.T) {
	all := answers()
	all["GET /organizations/acme/events/"] = `{"data":[{"id":"aaaa","timestamp":"2025-11-20T11:00:07Z","issue":"SHOP-7","title":"TypeError: no price"}],"meta":{"fields":{"timestamp":"date"}}}`
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(all)), 80, 40, func(env screen.Env) screen.Screen { return NewReplay(env, screen.ToReplay{Org: "acme", ID: id}) })
	lines := strings.Split(d.Text(), "\n")
	for n, want := range []string{"0:00 | navigation", "0:05 . click           button#pay", "0:07 x error           SHOP-7  TypeError: no price", "0:10 x console error   TypeError: price"} {
		if !strings.Contains(lines[5+n], want) {
			t.Errorf("step %d is %q, want %q", n, lines[5+n], want)
		}
	}
	d.Do(command.Open)
	d.Choose('1')
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "SHOP-7" || to.Event != "aaaa" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.EverySize()
}
