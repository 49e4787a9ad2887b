package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/magiconair/properties"

	"vedette/internal/config/credentials"
)

// sentryCLIKeys are the settings of sentry-cli that vedette has a use for.
func sentryCLIKeys() map[string]string {
	return map[string]string{
		"auth.token": "token", "auth.dsn": "dsn", "defaults.url": "url", "defaults.org": "org",
		"defaults.project": "project", "defaults.environment": "environment",
	}
}

// parseProperties reads sentry.properties: sentry-cli's settings as Java
// properties, and the DSN of Sentry's Java SDK.
func parseProperties(data []byte) (map[string]string, error) {
	loader := properties.Loader{Encoding: properties.UTF8, DisableExpansion: true}
	p, err := loader.LoadBytes(data)
	if err != nil {
		return nil, err
	}
	wanted := sentryCLIKeys()
	wanted["dsn"] = "dsn"
	out := map[string]string{}
	for _, key := range p.Keys() {
		value, _ := p.Get(key)
		if name := wanted[strings.ToLower(key)]; name != "" && out[name] == "" {
			out[name] = strings.TrimSpace(value)
		}
	}
	return out, nil
}

// parseClirc reads sentry-cli's INI file: sections, key = value or key: value,
// comments after ; or # at the start of a line. Keys that vedette has no use
// for are left out.
func parseClirc(data []byte) (map[string]string, error) {
	wanted := sentryCLIKeys()
	out := map[string]string{}
	section := ""
	for n, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			name, rest, closed := strings.Cut(line[1:], "]")
			if rest = strings.TrimSpace(rest); !closed || rest != "" && rest[0] != '#' && rest[0] != ';' {
				return nil, fmt.Errorf("line %d is not a section like [defaults]", n+1)
			}
			section = strings.ToLower(strings.TrimSpace(name))
		default:
			at := strings.IndexAny(line, "=:")
			if at <= 0 {
				return nil, fmt.Errorf("line %d is not key=value", n+1)
			}
			key := section + "." + strings.ToLower(strings.TrimSpace(line[:at]))
			if name := wanted[key]; name != "" {
				out[name] = unquote(strings.TrimSpace(line[at+1:]))
			}
		}
	}
	return out, nil
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// projectFile is .vedette.toml: what a team may fix for a repository. Headers
// and certificates are not among it: they would change whom the user trusts.
type projectFile struct {
	Profile     string `toml:"profile"`
	URL         string `toml:"url"`
	Token       string `toml:"token"`
	Org         string `toml:"org"`
	Project     string `toml:"project"`
	Environment string `toml:"environment"`
	ReadOnly    bool   `toml:"read_only"`
}

// values are the file's settings by key.
func (f projectFile) values() map[string]string {
	out := map[string]string{"profile": f.Profile, "url": f.URL, "token": f.Token, "org": f.Org, "project": f.Project, "environment": f.Environment}
	if f.ReadOnly {
		out["read_only"] = "true"
	}
	return out
}

// userFile is the user's config.toml.
type userFile struct {
	path     string
	Default  string                 `toml:"default_profile"`
	TUI      tuiTable               `toml:"tui"`
	Profiles map[string]userProfile `toml:"profile"`
	Aliases  map[string]string      `toml:"alias"`
}

// userProfile is one [profile.NAME] table. Login is who `vedette auth login`
// stored a token for; the token itself lies with package credentials.
type userProfile struct {
	projectFile
	Login    string            `toml:"login"`
	ClientID string            `toml:"client_id"`
	CACert   string            `toml:"ca_cert"`
	Headers  map[string]string `toml:"headers"`
}

func readUserFile(path string) (userFile, error) {
	out := userFile{path: path}
	data, err := readSmall(path)
	if err != nil || data == nil {
		return out, err
	}
	meta, err := toml.Decode(string(data), &out)
	if err == nil {
		err = undecoded(meta, "default_profile and tables [alias], [tui] with "+tuiKeys+
			", and [profile.NAME] with url, login, token, org, project, environment, read_only, client_id, ca_cert, headers")
	}
	if err == nil {
		err = out.TUI.check()
	}
	if err != nil {
		return out, unusable(path, "correct the file", "%v", err)
	}
	return out, nil
}

func undecoded(meta toml.MetaData, known string) error {
	if keys := meta.Undecoded(); len(keys) > 0 {
		return fmt.Errorf("unknown key %q; there are: %s", keys[0].String(), known)
	}
	return nil
}

// layer is the profile of that name.
func (u userFile) layer(name string) (layer, error) {
	p, ok := u.Profiles[name]
	if !ok {
		names := append(slices.Sorted(maps.Keys(u.Profiles)), Local, Demo)
		return layer{}, unusable(u.path, "profiles: "+strings.Join(names, ", "), "there is no profile %q", name)
	}
	values := map[string]string{
		"url": p.URL, "token": p.Token, "login": p.Login, "org": p.Org, "project": p.Project, "environment": p.Environment,
		"ca_cert": p.CACert, "client_id": p.ClientID,
	}
	if p.Login != "" && p.URL == "" {
		values["url"] = SaaS
	}
	if p.ReadOnly {
		values["read_only"] = "true"
	}
	return layer{kind: fromUser, origin: u.path + " [profile." + name + "]", values: values, headers: p.Headers}, nil
}

// profileFor is a profile of the server at an address: the preferred one when
// it is, else the first by name; "" = there is none.
func (u userFile) profileFor(address, preferred string) string {
	names := append([]string{preferred}, slices.Sorted(maps.Keys(u.Profiles))...)
	for _, name := range names {
		p, ok := u.Profiles[name]
		if home := cmp.Or(p.URL, SaaS); ok && (p.Login != "" || p.Token != "") && credentials.SameServer(home, address) {
			return name
		}
	}
	return ""
}
