package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ErrNotFound says that there is no such project, issue, event or attachment.
var ErrNotFound = errors.New("not found")

// ErrInUse says that something cannot be deleted, because what refers to it
// would be left behind.
var ErrInUse = errors.New("in use")

// Options are the settings of a Store; the zero value is ready for use.
type Options struct {
	Now      func() time.Time // default time.Now
	Rand     io.Reader        // makes public keys; default crypto/rand.Reader
	MaxPages int64            // greatest size of the file in pages of 4,096 bytes; 0: as large as the disk
}

// Store is the open file. Its methods are safe for concurrent use.
type Store struct {
	path     string
	opts     Options
	writer   *writer
	readers  *sql.DB
	packer   packer
	projects projectCache
	queue    queue
	close    func() error
	waking   sync.Mutex   // held from reading the next wake to storing it, so that no older reading comes last
	nextWake atomic.Int64 // earliest end of an archiving in microseconds; 0: none
}

// readerCount bounds the connections for reading: each has its own page cache,
// and more than two cores rarely serve one developer.
const readerCount = 4

// Open opens the file at path and brings its schema up to date. Missing
// directories are made with mode 0700, the file with 0600. What is wrong with
// the file itself comes back as an *Error.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Rand == nil {
		opts.Rand = rand.Reader
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open local store: %w", err)
	}
	if err := create(path); err != nil {
		return nil, wrapError(path, err)
	}
	s := &Store{path: path, opts: opts}
	s.close = sync.OnceValue(s.closeAll)
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(s.wrap(err), s.Close())
	}
	return s, nil
}

// create makes the directories and an empty private file; SQLite alone would
// make it readable for everybody.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil // opening and closing it here would release SQLite's locks of this process
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.writer, err = openWriter(ctx, s.path, s.opts.MaxPages, s.queue.add); err != nil {
		return err
	}
	if s.readers, err = openReading(s.path); err != nil {
		return err
	}
	s.readers.SetConnMaxIdleTime(time.Minute)
	if s.packer, err = newPacker(); err != nil {
		return err
	}
	if err := s.loadProjects(ctx); err != nil {
		return err
	}
	if err := s.loadNextWake(ctx); err != nil {
		return err
	}
	return s.loadQueue(ctx)
}

// dsn names the file to the driver with the settings of a connection.
func dsn(path string, pragmas ...string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/... needs it in a URI
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	return u.String()
}

// Close waits for the write at hand and closes the file. Envelopes that are
// not digested yet wait in it for the next Open. Closing again does nothing.
func (s *Store) Close() error { return s.close() }

func (s *Store) closeAll() error {
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	s.packer.close()
	return errors.Join(errs...)
}

// Path is where the file is.
func (s *Store) Path() string { return s.path }

// read runs a query on one of the reading connections.
func (s *Store) read(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := s.readers.QueryContext(ctx, query, args...)
	return rows, s.wrap(err)
}

// one reads a single row; it is ErrNotFound when there is none.
func (s *Store) one(ctx context.Context, dest []any, query string, args ...any) error {
	err := s.readers.QueryRowContext(ctx, query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return s.wrap(err)
}

// write runs fn in a transaction of the writer.
func (s *Store) write(ctx context.Context, fn func(*writer) error) error {
	return s.wrap(s.writer.do(ctx, fn))
}

// each calls scan for every row and closes the rows.
func each(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// column reads rows of one column.
func column[T any](rows *sql.Rows, err error) ([]T, error) {
	var list []T
	err = each(rows, err, func(r *sql.Rows) error {
		var v T
		if err := r.Scan(&v); err != nil {
			return err
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

// micros is how times are stored; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func (s *Store) nowMicros() int64 { return s.opts.Now().UnixMicro() }
