package config

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Setting is one line of the user's file. Key is as in Change.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"` // tokens are masked
}

// List is everything in the user's file, sorted by key.
func (p Paths) List() ([]Setting, error) {
	u, err := readUserFile(p.UserFile())
	if err != nil {
		return nil, err
	}
	out := []Setting{}
	add := func(key, value string) {
		if value != "" {
			out = append(out, Setting{key, value})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(u.Aliases)) {
		add("alias."+name, u.Aliases[name])
	}
	add("default_profile", u.Default)
	for _, name := range slices.Sorted(maps.Keys(u.Profiles)) {
		at := "profile." + name + "."
		values := u.Profiles[name].values()
		for _, key := range slices.Sorted(maps.Keys(values)) {
			add(at+key, values[key])
		}
	}
	values := u.TUI.values()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		add("tui."+key, values[key])
	}
	return out, nil
}

// values are a profile's settings by key, with secrets masked.
func (p userProfile) values() map[string]string {
	out := map[string]string{
		"url": p.URL, "login": p.Login, "token": Masked(p.Token), "org": p.Org, "project": p.Project, "environment": p.Environment,
		"client_id": p.ClientID, "ca_cert": p.CACert, "headers": strings.Join(slices.Sorted(maps.Keys(p.Headers)), ", "),
	}
	if p.ReadOnly {
		out["read_only"] = "true"
	}
	return out
}

// Keys are the settings that Set takes, with NAME for a profile's and COMMAND for one of the
// terminal interface's.
func Keys() []string {
	out := []string{"default_profile"}
	for _, key := range tuiSettings() {
		out = append(out, "tui."+key)
	}
	out = append(out, "tui.keys.COMMAND")
	for _, key := range []string{"url", "org", "project", "environment", "read_only", "client_id", "ca_cert"} {
		out = append(out, "profile.NAME."+key)
	}
	return out
}

// Set changes one setting of the user's file after a look at its value.
func (p Paths) Set(key, value string) error {
	if err := p.known(key); err != nil {
		return err
	}
	var v any = value
	table, leaf := splitKey(key)
	ofTUI := slices.Equal(table, []string{"tui"})
	switch {
	case value == "":
		return unusable(key, "vedette config unset "+key, "the value is empty")
	case leaf == "url":
		base, err := cleanURL(value)
		if err != nil {
			return unusable(key, "write an address like https://sentry.example.com", "%v", err)
		}
		v = base
	case leaf == "read_only", ofTUI && slices.Contains(tuiSwitches(), leaf):
		b, err := strconv.ParseBool(value)
		if err != nil {
			return unusable(key, "true or false", "%q is neither true nor false", value)
		}
		v = b
	case ofTUI:
		if err := checkTUI(leaf, value); err != nil {
			return unusable(key, "vedette config set "+key+" VALUE", "%v", err)
		}
	case leaf == "default_profile" && value != Local && value != Demo:
		u, err := readUserFile(p.UserFile())
		if err != nil {
			return err
		}
		if _, err := u.layer(value); err != nil {
			return err
		}
	}
	return p.Edit(Change{Key: key, Value: v})
}

// Unset removes one setting of the user's file; one that is not there is no
// error.
func (p Paths) Unset(key string) error {
	if err := p.known(key); err != nil {
		return err
	}
	return p.Edit(Change{Key: key})
}

// known refuses keys that the file does not have, and those with a command of
// their own.
func (p Paths) known(key string) error {
	table, leaf := splitKey(key)
	switch {
	case leaf == "token" || leaf == "login":
		return unusable(key, "vedette auth login, vedette auth logout", "tokens are not kept in this file")
	case len(table) > 1 && (table[1] == Local || table[1] == Demo):
		return unusable(key, "choose another name", "the profile %s is built in", table[1])
	case slices.Equal(table, []string{"tui"}):
		if slices.Contains(tuiSettings(), leaf) {
			return nil
		}
	case len(table) > 0 && leaf != "", table == nil && leaf == "default_profile":
		return nil
	}
	return unusable(key, "settings: "+strings.Join(Keys(), ", "), "there is no such setting")
}

// String is the settings as the lines of a TOML file, for people.
func (s Setting) String() string {
	var b bytes.Buffer
	_ = toml.NewEncoder(&b).Encode(map[string]string{"v": s.Value}) // strings always encode
	return s.Key + " = " + strings.TrimPrefix(strings.TrimSpace(b.String()), "v = ")
}
