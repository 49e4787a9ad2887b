package event

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

func paint(t testing.TB) widget.Paint {
	theme, err := themes.Load(themes.Dark)
	if err != nil {
		t.Fatal(err)
	}
	return widget.NewPaint(theme, false)
}

func eventOf(file string, code ...string) *ops.Event {
	f := ops.Frame{Filename: text.From(file), InApp: true, LineNo: 1}
	for n, c := range code {
		f.Context = append(f.Context, ops.SourceLine{No: n + 1, Code: text.From(c)})
	}
	return &ops.Event{Exceptions: []ops.Exception{{Type: text.From("E"), Frames: []ops.Frame{f}}}}
}

// coloured is Colour as a screen that lives as long as ctx runs it.
func coloured(ctx context.Context, in Plain) (Source, error) {
	done := screen.Run(screen.NewEnv(ctx, 1, screen.Env{}).Tasks, "colour", Colour, in)().(screen.Loaded[Source])
	return done.Out, done.Err
}

func TestColourIsRefusedOutsideOfATask(t *testing.T) {
	if _, err := Colour(t.Context(), Plain{Event: eventOf("a.py", "x"), Paint: paint(t)}); err == nil {
		t.Error("source was coloured")
	}
	if _, err := Highlight(t.Context(), paint(t), "a.py", []string{"x"}); err == nil {
		t.Error("lines were coloured")
	}
}

// TestColourWithoutAFilename: Go's SDK sends the absolute path alone.
func TestColourWithoutAFilename(t *testing.T) {
	e := eventOf("", "func main() {}")
	e.Exceptions[0].Frames[0].AbsPath = text.From("/srv/shop/main.go")
	source, err := coloured(t.Context(), Plain{Event: e, Paint: paint(t)})
	if err != nil || source[FrameID{}] == nil {
		t.Errorf("coloured %v, %v", source, err)
	}
}

func TestColourKeepsTheSource(t *testing.T) {
	code := []string{"def total(cart):", "    # no price", `    return "a" + 1`, "", `    """open`}
	for file, known := range map[string]bool{"cart.py": true, "cart.go": true, "cart.js": true, "cart.unknown": false, "": false} {
		source, err := coloured(t.Context(), Plain{Event: eventOf(file, code...), Paint: paint(t)})
		if err != nil {
			t.Fatal(err)
		}
		lines, ok := source[FrameID{}]
		if ok != known {
			t.Errorf("%q: coloured %v, want %v", file, ok, known)
		}
		for n := range lines {
			if n < len(code) && ansi.Strip(lines[n]) != code[n] {
				t.Errorf("%q line %d: %q, want %q", file, n, ansi.Strip(lines[n]), code[n])
			}
		}
	}
}

func TestColourStopsWithItsScreen(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if _, err := coloured(ctx, Plain{Event: eventOf("a.py", "x"), Paint: paint(t)}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want canceled", err)
	}
}

// FuzzColour: source comes from strangers too.
func FuzzColour(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add("a.py", c.Text)
		f.Add(c.Text, "x = 1")
	}
	p := paint(f)
	f.Fuzz(func(t *testing.T, file, code string) {
		e := eventOf(file, code, "end")
		source, err := coloured(t.Context(), Plain{Event: e, Paint: p})
		if err != nil {
			t.Fatal(err)
		}
		stack := Stack{Event: e, Expanded: CrashFrames(e), Source: source}
		sheet, _ := stack.Sheet(p, 60)
		if err := hostile.AssertTerminalSafe(drawn(sheet), hostile.Lines, hostile.Colours); err != nil {
			t.Error(err)
		}
	})
}

func TestBarIsAShare(t *testing.T) {
	p := paint(t)
	for share, want := range map[float64]string{0: "░░░░", 0.5: "██░░", 1: "████", 7: "████", -1: "░░░░"} {
		if got := Bar(p, share, 4); got != want {
			t.Errorf("%v is %q, want %q", share, got, want)
		}
	}
}

// TestLongFileNamesHaveNoLanguage: a stranger's name must not take seconds.
func TestLongFileNamesHaveNoLanguage(t *testing.T) {
	if languageOf(strings.Repeat("a", maxFileName)+".py") != nil {
		t.Error("a name longer than any file's has a language")
	}
	if languageOf("/srv/"+strings.Repeat("folder/", 100)+"cart.py") == nil {
		t.Error("a file in deep folders has no language")
	}
}
