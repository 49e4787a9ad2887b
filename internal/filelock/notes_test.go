package filelock

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func notes(t *testing.T) (Notes, *time.Time) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	return Notes{Dir: filepath.Join(t.TempDir(), "deep", "dir"), Now: func() time.Time { return now }}, &now
}

// seen is the note under a key.
func seen(t *testing.T, n Notes, key string) string {
	t.Helper()
	var got string
	if err := n.Hold(t.Context(), key, func(last []byte, _ func([]byte) error) error { got = string(last); return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}

func leave(t *testing.T, n Notes, key, data string) {
	t.Helper()
	if err := n.Hold(t.Context(), key, func(_ []byte, write func([]byte) error) error { return write([]byte(data)) }); err != nil {
		t.Fatal(err)
	}
}

func TestNotesStayForTheNext(t *testing.T) {
	n, now := notes(t)
	if got := seen(t, n, "a"); got != "" {
		t.Errorf("a note from nowhere: %q", got)
	}
	leave(t, n, "a", `{"x":1,"long":"yes"}`)
	leave(t, n, "b", `2`)
	leave(t, n, "a", `{"x":2}`) // shorter than what it replaces
	if a, b := seen(t, n, "a"), seen(t, n, "b"); a != `{"x":2}` || b != `2` {
		t.Errorf("a %q, b %q", a, b)
	}
	*now = now.Add(keepNotes + time.Second)
	if got := seen(t, n, "a"); got != "" {
		t.Errorf("an old note stayed: %q", got)
	}
}

// A note is on disk when write returns, whatever happens to its writer then.
func TestAFailedHolderLeavesItsNote(t *testing.T) {
	n, _ := notes(t)
	broke := errors.New("broke")
	err := n.Hold(t.Context(), "a", func(_ []byte, write func([]byte) error) error {
		return errors.Join(write([]byte(`"started"`)), broke)
	})
	if !errors.Is(err, broke) || seen(t, n, "a") != `"started"` {
		t.Errorf("%v, %q", err, seen(t, n, "a"))
	}
}

func TestHoldersTakeTurns(t *testing.T) {
	n, _ := notes(t)
	inside, most := 0, 0
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			err := n.Hold(context.Background(), "a", func([]byte, func([]byte) error) error {
				mu.Lock()
				inside++
				most = max(most, inside)
				mu.Unlock()
				time.Sleep(5 * time.Millisecond)
				mu.Lock()
				inside--
				mu.Unlock()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most != 1 {
		t.Errorf("%d holders at once", most)
	}
}

func TestWaitingCanBeGivenUp(t *testing.T) {
	n, _ := notes(t)
	err := n.Hold(t.Context(), "a", func([]byte, func([]byte) error) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		return n.Hold(ctx, "a", func([]byte, func([]byte) error) error { return errors.New("held twice") })
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestADamagedFileIsBegunAnew(t *testing.T) {
	n, _ := notes(t)
	leave(t, n, "a", `1`)
	files, err := filepath.Glob(filepath.Join(n.Dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, damage := range []string{"null", "{", "\x00", `[1]`} {
		if err := os.WriteFile(files[0], []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := seen(t, n, "a"); got != "" {
			t.Errorf("%q was read as %q", damage, got)
		}
		leave(t, n, "a", `7`)
		if got := seen(t, n, "a"); got != "7" {
			t.Errorf("after %q: %q", damage, got)
		}
	}
}

func TestWithoutAPlaceThereIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	n := Notes{Dir: file, Now: time.Now}
	if err := n.Hold(t.Context(), "a", func([]byte, func([]byte) error) error { return nil }); err == nil {
		t.Error("no error although the directory is a file")
	}
}
