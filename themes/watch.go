package themes

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quiet is how long nothing may happen before a file counts as saved: editors
// save in several steps.
const quiet = 50 * time.Millisecond

// Watch calls saved, from a goroutine of its own, after the person's themes have
// changed, until ctx ends. The folder may be made later, if the one above it is
// there; an error means that nothing is watched.
func (l Library) Watch(ctx context.Context, saved func()) error {
	if l.dir == "" {
		return nil
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch themes: %w", err)
	}
	err = w.Add(l.dir)
	if err != nil {
		err = w.Add(filepath.Dir(l.dir))
	}
	if err != nil {
		_ = w.Close()
		return fmt.Errorf("watch themes in %s: %w", l.dir, err)
	}
	go l.follow(ctx, w, saved)
	return nil
}

func (l Library) follow(ctx context.Context, w *fsnotify.Watcher, saved func()) {
	defer func() { _ = w.Close() }()
	settled := time.NewTimer(quiet)
	settled.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-settled.C:
			saved()
		case <-w.Errors: // a change that was lost is made up for by the next one
		case event, open := <-w.Events:
			if !open {
				return
			}
			if event.Name == l.dir && event.Has(fsnotify.Create) {
				_ = w.Add(l.dir) // it may be gone again
				settled.Reset(quiet)
			}
			if filepath.Dir(event.Name) == l.dir && strings.HasSuffix(event.Name, suffix) {
				settled.Reset(quiet)
			}
		}
	}
}
