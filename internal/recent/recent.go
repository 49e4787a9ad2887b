// Package recent exists so that a shell can offer the names of projects, issues and releases while somebody types: it keeps those that commands
// have shown lately in one small file, because there is no time to ask a server between two keystrokes.
package recent

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Kinds of names.
const (
	Organization = "organization"
	Project      = "project"
	Team         = "team"
	Environment  = "environment"
	Release      = "release"
	Issue        = "issue"
)

// Limit is how many names of a kind are kept: more than a person looks through.
const Limit = 200

// Name is one name and what it stands for.
type Name struct {
	Value string `json:"v"`
	Note  string `json:"n,omitempty"` // title of an issue, name of a project
	Scope string `json:"s"`           // server that it was seen on
}

// File is the file of names; it need not exist.
type File struct{ Path string }

// Remember puts names seen on a server before those known already. Names that a shell could take for something else are left out. A file that
// cannot be read begins anew.
func (f File) Remember(kind, scope string, seen []Name) error {
	all := f.read()
	known := all[kind]
	var list []Name
	for _, n := range seen {
		n.Scope = scope
		if Plain(n.Value) && !contains(list, n) {
			list = append(list, n)
		}
	}
	for _, n := range known {
		if !contains(list, n) {
			list = append(list, n)
		}
	}
	list = list[:min(len(list), Limit)]
	if slices.Equal(list, known) {
		return nil
	}
	all[kind] = list
	data, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return f.write(data)
}

// write replaces the file as a whole. It does not wait for the disk: what a
// power cut takes, the next list brings back.
func (f File) write(data []byte) error {
	dir := filepath.Dir(f.Path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, ".recent-*") // 0600
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), f.Path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

func contains(list []Name, n Name) bool {
	return slices.ContainsFunc(list, func(o Name) bool { return o.Value == n.Value && o.Scope == n.Scope })
}

// Names are the names of a kind, the latest first: those of a server, or those of all when none is known of it.
func (f File) Names(kind, scope string) []Name {
	all := f.read()[kind]
	var here []Name
	for _, n := range all {
		if n.Scope == scope {
			here = append(here, n)
		}
	}
	if len(here) > 0 {
		return here
	}
	return all
}

func (f File) read() map[string][]Name {
	all := map[string][]Name{}
	data, err := os.ReadFile(f.Path)
	if err != nil || json.Unmarshal(data, &all) != nil || all == nil {
		return map[string][]Name{}
	}
	return all
}

// Plain is true for a word that no shell expands, splits or takes for a flag.
func Plain(s string) bool {
	const safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+:/-"
	return s != "" && len(s) <= 200 && s[0] != '-' && strings.Trim(s, safe) == ""
}
