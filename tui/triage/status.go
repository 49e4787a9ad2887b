package triage

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// status is whether an issue is open, resolved or archived, and until when.
func status() aspect {
	return aspect{
		name: "status",
		put: func(from ops.Issue, to *ops.Issue) {
			to.Status, to.Substatus, to.StatusDetails = from.Status, from.Substatus, from.StatusDetails
		},
		same:    func(a, b ops.Issue) bool { return a.Status == b.Status && a.Substatus == b.Substatus },
		restore: restoreStatus,
	}
}

// restoreStatus is the edit that gives an issue the status it had, with what
// that waited for. Conditions count from now on: the server keeps no others.
func restoreStatus(before ops.Issue, now time.Time) edit {
	d := before.StatusDetails
	switch before.Status {
	case "resolved":
		switch {
		case d.InNextRelease:
			return edit{IssueEdit: ops.IssueEdit{Status: "resolvedInNextRelease"}}
		case !d.InRelease.IsZero():
			return edit{IssueEdit: ops.IssueEdit{Status: "resolved"}, IssueMarks: ops.IssueMarks{InRelease: d.InRelease.Raw()}}
		case d.InCommit != nil && !d.InCommit.Repository.IsZero():
			return edit{IssueEdit: ops.IssueEdit{Status: "resolved"}, IssueMarks: ops.IssueMarks{InCommit: d.InCommit.Repository.Raw() + "@" + string(d.InCommit.Commit)}}
		}
		return edit{IssueEdit: ops.IssueEdit{Status: "resolved"}}
	case "ignored":
		return edit{IssueEdit: restoreArchive(before, now)}
	}
	return edit{IssueEdit: ops.IssueEdit{Status: "unresolved"}}
}

func restoreArchive(before ops.Issue, now time.Time) ops.IssueEdit {
	d := before.StatusDetails
	out := ops.IssueEdit{Status: "ignored"}
	switch {
	case d.IgnoreUntil.After(now):
		out.IgnoreMode, out.IgnoreMinutes = "forDuration", max(int(d.IgnoreUntil.Sub(now).Minutes()), 1)
	case d.IgnoreCount > 0:
		out.IgnoreMode, out.IgnoreCount, out.IgnoreWindow = "untilOccurrenceCount", int(d.IgnoreCount), int(d.IgnoreWindow)
	case d.IgnoreUserCount > 0:
		out.IgnoreMode, out.IgnoreUsers, out.IgnoreUsersWin = "untilUserCount", int(d.IgnoreUserCount), int(d.IgnoreUserWindow)
	case before.Substatus == "archived_forever":
		out.IgnoreMode = "forever"
	default:
		out.IgnoreMode = "untilEscalating"
	}
	return out
}

// setStatus changes status and substatus.
func (t Target) setStatus(doing string, e edit, state, substatus text.Word, details ops.Issue) tea.Cmd {
	return t.update(doing, e, status(), func(i *ops.Issue) {
		i.Status, i.Substatus, i.StatusDetails = state, substatus, details.StatusDetails
	})
}

// archiveMenu asks until when the issues may rest.
func (t Target) archiveMenu() *widget.Menu {
	archive := func(substatus text.Word, in ops.IssueEdit) tea.Cmd {
		in.Status = "ignored"
		return t.setStatus("archiving", edit{IssueEdit: in}, "ignored", substatus, ops.Issue{})
	}
	choice := func(key, title string, substatus text.Word, in ops.IssueEdit) widget.Choice {
		return widget.Choice{Key: key, Title: title, Run: func() tea.Cmd { return archive(substatus, in) }}
	}
	const met = "archived_until_condition_met"
	minutes := func(n int) ops.IssueEdit { return ops.IssueEdit{IgnoreMode: "forDuration", IgnoreMinutes: n} }
	events := func(n int) ops.IssueEdit { return ops.IssueEdit{IgnoreMode: "untilOccurrenceCount", IgnoreCount: n} }
	users := func(n int) ops.IssueEdit { return ops.IssueEdit{IgnoreMode: "untilUserCount", IgnoreUsers: n} }
	other := func(key, title, note string, read func(string) (ops.IssueEdit, bool)) widget.Choice {
		return widget.Choice{Key: key, Title: title, Run: func() tea.Cmd {
			return ask(&widget.Prompt{Title: "Archive " + t.name() + " " + strings.TrimSuffix(title, "..."), Note: note, Submit: func(s string) tea.Cmd {
				in, ok := read(strings.TrimSpace(s))
				if !ok {
					return screen.Complain("not archived: " + strconv.Quote(text.From(s).Cut(40)) + " is not " + note + " (" + t.Env.Keys.Key(command.Archive) + " tries again)")
				}
				return archive(met, in)
			}})
		}}
	}
	return &widget.Menu{Title: "Archive " + t.name(), Choices: []widget.Choice{
		choice("e", "until it escalates", "archived_until_escalating", ops.IssueEdit{IgnoreMode: "untilEscalating"}),
		choice("f", "forever", "archived_forever", ops.IssueEdit{IgnoreMode: "forever"}),
		choice("h", "for 1 hour", met, minutes(60)),
		choice("d", "for 1 day", met, minutes(24*60)),
		choice("w", "for 1 week", met, minutes(7*24*60)),
		other("t", "for another time...", "a time like 90m, 8h, 3d or 2w", func(s string) (ops.IssueEdit, bool) {
			n, ok := period(s)
			return minutes(n), ok
		}),
		choice("1", "until 10 more events", met, events(10)),
		choice("2", "until 100 more events", met, events(100)),
		choice("3", "until 1000 more events", met, events(1000)),
		other("n", "until N more events, or N in a time...", "a number of events like 500, or 500 in 24h", func(s string) (ops.IssueEdit, bool) {
			n, window, ok := countWithin(s)
			in := events(n)
			in.IgnoreWindow = window
			return in, ok
		}),
		choice("4", "until 10 more users", met, users(10)),
		choice("5", "until 100 more users", met, users(100)),
		other("u", "until N more users, or N in a time...", "a number of users like 50, or 50 in 1h", func(s string) (ops.IssueEdit, bool) {
			n, window, ok := countWithin(s)
			in := users(n)
			in.IgnoreUsersWin = window
			return in, ok
		}),
	}}
}

// period reads 90m, 8h, 3d or 2w as minutes, at most a year.
func period(s string) (minutes int, ok bool) {
	unit := map[string]int{"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}[strings.TrimLeft(s, "0123456789")]
	n, err := strconv.Atoi(strings.TrimRight(s, "mhdw"))
	const year = 365 * 24 * 60
	return n * unit, err == nil && unit > 0 && n > 0 && n <= year/unit
}

// countWithin reads 500, or 500 in 24h: so many within a time of at most a week,
// in minutes; 0 = whenever.
func countWithin(s string) (n, window int, ok bool) {
	number, time, timed := strings.Cut(s, " in ")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	ok = err == nil && n > 0 && n <= 1_000_000
	if timed && ok {
		const week = 7 * 24 * 60
		window, ok = period(strings.TrimSpace(time))
		ok = ok && window <= week
	}
	return n, window, ok
}
