package mcpserve

import "sync"

// recent keeps what was made last, by key: at least half of its limit, and no
// more than all of it. Requests choose the keys, so there may be any number.
type recent[T any] struct {
	half int

	mu       sync.Mutex
	now, old map[string]T // old is dropped when now is full
}

func newRecent[T any](limit int) *recent[T] {
	return &recent[T]{half: max(1, limit/2), now: map[string]T{}}
}

// get is what was kept for a key, else what make gives, unless that fails.
func (r *recent[T]) get(key string, make func() (T, error)) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, known := r.now[key]
	if known {
		return v, nil
	}
	if v, known = r.old[key]; !known {
		var err error
		if v, err = make(); err != nil {
			return v, err
		}
	}
	if len(r.now) >= r.half {
		r.now, r.old = map[string]T{}, r.now
	}
	r.now[key] = v
	return v, nil
}
