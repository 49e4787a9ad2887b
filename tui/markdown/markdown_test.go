package markdown_test

import (
	"testing"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/markdown"
	"vedette/tui/screen"
)

// TestDocumentsAreRenderedInTasksOnly: rendering takes tens of milliseconds, and
// Update and View have one.
func TestDocumentsAreRenderedInTasksOnly(t *testing.T) {
	theme, err := themes.Load(themes.Dark)
	if err != nil {
		t.Fatal(err)
	}
	page := markdown.Page{Doc: text.Doc{}, Width: 80, Theme: theme}
	if _, err := markdown.Lines(t.Context(), page); err == nil {
		t.Error("rendered outside of a task")
	}
	tasks := screen.NewEnv(t.Context(), 1, screen.Env{}).Tasks
	if got := screen.Run(tasks, "render", markdown.Lines, page)().(screen.Loaded[[]string]); got.Err != nil {
		t.Error(got.Err)
	}
}
