package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

// heard is news about a call that is not its answer.
type heard struct {
	of screen.Ticket // zero: of no screen
	ops.Notice
}

// old is an answer of the past that a screen shows.
type old struct {
	seq int       // of the task that got it
	at  time.Time // when the server gave it
}

// listen tells the router what a screen's calls have to tell.
func (m *model) listen(ctx context.Context, t screen.Ticket) context.Context {
	if m.anew {
		ctx = ops.Anew(ctx)
	}
	if m.tell == nil {
		return ctx
	}
	return ops.Listen(ctx, func(n ops.Notice) {
		if ctx.Err() == nil { // else its answer will not be shown
			m.tell(heard{t, n})
		}
	})
}

// hear tells what a call waits for, and marks the screen that shows something
// old in place of the server's answer.
func (m *model) hear(n heard) tea.Cmd {
	switch {
	case n.Age > 0:
		for _, e := range m.stack {
			if e.id == n.of.Owner {
				e.old[n.of.Name] = old{seq: n.of.Seq, at: m.opt.Now().Add(-n.Age)}
			}
		}
		return m.say(screen.Status{Text: "offline: " + n.Op + " as of " + text.Duration(n.Age) + " ago", Bad: true})
	case n.Wait >= time.Second:
		return m.say(screen.Status{Text: n.Op + ": " + n.Reason + ", going on in " + text.Duration(n.Wait)})
	}
	return nil
}

// answered takes the mark away when the server itself answers the same task.
func (e *entry) answered(t screen.Ticket) {
	if e.old[t.Name].seq != t.Seq {
		delete(e.old, t.Name)
	}
}

// staleMark says how old the oldest is that the top screen shows; "" when all
// of it is the server's own.
func (m *model) staleMark() string {
	var oldest time.Time
	for _, o := range m.top().old {
		if oldest.IsZero() || o.at.Before(oldest) {
			oldest = o.at
		}
	}
	if oldest.IsZero() {
		return ""
	}
	return "offline, " + text.Duration(max(m.opt.Now().Sub(oldest), time.Second)) + " old"
}
