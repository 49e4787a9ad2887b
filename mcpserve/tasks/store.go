package tasks

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrFull says that no further task is taken now; the call is then answered
// when it ends, as for clients without the extension.
var ErrFull = errors.New("too many tasks are kept")

// Store keeps the state of tasks until their time is over. What runs them stays
// in the process that began them.
type Store interface {
	// Put keeps t, in place of an earlier state of it. A new one may be refused
	// with ErrFull.
	Put(ctx context.Context, t Task) error
	// Get finds a task by its id; false when there is none, or its time is over.
	Get(ctx context.Context, id string) (Task, bool, error)
}

// Bounds of the store in memory: a task holds an answer of up to some 80 kB.
const (
	maxTasks    = 512
	maxPerOwner = 64
)

// Memory is a store of one process, bounded in tasks altogether and per owner.
type Memory struct {
	now func() time.Time

	mu     sync.Mutex
	tasks  map[string]Task
	owners map[string]int
}

// NewMemory returns an empty store; now is its clock.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, tasks: map[string]Task{}, owners: map[string]int{}}
}

// Put keeps t. A new task beyond the bounds is refused: a kept one is never
// dropped before its time, since its client was promised that.
func (m *Memory) Put(_ context.Context, t Task) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.tasks[t.ID]; !known {
		m.sweep()
		if len(m.tasks) >= maxTasks || m.owners[t.Owner] >= maxPerOwner {
			return ErrFull
		}
		m.owners[t.Owner]++
	}
	m.tasks[t.ID] = t
	return nil
}

// Get finds a task.
func (m *Memory) Get(_ context.Context, id string) (Task, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tasks[id]
	if !ok || t.expired(m.now()) {
		return Task{}, false, nil
	}
	return t, true, nil
}

// sweep drops what is over. It runs when a task is added, so that the store
// needs no goroutine and holds what it holds within its bounds.
func (m *Memory) sweep() {
	now := m.now()
	for id, t := range m.tasks {
		if !t.expired(now) {
			continue
		}
		delete(m.tasks, id)
		if m.owners[t.Owner]--; m.owners[t.Owner] <= 0 {
			delete(m.owners, t.Owner)
		}
	}
}
