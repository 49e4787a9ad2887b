package issues

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

// ownChange is how long a change that was made here is trusted over what a search
// says: the server's index follows its database by some seconds.
const ownChange = 20 * time.Second

// waitForNews looks again after the time that the settings give.
func (s *Stream) waitForNews() tea.Cmd {
	if s.env.Wishes.Refresh <= 0 {
		return nil
	}
	return screen.Wait(s.env.Tasks, refresh, s.env.Wishes.Refresh)
}

// lookForNews asks for the first page again, beside what is on the screen.
func (s *Stream) lookForNews() tea.Cmd {
	t := s.env.Tasks
	if !s.loaded || s.asked != s.shown || t.Running(first) || t.Running(more) || t.Running(lookAgain) {
		return nil
	}
	return screen.Run(t, lookAgain, s.env.Ops.SearchIssues, s.shown.input(s.to.Org, ""))
}

// takeNews brings the rows up to date where they stand and counts what is new.
// Neither the cursor nor the order of the rows changes: R shows the new ones.
func (s *Stream) takeNews(msg screen.Loaded[ops.SearchIssuesOut]) {
	if !s.env.Tasks.Done(msg.Ticket) {
		return
	}
	if s.err = msg.Err; msg.Err != nil {
		return
	}
	news := map[text.Word]bool{}
	for _, i := range msg.Out.Issues {
		n, ok := s.places[i.ID]
		switch {
		case !ok:
			news[i.ID] = true
		case s.env.Now().Sub(s.edited[i.ID]) > ownChange:
			s.set(n, i)
		}
	}
	if s.shown.sort == "date" {
		news = s.newer(msg.Out.Issues, news)
	}
	s.news = news
	s.drawPreview()
}

// newer leaves out, of a list in the order of time, what stands behind the last
// row that is known: it was on a later page before.
func (s *section) newer(issues []ops.Issue, news map[text.Word]bool) map[text.Word]bool {
	for n := len(issues) - 1; n >= 0 && news[issues[n].ID] && s.next != ""; n-- {
		delete(news, issues[n].ID)
	}
	return news
}
