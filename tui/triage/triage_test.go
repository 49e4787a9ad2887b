package triage

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

func TestPeriod(t *testing.T) {
	for in, want := range map[string]int{"90m": 90, "8h": 480, "3d": 4320, "2w": 20160, "365d": 525600, "": 0, "d": 0, "0h": 0, "-1h": 0, "366d": 0, "1y": 0, "1h2": 0, "99999999999999999999h": 0, "4611686018427387905h": 0} {
		got, ok := period(in)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("%q is %d minutes, %t", in, got, ok)
		}
	}
	for in, want := range map[string][2]int{
		"1": {1, 0}, "1000000": {1000000, 0}, "500 in 24h": {500, 1440}, " 50  in 1w ": {50, 10080},
		"1000001": {}, "0": {}, "-3": {}, "x": {}, "": {}, "5 in": {}, "5 in 2w": {}, "5 in x": {}, "in 1h": {},
	} {
		n, window, ok := countWithin(strings.TrimSpace(in))
		if ok != (want[0] > 0) || ok && [2]int{n, window} != want {
			t.Errorf("%q is %d in %d minutes: %t", in, n, window, ok)
		}
	}
}

// TestRestoreStatus: what undoing asks of the server, for each state there was.
func TestRestoreStatus(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for wire, want := range map[string]string{
		`{"status":"unresolved","substatus":"regressed"}`:                                                                        `{"status":"unresolved"}`,
		`{"status":"resolved"}`:                                                                                                  `{"status":"resolved"}`,
		`{"status":"resolved","statusDetails":{"inNextRelease":true}}`:                                                           `{"status":"resolvedInNextRelease"}`,
		`{"status":"resolved","statusDetails":{"inRelease":"shop@1.0"}}`:                                                         `{"status":"resolved","inRelease":"shop@1.0"}`,
		`{"status":"resolved","statusDetails":{"inCommit":{"commit":"abc","repository":"acme/shop"}}}`:                           `{"status":"resolved","inCommit":"acme/shop@abc"}`,
		`{"status":"resolved","statusDetails":{"inCommit":{"commit":"abc"}}}`:                                                    `{"status":"resolved"}`,
		`{"status":"ignored","substatus":"archived_until_escalating"}`:                                                           `{"status":"ignored","ignoreMode":"untilEscalating"}`,
		`{"status":"ignored","substatus":"archived_forever"}`:                                                                    `{"status":"ignored","ignoreMode":"forever"}`,
		`{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreUntil":"2026-11-20T14:30:00Z"}}`: `{"status":"ignored","ignoreMode":"forDuration","ignoreDurationMinutes":150}`,
		`{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreUntil":"2026-11-20T11:00:00Z"}}`: `{"status":"ignored","ignoreMode":"untilEscalating"}`,
		`{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreCount":"50","ignoreWindow":60}}`: `{"status":"ignored","ignoreMode":"untilOccurrenceCount","ignoreCount":50,"ignoreWindowMinutes":60}`,
		`{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreUserCount":5}}`:                  `{"status":"ignored","ignoreMode":"untilUserCount","ignoreUserCount":5}`,
	} {
		var before ops.Issue
		if err := json.Unmarshal([]byte(wire), &before); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(restoreStatus(before, now))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is restored by %s, want %s", wire, got, want)
		}
	}
}

// TestUndoIsOneRequestPerState: issues that had the same state go together.
func TestUndoIsOneRequestPerState(t *testing.T) {
	var b batch
	open, forever := edit{IssueEdit: ops.IssueEdit{Status: "unresolved"}}, edit{IssueEdit: ops.IssueEdit{Status: "ignored", IgnoreMode: "forever"}}
	for _, e := range []edit{open, forever, open, open} {
		b.add(ops.Issue{}, e)
	}
	if len(b.parts) != 2 || len(b.parts[0].issues) != 3 {
		t.Errorf("the parts are %+v", b.parts)
	}
}

// TestEachIsOfferedOnce: a suggestion stays what it is, and nobody who was chosen
// lately comes again further down.
func TestEachIsOfferedOnce(t *testing.T) {
	recent := []screen.Assignee{{Who: "user:1"}, {Who: "user:3"}}
	var got []string
	for _, p := range (Target{}).picks(recent, []candidate{{"user:1", text.From("Ann"), "suspect commit"}, {"user:1", text.From("Ann"), "owner"}},
		[]candidate{{"team:1", text.From("#shop"), "team"}, {"user:1", text.From("Ann"), ""}, {"user:2", text.From("Bo"), ""}, {"user:3", text.From("Cy"), ""}}) {
		got = append(got, p.Title+" "+p.Note)
	}
	if want := "Ann suspect commit,#shop team,Bo "; strings.Join(got, ",") != want {
		t.Errorf("offered %q, want %s", got, want)
	}
}

// TestMenusKeepTheirOwnKeys: what moves the cursor of a menu or closes it cannot
// also choose.
func TestMenusKeepTheirOwnKeys(t *testing.T) {
	e := &ops.Event{Exceptions: []ops.Exception{{Type: text.From("KeyError"), Frames: frames("total")}}}
	one := Target{Issue: ops.Issue{ID: "1"}, Details: &ops.GetIssueDetailsOut{Issue: ops.Issue{ID: "1"}, Event: e}}
	for _, m := range []*widget.Menu{one.resolveMenu(), one.archiveMenu(), one.priorityMenu(), one.shareMenu(), one.deleteMenu(), one.copyMenu()} {
		for _, c := range m.Choices {
			if slices.Contains([]string{"j", "k", "q"}, c.Key) {
				t.Errorf("%q of the menu %q is chosen by %q", c.Title, m.Title, c.Key)
			}
		}
	}
}
