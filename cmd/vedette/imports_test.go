package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is one folder of the house: which other rooms it may use, and why not
// the rest.
type room struct {
	may []string
	why string
}

// rooms is the house's import rule. A folder that is not listed is a room of
// its nearest listed parent.
func rooms() map[string]room {
	return map[string]room{
		"cmd/vedette": {may: []string{"*"}, why: ""},
		"cli": {may: []string{"internal/ops", "internal/checkout", "internal/agentconfig", "internal/render", "internal/config", "internal/recent", "internal/text"},
			why: "a face turns flags into an operation's input and its result into output; it reaches Sentry only through ops, and other faces only through functions that cmd hands it"},
		"tui": {may: []string{"internal/ops", "internal/render", "themes", "internal/text"},
			why: "a face draws what operations return; with the client or the backend in reach, screens would grow their own rules"},
		"tui/screen/screentest": {may: []string{"tui", "themes", "internal/ops", "internal/sentryapi", "internal/text"},
			why: "a test of a screen needs the screen and a server to ask, and no other face"},
		"mcpserve": {may: []string{"internal/ops", "internal/text"},
			why: "a face offers the operations as tools; what it could do alone, the other faces could not"},
		"internal/render": {may: []string{"themes", "internal/text"}, why: "it shows documents; what they say is decided in ops"},
		"internal/local": {may: []string{"internal/filelock", "internal/local/analysis", "internal/local/api", "internal/local/demo", "internal/local/ingest", "internal/local/store"},
			why: "it is a server and is reached only as one: a direct call would let the embedded backend behave unlike Sentry"},
		"internal/local/protocol":  {why: "what SDKs send is a fact about the wire; what becomes of it is decided elsewhere"},
		"internal/local/query":     {why: "a language, independent of what it is asked of"},
		"internal/local/explore":   {may: []string{"internal/local/query"}, why: "a language too: what a table is asked for, however it is kept"},
		"internal/local/demo":      {why: "recorded requests; it reaches the backend as any sender does"},
		"internal/local/grouping":  {may: []string{"internal/local/protocol"}, why: "an event's group depends on the event alone"},
		"internal/local/ownership": {may: []string{"internal/local/protocol"}, why: "rules are text that a person wrote; it is read and applied the same everywhere"},
		"internal/local/schedule":  {may: []string{"internal/local/protocol"}, why: "when a job was due follows from its schedule and its check-ins alone"},
		"internal/local/profile":   {why: "sums over samples, whoever keeps them"},
		"internal/local/health":    {may: []string{"internal/local/store"}, why: "it adds up what it is given"},
		"internal/local/store":     {may: []string{"internal/local/explore", "internal/local/ownership", "internal/local/protocol", "internal/local/query"}, why: "it keeps and finds; it neither takes requests nor answers them"},
		"internal/local/ingest":    {may: []string{"internal/local/grouping", "internal/local/ownership", "internal/local/protocol", "internal/local/store"}, why: "intake must not wait for anything that reads"},
		"internal/local/api": {may: []string{"internal/local/analysis", "internal/local/explore", "internal/local/grouping", "internal/local/health", "internal/local/ownership", "internal/local/profile", "internal/local/protocol", "internal/local/query", "internal/local/schedule", "internal/local/store"},
			why: "it speaks Sentry's wire and must not share the client's types: a mistake in one would hide in the other"},
		"internal/local/analysis":  {may: []string{"internal/local/protocol", "internal/text"}, why: "it reasons on evidence that it is given"},
		"internal/sentryapi/cache": {may: []string{"internal/sentryapi"}, why: "it keeps the client's answers and knows nothing of what they say"},
		"internal/ops":             {may: []string{"internal/searchquery", "internal/sentryapi", "internal/text"}, why: "operations know the client, and no face and no backend"},
		"internal/observe":         {may: []string{"internal/ops"}, why: "it watches operations and whatever names its work; it takes part in none"},
		"internal/searchquery":     {may: []string{"internal/text"}, why: "what Sentry's servers accept is a fact about them, and not what our backend does with it"},
		"internal/sentryapi":       {may: []string{"internal/text"}, why: "the client speaks Sentry's API and knows nothing above it"},
		"internal/text":            {why: "a leaf: everything depends on it"},
		"internal/filelock":        {why: "a leaf: what holds for processes holds for whatever they do"},
		"internal/recent":          {why: "a leaf: it keeps names and knows nothing of what they name"},
		"internal/checkout":        {why: "a leaf: it knows git and a directory, and not where a diff comes from"},
		"internal/seertest":        {why: "a stand-in for Seer's endpoints; sharing the client's types would hide the client's mistakes"},
		"internal/agentconfig":     {may: []string{"internal/config", "internal/tomledit"}, why: "other programs' files; what stands in an entry is decided by whoever asks for it"},
		"internal/tomledit":        {why: "a leaf: lines of a file, whatever they set"},
		"internal/config":          {may: []string{"internal/tomledit"}, why: "a leaf: settings are read before anything is built"},
		"internal/compare":         {why: "it runs programs and times them, ours like the others"},
		"internal/conformance":     {may: []string{"mcpserve"}, why: "fixtures of a test suite behind the transport; a real operation among them would be tested elsewhere, and better"},
		"internal/samples/capture": {may: []string{"internal/local/demo"}, why: "it writes the demo's history and needs that format only"},
		"internal/picture":         {why: "it draws what any terminal shows, ours like the others"},
		"internal/samples":         {why: "examples stand alone, as a user would write them"},
		"themes":                   {why: "data and its loader: looks at nothing in the house"},
	}
}

func TestImportRules(t *testing.T) {
	all := rooms()
	eachSource(t, func(rel string, imports []string) {
		from := roomOf(all, path.Dir(rel))
		if from == "" {
			t.Errorf("%s stands in no room of the house; the top-level folders are cmd, cli, tui, mcpserve, themes, internal", rel)
			return
		}
		for _, name := range imports {
			target, inHouse := strings.CutPrefix(name, "vedette/")
			if to := roomOf(all, target); inHouse && to != from && !allowed(all[from], to) {
				t.Errorf("%s imports %s: %s may not, because %s", rel, target, from, all[from].why)
			}
		}
	})
}

// TestSlowLibrariesHaveOneDoor: rendering a document or finding the language of
// a file takes longer than a frame. In the terminal interface one folder each
// does it, and refuses to outside of a task (screen.NeedTask).
func TestSlowLibrariesHaveOneDoor(t *testing.T) {
	doors := map[string][]string{
		"charm.land/glamour/v2":                  {"tui/markdown", "internal/render"},
		"github.com/alecthomas/chroma/v2/lexers": {"tui/event"},
	}
	used := map[string]bool{}
	eachSource(t, func(rel string, imports []string) {
		for _, name := range imports {
			used[name] = true
			if may := doors[name]; may != nil && !slices.Contains(may, path.Dir(rel)) {
				t.Errorf("%s imports %s: only %s may", rel, name, strings.Join(may, " and "))
			}
		}
	})
	for name := range doors {
		if !used[name] {
			t.Errorf("nobody imports %s", name)
		}
	}
}

// eachSource visits every Go file of the house but the tests: its path, with
// slashes, and what it imports.
func eachSource(t *testing.T, visit func(rel string, imports []string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, file)
		if d.IsDir() && rel != "." && isModule(file) {
			return filepath.SkipDir // somebody else's code, see docs/decisions
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && rel != ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		seen++
		visit(filepath.ToSlash(rel), importsOf(t, file))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Fatalf("only %d files were checked: the walk did not see the house", seen)
	}
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// importsOf are the packages that a file imports.
func importsOf(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, imp := range file.Imports {
		name, _ := strconv.Unquote(imp.Path.Value)
		out = append(out, name)
	}
	return out
}

func roomOf(all map[string]room, folder string) string {
	for folder != "." && folder != "" {
		if _, ok := all[folder]; ok {
			return folder
		}
		folder = filepath.ToSlash(filepath.Dir(folder))
	}
	return ""
}

func allowed(from room, to string) bool {
	for _, m := range from.may {
		if m == "*" || m == to {
			return true
		}
	}
	return false
}

func TestImportRuleSeesABreach(t *testing.T) {
	all := rooms()
	for _, breach := range [][2]string{{"cli", "internal/sentryapi"}, {"tui", "cli"}, {"internal/ops", "internal/local"}, {"internal/text", "internal/ops"}, {"mcpserve", "internal/local/store"}, {"internal/local/api", "internal/sentryapi"}, {"internal/local/query", "internal/local/store"}} {
		if allowed(all[breach[0]], roomOf(all, breach[1])) {
			t.Errorf("%s may import %s", breach[0], breach[1])
		}
	}
}
