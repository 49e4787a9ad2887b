package tui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/seer"
)

// announce tells that a fix run has stopped working, to a person who may be on
// another screen or in another window: in the status line, in the header and
// the terminal's title until it was looked at, and as a notification where the
// terminal has them. Others ignore its sequence.
func (m *model) announce(news screen.FixChanged) tea.Cmd {
	run := m.runs.Of(news.Org, news.Issue)
	if !news.Stopped || run == nil || m.top().Info().Run == run {
		return nil
	}
	run.Unseen = true
	_, words := seer.Standing(run, false)
	line := "fix run of " + ops.IssueHandle(run.Issue) + ": " + words
	said := m.say(screen.Status{Text: line + m.paint.Glyph(" · ", " - ") + m.bindings.Key(command.UnderWay) + " looks"})
	if m.lent.Load() {
		return said
	}
	return tea.Batch(said, tea.Raw(ansi.Notify("vedette: "+line)))
}

// see takes the mark from the run that is in front.
func (m *model) see() {
	if run := m.top().Info().Run; run != nil && m.dialog == nil && m.help == nil {
		run.Unseen = false
	}
}

// runMark is what the header says of fix runs on every screen.
func (m *model) runMark() string {
	ended, atWork := m.runs.Unseen(), m.runs.AtWork()
	switch {
	case m.width < roomy:
		return ""
	case ended > 0:
		return m.paint.In(themes.Success, m.paint.Glyph("● ", "* ")+strconv.Itoa(ended)+" fix run"+plural(ended)+" stopped")
	case atWork > 0 && m.top().Info().Run == nil:
		return m.paint.In(themes.Info, strconv.Itoa(atWork)+" fix run"+plural(atWork)+" at work")
	}
	return ""
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// title is the terminal's: with the number of fix runs that nobody has looked
// at since they stopped.
func (m *model) title(place string) string {
	if n := m.runs.Unseen(); n > 0 {
		place = "(" + strconv.Itoa(n) + ") " + place
	}
	return place
}
