package issues

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// typed is a key for the search line or the filter.
func (s *Stream) typed(key tea.KeyPressMsg) tea.Cmd {
	if s.search != nil {
		return s.typedSearch(key)
	}
	switch key.String() {
	case "esc":
		s.filter.Clear()
	case "enter":
		s.filter.Typing = false
	case "up":
		s.list.Move(-1)
		return s.moved()
	case "down":
		s.list.Move(1)
		return s.moved()
	default:
		s.filter.Editor.Key(key)
	}
	s.refilter()
	return s.moved()
}

// typedSearch edits the search line: enter asks the server, esc leaves the
// search as it was.
func (s *Stream) typedSearch(key tea.KeyPressMsg) tea.Cmd {
	switch key.String() {
	case "esc":
		if !s.env.Tasks.Running(first) { // else its answer is what will be shown
			s.asked.query = s.shown.query
		}
		s.search, s.searchErr = nil, ""
	case "enter":
		s.asked.query = strings.TrimSpace(s.search.Text())
		s.search, s.searchErr = nil, ""
		s.filter.Clear()
		s.list.Home()
		s.arrange()
		return s.load()
	default:
		s.search.Key(key)
		s.searchErr = ""
	}
	s.arrange()
	return nil
}

func (s *Stream) paste(content string) tea.Cmd {
	content = strings.Join(strings.Fields(content), " ")
	if s.search != nil {
		s.search.Insert(content)
		return nil
	}
	s.filter.Editor.Insert(content)
	s.refilter()
	return s.moved()
}

func (s *Stream) refilter() {
	s.marks.from = none // its places are others now
	s.list.SetLen(s.filter.Apply(len(s.rows), func(n int) string { return s.rows[n].words }))
	s.arrange()
}
