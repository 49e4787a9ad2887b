package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/cli"
	"vedette/internal/render"
)

// The hint of a setting's error repeats the address that a repository names,
// and it reached the terminal as it was.
func TestHintOfAHostileRepositoryIsHarmless(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		streams, _, errs := render.Test("")
		a := app(streams, func(n string) string { return map[string]string{"SENTRY_AUTH_TOKEN": "t"}[n] }, connect(nil))
		a.Dir, a.Home = t.TempDir(), t.TempDir()
		file := `url = "https://evil%C2%9B31m%E2%80%AEx.example"`
		if err := os.WriteFile(filepath.Join(a.Dir, ".vedette.toml"), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"issue", "list"}
		if asJSON {
			args = append(args, "--json")
		}
		exit := cli.Run(t.Context(), a, args)
		if exit != 2 || !strings.Contains(errs.String(), "VEDETTE_URL=") || strings.ContainsAny(errs.String(), "\u009b\u202e") {
			t.Errorf("json %v: exit %d: %q", asJSON, exit, errs)
		}
	}
}
