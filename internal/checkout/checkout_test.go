package checkout

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const cart = "def total(items):\n    return sum(i['price'] for i in items)\n# end\n"

func change(path, diff string) Change { return Change{Path: path, Diff: diff} }

var (
	modify = change("shop/cart.py", "diff --git a/shop/cart.py b/shop/cart.py\n--- a/shop/cart.py\n+++ b/shop/cart.py\n@@ -1,3 +1,3 @@\n def total(items):\n-    return sum(i['price'] for i in items)\n+    return sum(i.get('price', 0) for i in items)\n # end\n")
	create = change("shop/new file.py", "diff --git a/shop/new file.py b/shop/new file.py\nnew file mode 100644\n--- /dev/null\n+++ b/shop/new file.py\n@@ -0,0 +1 @@\n+x = 1\n")
	remove = change("old.sh", "diff --git a/old.sh b/old.sh\ndeleted file mode 100644\n--- a/old.sh\n+++ /dev/null\n@@ -1 +0,0 @@\n-echo\n")
	misfit = change("README", "diff --git a/README b/README\n--- a/README\n+++ b/README\n@@ -1 +1 @@\n-other\n+text\n")
)

// repository makes a checkout with one commit and a remote.
func repository(t *testing.T) (*Tree, func(args ...string) string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q", "-b", "main")
	git("remote", "add", "origin", "git@github.com:acme/shop.git")
	write(t, dir, "shop/cart.py", cart, 0o644)
	write(t, dir, "old.sh", "echo\n", 0o755)
	write(t, dir, "README", "text\n", 0o644)
	git("add", ".")
	git("commit", "-q", "-m", "one")
	tree, err := Open(t.Context(), filepath.Join(dir, "shop"), append(env, "GIT_DIR=/nowhere"))
	if err != nil {
		t.Fatal(err)
	}
	if tree.Root != dir {
		t.Fatalf("root %s, want %s", tree.Root, dir)
	}
	return tree, git
}

func write(t *testing.T, dir, name, content string, mode os.FileMode) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, reason Reason, says string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Reason != reason || !strings.Contains(e.What, says) {
		t.Errorf("%v, want %s with %q", err, reason, says)
	}
}

func TestApply(t *testing.T) {
	tree, git := repository(t)
	all := []Change{modify, create, remove}
	if err := tree.Check(t.Context(), all, Way{}); err != nil {
		t.Fatal(err)
	}
	if s := git("status", "--porcelain"); s != "" {
		t.Fatalf("a check changed the tree: %s", s)
	}
	if err := tree.Apply(t.Context(), all, Way{Branch: "fix/SHOP-1"}); err != nil {
		t.Fatal(err)
	}
	if s := git("status", "--porcelain"); s != " D old.sh\n M shop/cart.py\n?? \"shop/new file.py\"\n" {
		t.Errorf("status: %s", s)
	}
	if b := git("branch", "--show-current"); b != "fix/SHOP-1\n" {
		t.Errorf("on branch %s", b)
	}
	want(t, tree.Check(t.Context(), []Change{modify}, Way{}), Dirty, "shop/cart.py")
	want(t, tree.Check(t.Context(), []Change{modify}, Way{Force: true}), Conflict, "does not apply")
}

// What does not fit as a whole is not made in part, and leaves no branch.
func TestAllOrNothing(t *testing.T) {
	tree, git := repository(t)
	all := []Change{modify, misfit}
	want(t, tree.Check(t.Context(), all, Way{}), Conflict, "README")
	want(t, tree.Apply(t.Context(), all, Way{Branch: "fix"}), Conflict, "README")
	if s, b := git("status", "--porcelain"), git("branch", "--all"); s != "" || b != "* main\n" {
		t.Errorf("left behind: %q on %q", s, b)
	}
	git("checkout", "-q", "--detach")
	want(t, tree.Apply(t.Context(), all, Way{Branch: "fix"}), Conflict, "README")
	if b := git("branch", "--format=%(refname:short)"); strings.Contains(b, "fix") || !strings.Contains(b, "detached") {
		t.Errorf("left behind: %q", b)
	}
}

func TestBranches(t *testing.T) {
	tree, git := repository(t)
	for _, name := range []string{"main", "-x", "a..b", "a b", "x.lock"} {
		want(t, tree.Apply(t.Context(), []Change{modify}, Way{Branch: name}), NoBranch, "")
	}
	if s := git("status", "--porcelain"); s != "" {
		t.Errorf("changed: %s", s)
	}
}

func TestOnlyTheFilesTouchedMustBeClean(t *testing.T) {
	tree, _ := repository(t)
	write(t, tree.Root, "README", "mine\n", 0o644)
	if err := tree.Check(t.Context(), []Change{modify}, Way{}); err != nil {
		t.Error(err)
	}
	write(t, tree.Root, "shop/cart.py", cart+"# mine\n", 0o644)
	want(t, tree.Check(t.Context(), []Change{modify}, Way{}), Dirty, "shop/cart.py")
	if err := tree.Check(t.Context(), []Change{modify}, Way{Force: true}); err != nil {
		t.Error(err)
	}
	write(t, tree.Root, "shop/new file.py", "mine\n", 0o644)
	want(t, tree.Check(t.Context(), []Change{create}, Way{}), Dirty, "new file.py")
	write(t, tree.Root, ".gitignore", "secret\n", 0o644)
	write(t, tree.Root, "secret", "mine\n", 0o644)
	want(t, tree.Check(t.Context(), []Change{change("secret", "")}, Way{}), Dirty, "secret")
}

func TestPathsStayInside(t *testing.T) {
	tree, _ := repository(t)
	outside := t.TempDir()
	for link, to := range map[string]string{"out": outside, "alias": "shop", "file": "README"} {
		if err := os.Symlink(to, filepath.Join(tree.Root, link)); err != nil {
			t.Skip(err)
		}
	}
	for _, path := range []string{"", "/etc/passwd", "../x", "a/../../x", ".git/hooks/post-checkout", "sub/.GIT/config", "out/x", "alias/cart.py", "file", `a\b`} {
		want(t, tree.Check(t.Context(), []Change{change(path, create.Diff)}, Way{Force: true}), Unsafe, "")
	}
}

func TestNoTree(t *testing.T) {
	_, _ = repository(t)
	_, err := Open(t.Context(), t.TempDir(), os.Environ())
	want(t, err, NoTree, "not a git repository")
	t.Setenv("PATH", t.TempDir())
	_, err = Open(t.Context(), t.TempDir(), os.Environ())
	want(t, err, NoGit, "not installed")
}

func TestRepositories(t *testing.T) {
	tree, git := repository(t)
	git("remote", "add", "fork", "https://user@gitlab.example.com:8443/group/sub/shop.git/")
	git("remote", "add", "disk", "/srv/shop.git")
	names, err := tree.Repositories(t.Context())
	if err != nil || strings.Join(names, " ") != "group/sub/shop acme/shop" && strings.Join(names, " ") != "acme/shop group/sub/shop" {
		t.Errorf("%v, %v", names, err)
	}
	for repo, is := range map[string]bool{"acme/shop": true, "Acme/Shop": true, "shop": true, "acme/shop.git": true, "acme/web": false, "web": false, "sub/shop": false, "group/sub/shop": true} {
		if Is(names, repo) != is {
			t.Errorf("Is(%s) = %v", repo, !is)
		}
	}
	for address, name := range map[string]string{
		"ssh://git@github.com:22/acme/shop.git": "acme/shop", "github.com:acme/shop": "acme/shop", `C:\src\shop`: "", "../shop": "", "file:///srv/shop.git": "srv/shop", "": "",
	} {
		if got := repositoryOf(address); got != name {
			t.Errorf("%s: %q, want %q", address, got, name)
		}
	}
}

// TestUndoTakesTheChangesOut, and nothing when they are no longer there whole.
func TestUndoTakesTheChangesOut(t *testing.T) {
	tree, git := repository(t)
	all := []Change{modify, create, change("README", "diff --git a/README b/README\ndeleted file mode 100644\n--- a/README\n+++ /dev/null\n@@ -1 +0,0 @@\n-text\n")}
	if err := tree.Apply(t.Context(), all, Way{}); err != nil {
		t.Fatal(err)
	}
	back := Way{Undo: true}
	if err := tree.Check(t.Context(), all, back); err != nil {
		t.Fatal(err)
	}
	if err := tree.Apply(t.Context(), all, back); err != nil {
		t.Fatal(err)
	}
	if s := git("status", "--porcelain"); s != "" {
		t.Errorf("left behind: %s", s)
	}
	want(t, tree.Check(t.Context(), all, back), Conflict, "")
}

// TestLineEndsOfTheFileAreKept: a model writes its diff without CR.
func TestLineEndsOfTheFileAreKept(t *testing.T) {
	tree, git := repository(t)
	dos := strings.ReplaceAll(cart, "\n", "\r\n")
	write(t, tree.Root, "shop/cart.py", dos, 0o644)
	git("-c", "core.autocrlf=false", "commit", "-qam", "crlf")
	for _, way := range []Way{{}, {Undo: true}} {
		if err := tree.Check(t.Context(), []Change{modify}, way); err != nil {
			t.Fatal(err)
		}
		if err := tree.Apply(t.Context(), []Change{modify}, way); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(tree.Root, "shop/cart.py"))
		if err != nil || strings.Count(string(got), "\r\n") != 3 || strings.Count(string(got), "\n") != 3 || way.Undo != (string(got) == dos) {
			t.Errorf("%+v: %q, %v", way, got, err)
		}
	}
}

func TestOfOtherRepositories(t *testing.T) {
	tree, _ := repository(t)
	web := Change{Repo: "acme/web", Path: "a"}
	mine, elsewhere, err := tree.Mine(t.Context(), []Change{{Repo: "acme/shop", Path: "b"}, web, {Path: "c"}, web})
	if err != nil || len(mine) != 2 || strings.Join(elsewhere, " ") != "acme/web" {
		t.Errorf("%v, %v, %v", mine, elsewhere, err)
	}
	_, _, err = tree.Mine(t.Context(), []Change{web})
	want(t, err, Foreign, "is of acme/shop")
}
