// Package locate finds the file on this machine that a frame of an event names.
// Events come from other machines, built in other folders; the person wants the
// line in their own checkout. The names are a stranger's words, so nothing
// outside of the working tree and of the folders in the settings is ever found.
package locate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// maxEntries bounds the search in a tree that is none of a program.
const maxEntries = 300_000

// Finder knows where to look.
type Finder struct {
	Dir   string            // the working tree is around it
	Paths map[string]string // how a path begins in events -> the folder it lies in here
}

// Files are the files that the frame may mean, the likeliest alone where one is
// likelier than all others. It reads directories, so a screen runs it as a task.
func (f Finder) Files(ctx context.Context, frame ops.Frame) ([]string, error) {
	names := Names(frame)
	if len(names) == 0 {
		return nil, errors.New("this frame names no file")
	}
	for _, name := range names {
		if file := f.mapped(name); file != "" {
			return []string{file}, nil
		}
	}
	root := treeAround(f.Dir)
	for _, name := range names {
		if file := inside(root, strings.TrimPrefix(name, "/")); file != "" {
			return []string{file}, nil
		}
	}
	found, err := search(ctx, root, names)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no file like %s is in %s; say where it lies under [tui.paths] in the settings, or start vedette in its checkout",
			text.From(names[0]).Cut(200), text.From(root))
	}
	return found, nil
}

// Names are the paths by which a frame calls its file, the fullest first, with
// slashes and without what is no folder: schemes, hosts, queries.
func Names(frame ops.Frame) []string {
	var out []string
	add := func(name string) {
		if name = tidy(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add(frame.AbsPath.Raw())
	add(frame.Filename.Raw())
	file := tidy(frame.Filename.Raw())
	if module := frame.Module.Raw(); file != "" && !strings.Contains(file, "/") && strings.Contains(module, ".") {
		folders := strings.ReplaceAll(module[:strings.LastIndex(module, ".")], ".", "/") // com.acme.Cart and Cart.java
		add(folders + "/" + file)
	}
	return out
}

func tidy(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if scheme, rest, ok := strings.Cut(name, "://"); ok && !strings.Contains(scheme, "/") {
		name = rest
		if _, after, ok := strings.Cut(rest, "/"); ok && scheme != "file" {
			name = after // the host; webpack and app have a namespace or nothing there
		}
		name, _, _ = strings.Cut(name, "?")
	}
	name = strings.TrimLeft(strings.TrimPrefix(name, "~"), " ")
	if name == "" || strings.HasPrefix(name, "<") || strings.HasPrefix(name, "[") || strings.ContainsRune(name, 0) || len(name) > 1000 {
		return "" // <anonymous>, [native code]
	}
	for strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") {
		_, name, _ = strings.Cut(name, "/")
	}
	if name = path.Clean(name); name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}

// mapped is the file by the settings, the longest beginning first.
func (f Finder) mapped(name string) string {
	var prefixes []string
	for prefix := range f.Paths {
		prefixes = append(prefixes, prefix)
	}
	slices.SortFunc(prefixes, func(a, b string) int { return len(b) - len(a) })
	for _, prefix := range prefixes {
		begin := strings.TrimSuffix(tidy(prefix), "/")
		rest, ok := strings.CutPrefix(name, begin)
		if !ok || rest != "" && begin != "" && rest[0] != '/' {
			continue
		}
		if file := inside(f.Paths[prefix], strings.TrimPrefix(rest, "/")); file != "" {
			return file
		}
	}
	return ""
}

// inside is a file below root; "" when there is none, or a link leads out.
func inside(root, name string) string {
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return ""
	}
	r, err := os.OpenRoot(root)
	if err != nil {
		return ""
	}
	defer func() { _ = r.Close() }() // only read
	if info, err := r.Stat(local); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return filepath.Join(root, local)
}

// treeAround is the working tree that dir lies in, else dir itself.
func treeAround(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// search looks for the files whose path ends most like one of the names.
func search(ctx context.Context, root string, names []string) ([]string, error) {
	var best []string
	most, seen := 0, 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case seen > maxEntries:
			return fs.SkipAll
		case err != nil && d != nil && d.IsDir():
			return fs.SkipDir // may not be read
		case err != nil:
			return nil
		case d.IsDir() && file != root && skipped(d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		below, err := filepath.Rel(root, file)
		if err != nil {
			return nil //nolint:nilerr // no part of the tree
		}
		n := 0
		for _, name := range names {
			n = max(n, commonEnd(filepath.ToSlash(below), name))
		}
		switch {
		case n == 0 || n < most:
		case n > most:
			most, best = n, []string{file}
		default:
			best = append(best, file)
		}
		return nil
	})
	return best, err
}

// skipped are folders with other people's copies.
func skipped(folder string) bool {
	return strings.HasPrefix(folder, ".") || folder == "node_modules" || folder == "__pycache__"
}

// commonEnd is how many parts two paths have in common at their ends.
func commonEnd(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as) && n < len(bs) && as[len(as)-1-n] == bs[len(bs)-1-n] {
		n++
	}
	return n
}
