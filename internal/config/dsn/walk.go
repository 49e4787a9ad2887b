package dsn

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	ignore "github.com/sabhiram/go-gitignore"
)

// Bounds of a search, so that a huge checkout costs no more than a large one.
const (
	maxDepth = 6       // folders below the one where the search begins
	maxFiles = 4000    // looked into
	maxBytes = 1 << 18 // of one file
	maxHits  = 20
)

// Hit is a DSN and where it is written.
type Hit struct {
	DSN  DSN
	Path string // file
	Line int    // from 1
}

// envFiles are read in this order; they are often left out of version control
// on purpose, so .gitignore says nothing about them.
func envFiles() []string {
	return []string{".env.local", ".env.development.local", ".env.production.local", ".env", ".env.development", ".env.production"}
}

// walker looks through folders once.
type walker struct {
	files int
	hits  []Hit
}

// below finds the DSNs of a folder: its .env files, then its configuration
// and code. done are folders that have been looked through.
func (w *walker) below(dir string, done map[string]bool) {
	for _, name := range envFiles() {
		w.look(filepath.Join(dir, name), comments{line: []string{"#"}})
	}
	w.folder(dir, 0, nil, done)
}

// rules are the .gitignore lines of one folder.
type rules struct {
	dir     string
	matcher *ignore.GitIgnore
}

func (w *walker) folder(dir string, depth int, above []rules, done map[string]bool) {
	entries, err := os.ReadDir(dir)
	if err != nil || done[dir] {
		return
	}
	if m, err := ignore.CompileIgnoreFile(filepath.Join(dir, ".gitignore")); err == nil {
		above = append(slices.Clip(above), rules{dir, m})
	}
	var folders []string
	for _, e := range entries { // sorted by name
		path := filepath.Join(dir, e.Name())
		c, known := commentsOf(e.Name())
		switch {
		case len(w.hits) >= maxHits || w.files >= maxFiles:
			return
		case e.IsDir():
			if depth < maxDepth && !skippedFolder(e.Name()) && !ignored(path, true, above) {
				folders = append(folders, path)
			}
		case known && e.Type().IsRegular() && !testFile(e.Name()) && !strings.HasPrefix(e.Name(), ".env") && !ignored(path, false, above):
			w.files++
			w.look(path, c)
		}
	}
	for _, f := range folders {
		w.folder(f, depth+1, above, done)
	}
}

func ignored(path string, isDir bool, all []rules) bool {
	for _, r := range all {
		rel, err := filepath.Rel(r.dir, path)
		if err != nil {
			continue
		}
		rel = filepath.ToSlash(rel)
		if r.matcher.MatchesPath(rel) || isDir && r.matcher.MatchesPath(rel+"/") {
			return true
		}
	}
	return false
}

// look adds the DSNs of one file; the same DSN counts once.
func (w *walker) look(path string, c comments) {
	data, err := head(path)
	if err != nil {
		return
	}
	for _, f := range scan(data, c) {
		same := func(h Hit) bool { return h.DSN.Host == f.dsn.Host && h.DSN.Project == f.dsn.Project }
		if len(w.hits) < maxHits && !slices.ContainsFunc(w.hits, same) {
			w.hits = append(w.hits, Hit{DSN: f.dsn, Path: path, Line: f.line})
		}
	}
}

// head is the begin of a regular file.
func head(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a link may lead out of the checkout, a pipe blocks
		return nil, fs.ErrInvalid
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxBytes))
}

// skippedFolder is true where code is not the project's own, or not run in
// production.
func skippedFolder(name string) bool {
	switch strings.ToLower(name) {
	case "node_modules", "vendor", "third_party", "thirdparty", "bower_components", "site-packages", "pods", "carthage", "deps",
		"dist", "build", "out", "target", "bin", "obj", "coverage", "venv", "__pycache__",
		"test", "tests", "__tests__", "spec", "specs", "testdata", "fixtures", "__fixtures__", "mocks", "__mocks__", "e2e", "cypress",
		"docs", "doc", "documentation":
		return true
	}
	return strings.HasPrefix(name, ".")
}

// testFile is true for the names that the languages' test tools look for.
func testFile(name string) bool {
	base := strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name)))
	return strings.HasPrefix(base, "test_") || strings.HasSuffix(base, "_test") || strings.HasSuffix(base, "_spec") ||
		strings.HasSuffix(base, ".test") || strings.HasSuffix(base, ".spec") || base == "conftest" ||
		strings.HasSuffix(strings.TrimSuffix(name, filepath.Ext(name)), "Test") || strings.HasSuffix(strings.TrimSuffix(name, filepath.Ext(name)), "Tests")
}
