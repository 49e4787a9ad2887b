package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// TestApplyChanges: what belongs to the checkout, whole, and never over work
// that is not committed.
func TestApplyChanges(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	file := filepath.Join(dir, "cart.py")
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	write("a\nb\n")
	git("add", ".")
	git("commit", "-qm", "x")
	git("remote", "add", "origin", "git@github.com:acme/shop.git")
	patch := ops.Patch{Repo: text.From("acme/shop"), Path: text.From("cart.py"), Type: "M",
		Diff: text.From("diff --git a/cart.py b/cart.py\n--- a/cart.py\n+++ b/cart.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n")}
	foreign := patch
	foreign.Repo = text.From("acme/web")
	apply := func(patches ...ops.Patch) (string, error) {
		return workingTree{dir, os.Environ()}.apply(t.Context(), patches)
	}

	if _, err := apply(foreign); err == nil || !strings.Contains(err.Error(), "acme/web") {
		t.Errorf("changes of another repository: %v", err)
	}
	write("mine\n")
	if _, err := apply(patch); err == nil || !strings.Contains(err.Error(), "commit or stash") {
		t.Errorf("changes over work: %v", err)
	}
	git("checkout", "-q", ".")
	done, err := apply(patch, foreign)
	if err != nil || !strings.Contains(done, "changed 1 of 2 files") {
		t.Errorf("applied: %q, %v", done, err)
	}
	if got, _ := os.ReadFile(file); string(got) != "a\nc\n" {
		t.Errorf("the file reads %q", got)
	}
	git("commit", "-qam", "y")
	if _, err := apply(patch); err == nil || !strings.Contains(err.Error(), "moved on") {
		t.Errorf("a diff that does not fit: %v", err)
	}
	if _, err := (workingTree{t.TempDir(), os.Environ()}).apply(t.Context(), []ops.Patch{patch}); err == nil || !strings.Contains(err.Error(), "start vedette in a checkout") {
		t.Errorf("outside of a checkout: %v", err)
	}
}
