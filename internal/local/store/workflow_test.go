package store

import (
	"slices"
	"testing"
	"time"
)

func TestWorkflow(t *testing.T) {
	day := 24 * time.Hour
	release := func(f *fixture, version string) *EventRecord {
		e := f.event("a")
		e.Release = version
		return e
	}
	user := func(f *fixture, id string) *EventRecord {
		e := f.event("a")
		e.User.ID = id
		return e
	}
	tests := []struct {
		name      string
		do        func(f *fixture)
		status    string
		substatus string
		activity  string // that must be there; empty: none looked for
	}{
		{"the first event makes a new issue", func(f *fixture) { f.store(f.event("a")) }, StatusUnresolved, SubstatusNew, ActivityFirstSeen},
		{"a week later it is ongoing", func(f *fixture) { f.store(f.event("a")); f.now = f.now.Add(7 * day) }, StatusUnresolved, SubstatusOngoing, ""},
		{"resolved stays resolved", func(f *fixture) { f.store(f.event("a")); f.update("a", Update{Status: StatusResolved}) },
			StatusResolved, "", ActivityResolved},
		{"an event regresses a resolved issue", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusResolved})
			f.now = f.now.Add(time.Hour)
			f.store(f.event("a"))
		}, StatusUnresolved, SubstatusRegressed, ActivityRegression},
		{"an event from before the resolution does not", func(f *fixture) {
			f.store(f.event("a"))
			late := f.event("a")
			f.now = f.now.Add(time.Hour)
			f.update("a", Update{Status: StatusResolved})
			f.store(late)
		}, StatusResolved, "", ""},
		{"in next release: the same release does not regress", func(f *fixture) {
			f.store(release(f, "shop@1.0.0"))
			f.update("a", Update{Status: StatusResolved, Details: StatusDetails{InNextRelease: true}})
			f.store(release(f, "shop@1.0.0"))
		}, StatusResolved, "", ActivityResolvedInRelease},
		{"in next release: no release does not regress", func(f *fixture) {
			f.store(release(f, "shop@1.0.0"))
			f.update("a", Update{Status: StatusResolved, Details: StatusDetails{InNextRelease: true}})
			f.store(f.event("a"))
		}, StatusResolved, "", ""},
		{"in next release: the next release regresses", func(f *fixture) {
			f.store(release(f, "shop@1.0.0"))
			f.update("a", Update{Status: StatusResolved, Details: StatusDetails{InNextRelease: true}})
			f.store(release(f, "shop@1.1.0"))
		}, StatusUnresolved, SubstatusRegressed, ActivityRegression},
		{"in release: an older version does not regress", func(f *fixture) {
			f.store(release(f, "shop@2.0.0"))
			f.update("a", Update{Status: StatusResolved, Details: StatusDetails{InRelease: "shop@2.0.0"}})
			f.store(release(f, "shop@1.9.0"))
		}, StatusResolved, "", ""},
		{"in release: this version regresses", func(f *fixture) {
			f.store(release(f, "shop@2.0.0"))
			f.update("a", Update{Status: StatusResolved, Details: StatusDetails{InRelease: "latest"}})
			f.store(release(f, "shop@2.0.0"))
		}, StatusUnresolved, SubstatusRegressed, ""},
		{"in release: commit hashes go by their order", func(f *fixture) {
			f.store(release(f, "abc"), release(f, "def"))
			f.update("a", Update{Status: StatusResolved, Details: StatusDetails{InRelease: "def"}})
			f.store(release(f, "abc"))
		}, StatusResolved, "", ""},
		{"archived until escalating: a few events are quiet", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored})
			f.store(f.event("a"), f.event("a"))
		}, StatusIgnored, SubstatusUntilEscalating, ActivityIgnored},
		{"archived until escalating: many events escalate", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Substatus: SubstatusUntilEscalating})
			for range leastEscalation + 1 {
				f.store(f.event("a"))
			}
		}, StatusUnresolved, SubstatusEscalating, ActivityEscalating},
		{"archived forever", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Substatus: SubstatusForever})
			for range 2 * leastEscalation {
				f.store(f.event("a"))
			}
		}, StatusIgnored, SubstatusForever, ""},
		{"archived until 3 more events: 2", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreCount: 3}})
			f.store(f.event("a"), f.event("a"))
		}, StatusIgnored, SubstatusUntilCondition, ""},
		{"archived until 3 more events: 3", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreCount: 3}})
			f.store(f.event("a"), f.event("a"), f.event("a"))
		}, StatusUnresolved, SubstatusOngoing, ActivityUnresolved},
		{"archived until 2 events in 10 minutes: apart", func(f *fixture) {
			f.store(f.event("a"))
			f.now = f.now.Add(time.Minute)
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreCount: 2, IgnoreWindow: 10}})
			f.now = f.now.Add(time.Minute)
			f.store(f.event("a"))
			f.now = f.now.Add(time.Hour)
			f.store(f.event("a"))
		}, StatusIgnored, SubstatusUntilCondition, ""},
		{"archived until 2 events in 10 minutes: together", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreCount: 2, IgnoreWindow: 10}})
			f.now = f.now.Add(time.Hour)
			f.store(f.event("a"), f.event("a"))
		}, StatusUnresolved, SubstatusOngoing, ""},
		{"archived until 2 more users: the same one", func(f *fixture) {
			f.store(user(f, "1"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreUserCount: 2}})
			f.store(user(f, "1"), user(f, "2"), user(f, "2"))
		}, StatusIgnored, SubstatusUntilCondition, ""},
		{"archived until 2 more users: two", func(f *fixture) {
			f.store(user(f, "1"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreUserCount: 2}})
			f.store(user(f, "2"), user(f, "3"))
		}, StatusUnresolved, SubstatusOngoing, ""},
		{"archived for an hour: before", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreUntil: f.now.Add(time.Hour)}})
			f.now = f.now.Add(59 * time.Minute)
		}, StatusIgnored, SubstatusUntilCondition, ""},
		{"archived for an hour: after", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusIgnored, Details: StatusDetails{IgnoreUntil: f.now.Add(time.Hour)}})
			f.now = f.now.Add(time.Hour)
		}, StatusUnresolved, SubstatusOngoing, ActivityUnresolved},
		{"unresolved by hand", func(f *fixture) {
			f.store(f.event("a"))
			f.update("a", Update{Status: StatusResolved})
			f.update("a", Update{Status: StatusUnresolved})
		}, StatusUnresolved, SubstatusOngoing, ActivityUnresolved},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			tt.do(f)
			i := f.issue("a")
			if i.Status != tt.status || i.Substatus != tt.substatus {
				t.Errorf("issue is %s %q, want %s %q", i.Status, i.Substatus, tt.status, tt.substatus)
			}
			list, err := f.Activities(t.Context(), i.ID)
			if err != nil {
				t.Fatal(err)
			}
			if tt.activity != "" && !slices.ContainsFunc(list, func(a Activity) bool { return a.Type == tt.activity }) {
				t.Errorf("no activity %s in %+v", tt.activity, list)
			}
			balance(t, t.Context(), f.Store)
		})
	}
}

func TestEscalationRaisesPriorityUnlessLocked(t *testing.T) {
	for _, locked := range []bool{false, true} {
		f := newFixture(t)
		e := f.event("a")
		e.Priority = "low"
		f.store(e)
		if locked {
			f.update("a", Update{Priority: "medium"})
			f.update("a", Update{Priority: "low"})
		}
		f.update("a", Update{Status: StatusIgnored})
		for range leastEscalation + 1 {
			f.store(f.event("a"))
		}
		want := map[bool]string{false: "medium", true: "low"}[locked]
		if i := f.issue("a"); i.Priority != want || i.PriorityLocked != locked {
			t.Errorf("locked %t: priority %s (locked %t), want %s", locked, i.Priority, i.PriorityLocked, want)
		}
	}
}

func TestUpdate(t *testing.T) {
	f := newFixture(t)
	f.store(f.event("a"))
	yes, no, kind, id, none := true, false, "user", "1", ""
	f.update("a", Update{HasSeen: &yes, Bookmarked: &yes, Subscribed: &yes, Inbox: &no, AssigneeType: &kind, AssigneeID: &id, Priority: "low"})
	i := f.issue("a")
	if !i.HasSeen || !i.Bookmarked || !i.Subscribed || i.Inbox || i.AssigneeType != "user" || i.AssigneeID != "1" || i.Priority != "low" || !i.PriorityLocked {
		t.Errorf("after the update: %+v", i)
	}
	f.update("a", Update{AssigneeType: &none, AssigneeID: &none})
	if i := f.issue("a"); i.AssigneeID != "" {
		t.Errorf("still assigned to %q", i.AssigneeID)
	}
	for _, bad := range []Update{{Status: "gone"}, {Priority: "urgent"}, {Status: StatusIgnored, Substatus: "new"}, {Substatus: "new"}} {
		if _, err := f.UpdateIssues(t.Context(), []int64{i.ID}, bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if list, err := f.UpdateIssues(t.Context(), []int64{999}, Update{Status: StatusResolved}); err != nil || len(list) != 0 {
		t.Errorf("unknown issue: %v, %v", list, err)
	}
}

func TestVersions(t *testing.T) {
	tests := []struct {
		a, b string
		want int
		ok   bool
	}{
		{"a@1.2.3", "a@1.2.4", -1, true},
		{"a@1.10", "a@1.9", 1, true},
		{"a@1.0.0", "a@1.0.0-rc.1", 1, true},
		{"a@1.0.0-rc.2", "a@1.0.0-rc.10", -1, true},
		{"a@1.0.0-alpha", "a@1.0.0-1", 1, true},
		{"a@1.0.0+5", "a@1.0.0+6", 0, true},
		{"v1.2", "1.2.0", 0, true},
		{"a@1", "b@1", 0, false},
		{"3fa2b1c", "4fa2b1c", 0, false},
		{"a@1.2.3.4.5", "a@1", 0, false},
		{"", "", 0, false},
	}
	for _, tt := range tests {
		if got, ok := compareVersions(tt.a, tt.b); got != tt.want || ok != tt.ok {
			t.Errorf("compareVersions(%q, %q) = %d, %t, want %d, %t", tt.a, tt.b, got, ok, tt.want, tt.ok)
		}
	}
}
