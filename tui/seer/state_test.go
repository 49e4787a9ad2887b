package seer

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/seertest"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
	"vedette/tui/widget"
)

// TestQuestionsWithOptions: each is asked by itself, and the answers go together.
func TestQuestionsWithOptions(t *testing.T) {
	play := seertest.Story()
	play["root_cause"] = []seertest.Frame{{Status: "awaiting_user_input", Blocks: []string{seertest.Block("root_cause", "Two questions")},
		Pending: `{"id":"q","input_type":"ask_user_question","data":{"questions":[{"question":"Which unit?","options":[{"label":"Cents","description":"integers"},{"label":"Euros"}]},{"question":"May it change?"}]}}`}}
	w := played(t, &seertest.Server{Play: play}, nil)
	d := w.panel(t)
	d.Do(command.Fix)
	d.Choose('r')
	d.Has("[?] root cause", "1. Which unit?", "- Cents: integers")
	d.Do(command.AnswerFix)
	if _, asked := d.Asked(); !strings.Contains(asked, "Which unit?") || !strings.Contains(asked, "2  Euros") || !strings.Contains(asked, "write another answer") {
		t.Fatalf("asked:\n%s", asked)
	}
	d.Choose('2')
	if _, asked := d.Asked(); !strings.Contains(asked, "May it change?") || len(w.seer.Starts()) != 1 {
		t.Fatalf("asked:\n%s", asked)
	}
	answer(t, d, "yes,\nbut keep the name")
	starts := w.seer.Starts()
	if last := starts[len(starts)-1]; len(starts) != 2 || last["user_context"] != "Which unit? Euros\nMay it change? yes,\nbut keep the name" {
		t.Errorf("%d starts, the last %v", len(starts), last)
	}
}

// TestWhatCanBeDoneNext is told for each state of a run.
func TestWhatCanBeDoneNext(t *testing.T) {
	made := ops.SeerRun{Status: "completed", Plan: &sentryapi.Solution{}, Patches: []ops.FilePatch{{Path: text.From("a.go")}}}
	opened := made
	opened.PRs = []ops.PullRequest{{Repo: text.From("acme/shop"), Number: 7, URL: text.From("https://example.com/7")}}
	for _, c := range []struct {
		name  string
		run   *ops.SeerRun
		first command.ID
		words string
	}{
		{"none", nil, command.Fix, "start a run"},
		{"at work elsewhere", &ops.SeerRun{Status: "processing"}, command.Fix, "follow"},
		{"asks", &ops.SeerRun{Status: "awaiting_user_input"}, command.AnswerFix, "answer"},
		{"failed", &ops.SeerRun{Status: "error"}, command.NewFix, "new run"},
		{"canceled", &ops.SeerRun{Status: "canceled"}, command.NewFix, "new run"},
		{"a plan", &ops.SeerRun{Status: "completed", Plan: &sentryapi.Solution{}}, command.Fix, "go on"},
		{"code", &made, command.Fix, "apply, pull request"},
		{"pull requests", &opened, command.FixMenu, "link, feedback, more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			runs := screen.NewRuns(t.Context())
			p := New(screen.Env{Runs: runs, Tasks: screen.NewEnv(t.Context(), 1, screen.Env{}).Tasks, Keys: command.Usual()}, "acme", func() ops.Issue { return shop7 })
			p.loaded = true
			if c.run != nil {
				runs.Keep("acme", shop7, ops.GetSeerRunOut{Run: c.run}, screentest.Now)
			}
			ids, words := p.Next()
			if ids[0] != c.first || words[c.first] != c.words {
				t.Errorf("%s %q", ids[0], words[ids[0]])
			}
			if c.run != nil && len(c.run.PRs) > 0 {
				if all := links(c.run); len(all) != 1 || all[0].url.Raw() != "https://example.com/7" {
					t.Errorf("links %v", all)
				}
			}
		})
	}
}

// TestLongLinesOfADiffGoOnBelow: nothing of them is lost, whatever is wide.
func TestLongLinesOfADiffGoOnBelow(t *testing.T) {
	code := "price := 日本語 + " + strings.Repeat("語x", 30)
	theme, err := themes.Load(themes.Dark)
	if err != nil {
		t.Fatal(err)
	}
	f := ops.FilePatch{Path: text.From("a.go"), Diff: text.From("@@ -0,0 +1 @@\n+" + code + "\n\\ No newline at end of file\n")}
	tasks := screen.NewEnv(t.Context(), 1, screen.Env{}).Tasks
	for _, width := range []int{20, 31, 80} {
		made := screen.Run(tasks, renderTask, render, sought{run: ops.SeerRun{Patches: []ops.FilePatch{f}}, paint: widget.NewPaint(theme, false), width: width})().(screen.Loaded[findings])
		if made.Err != nil {
			t.Fatal(made.Err)
		}
		got := ""
		for _, l := range made.Out.files[0][1:] {
			if widget.Width(l) > width {
				t.Errorf("%d: %q", width, l)
			}
			if plain := ansi.Strip(l); strings.HasPrefix(plain, "  + ") {
				got += plain[4:]
			}
		}
		if got != code {
			t.Errorf("at %d it reads\n%s, want\n%s", width, got, code)
		}
	}
}

// TestFilesFold, each by itself.
func TestFilesFold(t *testing.T) {
	w := played(t, &seertest.Server{Play: seertest.Story()}, nil)
	d := w.panel(t)
	d.Do(command.Fix)
	d.Choose('c')
	d.Has("Changes  1 file +1 -1", "def total(items):")
	p := d.Screen.(*host).Panel
	sheet := p.Draw(d.Screen.(*host).size.Paint, 100)
	sheet.Marks[len(sheet.Marks)-1].Act()
	d.Lacks("def total(items):")
	d.Has("shop/cart.py +1 -1")
}
