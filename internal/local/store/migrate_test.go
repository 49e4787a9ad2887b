package store

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// TestMigrateProjects holds that a file of the first schema keeps its DSNs: keys and the team were parts of the project then.
func TestMigrateProjects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := create(path); err != nil {
		t.Fatal(err)
	}
	first, err := migrations.ReadFile("migrations/0001_first.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		string(first), "PRAGMA user_version = 1",
		"INSERT INTO project(id, slug, name, public_key, created) VALUES (7, 'shop', 'Shop', '0123456789abcdef0123456789abcdef', 1795000000000000)",
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	p, err := s.Project(t.Context(), "shop")
	if err != nil || p.ID != 7 || p.PublicKey != "0123456789abcdef0123456789abcdef" {
		t.Errorf("%+v, %v", p, err)
	}
	keys := s.Keys(t.Context(), 7)
	if len(keys) != 1 || !keys[0].Active || !keys[0].Created.Equal(p.Created) {
		t.Errorf("keys %+v", keys)
	}
	teams, err := s.Teams(t.Context())
	if err != nil || len(teams) != 1 || len(teams[0].Projects) != 1 || teams[0].Projects[0] != 7 {
		t.Errorf("teams %+v, %v", teams, err)
	}
}
