package analysis

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

// repository makes a work tree with app/shop/order.py: line 2 is from the second commit, at the given time.
func repository(t *testing.T, second time.Time) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	commit := func(content, message string, at time.Time) {
		write(t, filepath.Join(dir, "app", "shop", "order.py"), content)
		inGit(t, dir, at, "add", "app")
		inGit(t, dir, at, "commit", "-q", "-m", message)
	}
	inGit(t, dir, second, "init", "-q")
	inGit(t, dir, second, "remote", "add", "origin", "https://user:secret@git.example/acme/shop.git")
	commit("def total(order):\n    return 0\n", "Start", second.Add(-90*24*time.Hour))
	commit("def total(order):\n    return order.total\n", "Use the order's own total", second)
	return dir
}

func inGit(t *testing.T, dir string, at time.Time, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=Ann Author", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = dir
	stamp := at.Format(time.RFC3339)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_DATE="+stamp, "GIT_COMMITTER_DATE="+stamp)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestBlame(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	dir := repository(t, at)
	g := git{filepath.Join(dir, "app", "shop")}
	c, err := g.blame(t.Context(), "order.py", 2)
	if err != nil {
		t.Fatal(err)
	}
	if c.author != "Ann Author" || c.summary != "Use the order's own total" || !c.when.Equal(at) || c.grafted {
		t.Errorf("commit = %+v", c)
	}
	if repo := g.repository(t.Context()); repo != "acme/shop" {
		t.Errorf("repository = %q; want owner/name without credentials", repo)
	}
	if _, err := g.blame(t.Context(), "order.py", 99); err == nil {
		t.Error("blame of a line past the end succeeded")
	}
	if err := (git{t.TempDir()}).inside(t.Context()); !errors.Is(err, errNoGit) {
		t.Errorf("outside of a work tree: %v", err)
	}
}

func TestBlameOfAShallowClone(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	dir, clone := repository(t, at), filepath.Join(t.TempDir(), "clone")
	inGit(t, dir, at, "clone", "-q", "--depth", "1", "file://"+filepath.ToSlash(dir), clone)
	c, err := git{filepath.Join(clone, "app", "shop")}.blame(t.Context(), "order.py", 1)
	if err != nil || !c.grafted {
		t.Errorf("commit = %+v, %v; the history ends here, which must be known", c, err)
	}
}

// A checkout can configure programs for git to run; reading source and history must run none of them.
func TestGitRunsNothingFromTheCheckout(t *testing.T) {
	dir := repository(t, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	witness := filepath.Join(t.TempDir(), "ran")
	trap := filepath.Join(dir, "trap.sh")
	write(t, trap, "#!/bin/sh\ntouch "+witness+"\ncat\n")
	if err := os.Chmod(trap, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".git", "info", "attributes"), "*.py filter=trap diff=trap\n")
	for _, key := range []string{"core.fsmonitor", "core.pager", "core.sshCommand", "filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "diff.trap.textconv", "diff.external", "pager.blame"} {
		inGit(t, dir, time.Now(), "config", key, trap)
	}
	t.Setenv("GIT_EXTERNAL_DIFF", trap)
	t.Setenv("GIT_PAGER", trap)
	s := readSource(t.Context(), dir, &protocol.Frame{Filename: "app/shop/order.py", Line: 2})
	if s.line != 2 || !s.tracked {
		t.Fatalf("source = %+v", s)
	}
	if _, err := (git{s.dir}).blame(t.Context(), s.name, s.line); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(witness); err == nil {
		t.Error("a program that the checkout configures was run")
	}
}

func TestGitEnv(t *testing.T) {
	env := strings.Join(gitEnv([]string{"PATH=/bin", "GIT_DIR=/x", "git_work_tree=/x", "GIT_CONFIG_COUNT=1", "LC_ALL=de_DE"}), "\n")
	for _, banned := range []string{"GIT_DIR", "git_work_tree", "GIT_CONFIG_COUNT", "de_DE"} {
		if strings.Contains(env, banned) {
			t.Errorf("%s reaches git:\n%s", banned, env)
		}
	}
	if !strings.Contains(env, "PATH=/bin") {
		t.Error("PATH is lost")
	}
}

func TestGitEndsWithItsContext(t *testing.T) {
	dir := repository(t, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (git{dir}).run(ctx, "rev-parse", "HEAD"); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want canceled", err)
	}
}

func FuzzParseBlame(f *testing.F) {
	f.Add([]byte("e83c5163316f89bfbde7d9ab23ca2e25604af290 1 2 1\nauthor A\ncommitter-time 1700000000\nsummary S\nboundary\n\tline\n"))
	f.Add([]byte("short\n\t\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		c, err := parseBlame(out)
		if err == nil && (len(c.short()) != 12 || c.when.IsZero()) {
			t.Errorf("accepted %q as %+v", out, c)
		}
	})
}
