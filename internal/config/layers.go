package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// kind says who wrote a layer, which decides what it may do.
type kind int

const (
	fromFlags   kind = iota
	fromVedette      // VEDETTE_* variables
	fromSentry       // SENTRY_* variables
	fromProject      // a file that comes with a repository: anybody may have written it
	fromHome         // ~/.sentryclirc
	fromUser         // the user's config.toml
)

// layer is one place settings come from. Values are by key: profile, url,
// token, login, org, project, environment, release, read_only, ca_cert,
// client_id, dsn.
type layer struct {
	kind    kind
	origin  string            // file, or what the layer is called
	names   map[string]string // key -> variable or flag, where the origin is not enough
	values  map[string]string
	headers map[string]string
	tui     tuiOfProject
}

func (l layer) name(key string) string {
	if n := l.names[key]; n != "" {
		return n
	}
	return l.origin
}

// trusted is true for what the user wrote.
func (l layer) trusted() bool { return l.kind != fromProject }

// hasToken is true for a layer with a token, or with a login that stands for one.
func (l layer) hasToken() bool { return l.values["token"] != "" || l.values["login"] != "" }

// loader collects the layers, strongest first, and chooses from them.
type loader struct {
	opt           Options
	s             Settings
	layers        []layer
	user          userFile
	profileSource string
}

// collect reads every layer. The user's profile is placed by how it was chosen.
func (l *loader) collect() error {
	l.layers = append(l.layers, l.flags(), l.vedetteEnv())
	sentry, err := l.sentryEnv()
	if err != nil {
		return err
	}
	l.layers = append(l.layers, sentry)
	if err := l.projectFiles(); err != nil {
		return err
	}
	if err := l.homeFiles(); err != nil {
		return err
	}
	l.user, err = readUserFile(l.s.Paths.UserFile())
	return err
}

func (l *loader) flags() layer {
	f := l.opt.Flags
	values := map[string]string{"profile": f.Profile, "org": f.Org, "project": f.Project}
	if f.ReadOnly {
		values["read_only"] = "true"
	}
	names := map[string]string{"profile": "--profile", "org": "--org", "project": "--project", "read_only": "--read-only"}
	return layer{kind: fromFlags, origin: "flag", names: names, values: values}
}

func (l *loader) vedetteEnv() layer {
	out := layer{kind: fromVedette, origin: "environment", names: map[string]string{}, values: map[string]string{}}
	for _, key := range []string{"profile", "url", "token", "org", "project", "environment", "release", "read_only", "ca_cert", "client_id"} {
		name := "VEDETTE_" + strings.ToUpper(key)
		out.names[key], out.values[key] = name, strings.TrimSpace(l.opt.Env(name))
	}
	if v := out.values["read_only"]; v != "" && v != "0" && !strings.EqualFold(v, "false") {
		out.values["read_only"] = "true"
	}
	out.headers, out.names["headers"] = parseHeaders(l.opt.Env("VEDETTE_HEADERS")), "VEDETTE_HEADERS"
	return out
}

func (l *loader) sentryEnv() (layer, error) {
	out := layer{kind: fromSentry, origin: "environment", names: map[string]string{}, values: map[string]string{}}
	for _, v := range [][2]string{
		{"token", "SENTRY_AUTH_TOKEN"}, {"token", "SENTRY_ACCESS_TOKEN"}, {"org", "SENTRY_ORG"}, {"project", "SENTRY_PROJECT"},
		{"url", "SENTRY_URL"}, {"url", "SENTRY_HOST"}, {"environment", "SENTRY_ENVIRONMENT"}, {"release", "SENTRY_RELEASE"},
		{"dsn", "SENTRY_DSN"}, {"client_id", "SENTRY_CLIENT_ID"},
	} {
		if key, value := v[0], strings.TrimSpace(l.opt.Env(v[1])); value != "" && out.values[key] == "" {
			out.values[key], out.names[key] = value, v[1]
		}
	}
	if org, project, ok := strings.Cut(out.values["project"], "/"); ok {
		if org == "" || project == "" || strings.Contains(project, "/") {
			return out, unusable("SENTRY_PROJECT", "write PROJECT or ORG/PROJECT", "%q is not a project", out.values["project"])
		}
		out.values["project"] = project
		if out.values["org"] == "" {
			out.values["org"], out.names["org"] = org, "SENTRY_PROJECT"
		}
	}
	out.headers, out.names["headers"] = parseHeaders(l.opt.Env("SENTRY_CUSTOM_HEADERS")), "SENTRY_CUSTOM_HEADERS"
	return out, nil
}

// projectFiles reads the file that SENTRY_PROPERTIES names, then .vedette.toml,
// sentry-cli's files and sentry.properties from the working directory upwards,
// nearest first. Those in the home directory are the user's own and are read
// after them. A properties file counts as the repository's wherever it lies:
// build tools write the variable too.
func (l *loader) projectFiles() error {
	if l.opt.Dir == "" {
		return nil
	}
	if path := l.opt.Env("SENTRY_PROPERTIES"); path != "" {
		if !filepath.IsAbs(path) {
			path = filepath.Join(l.opt.Dir, path)
		}
		if err := l.read(path, fromProject, only(parseProperties)); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		parse parser
	}{
		{".vedette.toml", parseProjectTOML}, {".sentryclirc", only(parseClirc)}, {"sentrycli.ini", only(parseClirc)},
		{"sentry.properties", only(parseProperties)},
	} {
		for dir := l.opt.Dir; ; dir = filepath.Dir(dir) {
			if !sameDir(dir, l.opt.Home) {
				if err := l.read(filepath.Join(dir, f.name), fromProject, f.parse); err != nil {
					return err
				}
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return nil
}

// homeFiles reads the user's own files of sentry-cli.
func (l *loader) homeFiles() error {
	if l.opt.Home == "" {
		return nil
	}
	for _, path := range []string{
		filepath.Join(l.opt.Home, ".sentryclirc"), filepath.Join(filepath.Dir(l.s.Paths.Config), "sentry", "config.ini"),
	} {
		if err := l.read(path, fromHome, only(parseClirc)); err != nil {
			return err
		}
	}
	return nil
}

func sameDir(a, b string) bool { return b != "" && filepath.Clean(a) == filepath.Clean(b) }

// maxFile bounds what is read from a settings file.
const maxFile = 1 << 20

// parser makes a layer of a file in dir.
type parser func(data []byte, dir string) (layer, error)

// only is the parser of a file that holds nothing but values.
func only(values func([]byte) (map[string]string, error)) parser {
	return func(data []byte, _ string) (layer, error) {
		v, err := values(data)
		return layer{values: v}, err
	}
}

// read adds a file as a layer; a missing one is none.
func (l *loader) read(path string, k kind, parse parser) error {
	data, err := readSmall(path)
	if err != nil || data == nil {
		return err
	}
	read, err := parse(data, filepath.Dir(path))
	if err != nil {
		return unusable(path, "correct the file", "%v", err)
	}
	read.kind, read.origin = k, path
	l.layers = append(l.layers, read)
	return nil
}

// readSmall reads a file; nil without error when it is not there. A directory
// of that name, or one that may not be looked into, counts as not there.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), err == nil && !info.Mode().IsRegular():
		return nil, nil
	case err != nil:
		return nil, unusable(path, "check the path", "it cannot be read: %v", err)
	case info.Size() > maxFile:
		return nil, unusable(path, "is it the right file?", "it is larger than 1 MiB")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unusable(path, "check its permissions", "it cannot be read: %v", err)
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}

// parseHeaders reads "Name: value" pairs, one a line or separated by ";".
func parseHeaders(s string) map[string]string {
	var out map[string]string
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == ';' }) {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || name == "" {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[name] = strings.TrimSpace(value)
	}
	return out
}
