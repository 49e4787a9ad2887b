package text

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text/hostile"
)

func TestString(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "TypeError: x is undefined", "TypeError: x is undefined"},
		{"colour removed whole", "\x1b[1;31mError\x1b[0m here", "Error here"},
		{"unfinished sequence stays visible", "a\x1b[31", "a[31"},
		{"unfinished string hides nothing", "a\x1b]0;title and more", "a]0;title and more"},
		{"string ended by newline hides nothing", "\x1b]0;a\nb\x07c", "]0;a bc"},
		{"clipboard", "x\x1b]52;c;QQ==\x07y", "xy"},
		{"hyperlink keeps its label", "\x1b]8;;http://e.example\x1b\\label\x1b]8;;\x1b\\", "label"},
		{"c1 csi", "\u009b31mred", "red"},
		{"c1 byte", "a\x9b31m", "a\uFFFD31m"},
		{"c1 string ended by c1", "a\u009d0;t\u009cb", "ab"},
		{"charset", "\x1b(0x\x1b(B", "x"},
		{"line breaks", "a\r\nb\nc\rd\te", "a b c d e"},
		{"run of breaks", "a\n\n\t\nb", "a b"},
		{"spaces stay", "a  b", "a  b"},
		{"invalid utf-8", "a\xff\xc0\xafb", "a\uFFFD\uFFFD\uFFFDb"},
		{"bidi", "user\u202etxt.exe", "usertxt.exe"},
		{"tags", "ok\U000E0049\U000E0047", "ok"},
		{"family falls apart", "👨‍👩‍👧", "👨👩👧"},
		{"skin tone", "👍🏽", "👍"},
		{"flag as letters", "🇩🇪", "DE"},
		{"emoji after 13", "\U0001FAC6", "\uFFFD"},
		{"emoji of 13", "\U0001FAC2", "\U0001FAC2"},
		{"variation selector", "❤️", "❤"},
		{"private use", "\ue0b0", "\uFFFD"},
		{"no-break space", "a\u00a0b\u3000c", "a b c"},
		{"five marks", "a\u0301\u0302\u0303\u0304\u0305b", "a\u0301\u0302\u0303\u0304b"},
		{"leading mark", "\u0301a", "\u25cc\u0301a"},
		{"hindi", "क्षत्रिय त्रुटि", "क्षत्रिय त्रुटि"},
		{"thai", "ทำงาน", "ทำงาน"},
		{"korean decomposed", "\u1112\u1161\u11ab\u1100\u1173\u11af \u1100\u1161", "한글 가"},
		{"lone hangul letters", "\u1100\u1100\u1161\u1161\u11a8", "\uFFFD가\uFFFD\uFFFD"},
		{"hebrew", "שָׁלוֹם", "שָׁלוֹם"},
		{"vietnamese decomposed", "tie\u0302\u0301ng", "tie\u0302\u0301ng"},
		{"burmese", "မြန်မာ", "မြန်မာ"},
		{"tamil", "பிழை ஏற்பட்டது", "பிழை ஏற்பட்டது"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := From(tt.in).String(); got != tt.want {
				t.Errorf("String() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"empty", "", nil},
		{"one", "a", []string{"a"}},
		{"final break", "a\nb\n", []string{"a", "b"}},
		{"windows and old breaks", "a\r\nb\rc\u2028d", []string{"a", "b", "c", "d"}},
		{"empty lines kept", "a\n\n\nb", []string{"a", "", "", "b"}},
		{"tabs", "\ta\tbcd\te\tfghi\tj", []string{"    a   bcd e   fghi    j"}},
		{"tab after wide", "漢\tx\n\ty", []string{"漢  x", "    y"}},
		{"marks at line start", "a\n\u0301b", []string{"a", "\u25cc\u0301b"}},
		{"colour", "\x1b[31ma\nb\x1b[0m", []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := From(tt.in).Lines()
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
				t.Errorf("Lines() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestModel(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"layout kept", "a\tb\n  c", "a\tb\n  c"},
		{"line breaks", "a\r\nb\rc\u0085d", "a\nb\nc\nd"},
		{"hidden instruction", "ok\U000E0049\U000E0067", "ok"},
		{"zero width", "pass\u200bword\ufeff", "password"},
		{"sequences", "\x1b[8mhidden\x1b[0m\x1b]0;unseen\x07", "hidden"},
		{"private use", "a\ue0b0\U000F0000b", "ab"},
		{"new emoji and flags kept", "\U0001FAC6🇩🇪", "\U0001FAC6🇩🇪"},
		{"invalid", "a\xffb", "a\uFFFDb"},
		{"noncharacter", "a\ufffe\ufdd0b", "ab"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := From(tt.in).Model(); got != tt.want {
				t.Errorf("Model() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestModelLimit(t *testing.T) {
	for _, tt := range []struct {
		name  string
		in    string
		limit int
		want  string
	}{
		{"fits", strings.Repeat("x", 100), 100, strings.Repeat("x", 100)},
		{"cut", strings.Repeat("x", 101), 100, strings.Repeat("x", 100-cutMarkRoom) + "\n[cut: 39 bytes more]"},
		{"between runes", strings.Repeat("é", 51), 100, strings.Repeat("é", 31) + "\n[cut: 40 bytes more]"},
		{"dropped bytes do not count", strings.Repeat("\x1b[m", 100) + "x", 100, "x"},
		{"least limit", strings.Repeat("x", 1000), 0, "\n[cut: 1000 bytes more]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := From(tt.in).ModelN(tt.limit)
			if got != tt.want {
				t.Errorf("ModelN(%d) = %q, want %q", tt.limit, got, tt.want)
			}
			if len(got) > max(tt.limit, cutMarkRoom) {
				t.Errorf("%d bytes", len(got))
			}
		})
	}
	if cutMarkRoom != 38 {
		t.Fatalf("the cases above are written for a mark of 38 bytes, not %d", cutMarkRoom)
	}
}

func TestCorpusForms(t *testing.T) {
	for _, c := range hostile.Corpus() {
		t.Run(c.Name, func(t *testing.T) { checkForms(t, c.Text) })
	}
}

// checkForms checks every form of one text: safe for its reader, and its own fixed point.
func checkForms(t *testing.T, s string) {
	t.Helper()
	u := From(s)
	line := u.String()
	terminalSafe(t, "String", line)
	if again := From(line).String(); again != line {
		t.Errorf("String is no fixed point: %q then %q", line, again)
	}
	for _, l := range u.Lines() {
		terminalSafe(t, "Lines", l)
		if again := From(l).String(); again != l {
			t.Errorf("a line is no fixed point: %q then %q", l, again)
		}
	}
	model := u.Model()
	if err := hostile.AssertModelSafe(model); err != nil {
		t.Errorf("Model: %v", err)
	}
	if len(model) > DefaultModelLimit {
		t.Errorf("Model is %d bytes", len(model))
	}
	if again := From(model).Model(); again != model {
		t.Errorf("Model is no fixed point: %q then %q", model, again)
	}
	for _, width := range []int{0, 1, 2, 10, 80} {
		cut := u.Cut(width)
		terminalSafe(t, "Cut", cut)
		if w := ansi.StringWidth(cut); w > width {
			t.Errorf("Cut(%d) = %q, %d cells wide", width, cut, w)
		}
		if want := ansi.Truncate(line, width, "…"); cut != want {
			t.Errorf("Cut(%d) = %q, but String cut is %q", width, cut, want)
		}
	}
	word := WordOf(s)
	terminalSafe(t, "Word", string(word))
	if again := WordOf(string(word)); again != word || utf8.RuneCountInString(string(word)) > maxWordRunes {
		t.Errorf("Word %q, then %q", word, again)
	}
}

func terminalSafe(t *testing.T, form, s string) {
	t.Helper()
	if err := hostile.AssertTerminalSafe(s); err != nil {
		t.Errorf("%s: %v", form, err)
	}
}

// TestWidthsAgree goes through all of Unicode: the two ways of measuring that terminals use, by rune and by grapheme
// cluster, must agree on whatever String lets through. The known exceptions take a cell although they belong to the cluster before
// them: spacing marks of Indic scripts, and the letters of trailing.
func TestWidthsAgree(t *testing.T) {
	for r := range everyCharacter {
		if unicode.Is(unicode.Mc, r) || unicode.Is(trailing, r) || !unicode.IsGraphic(r) {
			continue
		}
		for _, s := range []string{string(r), "a" + string(r) + "b", "漢" + string(r) + string(r)} {
			shown := From(s).String()
			byRune, byCluster := ansi.StringWidthWc(shown), ansi.StringWidth(shown)
			if byRune != byCluster {
				t.Fatalf("%U in %q: %d cells by rune, %d by cluster", r, shown, byRune, byCluster)
			}
		}
	}
}

// everyCharacter is all of Unicode, with samples only of the long uniform ranges: Han, syllables, private use, and
// planes without characters.
func everyCharacter(yield func(rune) bool) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		uniform := r > 0x3500 && r < 0x9f00 || r > 0xac00 && r < 0xf800 || r > 0x20000 && r < 0xe0000 || r > 0xe0200
		if uniform && r%61 != 0 && r&0xffff < 0xfff0 {
			continue
		}
		if !yield(r) {
			return
		}
	}
}

// TestEveryCharacterIsSafe goes through all of Unicode with the checks that share no code with the filters.
func TestEveryCharacterIsSafe(t *testing.T) {
	for r := range everyCharacter {
		u := From("a" + string(r))
		if err := hostile.AssertTerminalSafe(u.String()); err != nil {
			t.Fatalf("String of %U: %v", r, err)
		}
		if err := hostile.AssertModelSafe(u.Model()); err != nil {
			t.Fatalf("Model of %U: %v", r, err)
		}
	}
}

func TestFormatting(t *testing.T) {
	u := From("a\x1b[31mb\x1b]0;x\x07\x9b")
	const want = "ab\uFFFD"
	for _, verb := range []string{"%s", "%v", "%+v"} {
		if got := fmt.Sprintf(verb, u); got != want {
			t.Errorf("%s gives %q", verb, got)
		}
	}
	for _, verb := range []string{"%#v", "%d", "%q", "%x", "%5.1f"} {
		terminalSafe(t, verb, fmt.Sprintf(verb, u))
	}
	if got := fmt.Sprintf("%6s|", From("ab")); got != "    ab|" {
		t.Errorf("width is ignored: %q", got)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "title", u)
	if err := hostile.AssertTerminalSafe(log.String(), hostile.Lines); err != nil {
		t.Errorf("log record: %v", err)
	}
}

func TestJSON(t *testing.T) {
	type wire struct {
		Title Untrusted            `json:"title,omitzero"`
		Level Word                 `json:"level,omitempty"`
		Tags  map[Word]Untrusted   `json:"tags,omitempty"`
		More  map[string]Untrusted `json:"more,omitempty"`
	}
	for _, tt := range []struct{ name, in, title, level string }{
		{"strings", `{"title":"a\u001b[31m","level":"error\u001b"}`, "a\x1b[31m", "error"},
		{"numbers", `{"title":1.50,"level":42}`, "1.50", "42"},
		{"booleans", `{"title":true,"level":false}`, "true", "false"},
		{"null", `{"title":null,"level":null}`, "", ""},
		{"object", `{"title":{"a": [1, 2]},"level":[ 1 ]}`, `{"a":[1,2]}`, "[1]"},
		{"missing", `{}`, "", ""},
		{"lone surrogate", `{"title":"\ud800x"}`, "\uFFFDx", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got wire
			if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
				t.Fatal(err)
			}
			if got.Title.Raw() != tt.title || string(got.Level) != tt.level {
				t.Errorf("got %q and %q", got.Title.Raw(), got.Level)
			}
		})
	}
	var got wire
	if err := json.Unmarshal([]byte(`{"tags":{"k\u001b":"v"}}`), &got); err != nil || got.Tags["k"] != From("v") {
		t.Errorf("tags %q, %v", got.Tags, err)
	}
	if err := json.Unmarshal([]byte(`{"title":"a`), &got); err == nil {
		t.Error("broken JSON was accepted")
	}
	for _, data := range []string{"", " ", "nul", `"a`, "{"} {
		if err := new(Untrusted).UnmarshalJSON([]byte(data)); err == nil {
			t.Errorf("%q was accepted", data)
		}
	}
	empty, err := json.Marshal(wire{})
	if err != nil || string(empty) != "{}" {
		t.Errorf("zero value is %s, %v", empty, err)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	for _, c := range hostile.Corpus() {
		t.Run(c.Name, func(t *testing.T) { checkRoundTrip(t, c.Text) })
	}
}

func checkRoundTrip(t *testing.T, s string) {
	t.Helper()
	data, err := json.Marshal(From(s))
	if err != nil {
		t.Fatal(err)
	}
	var back Untrusted
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if want := string([]rune(s)); back.Raw() != want {
		t.Errorf("%q came back as %q", s, back.Raw())
	}
}

func TestStringDoesNotCopyASCII(t *testing.T) {
	u := From("TypeError: Cannot read properties of undefined (reading 'id')")
	if n := testing.AllocsPerRun(100, func() { _ = u.String() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzForms(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkForms(t, s)
		checkRoundTrip(t, s)
	})
}

func BenchmarkString(b *testing.B) {
	for _, bb := range []struct{ name, in string }{
		{"ascii", "TypeError: Cannot read properties of undefined (reading 'id')"},
		{"mixed", "Échec: \x1b[31m日本語\x1b[0m не найдено 👩🏽‍💻 (id=42)"},
		{"megabyte", strings.Repeat("naïve café ", 1<<20/13)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			u := From(bb.in)
			b.SetBytes(int64(u.Len()))
			b.ReportAllocs()
			for b.Loop() {
				_ = u.String()
			}
		})
	}
}
