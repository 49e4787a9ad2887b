package local

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestOpenDemo builds the demo, opens it again beside the first, and builds it anew when it is old or broken.
func TestOpenDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	first, err := OpenDemo(t.Context(), dir, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if n := demoIssues(t, first, now); n < 10 {
		t.Errorf("%d recent issues in the demo", n)
	}
	second, err := OpenDemo(t.Context(), dir, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if first.cfg.Path != second.cfg.Path {
		t.Errorf("built twice: %s and %s", first.cfg.Path, second.cfg.Path)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(first.cfg.Path, []byte("this is no database, but it has the name of one"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	repaired, err := OpenDemo(t.Context(), dir, clock)
	if err != nil {
		t.Fatalf("with a broken store: %v", err)
	}
	if err := repaired.Close(); err != nil {
		t.Error(err)
	}
	now = now.Add(demoLifetime)
	later, err := OpenDemo(t.Context(), dir, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer later.Close()
	if n := demoIssues(t, later, now); n < 10 {
		t.Errorf("%d recent issues in the demo of the next day", n)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(left) != 1 {
		t.Errorf("stores left: %v, %v", left, err)
	}
	if scratch, _ := filepath.Glob(filepath.Join(dir, ".building-*")); len(scratch) != 0 {
		t.Errorf("scratch left: %v", scratch)
	}
}

// demoIssues counts the issues that were seen in the last three days.
func demoIssues(t *testing.T, s *Server, now time.Time) int {
	t.Helper()
	status, body := do(t, client(s, ""), http.MethodGet, s.URL()+"/api/0/organizations/local/issues/?query=&statsPeriod=14d", "")
	var issues []struct{ LastSeen time.Time }
	if err := json.Unmarshal([]byte(body), &issues); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v %.200s", status, err, body)
	}
	recent := 0
	for _, i := range issues {
		if i.LastSeen.After(now.Add(-72*time.Hour)) && !i.LastSeen.After(now) {
			recent++
		}
	}
	return recent
}

// TestOpenDemoOutlivesTheNext keeps a demo that is still looked at when another process builds the one of the next day.
func TestOpenDemoOutlivesTheNext(t *testing.T) {
	dir := t.TempDir()
	built := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(dir, demoName(built))
	looked := open(t, Config{Path: path, Shared: true})
	if _, err := looked.DSN(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	left := func() []string {
		names, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	before := left()
	removeOldDemos(dir, built.Add(demoLifetime))
	if after := left(); !slices.Equal(before, after) {
		t.Errorf("of an open demo %v are left, want %v", after, before)
	}
	if st, err := looked.Status(t.Context()); err != nil || len(st.Projects) != 1 || st.Bytes == 0 {
		t.Errorf("the open demo: %+v, %v", st, err)
	}
	if err := looked.Close(); err != nil {
		t.Fatal(err)
	}
	removeOldDemos(dir, built.Add(demoLifetime-1))
	if _, err := os.Stat(path); err != nil {
		t.Errorf("a young demo is gone: %v", err)
	}
	removeOldDemos(dir, built.Add(demoLifetime))
	if after := left(); len(after) != 0 {
		t.Errorf("of a closed old demo %v are left", after)
	}
}
