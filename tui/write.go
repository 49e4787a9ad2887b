package tui

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// queue holds the writes that the server has not answered, oldest first. Of
// those that share an issue only the first is at the server: two at once could
// arrive in the other order.
type queue struct {
	writes  []*pending
	lastSeq int
}

type pending struct {
	screen.Write
	seq  int
	sent bool
}

// unfinished counts the writes the server has not answered.
func (q *queue) unfinished() int { return len(q.writes) }

func (q *queue) add(w screen.Write) *pending {
	q.lastSeq++
	p := &pending{Write: w, seq: q.lastSeq}
	q.writes = append(q.writes, p)
	return p
}

// end takes the write of a number out; nil when it is not there.
func (q *queue) end(seq int) *pending {
	for n, p := range q.writes {
		if p.seq == seq {
			q.writes = slices.Delete(q.writes, n, n+1)
			return p
		}
	}
	return nil
}

// ready are the writes that wait for no older one, marked as sent.
func (q *queue) ready() []*pending {
	var out []*pending
	busy := map[text.Word]bool{}
	for _, p := range q.writes {
		free := !slices.ContainsFunc(p.Issues, func(id text.Word) bool { return busy[id] })
		for _, id := range p.Issues {
			busy[id] = true
		}
		if free && !p.sent {
			p.sent = true
			out = append(out, p)
		}
	}
	return out
}

// inherit hands what a refused write had replaced in an issue to the next write
// of the same field of it: that is what there is to go back to now. False when
// none waits.
func (q *queue) inherit(refused *pending, issue text.Word) bool {
	for _, p := range q.writes {
		if refused.Field == "" || p.Field != refused.Field || !slices.Contains(p.Issues, issue) {
			continue
		}
		own := p.Undo
		p.Undo = func(i *ops.Issue) {
			if i.ID == issue {
				refused.Undo(i)
				return
			}
			own(i)
		}
		return true
	}
	return false
}

// write shows a change at once and makes it on the server, after the earlier
// ones of the same issues. It runs in the program's life, not the screen's:
// leaving a screen must not stop it half way.
func (m *model) write(w screen.Write) tea.Cmd {
	shown := m.broadcast(screen.Edit{Issues: w.Issues, Apply: w.Now})
	said := m.say(screen.Status{Text: w.Doing + "..."})
	m.undos.remember(m.writes.add(w))
	return tea.Batch(shown, said, m.sendReady())
}

// sendReady makes the changes whose turn it is on the server.
func (m *model) sendReady() tea.Cmd {
	var cmds []tea.Cmd
	ctx, o := m.ctx, m.opt.Ops
	for _, w := range m.writes.ready() {
		cmds = append(cmds, func() tea.Msg {
			done, err := w.Run(ctx, o)
			return wrote{seq: w.seq, done: done, err: err}
		})
	}
	return tea.Batch(cmds...)
}

// wrote says how a write ended and sends the ones that waited for it.
func (m *model) wrote(msg wrote) tea.Cmd {
	w := m.writes.end(msg.seq)
	if w == nil {
		return nil
	}
	var ended tea.Cmd
	if msg.err != nil {
		ended = m.refused(w, msg.err)
	} else {
		if m.undos.newest(w) {
			msg.done += " · " + m.bindings.Key(command.Undo) + " undoes it"
		}
		ended = tea.Batch(m.broadcast(screen.Wrote{Issues: w.Issues}), m.say(screen.Status{Text: msg.done}), m.leave())
		if w.Then != nil {
			ended = tea.Batch(ended, w.Then())
		}
	}
	return tea.Batch(ended, m.sendReady())
}

// refused takes a change back where it is still what is shown: of all its
// issues, or of those that a bulk change did not reach.
func (m *model) refused(w *pending, err error) tea.Cmd {
	m.leaving = 0 // a refusal must be read
	refused := w.Issues
	if some := (*screen.Partial)(nil); errors.As(err, &some) {
		refused = some.Refused
	}
	var back []text.Word
	for _, id := range refused {
		if !m.writes.inherit(w, id) {
			back = append(back, id)
		}
	}
	changed := slices.DeleteFunc(slices.Clone(w.Issues), func(id text.Word) bool { return slices.Contains(refused, id) })
	m.undos.keepOnly(w, changed)
	undone := m.broadcast(screen.Edit{Issues: back, Apply: w.TakeBack})
	if len(changed) > 0 {
		undone = tea.Batch(undone, m.broadcast(screen.Wrote{Issues: changed}))
	}
	why := "not changed: " + err.Error()
	if hint := ops.HintOf(err); !hint.IsZero() {
		why += " (" + hint.String() + ")"
	}
	return tea.Batch(undone, m.say(screen.Status{Text: why, Bad: true}))
}
