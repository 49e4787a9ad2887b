package issues

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/triage"
)

// Do runs the commands of the stream; those of triage are at home elsewhere.
func (s *Stream) Do(id command.ID) tea.Cmd {
	if command.Moves(id, &s.list) {
		return s.moved()
	}
	switch id {
	case command.Mark:
		s.markRow()
	case command.MarkRange:
		s.markRange()
	case command.MarkAll:
		s.markAll()
	case command.Open, command.Fix:
		return s.open(id == command.Fix)
	case command.Preview:
		s.preview.hidden = !s.preview.hidden
		s.arrange()
		return s.moved()
	case command.Filter:
		s.filter.Typing = true
		s.arrange()
	case command.Back:
		return s.back()
	default:
		return s.ask(id)
	}
	return s.moved()
}

// ask runs the commands that change what is asked of the server, or lead
// elsewhere.
func (s *Stream) ask(id command.ID) tea.Cmd {
	switch id {
	case command.Search:
		return s.openSearch()
	case command.NextTab:
		return s.turn(s.front + 1)
	case command.PreviousTab:
		return s.turn(s.front - 1)
	case command.Sort:
		return s.askSort()
	case command.Period:
		return s.askPeriod()
	case command.Environment:
		return s.askEnvironment()
	case command.PickProject:
		return s.askProject()
	case command.Refresh:
		s.preview.clear()
		return s.load()
	case command.ViewList:
		return screen.Send(screen.Open{To: screen.ToViews{Org: s.to.Org}})
	case command.ReleaseList:
		return screen.Send(screen.Open{To: screen.ToReleases{Org: s.to.Org, Project: s.to.Project}})
	}
	if s.current() == nil {
		if id == command.Copy && s.sendTo != nil && s.sendTo.dsn != "" {
			return screen.CopyText(s.sendTo.dsn, "copied the DSN")
		}
		return nil
	}
	cmd, _ := triage.Do(id, s.target())
	return cmd
}

// back takes the marks away, then the filter.
func (s *Stream) back() tea.Cmd {
	if s.marking() {
		s.unmark()
		return nil
	}
	s.filter.Clear()
	return s.refilter()
}
