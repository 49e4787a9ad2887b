package dsn

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vedette/internal/config/atomicfile"
)

// maxLevels is how far upwards the top of a checkout is looked for.
const maxLevels = 12

// Finder finds DSNs and remembers them, so that only the first command in a
// folder looks through it.
type Finder struct {
	Cache string // folder of its files; "" = remember nothing
	Now   func() time.Time
}

// Find lists the DSNs of the checkout around dir, the one to use first: those
// below dir, or where there are none, below the nearest folder above it that
// has some, up to the folder with .git. Outside of a checkout only dir counts.
// notBelow (the home directory) and what is above it are never looked through.
func (f Finder) Find(dir, notBelow string) []Hit {
	dir = filepath.Clean(dir)
	levels := levelsOf(dir, notBelow)
	if len(levels) == 0 {
		return nil
	}
	if e, ok := f.remembered(dir); ok && f.holds(e, levels) {
		return e.Hits
	}
	w := &walker{}
	done := map[string]bool{}
	for _, level := range levels {
		w.below(level, done)
		done[level] = true
		if len(w.hits) > 0 {
			break
		}
	}
	f.remember(dir, entry{Hits: w.hits, Seen: stamps(watched(w.hits, levels)), At: f.Now()})
	return w.hits
}

// levelsOf are the folders to look below, nearest first.
func levelsOf(dir, home string) []string {
	var all []string
	for at := dir; len(all) < maxLevels; at = filepath.Dir(at) {
		if at == filepath.Dir(at) || isAbove(at, home) {
			break
		}
		all = append(all, at)
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return all
		}
	}
	return all[:min(len(all), 1)]
}

// isAbove is true for home itself and the folders that hold it.
func isAbove(dir, home string) bool {
	if home == "" {
		return false
	}
	rel, err := filepath.Rel(dir, filepath.Clean(home))
	return err == nil && rel != ".." && !startsUp(rel)
}

func startsUp(rel string) bool {
	return len(rel) > 2 && rel[:2] == ".." && os.IsPathSeparator(rel[2])
}

// entry is what is remembered of one folder.
type entry struct {
	Dir  string
	Hits []Hit
	Seen []stamp
	At   time.Time
}

// stamp is a file as it was; a missing one has no time.
type stamp struct {
	Path string
	Mod  time.Time
	Size int64
}

// How long an entry counts although nothing that it watches has changed: new
// code elsewhere may hold another DSN, or the first.
const (
	foundFor   = 24 * time.Hour
	nothingFor = 10 * time.Minute
)

// watched are the files whose change makes a new search: the one that the DSN
// in use is written in, and those that would come before it.
func watched(hits []Hit, levels []string) []string {
	var out []string
	for _, level := range levels {
		for _, name := range envFiles() {
			out = append(out, filepath.Join(level, name))
		}
		if len(hits) == 0 {
			out = append(out, level)
		} else if rel, err := filepath.Rel(level, hits[0].Path); err == nil && !startsUp(rel) {
			break
		}
	}
	if len(hits) > 0 {
		out = append(out, hits[0].Path)
	}
	return out
}

func stamps(paths []string) []stamp {
	out := make([]stamp, len(paths))
	for n, path := range paths {
		out[n] = stampOf(path)
	}
	return out
}

func stampOf(path string) stamp {
	s := stamp{Path: path}
	if info, err := os.Lstat(path); err == nil {
		s.Mod, s.Size = info.ModTime().UTC(), info.Size()
	}
	return s
}

// holds reports whether an entry is young and nothing it watches has changed.
func (f Finder) holds(e entry, levels []string) bool {
	age, limit := f.Now().Sub(e.At), foundFor
	if len(e.Hits) == 0 {
		limit = nothingFor
	}
	if age < 0 || age > limit || !slices.Equal(paths(e.Seen), watched(e.Hits, levels)) {
		return false
	}
	return !slices.ContainsFunc(e.Seen, func(s stamp) bool {
		now := stampOf(s.Path)
		return !now.Mod.Equal(s.Mod) || now.Size != s.Size
	})
}

func paths(all []stamp) []string {
	out := make([]string, len(all))
	for n, s := range all {
		out[n] = s.Path
	}
	return out
}

// file is where a folder's entry lies; one each, so that commands in several
// folders do not wait for one another.
func (f Finder) file(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(f.Cache, hex.EncodeToString(sum[:12])+".json")
}

func (f Finder) remembered(dir string) (entry, bool) {
	if f.Cache == "" {
		return entry{}, false
	}
	data, err := os.ReadFile(f.file(dir))
	if err != nil {
		return entry{}, false
	}
	var e entry
	if json.Unmarshal(data, &e) != nil || e.Dir != dir {
		return entry{}, false
	}
	return e, true
}

// remember keeps an entry; where that fails, the next command looks again.
func (f Finder) remember(dir string, e entry) {
	if f.Cache == "" {
		return
	}
	e.Dir = dir
	if data, err := json.Marshal(e); err == nil {
		_ = atomicfile.Write(f.file(dir), data, 0o600)
	}
}
