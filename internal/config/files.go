package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// parseClirc reads sentry-cli's INI file: sections, key = value or key: value,
// comments after ; or # at the start of a line. Keys that vedette has no use
// for are left out.
func parseClirc(data []byte) (map[string]string, error) {
	wanted := map[string]string{
		"auth.token": "token", "defaults.url": "url", "defaults.org": "org",
		"defaults.project": "project", "defaults.environment": "environment",
	}
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

func parseProjectTOML(data []byte) (map[string]string, error) {
	var f projectFile
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return nil, err
	}
	if err := undecoded(meta, "profile, url, token, org, project, environment, read_only"); err != nil {
		return nil, err
	}
	out := map[string]string{"profile": f.Profile, "url": f.URL, "token": f.Token, "org": f.Org, "project": f.Project, "environment": f.Environment}
	if f.ReadOnly {
		out["read_only"] = "true"
	}
	return out, nil
}

// userFile is the user's config.toml.
type userFile struct {
	path     string
	Default  string                 `toml:"default_profile"`
	Profiles map[string]userProfile `toml:"profile"`
}

// userProfile is one [profile.NAME] table.
type userProfile struct {
	projectFile
	CACert  string            `toml:"ca_cert"`
	Headers map[string]string `toml:"headers"`
}

func readUserFile(path string) (userFile, error) {
	out := userFile{path: path}
	data, err := readSmall(path)
	if err != nil || data == nil {
		return out, err
	}
	meta, err := toml.Decode(string(data), &out)
	if err == nil {
		err = undecoded(meta, "default_profile and tables [profile.NAME] with url, token, org, project, environment, read_only, ca_cert, headers")
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
	values := map[string]string{"url": p.URL, "token": p.Token, "org": p.Org, "project": p.Project, "environment": p.Environment, "ca_cert": p.CACert}
	if p.ReadOnly {
		values["read_only"] = "true"
	}
	return layer{kind: fromUser, origin: u.path + " [profile." + name + "]", values: values, headers: p.Headers}, nil
}
