package seer

import (
	"context"
	"fmt"
	"iter"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// costs is what every question before a start says.
const costs = "On hosted Sentry a Seer run may cost money. The local backend's own analysis is free."

func ask(d widget.Dialog) tea.Cmd { return screen.Send(screen.Ask{Dialog: d}) }

// no leaves everything as it is.
func no(title string) widget.Choice {
	return widget.Choice{Key: "n", Title: title, Run: func() tea.Cmd { return nil }}
}

// confirm asks before money may be spent, and how far the run should go.
func (p *Panel) confirm(again bool) tea.Cmd {
	start := func(key, title, until string) widget.Choice {
		return widget.Choice{Key: key, Title: title, Run: func() tea.Cmd { return p.analyze(ops.AnalyzeIssueIn{NewRun: again, Until: until}) }}
	}
	return ask(&widget.Menu{
		Title: "Start a fix run for " + ops.IssueHandle(p.issue()) + "?",
		Note:  []string{costs},
		Choices: []widget.Choice{
			start("y", "yes, find the cause and a fix", ops.UntilSolution),
			start("r", "only the root cause", ops.UntilRootCause),
			start("c", "on to the code changes", ops.UntilCodeChanges),
			start("p", "on to a pull request", ops.UntilOpenPR),
			no("no"),
		},
	})
}

// further is for a run that has stopped: how far should it go?
func (p *Panel) further() tea.Cmd {
	m := &widget.Menu{Title: "This run has a solution. Go on?", Note: []string{costs}}
	run := p.Run()
	switch {
	case len(run.Patches) > 0:
		m.Choices = append(m.Choices, p.changes(run)...)
	case run.Plan == nil:
		m.Title = "This run has no solution yet. Go on?"
		m.Choices = append(m.Choices,
			widget.Choice{Key: "s", Title: "look for a solution", Run: func() tea.Cmd { return p.step(ops.RunSeerStepIn{}) }},
			widget.Choice{Key: "N", Title: "start a new run", Run: func() tea.Cmd { return p.confirm(true) }})
	default:
		m.Choices = append(m.Choices,
			widget.Choice{Key: "c", Title: "write the code changes", Run: func() tea.Cmd { return p.analyze(ops.AnalyzeIssueIn{Until: ops.UntilCodeChanges}) }},
			widget.Choice{Key: "p", Title: "write them and open a pull request", Run: func() tea.Cmd { return p.analyze(ops.AnalyzeIssueIn{Until: ops.UntilOpenPR}) }})
	}
	m.Choices = append(m.Choices, no("no, this is enough"))
	return ask(m)
}

// changes is what can be done with code changes.
func (p *Panel) changes(run *ops.SeerRun) []widget.Choice {
	return []widget.Choice{
		{Key: "a", Title: "apply the changes to the working tree", Run: func() tea.Cmd { return p.apply(run) }},
		{Key: "p", Title: "open a pull request", Run: p.openPR},
		{Key: "d", Title: "copy the diff", Run: func() tea.Cmd { return copyDiff(run) }},
	}
}

// menu offers all that can be done with the run as it stands.
func (p *Panel) menu() tea.Cmd {
	m := &widget.Menu{Title: "Fix run of " + ops.IssueHandle(p.issue()), Note: []string{costs}}
	add := func(key, title string, run func() tea.Cmd) {
		m.Choices = append(m.Choices, widget.Choice{Key: key, Title: title, Run: run})
	}
	run := p.Run()
	switch {
	case run == nil && !p.following():
		add("f", "start one", func() tea.Cmd { return p.confirm(false) })
		add("w", "what Seer lacks here", p.checkSetup)
		return ask(m)
	case run == nil, run.Status == "processing":
		p.addAtWork(add)
		return ask(m)
	case run.Status == "awaiting_user_input":
		add("i", "answer its question", p.tell)
		add("x", "stop it", p.stop)
	case !over(*run):
		add("g", "go on to the next step", func() tea.Cmd { return p.step(ops.RunSeerStepIn{}) })
		add("r", "play a step again, with guidance", p.again)
	}
	if len(run.Patches) > 0 {
		m.Choices = append(m.Choices, p.changes(run)...)
	}
	if len(run.PRs) > 0 {
		add("b", "tell the pull request what to do differently", p.iterate)
	}
	if run.Root != nil {
		add("h", "hand over to a coding agent", p.handOff)
	}
	add("N", "start a new run", func() tea.Cmd { return p.confirm(true) })
	add("w", "what Seer lacks here", p.checkSetup)
	return ask(m)
}

func (p *Panel) addAtWork(add func(key, title string, run func() tea.Cmd)) {
	if p.following() {
		add("l", "stop following; the run goes on", func() tea.Cmd {
			p.env.Runs.Leave(p.fix())
			return screen.Say("the run goes on; f follows it again")
		})
	} else {
		add("f", "follow it", p.join)
	}
	add("x", "stop the run", p.stop)
}

// step plays a step of the run there is.
func (p *Panel) step(in ops.RunSeerStepIn) tea.Cmd {
	in.IssueTarget = p.target()
	return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerStep(ctx, in) })
}

// again asks which step to play again.
func (p *Panel) again() tea.Cmd {
	m := &widget.Menu{Title: "Play which step again?", Note: []string{costs}}
	for _, s := range []struct{ key, step, title string }{
		{"r", ops.UntilRootCause, "root cause"}, {"s", ops.UntilSolution, "solution"}, {"c", ops.UntilCodeChanges, "code changes"},
	} {
		m.Choices = append(m.Choices, widget.Choice{Key: s.key, Title: s.title, Run: func() tea.Cmd {
			return ask(&widget.Prompt{Title: "Guidance for the step " + s.title, Note: "What should it know? At most 1000 characters.", Multi: true,
				Submit: func(words string) tea.Cmd { return p.step(ops.RunSeerStepIn{Step: s.step, Instruction: words}) }})
		}})
	}
	return ask(m)
}

// iterate gives feedback to the pull request.
func (p *Panel) iterate() tea.Cmd {
	return ask(&widget.Prompt{Title: "What should the pull request do differently?", Note: costs, Multi: true,
		Submit: func(words string) tea.Cmd { return p.step(ops.RunSeerStepIn{Step: "pr_iteration", Instruction: words}) }})
}

// tell takes the answer to the run's question, or guidance.
func (p *Panel) tell() tea.Cmd {
	run := p.Run()
	if run == nil {
		return screen.Say("there is no run to answer yet; f starts one")
	}
	prompt := &widget.Prompt{Title: "Tell the run", Multi: true, Submit: func(words string) tea.Cmd {
		if run.Status != "awaiting_user_input" {
			return p.analyze(ops.AnalyzeIssueIn{Instruction: words})
		}
		in := ops.AnswerSeerQuestionIn{IssueTarget: p.target(), Answer: words}
		return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerAnswer(ctx, in) })
	}}
	if q := run.Pending; q != nil {
		prompt.Note = q.Text.String()
	}
	return ask(prompt)
}

func (p *Panel) openPR() tea.Cmd {
	in := ops.OpenSeerPRIn{IssueTarget: p.target()}
	return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerPR(ctx, in) })
}

// apply asks once more with the files, because it changes the person's code.
func (p *Panel) apply(run *ops.SeerRun) tea.Cmd {
	put := p.env.Here.Apply
	if put == nil {
		return screen.Complain("changes cannot be applied here; vedette seer apply does it in a checkout")
	}
	patches, err := ops.PatchesOf(run, "")
	if err != nil {
		return screen.Complain(err.Error())
	}
	m := &widget.Menu{Title: fmt.Sprintf("Change %s in %s?", files(len(patches)), text.From(p.env.Here.Dir).Cut(60))}
	for n, c := range patches {
		if n == 8 {
			m.Note = append(m.Note, fmt.Sprintf("and %d more", len(patches)-n))
			break
		}
		m.Note = append(m.Note, fmt.Sprintf("%s %s +%d -%d", c.Type, c.Path.Cut(60), c.Added, c.Removed))
	}
	m.Note = append(m.Note, "All or none; never over changes that are not committed.")
	m.Choices = []widget.Choice{{Key: "y", Title: "yes", Run: func() tea.Cmd {
		return p.write("applying the changes", func(ctx context.Context, _ *ops.Ops) (string, error) { return put(ctx, patches) })
	}}, no("no")}
	return ask(m)
}

func copyDiff(run *ops.SeerRun) tea.Cmd {
	patches, err := ops.PatchesOf(run, "")
	if err != nil {
		return screen.Complain(err.Error())
	}
	diff := ""
	for _, c := range patches {
		for _, l := range c.Diff.Lines() {
			diff += l + "\n"
		}
	}
	return screen.CopyText(diff, "copied the diff")
}

// stop ends the run at the server. What it has found stays.
func (p *Panel) stop() tea.Cmd {
	target := p.target()
	return p.write("stopping the run", func(ctx context.Context, o *ops.Ops) (string, error) {
		out, err := o.StopSeerRun(ctx, ops.StopSeerRunIn{IssueTarget: target})
		if err == nil && !out.Asked {
			return "the run was not at work", nil
		}
		return "the run was asked to stop", err
	})
}

// handOff gives the run to an outside agent, which works at its own price.
func (p *Panel) handOff() tea.Cmd {
	target := p.target()
	return ask(&widget.Prompt{
		Title: "Hand over to which agent?", Note: "Its provider, such as github_copilot. It works at its own price.", Editor: widget.NewEditor("github_copilot"),
		Submit: func(provider string) tea.Cmd {
			return p.write("handing the run over", func(ctx context.Context, o *ops.Ops) (string, error) {
				out, err := o.HandOffSeerRun(ctx, ops.HandOffSeerRunIn{IssueTarget: target, Provider: provider})
				return fmt.Sprintf("handed over, %d agents started", out.Started), err
			})
		},
	})
}

// write does something in the program's life: leaving the screen must not leave
// open whether it was done.
func (p *Panel) write(doing string, do func(context.Context, *ops.Ops) (string, error)) tea.Cmd {
	return screen.Send(screen.Write{Issues: []text.Word{p.issue().ID}, Doing: doing, Change: screen.NoChange(), Run: do})
}

// checkSetup asks what keeps Seer from working here.
func (p *Panel) checkSetup() tea.Cmd {
	return screen.Run(p.env.Tasks, setupTask, p.env.Ops.CheckSeerSetup, ops.CheckSeerSetupIn{IssueTarget: p.target()})
}
