package tui

import (
	"encoding/json"
	"maps"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/place"
	"vedette/tui/screen"
)

// Store keeps what one session leaves to the next. Save replaces it as a whole.
type Store interface {
	Load() ([]byte, error)
	Save(data []byte) error
}

// session is what is kept.
type session struct {
	Places []place.Kept       `json:"places,omitempty"` // the last one was shown
	Splits map[string]float64 `json:"splits,omitempty"`
	Memory screen.Memory      `json:"memory"`
	Learnt int                `json:"learnt,omitempty"` // lessons of the first minute
}

// maxKept is how many places there are to go back to after a restart.
const maxKept = 10

// settled is how long somebody stays at a place before it is worth keeping.
const settled = time.Second

// keep is the message that somebody has stayed.
type keep struct{ seq int }

// keeper writes sessions one after the other, and none over a newer one.
type keeper struct {
	store   Store
	mu      sync.Mutex
	written int
	asked   int // number of the newest change
}

func (k *keeper) save(seq int, s session) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.store == nil || seq < k.written {
		return
	}
	k.written = seq
	before := k.read() // perhaps of another program since
	s.Memory.Merge(before.Memory)
	s.Learnt = max(s.Learnt, before.Learnt)
	if data, err := json.Marshal(s); err == nil {
		_ = k.store.Save(data) // what cannot be kept is not missed before the next start
	}
}

// read is the last session; what cannot be read is as if there was none.
func (k *keeper) read() session {
	var s session
	if k.store == nil {
		return s
	}
	data, err := k.store.Load()
	if err != nil || json.Unmarshal(data, &s) != nil {
		return session{}
	}
	return s
}

// session is what is to be kept now.
func (m *model) session() session {
	s := session{Splits: maps.Clone(m.opt.Wishes.Splits), Memory: m.memory, Learnt: m.learnt}
	for n := max(len(m.stack)-maxKept, 0); n < len(m.stack); n++ {
		if kept, ok := place.Keep(m.stack[n].place()); ok {
			s.Places = append(s.Places, kept)
		}
	}
	return s
}

// moved has the session kept once nothing more happens for a while.
func (m *model) moved() tea.Cmd {
	if m.opt.Store == nil {
		return nil
	}
	m.keeper.asked++
	return m.after(settled, keep{m.keeper.asked})
}

func (m *model) keepSession(msg keep) tea.Cmd {
	if msg.seq != m.keeper.asked {
		return nil
	}
	s, k := m.session(), m.keeper
	return func() tea.Msg { k.save(msg.seq, s); return nil }
}

// end keeps the session at the end of the program. After a failure the next
// start begins where it usually does: the place may have been the reason.
func (m *model) end(failed bool) {
	s := m.session()
	if failed {
		s.Places = nil
	}
	m.keeper.save(m.keeper.asked+1, s)
}

// enterKept puts the places of the last session on the stack; false when there
// are none.
func (m *model) enterKept(places []place.Kept) bool {
	for _, kept := range places {
		if to, ok := kept.Place(); ok && destination(to) != nil {
			m.enter(to)
		}
	}
	return len(m.stack) > 0
}

// keepSplit remembers where a split was dragged to.
func (m *model) keepSplit(msg screen.Keep) tea.Cmd {
	splits := maps.Clone(m.opt.Wishes.Splits)
	if splits == nil {
		splits = map[string]float64{}
	}
	splits[msg.Split] = msg.Share
	m.opt.Wishes.Splits = splits
	return m.moved()
}
