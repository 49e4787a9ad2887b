package tui

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/widget"
)

// hint is a key in the footer, and what it does when it is clicked.
type hint struct {
	key, text string
	run       func() tea.Cmd
}

const hintGap = "  "

func (h hint) width() int { return widget.Width(h.key) + 1 + widget.Width(h.text) }

// hints are the keys that the footer shows: those of what is typed, of a key
// that is half pressed, or of the screen. What lies over the screen tells its
// own.
func (m *model) hints() []hint {
	switch {
	case m.dialog != nil || m.help != nil:
		return nil
	case m.top().Info().Typing:
		return []hint{m.typingHint(tea.KeyEnter, "enter", "done"), m.typingHint(tea.KeyEscape, "esc", "give up")}
	case m.chord != "":
		return []hint{{key: command.Label(m.chord), text: "...", run: func() tea.Cmd { return nil }}}
	}
	return m.commandHints()
}

func (m *model) typingHint(code rune, key, text string) hint {
	return hint{key: key, text: text, run: func() tea.Cmd { return m.top().Update(tea.KeyPressMsg{Code: code}) }}
}

// commandHints fits as many commands as there is room for; the way out (back,
// help, quit) comes last and is always there.
func (m *model) commandHints() []hint {
	var out, wayOut []hint
	room := m.width - 1 + len(hintGap)
	info := m.top().Info()
	for _, c := range nextFirst(m.top().hints, info.Next) {
		h := hint{key: command.Label(c.Keys[0]), text: cmp.Or(info.Words[c.ID], c.Hint), run: func() tea.Cmd { return m.do(c.ID) }}
		switch {
		case c.ID == command.Back && len(m.stack) == 1, m.opt.Ops == nil && (c.ID == command.Goto || c.ID == command.Places):
		case c.ID == command.Back || c.ID == command.Help || c.ID == command.Quit:
			wayOut = append(wayOut, h)
			room -= h.width() + len(hintGap)
		default:
			out = append(out, h)
		}
	}
	for n, h := range out {
		if room -= h.width() + len(hintGap); room < 0 {
			out = out[:n]
			break
		}
	}
	return append(out, wayOut...)
}

// hintAt is the hint at a column of the footer.
func (m *model) hintAt(x int) (hint, bool) {
	if len(m.statusLines()) > 0 {
		return hint{}, false
	}
	at := 1
	for _, h := range m.hints() {
		if x >= at && x < at+h.width() {
			return h, true
		}
		at += h.width() + len(hintGap)
	}
	return hint{}, false
}

// nextFirst puts the commands that are likeliest to come next before the others.
func nextFirst(hints []command.Command, next []command.ID) []command.Command {
	rank := func(c command.Command) int {
		if n := slices.Index(next, c.ID); n >= 0 {
			return n
		}
		return len(next)
	}
	return slices.SortedStableFunc(slices.Values(hints), func(a, b command.Command) int { return cmp.Compare(rank(a), rank(b)) })
}
