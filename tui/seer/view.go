package seer

import (
	"errors"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// maxThought is how many lines of a thought are shown.
const maxThought = 3

// Lines shows the run: how it stands, what it found, its task list, what it
// said.
func (p *Panel) Lines(paint widget.Paint, width int) []string {
	v := view{p: paint, width: width}
	f := p.fix()
	switch {
	case p.err != nil:
		v.failed("the fix run could not be read", p.err)
	case f == nil && !p.loaded:
		v.note(themes.Muted, "loading the fix run...")
	case f == nil || f.State == nil:
		p.noRun(&v, f)
	default:
		p.run(&v, f)
	}
	if p.setup != nil {
		v.add("")
		for _, l := range strings.Split(strings.TrimSpace(p.setup.Doc().Plain()), "\n") {
			v.note(themes.Text, text.From(l).String())
		}
	}
	return v.lines
}

// view collects lines.
type view struct {
	p     widget.Paint
	width int
	lines []string
}

func (v *view) add(lines ...string) { v.lines = append(v.lines, lines...) }

// note adds a sentence.
func (v *view) note(role themes.Role, sentence string) {
	for _, l := range widget.Wrap(sentence, min(max(v.width-4, 1), 100)) {
		v.add(widget.Cut(v.p.In(role, "  "+l), v.width))
	}
}

func (v *view) failed(what string, err error) {
	v.add("")
	v.note(themes.Error, what+": "+text.From(err.Error()).String())
	var e *ops.Error
	if errors.As(err, &e) && e.Hint != "" {
		v.note(themes.Muted, text.From(e.Hint).String())
	}
	v.note(themes.Muted, "R looks again; m shows what Seer lacks here")
}

// noRun says what f does here.
func (p *Panel) noRun(v *view, f *screen.FixRun) {
	v.add("")
	switch {
	case p.following():
		v.note(themes.Muted, "starting a run...")
	case f != nil && f.Err != nil:
		v.failed("no run was started", f.Err)
	default:
		v.note(themes.Muted, "No fix run was started for this issue yet. f starts one: it reads the event and the code, finds the root cause and proposes a solution.")
	}
}

func (p *Panel) run(v *view, f *screen.FixRun) {
	v.add("", p.headline(v, f))
	if !f.Reason.IsZero() && len(p.rendered) == 0 { // the document has it too
		v.note(themes.Muted, f.Reason.String())
	}
	for _, note := range f.Notes {
		v.note(themes.Muted, note)
	}
	if f.Err != nil {
		v.failed("following broke off", f.Err)
	}
	if len(p.rendered) > 0 {
		v.add("")
		v.add(p.rendered...)
	}
	todos := Todos(*f.State)
	if len(todos) > 0 {
		v.add("", v.p.In(themes.Heading, " Tasks")+v.p.In(themes.Muted, "  "+steps(todos)))
	}
	for _, t := range todos {
		v.todo(t)
	}
	for _, b := range f.State.Blocks {
		v.block(b)
	}
}

// headline is who is at work and how it stands.
func (p *Panel) headline(v *view, f *screen.FixRun) string {
	role, words := Standing(f, p.following())
	return widget.Cut(" "+v.p.In(themes.Title, ops.SeerMaker(*f.State).Cut(40))+" "+v.p.In(role, words), v.width)
}

// Standing is how a run stands, in words, and what could be done next.
func Standing(f *screen.FixRun, following bool) (themes.Role, string) {
	if f.State == nil {
		switch {
		case following:
			return themes.Info, "starting"
		case f.Err != nil:
			return themes.Error, "did not start"
		}
		return themes.Muted, "no run"
	}
	r := *f.State
	switch r.Status {
	case "error":
		return themes.Error, "failed (N starts a new run)"
	case "canceled":
		return themes.Warning, "was stopped (N starts a new run)"
	case "awaiting_user_input":
		return themes.Warning, "waits for your answer (i answers)"
	case "processing":
		if !following {
			return themes.Warning, "is at work, not followed (f follows it)"
		}
		return themes.Info, "at work: " + ops.SeerProgress(r).String()
	}
	if following {
		return themes.Info, "has played a step; looking whether it goes on"
	}
	switch {
	case len(r.PRs) > 0:
		return themes.Success, pullRequests(r)
	case len(r.Patches) > 0:
		return themes.Success, "found a solution and changed " + files(len(r.Patches)) + " (m applies it, opens a pull request)"
	case r.Plan != nil:
		return themes.Success, "found a solution (f goes on to code)"
	case r.Root != nil && f.Outcome == ops.SeerFound:
		return themes.Success, "found the cause (m goes on)"
	case r.Root != nil:
		return themes.Warning, "found the cause, but no solution (N starts a new run)"
	}
	return themes.Warning, "finished without a solution (N starts a new run)"
}

func files(n int) string {
	if n == 1 {
		return "1 file"
	}
	return strconv.Itoa(n) + " files"
}

// pullRequests says what became of each.
func pullRequests(r ops.SeerRun) string {
	var words []string
	for _, pr := range r.PRs {
		word := pr.Repo.Cut(40)
		if pr.Number > 0 {
			word += " #" + strconv.FormatInt(int64(pr.Number), 10)
		}
		words = append(words, word+" "+string(pr.Status))
	}
	return "pull requests: " + strings.Join(words, ", ")
}

// Todos is the newest task list of a run.
func Todos(r ops.SeerRun) []Todo {
	for n := len(r.Blocks) - 1; n >= 0; n-- {
		if len(r.Blocks[n].Todos) == 0 {
			continue
		}
		var out []Todo
		for _, t := range r.Blocks[n].Todos {
			out = append(out, Todo{t.Content.String(), string(t.Status)})
		}
		return out
	}
	return nil
}

// Todo is one line of the run's own task list.
type Todo struct{ Content, Status string }

// steps is how far the task list is: "2 of 5".
func steps(todos []Todo) string {
	done := 0
	for _, t := range todos {
		if t.Status == "completed" {
			done++
		}
	}
	return strconv.Itoa(done) + " of " + strconv.Itoa(len(todos))
}

func (v *view) todo(t Todo) {
	mark, role := "[ ]", themes.Muted
	switch t.Status {
	case "completed":
		mark, role = "[x]", themes.Success
	case "in_progress":
		mark, role = "[>]", themes.Title
	}
	v.add(v.p.In(role, widget.Cut("  "+mark+" "+t.Content, v.width)))
}

// block is one message of the run: its step, its thought, its words, the tools
// it used.
func (v *view) block(b ops.SeerBlock) {
	if b.Step != "" {
		v.add("", v.p.In(themes.Heading, widget.Cut(" Step: "+strings.ReplaceAll(string(b.Step), "_", " "), v.width)))
	}
	if b.Role != "assistant" && b.Role != "user" {
		return
	}
	v.wrapped(themes.Comment, b.Thinking, maxThought)
	v.wrapped(themes.Text, b.Content, maxWords)
	for _, tool := range b.Tools {
		v.add(v.p.In(themes.Muted, widget.Cut("    "+v.p.Glyph("→ ", "-> ")+text.From(string(tool)).String(), v.width)))
	}
}

// maxWords bounds one message.
const maxWords = 400

func (v *view) wrapped(role themes.Role, u text.Untrusted, most int) {
	n := 0
	for _, l := range u.Lines() {
		for _, w := range widget.Wrap(l, max(v.width-4, 1)) {
			if n++; n > most {
				v.add(v.p.In(themes.Muted, widget.Cut("  "+v.p.Glyph("…", "..."), v.width)))
				return
			}
			v.add(widget.Cut(v.p.In(role, "  "+w), v.width))
		}
	}
}
