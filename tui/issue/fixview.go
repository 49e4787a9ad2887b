package issue

import (
	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// todo is one line of the run's own task list.
type todo struct{ Content, Status string }

// fixLines shows the run: how it stands, its task list, what it found, what it
// said.
func (s *Page) fixLines() []string {
	p, width, f := s.size.Paint, s.size.Width, s.fix
	if f.run == nil {
		return s.noRun()
	}
	out := []string{"", s.outcomeLine(p, width)}
	if !f.reason.IsZero() && len(f.rendered) == 0 { // the document has it too
		for _, l := range widget.Wrap(f.reason.String(), max(width-4, 1)) {
			out = append(out, p.In(themes.Muted, "  "+l))
		}
	}
	for _, note := range f.notes {
		out = append(out, p.In(themes.Muted, widget.Cut("  "+note, width)))
	}
	if len(f.rendered) > 0 {
		out = append(append(out, ""), f.rendered...)
	}
	if todos := todosOf(*f.run); len(todos) > 0 {
		out = append(out, "", p.In(themes.Heading, " Tasks")+p.In(themes.Muted, "  "+steps(todos)))
		for _, t := range todos {
			out = append(out, todoLine(p, t, width))
		}
	}
	return append(out, s.messageLines(p, width)...)
}

// noRun says what f does here.
func (s *Page) noRun() []string {
	switch {
	case s.env.Tasks.Running(fixTask):
		return s.note("starting a run...")
	case !s.has[fix]:
		return s.waiting("the fix run")
	}
	return s.note("No fix run was started for this issue yet. f starts one: it reads the event and the code, finds the root cause and proposes a solution.")
}

func (s *Page) outcomeLine(p widget.Paint, width int) string {
	role, words := themes.Info, "at work: "+ops.SeerProgress(*s.fix.run).String()
	switch s.fix.outcome {
	case ops.SeerRunning, ops.SeerNone:
		if s.fix.err != nil {
			role, words = themes.Warning, "following broke off, the run goes on (f follows it again)"
		}
	case ops.SeerFound:
		role, words = themes.Success, "found a solution (f goes on to code)"
	case ops.SeerAsks:
		role, words = themes.Warning, "waits for your answer (i answers)"
	case ops.SeerNoResult:
		role, words = themes.Warning, "finished without a solution (N starts a new run)"
		if s.fix.run.Root != nil {
			words = "found the cause, but no solution (N starts a new run)"
		}
	case ops.SeerFailed:
		role, words = themes.Error, "failed (N starts a new run)"
	}
	maker := ops.SeerMaker(*s.fix.run).Cut(40)
	return widget.Cut(" "+p.In(themes.Title, maker)+" "+p.In(role, words), width)
}

// todosOf is the newest task list of a run.
func todosOf(r ops.SeerRun) []todo {
	for n := len(r.Blocks) - 1; n >= 0; n-- {
		if len(r.Blocks[n].Todos) == 0 {
			continue
		}
		var out []todo
		for _, t := range r.Blocks[n].Todos {
			out = append(out, todo{t.Content.String(), string(t.Status)})
		}
		return out
	}
	return nil
}

func todoLine(p widget.Paint, t todo, width int) string {
	mark, role := "[ ]", themes.Muted
	switch t.Status {
	case "completed":
		mark, role = "[x]", themes.Success
	case "in_progress":
		mark, role = "[>]", themes.Title
	}
	return p.In(role, widget.Cut("  "+mark+" "+t.Content, width))
}

// messageLines are what the run said, in order.
func (s *Page) messageLines(p widget.Paint, width int) []string {
	var out []string
	for _, b := range s.fix.run.Blocks {
		if b.Step != "" {
			out = append(out, "", p.In(themes.Heading, widget.Cut(" Step: "+stepName(b.Step), width)))
		}
		if b.Role != "assistant" && b.Role != "user" {
			continue
		}
		for _, l := range b.Content.Lines() {
			for _, w := range widget.Wrap(l, max(width-4, 1)) {
				out = append(out, p.In(themes.Text, "  "+w))
			}
		}
		for _, tool := range b.Tools {
			out = append(out, p.In(themes.Muted, widget.Cut("    "+p.Glyph("→ ", "-> ")+text.From(string(tool)).String(), width)))
		}
	}
	return out
}
