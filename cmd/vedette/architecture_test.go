package main

import (
	"io/fs"
	"os"
	"path/filepath"
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
