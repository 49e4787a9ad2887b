// Package issue is the screen of one issue: what happened, where, to whom, what
// was done about it, and the run that looks for a fix. Each section loads what
// it needs when it is first shown.
package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/triage"
	"vedette/tui/widget"
)

// tab is a section of the screen.
type tab int

const (
	overview tab = iota
	stack
	crumbs
	tags
	events
	activity
	fix
	tabCount
)

// tabNames are the sections' names in order.
func tabNames() [tabCount]string {
	return [tabCount]string{"Overview", "Stack", "Breadcrumbs", "Tags", "Events", "Activity", "Fix"}
}

// Page is the screen.
type Page struct {
	env  screen.Env
	to   screen.ToIssue
	size screen.Resize

	issue   ops.Issue
	details *ops.GetIssueDetailsOut
	eventID string // "" = the one Sentry recommends
	err     error

	tab      tab
	sections [tabCount]widget.Scroll

	inApp    bool
	expanded map[event.FrameID]bool
	frames   []event.FrameID // of the stack's marks
	source   event.Source

	tagKeys  []ops.TagKey
	events   []ops.EventSummary
	next     string // cursor of the next page of events
	activity []ops.Activity
	has      map[tab]bool // sections that are loaded

	fix fixRun
}

// Tasks of the screen; the sections' are named by taskOf.
const (
	detailsTask  = "details"
	moreTask     = "more events"
	fixTask      = "fix"
	markdownTask = "markdown"
	sourceTask   = "source"
)

func taskOf(t tab) string { return "section " + tabNames()[t] }

// New is the screen of an issue.
func New(env screen.Env, to screen.ToIssue) *Page {
	return &Page{env: env, to: to, issue: to.Issue, inApp: true, expanded: map[event.FrameID]bool{}, has: map[tab]bool{}}
}

// Init loads the issue with its event, and goes on to the fix when asked.
func (s *Page) Init() tea.Cmd {
	if s.to.Fix {
		return tea.Batch(s.loadDetails(), s.Do(command.Fix))
	}
	return s.loadDetails()
}

func (s *Page) target() ops.IssueTarget {
	return ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: s.to.Org}, Issue: string(s.issue.ID)}
}

func (s *Page) loadDetails() tea.Cmd {
	in := ops.GetIssueDetailsIn{IssueTarget: s.target(), EventID: s.eventID, Include: []string{"all"}}
	return screen.Run(s.env.Tasks, detailsTask, s.env.Ops.GetIssueDetails, in)
}

// load reads what a section needs, unless it is there or under way.
func (s *Page) load(t tab) tea.Cmd {
	if s.has[t] || s.env.Tasks.Running(taskOf(t)) {
		return nil
	}
	tasks, o, name := s.env.Tasks, s.env.Ops, taskOf(t)
	switch t {
	case tags:
		return screen.Run(tasks, name, o.GetIssueTagValues, ops.GetIssueTagValuesIn{IssueTarget: s.target()})
	case events:
		return screen.Run(tasks, name, o.SearchIssueEvents, s.eventsInput(""))
	case activity:
		return screen.Run(tasks, name, o.GetIssueActivity, ops.GetIssueActivityIn{IssueTarget: s.target(), Limit: 100})
	case fix:
		return screen.Run(tasks, name, o.GetSeerRun, ops.GetSeerRunIn{IssueTarget: s.target(), Until: ops.UntilSolution})
	}
	return nil
}

func (s *Page) eventsInput(cursor string) ops.SearchIssueEventsIn {
	return ops.SearchIssueEventsIn{IssueTarget: s.target(), Period: "90d", PageIn: ops.PageIn{Limit: 100, Cursor: cursor}}
}

// Info says what the frame shows.
func (s *Page) Info() screen.Info {
	t := s.env.Tasks
	busy := t.Running(triage.Assignees)
	for _, name := range []string{detailsTask, moreTask, fixTask, taskOf(s.tab)} {
		busy = busy || t.Running(name)
	}
	detail := ""
	if s.details != nil && s.details.Event != nil {
		detail = "event " + widget.Cut(string(ops.EventHandle(s.details.Event.EventSummary)), 9)
	}
	return screen.Info{Scope: command.Issue, Crumb: ops.IssueHandle(s.issue), Detail: detail, Busy: busy, Err: s.err}
}
