package main

import (
	"os"
	"testing"

	"vedette/internal/config"
)

func TestSessionFiles(t *testing.T) {
	paths := config.Paths{Cache: t.TempDir()}
	web := storeOf(config.Settings{Profile: "work", Org: "acme", Project: "web", Paths: paths})
	app := storeOf(config.Settings{Profile: "work", Org: "acme", Project: "app", Paths: paths})
	if err := web.Save([]byte("web")); err != nil {
		t.Fatal(err)
	}
	if data, err := web.Load(); err != nil || string(data) != "web" {
		t.Errorf("%q, %v", data, err)
	}
	if data, err := app.Load(); err == nil {
		t.Errorf("another project has the same file: %q", data)
	}
	if info, err := os.Stat(web.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
