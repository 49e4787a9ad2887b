package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/seer"
	"vedette/tui/widget"
)

// underWay is the panel of what goes on whatever screen is shown: changes that
// the server has not answered, and fix runs, also those that have stopped.
type underWay struct {
	m    *model
	rows widget.Rows
}

// task is one line of the panel.
type task struct {
	what, state string
	role        themes.Role
	open        tea.Cmd                // nil: there is nothing to look at
	end         func() (tea.Cmd, bool) // stops it; true closes the panel
	leave       func()                 // stops looking at it, while it goes on; nil = nobody looks
}

func (u *underWay) tasks() []task {
	var out []task
	for _, w := range u.m.writes.writes {
		state := "at the server"
		if !w.sent {
			state = "waits for an earlier change"
		}
		out = append(out, task{what: w.Doing, state: state, role: themes.Muted, end: func() (tea.Cmd, bool) { return u.m.withdraw(w), false }})
	}
	for _, run := range u.m.runs.All() {
		out = append(out, u.fixRun(run))
	}
	return out
}

// fixRun is the line of a run: its issue, then how it stands and since when it
// works.
func (u *underWay) fixRun(run *screen.FixRun) task {
	follows := u.m.runs.Following(run)
	role, words := seer.Standing(run, follows)
	if follows {
		words = seer.AtWork(run, u.m.opt.Now()) + u.m.paint.Glyph(" · ", " - ") + words
	}
	out := task{what: "fix run of " + ops.IssueHandle(run.Issue), state: words, role: role,
		open: screen.Send(screen.Open{To: screen.ToIssue{Org: run.Org, Issue: run.Issue, ShowFix: true}}),
		end:  func() (tea.Cmd, bool) { return seer.Stop(run), true },
	}
	if run.Unseen {
		out.what = u.m.paint.Glyph("● ", "* ") + out.what
	}
	if follows {
		out.leave = func() { u.m.runs.Leave(run) }
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
			return tasks[u.rows.Cursor].end()
		}
	case "l":
		if len(tasks) > 0 && tasks[u.rows.Cursor].leave != nil {
			tasks[u.rows.Cursor].leave()
			return screen.Say("no longer followed; the run goes on at the server"), false
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
		what := mark + ink.In(themes.Text, widget.Cut(tasks[n].what, width/2)+"  ")
		return what + ink.In(tasks[n].role, widget.Fit(tasks[n].state, width-widget.Width(what)))
	})
	if len(tasks) == 0 {
		out = append(out, p.In(themes.Muted, "nothing"))
	}
	keys := []string{"enter look", "x stop", "l leave", "esc close"}
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
