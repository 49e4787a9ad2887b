// Package welcome is the first screen of somebody who has no account set up and
// no local data: it says what can be done now, with the exact commands, and runs
// them.
package welcome

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// offer is one way to begin: the arguments of a command.
type offer struct {
	title, note string
	args        []string
	asks        string // what is asked for first, and takes the place of the last argument; "" = nothing
	goesOn      bool   // with the screens that the command made possible
}

func offers() []offer {
	return []offer{
		{title: "Look at the demo", args: []string{"demo"}, note: "Recorded crashes of a small shop. Nothing to set up, no network."},
		{title: "Start the local backend", args: []string{"local", "run"}, note: "Your programs send errors to it with any Sentry SDK; no account."},
		{title: "Log in to Sentry", args: []string{"auth", "login", "--token"}, goesOn: true,
			note: "With a token that may org:read, project:read, event:read and event:write."},
		{title: "Log in to a Sentry server of your own", args: []string{"auth", "login", "--token", "--url", "https://sentry.example.com"}, goesOn: true,
			asks: "Address of the server", note: "The same; the token is sent to this server only."},
	}
}

func (o offer) command() string { return "vedette " + strings.Join(o.args, " ") }

// Welcome is the screen.
type Welcome struct {
	here   screen.Here
	cursor int
	size   screen.Resize
}

// New is the welcome screen.
func New(env screen.Env) screen.Screen { return &Welcome{here: env.Here} }

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

// Do moves between the offers, and runs or copies the command of one.
func (s *Welcome) Do(id command.ID) tea.Cmd {
	last := len(offers()) - 1
	o := offers()[s.cursor]
	switch {
	case id == command.Up:
		s.cursor = max(s.cursor-1, 0)
	case id == command.Down:
		s.cursor = min(s.cursor+1, last)
	case id == command.Top, id == command.PageUp:
		s.cursor = 0
	case id == command.Bottom, id == command.PageDown:
		s.cursor = last
	case id == command.Open && s.here.Program != nil:
		return s.take(o)
	case id == command.Open, id == command.Copy:
		return screen.CopyText(o.command(), "copied: "+o.command()+" (q quits)")
	}
	return nil
}

// take runs the command of an offer, after a question where it needs an answer.
func (s *Welcome) take(o offer) tea.Cmd {
	if o.asks == "" {
		return s.run(o)
	}
	return screen.Send(screen.Ask{Dialog: &widget.Prompt{Title: o.asks, Note: "such as " + o.args[len(o.args)-1], Submit: func(answer string) tea.Cmd {
		o.args[len(o.args)-1] = strings.TrimSpace(answer)
		return s.run(o)
	}}})
}

// run hands the terminal to the command. What it said is to be read, so this
// program ends with it, unless there is something to show now.
func (s *Welcome) run(o offer) tea.Cmd {
	quit := func(error) tea.Msg { return tea.Quit() }
	return screen.Send(screen.Lend{To: s.here.Program(o.args...), Done: func(err error) tea.Msg {
		if err != nil || !o.goesOn {
			return tea.Quit()
		}
		return screen.Lend{To: s.here.Program(), Done: quit}
	}})
}

// View draws the offers.
func (s *Welcome) View() string {
	p, width := s.size.Paint, s.size.Width
	lines := []string{"", "  " + p.In(themes.Title, "vedette") + p.In(themes.Muted, "  from \"something broke\" to \"it is fixed\""), ""}
	spaced := s.size.Height >= 20
	for n, o := range offers() {
		ink, mark := p.Chosen(n == s.cursor)
		lines = append(lines, mark+ink.In(themes.Title, o.title), "    "+p.In(themes.Key, o.command()))
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
	keys := "enter runs the command, y copies it"
	if s.here.Program == nil {
		keys = "enter copies the command"
	}
	return widget.Block(append(lines, "  "+p.In(themes.Muted, keys)), width, s.size.Height)
}
