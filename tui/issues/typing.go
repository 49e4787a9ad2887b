package issues

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
	"vedette/tui/searchbar"
	"vedette/tui/widget"
)

// typed is a key for the search or the filter.
func (s *Stream) typed(key tea.KeyPressMsg) tea.Cmd {
	if s.search.Active() {
		return s.typedSearch(key)
	}
	if widget.Steps(key, &s.list) {
		return s.moved()
	}
	s.filter.Key(key)
	return s.refilter()
}

// typedSearch edits the search: enter asks the server, esc leaves the search as
// it was.
func (s *Stream) typedSearch(key tea.KeyPressMsg) tea.Cmd {
	cmd, result := s.search.Key(key)
	switch result {
	case searchbar.Abandoned:
		if !s.env.Tasks.Running(first) { // else its answer is what will be shown
			s.asked.query = s.shown.query
		}
	case searchbar.Submitted:
		s.asked.query = s.search.Text()
		s.filter.Clear()
		s.settle()
		s.list.Home()
		cmd = tea.Batch(cmd, s.load())
	}
	s.arrange()
	return cmd
}

// openSearch shows the search for a change.
func (s *Stream) openSearch() tea.Cmd {
	cmd := s.search.Open(s.asked.query, s.searchScope())
	s.arrange()
	return cmd
}

func (s *Stream) searchScope() searchbar.Scope {
	period := s.asked.period
	if s.asked.start != "" {
		period = "14d"
	}
	return searchbar.Scope{Dataset: "issues", Org: s.to.Org, Project: s.asked.project, Period: period}
}

func (s *Stream) paste(content string) tea.Cmd {
	if s.search.Active() {
		cmd := s.search.Paste(content)
		s.arrange()
		return cmd
	}
	s.filter.Editor.InsertLine(content)
	return s.refilter()
}

// fewRows is up to how many rows are looked through at once; more are looked
// through beside the screen's own work.
const fewRows = 2000

// found is what a filter found.
type found struct {
	query string
	rows  []int
}

// filterJob is a filter at work.
type filterJob struct {
	query string
	index *widget.Index
}

func (j filterJob) run(ctx context.Context, _ struct{}) (found, error) {
	rows, err := j.index.SearchContext(ctx, j.query)
	return found{j.query, rows}, err
}

// refilter narrows the rows to what is typed. Of many rows the ones found before
// stay until the new ones are found.
func (s *Stream) refilter() tea.Cmd {
	s.marks.from = none // its places are others now
	s.env.Tasks.Cancel(narrow)
	query := s.filter.Text()
	switch {
	case query == "":
		s.filter.Show("", nil)
	case len(s.rows) <= fewRows:
		s.filter.Show(query, s.index.Search(query))
	default:
		job := filterJob{query: query, index: s.index.Snapshot()}
		s.arrange()
		return screen.Run(s.env.Tasks, narrow, job.run, struct{}{})
	}
	s.settle()
	s.arrange()
	return s.moved()
}

// takeFound shows what the filter found.
func (s *Stream) takeFound(msg screen.Loaded[found]) tea.Cmd {
	if !s.env.Tasks.Done(msg.Ticket) || msg.Err != nil {
		return nil
	}
	s.filter.Show(msg.Out.query, msg.Out.rows)
	s.settle()
	return s.moved()
}
