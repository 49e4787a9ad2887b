// Package issue is the screen of one issue: what happened, where, to whom, what
// was done about it, and the run that looks for a fix. Each section loads what
// it needs when it is first shown, says for itself that it waits or why it has
// nothing, and keeps what it has per event.
package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
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
	details
	files
	related
	tabCount
)

// tabNames are the sections' names in order.
func tabNames() [tabCount]string {
	return [tabCount]string{"Overview", "Stack", "Breadcrumbs", "Tags", "Events", "Activity", "Fix", "Context", "Files", "Related"}
}

// shortNames are the sections' names where there is less room; together they
// need 79 cells.
func shortNames() [tabCount]string {
	return [tabCount]string{"Over", "Stack", "Crumb", "Tags", "Evts", "Acts", "Fix", "Ctx", "File", "Rel"}
}

// section is one of the parts that the screen can show. Only the one in front
// is drawn.
type section interface {
	load() tea.Cmd                    // asks for what it lacks
	take(msg tea.Msg) (tea.Cmd, bool) // an answer; false = it is not this section's
	draw(r *rows)
	forget() // what is there may be old: load asks again
}

// Page is the screen.
type Page struct {
	env  screen.Env
	to   screen.ToIssue
	size screen.Resize

	issue   ops.Issue
	details *ops.GetIssueDetailsOut // nil until loaded; its event is the one shown
	known   map[string]*ops.Event   // events that were looked at, by id
	wanted  string                  // the event on its way; "" = none
	err     error

	tab      tab
	sections [tabCount]section
	side     []string // the facts beside the section in front
	views    [tabCount]widget.Scroll
	find     [tabCount]widget.Find
}

// maxKnown bounds the events that are remembered: a full one may have a
// megabyte.
const maxKnown = 24

// Tasks of the screen itself.
const (
	detailsTask = "details"
	eventTask   = "event"
	sourceTask  = "source"
	placeTask   = "file of a frame"
)

// New is the screen of an issue.
func New(env screen.Env, to screen.ToIssue) *Page {
	s := &Page{env: env, to: to, issue: to.Issue, known: map[string]*ops.Event{}}
	s.sections = [tabCount]section{
		overview: &overviewSection{page: s, period: "24h"},
		stack:    newStack(s),
		crumbs:   &crumbsSection{page: s},
		tags:     newTags(s),
		events:   newEvents(s),
		activity: newActivity(s),
		fix:      newFix(s),
		details:  &contextSection{page: s, open: map[string]bool{}},
		files:    newFiles(s),
		related:  newRelated(s),
	}
	return s
}

// Init loads the issue with its event, and goes on to the fix when asked.
func (s *Page) Init() tea.Cmd {
	switch {
	case s.to.Fix:
		return tea.Batch(s.loadDetails(), s.Do(command.Fix))
	case s.to.ShowFix:
		return tea.Batch(s.loadDetails(), s.show(fix))
	}
	return s.loadDetails()
}

func (s *Page) target() ops.IssueTarget {
	return ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: s.to.Org}, Issue: string(s.issue.ID)}
}

func (s *Page) loadDetails() tea.Cmd {
	in := ops.GetIssueDetailsIn{IssueTarget: s.target(), EventID: s.to.Event, Include: []string{"all"}}
	if e := s.event(); e != nil {
		in.EventID = string(ops.EventHandle(e.EventSummary)) // loading again does not change what is looked at
	}
	return screen.Run(s.env.Tasks, detailsTask, s.env.Ops.GetIssueDetails, in)
}

// event is the one that is shown; nil while there is none.
func (s *Page) event() *ops.Event {
	if s.details == nil {
		return nil
	}
	return s.details.Event
}

// eventKey names the event for what is kept per event.
func (s *Page) eventKey() string {
	if e := s.event(); e != nil {
		return string(ops.EventHandle(e.EventSummary))
	}
	return ""
}

// goTo shows another event of the issue: an id, or latest, oldest, recommended.
func (s *Page) goTo(which string) tea.Cmd {
	if e := s.known[which]; e != nil {
		s.env.Tasks.Cancel(eventTask)
		s.wanted = ""
		return s.showEvent(e)
	}
	s.wanted = which
	in := ops.GetEventDetailsIn{EventTarget: ops.EventTarget{IssueTarget: s.target(), EventID: which}, Include: []string{"all"}}
	return screen.Run(s.env.Tasks, eventTask, s.env.Ops.GetEventDetails, in)
}

// showEvent puts an event in the place of the one shown.
func (s *Page) showEvent(e *ops.Event) tea.Cmd {
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	s.known[string(ops.EventHandle(e.EventSummary))] = e
	if s.details != nil && s.details.Event != e {
		with := *s.details
		with.Event = e
		s.details = &with
	}
	st := s.stack()
	st.reset()
	s.sections[crumbs].(*crumbsSection).reset()
	s.redraw()
	st.toCrash()
	return tea.Batch(st.colour(), s.related().loadOwners(), s.sections[s.tab].load())
}

func (s *Page) stack() *stackSection { return s.sections[stack].(*stackSection) }

// Info says what the frame shows.
func (s *Page) Info() screen.Info {
	t := s.env.Tasks
	busy := t.Running(triage.Reading) || t.Running(detailsTask) || t.Running(eventTask) || t.Running(placeTask) || s.waits(s.tab)
	detail := ""
	if key := s.eventKey(); key != "" {
		detail = "event " + widget.Cut(key, 9)
	}
	info := screen.Info{Scope: command.Issue, Crumb: ops.IssueHandle(s.issue), Detail: detail, Busy: busy, Err: s.err,
		Typing: s.find[s.tab].Typing, Inner: s.find[s.tab].Active() || s.inner(), Next: next(s.tab)}
	if s.tab == fix {
		s.fix().tell(&info)
	}
	return info
}

// next is what is likeliest to be done in a section.
func next(t tab) []command.ID {
	switch t {
	case stack:
		return []command.ID{command.Open, command.OpenEditor, command.InApp, command.ExpandAll, command.FindHere, command.NextTab, command.OlderEvent, command.Copy}
	case crumbs, tags, details:
		return []command.ID{command.Open, command.FindHere, command.NextTab, command.OlderEvent, command.Copy}
	case activity:
		return []command.ID{command.Comment, command.Open, command.NextTab, command.Resolve}
	case events, files, related:
		return []command.ID{command.Open, command.NextTab, command.OlderEvent}
	}
	return []command.ID{command.NextTab, command.Resolve, command.Archive, command.Assign, command.Fix, command.Copy, command.OlderEvent}
}

// waits reports whether a section has something under way.
func (s *Page) waits(t tab) bool {
	w, ok := s.sections[t].(interface{ waiting() bool })
	return ok && w.waiting()
}

// inner reports whether the section in front has something that back closes.
func (s *Page) inner() bool {
	c, ok := s.sections[s.tab].(closer)
	return ok && c.inner()
}

// closer is a section that shows something inside of itself.
type closer interface {
	inner() bool
	close()
}
