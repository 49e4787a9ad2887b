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
	Foreign  Reason = "foreign"   // the changes are of other repositories
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
type Change struct {
	Repo string // as Sentry writes it; "" = whatever the tree is of
	Path string
	Diff string
}

// Way is how changes are made.
type Way struct {
	Force  bool   // also in files with changes of their own, as far as they fit
	Undo   bool   // backwards: what was made is taken out again
	Branch string // make this branch first, and the changes on it
}

// args are the arguments of git apply.
func (w Way) args(more ...string) []string {
	if w.Undo {
		more = append(more, "-R")
	}
	return append(append([]string{"apply", "--whitespace=nowarn"}, more...), "-p1", "-")
}

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

// Mine are the changes that belong to the tree's repository; elsewhere are the
// names of the others', each once.
func (t *Tree) Mine(ctx context.Context, changes []Change) (mine []Change, elsewhere []string, err error) {
	names, err := t.Repositories(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range changes {
		switch {
		case c.Repo == "" || Is(names, c.Repo):
			mine = append(mine, c)
		case !slices.Contains(elsewhere, c.Repo):
			elsewhere = append(elsewhere, c.Repo)
		}
	}
	if len(mine) == 0 && len(changes) > 0 {
		have := "has no remote"
		if len(names) > 0 {
			have = "is of " + strings.Join(names, ", ")
		}
		return nil, elsewhere, &Error{Reason: Foreign, What: fmt.Sprintf("the changes are for %s, but the checkout in %s %s", strings.Join(elsewhere, ", "), t.Root, have)}
	}
	return mine, elsewhere, nil
}

// Branch is the name of the branch at work; "" = none.
func (t *Tree) Branch(ctx context.Context) string {
	out, err := t.git(ctx, nil, "symbolic-ref", "-q", "--short", "HEAD")
	if err != nil {
		return "" //nolint:nilerr // git says so where no branch is at work
	}
	return strings.TrimSpace(string(out))
}

// Check says whether the changes can be made, all of them, and changes nothing.
func (t *Tree) Check(ctx context.Context, changes []Change, way Way) error {
	var paths []string
	for _, c := range changes {
		if err := t.contains(c.Path); err != nil {
			return err
		}
		paths = append(paths, c.Path)
	}
	if !way.Force && !way.Undo {
		if err := t.clean(ctx, paths); err != nil {
			return err
		}
	}
	_, err := t.git(ctx, t.diffOf(changes), way.args("--check")...)
	return notFitting(err)
}

// Apply makes the changes after Check: all of them or, on an error, none.
func (t *Tree) Apply(ctx context.Context, changes []Change, way Way) error {
	back := func() {}
	if way.Branch != "" {
		var err error
		if back, err = t.branch(ctx, way.Branch); err != nil {
			return err
		}
	}
	if _, err := t.git(ctx, t.diffOf(changes), way.args()...); err != nil {
		back()
		return notFitting(err)
	}
	return nil
}

func (t *Tree) diffOf(changes []Change) []byte {
	var b bytes.Buffer
	for _, c := range changes {
		diff := c.Diff
		if !strings.Contains(diff, "\r\n") && t.endsInCRLF(c.Path) {
			diff = withCRLF(diff)
		}
		b.WriteString(diff)
	}
	return b.Bytes()
}

// endsInCRLF is true for a file whose lines all end so. A model writes a diff of
// it without.
func (t *Tree) endsInCRLF(path string) bool {
	root, err := os.OpenRoot(t.Root)
	if err != nil {
		return false
	}
	defer func() { _ = root.Close() }() // only read
	data, err := root.ReadFile(filepath.FromSlash(path))
	lines := bytes.Count(data, []byte("\n"))
	return err == nil && lines > 0 && bytes.Count(data, []byte("\r\n")) == lines
}

// withCRLF ends the lines of the hunks so; the header and git's own remarks stay.
func withCRLF(diff string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(diff) {
		if strings.HasPrefix(line, "@@") {
			inside = true
		} else if inside && !strings.HasPrefix(line, "\\") {
			line = strings.TrimSuffix(line, "\n") + "\r\n"
		}
		b.WriteString(line)
	}
	return b.String()
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
