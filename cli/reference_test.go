package cli_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/commands.md")

func TestReferenceIsAsCommitted(t *testing.T) {
	got := run(t, nil, nil, "man", "--markdown")
	path := filepath.Join("..", "docs", "commands.md")
	if *update {
		if err := os.WriteFile(path, []byte(got.out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got.exit != 0 {
		t.Fatal(err, got.err)
	}
	if strings.ReplaceAll(string(want), "\r\n", "\n") != got.out {
		t.Error("docs/commands.md is not what the program says; look at the difference after: go test ./cli -run Reference -update")
	}
}

func TestManPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man1")
	if got := run(t, nil, nil, "man", "--dir", dir); got.exit != 0 {
		t.Fatal(got.err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "vedette*.1"))
	if err != nil || len(files) < len(leaves()) {
		t.Fatalf("%d pages for %d commands (%v)", len(files), len(leaves()), err)
	}
	if got := run(t, nil, nil, "man", "no", "such"); got.exit != 2 {
		t.Errorf("exit %d for a command that is not there", got.exit)
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed: the pages were not formatted")
	}
	for _, f := range files {
		if out, err := exec.Command(groff, "-man", "-Tascii", "-ww", "-z", f).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", filepath.Base(f), err, out)
		}
	}
}
