package seer

import (
	"slices"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

const (
	maxThought = 3   // lines of a thought
	maxWords   = 400 // lines of a message
)

// Draw shows the run: how it stands and how far it is, then what is new of one
// at work, or what one that has stopped found.
func (p *Panel) Draw(paint widget.Paint, width int) widget.Sheet {
	s := sheet{widget.Layout{Paint: paint, Width: width}}
	f := p.Known()
	switch {
	case p.err != nil:
		p.failed(&s, "the fix run could not be read", p.err)
	case f == nil && !p.loaded:
		s.note(themes.Muted, "loading the fix run...")
	case f == nil || f.State == nil:
		p.noRun(&s, f)
	default:
		p.run(&s, f)
	}
	if p.showSetup && p.setup != nil {
		s.Add("")
		for _, l := range strings.Split(strings.TrimSpace(p.setup.Doc().Plain()), "\n") {
			s.note(themes.Text, text.From(l).String())
		}
	}
	return s.Sheet
}

func (p *Panel) key(id command.ID) string { return p.env.Keys.Key(id) }

func (p *Panel) failed(s *sheet, what string, err error) {
	s.failed(what, err, p.key(command.Refresh)+" looks again; "+p.key(command.FixMenu)+" shows what Seer lacks here")
}

// noRun says what can be done here.
func (p *Panel) noRun(s *sheet, f *screen.FixRun) {
	s.Add("")
	switch {
	case p.following():
		s.note(themes.Muted, "starting a run...")
	case f != nil && f.Err != nil:
		p.failed(s, "no run was started", f.Err)
	default:
		s.note(themes.Muted, "No fix run was started for this issue yet. "+p.key(command.Fix)+" starts one, after a question: it reads the event and the code, finds the root cause and proposes a solution.")
	}
}

func (p *Panel) run(s *sheet, f *screen.FixRun) {
	role, words := Standing(f, p.following())
	s.Row(func(ink widget.Paint, edge string) string { // the cursor begins here, and not far below on the first file
		return widget.Cut(edge+ink.In(themes.Title, ops.SeerMaker(*f.State).Cut(40))+ink.In(role, " "+words), s.Width)
	}, nil)
	s.Add(s.stages(*f.State))
	if f.Outcome != ops.SeerFound && !f.Reason.IsZero() {
		s.note(themes.Muted, f.Reason.String())
	}
	for _, note := range f.Notes {
		s.note(themes.Muted, note)
	}
	if f.Err != nil {
		p.failed(s, "following broke off", f.Err)
	}
	blocks := f.State.Blocks
	if f.State.Status == "processing" { // what is new comes before what was found
		step := newestStep(blocks)
		s.todos(*f.State)
		s.blocks(blocks[step:])
		blocks = blocks[:step]
	}
	if len(p.found.words) > 0 {
		s.Add("")
		s.Add(p.found.words...)
	}
	p.changes(s)
	if f.State.Status != "processing" {
		s.todos(*f.State)
	}
	s.blocks(blocks)
}

// newestStep is where the step begins that was begun last.
func newestStep(blocks []ops.SeerBlock) int {
	for n, b := range slices.Backward(blocks) {
		if b.Step != "" {
			return n
		}
	}
	return 0
}

// stages is how far the run is; where there is little room only what it makes
// now is named.
func (s *sheet) stages(r ops.SeerRun) string {
	line, all := " ", stages(r)
	now := slices.IndexFunc(all, func(st stage) bool { return !st.made })
	for n, st := range all {
		mark, role := s.mark("[ ] ", "to come: "), themes.Muted
		switch {
		case st.made:
			mark, role = s.mark("[x] ", "done: "), themes.Success
		case n == now && r.Status == "processing":
			mark, role = s.mark("[>] ", "now: "), themes.Title
		case n == now && r.Status == "awaiting_user_input":
			mark, role = s.mark("[?] ", "asks: "), themes.Warning
		}
		if s.Width < 70 && n != now {
			st.name = ""
		}
		line += s.Paint.In(role, " "+mark+st.name)
	}
	return widget.Cut(line, s.Width)
}

// Todos is the newest task list of a run.
func Todos(r ops.SeerRun) []ops.SeerTodo {
	for _, b := range slices.Backward(r.Blocks) {
		if len(b.Todos) > 0 {
			return b.Todos
		}
	}
	return nil
}

// steps is how far the task list is: "2 of 5".
func steps(todos []ops.SeerTodo) string {
	done := 0
	for _, t := range todos {
		if t.Status == "completed" {
			done++
		}
	}
	return strconv.Itoa(done) + " of " + strconv.Itoa(len(todos))
}

func (s *sheet) todos(r ops.SeerRun) {
	todos := Todos(r)
	if len(todos) > 0 {
		s.Add("", s.Paint.In(themes.Heading, " Tasks")+s.Paint.In(themes.Muted, "  "+steps(todos)))
	}
	for _, t := range todos {
		mark, role := s.mark("[ ]", "to come:"), themes.Muted
		switch t.Status {
		case "completed":
			mark, role = s.mark("[x]", "done:"), themes.Success
		case "in_progress":
			mark, role = s.mark("[>]", "now:"), themes.Title
		}
		s.Add(s.Paint.In(role, widget.Cut("  "+mark+" "+t.Content.String(), s.Width)))
	}
}

// blocks are messages of the run: their step, thought, words and tools.
func (s *sheet) blocks(all []ops.SeerBlock) {
	for _, b := range all {
		if b.Step != "" {
			s.Heading("Step: " + stepName(b.Step))
		}
		if b.Role != "assistant" && b.Role != "user" {
			continue
		}
		s.wrapped(themes.Comment, b.Thinking, maxThought)
		s.wrapped(themes.Text, b.Content, maxWords)
		for _, tool := range b.Tools {
			s.Add(s.Paint.In(themes.Muted, widget.Cut("    "+s.Paint.Glyph("→ ", "-> ")+text.From(string(tool)).String(), s.Width)))
		}
	}
}
