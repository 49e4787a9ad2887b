package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vedette/internal/local/explore"
)

// TestExploreColumnsAreKept checks that everything the language calls a column can be read.
func TestExploreColumnsAreKept(t *testing.T) {
	f := newFixture(t)
	f.store(f.event("a"))
	f.fillSpans(1000)
	for _, d := range []explore.Dataset{explore.Errors, explore.Transactions, explore.Discover, explore.Spans, explore.Logs, explore.Metrics} {
		columns := exploreTableOf(d).columns
		for name := range d.Columns() {
			if columns[name].sql == "" {
				t.Errorf("%s has no SQL for %s", d, name)
				continue
			}
			p, err := explore.Parse(explore.Question{Dataset: d, Columns: []string{name, "count()", "count_unique(" + name + ")"}, Query: "has:" + name}, f.now)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Explore(t.Context(), p, ExploreFilter{Since: f.now.Add(-time.Hour), Until: f.now}); err != nil {
				t.Errorf("%s: %s: %v", d, name, err)
			}
		}
		for name := range columns {
			if _, known := d.Columns()[name]; !known {
				t.Errorf("%s keeps %s, which the language does not know", d, name)
			}
		}
	}
}

// TestExploreUsesItsLimits checks that a question is over when its asker left.
func TestExploreUsesItsLimits(t *testing.T) {
	f := newFixture(t)
	f.fillSpans(20_000)
	p, err := explore.Parse(explore.Question{Dataset: explore.Spans, Columns: []string{"span.description", "p95(span.duration)"}}, f.now)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.Explore(t.Context(), p, ExploreFilter{Since: f.now.Add(-90 * 24 * time.Hour), Until: f.now, Limit: 3, Offset: 1})
	if err != nil || len(rows) != 3 {
		t.Errorf("%d rows, error %v, want 3", len(rows), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Explore(ctx, p, ExploreFilter{}); !errors.Is(err, context.Canceled) || errors.Is(err, ErrTooLong) {
		t.Errorf("error %v, want that the asker left", err)
	}
}

// TestExploreUpgrade opens a file from before there were tables: durations of transactions and names of spans are found out.
func TestExploreUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	old, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Index(files, "migrations/0004_explore.sql")
	for _, name := range files[:before] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := old.Exec(string(text)); err != nil {
			t.Fatal(err)
		}
	}
	at := noon.Add(-time.Minute).UnixMicro()
	_, err = old.Exec(fmt.Sprintf(`INSERT INTO event VALUES (1, 1, 'e1', 0, %[1]d, %[1]d, 'transaction', '', 'go', '', '', '', '', '', '', 'GET /', 't1', 's1',
		'', '', '', '', '', 0, 0, '{}', 0);
		INSERT INTO span VALUES (1, 1, 't1', 's1', '', 'e1', 'http.server', 'GET /', 'ok', %[1]d, 2500000, 1, '', '', ''),
		(2, 1, 't1', 's2', 's1', 'e1', 'db', 'SELECT', 'ok', %[1]d, 1000, 0, '', '', ''),
		(3, 1, 't2', 's3', '', '', 'job', 'tick', 'ok', %[1]d, 1000, 1, '', '', '{"a":1}'); PRAGMA user_version = %[2]d`, at, before))
	if err = errors.Join(err, old.Close()); err != nil {
		t.Fatal(err)
	}
	f := openFixture(t, path, Options{})
	for _, tt := range []struct {
		dataset explore.Dataset
		columns []string
		want    string
	}{
		{explore.Transactions, []string{"transaction", "transaction.duration", "transaction.op", "transaction.status"}, "[[GET / 2500 http.server ok]]"},
		{explore.Spans, []string{"transaction", "count()"}, "[[GET / 2] [tick 1]]"},
	} {
		p, err := explore.Parse(explore.Question{Dataset: tt.dataset, Columns: tt.columns}, f.now)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.Explore(t.Context(), p, ExploreFilter{Since: f.now.Add(-time.Hour), Until: f.now})
		if got := fmt.Sprint(rows); err != nil || got != tt.want {
			t.Errorf("%s: %s, error %v, want %s", tt.dataset, got, err, tt.want)
		}
	}
}
