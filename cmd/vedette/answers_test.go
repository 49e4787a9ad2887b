package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vedette/cli"
	"vedette/internal/render"
)

// The whole program: a second command asks only for what changes, and when the
// server is away a person sees what was read, a script an error.
func TestAnswersAcrossCommands(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, `[{"id":"1","slug":"shop","name":"Shop"}]`)
	}))
	home := t.TempDir()
	vedette := func(tty bool, args ...string) (int, string, string) {
		t.Helper()
		streams, out, errs := render.Test("")
		streams.OutTTY = tty
		env := map[string]string{"SENTRY_URL": server.URL, "SENTRY_AUTH_TOKEN": "sntryu_x", "SENTRY_ORG": "acme", "XDG_CACHE_HOME": filepath.Join(home, "cache"), "PAGER": "cat"}
		w := wiring{streams: streams, version: "test", home: home}
		exit := cli.Run(context.Background(), cli.App{
			Version: "test", Streams: streams, Env: func(k string) string { return env[k] }, Dir: home, Home: home, Connect: w.connect, Now: time.Now,
		}, args)
		return exit, out.String(), errs.String()
	}
	for range 2 {
		if exit, out, errs := vedette(false, "project", "list"); exit != 0 || !strings.Contains(out, "shop") || asked.Load() != 1 {
			t.Fatalf("exit %d, %q %q, %d requests", exit, out, errs, asked.Load())
		}
	}
	if exit, _, errs := vedette(false, "project", "list", "--fresh"); exit != 0 || asked.Load() != 2 {
		t.Errorf("exit %d, %q, %d requests", exit, errs, asked.Load())
	}
	server.Close()
	if exit, out, errs := vedette(false, "project", "list", "--fresh"); exit != 7 || out != "" || !strings.Contains(errs, "--offline shows the answer of") {
		t.Errorf("a script got exit %d, %q, %q", exit, out, errs)
	}
	if exit, out, errs := vedette(false, "project", "list", "--offline"); exit != 0 || !strings.Contains(out, "shop") || !strings.Contains(errs, "offline: list projects as of") {
		t.Errorf("offline: exit %d, %q, %q", exit, out, errs)
	}
}
