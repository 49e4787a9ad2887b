package themes

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed *.toml
var files embed.FS

// suffix is that of a theme's file.
const suffix = ".toml"

// Library is where themes are found: the program's own and, in front of them,
// the files of a folder of the person's. The zero Library has the first only.
type Library struct{ dir string }

// In is the library with the person's themes in dir, which need not exist.
func In(dir string) Library { return Library{dir} }

// Load reads one of the program's own themes by its name.
func Load(name string) (*Theme, error) { return Library{}.Load(name) }

// Names lists the themes there are by their names.
func (l Library) Names() []string {
	out := namesIn(files)
	if l.dir != "" {
		out = append(out, namesIn(os.DirFS(l.dir))...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Own reports whether a theme is the person's.
func (l Library) Own(name string) bool {
	return l.dir != "" && slices.Contains(namesIn(os.DirFS(l.dir)), name)
}

// namesIn are the themes in a folder; none where it cannot be read.
func namesIn(dir fs.FS) []string {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && isName(name) {
			out = append(out, name)
		}
	}
	return out
}

// isName keeps names to what can be typed and shown: letters, digits, ".", "_"
// and "-".
func isName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return s != "" && !strings.HasPrefix(s, ".") && strings.Trim(s, letters+"._-") == ""
}

// Load reads a theme by its name. A person's own comes before one of the
// program's. An error names the file, the line and the role.
func (l Library) Load(name string) (*Theme, error) { return l.load(name, nil) }

// load reads a theme that those in heirs inherit from, the nearest one last. A
// theme may inherit from one of the program's that has its own name.
func (l Library) load(name string, heirs []string) (*Theme, error) {
	data, err := l.read(name, slices.Contains(heirs, name))
	if errors.Is(err, fs.ErrNotExist) {
		if slices.Contains(heirs, name) {
			return nil, fmt.Errorf("theme %q inherits from itself", name)
		}
		return nil, fmt.Errorf("there is no theme %q; there are: %s", name, strings.Join(l.Names(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("read theme %q: %w", name, err)
	}
	return parse(name, string(data), func(base string) (*Theme, error) {
		return l.load(base, append(slices.Clone(heirs), name))
	})
}

// read gives a theme's file; only one of the program's where own ones are out of
// the question.
func (l Library) read(name string, builtIn bool) ([]byte, error) {
	if !isName(name) {
		return nil, fs.ErrNotExist
	}
	if l.dir != "" && !builtIn {
		data, err := os.ReadFile(filepath.Join(l.dir, name+suffix))
		if !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return files.ReadFile(name + suffix)
}
