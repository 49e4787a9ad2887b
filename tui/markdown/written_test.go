package markdown_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/themes"
	"vedette/tui/markdown"
	"vedette/tui/screen"
)

// TestWrittenMarkdownIsInert: people write comments, and terminals must not obey
// them.
func TestWrittenMarkdownIsInert(t *testing.T) {
	tasks := screen.NewEnv(t.Context(), 1, screen.Env{}).Tasks
	render := func(source string, theme *themes.Theme) ([]string, error) {
		page := markdown.Page{Doc: markdown.Written(text.From(source)), Width: 40, Theme: theme}
		got := screen.Run(tasks, "render", markdown.Lines, page)().(screen.Loaded[[]string])
		return got.Out, got.Err
	}
	theme, err := themes.Load(themes.Dark)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range hostile.Small() {
		for _, around := range []string{"%", "**%**", "[%](https://example.com)", "`%`", "```\n%\n```", "| % |\n|---|\n| x |"} {
			source := strings.ReplaceAll(around, "%", c.Text)
			lines, err := render(source, theme)
			if err != nil {
				t.Fatal(err)
			}
			if err := hostile.AssertTerminalSafe(strings.Join(lines, "\n"), hostile.Lines, hostile.Colours); err != nil {
				t.Errorf("%s in %q: %v", c.Name, around, err)
			}
		}
	}
	lines, err := render("**bold** and\n\n- a list", theme)
	if got := ansi.Strip(strings.Join(lines, "\n")); err != nil || strings.Contains(got, "**") || !strings.Contains(got, "a list") {
		t.Errorf("%q, %v", got, err)
	}
}
