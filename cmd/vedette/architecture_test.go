package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A reader who looks for a folder's duty finds it on the page: the one that
// stands there, or for parts of samples and copies, their folder's.
func TestThePageOfTheHouseNamesEveryRoom(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, top := range []string{"cmd", "cli", "tui", "mcpserve", "themes", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(root, path)
			rel = filepath.ToSlash(rel)
			if d.IsDir() && (d.Name() == "testdata" || rel == "internal/samples" || rel == "internal/third_party" || rel == "internal/text/hostile") {
				return filepath.SkipDir
			}
			folder := filepath.ToSlash(filepath.Dir(rel))
			if !d.IsDir() && strings.HasSuffix(rel, ".go") && !seen[folder] {
				seen[folder] = true
				if !strings.Contains(string(page), "`"+folder+"`") {
					t.Errorf("docs/ARCHITECTURE.md does not name %s", folder)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) < 70 {
		t.Fatalf("only %d folders were seen", len(seen))
	}
}

// A page that no other leads to is not read, and a link to nowhere is not
// followed twice.
func TestEveryPageIsLinkedAndEveryLinkLeadsSomewhere(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := filepath.Glob(filepath.Join(root, "docs", "decisions", "*.md"))
	if err != nil || len(pages) == 0 || len(decisions) == 0 {
		t.Fatalf("%d pages, %d decisions, %v", len(pages), len(decisions), err)
	}
	pages = append(append(pages, decisions...), filepath.Join(root, "README.md"))
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	linked := map[string]bool{filepath.Join(root, "README.md"): true}
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(content), -1) {
			to := filepath.Join(filepath.Dir(page), filepath.FromSlash(found[1]))
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s links to %s: %v", page, found[1], err)
			}
			linked[to] = linked[to] || to != page
		}
	}
	for _, page := range pages {
		if !linked[page] {
			t.Errorf("no page links to %s", page)
		}
	}
}
