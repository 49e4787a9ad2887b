package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// underWay is the panel of what goes on whatever screen is shown: changes that
// the server has not answered, and fix runs.
type underWay struct {
	m    *model
	rows widget.Rows
}

// task is one line of the panel.
type task struct {
	what, state string
	open        tea.Cmd // nil: there is nothing to look at
	cancel      func() tea.Cmd
}

func (u *underWay) tasks() []task {
	var out []task
	for _, w := range u.m.writes.writes {
		state := "at the server"
		if !w.sent {
			state = "waits for an earlier change"
		}
		out = append(out, task{what: w.Doing, state: state, cancel: func() tea.Cmd { return u.m.withdraw(w) }})
	}
	for _, run := range u.m.runs.All() {
		state := string(run.Outcome)
		follows := u.m.runs.Following(run)
		if follows {
			state = "at work"
		}
		out = append(out, task{what: "fix run of " + ops.IssueHandle(run.Issue), state: state,
			open: screen.Send(screen.Open{To: screen.ToIssue{Org: run.Org, Issue: run.Issue, ShowFix: true}}),
			cancel: func() tea.Cmd {
				if !follows {
					return screen.Say("this run is not followed")
				}
				u.m.runs.Leave(run)
				return screen.Say("no longer followed; the run itself goes on, and is stopped from its own screen")
			}})
	}
	return out
}

// Key moves, opens or cancels.
func (u *underWay) Key(key tea.KeyPressMsg) (tea.Cmd, bool) {
	tasks := u.tasks()
	u.rows.SetLen(len(tasks))
	switch key.String() {
	case "esc", "q":
		return nil, true
	case "up", "k":
		u.rows.Move(-1)
	case "down", "j":
		u.rows.Move(1)
	case "enter":
		if len(tasks) > 0 && tasks[u.rows.Cursor].open != nil {
			return tasks[u.rows.Cursor].open, true
		}
	case "x":
		if len(tasks) > 0 {
			return tasks[u.rows.Cursor].cancel(), false
		}
	}
	return nil, false
}

// Click looks at a task, or closes the panel beside the box.
func (u *underWay) Click(line int) (tea.Cmd, bool) {
	if u.rows.Hit(line) {
		return u.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	}
	return nil, line < 0
}

// Paste does nothing: the panel takes no text.
func (u *underWay) Paste(string) {}

// Lines draws the panel as things are now.
func (u *underWay) Lines(p widget.Paint, width, height int) []string {
	out := []string{p.In(themes.Title, widget.Cut("Under way", width))}
	tasks := u.tasks()
	u.rows.SetLen(len(tasks))
	out = u.rows.Draw(out, min(max(height-2, 1), len(tasks)), func(n int, selected bool) string {
		ink, mark := p.Chosen(selected)
		state := widget.Cut(tasks[n].state, width/2)
		return mark + ink.In(themes.Text, widget.Fit(tasks[n].what, width-widget.Width(state)-4)+" ") + ink.In(themes.Muted, state+" ")
	})
	if len(tasks) == 0 {
		out = append(out, p.In(themes.Muted, "nothing"))
	}
	keys := []string{"enter look", "x cancel", "esc close"}
	return append(out, u.rows.Foot(p, themes.Muted, strings.Join(keys, p.Glyph(" · ", " - ")), width))
}

// withdraw takes a change back that is not at the server yet. One that is there
// cannot be called back: nobody would know what became of it.
func (m *model) withdraw(w *pending) tea.Cmd {
	if w.sent {
		return screen.Say("it is at the server already; z undoes it afterwards")
	}
	if m.writes.end(w.seq) == nil {
		return nil
	}
	m.undos.keepOnly(w, nil)
	return tea.Batch(m.broadcast(screen.Edit{Issues: w.Issues, Apply: w.TakeBack}), m.say(screen.Status{Text: "not done: " + w.Doing}), m.sendReady())
}
