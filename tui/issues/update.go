package issues

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
	"vedette/tui/triage"
)

// Update takes answers, sizes, clicks, edits and what is typed.
func (s *Stream) Update(msg tea.Msg) tea.Cmd {
	if cmd, mine := s.search.Update(msg); mine {
		s.arrange()
		return cmd
	}
	switch msg := msg.(type) {
	case screen.Resize:
		s.size = msg
		s.arrange()
		return s.moved()
	case screen.Loaded[ops.SearchIssuesOut]:
		return s.take(msg)
	case screen.Loaded[ops.GetIssueDetailsOut]:
		if s.env.Tasks.Done(msg.Ticket) {
			s.preview.keep(msg)
			s.drawPreview()
		}
	case screen.Loaded[ops.FindIssueViewsOut]:
		if s.env.Tasks.Done(msg.Ticket) && msg.Err == nil { // a server without them is none the worse
			cmd := s.addViews(msg.Out)
			s.arrange()
			return cmd
		}
	case screen.Loaded[choices]:
		if s.env.Tasks.Done(msg.Ticket) {
			msg.Out.offer(msg.Err)
		}
	case screen.Loaded[triage.Candidates]:
		if s.env.Tasks.Done(msg.Ticket) {
			msg.Out.Offer()
		}
	case screen.Loaded[address]:
		if s.env.Tasks.Done(msg.Ticket) && msg.Err == nil { // not known is as if there had been events
			s.sendTo = &msg.Out
		}
	case screen.Loaded[found]:
		return s.takeFound(msg)
	case screen.Tick:
		return s.tick(msg)
	case screen.Edit:
		s.edit(msg)
	case screen.Wrote:
		return s.wrote(msg)
	case screen.Click, screen.Drag, screen.Drop:
		return s.pointer(msg)
	case tea.KeyPressMsg:
		return s.typed(msg)
	case tea.PasteMsg:
		return s.paste(msg.Content)
	}
	return nil
}

func (s *Stream) tick(msg screen.Tick) tea.Cmd {
	if !s.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	if msg.Name == refresh {
		return tea.Batch(s.lookForNews(), s.waitForNews())
	}
	return s.loadDetails()
}

// take keeps a page. A search the server does not understand opens the search
// line again; what was there before stays.
func (s *Stream) take(msg screen.Loaded[ops.SearchIssuesOut]) tea.Cmd {
	if msg.Name == lookAgain {
		s.takeNews(msg)
		return nil
	}
	if !s.env.Tasks.Done(msg.Ticket) {
		return nil
	}
	if s.err = msg.Err; msg.Err != nil {
		return s.refused(msg.Err)
	}
	if msg.Name == first {
		another := s.asked != s.shown
		s.shown = s.asked
		s.replace(msg.Out.Issues)
		if another {
			s.list.Home()
		}
		if s.kept.section == "" {
			s.goTo(s.kept.under)
			s.kept.under = ""
		}
	} else {
		before := len(s.rows)
		s.add(msg.Out.Issues)
		if len(s.rows) == before { // the server gives the same page over and over
			msg.Out.NextCursor = ""
		}
	}
	s.next, s.loaded = msg.Out.NextCursor, true
	s.skipped += len(msg.Out.Skipped)
	return tea.Batch(s.refilter(), s.whereToSend())
}

// refused handles a failed load: the search line is where a wrong search is
// mended, so its error stands there and not in a banner.
func (s *Stream) refused(err error) tea.Cmd {
	if ops.OutcomeOf(ops.KindOf(err)).Exit != ops.ExitUsage || s.asked.query == s.shown.query && s.loaded {
		return nil
	}
	s.err = nil
	cmd := s.search.Refuse(s.asked.query, s.searchScope(), err)
	s.arrange()
	return cmd
}

// edit applies a change to the rows of its issues, in every section.
func (s *Stream) edit(msg screen.Edit) {
	for _, sec := range s.sections {
		if sec.marking() {
			sec.unmark()
		}
		for _, id := range msg.Issues {
			n, ok := sec.places[id]
			if !ok {
				continue
			}
			issue := sec.rows[n].issue
			msg.Apply(&issue)
			sec.set(n, issue)
			sec.edited[id] = s.env.Now()
		}
	}
	s.drawPreview()
}

// wrote forgets what was known of changed issues, and drops the rows of those
// that are no more. A filter at work counts the rows as they were: it begins anew.
func (s *Stream) wrote(msg screen.Wrote) tea.Cmd {
	for _, id := range msg.Issues {
		s.preview.forget(id)
	}
	fewer := false
	for _, sec := range s.sections {
		dropped := sec.drop(func(r *row) bool { return triage.Gone(r.issue) && msg.About(r.issue.ID) })
		fewer = fewer || dropped && sec == s.section
	}
	if fewer && s.env.Tasks.Running(narrow) {
		return s.refilter()
	}
	return s.moved()
}

// moved follows the cursor, and what changes about the place it is shown in: the
// preview shows its issue, whose details are loaded once it rests, and the next
// page comes before the end is reached.
func (s *Stream) moved() tea.Cmd {
	s.drawPreview()
	var cmds []tea.Cmd
	if s.next != "" && !s.filter.Active() && !s.env.Tasks.Running(more) && !s.env.Tasks.Running(first) && s.list.Below() < s.size.Height {
		cmds = append(cmds, screen.Run(s.env.Tasks, more, s.env.Ops.SearchIssues, s.shown.input(s.to.Org, s.next)))
	}
	if r := s.current(); r != nil && s.preview.wide() && s.preview.details[r.issue.ID] == nil {
		cmds = append(cmds, screen.Wait(s.env.Tasks, settle, settleTime))
	}
	return tea.Batch(cmds...)
}

func (s *Stream) click(at screen.Click) tea.Cmd {
	if tab := s.tabAt(at); tab >= 0 {
		return s.turn(tab)
	}
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

// open shows the issue under the cursor.
func (s *Stream) open(fix bool) tea.Cmd {
	if s.current() == nil {
		return nil
	}
	return screen.Send(screen.Open{To: screen.ToIssue{Org: s.to.Org, Issue: s.current().issue, Fix: fix}})
}

func (s *Stream) target() triage.Target {
	i := s.current().issue
	return triage.Target{Env: s.env, Org: s.to.Org, Issue: i, Marked: s.markedIssues(), Details: s.preview.details[i.ID]}
}
