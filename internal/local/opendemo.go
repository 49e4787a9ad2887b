package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"vedette/internal/filelock"
	"vedette/internal/local/demo"
	"vedette/internal/local/store"
)

// demoLifetime is how long a demo store is used: its history ends when it was built, and should look recent.
const demoLifetime = 12 * time.Hour

// OpenDemo opens the demo: two weeks of a small shop, ready to be looked at and triaged. The store is built once in dir, by replaying the
// captured history with a moving clock, and used by every process until it is old. What is changed in it is gone then.
func OpenDemo(ctx context.Context, dir string, now func() time.Time) (*Server, error) {
	if now == nil {
		now = time.Now
	}
	for _, path := range freshDemos(dir, now()) {
		s, err := Open(ctx, Config{Path: path, Shared: true, Now: now})
		if err == nil {
			return s, nil
		}
		var broken *store.Error
		if !errors.As(err, &broken) || broken.Kind != store.Corrupt && broken.Kind != store.Newer {
			return nil, err
		}
	}
	path, err := buildDemo(ctx, dir, now())
	if err != nil {
		return nil, err
	}
	return Open(ctx, Config{Path: path, Shared: true, Now: now})
}

// A demo store carries its time in its name, as unix seconds, so that building a new one never touches one that is open elsewhere.
const demoPrefix, demoSuffix = "demo-", ".db"

func demoName(built time.Time) string {
	return demoPrefix + strconv.FormatInt(built.Unix(), 10) + demoSuffix
}

// demoTime reads the time from a name; ok is false for other files.
func demoTime(name string) (built time.Time, ok bool) {
	middle, hasPrefix := strings.CutPrefix(name, demoPrefix)
	middle, hasSuffix := strings.CutSuffix(middle, demoSuffix)
	sec, err := strconv.ParseInt(middle, 10, 64)
	return time.Unix(sec, 0), hasPrefix && hasSuffix && err == nil
}

// freshDemos lists the stores that are young enough, the newest first.
func freshDemos(dir string, now time.Time) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var paths []string
	for _, e := range slices.Backward(entries) { // names sort by time
		if built, ok := demoTime(e.Name()); ok && now.Sub(built).Abs() < demoLifetime {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths
}

// buildDemo replays the history into a file of its own and gives it its name when it is complete.
func buildDemo(ctx context.Context, dir string, now time.Time) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("build the demo: %w", err)
	}
	scratch, err := os.MkdirTemp(dir, ".building-")
	if err != nil {
		return "", fmt.Errorf("build the demo: %w", err)
	}
	defer os.RemoveAll(scratch) // what stays behind is found by nobody
	made := filepath.Join(scratch, demoName(now))
	if err := replay(ctx, made, now); err != nil {
		return "", err
	}
	path := filepath.Join(dir, filepath.Base(made))
	if err := os.Rename(made, path); err != nil {
		return "", fmt.Errorf("build the demo: %w", err)
	}
	removeOldDemos(dir, now)
	return path, nil
}

// replay loads the history with a clock that stands at the moment of each record.
func replay(ctx context.Context, path string, now time.Time) (err error) {
	var clock atomic.Pointer[time.Time]
	clock.Store(&now)
	s, err := Open(ctx, Config{Path: path, Now: func() time.Time { return *clock.Load() }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	// People act on issues, so what was sent before has to be digested by then.
	digested := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/0/") {
			if err := s.WaitDigested(r.Context()); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
		}
		s.ServeHTTP(w, r)
	})
	if _, err := demo.Load(ctx, digested, func(t time.Time) { clock.Store(&t) }, now); err != nil {
		return err
	}
	return s.WaitDigested(ctx)
}

// removeOldDemos deletes the stores that are too old. One that somebody has open is removed next time.
func removeOldDemos(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	done := map[string]bool{}
	for _, e := range entries { // a store may have left only its log or its lock
		name, _, _ := strings.Cut(e.Name(), demoSuffix)
		built, ok := demoTime(name + demoSuffix)
		if ok && !done[name] && now.Sub(built).Abs() >= demoLifetime {
			removeDemo(filepath.Join(dir, name+demoSuffix))
			done[name] = true
		}
	}
}

// removeDemo deletes one store unless it is open. What fails costs only space.
func removeDemo(path string) {
	lock, err := filelock.Try(path+".lock", false)
	if err != nil {
		return
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(path + suffix)
	}
	lock.Close()
	os.Remove(path + ".lock") // Windows keeps it while it is held
}
