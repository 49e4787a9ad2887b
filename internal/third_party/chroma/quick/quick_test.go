package quick

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
)

// The reason for this copy: importing it costs next to nothing. The runtime
// tells what each package's initialisation allocates; parsing one lexer or
// one style takes more than a hundred allocations.
func TestImportParsesNothing(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	initLine := regexp.MustCompile(`(?m)^init (\S+) @.* (\d+) bytes, (\d+) allocs$`)
	lines := initLine.FindAllStringSubmatch(string(out), -1)
	if len(lines) == 0 {
		t.Fatalf("no trace of initialisation in %q", out)
	}
	for _, line := range lines {
		if !strings.HasPrefix(line[1], "github.com/alecthomas/chroma/v2") {
			continue
		}
		size, _ := strconv.Atoi(line[2])
		allocs, _ := strconv.Atoi(line[3])
		if allocs > 50 || size > 32<<10 {
			t.Errorf("%s: %d allocations of %d bytes before first use", line[1], allocs, size)
		}
	}
}

// Run with -race: everything here is the first use of the registries.
func TestConcurrentFirstUse(t *testing.T) {
	sources := map[string]string{
		"go": "var a = `{{ .B }}`\n", "php": "<?php echo 1;\n", "phtml": "<a><?php echo 1; ?></a>\n",
		"html": "<script>let a = 1;</script>\n", "markdown": "---\na: b\n---\n```go\nvar a int\n```\n", "": "#!/bin/bash\nif true; then exit; fi\n",
	}
	// As glamour does: it reads Registry under its own lock, then registers.
	var registering sync.Mutex
	var wait sync.WaitGroup
	for range 4 {
		for lexer, source := range sources {
			wait.Go(func() {
				registering.Lock()
				if _, ok := styles.Registry["charm"]; !ok {
					styles.Register(chroma.MustNewStyle("charm", chroma.StyleEntries{chroma.Keyword: "#ff0000"}))
				}
				registering.Unlock()
				for _, style := range []string{"charm", "swapoff"} {
					var out strings.Builder
					if err := Highlight(&out, source, lexer, "terminal256", style); err != nil {
						t.Errorf("%s: %v", lexer, err)
					}
					if !strings.Contains(out.String(), "\x1b[") {
						t.Errorf("%s in %s: no colour in %q", lexer, style, out.String())
					}
				}
			})
		}
	}
	wait.Wait()
}
