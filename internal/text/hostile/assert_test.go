package hostile

import "testing"

func TestCorpusNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Corpus() {
		if c.Name == "" || seen[c.Name] {
			t.Errorf("name %q is empty or used twice", c.Name)
		}
		seen[c.Name] = true
	}
	if small := len(Small()); small == 0 || small >= len(seen) {
		t.Errorf("%d of %d cases are small", small, len(seen))
	}
}

// TestCorpusIsHostile guards the checks: what makes a text hostile must be seen by them.
func TestCorpusIsHostile(t *testing.T) {
	caught := 0
	for _, c := range Corpus() {
		if AssertTerminalSafe(c.Text, Lines) != nil {
			caught++
		}
	}
	if caught < 60 {
		t.Errorf("only %d of %d texts are seen to harm a terminal", caught, len(Corpus()))
	}
}

func TestAssertTerminalSafe(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		allow      []Allow
		safe       bool
	}{
		{"plain", "Error: naïve 漢字 😀 שלום", nil, true},
		{"replacement", "\uFFFD", nil, true},
		{"line", "a\nb", nil, false},
		{"lines", "a\nb", []Allow{Lines}, true},
		{"carriage return", "a\rb", []Allow{Lines, Colours}, false},
		{"colour", "\x1b[31;1ma\x1b[m", nil, false},
		{"colours", "\x1b[31;1ma\x1b[38:5:1m\x1b[m", []Allow{Colours}, true},
		{"cursor", "\x1b[2A", []Allow{Colours}, false},
		{"private sgr", "\x1b[?1m", []Allow{Colours}, false},
		{"unfinished sgr", "\x1b[31", []Allow{Colours}, false},
		{"hyperlink", "\x1b]8;;x\x07", []Allow{Lines, Colours}, false},
		{"c1", "\u009b", nil, false},
		{"not utf-8", "\x9b", nil, false},
		{"bidi", "\u202e", nil, false},
		{"joiner", "\u200d", nil, false},
		{"tag", "\U000E0041", nil, false},
		{"private use", "\ue0b0", nil, false},
		{"new emoji", "\U0001FAC6", nil, false},
		{"flag", "🇩🇪", nil, false},
		{"four marks", "a\u0301\u0301\u0301\u0301", nil, true},
		{"five marks", "a\u0301\u0301\u0301\u0301\u0301", nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := AssertTerminalSafe(tt.text, tt.allow...); (err == nil) != tt.safe {
				t.Errorf("safe %v, want %v: %v", err == nil, tt.safe, err)
			}
		})
	}
}

func TestAssertModelSafe(t *testing.T) {
	for _, tt := range []struct {
		text string
		safe bool
	}{
		{"a\tb\nc é 🇩🇪 \U0001FAC6", true},
		{"a\rb", false},
		{"\x1b", false},
		{"\x00", false},
		{"\u0085", false},
		{"\u2028", false},
		{"\u200b", false},
		{"\ufe0f", false},
		{"\U000E0041", false},
		{"\ue000", false},
		{"\uffff", false},
		{"\xff", false},
	} {
		if err := AssertModelSafe(tt.text); (err == nil) != tt.safe {
			t.Errorf("%q: safe %v, want %v: %v", tt.text, err == nil, tt.safe, err)
		}
	}
}
