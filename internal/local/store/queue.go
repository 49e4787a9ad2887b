package store

import (
	"context"
	"database/sql"
	"sync"
)

const (
	maxGroup      = 256     // envelopes per group commit
	maxGroupBytes = 8 << 20 // ... and about so many bytes
	maxBatchBytes = 4 << 20 // about the most that TakeIntake hands out at once, unless one envelope is larger
	maxFresh      = 8 << 20 // bytes of accepted envelopes kept in memory for the digester
)

// enqueue is one envelope whose sender waits.
type enqueue struct {
	in   Intake
	id   int64
	done chan error // with room for one
}

// queue follows the intake table: how much waits in it, what was handed to the
// digester, and the newest bodies, which need not be read back from the file.
type queue struct {
	mu      sync.Mutex
	pending int64         // rows that are not digested
	taken   int64         // highest id handed out
	fresh   []Queued      // a run of the newest rows, or none
	bytes   int           // of fresh
	full    bool          // rows were left out of fresh, so it has to drain first
	arrived chan struct{} // with room for one: there may be more to take
	idle    chan struct{} // closed when pending gets 0; nil while nobody waits
}

func (s *Store) loadQueue(ctx context.Context) error {
	s.queue.arrived = make(chan struct{}, 1)
	if err := s.one(ctx, []any{&s.queue.pending}, "SELECT count(*) FROM intake"); err != nil {
		return err
	}
	s.queue.signal()
	return nil
}

func (q *queue) signal() {
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}

// add takes note of committed envelopes.
func (q *queue) add(group []*enqueue) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pending += int64(len(group))
	for _, e := range group {
		if q.full = q.full || q.bytes+len(e.in.Body) > maxFresh; q.full {
			break
		}
		q.fresh = append(q.fresh, Queued{ID: e.id, Project: e.in.Project, Received: e.in.Received, EventID: e.in.EventID, Encoding: e.in.Encoding, Body: e.in.Body})
		q.bytes += len(e.in.Body)
	}
	q.signal()
}

// take hands out up to max of the newest rows if nothing older waits in the
// file. Otherwise it says up to which id (0: any) the file has to be read.
func (q *queue) take(max int) (list []Queued, below int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.fresh) > 0 && q.fresh[0].ID <= q.taken { // read from the file in the meantime
		q.drop(1)
	}
	if len(q.fresh) == 0 {
		q.full = false // from now on new rows are kept again; those before are read from the file
		return nil, 0
	}
	if q.fresh[0].ID > q.taken+1 {
		return nil, q.fresh[0].ID
	}
	return q.pop(max), 0
}

// pop takes up to n of fresh, and no more than one batch should hold.
func (q *queue) pop(n int) []Queued {
	if n = min(n, len(q.fresh)); n == 0 {
		return nil
	}
	bytes := 0
	for i := range n {
		if bytes += len(q.fresh[i].Body); bytes > maxBatchBytes {
			n = i + 1
			break
		}
	}
	list := q.fresh[:n:n]
	q.taken = list[n-1].ID
	q.drop(n)
	return list
}

func (q *queue) drop(n int) {
	for _, e := range q.fresh[:n] {
		q.bytes -= len(e.Body)
	}
	if q.fresh = q.fresh[n:]; len(q.fresh) == 0 {
		q.fresh = nil
	}
}

// digested takes note of n rows that are gone.
func (q *queue) digested(n int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.pending -= n; q.pending <= 0 && q.idle != nil {
		close(q.idle)
		q.idle = nil
	}
}

// Enqueue keeps an envelope until it is digested. When it returns nil, the
// envelope is committed and survives the death of the process. An *Error of
// kind Full or Locked means that nothing was kept and that it is worth another
// try later.
func (s *Store) Enqueue(ctx context.Context, in Intake) error {
	e := &enqueue{in: in, done: make(chan error, 1)}
	select {
	case s.writer.intake <- e:
	case <-s.writer.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-e.done:
		return s.wrap(err)
	case <-s.writer.stopped:
		return errClosed
	}
}

// commitIntake commits everything that waits for it together with first.
func (w *writer) commitIntake(first *enqueue) {
	group, bytes := []*enqueue{first}, len(first.in.Body)
	for len(group) < maxGroup && bytes < maxGroupBytes {
		select {
		case e := <-w.intake:
			group, bytes = append(group, e), bytes+len(e.in.Body)
			continue
		default:
		}
		break
	}
	err := w.transaction(func() error { return w.insertIntake(group) })
	if err == nil {
		w.accepted(group)
	}
	for _, e := range group {
		e.done <- err
	}
}

func (w *writer) insertIntake(group []*enqueue) error {
	counts := counters{}
	for _, e := range group {
		var err error
		e.id, err = w.insert("INSERT INTO intake(project_id, received, event_id, encoding, body) VALUES (?, ?, ?, ?, ?)",
			e.in.Project.ID, micros(e.in.Received), e.in.EventID, e.in.Encoding, e.in.Body)
		if err != nil {
			return err
		}
		for _, item := range e.in.Items {
			counts[counterKey{e.in.Project.ID, item.Type, Accepted, ""}] += item.N
		}
	}
	return counts.write(w)
}

// TakeIntake returns the oldest envelopes that were not handed out since Open,
// at most max, waiting until there is one. They stay in the file until Digest.
func (s *Store) TakeIntake(ctx context.Context, max int) ([]Queued, error) {
	for {
		list, below := s.queue.take(max)
		if len(list) == 0 {
			var err error
			if list, err = s.readIntake(ctx, below, max); err != nil {
				return nil, err
			}
		}
		if len(list) > 0 {
			return list, nil
		}
		select {
		case <-s.queue.arrived:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// readIntake reads rows that are not in memory, up to the id below (0: all).
func (s *Store) readIntake(ctx context.Context, below int64, max int) ([]Queued, error) {
	s.queue.mu.Lock()
	taken := s.queue.taken
	s.queue.mu.Unlock()
	var list []Queued
	bytes := 0
	rows, err := s.read(ctx, `SELECT id, project_id, received, event_id, encoding, body FROM intake
		WHERE id > ? AND (? = 0 OR id < ?) ORDER BY id LIMIT ?`, taken, below, below, max)
	err = each(rows, err, func(r *sql.Rows) error {
		if bytes > maxBatchBytes {
			return nil
		}
		var q Queued
		var project, received int64
		if err := r.Scan(&q.ID, &project, &received, &q.EventID, &q.Encoding, &q.Body); err != nil {
			return err
		}
		q.Project, _ = s.projects.id(project)
		q.Received = fromMicros(received)
		list, bytes = append(list, q), bytes+len(q.Body)
		return nil
	})
	if err != nil {
		return nil, s.wrap(err)
	}
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	switch {
	case len(list) > 0:
		s.queue.taken = list[len(list)-1].ID
	case below > 0:
		s.queue.taken = below - 1 // a gap: a transaction that failed
	}
	if len(list) == 0 && below > 0 {
		return s.queue.pop(max), nil
	}
	return list, nil
}

// Pending is the number of envelopes that are accepted and not digested.
func (s *Store) Pending() int64 {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return s.queue.pending
}

// WaitDigested returns when everything accepted so far is digested.
func (s *Store) WaitDigested(ctx context.Context) error {
	s.queue.mu.Lock()
	if s.queue.pending <= 0 {
		s.queue.mu.Unlock()
		return nil
	}
	if s.queue.idle == nil {
		s.queue.idle = make(chan struct{})
	}
	idle := s.queue.idle
	s.queue.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
