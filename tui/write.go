package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/screen"
)

// queues are the writes under way, by issue, oldest first. Only the first of an
// issue is at the server: two at once could arrive in the other order.
type queues map[text.Word][]screen.Write

// unfinished counts the writes the server has not answered.
func (q queues) unfinished() int {
	n := 0
	for _, writes := range q {
		n += len(writes)
	}
	return n
}

// next drops the first write of an issue and gives the one after it.
func (q queues) next(issue text.Word) (screen.Write, bool) {
	q[issue] = q[issue][1:]
	if len(q[issue]) == 0 {
		delete(q, issue)
		return screen.Write{}, false
	}
	return q[issue][0], true
}

// inherit hands what a refused write had replaced to the next write of the same
// field: that is what there is to go back to now. False when none waits.
func (q queues) inherit(refused screen.Write) bool {
	writes := q[refused.Issue]
	for n := range writes {
		if refused.Field != "" && writes[n].Field == refused.Field {
			writes[n].Undo = refused.Undo
			return true
		}
	}
	return false
}

// write shows a change at once and makes it on the server, after the issue's
// earlier ones. It runs in the program's life, not the screen's: leaving a
// screen must not stop it half way.
func (m *model) write(w screen.Write) tea.Cmd {
	shown := m.broadcast(screen.Edit{Issue: w.Issue, Apply: w.Now})
	said := m.say(screen.Status{Text: w.Doing + "..."})
	m.writes[w.Issue] = append(m.writes[w.Issue], w)
	if len(m.writes[w.Issue]) > 1 {
		return tea.Batch(shown, said)
	}
	return tea.Batch(shown, said, m.send(w))
}

// send makes a change on the server.
func (m *model) send(w screen.Write) tea.Cmd {
	ctx, o := m.ctx, m.opt.Ops
	return func() tea.Msg {
		done, err := w.Run(ctx, o)
		return wrote{issue: w.Issue, done: done, err: err}
	}
}

// wrote says how a write ended and sends the issue's next one.
func (m *model) wrote(msg wrote) tea.Cmd {
	w := m.writes[msg.issue][0]
	next, waiting := m.writes.next(msg.issue)
	var ended, sent tea.Cmd
	if msg.err != nil {
		ended = m.refused(w, msg.err)
	} else {
		ended = tea.Batch(m.broadcast(screen.Wrote{Issue: w.Issue}), m.say(screen.Status{Text: msg.done}), m.leave())
	}
	if waiting {
		sent = m.send(next)
	}
	return tea.Batch(ended, sent)
}

// refused takes a change back where it is still what is shown.
func (m *model) refused(w screen.Write, err error) tea.Cmd {
	m.leaving = 0 // a refusal must be read
	var undone tea.Cmd
	if !m.writes.inherit(w) {
		undone = m.broadcast(screen.Edit{Issue: w.Issue, Apply: w.TakeBack})
	}
	why := "not changed: " + err.Error()
	if hint := hintOf(err); hint != "" {
		why += " (" + hint + ")"
	}
	return tea.Batch(undone, m.say(screen.Status{Text: why, Bad: true}))
}
