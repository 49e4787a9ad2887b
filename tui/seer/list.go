package seer

import (
	"regexp"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// List is the screen of the fix runs: those that this program has seen, as they
// stand now, then the organization's.
type List struct {
	env  screen.Env
	org  string
	size screen.Resize

	runs   []ops.SeerRunSummary
	next   string
	loaded bool
	err    error

	view widget.Scroll
}

const (
	runsTask = "runs"
	moreRuns = "more runs"
)

// NewList is the screen.
func NewList(env screen.Env, to screen.ToRuns) *List { return &List{env: env, org: to.Org} }

// Init loads the organization's runs.
func (l *List) Init() tea.Cmd { return l.load(runsTask, "") }

func (l *List) load(task, cursor string) tea.Cmd {
	in := ops.FindSeerRunsIn{OrgTarget: ops.OrgTarget{Org: l.org}, PageIn: ops.PageIn{Limit: 100, Cursor: cursor}}
	return screen.Run(l.env.Tasks, task, l.env.Ops.FindSeerRuns, in)
}

// Info says what the frame shows. That the organization's list cannot be had is
// said in its place: the runs above it are there all the same.
func (l *List) Info() screen.Info {
	return screen.Info{Scope: command.Runs, Crumb: "fix runs", Busy: l.env.Tasks.Running(runsTask) || l.env.Tasks.Running(moreRuns) || l.env.Runs.AtWork() > 0}
}

// Update takes answers, news of runs, sizes and clicks.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		l.size = msg
		l.view.Resize(msg.Height)
	case screen.Loaded[ops.FindSeerRunsOut]:
		l.take(msg)
	case screen.Click:
		if mark := l.view.At(msg.Y); mark >= 0 {
			l.view.Cursor = mark
			return l.view.Act()
		}
	}
	l.draw()
	return nil
}

func (l *List) take(msg screen.Loaded[ops.FindSeerRunsOut]) {
	if !l.env.Tasks.Done(msg.Ticket) {
		return
	}
	if l.err = msg.Err; msg.Err != nil {
		return
	}
	if msg.Name == runsTask {
		l.runs = nil
	}
	l.loaded = true
	l.runs, l.next = append(l.runs, msg.Out.Runs...), msg.Out.NextCursor
}

// Do runs the commands of the screen.
func (l *List) Do(id command.ID) tea.Cmd {
	command.Moves(id, &l.view)
	switch id {
	case command.Open:
		return l.view.Act()
	case command.LeaveRun:
		return l.leave()
	case command.StopRun:
		return l.stop()
	case command.Refresh:
		return l.Init()
	}
	if l.next != "" && l.view.Below() < l.size.Height && !l.env.Tasks.Running(moreRuns) && l.err == nil {
		return l.load(moreRuns, l.next)
	}
	return nil
}

// seen are the runs that this program knows, newest first.
func (l *List) seen() []*screen.FixRun {
	var out []*screen.FixRun
	for _, f := range l.env.Runs.All() {
		if f.State != nil || f.Err != nil || l.env.Runs.Following(f) {
			out = append(out, f)
		}
	}
	return out
}

// leave stops following the run under the cursor.
func (l *List) leave() tea.Cmd {
	seen := l.seen()
	if l.view.Cursor >= len(seen) || !l.env.Runs.Following(seen[l.view.Cursor]) {
		return screen.Say("this run is not followed")
	}
	l.env.Runs.Leave(seen[l.view.Cursor])
	l.draw()
	return screen.Say("the run goes on; opening it follows it again")
}

// stop ends the run under the cursor at the server, after a question.
func (l *List) stop() tea.Cmd {
	if seen := l.seen(); l.view.Cursor < len(seen) {
		return Stop(seen[l.view.Cursor])
	}
	return screen.Say("the server does not say which issue this run is of; open it first")
}

// View draws the list.
func (l *List) View() string { return l.view.View(l.size.Width) }

func (l *List) draw() {
	if l.size.Width == 0 {
		return
	}
	s := sheet{widget.Layout{Paint: l.size.Paint, Width: l.size.Width}}
	seen := l.seen()
	if len(seen) > 0 {
		s.Heading("Seen here")
	}
	for _, f := range seen {
		s.Row(func(p widget.Paint, edge string) string { return l.seenLine(p, edge, f) }, func() tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToIssue{Org: f.Org, Issue: f.Issue, ShowFix: true}})
		})
	}
	s.Heading("All of " + text.From(l.org).Cut(60))
	switch {
	case l.err != nil:
		s.failed("the list of runs could not be read", l.err, l.env.Keys.Key(command.Refresh)+" looks again")
	case !l.loaded:
		s.note(themes.Muted, "loading runs...")
	case len(l.runs) == 0:
		s.note(themes.Muted, "No fix run was started yet. "+l.env.Keys.Key(command.Fix)+" on an issue starts one, after a question.")
	}
	for _, r := range l.runs {
		s.Row(func(p widget.Paint, edge string) string { return l.line(p, edge, r) }, func() tea.Cmd { return l.openRun(r) })
	}
	l.view.Set(s.Sheet)
}

func (l *List) seenLine(p widget.Paint, edge string, f *screen.FixRun) string {
	follows := l.env.Runs.Following(f)
	role, words := Standing(f, follows)
	if follows {
		words = AtWork(f, l.env.Now()) + p.Glyph(" · ", " - ") + words
	}
	if f.Unseen {
		edge = p.Glyph("●", "*")
	}
	age := text.AgoShort(f.Begun, l.env.Now())
	line := p.In(themes.Muted, edge+widget.FitRight(age, 6)+"  ") + p.In(themes.Accent, widget.Fit(ops.IssueHandle(f.Issue), 16)+" ")
	room := max(l.size.Width-widget.Width(line), 1)
	if room > 60 {
		line += p.In(role, widget.Fit(words, room*3/5)) + p.In(themes.Text, "  "+f.Issue.Title.Cut(max(room*2/5-2, 1)))
		return widget.Fit(line, l.size.Width)
	}
	return widget.Fit(line+p.In(role, words), l.size.Width)
}

func (l *List) line(p widget.Paint, edge string, r ops.SeerRunSummary) string {
	when := r.LastTriggeredAt.Time
	if when.IsZero() {
		when = r.DateCreated.Time
	}
	line := p.In(themes.Muted, edge+widget.FitRight(text.AgoShort(when, l.env.Now()), 6)+"  ")
	return line + p.In(themes.Text, widget.Fit(r.Title.Cut(400), max(l.size.Width-widget.Width(line), 1)))
}

// shortID is how a title begins that names its issue: "SHOP-1A: ...".
const shortID = `^[A-Z][A-Z0-9_-]*-[A-Z0-9]+\b`

// openRun opens the issue of a run of the server's list, which does not say
// which that is; some titles do.
func (l *List) openRun(r ops.SeerRunSummary) tea.Cmd {
	id := regexp.MustCompile(shortID).FindString(r.Title.String())
	if id == "" {
		return screen.Say("the server does not say which issue this run is of")
	}
	return screen.Send(screen.Open{To: screen.ToIssue{Org: l.org, Issue: ops.Issue{ID: text.Word(id), ShortID: text.Word(id)}, ShowFix: true}})
}
