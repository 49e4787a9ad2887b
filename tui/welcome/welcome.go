// Package welcome is the first screen of somebody who has no account set up and
// no local data: it says what can be done now, with the exact commands.
package welcome

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// offer is one way to begin.
type offer struct {
	title    string
	commands []string // the first is what enter copies
	note     string
}

func offers() []offer {
	return []offer{
		{title: "Look at the demo", commands: []string{"vedette demo"},
			note: "Recorded crashes of a small shop. Nothing to set up, no network."},
		{title: "Start the local backend", commands: []string{"vedette local run"},
			note: "Your programs send errors to it with any Sentry SDK; no account."},
		{title: "Log in to Sentry", commands: []string{"vedette auth login --token", "vedette auth login --url https://sentry.example.com --token"},
			note: "It reads a token with org:read, project:read, event:read and event:write, and keeps it in the keyring."},
	}
}

// Welcome is the screen.
type Welcome struct {
	cursor int
	size   screen.Resize
}

// New is the welcome screen.
func New() *Welcome { return &Welcome{} }

// Init has nothing to load.
func (s *Welcome) Init() tea.Cmd { return nil }

// Info names the screen.
func (s *Welcome) Info() screen.Info {
	return screen.Info{Scope: command.Welcome, Crumb: "welcome"}
}

// Update takes the size.
func (s *Welcome) Update(msg tea.Msg) tea.Cmd {
	if size, ok := msg.(screen.Resize); ok {
		s.size = size
	}
	return nil
}

// Do moves between the offers; opening one copies its command.
func (s *Welcome) Do(id command.ID) tea.Cmd {
	last := len(offers()) - 1
	switch id {
	case command.Up:
		s.cursor = max(s.cursor-1, 0)
	case command.Down:
		s.cursor = min(s.cursor+1, last)
	case command.Top, command.PageUp:
		s.cursor = 0
	case command.Bottom, command.PageDown:
		s.cursor = last
	case command.Open:
		c := offers()[s.cursor].commands[0]
		return screen.CopyText(c, "copied: "+c+" (quit with q and paste it)")
	}
	return nil
}

// View draws the offers.
func (s *Welcome) View() string {
	p, width := s.size.Paint, s.size.Width
	lines := []string{"", "  " + p.In(themes.Title, "vedette") + p.In(themes.Muted, "  from \"something broke\" to \"it is fixed\""), ""}
	spaced := s.size.Height >= 19
	for n, o := range offers() {
		ink, mark := p, "  "
		if n == s.cursor {
			ink, mark = p.Selected(), p.Glyph("▌ ", "> ")
		}
		lines = append(lines, p.In(themes.Accent, mark)+ink.In(themes.Title, o.title))
		for _, c := range o.commands {
			lines = append(lines, "      "+p.In(themes.Key, c))
		}
		if spaced {
			for _, l := range widget.Wrap(o.note, min(width-4, 72)) {
				lines = append(lines, "    "+p.In(themes.Muted, l))
			}
			lines = append(lines, "")
		}
	}
	if !spaced && s.size.Height < len(lines) {
		lines = append(lines[1:2], lines[3:]...)
	}
	lines = append(lines, "  "+p.In(themes.Muted, strings.TrimSpace("enter copies the command under the cursor")))
	return widget.Block(lines, width, s.size.Height)
}
