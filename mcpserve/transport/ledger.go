package transport

import (
	"crypto/sha256"
	"errors"
	"sync"
	"time"
)

// memoryLedger is the Ledger of one process. A session's first minutes are told
// by its id, so that one that is begun and abandoned leaves nothing here.
type memoryLedger struct {
	idle  time.Duration
	limit int // entries

	mu      sync.Mutex
	entries map[[16]byte]entry
	sweep   time.Time // the next one
}

type entry struct {
	last  time.Time
	ended bool
}

// ledgerLimit bounds the memory of a process: an entry takes about 100 bytes.
const ledgerLimit = 100_000

var errFull = errors.New("too many sessions were ended at once; this one ends by being idle")

func newLedger(idle time.Duration) *memoryLedger {
	return &memoryLedger{idle: idle, limit: ledgerLimit, entries: map[[16]byte]entry{}}
}

func ledgerKey(id string) [16]byte {
	sum := sha256.Sum256([]byte(id))
	return [16]byte(sum[:16])
}

// Use implements Ledger. When there is no room, a use is not noted: that
// session ends a while after its last noted use, and its client begins another.
func (l *memoryLedger) Use(id string, began, at time.Time) bool {
	key := ledgerKey(id)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(at)
	e, known := l.entries[key]
	last := began
	if e.last.After(began) {
		last = e.last
	}
	if e.ended || at.Sub(last) > l.idle {
		return false
	}
	if at.Sub(last) > l.idle/20 && (known || len(l.entries) < l.limit) {
		l.entries[key] = entry{last: at}
	}
	return true
}

// End implements Ledger.
func (l *memoryLedger) End(id string, at time.Time) error {
	key := ledgerKey(id)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(at)
	if _, known := l.entries[key]; !known && len(l.entries) >= l.limit {
		return errFull
	}
	l.entries[key] = entry{last: at, ended: true}
	return nil
}

// forget drops what the sessions' idle time has overtaken, now and then.
func (l *memoryLedger) forget(now time.Time) {
	if now.Before(l.sweep) {
		return
	}
	l.sweep = now.Add(l.idle / 4)
	for key, e := range l.entries {
		if now.Sub(e.last) > l.idle {
			delete(l.entries, key)
		}
	}
}
