package issues

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/triage"
	"vedette/tui/widget"
)

// Update takes answers, sizes, clicks, edits and what is typed.
func (s *Stream) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		repaint := msg.Paint.ASCII != s.size.Paint.ASCII
		s.size = msg
		if repaint {
			s.redraw(0)
		}
		s.arrange()
	case screen.Loaded[ops.SearchIssuesOut]:
		return s.take(msg)
	case screen.Loaded[ops.GetIssueDetailsOut]:
		if s.env.Tasks.Done(msg.Ticket) {
			s.preview.keep(msg)
			s.drawPreview()
		}
	case screen.Loaded[triage.Candidates]:
		if s.env.Tasks.Done(msg.Ticket) {
			msg.Out.Offer()
		}
	case screen.Tick:
		if s.env.Tasks.Done(msg.Ticket) {
			return s.loadDetails()
		}
	case screen.Edit:
		s.edit(msg)
	case screen.Wrote:
		s.wrote(msg)
	case screen.Click:
		return s.click(msg)
	case tea.KeyPressMsg:
		return s.typed(msg)
	case tea.PasteMsg:
		return s.paste(msg.Content)
	}
	return nil
}

// Do runs the commands of the stream; those of triage are at home elsewhere.
func (s *Stream) Do(id command.ID) tea.Cmd {
	switch id {
	case command.Up:
		s.list.Move(-1)
	case command.Down:
		s.list.Move(1)
	case command.PageUp:
		s.list.Page(-1)
	case command.PageDown:
		s.list.Page(1)
	case command.Top:
		s.list.Home()
	case command.Bottom:
		s.list.End()
	case command.Open, command.Fix:
		return s.open(id == command.Fix)
	case command.Preview:
		s.preview.hidden = !s.preview.hidden
		s.arrange()
	case command.Filter:
		s.filter.Typing = true
		s.arrange()
	case command.Mark:
		s.markRow()
	case command.MarkRange:
		s.markRange()
	case command.MarkAll:
		s.markAll()
	case command.Back:
		s.back()
	default:
		return s.doElsewhere(id)
	}
	return s.moved()
}

func (s *Stream) doElsewhere(id command.ID) tea.Cmd {
	switch id {
	case command.Search:
		e := widget.NewEditor(s.asked.query)
		s.search, s.searchErr = &e, ""
		s.arrange()
		return nil
	case command.Sort:
		s.asked.sort = nextOf(sorts(), s.asked.sort)
		return s.load()
	case command.Period:
		s.asked.period = nextOf(periods(), s.asked.period)
		return s.load()
	case command.Refresh:
		s.preview.clear()
		return s.load()
	case command.ProjectList:
		return screen.Send(screen.Open{To: screen.ToProjects{Org: s.to.Org}})
	case command.ReleaseList:
		return screen.Send(screen.Open{To: screen.ToReleases{Org: s.to.Org, Project: s.to.Project}})
	}
	if s.current() == nil {
		return nil
	}
	cmd, _ := triage.Do(id, s.target())
	return cmd
}

// back takes the marks away, then the filter.
func (s *Stream) back() {
	if s.marking() {
		s.unmark()
		return
	}
	s.filter.Clear()
	s.refilter()
}

func (s *Stream) target() triage.Target {
	i := s.current().issue
	return triage.Target{Env: s.env, Org: s.to.Org, Issue: i, Marked: s.markedIssues(), Details: s.preview.details[i.ID]}
}

func (s *Stream) open(fix bool) tea.Cmd {
	if s.current() == nil {
		return nil
	}
	return screen.Send(screen.Open{To: screen.ToIssue{Org: s.to.Org, Issue: s.current().issue, Fix: fix}})
}

// take keeps a page. A search the server does not understand opens the search
// line again; what was there before stays.
func (s *Stream) take(msg screen.Loaded[ops.SearchIssuesOut]) tea.Cmd {
	if !s.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	if s.err = msg.Err; msg.Err != nil {
		return s.refused(msg.Err)
	}
	from := len(s.rows)
	if msg.Name == first {
		s.rows, s.shown, from, s.skipped = nil, s.asked, 0, 0
		s.places, s.marks = map[text.Word]int{}, marks{from: none}
	}
	for _, i := range msg.Out.Issues {
		s.places[i.ID] = len(s.rows)
		s.rows = append(s.rows, &row{issue: i})
	}
	s.next, s.loaded = msg.Out.NextCursor, true
	s.skipped += len(msg.Out.Skipped)
	s.redraw(from)
	s.refilter()
	return s.moved()
}

// refused handles a failed load: the search line is where a wrong search is
// mended, so its error stands there and not in a banner.
func (s *Stream) refused(err error) tea.Cmd {
	if ops.OutcomeOf(ops.KindOf(err)).Exit != ops.ExitUsage || s.asked.query == s.shown.query && s.loaded {
		return nil
	}
	e := widget.NewEditor(s.asked.query)
	s.search, s.err = &e, nil
	s.searchErr = reason(err)
	s.arrange()
	return nil
}

func reason(err error) string {
	var e *ops.Error
	if errors.As(err, &e) {
		return e.Message.String()
	}
	return text.From(err.Error()).String()
}

// redraw makes the texts of the rows from one on.
func (s *Stream) redraw(from int) {
	for n := from; n < len(s.rows); n++ {
		marked := s.rows[n].marked
		s.rows[n] = rowOf(s.rows[n].issue, s.size.Paint.ASCII)
		s.rows[n].marked = marked
		s.handleWidth = max(s.handleWidth, min(widget.Width(s.rows[n].handle), 18))
	}
}

// edit applies a change to the row of its issue.
func (s *Stream) edit(msg screen.Edit) {
	s.unmark()
	for _, id := range msg.Issues {
		n, ok := s.places[id]
		if !ok {
			continue
		}
		msg.Apply(&s.rows[n].issue)
		s.rows[n] = rowOf(s.rows[n].issue, s.size.Paint.ASCII)
	}
	s.drawPreview()
}

// wrote forgets what was known of changed issues, and drops the rows of those
// that are no more.
func (s *Stream) wrote(msg screen.Wrote) {
	gone := false
	for _, id := range msg.Issues {
		s.preview.forget(id)
		n, ok := s.places[id]
		gone = gone || ok && triage.Gone(s.rows[n].issue)
	}
	if !gone {
		return
	}
	s.rows = slices.DeleteFunc(s.rows, func(r *row) bool { return triage.Gone(r.issue) && msg.About(r.issue.ID) })
	clear(s.places)
	for n, r := range s.rows {
		s.places[r.issue.ID] = n
	}
	s.refilter()
}

// moved follows the cursor: the preview shows its issue, whose details are
// loaded once it rests, and the next page comes before the end is reached.
func (s *Stream) moved() tea.Cmd {
	s.drawPreview()
	var cmds []tea.Cmd
	if s.next != "" && !s.filter.Active() && !s.env.Tasks.Running(more) && !s.env.Tasks.Running(first) && s.list.Below() < s.size.Height {
		cmds = append(cmds, screen.Run(s.env.Tasks, more, s.env.Ops.SearchIssues, s.input(s.next)))
	}
	if r := s.current(); r != nil && s.preview.at != previewOff && s.preview.details[r.issue.ID] == nil {
		cmds = append(cmds, screen.Wait(s.env.Tasks, settle, settleTime))
	}
	return tea.Batch(cmds...)
}

func (s *Stream) click(at screen.Click) tea.Cmd {
	n := s.list.At(at.Y - s.listTop())
	if n < 0 || at.X >= s.listWidth() {
		return nil
	}
	if n == s.list.Cursor {
		return s.open(false)
	}
	s.list.Cursor = n
	return s.moved()
}
