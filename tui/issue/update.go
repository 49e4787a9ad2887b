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

// Update takes answers, sizes, edits, clicks and what is typed to find.
func (s *Page) Update(msg tea.Msg) tea.Cmd {
	cmd := s.handle(msg)
	s.redraw()
	return cmd
}

func (s *Page) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		return s.resize(msg)
	case tea.KeyPressMsg:
		s.typed(msg)
	case tea.PasteMsg:
		s.find[s.tab].Editor.InsertLine(msg.Content)
	case screen.Loaded[ops.GetIssueDetailsOut]:
		return s.takeDetails(msg)
	case screen.Loaded[ops.GetEventDetailsOut]:
		return s.takeEvent(msg)
	case screen.Loaded[triage.Candidates]:
		if s.env.Tasks.Done(msg.Ticket) {
			msg.Out.Offer()
		}
	case screen.Loaded[[]place]:
		return s.takePlaces(msg)
	case screen.Edit:
		if msg.About(s.issue.ID) {
			msg.Apply(&s.issue)
		}
	case screen.Wrote:
		return s.afterWrite(msg)
	case screen.Click:
		return s.click(msg)
	default:
		for _, section := range s.sections {
			if cmd, mine := section.take(msg); mine {
				return cmd
			}
		}
	}
	return nil
}

func (s *Page) resize(msg screen.Resize) tea.Cmd {
	repainted := msg.Paint.Theme != s.size.Paint.Theme
	s.size = msg
	s.layout()
	main := msg
	main.Width = s.mainWidth()
	cmd := tea.Batch(s.fix().panel.Resize(main), s.sections[activity].(*activitySection).render())
	if repainted {
		return tea.Batch(cmd, s.stack().colour())
	}
	return cmd
}

func (s *Page) takeDetails(msg screen.Loaded[ops.GetIssueDetailsOut]) tea.Cmd {
	if !s.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	if s.err = msg.Err; msg.Err != nil {
		return nil
	}
	if msg.Out.Issue.ID != s.issue.ID { // it was known by its short id only
		s.fix().forget()
	}
	s.details, s.issue = &msg.Out, msg.Out.Issue
	if e := msg.Out.Event; e != nil {
		return s.showEvent(e)
	}
	return s.sections[s.tab].load()
}

// takeEvent shows the event that was stepped to. One that cannot be read leaves
// the one that is there.
func (s *Page) takeEvent(msg screen.Loaded[ops.GetEventDetailsOut]) tea.Cmd {
	if !s.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	s.wanted = ""
	if msg.Err != nil {
		return screen.Complain(msg.Err.Error())
	}
	return s.showEvent(&msg.Out.Event)
}

func (s *Page) afterWrite(msg screen.Wrote) tea.Cmd {
	if !msg.About(s.issue.ID) {
		return nil
	}
	s.sections[activity].forget()
	s.sections[fix].forget()
	return s.sections[s.tab].load()
}

func (s *Page) triage() triage.Target {
	return triage.Target{Env: s.env, Org: s.to.Org, Issue: s.issue, Details: s.details}
}

// Do runs the commands of the screen.
func (s *Page) Do(id command.ID) tea.Cmd {
	cmd := s.do(id)
	return tea.Batch(cmd, s.more())
}

func (s *Page) do(id command.ID) tea.Cmd {
	if command.Moves(id, &s.views[s.tab]) {
		return nil
	}
	if t, ok := s.tabFor(id); ok {
		return s.show(t)
	}
	defer s.redraw()
	switch id {
	case command.Open, command.FoldFrame:
		return s.views[s.tab].Act()
	case command.Back:
		s.back()
	case command.FindHere:
		return s.beginFind()
	case command.Refresh:
		return s.refresh()
	case command.OlderEvent, command.NewerEvent:
		return s.step(id)
	case command.LatestEvent:
		return s.goTo("latest")
	case command.OldestEvent:
		return s.goTo("oldest")
	case command.RecommendedEvent:
		return s.goTo("recommended")
	case command.InApp, command.ExpandAll, command.FrameOrder:
		return s.stack().do(id)
	case command.OpenEditor:
		return s.openEditor()
	case command.GraphPeriod:
		s.sections[overview].(*overviewSection).turn()
	case command.OpenTrace:
		return s.openTrace()
	case command.Fix, command.NewFix, command.AnswerFix, command.FixMenu:
		return tea.Batch(s.show(fix), s.fix().panel.Do(id))
	default:
		cmd, _ := triage.Do(id, s.triage())
		return cmd
	}
	return nil
}

func (s *Page) tabFor(id command.ID) (tab, bool) {
	direct := map[command.ID]tab{
		command.TabOverview: overview, command.TabStack: stack, command.TabCrumbs: crumbs, command.TabTags: tags,
		command.TabEvents: events, command.TabActivity: activity, command.TabFix: fix, command.TabContext: details,
		command.TabFiles: files, command.TabRelated: related,
		command.NextTab: (s.tab + 1) % tabCount, command.PreviousTab: (s.tab + tabCount - 1) % tabCount,
	}
	t, ok := direct[id]
	return t, ok
}

// show brings a section to the front.
func (s *Page) show(t tab) tea.Cmd {
	s.find[s.tab].Typing = false
	s.tab = t
	s.layout()
	cmd := s.sections[t].load()
	s.redraw()
	return cmd
}

// refresh loads the issue and the section in front again.
func (s *Page) refresh() tea.Cmd {
	s.sections[s.tab].forget()
	return tea.Batch(s.loadDetails(), s.sections[s.tab].load())
}

// back closes what is open inside of the section, then the search in it.
func (s *Page) back() {
	if c, ok := s.sections[s.tab].(closer); ok && c.inner() {
		c.close()
		return
	}
	s.find[s.tab].Clear()
	s.layout()
}

func (s *Page) beginFind() tea.Cmd {
	switch s.tab {
	case stack, crumbs, tags, details:
		s.find[s.tab].Typing = true
		return nil
	}
	return screen.Say("there is nothing to look through here; it works in the stack, breadcrumbs, tags and context")
}

// typed goes into what is looked for; up and down move in what is found.
func (s *Page) typed(key tea.KeyPressMsg) {
	if !widget.Steps(key, &s.views[s.tab]) {
		s.find[s.tab].Key(key)
	}
}

// step goes to the event before or after the one shown.
func (s *Page) step(id command.ID) tea.Cmd {
	e := s.event()
	if e == nil {
		return screen.Say("there is no event to step from")
	}
	to, none := e.PreviousEventID, "this is the oldest event"
	if id == command.NewerEvent {
		to, none = e.NextEventID, "this is the newest event"
	}
	if to == "" {
		return screen.Say(none)
	}
	return s.goTo(string(to))
}

// openTrace opens the trace at the span of the event shown.
func (s *Page) openTrace() tea.Cmd {
	e := s.event()
	if e == nil || e.Contexts["trace"]["trace_id"].IsZero() {
		return screen.Say("this event belongs to no trace")
	}
	trace := e.Contexts["trace"]
	return screen.Send(screen.Open{To: screen.ToTrace{Org: s.to.Org, ID: trace["trace_id"].String(), Span: trace["span_id"].String()}})
}

// more loads the next page when the end of a list comes into sight.
func (s *Page) more() tea.Cmd {
	if s.tab != events || s.views[events].Below() > s.size.Height {
		return nil
	}
	return s.sections[events].(*eventsSection).more()
}

func (s *Page) click(at screen.Click) tea.Cmd {
	if t, ok := s.tabAt(at.X); ok && at.Y == tabRow {
		return s.show(t)
	}
	view := &s.views[s.tab]
	mark := view.At(at.Y - headHeight)
	if mark < 0 || at.X >= s.mainWidth() {
		return nil
	}
	view.Cursor = mark
	return view.Act()
}

// crash is the frame to look at first in the event shown.
func crash(e *ops.Event) (ops.Frame, bool) {
	for id := range event.CrashFrames(e) {
		if f, ok := event.FrameAt(e, id); ok {
			return f, true
		}
	}
	return ops.Frame{}, false
}
