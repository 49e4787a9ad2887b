// Package local is Sentry on a laptop: it takes what real SDKs send, groups it into issues and answers Sentry's web API, in one process and
// one SQLite file, without an account.
//
// It exists so that a developer can debug with the same three faces, and the same client code, whether the errors are on a Sentry server or
// were made a second ago by the program in the other window. It is reached over HTTP semantics only: through a loopback port while
// `vedette local run` serves SDKs, and in process through Server.Transport otherwise, so nothing above it knows the difference.
//
// A Server owns its file: a lock keeps a second process from digesting the same envelopes twice, and an info file next to it tells other
// vedette processes where to find the one that listens.
package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vedette/internal/filelock"
	"vedette/internal/local/analysis"
	"vedette/internal/local/api"
	"vedette/internal/local/ingest"
	"vedette/internal/local/store"
)

// DefaultAddr is where SDKs look for a local server when SENTRY_SPOTLIGHT is all they are told.
const DefaultAddr = "127.0.0.1:8969"

// Config says which file to serve and how. Only Path is required.
type Config struct {
	// Path is the SQLite file; missing directories are made, private to the user.
	Path string
	// SourceDir is the checkout that the root-cause analysis reads; empty means none.
	SourceDir string
	// Version is shown by /health and in the info file.
	Version string
	// Hosts are names, besides localhost and loopback addresses, under which clients may address the API.
	Hosts []string
	// Public allows Listen to take addresses that other machines can reach.
	Public bool
	// Shared opens the file beside other processes that do the same, for reading and triage. Intake works, but see Open.
	Shared bool
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Logger takes what goes wrong in the background; default slog.Default().
	Logger *slog.Logger
}

// Server is an open local backend. Its methods are safe for concurrent use.
type Server struct {
	cfg     Config
	store   *store.Store
	ingest  *ingest.Ingest
	runner  *analysis.Runner
	handler http.Handler
	lock    *fileLock
	started time.Time

	mu       sync.Mutex
	listener *listening // nil unless Listen was called
	closed   bool

	closing  sync.Once
	closeErr error
}

// Open opens the file, creating it when there is none, and starts digesting what a former process accepted and left.
//
// The file belongs to one process: while another one has it open the error is a *store.Error of kind Locked. Several processes may open it
// with Config.Shared, which is meant for files that nobody sends to.
func Open(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	lock, err := acquire(ctx, cfg.Path, cfg.Shared)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, cfg.Path, store.Options{Now: cfg.Now})
	if err != nil {
		return nil, errors.Join(err, lock.release())
	}
	s := &Server{cfg: cfg, store: st, lock: lock, started: time.Now()}
	evidence := api.Evidence{Store: st}
	s.runner = analysis.NewRunner(evidence, evidence, analysis.Options{
		SourceDir: cfg.SourceDir, Now: cfg.Now, NewID: newUUID, Logger: cfg.Logger, Grace: runGrace,
	})
	s.ingest = ingest.New(st, ingest.Options{Now: cfg.Now, Logger: cfg.Logger})
	s.handler = s.routes()
	s.ingest.Start(context.WithoutCancel(ctx)) // the digester lives until Close, not until the end of the call that opened it
	return s, nil
}

// runGrace lets a run that a short-lived command started without waiting end as runs do: they take milliseconds.
const runGrace = 5 * time.Second

// newUUID makes a random UUID (RFC 9562, version 4).
func newUUID() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("unreachable: crypto/rand never fails: " + err.Error())
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// WaitDigested returns once everything accepted so far has become issues, traces and so on.
func (s *Server) WaitDigested(ctx context.Context) error { return s.store.WaitDigested(ctx) }

// Counters says what became of everything that was sent.
func (s *Server) Counters(ctx context.Context) ([]store.Counter, error) { return s.store.Counters(ctx) }

// DSN returns the address that an SDK sends to for a project, given by name or number; an unknown project is created.
// It is under the address of Listen, or the default one before that.
func (s *Server) DSN(ctx context.Context, project string) (string, error) {
	p, err := s.store.EnsureProject(ctx, project)
	if err != nil {
		return "", err
	}
	dsn := api.DSN(s.URL(), p)
	if dsn == "" {
		return "", fmt.Errorf("project %s has no active key: vedette dsn create %s", p.Slug, p.Slug)
	}
	return dsn, nil
}

// URL is the origin of the server: where it listens, or where it would by default.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		return s.listener.info.URL
	}
	return "http://" + DefaultAddr
}

// Close stops listening, lets requests at hand end, digests what was accepted, and closes the file so that it is complete without its log.
// Calling it again does nothing more and gives the same error.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		l := s.listener
		s.mu.Unlock() // requests at hand may need it
		var errs []error
		if l != nil {
			errs = append(errs, l.close())
		}
		s.runner.Close()
		errs = append(errs, s.ingest.Close(), s.store.Close(), s.lock.release())
		s.closeErr = errors.Join(errs...)
	})
	return s.closeErr
}

// Remove deletes the database with all its data, projects and their DSNs included, whatever state it is in. While another process has it open
// the error is a *store.Error of kind Locked.
func Remove(ctx context.Context, path string) error {
	lock, err := acquire(ctx, path, false)
	if err != nil {
		return err
	}
	errs := []error{}
	for _, name := range []string{path + "-wal", path + "-shm", path} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, &store.Error{Kind: store.IO, Path: name, Err: err})
		}
	}
	return errors.Join(append(errs, lock.release())...)
}

// fileLock is held by the processes that have a database open: by one alone, or shared. It is a file of its own next to the database, as
// SQLite's locks come and go with transactions, and the operating system drops it with the process, however that ends.
type fileLock struct{ file *os.File }

// lockPatience is how long Open waits for a process that is about to end, like the command before this one in a script.
const lockPatience = 2 * time.Second

func acquire(ctx context.Context, path string, shared bool) (*fileLock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, &store.Error{Kind: store.IO, Path: path, Err: err}
	}
	deadline := time.Now().Add(lockPatience)
	for {
		f, err := filelock.Try(path+".lock", shared)
		if err == nil {
			return &fileLock{f}, nil
		}
		if !errors.Is(err, filelock.ErrLocked) {
			return nil, &store.Error{Kind: store.IO, Path: path, Err: err}
		}
		if _, listening := Running(filepath.Dir(path)); listening || time.Now().After(deadline) {
			return nil, &store.Error{Kind: store.Locked, Path: path, Err: err}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (l *fileLock) release() error { return l.file.Close() }
