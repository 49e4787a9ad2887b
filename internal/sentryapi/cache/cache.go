// Package cache keeps the API's answers in a file, so that a second command
// need not ask for what does not change, and so that what was read is there
// when the server is not. It is a cache: whatever goes wrong with the file only
// means that the server is asked.
package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"vedette/internal/sentryapi"
)

const (
	maxEntry = 8 << 20  // bytes of one answer
	maxTotal = 64 << 20 // bytes of all
	maxAge   = 30 * 24 * time.Hour
	patience = 300 * time.Millisecond // for another process, and for writing at the end
	waiting  = 64                     // answers that wait to be written
)

const schema = `CREATE TABLE IF NOT EXISTS answer (
  key   TEXT PRIMARY KEY,
  scope TEXT NOT NULL,
  at    INTEGER NOT NULL, -- unix microseconds
  link  TEXT NOT NULL,
  hits  TEXT NOT NULL,
  body  BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS answer_by_scope ON answer(scope);
CREATE INDEX IF NOT EXISTS answer_by_age ON answer(at);`

// Cache is a file of answers, shared by every vedette of one user. It
// implements sentryapi.AnswerCache.
type Cache struct {
	path string
	now  func() time.Time

	open   func() *sql.DB // connects at the first use; nil = no cache today
	opened atomic.Bool

	mu        sync.Mutex
	forgotten map[string]time.Time // scopes whose older answers are not true any more
	queue     chan change
	done      chan struct{}
	closed    bool
}

// change is something to write, in order.
type change struct {
	key, scope string
	stored     sentryapi.Stored
	forget     bool
}

// New is the cache in a file, which need not exist. Nothing is opened before
// the first use.
func New(path string, now func() time.Time) *Cache {
	c := &Cache{path: path, now: now, forgotten: map[string]time.Time{}}
	c.open = sync.OnceValue(func() *sql.DB {
		db, err := c.connectAnew()
		if err != nil {
			return nil
		}
		c.opened.Store(true)
		return db
	})
	return c
}

func (c *Cache) connect() (*sql.DB, error) {
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return nil, err
	}
	// The file holds what events hold: nobody else may read it, and SQLite
	// gives its side files the mode of the file.
	f, err := os.OpenFile(c.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", address(c.path))
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// address is the URI of the file; its path may hold what means something in one.
func address(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/...
	}
	pragmas := []string{fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "journal_mode(WAL)", "synchronous(OFF)"}
	u := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	return u.String()
}

// connectAnew replaces a file that is no database any more.
func (c *Cache) connectAnew() (*sql.DB, error) {
	db, err := c.connect()
	var damaged *sqlite.Error
	if !errors.As(err, &damaged) || damaged.Code() != sqlitelib.SQLITE_CORRUPT && damaged.Code() != sqlitelib.SQLITE_NOTADB {
		return db, err
	}
	if err := Clear(c.path); err != nil {
		return nil, err
	}
	return c.connect()
}

// Answer is the stored answer of a key.
func (c *Cache) Answer(key string) (sentryapi.Stored, bool) {
	db := c.open()
	if db == nil {
		return sentryapi.Stored{}, false
	}
	var s sentryapi.Stored
	var scope string
	var at int64
	if db.QueryRow("SELECT scope, at, link, hits, body FROM answer WHERE key = ?", key).Scan(&scope, &at, &s.Link, &s.Hits, &s.Body) != nil {
		return sentryapi.Stored{}, false
	}
	s.At = time.UnixMicro(at)
	c.mu.Lock()
	defer c.mu.Unlock()
	return s, c.now().Sub(s.At) < maxAge && !s.At.Before(c.forgotten[scope]) // the writer may be behind
}

// SetAnswer keeps an answer, unless its scope was changed since it was asked for.
// It is written behind the caller's back: see Close.
func (c *Cache) SetAnswer(key, scope string, s sentryapi.Stored) {
	c.mu.Lock()
	outdated := s.At.Before(c.forgotten[scope])
	c.mu.Unlock()
	if len(s.Body) <= maxEntry && !outdated {
		c.enqueue(change{key: key, scope: scope, stored: s})
	}
}

// Forget drops every answer of a scope, at once for this process.
func (c *Cache) Forget(scope string) {
	c.mu.Lock()
	c.forgotten[scope] = c.now()
	c.mu.Unlock()
	c.enqueue(change{scope: scope, forget: true})
}

// enqueue hands a change to the writer, which it starts. When the writer is
// behind, answers are not kept, but to forget is never left out.
func (c *Cache) enqueue(ch change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	if c.queue == nil {
		c.queue, c.done = make(chan change, waiting), make(chan struct{})
		go c.write(c.queue, c.done)
	}
	if ch.forget {
		c.queue <- ch
		return
	}
	select {
	case c.queue <- ch:
	default:
	}
}

func (c *Cache) write(queue <-chan change, done chan<- struct{}) {
	defer close(done)
	db := c.open()
	for ch := range queue {
		if db == nil {
			continue
		}
		// A change that cannot be written leaves an answer that is not kept, or
		// one that is kept for its lifetime.
		if ch.forget {
			_, _ = db.Exec("DELETE FROM answer WHERE scope = ?", ch.scope)
			continue
		}
		_, _ = db.Exec("INSERT OR REPLACE INTO answer (key, scope, at, link, hits, body) VALUES (?, ?, ?, ?, ?, ?)",
			ch.key, ch.scope, ch.stored.At.UnixMicro(), ch.stored.Link, ch.stored.Hits, ch.stored.Body)
	}
	if db != nil {
		c.prune(db)
	}
}

// prune drops what is too old, and the oldest of what is too much.
func (c *Cache) prune(db *sql.DB) {
	_, _ = db.Exec("DELETE FROM answer WHERE at < ?", c.now().Add(-maxAge).UnixMicro())
	var total int64
	if db.QueryRow("SELECT coalesce(sum(length(body)), 0) FROM answer").Scan(&total) != nil || total <= maxTotal {
		return
	}
	_, _ = db.Exec(`DELETE FROM answer WHERE key IN (
  SELECT key FROM (SELECT key, sum(length(body)) OVER (ORDER BY at DESC, key) AS upto FROM answer) WHERE upto > ?)`, maxTotal/2)
}

// Close writes what waits, for a short time at most, and closes the file.
func (c *Cache) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	done := c.done
	if c.queue != nil {
		close(c.queue)
	}
	c.mu.Unlock()
	if done != nil {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-done:
		case <-timer.C: // the process ends; SQLite undoes what is half written
			return nil
		}
	}
	if !c.opened.Load() {
		return nil
	}
	return c.open().Close()
}

// Status is what the file holds.
type Status struct {
	Path    string    `json:"path"`
	Bytes   int64     `json:"bytes"` // of the file
	Answers int64     `json:"answers"`
	Oldest  time.Time `json:"oldest,omitzero"`
}

// StatusOf looks at a cache file; one that is not there is empty.
func StatusOf(ctx context.Context, path string) (Status, error) {
	st := Status{Path: path}
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return st, nil
	}
	if err != nil {
		return st, err
	}
	st.Bytes = info.Size()
	c := New(path, time.Now)
	db, err := c.connect()
	if err != nil {
		return st, fmt.Errorf("the cache %s cannot be read: %w", path, err)
	}
	defer db.Close()
	var oldest int64
	if err := db.QueryRowContext(ctx, "SELECT count(*), coalesce(min(at), 0) FROM answer").Scan(&st.Answers, &oldest); err != nil {
		return st, fmt.Errorf("the cache %s cannot be read: %w", path, err)
	}
	if oldest > 0 {
		st.Oldest = time.UnixMicro(oldest).UTC()
	}
	return st, nil
}

// Clear removes a cache file, damaged or not.
func Clear(path string) error {
	var errs []error
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
