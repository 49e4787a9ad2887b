package transport

import (
	"errors"
	"sync"
)

// quota bounds what is done at the same time, for all and for each caller, so
// that one caller's requests leave room for the others'.
type quota struct {
	all, own int // the bounds

	mu    sync.Mutex
	taken int
	by    map[string]int // caller's key
}

var (
	errCrowded  = errors.New("the server answers as many requests as it can; try again in a second")
	errOwnShare = errors.New("too many requests with this token at the same time; wait for one to be answered")
)

func newQuota(all, own int) *quota { return &quota{all: all, own: own, by: map[string]int{}} }

// enter takes a place; leave gives it back.
func (q *quota) enter(caller string) (leave func(), err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.by[caller] >= q.own:
		return nil, errOwnShare
	case q.taken >= q.all:
		return nil, errCrowded
	}
	q.taken++
	q.by[caller]++
	return func() { q.leave(caller) }, nil
}

func (q *quota) leave(caller string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.taken--
	if q.by[caller]--; q.by[caller] == 0 {
		delete(q.by, caller)
	}
}
