package tui

import (
	"testing"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// TestScreenThatWasLeftIsNotReplaced: somebody who went on before the only
// organization was told stays where they are.
func TestScreenThatWasLeftIsNotReplaced(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), ops.Defaults{})}, 100, 24)
	orgs := d.m.top().id
	d.send(screen.Open{To: screen.ToMonitors{Org: "acme"}})
	d.send(screen.Open{To: screen.ToProjects{Org: "acme"}, Instead: orgs})
	if _, ok := d.m.top().place().(screen.ToMonitors); !ok || len(d.m.stack) != 2 {
		t.Errorf("%d screens, on top %#v", len(d.m.stack), d.m.top().place())
	}
	d.keys("u")
	if _, ok := d.m.top().place().(screen.ToUptime); !ok || len(d.m.stack) != 2 {
		t.Errorf("after u %d screens, on top %#v", len(d.m.stack), d.m.top().place())
	}
}

// TestNewQuestionOfTheRouterReplacesTheOlder: opening the goto line again and
// again has one request under way, not one each time.
func TestNewQuestionOfTheRouterReplacesTheOlder(t *testing.T) {
	d, s := onSilent(t)
	for range 10 {
		d.update(press("@"))
	}
	d.until(func() bool { return d.m.tasks.Running("whoami") && s.others() == 1 && d.wait == 2 })
}
