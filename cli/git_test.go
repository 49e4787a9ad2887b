package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/ops"
)

// gitCheckout is a git repository with two commits and a remote.
func gitCheckout(t *testing.T) *call {
	t.Helper()
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=2026-11-19T10:00:00Z",
			"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_COMMITTER_DATE=2026-11-19T10:00:00Z", "GIT_CONFIG_GLOBAL=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	git("remote", "add", "origin", "git@example.com:acme/shop.git")
	write("cart.py", "1")
	write("old.py", "1")
	git("add", ".")
	git("commit", "-q", "-m", "cart: first\n\nwith a body")
	write("cart.py", "2")
	write("a b.py", "1")
	git("rm", "-q", "old.py")
	git("add", ".")
	git("commit", "-q", "-m", "cart: second")
	return &call{session: &session{app: App{Dir: dir, Env: func(string) string { return "" }}}}
}

func TestGitCommits(t *testing.T) {
	c := gitCheckout(t)
	all, err := c.gitCommits(t.Context(), "HEAD", c.gitRepository(t.Context(), "origin"), 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	want := ops.CommitInput{
		ID: all[0].ID, Repository: "acme/shop", Message: "cart: second", AuthorName: "Ada", AuthorEmail: "ada@example.com", Timestamp: all[0].Timestamp,
		PatchSet: []ops.PatchFile{{Path: "a b.py", Type: "A"}, {Path: "cart.py", Type: "M"}, {Path: "old.py", Type: "D"}},
	}
	if diff := cmp.Diff(want, all[0]); diff != "" || len(all[0].ID) != 40 || !strings.HasPrefix(all[0].Timestamp, "2026-11-19T10:00:00") {
		t.Error(diff, all[0].ID, all[0].Timestamp)
	}
	if all[1].Message != "cart: first\n\nwith a body" || len(all[1].PatchSet) != 2 {
		t.Errorf("%+v", all[1])
	}
	some, err := c.gitCommits(t.Context(), all[1].ID+"..HEAD", "", 10)
	if err != nil || len(some) != 1 || some[0].ID != all[0].ID {
		t.Errorf("range: %+v, %v", some, err)
	}
	if head, err := c.proposedVersion(t.Context()); err != nil || head != all[0].ID {
		t.Errorf("proposed %q, %v", head, err)
	}
	for _, bad := range []string{"--output=/tmp/x", "nowhere..HEAD"} {
		if _, err := c.gitCommits(t.Context(), bad, "", 10); ops.KindOf(err) != ops.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	c.app.Dir = t.TempDir()
	if _, err := c.proposedVersion(context.Background()); err == nil {
		t.Error("a version without a checkout")
	}
	c.app.Env = func(name string) string { return map[string]string{"GITHUB_SHA": " 4f2c9e1\n"}[name] }
	if v, err := c.proposedVersion(t.Context()); err != nil || v != "4f2c9e1" {
		t.Errorf("from the environment: %q, %v", v, err)
	}
}

func TestRepositoryName(t *testing.T) {
	for address, want := range map[string]string{
		"git@github.com:acme/shop.git": "acme/shop", "https://github.com/acme/shop": "acme/shop", "https://u:p@gitlab.example.com/group/sub/shop.git/": "sub/shop",
		"ssh://git@host:22/acme/shop.git": "acme/shop", "/srv/git/shop.git": "git/shop", "": "",
	} {
		if got := repositoryName(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestParseRef(t *testing.T) {
	for in, want := range map[string]ops.ReleaseRef{
		"acme/shop@4f2c9e1":          {Repository: "acme/shop", Commit: "4f2c9e1"},
		"acme/shop@b07a3d5..4f2c9e1": {Repository: "acme/shop", PreviousCommit: "b07a3d5", Commit: "4f2c9e1"},
		"@acme/shop@v1":              {Repository: "@acme/shop", Commit: "v1"},
	} {
		if got, err := parseRef(in); err != nil || got != want {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
	for _, bad := range []string{"", "acme/shop", "@x", "acme/shop@", "acme/shop@..b", "acme/shop@a.."} {
		if got, err := parseRef(bad); ops.KindOf(err) != ops.KindInvalid {
			t.Errorf("%q: %+v, %v", bad, got, err)
		}
	}
}

func FuzzGitLog(f *testing.F) {
	f.Add("\x1e4f2c9e14f2c9e1\x00Ada\x00a@b\x002026\x00msg\x00\x00\nM\x00cart.py\x00A\x00b")
	f.Fuzz(func(t *testing.T, out string) {
		for _, c := range parseGitLog(out, "r") {
			if len(c.ID) > 64 || len(c.PatchSet) > maxPatchFiles {
				t.Errorf("%+v", c)
			}
		}
	})
}
