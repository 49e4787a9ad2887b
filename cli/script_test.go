package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vedette/internal/seertest"
)

// TestScripts runs every script of testdata/script against the real program
// in a process of its own.
func TestScripts(t *testing.T) {
	demo(t)
	server := newFake(t)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_CACHE_HOME", os.Getenv(cacheVariable))
			e.Setenv("FAKE", server.URL)
			e.Setenv("PAGER", "cat")
			seer := (&seertest.Server{Play: seertest.Story()}).Start()
			e.Defer(seer.Close)
			e.Setenv("SEER", seer.URL)
			return nil
		},
	})
}
