package dsn

import (
	"bytes"
	"path/filepath"
	"strings"
)

// comments says how a language marks what is not code.
type comments struct {
	line        []string // to the end of the line
	open, close string   // block
}

// commentsOf is by the extension of a file's name. Files that it does not know
// are not looked into: ok is false.
func commentsOf(name string) (c comments, ok bool) {
	switch strings.ToLower(strings.TrimPrefix(filepath.Ext(name), ".")) {
	case "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "go", "java", "kt", "kts", "groovy", "gradle", "scala", "cs", "fs", "rs", "swift",
		"m", "mm", "c", "h", "cc", "cpp", "hpp", "dart", "php":
		return comments{line: []string{"//"}, open: "/*", close: "*/"}, true
	case "py":
		return comments{line: []string{"#"}, open: `"""`, close: `"""`}, true
	case "rb", "ex", "exs", "sh", "ps1", "pl", "yml", "yaml", "toml", "cfg", "conf", "env", "properties":
		return comments{line: []string{"#"}}, true
	case "ini":
		return comments{line: []string{"#", ";"}}, true
	case "lua":
		return comments{line: []string{"--"}}, true
	case "html", "vue", "svelte", "astro", "xml", "plist", "config":
		return comments{line: []string{"//"}, open: "<!--", close: "-->"}, true
	case "json":
		return comments{}, true
	}
	return comments{}, false
}

// found is a DSN and its line, from 1.
type found struct {
	dsn  DSN
	line int
}

// scan finds the DSNs of a file that are not in comments.
func scan(data []byte, c comments) []found {
	if !bytes.Contains(data, []byte("@")) || !bytes.Contains(data, []byte("://")) || bytes.IndexByte(data, 0) >= 0 {
		return nil
	}
	var out []found
	inBlock := false
	for n, line := 1, ""; len(data) > 0; n++ {
		line, data = cutLine(data)
		code := ""
		code, inBlock = c.strip(line, inBlock)
		for _, d := range inLine(code) {
			out = append(out, found{d, n})
		}
	}
	return out
}

func cutLine(data []byte) (string, []byte) {
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	const maxLine = 64 << 10 // of a minified file, its begin
	return string(line[:min(len(line), maxLine)]), rest
}

// strip leaves out a line's comments. A "//" after a colon belongs to an
// address, and a comment mark must stand at the begin or after a space.
func (c comments) strip(line string, inBlock bool) (code string, still bool) {
	for {
		if inBlock {
			_, rest, ends := strings.Cut(line, c.close)
			if !ends {
				return code, true
			}
			line, inBlock = rest, false
		}
		at, block := len(line), false
		for _, mark := range c.line {
			at = min(at, markAt(line, mark))
		}
		if c.open != "" {
			if n := strings.Index(line, c.open); n >= 0 && n < at {
				at, block = n, true
			}
		}
		code += line[:at]
		if !block {
			return code, false
		}
		line, inBlock = line[at+len(c.open):], true
	}
}

// markAt is where a line comment begins, else the length of the line.
func markAt(line, mark string) int {
	for from := 0; ; {
		n := strings.Index(line[from:], mark)
		if n < 0 {
			return len(line)
		}
		at := from + n
		if strings.TrimSpace(line[:at]) == "" || line[at-1] == ' ' || line[at-1] == '\t' {
			return at
		}
		from = at + len(mark)
	}
}

// inLine finds the DSNs in a piece of code.
func inLine(code string) []DSN {
	var out []DSN
	for rest := code; ; {
		n := strings.Index(rest, "://")
		if n < 0 {
			return out
		}
		begin := n
		for begin > 0 && rest[begin-1] >= 'a' && rest[begin-1] <= 'z' {
			begin--
		}
		end := n + len("://")
		for end < len(rest) && inAddress(rest[end]) {
			end++
		}
		if strings.Contains(rest[n:end], "@") {
			if d, err := Parse(rest[begin:end]); err == nil {
				out = append(out, d)
			}
		}
		rest = rest[end:]
	}
}

func inAddress(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte(".-_:/@[]", b) >= 0
}
