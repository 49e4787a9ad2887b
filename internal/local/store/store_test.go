package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b", "deep?", "store.db")
	f := openFixture(t, path, Options{})
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want mode %v", name, info.Mode(), err, want)
		}
	}
	f.store(f.event("a"))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again := openFixture(t, path, Options{})
	if i := again.issue("a"); i.ShortID != "SHOP-1" {
		t.Errorf("after opening again: %+v", i)
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	var version int
	if err := again.one(t.Context(), []any{&version}, "PRAGMA user_version"); err != nil || version != len(files) {
		t.Errorf("schema version %d, %v, want %d", version, err, len(files))
	}
}

func TestOpenErrors(t *testing.T) {
	corrupt := func(t *testing.T, path string) {
		if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newer := func(t *testing.T, path string) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("PRAGMA user_version = 999"); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	directory := func(t *testing.T, path string) {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	fileAsDirectory := func(t *testing.T, path string) {
		if err := os.WriteFile(filepath.Dir(path), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	locked := func(t *testing.T, path string) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("BEGIN EXCLUSIVE"); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name  string
		path  string
		spoil func(*testing.T, string)
		kind  Kind
	}{
		{"corrupt", "store.db", corrupt, Corrupt},
		{"newer", "store.db", newer, Newer},
		{"a directory", "store.db", directory, IO},
		{"below a file", "file/store.db", fileAsDirectory, IO},
		{"locked", "store.db", locked, Locked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.path)
			tt.spoil(t, path)
			st, err := Open(t.Context(), path, Options{})
			if err == nil {
				st.Close()
			}
			var file *Error
			if !errors.As(err, &file) || file.Kind != tt.kind {
				t.Fatalf("error %v, want kind %s", err, tt.kind)
			}
			if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "`") && tt.kind != Corrupt {
				t.Errorf("no path or next command in %q", err)
			}
		})
	}
}

func TestLockedWhileOpen(t *testing.T) {
	f := newFixture(t)
	f.store(f.event("a"))
	other, err := sql.Open("sqlite", f.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	var file *Error
	if err := f.Enqueue(t.Context(), Intake{Project: f.project, Body: []byte("{}")}); !errors.As(err, &file) || file.Kind != Locked {
		t.Errorf("error %v, want kind locked", err)
	}
	f.issue("a") // reading goes on
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	f.store(f.event("a"))
	if i := f.issue("a"); i.Count != 2 {
		t.Errorf("count %d, want 2", i.Count)
	}
}

// brokenRecord fails in one of the ways that a record can fail.
type brokenRecord struct{ panics bool }

func (r brokenRecord) write(b *batch, _ *DigestedEnvelope) (string, string, error) {
	if r.panics {
		panic("broken")
	}
	return "", "", b.w.exec("INSERT INTO issue(id) VALUES (NULL)")
}

func TestBrokenItemLeavesOthersAlone(t *testing.T) {
	for _, broken := range []Record{brokenRecord{panics: true}, brokenRecord{}} {
		f := newFixture(t)
		var batch []DigestedEnvelope
		for _, r := range []Record{f.event("a"), broken, f.event("b")} {
			if err := f.Enqueue(t.Context(), Intake{Project: f.project, Received: f.now, Body: []byte("{}"), Items: []ItemCount{{"event", 1}}}); err != nil {
				t.Fatal(err)
			}
			batch = append(batch, DigestedEnvelope{Project: f.project, Received: f.now, Items: []Item{{Type: "event", Record: r, Raw: []byte("as sent")}}})
		}
		queued, err := f.TakeIntake(t.Context(), 10)
		if err != nil || len(queued) != 3 {
			t.Fatalf("%d queued, %v", len(queued), err)
		}
		for i := range batch {
			batch[i].Queue = queued[i].ID
		}
		if err := f.Digest(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		f.issue("a")
		f.issue("b")
		if f.Pending() != 0 {
			t.Errorf("%d pending", f.Pending())
		}
		balance(t, t.Context(), f.Store)
		var packed []byte
		if err := f.one(t.Context(), []any{&packed}, "SELECT body FROM raw_item WHERE reason = ?", reasonInternal); err != nil {
			t.Fatal(err)
		}
		if raw, err := f.unpack(packed, 0); err != nil || string(raw) != "as sent" {
			t.Errorf("kept %q, %v", raw, err)
		}
	}
}

func TestQueue(t *testing.T) {
	f := newFixture(t)
	const n = 100
	body := make([]byte, maxFresh/n*2) // half of it does not fit into memory
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if err := f.Enqueue(t.Context(), Intake{Project: f.project, Received: f.now, Body: body}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var last int64
	const late = 5
	added := false
	for last < n+late {
		if last > n*3/4 && !added { // while older ones wait in the file, these stay in memory
			added = true
			for range late {
				if err := f.Enqueue(t.Context(), Intake{Project: f.project, Received: f.now, Body: body}); err != nil {
					t.Fatal(err)
				}
			}
		}
		list, err := f.TakeIntake(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range list {
			if q.ID != last+1 || len(q.Body) != len(body) || q.Project.ID != f.project.ID {
				t.Fatalf("envelope %d of %d bytes after %d", q.ID, len(q.Body), last)
			}
			last = q.ID
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := f.WaitDigested(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for a full queue: %v", err)
	}
}

func TestProjects(t *testing.T) {
	f := newFixture(t)
	tests := []struct{ name, slug, title string }{
		{"shop", "shop", "shop"}, {"Shop", "shop", "shop"}, {"42", "project-42", "Project 42"}, {"My API (v2)", "my-api-v2", "My API (v2)"},
	}
	for _, tt := range tests {
		p, err := f.EnsureProject(t.Context(), tt.name)
		if err != nil || p.Slug != tt.slug || p.Name != tt.title || len(p.PublicKey) != 32 {
			t.Errorf("EnsureProject(%q) = %+v, %v", tt.name, p, err)
		}
	}
	if p, err := f.Project(t.Context(), "42"); err != nil || p.ID != 42 {
		t.Errorf("by number: %+v, %v", p, err)
	}
	if _, err := f.Project(t.Context(), "nowhere"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	if _, err := f.EnsureProject(t.Context(), "!?"); err == nil {
		t.Error("a name without letters was taken")
	}
}

func TestShortID(t *testing.T) {
	for n, want := range map[int64]string{1: "SHOP-1", 31: "SHOP-Z", 32: "SHOP-10", 42: "SHOP-1A"} {
		if got := shortID("shop", n); got != want {
			t.Errorf("shortID(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestEventSelectors(t *testing.T) {
	f := newFixture(t)
	first, second, third := f.event("a"), f.event("a"), f.event("a")
	first.Environment, second.Environment, third.Environment = "prod", "stage", "prod"
	first.Tags = []protocol.Tag{{Key: "b", Value: "2"}, {Key: "a", Value: "1"}}
	second.Context = 9
	for _, e := range []*EventRecord{first, second, third} {
		e.Time, f.now = f.now, f.now.Add(time.Minute)
		f.store(e)
	}
	issue := f.issue("a").ID
	tests := []struct {
		issue          int64
		selector       string
		environments   []string
		id, prev, next string
	}{
		{issue, Latest, nil, third.ID, second.ID, ""},
		{issue, Oldest, nil, first.ID, "", second.ID},
		{issue, Recommended, nil, second.ID, first.ID, third.ID},
		{issue, Latest, []string{"prod"}, third.ID, first.ID, ""},
		{0, strings.ToUpper(second.ID), nil, second.ID, first.ID, third.ID},
	}
	for _, tt := range tests {
		ev, prev, next, err := f.Event(t.Context(), tt.issue, tt.selector, tt.environments)
		if err != nil || ev.ID != tt.id || prev != tt.prev || next != tt.next || len(ev.Payload) != ev.Size {
			t.Errorf("%s: %s between %q and %q, %v", tt.selector, ev.ID, prev, next, err)
		}
	}
	if _, _, _, err := f.Event(t.Context(), issue, "nonsense", nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	ev, _, _, err := f.Event(t.Context(), issue, Oldest, nil)
	if err != nil || len(ev.Tags) != 2 || ev.Tags[0].Key != "a" {
		t.Errorf("tags %v, %v", ev.Tags, err)
	}
}

func TestNotesRunsSimilarStatsDelete(t *testing.T) {
	f := newFixture(t)
	f.store(f.event("a"), f.event("b"), f.event("a"))
	issue := f.issue("a")
	if _, err := f.AddNote(t.Context(), issue.ID, "look at this"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.AddNote(t.Context(), 999, "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("note on an unknown issue: %v", err)
	}
	if notes, n, err := f.Notes(t.Context(), issue.ID, 0, 0); err != nil || n != 1 || string(notes[0].Data) != `{"text":"look at this"}` || f.issue("a").NumComments != 1 {
		t.Errorf("notes %+v, %v", notes, err)
	}
	run, err := f.SaveRun(t.Context(), issue.ID, Run{UUID: "u", State: []byte(`{"step":1}`)})
	if err != nil {
		t.Fatal(err)
	}
	run.State = []byte(`{"step":2}`)
	if _, err := f.SaveRun(t.Context(), issue.ID, run); err != nil {
		t.Fatal(err)
	}
	if got, ok, err := f.LatestRun(t.Context(), issue.ID); err != nil || !ok || string(got.State) != `{"step":2}` || got.ID != run.ID {
		t.Errorf("run %+v, %t, %v", got, ok, err)
	}
	other, err := f.SaveRun(t.Context(), f.issue("b").ID, Run{UUID: "older", State: []byte(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	newer, err := f.SaveRun(t.Context(), other.IssueID, Run{UUID: "newer", State: []byte(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.LatestRuns(t.Context(), []int64{issue.ID, other.IssueID, 999}); err != nil || len(got) != 2 || got[issue.ID].ID != run.ID || got[other.IssueID].ID != newer.ID {
		t.Errorf("newest runs of several issues %+v, %v", got, err)
	}
	if list, err := f.Similar(t.Context(), issue.ID, 5); err != nil || len(list) != 1 || list[0].Metadata.Value != "b" {
		t.Errorf("similar %+v, %v", list, err)
	}
	stats, err := f.IssueStats(t.Context(), []int64{issue.ID}, f.now.Add(-2*time.Hour), f.now, time.Hour)
	if err != nil || len(stats[issue.ID]) != 3 || stats[issue.ID][2] != 2 {
		t.Errorf("stats %v, %v", stats, err)
	}
	if hashes, err := f.IssueHashes(t.Context(), issue.ID); err != nil || len(hashes) != 1 || hashes[0] != "a" {
		t.Errorf("hashes %v, %v", hashes, err)
	}
	if n, err := f.DeleteIssues(t.Context(), []int64{issue.ID, 999}); err != nil || n != 1 {
		t.Errorf("deleted %d, %v", n, err)
	}
	f.store(f.event("a"))
	if again := f.issue("a"); again.ID == issue.ID || again.Count != 1 {
		t.Errorf("after the deletion: %+v", again)
	}
}
