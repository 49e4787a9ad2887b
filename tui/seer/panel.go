// Package seer shows the runs that look for the cause of an issue and for its
// fix: one of them, live, and all of them in a list. A run is paid for and goes
// on at the server, so nothing here starts one without a question, and what is
// followed belongs to screen.Runs and outlives every screen.
package seer

import (
	"context"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// Panel is the newest run of one issue, as a part of a screen.
type Panel struct {
	env   screen.Env
	org   string
	issue func() ops.Issue
	size  screen.Resize

	loaded bool
	wanted bool  // start or follow as soon as it is known whether there is a run
	err    error // why it is not known

	setup     *ops.CheckSeerSetupOut // nil until asked
	showSetup bool
	priced    func() tea.Cmd // waits for the setup, which says who is to be paid; nil = nothing waits

	page   page // what the findings are of
	found  findings
	folded map[string]bool // changed files, by repository and path
}

// Tasks of the panel.
const (
	runTask    = "fix run"
	renderTask = "fix run as text"
	setupTask  = "setup of Seer"
	lookTask   = "look at the working tree"
)

// New is the panel of an issue, which may become better known later.
func New(env screen.Env, org string, issue func() ops.Issue) *Panel {
	return &Panel{env: env, org: org, issue: issue, folded: map[string]bool{}}
}

func (p *Panel) target() ops.IssueTarget {
	return ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: p.org}, Issue: string(p.issue().ID)}
}

// Known is what is known of the run; nil before the server has said.
func (p *Panel) Known() *screen.FixRun { return p.env.Runs.Of(p.org, p.issue().ID) }

// Run is the run; nil when there is none, or none is known.
func (p *Panel) Run() *ops.SeerRun {
	if f := p.Known(); f != nil {
		return f.State
	}
	return nil
}

// following reports whether news of the run come by themselves.
func (p *Panel) following() bool { return p.env.Runs.Following(p.Known()) }

// Load asks which run there is, unless that is known or told anyway.
func (p *Panel) Load() tea.Cmd {
	if p.loaded || p.err != nil || p.env.Tasks.Running(runTask) {
		return p.render()
	}
	if p.following() {
		p.loaded = true
		return p.render()
	}
	in := ops.GetSeerRunIn{IssueTarget: p.target(), Until: ops.UntilSolution}
	return screen.Run(p.env.Tasks, runTask, p.env.Ops.GetSeerRun, in)
}

// Forget makes Load ask again.
func (p *Panel) Forget() { p.loaded, p.err, p.setup, p.showSetup = false, nil, nil, false }

// Waiting reports whether something is under way.
func (p *Panel) Waiting() bool {
	return p.env.Tasks.Running(runTask) || p.env.Tasks.Running(setupTask) || p.env.Tasks.Running(lookTask) || p.following()
}

// Resize gives the panel its place.
func (p *Panel) Resize(to screen.Resize) tea.Cmd {
	p.size = to
	return p.render()
}

// Take is an answer; false when it is not the panel's.
func (p *Panel) Take(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case screen.Loaded[ops.GetSeerRunOut]:
		if msg.Name == runTask && p.env.Tasks.Done(msg.Ticket) {
			return p.takeRun(msg.Out, msg.Err), true
		}
	case screen.FixChanged:
		if msg.Org == p.org && msg.Issue == p.issue().ID {
			p.loaded = true
			return p.render(), true
		}
	case screen.Loaded[findings]:
		if p.env.Tasks.Done(msg.Ticket) && msg.Err == nil {
			p.found = msg.Out
		}
		return nil, true
	case screen.Loaded[ops.CheckSeerSetupOut]:
		return p.takeSetup(msg), true
	case screen.Loaded[screen.Fit]:
		switch {
		case !p.env.Tasks.Done(msg.Ticket):
		case msg.Err != nil:
			return screen.Complain(msg.Err.Error()), true
		default:
			return p.askApply(msg.Out), true
		}
		return nil, true
	}
	return nil, false
}

// takeRun is the answer to which run there is. One at work is followed.
func (p *Panel) takeRun(out ops.GetSeerRunOut, err error) tea.Cmd {
	wanted := p.wanted
	p.wanted = false
	if p.err = err; err != nil {
		return nil
	}
	p.loaded = true
	if !p.following() {
		p.env.Runs.Keep(p.org, p.issue(), out, p.env.Now())
	}
	switch {
	case wanted:
		return tea.Batch(p.render(), p.Do(command.Fix))
	case out.Run != nil && !p.following() && mayGoOn(*out.Run, p.env.Now()):
		return tea.Batch(p.render(), p.join())
	}
	return p.render()
}

// settled is how long ago a run must have changed last to be taken as ended: one
// that has more steps to play looks completed between two of them.
const settled = time.Minute

// mayGoOn is true for a run that is at work, or was a moment ago.
func mayGoOn(r ops.SeerRun, now time.Time) bool {
	return r.Status == "processing" || r.Status == "completed" && now.Sub(r.UpdatedAt.Time) < settled
}

// join follows a run that may be at work. It starts nothing.
func (p *Panel) join() tea.Cmd {
	in := ops.FollowSeerRunIn{GetSeerRunIn: ops.GetSeerRunIn{IssueTarget: p.target(), Until: ops.UntilOpenPR}}
	p.loaded, p.err = true, nil
	return p.env.Runs.Watch(p.org, p.issue(), p.env.Now(), func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowSeerRun(ctx, in) })
}

func (p *Panel) follow(work screen.Work) tea.Cmd {
	p.loaded, p.err = true, nil
	return p.env.Runs.Follow(p.org, p.issue(), p.env.Now(), work)
}

// Do starts, follows, answers or repeats a run.
func (p *Panel) Do(id command.ID) tea.Cmd {
	run := p.Run()
	switch {
	case id != command.FixMenu && p.following() && (run == nil || run.Status == "processing"):
		return screen.Say("already following the run; it goes on when you leave")
	case id == command.FixMenu:
		return p.menu()
	case id == command.NewFix:
		return p.price(func() tea.Cmd { return p.confirm(true) })
	case id == command.Fix && !p.loaded:
		p.wanted, p.err = true, nil // takeRun goes on
		return p.Load()
	case id != command.NewFix && run != nil && over(*run):
		return screen.Say("this run ended with " + string(run.Status) + "; " + p.key(command.NewFix) + " starts a new run")
	case id == command.AnswerFix:
		return p.tell()
	case run == nil:
		return p.price(func() tea.Cmd { return p.confirm(false) })
	case run.Status == "completed":
		return p.further()
	case run.Status == "awaiting_user_input":
		return p.tell()
	}
	return p.join()
}

// over is true for a run that failed or was canceled: nothing continues it.
func over(r ops.SeerRun) bool { return r.Status == "error" || r.Status == "canceled" }

// longest is for how long what was posted is followed, in seconds.
const longest = 3600

// analyze starts a run, or goes on with the one there is.
func (p *Panel) analyze(in ops.AnalyzeIssueIn) tea.Cmd {
	in.IssueTarget, in.Timeout = p.target(), longest
	if in.NewRun {
		p.found, p.page = findings{}, page{}
	}
	return p.follow(func(ctx context.Context) iter.Seq2[ops.SeerEvent, error] { return p.env.Ops.FollowAnalysis(ctx, in) })
}

// page names one rendering of what a run found.
type page struct {
	run     text.Word
	mark    string // how far it had come
	width   int
	theme   *themes.Theme
	patches int
}

// render makes the lines of what the run found when it, the width or the theme
// has changed.
func (p *Panel) render() tea.Cmd {
	r := p.Run()
	if r == nil || p.size.Width == 0 {
		return nil
	}
	want := page{run: r.RunID, mark: r.UpdatedAt.String() + " " + string(r.Status), width: p.size.Width, theme: p.size.Paint.Theme, patches: len(r.Patches)}
	if want == p.page {
		return nil
	}
	p.page = want
	return screen.Run(p.env.Tasks, renderTask, render, sought{run: *r, paint: p.size.Paint, width: p.size.Width})
}
