package tui

import (
	"context"
	"iter"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// runStopped is a run of SHOP-2 that has stopped meanwhile.
func runStopped(d *driver) *screen.FixRun {
	issue := ops.Issue{ID: "2", ShortID: "SHOP-2"}
	run := d.m.runs.Keep("acme", issue, ops.GetSeerRunOut{Outcome: ops.SeerAsks, Run: &ops.SeerRun{RunID: "5", Status: "awaiting_user_input"}}, now)
	d.send(screen.FixChanged{Org: "acme", Issue: "2", Stopped: true})
	return run
}

// TestRunAnnouncesItsEnd on every other screen, until it was looked at.
func TestRunAnnouncesItsEnd(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 120, 30)
	run := runStopped(d)
	d.shows("fix run of SHOP-2: waits for your answer", "ctrl+t looks", "1 fix run stopped")
	if title := d.m.View().WindowTitle; !strings.HasPrefix(title, "(1) vedette") {
		t.Errorf("the title is %q", title)
	}
	d.keys("ctrl+t")
	d.shows("● fix run of SHOP-2", "waits for your answer")
	if !run.Unseen {
		t.Error("the list alone counts as a look")
	}
	d.keys("enter")
	d.lacks("1 fix run stopped")
	if title := d.m.View().WindowTitle; run.Unseen || strings.HasPrefix(title, "(") {
		t.Errorf("after a look: unseen %v, the title is %q", run.Unseen, title)
	}
	d.send(screen.FixChanged{Org: "acme", Issue: "2", Stopped: true})
	if run.Unseen {
		t.Error("what is in front is announced")
	}
}

// TestFarewellNamesTheRunsThatGoOn: leaving the program ends none.
func TestFarewellNamesTheRunsThatGoOn(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Command: "vedette --profile demo"}, 120, 30)
	runStopped(d)
	if said := d.m.farewell(); said != "" {
		t.Errorf("of a run that has stopped it says %q", said)
	}
	waits := func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
		return func(func(ops.SeerEvent, error) bool) { <-ctx.Done() }
	}
	d.m.runs.Follow("acme", ops.Issue{ID: "7", ShortID: "SHOP-7"}, now, waits)
	if said := d.m.farewell(); said != "The fix run of SHOP-7 was at work; see how it goes on: vedette --profile demo seer watch SHOP-7\n" {
		t.Errorf("it says %q", said)
	}
	d.update(press("ctrl+t"))
	d.shows("fix run of SHOP-7", "starting")
	d.update(press("l"))
	if d.m.runs.AtWork() != 0 {
		t.Error("the run is followed still")
	}
}
