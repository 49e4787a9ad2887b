package themes

import (
	"math"
	"strconv"
	"strings"
	"testing"

	glamour "charm.land/glamour/v2"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/charmbracelet/x/ansi"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryRoleIsReadable(t *testing.T) {
	backgrounds := map[string][]string{"dark": {"#000000", "#1e1e1e"}, "light": {"#ffffff", "#f5f5f5"}}
	for _, name := range (Library{}).Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range Roles() {
			look := theme.Look(role)
			if theme.Appearance == "terminal" { // its palette decides
				continue
			}
			if theme.Appearance == "none" {
				if look.FG != "" || look.BG != "" {
					t.Errorf("%s: %s has a colour", name, role)
				}
				continue
			}
			if look.BG != "" && role != Selection {
				t.Errorf("%s: %s paints a background", name, role)
			}
			want := 4.5
			if strings.HasPrefix(name, "high-contrast") {
				want = 7
			}
			behind := append(backgrounds[theme.Appearance], theme.Background)
			if on := theme.Look(Selection); role == Selection && !on.Reverse {
				behind = []string{on.BG}
			} else if !on.Reverse {
				behind = append(behind, on.BG)
			}
			for _, bg := range behind {
				if c := contrast(t, look.FG, bg); c < want {
					t.Errorf("%s: %s %s on %s has contrast %.2f, want %v", name, role, look.FG, bg, c, want)
				}
			}
		}
	}
}

// TestTheRowUnderTheCursorIsSeen: it is reversed, in one colour, or its
// background is told from the screen's.
func TestTheRowUnderTheCursorIsSeen(t *testing.T) {
	for _, name := range (Library{}).Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		on := theme.Look(Selection)
		if on.Reverse {
			for _, role := range Roles() {
				if got := theme.Selected(role).GetForeground(); got != theme.Selected(Selection).GetForeground() {
					t.Errorf("%s: %s makes a patchwork of a reversed row", name, role)
				}
			}
			continue
		}
		if c := contrast(t, on.BG, theme.Background); c < 1.1 {
			t.Errorf("%s: the selection %s on %s has contrast %.2f", name, on.BG, theme.Background, c)
		}
	}
}

func TestContrastIsMeasuredLikeWCAG(t *testing.T) {
	if c := contrast(t, "#000000", "#ffffff"); math.Abs(c-21) > 0.001 {
		t.Errorf("black on white: %v, want 21", c)
	}
	if c := contrast(t, "#777777", "#ffffff"); c >= 4.5 || c < 4.4 {
		t.Errorf("#777 on white: %v, want just under 4.5", c)
	}
}

func TestFilesAreReadStrictly(t *testing.T) {
	good, err := files.ReadFile("mono.toml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown role":     {"[roles]", "[roles]\nglow = {}", "unknown role glow"},
		"missing role":     {"muted     = { faint = true }", "", "role muted is missing"},
		"unknown setting":  {"{ reverse = true }", "{ reversed = true }", "unknown setting"},
		"not a colour":     {"info      = {}", `info = { fg = "blue" }`, `"blue" is not a colour`},
		"appearance":       {`"none"`, `"grey"`, "appearance must be"},
		"not TOML at all":  {"[roles]", "[roles", "test.toml:6: expected"},
		"colour too short": {"info      = {}", `info = { fg = "#12345g" }`, "is not a colour"},
	} {
		t.Run(name, func(t *testing.T) {
			data := strings.Replace(string(good), c.old, c.new, 1)
			if data == string(good) {
				t.Fatal("the case changes nothing")
			}
			if _, err := parse("test", data, Load); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
	if _, err := Load("nope"); err == nil || !strings.Contains(err.Error(), "dark, deuteranopia, dracula") {
		t.Errorf("unknown theme: %v, want the list of themes", err)
	}
}

// TestCodeFollowsTheTheme: code in documents has the theme's own colours, which the contrast test measured.
func TestCodeFollowsTheTheme(t *testing.T) {
	for _, name := range (Library{}).Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		style := styles.Get(theme.code())
		if theme.Appearance == "none" || theme.Appearance == "terminal" {
			continue
		}
		for token, role := range map[chroma.TokenType]Role{chroma.Keyword: Keyword, chroma.LiteralString: String, chroma.Comment: Comment, chroma.GenericInserted: Added, chroma.NameFunction: Function} {
			if got := style.Get(token).Colour.String(); got != theme.Look(role).FG {
				t.Errorf("%s: %s is %s, want the theme's %s %s", name, token, got, role, theme.Look(role).FG)
			}
		}
	}
}

func TestGlamourShowsMarkdownInEachTheme(t *testing.T) {
	const document = "# Root cause\n\nThe *price* is missing.\n\n- one\n\n```go\nfunc main() {}\n```\n"
	for _, name := range (Library{}).Names() {
		style, err := Glamour(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := glamour.NewTermRenderer(glamour.WithStyles(style), glamour.WithWordWrap(60))
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.Render(document)
		if err != nil {
			t.Fatal(err)
		}
		plain := ansi.Strip(out)
		for _, want := range []string{"Root cause", "The price", "• one", "func main() {}"} {
			if !strings.Contains(plain, want) {
				t.Errorf("%s: %q is missing in %q", name, want, plain)
			}
		}
		if coloured := strings.Contains(out, "38;") || name == "ansi16"; coloured == (name == Mono) {
			t.Errorf("%s: colours in the document: %v", name, coloured)
		}
		if strings.Contains(out, "48;") {
			t.Errorf("%s paints a background", name)
		}
	}
}
