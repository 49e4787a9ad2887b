package cli

import (
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text"
)

func TestParseUntil(t *testing.T) {
	for _, c := range []struct {
		until string
		want  ops.IssueEdit
	}{
		{"escalating", ops.IssueEdit{IgnoreMode: "untilEscalating"}},
		{"forever", ops.IssueEdit{IgnoreMode: "forever"}},
		{"30m", ops.IssueEdit{IgnoreMode: "forDuration", IgnoreMinutes: 30}},
		{"1h30m", ops.IssueEdit{IgnoreMode: "forDuration", IgnoreMinutes: 90}},
		{"3d", ops.IssueEdit{IgnoreMode: "forDuration", IgnoreMinutes: 3 * 24 * 60}},
		{"2w", ops.IssueEdit{IgnoreMode: "forDuration", IgnoreMinutes: 14 * 24 * 60}},
		{"count:100", ops.IssueEdit{IgnoreMode: "untilOccurrenceCount", IgnoreCount: 100}},
		{"count:100/1h", ops.IssueEdit{IgnoreMode: "untilOccurrenceCount", IgnoreCount: 100, IgnoreWindow: 60}},
		{"users:5/1d", ops.IssueEdit{IgnoreMode: "untilUserCount", IgnoreUsers: 5, IgnoreUsersWin: 24 * 60}},
	} {
		var got ops.IssueEdit
		c.want.Status = "ignored"
		if err := parseUntil(c.until, &got); err != nil || got.IgnoreMode != c.want.IgnoreMode || got.Status != "ignored" ||
			got.IgnoreMinutes != c.want.IgnoreMinutes || got.IgnoreCount != c.want.IgnoreCount || got.IgnoreWindow != c.want.IgnoreWindow ||
			got.IgnoreUsers != c.want.IgnoreUsers || got.IgnoreUsersWin != c.want.IgnoreUsersWin {
			t.Errorf("%q: %+v, %v", c.until, got, err)
		}
	}
	for _, bad := range []string{"", "soon", "0m", "-3d", "30s", "90s", "1.5m", "d", "count:", "count:0", "count:-1", "count:x", "count:5/", "count:5/1s", "users:1000001", "users:3/x", "other:3", "count", "99999w"} {
		if err := parseUntil(bad, &ops.IssueEdit{}); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func FuzzParseUntil(f *testing.F) {
	for _, s := range []string{"escalating", "forever", "3d", "1h30m", "count:100/1h", "users:5", "count:/", "9999w", "-1m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, until string) {
		var in ops.IssueEdit
		if parseUntil(until, &in) != nil {
			return
		}
		for _, n := range []int{in.IgnoreMinutes, in.IgnoreCount, in.IgnoreWindow, in.IgnoreUsers, in.IgnoreUsersWin} {
			if n < 0 {
				t.Errorf("%q: %+v", until, in)
			}
		}
		if in.IgnoreMode == "" || in.IgnoreMode == "forDuration" && in.IgnoreMinutes == 0 || in.IgnoreMode == "untilOccurrenceCount" && in.IgnoreCount == 0 || in.IgnoreMode == "untilUserCount" && in.IgnoreUsers == 0 {
			t.Errorf("%q means nothing: %+v", until, in)
		}
	})
}

func TestClosest(t *testing.T) {
	names := []string{"list", "view", "resolve", "unresolve", "archive", "assign", "q"}
	for word, want := range map[string]string{"lst": "list", "lsit": "list", "veiw": "view", "resolv": "resolve", "unresolved": "unresolve", "xyz": "", "x": "", "": ""} {
		if got := text.Closest(word, names); got != want {
			t.Errorf("Closest(%q) = %q, want %q", word, got, want)
		}
	}
}
