// Package checkout puts changes that a model wrote into a git working tree. It
// exists because that is the one place where an answer of a server becomes the
// user's own code: it happens whole or not at all, only to files inside the
// repository that it is meant for, and never over work that is not committed.
package checkout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Reason is why a change is refused.
type Reason string

// The reasons. After each of them the working tree is as it was.
const (
	NoGit    Reason = "no_git"    // the git program is not there
	NoTree   Reason = "no_tree"   // the directory is in no working tree
	Dirty    Reason = "dirty"     // a file that would change has changes of its own
	Conflict Reason = "conflict"  // the diff does not fit the files
	Unsafe   Reason = "unsafe"    // a path leads out of the tree
	NoBranch Reason = "no_branch" // the branch cannot be made
)

// Error says why nothing was changed.
type Error struct {
	Reason Reason
	What   string // may quote git and names of files
}

// Error implements error.
func (e *Error) Error() string { return e.What }

// Change is the diff of one file in git's form, and the file that it changes:
// a path below the root, with slashes.
type Change struct{ Path, Diff string }

// gitTime bounds one git command.
const gitTime = 30 * time.Second

// Tree is a git working tree.
type Tree struct {
	Root string // absolute
	env  []string
}

// Open finds the working tree that dir lies in. The environment is that of the
// process, without what would point git to another repository.
func Open(ctx context.Context, dir string, env []string) (*Tree, error) {
	t := &Tree{Root: dir, env: append(slices.DeleteFunc(slices.Clone(env), redirects), "LC_ALL=C")}
	out, err := t.git(ctx, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		var e *Error
		if errors.As(err, &e) && e.Reason == NoGit {
			return nil, err
		}
		return nil, &Error{Reason: NoTree, What: dir + " is in no git working tree: " + err.Error()}
	}
	t.Root = filepath.FromSlash(strings.TrimRight(string(out), "\r\n"))
	return t, nil
}

// redirects is true for variables that name another repository than the one of
// the directory.
func redirects(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}, name)
}

func (t *Tree) git(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", t.Root}, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewReader(in), &out, &errs, t.env
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, &Error{Reason: NoGit, What: "the git program is not installed"}
	case ctx.Err() != nil:
		return nil, fmt.Errorf("git %s: %w", args[0], ctx.Err())
	}
	if said := strings.TrimSpace(errs.String()); said != "" {
		return nil, fmt.Errorf("git %s: %s", args[0], said)
	}
	return nil, fmt.Errorf("git %s: %w", args[0], err)
}

// Repositories are the names of the remotes' repositories: "owner/name", with
// more parts where the host has them, each once.
func (t *Tree) Repositories(ctx context.Context) ([]string, error) {
	out, err := t.git(ctx, nil, "config", "--get-regexp", `^remote\..*\.url$`)
	if err != nil {
		return nil, nil //nolint:nilerr // git says so when there is no remote
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		_, address, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name := repositoryOf(address); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// repositoryOf takes the repository's name out of an address: a URL, or the
// form of scp; "" for a directory.
func repositoryOf(address string) string {
	path := ""
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, path, _ = strings.Cut(rest, "/")
	} else if host, rest, ok := strings.Cut(address, ":"); ok && !strings.Contains(host, "/") && len(host) > 1 {
		path = rest
	}
	return strings.TrimSuffix(strings.Trim(path, "/"), ".git")
}

// Is reports whether one of the names is that of the repository, as Sentry
// writes it: owner/name, or the name alone.
func Is(names []string, repository string) bool {
	repository = strings.TrimSuffix(strings.Trim(repository, "/"), ".git")
	return slices.ContainsFunc(names, func(name string) bool {
		return strings.EqualFold(name, repository) || !strings.Contains(repository, "/") && strings.EqualFold(name[strings.LastIndexByte(name, '/')+1:], repository)
	})
}

// Check says whether the changes can be made, all of them, and changes nothing.
// Force lets them go over files with changes of their own, as far as they fit.
func (t *Tree) Check(ctx context.Context, changes []Change, force bool) error {
	var paths []string
	for _, c := range changes {
		if err := t.contains(c.Path); err != nil {
			return err
		}
		paths = append(paths, c.Path)
	}
	if !force {
		if err := t.clean(ctx, paths); err != nil {
			return err
		}
	}
	_, err := t.git(ctx, diffOf(changes), "apply", "--check", "--whitespace=nowarn", "-p1", "-")
	return notFitting(err)
}

// Apply makes the changes after Check: all of them or, on an error, none. With
// a branch, it makes that first and the changes on it.
func (t *Tree) Apply(ctx context.Context, changes []Change, branch string) error {
	back := func() {}
	if branch != "" {
		var err error
		if back, err = t.branch(ctx, branch); err != nil {
			return err
		}
	}
	if _, err := t.git(ctx, diffOf(changes), "apply", "--whitespace=nowarn", "-p1", "-"); err != nil {
		back()
		return notFitting(err)
	}
	return nil
}

func diffOf(changes []Change) []byte {
	var b bytes.Buffer
	for _, c := range changes {
		b.WriteString(c.Diff)
	}
	return b.Bytes()
}

func notFitting(err error) error {
	var e *Error
	if err == nil || errors.As(err, &e) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &Error{Reason: Conflict, What: err.Error()}
}

// contains refuses paths that lead out of the tree, into .git, or through a
// symbolic link. The check is made on what is there now: whoever can replace a
// directory by a link meanwhile can write to the tree anyway.
func (t *Tree) contains(path string) error {
	if !filepath.IsLocal(filepath.FromSlash(path)) || strings.Contains(path, `\`) {
		return &Error{Reason: Unsafe, What: fmt.Sprintf("%q is no path inside the repository", path)}
	}
	parts := strings.Split(path, "/")
	if slices.ContainsFunc(parts, func(part string) bool { return strings.EqualFold(part, ".git") }) {
		return &Error{Reason: Unsafe, What: fmt.Sprintf("%q is git's own", path)}
	}
	root, err := os.OpenRoot(t.Root)
	if err != nil {
		return fmt.Errorf("open the working tree: %w", err)
	}
	defer func() { _ = root.Close() }() // only read
	at := ""
	for _, part := range parts {
		at = filepath.Join(at, part)
		info, err := root.Lstat(at)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil
		case err != nil:
			return &Error{Reason: Unsafe, What: err.Error()}
		case info.Mode()&os.ModeSymlink != 0:
			return &Error{Reason: Unsafe, What: fmt.Sprintf("%q leads through the symbolic link %q", path, filepath.ToSlash(at))}
		}
	}
	return nil
}

// clean refuses files that differ from the last commit, or that git does not
// know.
func (t *Tree) clean(ctx context.Context, paths []string) error {
	args := []string{"--literal-pathspecs", "status", "--porcelain", "-z", "--untracked-files=all", "--ignored", "--"}
	out, err := t.git(ctx, nil, append(args, paths...)...)
	if err != nil {
		return fmt.Errorf("look for changes: %w", err)
	}
	var dirty []string
	for entry := range strings.SplitSeq(string(out), "\x00") {
		if len(entry) > 3 {
			dirty = append(dirty, entry[3:])
		}
	}
	if len(dirty) > 0 {
		return &Error{Reason: Dirty, What: "these files have changes that are not committed: " + strings.Join(dirty, ", ")}
	}
	return nil
}

// branch makes a branch at the current commit and goes there; the function that
// it returns undoes both.
func (t *Tree) branch(ctx context.Context, name string) (undo func(), err error) {
	if _, err := t.git(ctx, nil, "check-ref-format", "refs/heads/"+name); err != nil || strings.HasPrefix(name, "-") {
		return nil, &Error{Reason: NoBranch, What: fmt.Sprintf("%q cannot be the name of a branch", name)}
	}
	before, named := t.git(ctx, nil, "symbolic-ref", "-q", "HEAD")
	if _, err := t.git(ctx, nil, "checkout", "-q", "-b", name); err != nil {
		return nil, &Error{Reason: NoBranch, What: err.Error()}
	}
	return func() {
		ctx := context.WithoutCancel(ctx)
		if named == nil {
			_, _ = t.git(ctx, nil, "symbolic-ref", "HEAD", strings.TrimSpace(string(before)))
		} else {
			_, _ = t.git(ctx, nil, "checkout", "-q", "--detach")
		}
		_, _ = t.git(ctx, nil, "branch", "-q", "-D", name) // it holds nothing
	}, nil
}
