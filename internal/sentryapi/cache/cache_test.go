package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

func now() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func stored(body string) sentryapi.Stored {
	return sentryapi.Stored{At: now(), Link: "<x>", Hits: "3", Body: []byte(body)}
}

// reopened closes a cache and opens its file anew.
func reopened(t *testing.T, c *Cache) *Cache {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	again := New(c.path, c.now)
	t.Cleanup(func() { _ = again.Close() })
	return again
}

func TestAnswersOutliveTheProcess(t *testing.T) {
	c := New(filepath.Join(t.TempDir(), "dir", "answers.db"), now)
	if _, ok := c.Answer("a"); ok {
		t.Error("an empty cache answers")
	}
	c.SetAnswer("a", "acme", stored("1"))
	c.SetAnswer("b", "acme", stored("2"))
	c.SetAnswer("c", "other", stored("3"))
	c.SetAnswer("huge", "acme", sentryapi.Stored{At: now(), Body: make([]byte, maxEntry+1)})
	c = reopened(t, c)
	if s, ok := c.Answer("a"); !ok || string(s.Body) != "1" || s.Link != "<x>" || s.Hits != "3" || !s.At.Equal(now()) {
		t.Errorf("%+v %t", s, ok)
	}
	if _, ok := c.Answer("huge"); ok {
		t.Error("an answer over the limit is kept")
	}
	info, err := os.Stat(c.path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the answers: %v %v", info.Mode(), err)
	}
}

func TestForgetIsAtOnceAndLasts(t *testing.T) {
	c := New(filepath.Join(t.TempDir(), "answers.db"), now)
	c.SetAnswer("a", "acme", stored("1"))
	c.SetAnswer("b", "other", stored("2"))
	c = reopened(t, c)
	later := now().Add(time.Second)
	c.now = func() time.Time { return later }
	c.Forget("acme")
	if _, ok := c.Answer("a"); ok {
		t.Error("an answer from before the change")
	}
	c = reopened(t, c)
	if _, ok := c.Answer("a"); ok {
		t.Error("it is back after a restart")
	}
	if _, ok := c.Answer("b"); !ok {
		t.Error("another organization's answer is gone")
	}
}

func TestOldAnswersGo(t *testing.T) {
	c := New(filepath.Join(t.TempDir(), "answers.db"), now)
	c.SetAnswer("a", "acme", stored("1"))
	c = reopened(t, c)
	c.now = func() time.Time { return now().Add(maxAge + time.Hour) }
	if _, ok := c.Answer("a"); ok {
		t.Error("an answer of last month")
	}
	c.SetAnswer("b", "acme", sentryapi.Stored{At: c.now(), Body: []byte("2")})
	c = reopened(t, c)
	if st, err := StatusOf(t.Context(), c.path); err != nil || st.Answers != 1 {
		t.Errorf("%+v %v", st, err)
	}
}

func TestTheOldestMakeRoom(t *testing.T) {
	c := New(filepath.Join(t.TempDir(), "answers.db"), now)
	body := bytes.Repeat([]byte("x"), maxEntry)
	for n := range 12 {
		c.SetAnswer(fmt.Sprint(n), "acme", sentryapi.Stored{At: now().Add(time.Duration(n) * time.Minute), Body: body})
	}
	c.mu.Lock()
	queue, done := c.queue, c.done
	c.closed = true
	close(queue)
	c.mu.Unlock()
	<-done // however long it takes: Close would not wait
	c = New(c.path, now)
	defer c.Close()
	st, err := StatusOf(t.Context(), c.path)
	if err != nil || st.Answers != maxTotal/2/maxEntry {
		t.Errorf("%+v %v", st, err)
	}
	if _, ok := c.Answer("11"); !ok {
		t.Error("the newest is gone")
	}
}

// A file that is no database must not end the cache for good.
func TestDamagedFileIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	c := New(path, now)
	c.SetAnswer("a", "acme", stored("1"))
	c = reopened(t, c)
	if _, ok := c.Answer("a"); !ok {
		t.Error("nothing is kept")
	}
	if err := Clear(path); err != nil {
		t.Error(err)
	}
	if st, err := StatusOf(t.Context(), path); err != nil || st.Answers != 0 || st.Bytes != 0 {
		t.Errorf("%+v %v", st, err)
	}
}

func TestNoPlaceForTheFileIsNoError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := New(filepath.Join(file, "answers.db"), now)
	c.SetAnswer("a", "acme", stored("1"))
	c.Forget("acme")
	if _, ok := c.Answer("a"); ok {
		t.Error("answered")
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func TestSeveralUsersOfOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.db")
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			c := New(path, now)
			defer c.Close()
			for i := range 20 {
				c.SetAnswer(fmt.Sprint(n, i), "acme", stored("x"))
				c.Answer(fmt.Sprint((n+1)%4, i))
			}
		})
	}
	all.Wait()
	if st, err := StatusOf(t.Context(), path); err != nil || st.Answers == 0 {
		t.Errorf("%+v %v", st, err)
	}
}

// What was asked for before a change and came after it is not kept.
func TestAnAnswerOvertakenByAChangeIsNotKept(t *testing.T) {
	c := New(filepath.Join(t.TempDir(), "answers.db"), func() time.Time { return now().Add(time.Second) })
	c.Forget("acme")
	c.SetAnswer("a", "acme", stored("1"))
	c.SetAnswer("b", "other", stored("2"))
	c = reopened(t, c)
	if _, ok := c.Answer("a"); ok {
		t.Error("the answer from before the change is kept")
	}
	if _, ok := c.Answer("b"); !ok {
		t.Error("that of another server is not")
	}
}

// A file beside the one that was made for the user alone would be readable by
// others.
func TestEveryPathNamesItsOwnFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its names hold no such characters")
	}
	dir := t.TempDir()
	c := New(filepath.Join(dir, "a?b%41#c d", "answers.db"), now)
	c.SetAnswer("a", "acme", stored("1"))
	c = reopened(t, c)
	if _, ok := c.Answer("a"); !ok {
		t.Error("nothing was kept")
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("%v %v", names, err)
	}
	if info, err := os.Stat(c.path); err != nil || info.Size() == 0 {
		t.Errorf("the file is empty: %v", err)
	}
}
