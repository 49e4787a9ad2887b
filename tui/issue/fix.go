package issue

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/markdown"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// fixRun is the newest fix run of the issue as far as it was told.
type fixRun struct {
	wanted  bool // start or follow as soon as it is known whether there is a run
	run     *ops.SeerRun
	outcome ops.SeerOutcome
	reason  text.Untrusted
	notes   []string // what was told beside the run's own messages
	err     error

	page     page     // what the lines below show
	rendered []string // the artifacts, by Glamour
}

// page names one rendering of the artifacts.
type page struct {
	run     text.Word
	updated time.Time
	outcome ops.SeerOutcome
	width   int
	theme   string
}

// doFix starts, follows, answers or repeats a run.
func (s *Page) doFix(id command.ID) tea.Cmd {
	switch {
	case s.env.Tasks.Running(fixTask):
		return screen.Say("already following the run; it goes on when you leave")
	case id != command.NewFix && s.fix.run != nil && ended(*s.fix.run):
		return screen.Say("this run ended with " + string(s.fix.run.Status) + "; N starts a new run")
	case id == command.NewFix:
		return s.confirmFix(true)
	case id == command.AnswerFix:
		return s.askInstruction()
	case !s.has[fix]:
		s.fix.wanted = true // takeRun goes on
		return nil
	case s.fix.run == nil:
		return s.confirmFix(false)
	case s.fix.run.Plan != nil:
		return s.askFurther()
	}
	return s.follow(ops.AnalyzeIssueIn{})
}

// ended is true for a run that failed or was canceled: nothing continues it.
func ended(r ops.SeerRun) bool { return r.Status == "error" || r.Status == "canceled" }

// confirmFix asks before money may be spent.
func (s *Page) confirmFix(again bool) tea.Cmd {
	return screen.Send(screen.Ask{Dialog: &widget.Menu{
		Title: "Start a fix run for " + ops.IssueHandle(s.issue) + "?",
		Note:  []string{"On hosted Sentry a Seer run may cost money. The local backend's own analysis is free."},
		Choices: []widget.Choice{
			{Key: "y", Title: "yes, find the cause and a fix", Run: func() tea.Cmd { return s.follow(ops.AnalyzeIssueIn{NewRun: again}) }},
			{Key: "n", Title: "no", Run: func() tea.Cmd { return nil }},
		},
	}})
}

// askFurther is for a run that has a solution: how far should it go?
func (s *Page) askFurther() tea.Cmd {
	until := func(artifact string) func() tea.Cmd {
		return func() tea.Cmd { return s.follow(ops.AnalyzeIssueIn{Until: artifact}) }
	}
	return screen.Send(screen.Ask{Dialog: &widget.Menu{
		Title: "This run has a solution. Go on?",
		Choices: []widget.Choice{
			{Key: "c", Title: "write the code changes", Run: until(ops.UntilCodeChanges)},
			{Key: "p", Title: "open a pull request", Run: until(ops.UntilOpenPR)},
			{Key: "n", Title: "no, the solution is enough", Run: func() tea.Cmd { return nil }},
		},
	}})
}

// askInstruction takes the answer to the run's question, or guidance.
func (s *Page) askInstruction() tea.Cmd {
	if s.fix.run == nil {
		return screen.Say("there is no run to answer yet; f starts one")
	}
	prompt := &widget.Prompt{Title: "Tell the run", Multi: true, Submit: func(answer string) tea.Cmd {
		return s.follow(ops.AnalyzeIssueIn{Instruction: answer})
	}}
	if q := s.fix.run.Pending; q != nil {
		prompt.Note = q.Text.String()
	}
	return screen.Send(screen.Ask{Dialog: prompt})
}

// follow starts or continues the run and shows what it does, step by step.
func (s *Page) follow(in ops.AnalyzeIssueIn) tea.Cmd {
	in.IssueTarget = s.target()
	s.fix.err, s.err, s.fix.notes = nil, nil, nil
	if in.NewRun {
		s.fix.run, s.fix.rendered = nil, nil
	}
	s.fix.outcome = ops.SeerRunning
	s.has[fix] = true
	o := s.env.Ops
	cmd := screen.Follow(s.env.Tasks, fixTask, func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] {
		return o.FollowAnalysis(ctx, in)
	})
	s.redraw()
	return cmd
}

// takeRun is the answer to which run there is.
func (s *Page) takeRun(out ops.GetSeerRunOut) tea.Cmd {
	s.fix.run, s.fix.outcome, s.fix.reason = out.Run, out.Outcome, out.Reason
	s.redraw()
	if !s.fix.wanted {
		return s.renderFix()
	}
	s.fix.wanted = false
	return tea.Batch(s.renderFix(), s.doFix(command.Fix))
}

// takeStep is one thing the run did.
func (s *Page) takeStep(msg screen.Event[ops.SeerEvent]) tea.Cmd {
	if !s.env.Tasks.Current(msg.Ticket) {
		return nil
	}
	if msg.Next == nil {
		s.env.Tasks.Done(msg.Ticket)
		s.fix.err, s.err = msg.Err, msg.Err
		if s.fix.outcome == ops.SeerRunning && msg.Err != nil && s.fix.run == nil {
			s.fix.outcome = ops.SeerFailed // it did not start; else the run goes on without being watched
		}
		s.redraw()
		return nil
	}
	e := msg.Event
	if e.Run != nil {
		s.fix.run = e.Run
	}
	switch e.Type {
	case "started", "existing":
		s.fix.notes = append(s.fix.notes, e.Message.String())
	case "result":
		s.fix.run, s.fix.outcome, s.fix.reason = e.Result.Run, e.Result.Outcome, e.Result.Reason
	}
	s.redraw()
	return tea.Batch(msg.Next, s.renderFix())
}

// renderFix renders the artifacts when they, the width or the theme changed.
func (s *Page) renderFix() tea.Cmd {
	r := s.fix.run
	if r == nil || r.Root == nil && r.Plan == nil && len(r.Patches) == 0 && r.Pending == nil || s.size.Width == 0 {
		return nil
	}
	want := page{run: r.RunID, updated: r.UpdatedAt.Time, outcome: s.fix.outcome, width: s.size.Width, theme: s.size.Paint.Theme}
	if want == s.fix.page {
		return nil
	}
	s.fix.page = want
	doc := ops.GetSeerRunOut{IssueID: ops.IssueHandle(s.issue), Outcome: s.fix.outcome, Reason: s.fix.reason, Run: r}.Doc()
	return screen.Run(s.env.Tasks, markdownTask, markdown.Lines, markdown.Page{Doc: doc, Width: min(want.width, 110), Theme: want.theme})
}

func (s *Page) takeMarkdown(msg screen.Loaded[[]string]) {
	if s.env.Tasks.Done(msg.Ticket) && msg.Err == nil {
		s.fix.rendered = msg.Out
	}
	s.redraw()
}

// steps is how far the run's own task list is: "2 of 5".
func steps(todos []todo) string {
	done := 0
	for _, t := range todos {
		if t.Status == "completed" {
			done++
		}
	}
	return strconv.Itoa(done) + " of " + strconv.Itoa(len(todos))
}

// stepName is a step in words: "root cause".
func stepName(step text.Word) string { return strings.ReplaceAll(string(step), "_", " ") }
