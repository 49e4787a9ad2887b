package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// lesson is one hint for the first minute of somebody who has never seen the
// program. It stands until one of its commands was used; then the next one is
// given, on the screens that it is about. What was learnt is not said again in
// later sessions.
type lesson struct {
	scopes []command.Scope
	learnt []command.ID
	says   string // with a verb for each of the keys
	keys   []command.ID
}

func lessons() []lesson {
	return []lesson{
		{
			scopes: []command.Scope{command.Issues}, learnt: []command.ID{command.Open, command.Fix},
			says: "%s opens the issue under the cursor; %s, %s move it", keys: []command.ID{command.Open, command.Down, command.Up},
		},
		{
			scopes: []command.Scope{command.Issue}, learnt: []command.ID{command.TabStack, command.Fix, command.TabFix, command.Back},
			says: "%s shows the stack trace, %s looks for the cause and a fix", keys: []command.ID{command.TabStack, command.Fix},
		},
		{
			scopes: []command.Scope{command.Issues, command.Issue}, learnt: []command.ID{command.Undo, command.Archive, command.Assign, command.Palette, command.Help},
			says: "%s resolves, %s takes it back; %s finds the rest", keys: []command.ID{command.Resolve, command.Undo, command.Palette},
		},
	}
}

// lesson is the hint for now; false when there is none.
func (m *model) lesson() (lesson, bool) {
	all := lessons()
	if !m.opt.Hints || m.learnt >= len(all) {
		return lesson{}, false
	}
	now := all[m.learnt]
	return now, slices.Contains(now.scopes, m.top().Info().Scope)
}

// learnFrom notes that a command was used, for the hints.
func (m *model) learnFrom(id command.ID) tea.Cmd {
	now, given := m.lesson()
	switch {
	case !given:
		return nil
	case id == command.HideHints:
		m.learnt = len(lessons())
		return tea.Batch(m.say(screen.Status{Text: "hints are hidden; " + m.bindings.Key(command.Help) + " lists every key"}), m.moved())
	case slices.Contains(now.learnt, id):
		m.learnt++
	default:
		return nil
	}
	return m.moved()
}

// tourLine is the hint for now; "" when there is none, or no room for it.
func (m *model) tourLine() string {
	now, given := m.lesson()
	if !given || m.height < 20 {
		return ""
	}
	var keys []any
	for _, id := range now.keys {
		keys = append(keys, m.bindings.Key(id))
	}
	hint := fmt.Sprintf(" Hint %d of %d: "+now.says, append([]any{m.learnt + 1, len(lessons())}, keys...)...)
	hide := m.bindings.Key(command.HideHints) + " hides "
	line := m.paint.In(themes.Accent, widget.Cut(hint, m.width))
	if gap := m.width - widget.Width(hint) - widget.Width(hide); gap > 0 {
		line += widget.Blank(gap) + m.paint.In(themes.Muted, hide)
	}
	return line
}
