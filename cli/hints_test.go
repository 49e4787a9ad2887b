package cli_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/shlex"
)

// prose are words that follow the program's name in a sentence.
var prose = []string{"beats", "can", "cannot", "does", "failed", "finds", "has", "is", "knows", "needs", "reads", "runs", "store", "talks"}

// wrongIn says what a command line names that does not exist; line begins
// behind the program's name and may go on as a sentence.
func wrongIn(all map[string]node, line string) string {
	words, err := shlex.Split(line)
	if err != nil { // half a quotation
		words = strings.Fields(line)
	}
	path := ""
	for n := 0; n < len(words); n++ {
		word, at := words[n], all[path]
		name, _, _ := strings.Cut(word, "=")
		takes, known := at.flags[name]
		switch {
		case word == "--":
			return ""
		case strings.HasPrefix(word, "-") && len(word) > 1 && !known:
			return fmt.Sprintf("vedette %s has no flag %s", path, word)
		case takes && name == word:
			n++
		case strings.HasPrefix(word, "-") || len(at.commands) == 0:
		case slices.Contains(at.commands, word):
			path = strings.TrimSpace(path + " " + word)
		case path == "" && slices.Contains(prose, word) || path == "local" && word == "analysis" || isPlaceholder(word) || path == "issue comment": // takes an issue as well
			return ""
		default:
			return fmt.Sprintf("vedette %s has no command %s", path, word)
		}
	}
	return ""
}

// isPlaceholder is true for COMMAND, $1 and "...".
func isPlaceholder(word string) bool {
	return strings.ContainsAny(word[:1], "$.…{<[\"'") || word == strings.ToUpper(word)
}

// commandsIn are the command lines within a text, without the program's name.
func commandsIn(text string) []string {
	var out []string
	for _, at := range regexp.MustCompile(`(?:^|[^\w./@-])vedette (?:[^\s])`).FindAllStringIndex(text, -1) {
		rest := text[at[1]-2:] // with the space: "vedette in a checkout" names no command
		if end := regexp.MustCompile("[`\n;)]|, |: | [(|&<>]|[.] | (or|and|in|for|with|at|to|as|that|shows|checks|while|when|is|lists) |[.,:]$").FindStringIndex(rest); end != nil {
			rest = rest[:end[0]]
		}
		if rest = strings.TrimSpace(rest); rest != "" {
			out = append(out, rest)
		}
	}
	return out
}

// folded is the text of a constant or a sum of them; what is known only at run
// time is X.
func folded(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return regexp.MustCompile(`%[+#]?[a-z]`).ReplaceAllString(s, "X")
		}
	case *ast.BinaryExpr:
		return folded(e.X) + folded(e.Y)
	case *ast.ParenExpr:
		return folded(e.X)
	}
	return "X"
}

// TestEveryHintNamesACommandThatExists reads all texts of the program.
func TestEveryHintNamesACommandThatExists(t *testing.T) {
	all, found := tree(t), 0
	for _, root := range []string{"../cli", "../cmd", "../internal", "../mcpserve", "../tui"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				switch e.(type) {
				case *ast.BasicLit, *ast.BinaryExpr:
				default:
					return true
				}
				for _, line := range commandsIn(folded(e)) {
					found++
					if wrong := wrongIn(all, line); wrong != "" {
						t.Errorf("%s: %s: %q", files.Position(e.Pos()), wrong, line)
					}
				}
				return false
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 300 {
		t.Errorf("only %d command lines found in the program", found)
	}
}

// TestEveryPageNamesCommandsThatExist reads what the documentation shows as
// code.
func TestEveryPageNamesCommandsThatExist(t *testing.T) {
	all := tree(t)
	pages := []string{"../README.md"}
	for _, pattern := range []string{"../docs/*.md", "../docs/*/*.md", "../internal/ops/docs/*.md"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, more...)
	}
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range regexp.MustCompile("(?s)```.*?```|`[^`\n]+`").FindAllString(string(data), -1) {
			for line := range strings.SplitSeq(strings.Trim(code, "`"), "\n") {
				line, _, _ = strings.Cut(line, " #")
				if strings.Contains(line, "mcp-inspector ") { // its own flags are behind ours
					line, _, _ = strings.Cut(line, " --method")
				}
				for _, line := range commandsIn(line) {
					if wrong := wrongIn(all, line); wrong != "" {
						t.Errorf("%s: %s: %q", page, wrong, line)
					}
				}
			}
		}
	}
}

// TestEveryExampleParses: an example of the help, pasted, is a command line that
// every command on it understands.
func TestEveryExampleParses(t *testing.T) {
	within := regexp.MustCompile(`[$<]\(([^)]*)\)`) // another command's output
	env := map[string]string{"HOME": t.TempDir()}
	for path := range leaves() {
		for _, example := range section(run(t, nil, env, append(strings.Fields(path), "--help")...).out, "EXAMPLES") {
			line := within.ReplaceAllString(example, "X")
			for _, inner := range within.FindAllStringSubmatch(example, -1) {
				line += " | " + inner[1]
			}
			words, err := shlex.Split(line)
			if err != nil {
				t.Errorf("%s: %q: %v", path, example, err)
			}
			seen := 0
			for len(words) > 0 {
				end := slices.IndexFunc(words, func(w string) bool { return slices.Contains([]string{"|", "<", ">", "&&"}, w) })
				if end < 0 {
					end = len(words)
				}
				if at := slices.Index(words[:end], "vedette"); at >= 0 {
					seen++
					if got := run(t, nil, env, append([]string{"--version"}, words[at+1:end]...)...); got.out != "vedette 1.2.3\n" {
						t.Errorf("%s: %q: %q", path, example, got.err)
					}
				}
				words = words[min(end+1, len(words)):]
			}
			if seen == 0 {
				t.Errorf("%s: no command in %q", path, example)
			}
		}
	}
}
