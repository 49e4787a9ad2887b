package tui

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/screen"
)

// undos are the newest changes that can be undone, oldest first. A bulk change
// is one of them.
type undos []undoable

type undoable struct {
	seq     int // of the write
	doing   string
	changed []text.Word
	reverse func([]text.Word) screen.Write
}

// undoDepth is how many changes can be undone, one after another.
const undoDepth = 20

// remember keeps a change from the moment it is shown: what is not answered yet
// is undone by a write behind it.
func (u *undos) remember(w *pending) {
	if w.Reverse == nil {
		return
	}
	*u = append(*u, undoable{seq: w.seq, doing: w.Doing, changed: w.Issues, reverse: w.Reverse})
	*u = (*u)[max(len(*u)-undoDepth, 0):]
}

// keepOnly forgets what a refused write did not change.
func (u *undos) keepOnly(w *pending, changed []text.Word) {
	for n := range *u {
		if (*u)[n].seq != w.seq {
			continue
		}
		if len(changed) == 0 {
			*u = append((*u)[:n:n], (*u)[n+1:]...)
			return
		}
		(*u)[n].changed = changed
	}
}

// newest reports whether a write is what undo would undo.
func (u *undos) newest(w *pending) bool {
	n := len(*u)
	return n > 0 && (*u)[n-1].seq == w.seq
}

// undo takes the newest change back, on the screens at once and on the server.
func (m *model) undo() tea.Cmd {
	last := len(m.undos) - 1
	if last < 0 {
		return m.say(screen.Status{Text: "there is nothing to undo"})
	}
	u := m.undos[last]
	m.undos = m.undos[:last]
	w := u.reverse(u.changed)
	w.Doing, w.Reverse = "undoing: "+u.doing, nil
	return m.write(w)
}
