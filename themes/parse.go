package themes

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

// written is a theme as it stands in its file.
type written struct {
	Inherit    string                    `toml:"inherit"` // the theme whose looks are taken where this one has none
	Appearance string                    `toml:"appearance"`
	Background *string                   `toml:"background"`
	Roles      map[string]toml.Primitive `toml:"roles"`
}

// parse reads a theme's file strictly: a look for each role, its own or
// inherited, and nothing else. load gives the theme to inherit from.
func parse(name, data string, load func(name string) (*Theme, error)) (*Theme, error) {
	var file written
	f := source{name: name + suffix, text: data}
	meta, err := toml.Decode(data, &file)
	if err != nil {
		return nil, f.broken(err)
	}
	t := &Theme{}
	if file.Inherit != "" {
		base, err := load(file.Inherit)
		if err != nil {
			return nil, f.wrong("inherit", "%w", err)
		}
		*t = *base
	}
	t.Name = name
	if file.Appearance != "" || file.Inherit == "" {
		t.Appearance = file.Appearance
	}
	if file.Background != nil {
		t.Background = *file.Background
	}
	switch t.Appearance {
	case "dark", "light", "terminal", "none":
	default:
		return nil, f.wrong("appearance", "appearance must be dark, light, terminal or none, not %q", t.Appearance)
	}
	if err := (Look{BG: t.Background}).check(); err != nil {
		return nil, f.wrong("background", "background: %w", err)
	}
	if err := t.dress(f, meta, file); err != nil {
		return nil, err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		key := extra[0]
		if len(key) > 2 { // roles.error.glow
			return nil, f.wrong(key[1], "role %s: unknown setting %s", key[1], key[2])
		}
		return nil, f.wrong(key[0], "unknown setting %s", key)
	}
	return t, nil
}

// dress gives the roles the looks of the file.
func (t *Theme) dress(f source, meta toml.MetaData, file written) error {
	for i, role := range names() {
		value, ok := file.Roles[role]
		if !ok {
			if file.Inherit == "" {
				return f.wrong("roles", "role %s is missing", role)
			}
			continue
		}
		var look Look
		if err := meta.PrimitiveDecode(value, &look); err != nil {
			return f.wrong(role, `role %s must be like { fg = "#8ab4f8", bold = true }: %s`, role, plain(err))
		}
		if err := look.check(); err != nil {
			return f.wrong(role, "role %s: %w", role, err)
		}
		t.looks[i] = look
		delete(file.Roles, role)
	}
	for role := range file.Roles {
		return f.wrong(role, "unknown role %s; there are: %s", role, strings.Join(list(names()), ", "))
	}
	return nil
}

func list(a [roleCount]string) []string { return a[:] }

// source is a theme's file, for errors that say where something is wrong.
type source struct{ name, text string }

// broken is the error of a file that is no TOML, or whose values have wrong types.
func (f source) broken(err error) error {
	var at toml.ParseError
	if errors.As(err, &at) {
		return fmt.Errorf("%s:%d: %s", f.name, at.Position.Line, plain(err))
	}
	return fmt.Errorf("%s: %s", f.name, plain(err))
}

// plain is a reader's message without its own account of the place.
func plain(err error) string {
	var at toml.ParseError
	if errors.As(err, &at) && at.Message != "" {
		return at.Message
	}
	return strings.TrimPrefix(err.Error(), "toml: ")
}

// wrong is an error about a key.
func (f source) wrong(key, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", f.name, f.line(key), fmt.Errorf(format, args...))
}

// line is where a key is written; 1 where it is not. The reader knows places of
// syntax errors only.
func (f source) line(key string) int {
	name := regexp.QuoteMeta(key)
	at := regexp.MustCompile(`(?m)^[ \t]*\[?[ \t]*(?:roles[ \t]*\.[ \t]*)?["']?` + name + `["']?[ \t]*[=.\]]`).FindStringIndex(f.text)
	if at == nil {
		return 1
	}
	return 1 + strings.Count(f.text[:at[0]], "\n")
}
