package logs

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/searchbar"
)

// Update takes lines, sizes, clicks and what is typed.
func (s *Live) Update(msg tea.Msg) tea.Cmd {
	if cmd, mine := s.bar.Update(msg); mine {
		s.arrange()
		return cmd
	}
	switch msg := msg.(type) {
	case screen.Resize:
		s.size = msg
		s.arrange()
	case screen.Event[news]:
		return s.take(msg)
	case screen.Loaded[ops.SearchEventsOut]:
		s.takeOlder(msg)
	case screen.Click:
		return s.click(msg)
	case tea.KeyPressMsg:
		return s.key(msg)
	case tea.PasteMsg:
		if s.bar.Active() {
			cmd := s.bar.Paste(msg.Content)
			s.arrange()
			return cmd
		}
		s.find.Editor.InsertLine(msg.Content)
		s.refilter()
	}
	return nil
}

// key is typed into the search or the filter.
func (s *Live) key(key tea.KeyPressMsg) tea.Cmd {
	if s.bar.Active() {
		cmd, result := s.bar.Key(key)
		s.arrange()
		if result == searchbar.Submitted {
			s.query = s.bar.Text()
			return tea.Batch(cmd, s.Init())
		}
		return cmd
	}
	s.find.Key(key)
	s.refilter()
	s.arrange()
	return nil
}

// Do runs the commands of the screen. Moving holds the lines still, until the
// last one is reached again.
func (s *Live) Do(id command.ID) tea.Cmd {
	if !command.Moves(id, &s.list) {
		return s.doElse(id)
	}
	s.hold(s.list.Cursor < s.list.Len()-1)
	return s.before()
}

// hold stops or starts the rolling.
func (s *Live) hold(held bool) {
	s.rolls = !held
	if !held {
		s.fresh = 0
		s.list.End()
	}
}

func (s *Live) doElse(id command.ID) tea.Cmd {
	switch id {
	case command.Pause:
		s.hold(s.rolls)
	case command.Refresh:
		return s.Init()
	case command.Search:
		cmd := s.bar.Open(s.query, s.searchScope())
		s.arrange()
		return cmd
	case command.Filter:
		s.find.Typing = true
		s.arrange()
	case command.Severity:
		s.lines.least = (s.lines.least + 1) % len(severities())
		s.refilter()
	case command.Back:
		s.find.Clear()
		s.refilter()
		s.arrange()
	case command.ProjectList:
		return screen.Send(screen.Open{To: screen.ToProjects{Org: s.to.Org}})
	default:
		return s.doLine(id)
	}
	return nil
}

// doLine runs the commands about the line under the cursor.
func (s *Live) doLine(id command.ID) tea.Cmd {
	l := s.current()
	if l == nil {
		return nil
	}
	switch id {
	case command.Open:
		s.hold(true)
		return screen.Send(screen.Open{To: screen.ToLog{Org: s.to.Org, Project: l.project, ID: l.id, Trace: l.trace}})
	case command.OpenTrace:
		if l.trace == "" {
			return screen.Say("this line belongs to no trace")
		}
		return screen.Send(screen.Open{To: screen.ToTrace{Org: s.to.Org, ID: l.trace}})
	case command.Copy:
		return screen.CopyText(text.RFC3339(l.at)+" "+string(l.severity)+" "+l.message, "copied the line")
	}
	return nil
}

func (s *Live) click(at screen.Click) tea.Cmd {
	row := s.list.At(at.Y - s.headHeight())
	if row < 0 {
		return nil
	}
	again := row == s.list.Cursor
	s.list.Move(row - s.list.Cursor)
	s.hold(true)
	if again {
		return s.doLine(command.Open)
	}
	return nil
}
