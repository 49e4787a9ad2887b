package analysis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vedette/internal/local/protocol"
)

// source is the code around the crash line.
type source struct {
	lines   []string // with line numbers and a mark at the crash line
	from    string   // where the lines were read: "the event", or the file's path
	dir     string   // directory of the file on this machine; empty when there is none
	name    string   // name of the file in dir
	line    int      // line of the crash in the file on this machine, from 1; 0 when it is not there
	tracked bool     // the file was read from a git commit
	missing string   // why there is no file on this machine; empty when there is one
}

// Limits of looking for and showing source.
const (
	maxWalk      = 50_000 // directory entries
	contextLines = 5      // before and after the crash line
	maxShift     = 200    // lines that the crash line may have moved since the release
	maxLineWidth = 200    // characters
)

// readSource shows the crash line from the event when the SDK sent it, else from the checkout, and finds the file in the checkout for blame.
func readSource(ctx context.Context, sourceDir string, f *protocol.Frame) source {
	var s source
	if f.ContextLine != "" {
		before := f.PreContext[max(0, len(f.PreContext)-contextLines):]
		lines := slices.Concat(before, []string{f.ContextLine}, f.PostContext[:min(len(f.PostContext), contextLines)])
		s.lines, s.from = numbered(lines, f.Line-len(before), f.Line), "the event"
	}
	content, err := s.open(ctx, sourceDir, f)
	if err != nil {
		s.missing = err.Error()
		return s
	}
	lines := strings.Split(strings.ReplaceAll(string(content), "\r\n", "\n"), "\n")
	s.line = findLine(lines, f)
	if s.line > 0 && s.from == "" {
		first := max(1, s.line-contextLines)
		s.lines = numbered(lines[first-1:min(len(lines), s.line+contextLines)], first, s.line)
		s.from = path.Join(filepath.ToSlash(s.dir), s.name)
	}
	return s
}

// open finds the frame's file and returns its content. With a source directory nothing outside of it is read. Without one, the frame's own
// path is believed only as far as git holds the file: an event is no reason to read any file of this machine.
func (s *source) open(ctx context.Context, sourceDir string, f *protocol.Frame) ([]byte, error) {
	var found string
	if sourceDir != "" {
		rel, err := locate(sourceDir, f)
		if err != nil {
			return nil, err
		}
		found = filepath.Join(sourceDir, filepath.FromSlash(rel))
		if err := (git{filepath.Dir(found)}).inside(ctx); errors.Is(err, errNoGit) {
			s.dir, s.name = filepath.Split(found)
			return readBelow(sourceDir, rel)
		}
	} else {
		info, err := os.Lstat(f.AbsPath)
		if !filepath.IsAbs(f.AbsPath) || err != nil || !info.Mode().IsRegular() {
			return nil, errors.New("no source directory is set, and the frame's path is not a file on this machine")
		}
		found = filepath.Clean(f.AbsPath)
	}
	s.dir, s.name = filepath.Dir(found), filepath.Base(found)
	g := git{s.dir}
	if err := g.inside(ctx); err != nil {
		return nil, fmt.Errorf("the frame's path is read only from a git work tree: %w", err)
	}
	content, err := g.file(ctx, s.name)
	if err != nil {
		return nil, fmt.Errorf("%s is not in the last commit of its repository", code(s.name))
	}
	s.tracked = true
	return content, nil
}

// readBelow reads a regular file that lies below dir even after symbolic links are followed.
func readBelow(dir, rel string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the source directory: %w", err)
	}
	defer root.Close()
	file, err := root.Open(filepath.FromSlash(rel))
	if err != nil {
		return nil, fmt.Errorf("open the frame's file: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the frame's file: %w", err)
	}
	if len(content) > maxFileBytes {
		return nil, fmt.Errorf("%s is larger than %d bytes", code(rel), maxFileBytes)
	}
	return content, nil
}

// locate finds the file below dir whose path ends most like the frame's. Deployed paths have other beginnings (/app, webpack:///src), so the
// longest common end wins; when two files are equally good the answer would be a guess, and there is none.
func locate(dir string, f *protocol.Frame) (string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", fmt.Errorf("open the source directory: %w", err)
	}
	defer root.Close()
	names := [][]string{segments(f.Filename), segments(f.AbsPath)}
	for _, n := range names {
		rel := strings.Join(n, "/")
		if info, err := root.Lstat(filepath.FromSlash(rel)); rel != "" && err == nil && info.Mode().IsRegular() && !hidden(n) {
			return rel, nil
		}
	}
	best, length, ties, visited := "", 0, 0, 0
	err = fs.WalkDir(root.FS(), ".", func(p string, entry fs.DirEntry, err error) error {
		visited++
		if err != nil && p == "." {
			return err
		}
		if visited > maxWalk {
			return fs.SkipAll
		}
		if err != nil || p != "." && (hidden([]string{entry.Name()}) || entry.Name() == "node_modules") {
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		end := max(commonEnd(strings.Split(p, "/"), names[0]), commonEnd(strings.Split(p, "/"), names[1]))
		switch {
		case end > length:
			best, length, ties = p, end, 1
		case end == length && end > 0:
			ties++
		}
		return nil
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("search the source directory: %w", err)
	case length == 0:
		return "", errors.New("the source directory has no file of the frame's name")
	case ties > 1:
		return "", fmt.Errorf("the source directory has %d files that fit the frame equally well", ties)
	}
	return best, nil
}

// segments splits a frame's path (/srv/app/a.py, C:\app\a.cs, webpack:///./src/a.ts?x, https://host/a.js) into names. Dots are dropped,
// so that the result never climbs.
func segments(name string) []string {
	if scheme, rest, ok := strings.Cut(name, "://"); ok {
		name = rest
		if scheme == "http" || scheme == "https" {
			_, name, _ = strings.Cut(rest, "/")
		}
		name, _, _ = strings.Cut(name, "?")
	}
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '\\' || r == 0 })
	return slices.DeleteFunc(parts, func(p string) bool { return p == "." || p == ".." || strings.HasSuffix(p, ":") })
}

// hidden tells whether a path leads through a dot file: those hold settings and secrets, not stack frames.
func hidden(parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(p, ".") })
}

func commonEnd(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// findLine finds the crash line in today's file: at its number when nothing is known of its text, else the nearest line with that text.
func findLine(lines []string, f *protocol.Frame) int {
	if f.Line < 1 {
		return 0
	}
	want := strings.TrimSpace(f.ContextLine)
	for shift := 0; shift <= maxShift; shift++ {
		for _, n := range []int{f.Line - shift, f.Line + shift} {
			if n >= 1 && n <= len(lines) && (want == "" || strings.TrimSpace(lines[n-1]) == want) {
				return n
			}
		}
		if want == "" {
			return 0
		}
	}
	return 0
}

// numbered writes lines with their numbers; first is the number of lines[0].
func numbered(lines []string, first, marked int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		mark := " "
		if first+i == marked {
			mark = ">"
		}
		out[i] = fmt.Sprintf("%s %5d | %s", mark, max(0, first+i), cut(l, maxLineWidth))
	}
	return out
}
