package seer

import (
	"context"
	"iter"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// tell takes the answer to the run's question, or guidance.
func (p *Panel) tell() tea.Cmd {
	run := p.Run()
	switch {
	case run == nil:
		return screen.Say("there is no run to answer yet; " + p.key(command.Fix) + " starts one")
	case run.Status != "awaiting_user_input":
		return p.env.Compose(widget.Prompt{Title: "Guide the run", Note: p.costs(), Submit: func(words string) tea.Cmd { return p.analyze(ops.AnalyzeIssueIn{Instruction: words}) }})
	case run.Pending == nil:
		return p.env.Compose(widget.Prompt{Title: "Answer the run", Submit: p.answer})
	case len(run.Pending.Questions) == 0:
		return p.env.Compose(widget.Prompt{Title: "Answer the run", Note: run.Pending.Text.String(), Submit: p.answer})
	}
	return p.ask(run.Pending.Questions, nil)
}

// ask asks the first of the questions that are left, and the rest after it.
func (p *Panel) ask(left []ops.SeerAsked, answers []string) tea.Cmd {
	q := left[0]
	next := func(words string) tea.Cmd {
		all := append(answers[:len(answers):len(answers)], words)
		if len(left) > 1 {
			return p.ask(left[1:], all)
		}
		return p.answer(answerOf(p.Run().Pending, all))
	}
	write := func() tea.Cmd {
		return p.env.Compose(widget.Prompt{Title: "Answer the run", Note: q.Question.String(), Submit: next})
	}
	if len(q.Options) == 0 {
		return write()
	}
	m := &widget.Menu{Title: "The run asks", Note: []string{q.Question.String()}}
	for _, o := range q.Options[:min(len(q.Options), 9)] {
		title := o.Label.Cut(200)
		if !o.Description.IsZero() {
			title += ": " + o.Description.Cut(200)
		}
		m.Offer(title, func() tea.Cmd { return next(o.Label.Raw()) })
	}
	m.Choices = append(m.Choices, widget.Choice{Key: "w", Title: "write another answer", Run: write})
	return ask(m)
}

// answerOf are the answers in one text: with their questions, where there are
// several.
func answerOf(pending *ops.SeerQuestion, answers []string) string {
	if len(answers) == 1 || pending == nil {
		return strings.Join(answers, "\n")
	}
	var lines []string
	for n, a := range answers {
		if n < len(pending.Questions) {
			a = pending.Questions[n].Question.Raw() + " " + a
		}
		lines = append(lines, a)
	}
	return strings.Join(lines, "\n")
}

func (p *Panel) answer(words string) tea.Cmd {
	in := ops.AnswerSeerQuestionIn{IssueTarget: p.target(), Answer: words, Timeout: longest}
	return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerAnswer(ctx, in) })
}
