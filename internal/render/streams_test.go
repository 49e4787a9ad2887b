package render

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"vedette/internal/text"
	"vedette/internal/text/hostile"
)

func TestColour(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		tty  bool
		want bool
	}{
		{nil, true, true}, {nil, false, false},
		{map[string]string{"NO_COLOR": "1"}, true, false}, {map[string]string{"NO_COLOR": ""}, true, true},
		{map[string]string{"CLICOLOR": "0"}, true, false}, {map[string]string{"CLICOLOR": "1"}, false, false},
		{map[string]string{"CLICOLOR_FORCE": "1"}, false, true}, {map[string]string{"CLICOLOR_FORCE": "0"}, false, false},
		{map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, true, false}, {map[string]string{"TERM": "dumb"}, true, false},
	} {
		s, _, _ := Test("")
		s.OutTTY, s.ErrTTY = c.tty, c.tty
		s.Configure(func(n string) string { return c.env[n] })
		if s.Color != c.want || s.ErrColor != c.want {
			t.Errorf("%v on a terminal=%v: %v", c.env, c.tty, s.Color)
		}
		s.NoColor()
		if s.Color || s.ErrColor {
			t.Error("NoColor leaves colour on")
		}
	}
}

func TestPagerAndBackgroundFromTheEnvironment(t *testing.T) {
	for _, c := range []struct{ pager, own, term, want string }{
		{"", "", "", "less"}, {"more -d", "", "", "more -d"}, {"more", "most", "", "most"}, {"cat", "", "", ""}, {" ", "", "", ""}, {"less", "", "dumb", ""},
	} {
		argv, extra := pagerFrom(func(n string) string {
			return map[string]string{"PAGER": c.pager, "VEDETTE_PAGER": c.own, "TERM": c.term}[n]
		})
		if strings.Join(argv, " ") != c.want || c.want != "" && !strings.Contains(strings.Join(extra, " "), "LESS=FRX") {
			t.Errorf("%+v: %q, %q", c, argv, extra)
		}
	}
	for v, dark := range map[string]bool{"": true, "15;0": true, "0;15": false, "0;default;15": false, "12;8": true, "0;7": false, "x": true} {
		if darkBackground(v) != dark {
			t.Errorf("COLORFGBG=%q: dark %v", v, !dark)
		}
	}
}

func TestDocumentsInEveryLook(t *testing.T) {
	for _, c := range hostile.Small() {
		var d text.Doc
		d.Heading(1, text.T("Title "), text.From(c.Text))
		d.Field("Field", text.From(c.Text))
		d.CodeBlock("go", text.From(c.Text))
		for _, look := range []struct{ tty, color, dark bool }{{}, {tty: true}, {tty: true, color: true}, {tty: true, color: true, dark: true}} {
			s, out, _ := Test("")
			s.OutTTY = look.tty
			env := map[string]string{"NO_COLOR": "1", "TERM": "xterm-256color"}
			allow := []hostile.Allow{hostile.Lines}
			if look.color {
				env["NO_COLOR"], allow = "", append(allow, hostile.Colours)
			}
			s.Configure(func(n string) string { return env[n] })
			s.Dark, s.Pager = look.dark, nil
			if err := s.Document(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			err := hostile.AssertTerminalSafe(out.String(), allow...)
			if !look.tty { // Markdown, whose readers are programs
				err = hostile.AssertModelSafe(out.String())
			}
			if err != nil {
				t.Errorf("%s in %+v: %v", c.Name, look, err)
			}
			if strings.Contains(out.String(), "\x1b") != look.color {
				t.Errorf("%s in %+v: colour %v", c.Name, look, !look.color)
			}
		}
	}
}

func TestNotes(t *testing.T) {
	s, _, errs := Test("")
	n := NewNotes(s, false)
	n.Progress("hidden")
	n.Say("kept\x1b[31m\nsecond")
	s.ErrTTY = true
	n.Progress("first line")
	n.Progress("2")
	n.Clear()
	n.Clear()
	if want := "kept\nsecond\nfirst line\r          \r2\r \r"; errs.String() != want {
		t.Errorf("%q, want %q", errs, want)
	}
	quiet, _, errs := Test("")
	quiet.ErrTTY = true
	NewNotes(quiet, true).Say("no")
	NewNotes(quiet, true).Progress("no")
	if errs.Len() != 0 {
		t.Errorf("quiet says %q", errs)
	}
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }

func TestClosedPipes(t *testing.T) {
	for err, gone := range map[error]bool{
		syscall.EPIPE: true, io.ErrClosedPipe: true, os.ErrClosed: true, fmt.Errorf("write: %w", syscall.EPIPE): true,
		syscall.ENOSPC: false, errors.New("other"): false,
	} {
		s, _, _ := Test("")
		s.SetOut(refusing{err})
		if _, werr := s.Out.Write([]byte("x")); !errors.Is(werr, err) || s.ReaderGone() != gone {
			t.Errorf("%v: gone %v", err, s.ReaderGone())
		}
	}
}

func TestWebAddress(t *testing.T) {
	for _, bad := range []string{"", "javascript:alert(1)", "file:///etc/passwd", "https://", "-x", "https://a b\x1b", "ftp://x"} {
		if got, err := WebAddress(bad); err == nil && strings.ContainsAny(got, "\x1b ") {
			t.Errorf("%q gives %q", bad, got)
		} else if err == nil && bad != "https://a b\x1b" {
			t.Errorf("%q was accepted", bad)
		}
	}
	if err := OpenURL(func(string) string { return "false" })("https://x.example/"); err == nil {
		t.Error("a browser that fails is no error")
	}
	if err := OpenURL(func(string) string { return "true" })("https://x.example/"); err != nil {
		t.Error(err)
	}
	for goos, want := range map[string]string{"darwin": "open", "windows": "rundll32", "linux": "xdg-open"} {
		if got := browserCommand("", goos)[0]; got != want {
			t.Errorf("%s: %s", goos, got)
		}
	}
}
