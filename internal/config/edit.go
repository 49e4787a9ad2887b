package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"

	"vedette/internal/config/atomicfile"
	"vedette/internal/tomledit"
)

// Change is one change of the user's file. Key is "default_profile", "tui.SETTING", "tui.keys.COMMAND",
// "alias.NAME", "profile.NAME.SETTING", or "profile.NAME" for the whole table. Value is a
// string or a bool; nil removes the key.
type Change struct {
	Key   string
	Value any
}

// Edit changes the user's file and leaves the rest of it, comments included,
// as it was written. A file that does not hold what was asked for after the
// change, or could not be read before, is left alone.
func (p Paths) Edit(changes ...Change) error {
	path := p.UserFile()
	if err := os.MkdirAll(p.Config, 0o700); err != nil {
		return unusable(path, "check the permissions of "+p.Config, "it cannot be written: %v", err)
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(p.Config, "config.lock")).Lock()
	if err != nil {
		return unusable(path, "check the permissions of "+p.Config, "it cannot be written: %v", err)
	}
	defer unlock()
	if _, err := readUserFile(path); err != nil {
		return err
	}
	old, err := readSmall(path)
	if err != nil {
		return err
	}
	edited, err := edit(string(old), changes)
	if err != nil {
		return unusable(path, "change it in an editor", "%v", err)
	}
	if edited == string(old) {
		return nil
	}
	if err := atomicfile.Write(path, []byte(edited), 0o600); err != nil {
		return unusable(path, "check its permissions", "it cannot be written: %v", err)
	}
	return nil
}

// edit makes the changes.
func edit(doc string, changes []Change) (string, error) {
	list := make([]tomledit.Change, len(changes))
	for n, c := range changes {
		table, key := splitKey(c.Key)
		list[n] = tomledit.Change{Table: table, Key: key, Value: c.Value}
	}
	return tomledit.Apply(doc, list...)
}

// splitKey is the table and the key of "profile.NAME.SETTING"; without a key
// it is the whole table. Names of profiles may hold dots.
func splitKey(full string) (table []string, key string) {
	if name, ok := strings.CutPrefix(full, "alias."); ok {
		return []string{"alias"}, name
	}
	if name, ok := strings.CutPrefix(full, "tui.keys."); ok {
		return []string{"tui", "keys"}, name
	}
	if name, ok := strings.CutPrefix(full, "tui."); ok {
		return []string{"tui"}, name
	}
	rest, ok := strings.CutPrefix(full, "profile.")
	if !ok {
		return nil, full
	}
	at := strings.LastIndexByte(rest, '.')
	if at > 0 && slices.Contains(profileKeys(), rest[at+1:]) {
		return []string{"profile", rest[:at]}, rest[at+1:]
	}
	return []string{"profile", rest}, ""
}

// profileKeys are the settings of a profile that can be changed one by one.
func profileKeys() []string {
	return []string{"url", "login", "token", "org", "project", "environment", "read_only", "client_id", "ca_cert"}
}
