package ops

import (
	"sync"
	"time"
)

// eventView is a look at an issue's event that the server chose.
type eventView struct{ org, issue, environment string }

// shown remembers which event an issue was shown with, so that a second look
// need not have the server choose again while nothing happened. The zero value
// is empty. Safe for concurrent use.
type shown struct {
	mu sync.Mutex
	by map[eventView]shownEvent
}

// shownEvent is the event, and what the issue was like then.
type shownEvent struct {
	event       string
	at          time.Time
	count, user int64
	lastSeen    time.Time
}

const (
	manyShown = 256
	// sameEvent is for how long the choice stands: it also depends on what the
	// server has forgotten since.
	sameEvent = 5 * time.Minute
)

func (s *shown) of(v eventView) (shownEvent, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.by[v]
	return e, ok
}

func (s *shown) note(v eventView, i Issue, event string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.by == nil || len(s.by) >= manyShown {
		s.by = map[eventView]shownEvent{}
	}
	s.by[v] = shownEvent{event: event, at: now, count: int64(i.Count), user: int64(i.UserCount), lastSeen: i.LastSeen.Time}
}

// holds is true when the issue has had no event since.
func (e shownEvent) holds(i Issue, now time.Time) bool {
	return now.Sub(e.at) < sameEvent && e.count == int64(i.Count) && e.user == int64(i.UserCount) && e.lastSeen.Equal(i.LastSeen.Time)
}
