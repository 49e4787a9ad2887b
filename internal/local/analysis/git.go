package analysis

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Limits of one git command.
const (
	gitTimeout   = 10 * time.Second
	maxFileBytes = 2 << 20 // larger files are not written by hand
)

// commit is the change that last touched a line.
type commit struct {
	id      string // full hash
	author  string // name
	email   string // of the author; may be empty
	when    time.Time
	summary string
	grafted bool // the history ends here because the clone is shallow
}

// git runs commands in one directory of a work tree. Only committed content is read: that keeps untracked files (secrets among them) out of
// reach of what an event claims as its file name, and it runs no filter, hook, text conversion or file monitor that a checkout configures.
type git struct {
	dir string
}

// errNoGit says that there is no git program, or that the directory is in no work tree.
var errNoGit = errors.New("no git work tree")

// inside tells whether dir lies in a work tree that git is willing to read.
func (g git) inside(ctx context.Context) error {
	out, err := g.run(ctx, "rev-parse", "--is-inside-work-tree")
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%w: the git program is not installed", errNoGit)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errNoGit, err)
	}
	if strings.TrimSpace(string(out)) != "true" {
		return errNoGit
	}
	return nil
}

// file returns the content of a file of the directory as of the last commit.
func (g git) file(ctx context.Context, name string) ([]byte, error) {
	return g.run(ctx, "cat-file", "blob", "HEAD:./"+name)
}

// blame returns the commit that last touched a line (from 1) of a file of the directory, as of the last commit.
func (g git) blame(ctx context.Context, name string, line int) (commit, error) {
	span := fmt.Sprintf("%d,%d", line, line)
	out, err := g.run(ctx, "blame", "--porcelain", "--no-textconv", "-L", span, "HEAD", "--", name)
	if err != nil {
		return commit{}, err
	}
	c, err := parseBlame(out)
	if err != nil {
		return commit{}, err
	}
	if shallow, err := g.run(ctx, "rev-parse", "--is-shallow-repository"); err != nil || strings.TrimSpace(string(shallow)) != "true" {
		c.grafted = false // "boundary" then only means the first commit
	}
	return c, nil
}

// repository is the owner/name of the remote called origin, or empty.
func (g git) repository(ctx context.Context) string {
	out, err := g.run(ctx, "config", "--get", "remote.origin.url")
	if err != nil {
		return ""
	}
	parts := strings.FieldsFunc(strings.TrimSuffix(strings.TrimSpace(string(out)), ".git"), func(r rune) bool { return r == '/' || r == ':' })
	if len(parts) < 3 { // host, owner, name: a bare path on this machine is no repository that others know
		return ""
	}
	return strings.Join(parts[len(parts)-2:], "/")
}

// run executes git with a fixed set of arguments and without a shell; only file names and line numbers vary.
func (g git) run(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, gitTimeout)
	defer cancel()
	fixed := []string{"--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "protocol.allow=never",
		"-c", "blame.ignoreRevsFile=", "-c", "log.showSignature=false"}
	cmd := exec.CommandContext(ctx, "git", append(fixed, args...)...)
	cmd.Dir = g.dir
	cmd.Env = gitEnv(os.Environ())
	cmd.WaitDelay = time.Second
	var stdout, stderr capped
	stdout.limit, stderr.limit = maxFileBytes, 4<<10
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		if stdout.full {
			err = fmt.Errorf("more than %d bytes", maxFileBytes)
		}
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}

// gitEnv drops what redirects or extends git, and switches off questions, locks, system configuration and downloads of missing objects.
func gitEnv(environ []string) []string {
	env := []string{"GIT_CONFIG_NOSYSTEM=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_PAGER=cat", "LC_ALL=C"}
	for _, kv := range environ {
		if upper := strings.ToUpper(kv); !strings.HasPrefix(upper, "GIT_") && !strings.HasPrefix(upper, "LC_ALL=") {
			env = append(env, kv)
		}
	}
	return env
}

// capped is a buffer that refuses to grow past its limit, which ends the command that writes to it.
type capped struct {
	bytes.Buffer
	limit int
	full  bool
}

// Write implements io.Writer.
func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > c.limit {
		c.full = true
		return 0, errors.New("too much output")
	}
	return c.Buffer.Write(p)
}

// parseBlame reads the porcelain output for one line.
func parseBlame(out []byte) (commit, error) {
	var c commit
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, maxFileBytes)
	for lines.Scan() {
		l := lines.Text()
		key, value, _ := strings.Cut(l, " ")
		switch {
		case strings.HasPrefix(l, "\t"): // the line itself, which could look like a header
		case c.id == "":
			c.id = key
		case key == "author":
			c.author = value
		case key == "author-mail":
			c.email = strings.Trim(value, "<>")
		case key == "summary":
			c.summary = value
		case key == "boundary":
			c.grafted = true
		case key == "committer-time":
			seconds, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return commit{}, fmt.Errorf("read git blame: committer-time %q: %w", value, err)
			}
			c.when = time.Unix(seconds, 0).UTC()
		}
	}
	if err := lines.Err(); err != nil {
		return commit{}, fmt.Errorf("read git blame: %w", err)
	}
	if len(c.id) < 40 || strings.Trim(c.id, "0123456789abcdef") != "" || c.when.IsZero() {
		return commit{}, errors.New("read git blame: no commit in the output")
	}
	return c, nil
}

// short is the abbreviated hash.
func (c commit) short() string { return c.id[:12] }

// String names the commit for a sentence.
func (c commit) String() string {
	return fmt.Sprintf("commit %s by %s, %s: %s", c.short(), code(c.author), stamp(c.when), code(c.summary))
}
