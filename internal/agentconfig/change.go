package agentconfig

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"vedette/internal/config/atomicfile"
	"vedette/internal/tomledit"
)

// Change is a change of one file, not made yet.
type Change struct {
	Path          string
	Before, After []byte // Before is nil for a file that is not there
	mode          fs.FileMode
}

// maxFile bounds what is read: some agents keep their history in the same file.
const maxFile = 64 << 20

// Error is a file that cannot be changed; nothing was written.
type Error struct {
	Path   string
	Reason string
}

// Error names the file and says why.
func (e *Error) Error() string { return e.Path + ": " + e.Reason }

// Install is the change that makes the client's file start the entry under a
// name. An entry of that name keeps what is not ours: other members, other
// variables, comments.
func (c Client) Install(path, name string, e Entry, shared bool) (Change, error) {
	ch, err := read(path, shared)
	if err != nil {
		return ch, err
	}
	members := c.entry(e, c.refer)
	if c.toml {
		err = ch.editTOML(c.servers, name, members)
	} else {
		ch.After, err = c.putJSON(ch.Before, name, members)
	}
	return ch, unchangeable(path, err)
}

// Uninstall is the change that takes the entry of a name out.
func (c Client) Uninstall(path, name string) (Change, error) {
	ch, err := read(path, false)
	if err != nil || ch.Before == nil {
		return ch, err
	}
	if c.toml {
		var after string
		after, err = tomledit.Apply(string(ch.Before), tomledit.Change{Table: append(c.servers[:len(c.servers):len(c.servers)], name)})
		ch.After = []byte(after)
	} else {
		ch.After, err = c.dropJSON(ch.Before, name)
	}
	return ch, unchangeable(path, err)
}

// editTOML sets the members of a table. A list of variables keeps those that
// somebody added to it.
func (ch *Change) editTOML(servers []string, name string, members []member) error {
	table := append(servers[:len(servers):len(servers)], name)
	var list []tomledit.Change
	for _, m := range members {
		if r, ok := m.value.(references); ok {
			names, err := tomledit.Strings(string(ch.Before), table, m.name)
			if err != nil {
				return err
			}
			names = slices.DeleteFunc(names, func(v string) bool { return slices.Contains(r.Env, v) || r.stale(v, r.refer(v)) })
			m.value = nil
			if names = append(names, r.Env...); len(names) > 0 {
				m.value = names
			}
		}
		list = append(list, tomledit.Change{Table: table, Key: m.name, Value: m.value})
	}
	after, err := tomledit.Apply(string(ch.Before), list...)
	ch.After = []byte(after)
	return err
}

// Snippet is the entry alone, as it would stand in an empty file.
func (c Client) Snippet(name string, e Entry) (string, error) {
	ch := Change{}
	var err error
	if c.toml {
		err = ch.editTOML(c.servers, name, c.entry(e, c.refer))
	} else {
		ch.After, err = c.putJSON(nil, name, c.entry(e, c.refer))
	}
	return string(ch.After), err
}

// Empty is true when the file already is as wanted.
func (ch Change) Empty() bool { return bytes.Equal(ch.Before, ch.After) }

// Diff is the change as a unified diff; "" when there is none.
func (ch Change) Diff() string {
	if ch.Empty() {
		return ""
	}
	_, d, _ := bytes.Cut(diff.Diff(ch.Path, ch.Before, ch.Path, ch.After), []byte("\n")) // "diff A B"
	return string(d)
}

// Apply writes the file and keeps the one before beside it, under the name that
// it gives back ("" = there was none). A file that changed since it was read is
// left alone.
func (ch Change) Apply(now time.Time) (backup string, err error) {
	if ch.Empty() {
		return "", nil
	}
	again, err := read(ch.Path, false)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(again.Before, ch.Before) || (again.Before == nil) != (ch.Before == nil) {
		return "", &Error{Path: ch.Path, Reason: "it was changed by another program just now"}
	}
	if ch.Before != nil {
		backup = ch.Path + now.Format(".20060102-150405") + ".bak"
		if err := atomicfile.Write(backup, ch.Before, ch.mode); err != nil {
			return "", &Error{Path: backup, Reason: err.Error()}
		}
	}
	if err := atomicfile.Write(ch.Path, ch.After, ch.mode); err != nil {
		return "", &Error{Path: ch.Path, Reason: err.Error()}
	}
	return backup, nil
}

// read reads a file; one that is not there will be readable by others where it
// is shared with them, and by the user alone otherwise.
func read(path string, shared bool) (Change, error) {
	ch := Change{Path: path, mode: 0o600}
	if shared {
		ch.mode = 0o644
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ch, nil
	case err != nil:
		return ch, &Error{Path: path, Reason: err.Error()}
	case !info.Mode().IsRegular():
		return ch, &Error{Path: path, Reason: "it is no file"}
	case info.Size() > maxFile:
		return ch, &Error{Path: path, Reason: fmt.Sprintf("it is larger than %d MiB", maxFile>>20)}
	}
	ch.mode = info.Mode().Perm()
	if ch.Before, err = os.ReadFile(path); err != nil {
		return ch, &Error{Path: path, Reason: err.Error()}
	}
	if ch.Before == nil {
		ch.Before = []byte{}
	}
	return ch, nil
}

func unchangeable(path string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Path: path, Reason: err.Error()}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
