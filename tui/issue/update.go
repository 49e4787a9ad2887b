package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/triage"
)

// Update takes answers, sizes, edits and clicks.
func (s *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		repainted := msg.Paint.Theme != s.size.Paint.Theme
		s.size = msg
		for t := range s.sections {
			s.sections[t].Resize(s.bodyHeight())
		}
		s.redraw()
		if repainted {
			return tea.Batch(s.renderFix(), s.colour())
		}
		return s.renderFix()
	case screen.Loaded[event.Source]:
		if s.env.Tasks.Done(msg.Ticket) && msg.Err == nil {
			s.source = msg.Out
		}
	case screen.Loaded[ops.GetIssueDetailsOut]:
		return s.takeDetails(msg)
	case screen.Loaded[ops.GetIssueTagValuesOut]:
		if s.accept(tags, msg.Ticket, msg.Err) {
			s.tagKeys = msg.Out.Tags
		}
	case screen.Loaded[ops.SearchIssueEventsOut]:
		s.takeEvents(msg)
	case screen.Loaded[ops.GetIssueActivityOut]:
		if s.accept(activity, msg.Ticket, msg.Err) {
			s.activity = msg.Out.Activity
		}
	case screen.Loaded[ops.GetSeerRunOut]:
		if s.accept(fix, msg.Ticket, msg.Err) {
			return s.takeRun(msg.Out)
		}
	case screen.Event[ops.SeerEvent]:
		return s.takeStep(msg)
	case screen.Loaded[[]string]:
		s.takeMarkdown(msg)
	case screen.Loaded[triage.Candidates]:
		if s.env.Tasks.Done(msg.Ticket) {
			msg.Out.Offer()
		}
	case screen.Edit:
		if msg.About(s.issue.ID) {
			msg.Apply(&s.issue)
		}
	case screen.Wrote:
		return s.afterWrite(msg)
	case screen.Click:
		return s.click(msg)
	}
	s.redraw()
	return nil
}

// accept ends the task that loads a section; false when its answer is stale or
// an error, which the frame shows.
func (s *Page) accept(t tab, ticket screen.Ticket, err error) bool {
	if !s.env.Tasks.Done(ticket) {
		return false
	}
	s.err = err
	s.has[t] = err == nil
	return err == nil
}

func (s *Page) takeDetails(msg screen.Loaded[ops.GetIssueDetailsOut]) tea.Cmd {
	if !s.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	if s.err = msg.Err; msg.Err != nil {
		s.redraw()
		return nil
	}
	s.details, s.issue, s.source = &msg.Out, msg.Out.Issue, nil
	s.expanded = event.CrashFrames(msg.Out.Event)
	if !s.has[tags] {
		s.tagKeys = msg.Out.Tags
	}
	s.redraw()
	for n, id := range s.frames {
		if s.expanded[id] {
			s.sections[stack].GoTo(n)
		}
	}
	return s.colour()
}

// colour highlights the source of the event's frames.
func (s *Page) colour() tea.Cmd {
	if s.details == nil || s.details.Event == nil {
		return nil
	}
	return screen.Run(s.env.Tasks, sourceTask, event.Colour, event.Plain{Event: s.details.Event, Paint: s.size.Paint})
}

func (s *Page) takeEvents(msg screen.Loaded[ops.SearchIssueEventsOut]) {
	if !s.accept(events, msg.Ticket, msg.Err) {
		return
	}
	if msg.Name != moreTask {
		s.events = nil
	}
	s.events, s.next = append(s.events, msg.Out.Events...), msg.Out.NextCursor
}

func (s *Page) afterWrite(msg screen.Wrote) tea.Cmd {
	if !msg.About(s.issue.ID) || !s.has[activity] {
		return nil
	}
	s.has[activity] = false
	return s.load(activity)
}

func (s *Page) triage() triage.Target {
	return triage.Target{Env: s.env, Org: s.to.Org, Issue: s.issue, Details: s.details}
}

// Do runs the commands of the screen.
func (s *Page) Do(id command.ID) tea.Cmd {
	section := &s.sections[s.tab]
	switch id {
	case command.Up:
		section.Move(-1)
	case command.Down:
		section.Move(1)
	case command.PageUp:
		section.Page(-1)
	case command.PageDown:
		section.Page(1)
	case command.Top:
		section.Home()
	case command.Bottom:
		section.End()
	case command.Open, command.FoldFrame:
		return s.open()
	case command.InApp:
		s.inApp = !s.inApp
		s.redraw()
	case command.ExpandAll:
		s.expandAll()
	case command.Refresh:
		return s.refresh()
	case command.OlderEvent, command.NewerEvent:
		return s.step(id)
	case command.Fix, command.NewFix, command.AnswerFix:
		return tea.Batch(s.show(fix), s.doFix(id))
	default:
		if t, ok := s.tabFor(id); ok {
			return s.show(t)
		}
		cmd, _ := triage.Do(id, s.triage())
		return cmd
	}
	return s.moreEvents()
}

func (s *Page) tabFor(id command.ID) (tab, bool) {
	direct := map[command.ID]tab{
		command.TabOverview: overview, command.TabStack: stack, command.TabCrumbs: crumbs, command.TabTags: tags,
		command.TabEvents: events, command.TabActivity: activity, command.TabFix: fix,
		command.NextTab: (s.tab + 1) % tabCount, command.PreviousTab: (s.tab + tabCount - 1) % tabCount,
	}
	t, ok := direct[id]
	return t, ok
}

// show brings a section to the front.
func (s *Page) show(t tab) tea.Cmd {
	s.tab = t
	s.redraw()
	return s.load(t)
}

func (s *Page) refresh() tea.Cmd {
	if s.tab != fix || !s.env.Tasks.Running(fixTask) {
		s.has[s.tab] = false
	}
	return tea.Batch(s.loadDetails(), s.load(s.tab))
}

// open expands a frame, or goes to an event.
func (s *Page) open() tea.Cmd {
	cursor := s.sections[s.tab].Cursor
	switch {
	case s.tab == stack && cursor < len(s.frames):
		id := s.frames[cursor]
		s.expanded[id] = !s.expanded[id]
		s.redraw()
	case s.tab == events && cursor < len(s.events):
		s.eventID = string(ops.EventHandle(s.events[cursor]))
		return tea.Batch(s.show(stack), s.loadDetails())
	}
	return nil
}

// expandAll opens every frame that is shown, or folds all when all are open.
func (s *Page) expandAll() {
	fold := len(s.frames) > 0
	for _, id := range s.frames {
		fold = fold && s.expanded[id]
	}
	for _, id := range s.frames {
		s.expanded[id] = !fold
	}
	s.redraw()
}

// step goes to the event before or after the one shown.
func (s *Page) step(id command.ID) tea.Cmd {
	if s.details == nil || s.details.Event == nil {
		return nil
	}
	to, none := s.details.Event.PreviousEventID, "this is the oldest event"
	if id == command.NewerEvent {
		to, none = s.details.Event.NextEventID, "this is the newest event"
	}
	if to == "" {
		return screen.Say(none)
	}
	s.eventID = string(to)
	return s.loadDetails()
}

// moreEvents loads the next page when the end of the list comes into sight.
func (s *Page) moreEvents() tea.Cmd {
	if s.tab != events || s.next == "" || s.env.Tasks.Running(moreTask) || s.sections[events].Below() > s.size.Height {
		return nil
	}
	return screen.Run(s.env.Tasks, moreTask, s.env.Ops.SearchIssueEvents, s.eventsInput(s.next))
}

func (s *Page) click(at screen.Click) tea.Cmd {
	section := &s.sections[s.tab]
	mark := section.At(at.Y - headHeight)
	if mark < 0 {
		return nil
	}
	section.Cursor = mark
	return s.open()
}
