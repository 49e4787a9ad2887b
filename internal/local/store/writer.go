package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// errClosed says that the store was closed before the write.
var errClosed = errors.New("local store is closed")

// writer is the only connection that writes, and the goroutine that owns it.
// Envelopes go first: an SDK waits for them, nobody waits for a digest.
type writer struct {
	path     string
	db       *sql.DB
	conn     *sql.Conn
	stmts    map[string]*sql.Stmt
	cache    writeCache
	intake   chan *enqueue
	accepted func([]*enqueue) // told of every group commit
	jobs     chan *job
	dirty    chan struct{} // wakes the checkpointer
	quit     chan struct{}
	stopped  chan struct{} // the writing goroutine has ended
	checked  chan struct{} // the checkpointing goroutine has ended
}

// job is a transaction that somebody waits for.
type job struct {
	ctx  context.Context
	fn   func(*writer) error
	done chan error // with room for one
}

func openWriter(ctx context.Context, path string, maxPages int64, accepted func([]*enqueue)) (*writer, error) {
	db, err := sql.Open("sqlite", dsn(path, "busy_timeout(2000)", "journal_mode(wal)", "synchronous(normal)",
		"foreign_keys(1)", "cache_size(-8000)", "temp_store(2)", "wal_autocheckpoint(0)", "journal_size_limit(16777216)"))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := prepareFile(ctx, path, conn, maxPages); err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	w := &writer{
		path: path, db: db, conn: conn, stmts: map[string]*sql.Stmt{}, accepted: accepted,
		intake: make(chan *enqueue, 64), jobs: make(chan *job),
		dirty: make(chan struct{}, 1), quit: make(chan struct{}), stopped: make(chan struct{}), checked: make(chan struct{}),
	}
	w.cache.clear()
	go w.loop()
	go w.checkpoints()
	return w, nil
}

func prepareFile(ctx context.Context, path string, conn *sql.Conn, maxPages int64) error {
	if err := migrate(ctx, path, conn); err != nil {
		return err
	}
	if maxPages > 0 {
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", maxPages)); err != nil {
			return wrapError(path, err)
		}
	}
	return nil
}

func (w *writer) close() error {
	close(w.quit)
	<-w.stopped
	<-w.checked
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close(), w.db.Close())...)
}

func (w *writer) loop() {
	defer close(w.stopped)
	for {
		select {
		case first := <-w.intake:
			w.commitIntake(first)
			continue
		default:
		}
		select {
		case first := <-w.intake:
			w.commitIntake(first)
		case j := <-w.jobs:
			j.done <- w.run(j)
		case <-w.quit:
			return
		}
	}
}

// do runs fn in a transaction of its own and waits for its end.
func (w *writer) do(ctx context.Context, fn func(*writer) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan error, 1)}
	select {
	case w.jobs <- j:
		return <-j.done
	case <-w.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) run(j *job) error {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	return w.transaction(func() error { return j.fn(w) })
}

// transaction commits what fn wrote, or nothing of it when fn or the commit
// fails. A panic in fn is a failure too: the goroutine serves everybody.
func (w *writer) transaction(fn func() error) (err error) {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err = guard(fn)
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		w.cache.clear() // it may know rows that will not exist
		if rollback := w.exec("ROLLBACK"); rollback != nil && kindless(err) {
			err = errors.Join(err, rollback) // SQLite has often rolled back by itself; then the cause alone tells more
		}
		return err
	}
	select {
	case w.dirty <- struct{}{}:
	default:
	}
	return nil
}

// guard turns a panic of fn into an error.
func guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	return fn()
}

// panicError is a panic that was caught.
type panicError struct {
	value any
	stack []byte
}

// Error gives the panic's value and where it happened.
func (e *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.value, e.stack) }

func kindless(err error) bool {
	_, ok := kindOf(err)
	return !ok
}

// prepared returns the statement for a query, which must be a constant of the
// program: statements are kept for good. The background context spares the
// driver a goroutine per call that would watch for a cancellation.
func (w *writer) prepared(query string) (*sql.Stmt, error) {
	if s, ok := w.stmts[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	w.stmts[query] = s
	return s, nil
}

func (w *writer) exec(query string, args ...any) error {
	_, err := w.changed(query, args...)
	return err
}

// changed is exec with the number of rows that it wrote.
func (w *writer) changed(query string, args ...any) (int64, error) {
	s, err := w.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// insert is exec for one row with a generated id.
func (w *writer) insert(query string, args ...any) (id int64, err error) {
	s, err := w.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (w *writer) query(query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepared(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

// one reads a single row into dest; found is false when there is none.
func (w *writer) one(dest []any, query string, args ...any) (found bool, err error) {
	s, err := w.prepared(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(context.Background(), args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

const (
	checkpointEvery = 200 * time.Millisecond
	longLog         = 16 << 10 // pages, 64 MiB: from here on the log is emptied even if writers wait
)

// checkpoints moves the log into the file in the background, so that no commit
// has to do it and wait for the disk. It sleeps while nothing is written.
func (w *writer) checkpoints() {
	defer close(w.checked)
	for {
		select {
		case <-w.dirty:
		case <-w.quit:
			return
		}
		select {
		case <-time.After(checkpointEvery):
		case <-w.quit:
			return
		}
		w.checkpoint()
	}
}

// checkpoint copies what it can without making anybody wait. A failure is not
// reported: the data is safe in the log, and a full disk shows at the next write.
func (w *writer) checkpoint() {
	var busy, pages, done int64
	err := w.db.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &done)
	if err != nil || pages < longLog {
		return
	}
	_ = w.db.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done)
}
