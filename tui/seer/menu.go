package seer

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// costs is what every question before a start says: who works, and whether that
// is paid.
func (p *Panel) costs() string {
	switch {
	case p.setup == nil:
		return "Sentry bills Seer's runs to the organization. The local backend's own analysis is free."
	case !p.setup.MadeBy.IsZero():
		return "Made by " + p.setup.MadeBy.Cut(60) + ", on this server: it costs nothing."
	}
	bill := "Sentry bills Seer's runs to " + text.From(p.org).Cut(40)
	for _, f := range p.setup.Findings {
		switch {
		case f.Name == "budget" && f.State == "missing":
			return bill + ", which has no budget left for them."
		case f.Name == "budget" && f.State == "ok":
			return bill + ", which has budget for them. Nothing is started before you choose."
		}
	}
	return bill + ". Nothing is started before you choose."
}

// price finds out who would be paid before a person is asked. That it cannot be
// found out keeps nobody from starting.
func (p *Panel) price(asked func() tea.Cmd) tea.Cmd {
	if p.setup != nil {
		return asked()
	}
	p.priced = asked
	return p.checkSetup()
}

func (p *Panel) takeSetup(msg screen.Loaded[ops.CheckSeerSetupOut]) tea.Cmd {
	if !p.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	asked := p.priced
	p.priced = nil
	if msg.Err == nil {
		p.setup = &msg.Out
	}
	switch {
	case asked != nil:
		return asked()
	case msg.Err != nil:
		return screen.Complain(msg.Err.Error())
	}
	return nil
}

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
		Note:  []string{p.costs()},
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
	m := &widget.Menu{Title: "This run has a solution. Go on?", Note: []string{p.costs()}}
	run := p.Run()
	switch {
	case len(run.Patches) > 0:
		m.Choices = append(m.Choices, p.doChanges(run)...)
	case run.Plan == nil:
		m.Title = "This run has no solution yet. Go on?"
		m.Choices = append(m.Choices,
			widget.Choice{Key: "s", Title: "look for a solution", Run: func() tea.Cmd { return p.step(ops.RunSeerStepIn{}) }},
			widget.Choice{Key: "N", Title: "start a new run", Run: func() tea.Cmd { return p.Do(command.NewFix) }})
	default:
		m.Choices = append(m.Choices,
			widget.Choice{Key: "c", Title: "write the code changes", Run: func() tea.Cmd { return p.analyze(ops.AnalyzeIssueIn{Until: ops.UntilCodeChanges}) }},
			widget.Choice{Key: "p", Title: "write them and open a pull request", Run: func() tea.Cmd { return p.analyze(ops.AnalyzeIssueIn{Until: ops.UntilOpenPR}) }})
	}
	m.Choices = append(m.Choices, no("no, this is enough"))
	return ask(m)
}

// menu offers all that can be done with the run as it stands.
func (p *Panel) menu() tea.Cmd {
	m := &widget.Menu{Title: "Fix run of " + ops.IssueHandle(p.issue()), Note: []string{p.costs()}}
	add := func(key, title string, run func() tea.Cmd) {
		m.Choices = append(m.Choices, widget.Choice{Key: key, Title: title, Run: run})
	}
	run := p.Run()
	switch {
	case run == nil && !p.following():
		add("f", "start one", func() tea.Cmd { return p.price(func() tea.Cmd { return p.confirm(false) }) })
		add("w", "what Seer lacks here", p.revealSetup)
		return ask(m)
	case run == nil, run.Status == "processing":
		p.addAtWork(add)
		return ask(m)
	case run.Status == "awaiting_user_input":
		add("i", "answer its question", p.tell)
		add("x", "stop it", func() tea.Cmd { return Stop(p.Known()) })
	case !over(*run):
		add("g", "go on to the next step", func() tea.Cmd { return p.step(ops.RunSeerStepIn{}) })
		add("r", "play a step again, with guidance", p.again)
	}
	if len(run.Patches) > 0 {
		m.Choices = append(m.Choices, p.doChanges(run)...)
	}
	if all := links(run); len(all) > 0 {
		add("o", "open in the browser: "+all[0].title, func() tea.Cmd { return pick(all, "Open which?", p.env.Browse) })
		add("y", "copy the link", func() tea.Cmd {
			return pick(all, "Copy which?", func(u text.Untrusted) tea.Cmd { return screen.CopyText(u.String(), "copied "+u.String()) })
		})
	}
	if len(run.PRs) > 0 {
		add("b", "tell the pull request what to do differently", p.iterate)
	}
	if run.Root != nil {
		add("h", "hand over to a coding agent", p.handOff)
	}
	add("N", "start a new run", func() tea.Cmd { return p.Do(command.NewFix) })
	add("w", "what Seer lacks here", p.revealSetup)
	return ask(m)
}

func (p *Panel) addAtWork(add func(key, title string, run func() tea.Cmd)) {
	if p.following() {
		add("l", "stop following; the run goes on", func() tea.Cmd {
			p.env.Runs.Leave(p.Known())
			return screen.Say("the run goes on; " + p.key(command.Fix) + " follows it again")
		})
	} else {
		add("f", "follow it", p.join)
	}
	add("x", "stop the run", func() tea.Cmd { return Stop(p.Known()) })
}

// step plays a step of the run there is.
func (p *Panel) step(in ops.RunSeerStepIn) tea.Cmd {
	in.IssueTarget, in.Timeout = p.target(), longest
	return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerStep(ctx, in) })
}

// again asks which step to play again.
func (p *Panel) again() tea.Cmd {
	m := &widget.Menu{Title: "Play which step again?", Note: []string{p.costs()}}
	for _, s := range []struct{ key, step, title string }{
		{"r", ops.UntilRootCause, "root cause"}, {"s", ops.UntilSolution, "solution"}, {"c", ops.UntilCodeChanges, "code changes"},
	} {
		m.Choices = append(m.Choices, widget.Choice{Key: s.key, Title: s.title, Run: func() tea.Cmd {
			return p.env.Compose(widget.Prompt{Title: "Guidance for the step " + s.title, Note: "What should it know? At most 1000 characters.",
				Submit: func(words string) tea.Cmd { return p.step(ops.RunSeerStepIn{Step: s.step, Instruction: words}) }})
		}})
	}
	return ask(m)
}

// iterate gives feedback to the pull request.
func (p *Panel) iterate() tea.Cmd {
	return p.env.Compose(widget.Prompt{Title: "What should the pull request do differently?", Note: p.costs(),
		Submit: func(words string) tea.Cmd { return p.step(ops.RunSeerStepIn{Step: "pr_iteration", Instruction: words}) }})
}

// askPR asks before others see the changes.
func (p *Panel) askPR() tea.Cmd {
	m := &widget.Menu{Title: "Open a pull request for the changes of " + ops.IssueHandle(p.issue()) + "?", Note: []string{"Seer pushes a branch; your team sees it."}}
	m.Choices = append(m.Choices, widget.Choice{Key: "y", Title: "yes", Run: func() tea.Cmd { return p.openPR("") }})
	repos := map[string]bool{}
	for _, f := range p.Run().Patches {
		repos[f.Repo.Raw()] = true
	}
	if names := slices.Sorted(maps.Keys(repos)); len(names) > 1 {
		m.Choices[0].Title = "yes, one in each of " + strconv.Itoa(len(names)) + " repositories"
		for _, name := range names[:min(len(names), 9)] {
			m.Offer("only in "+text.From(name).Cut(50), func() tea.Cmd { return p.openPR(name) })
		}
	}
	m.Choices = append(m.Choices, no("no"))
	return ask(m)
}

func (p *Panel) openPR(repo string) tea.Cmd {
	in := ops.OpenSeerPRIn{IssueTarget: p.target(), Repo: repo, Timeout: longest}
	return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerPR(ctx, in) })
}

// Stop asks, and then ends a run at the server. What it has found stays.
func Stop(f *screen.FixRun) tea.Cmd {
	if f == nil || f.State != nil && f.State.Status != "processing" && f.State.Status != "awaiting_user_input" {
		return screen.Say("the run has stopped already")
	}
	issue := f.Issue
	in := ops.StopSeerRunIn{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: f.Org}, Issue: string(issue.ID)}}
	stop := screen.Write{Issues: []text.Word{issue.ID}, Doing: "stopping the fix run of " + ops.IssueHandle(issue), Change: screen.NoChange(),
		Run: func(ctx context.Context, o *ops.Ops) (string, error) {
			out, err := o.StopSeerRun(ctx, in)
			if err == nil && !out.Asked {
				return "the run was not at work", nil
			}
			return "the run was asked to stop", err
		}}
	return ask(&widget.Menu{Title: "Stop the fix run of " + ops.IssueHandle(issue) + " at the server?",
		Note:    []string{"What it has found until then stays, and is paid."},
		Choices: []widget.Choice{{Key: "y", Title: "yes", Run: func() tea.Cmd { return screen.Send(stop) }}, no("no, it goes on")}})
}

// handOff gives the run to an outside agent, which works at its own price.
func (p *Panel) handOff() tea.Cmd {
	target := p.target()
	return ask(&widget.Prompt{
		Title: "Hand over to which agent?", Note: "Its provider, such as github_copilot. It works at its own price.", Editor: widget.NewEditor("github_copilot"),
		Submit: func(provider string) tea.Cmd {
			return screen.Send(p.change("handing the run over", func(ctx context.Context, o *ops.Ops) (string, error) {
				out, err := o.HandOffSeerRun(ctx, ops.HandOffSeerRunIn{IssueTarget: target, Provider: provider})
				return fmt.Sprintf("handed over, %d agents started", out.Started), err
			}))
		},
	})
}

// change does something in the program's life: leaving the screen must not leave
// open whether it was done.
func (p *Panel) change(doing string, do func(context.Context, *ops.Ops) (string, error)) screen.Write {
	return screen.Write{Issues: []text.Word{p.issue().ID}, Doing: doing, Change: screen.NoChange(), Run: do}
}

// checkSetup asks who works here, and what keeps Seer from it.
func (p *Panel) checkSetup() tea.Cmd {
	return screen.Run(p.env.Tasks, setupTask, p.env.Ops.CheckSeerSetup, ops.CheckSeerSetupIn{IssueTarget: p.target()})
}

// revealSetup shows it below the run.
func (p *Panel) revealSetup() tea.Cmd {
	p.showSetup = true
	return p.checkSetup()
}
