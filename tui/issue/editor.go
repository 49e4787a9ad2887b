package issue

import (
	"context"
	"os/exec"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/locate"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// place is a line of a file on this machine.
type place struct {
	File string
	Line int
}

// openEditor opens the frame under the cursor, elsewhere the frame to look at
// first, in the person's editor.
func (s *Page) openEditor() tea.Cmd {
	if s.env.Here.Editor == nil {
		return screen.Complain("there is no editor here; EDITOR names one")
	}
	e := s.event()
	if e == nil {
		return screen.Say("there is no event to open a file of")
	}
	frame, ok := crash(e)
	if s.tab == stack {
		frame, ok = s.stack().current()
	}
	if !ok {
		return screen.Say("there is no frame here")
	}
	finder := locate.Finder{Dir: s.env.Here.Dir, Paths: s.env.Wishes.Paths}
	return screen.Run(s.env.Tasks, placeTask, func(ctx context.Context, f ops.Frame) ([]place, error) {
		found, err := finder.Files(ctx, f)
		var out []place
		for _, file := range found {
			out = append(out, place{file, int(f.LineNo)})
		}
		return out, err
	}, frame)
}

// takePlaces opens the file, or asks which one where several are as likely.
func (s *Page) takePlaces(msg screen.Loaded[[]place]) tea.Cmd {
	switch {
	case !s.env.Tasks.Done(msg.Ticket):
		return nil
	case msg.Err != nil:
		return screen.Complain(msg.Err.Error())
	case len(msg.Out) == 1:
		return s.edit(msg.Out[0])
	}
	menu := &widget.Menu{Title: "Which file?", Note: []string{"Several are as likely."}}
	for _, p := range msg.Out {
		name := p.File
		if below, err := filepath.Rel(s.env.Here.Dir, p.File); err == nil {
			name = below
		}
		menu.Offer(text.From(name).String(), func() tea.Cmd { return s.edit(p) })
	}
	return screen.Send(screen.Ask{Dialog: menu})
}

// edit opens the file in the person's editor. One with a window of its own runs
// beside this program, any other has the terminal until it ends.
func (s *Page) edit(p place) tea.Cmd {
	editor := s.env.Here.Editor
	argv := editor.Command(p.File, p.Line)
	run := exec.Command(argv[0], argv[1:]...)
	name := text.From(argv[0]).Cut(60)
	failed := func(err error) tea.Msg {
		return screen.Status{Text: "the editor " + name + ": " + err.Error(), Bad: true}
	}
	if !editor.Windowed() {
		return screen.Send(screen.Lend{To: run, Done: func(err error) tea.Msg {
			if err != nil {
				return failed(err)
			}
			return screen.Status{Text: "edited " + text.From(p.File).String()}
		}})
	}
	return func() tea.Msg {
		if err := run.Start(); err != nil {
			return failed(err)
		}
		go func() { _ = run.Wait() }() // how a window was closed is nobody's concern
		return screen.Status{Text: "opened " + text.From(p.File).String() + " in " + name}
	}
}
