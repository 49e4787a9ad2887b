// Package render exists so that what a command has to say is put into words
// once, and into form here: tables and colour for a person at a terminal,
// tab-separated lines and JSON for programs, documents through Glamour, and
// never a byte of somebody else's text that a terminal would obey.
//
// It knows what a terminal is and nothing about Sentry.
package render

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"
)

// Streams are a program's three streams and the facts about the terminal
// behind them.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer

	InTTY, OutTTY, ErrTTY bool
	Width, Height         int  // of the terminal, in cells; 80x24 when unknown
	Color                 bool // on Out
	ErrColor              bool // on Err
	Lines                 bool // nothing is written over what is there: a dumb terminal, or somebody who listens
	Dark                  bool // the terminal's background, as far as the environment tells
	Pager                 []string
	PagerEnv              []string // variables added for the pager

	profile colorprofile.Profile
	out     *watched // Out of System and Test: knows whether the reader went away
}

// System are the process's own streams. Colour follows NO_COLOR, CLICOLOR,
// CLICOLOR_FORCE and TERM=dumb; the pager follows PAGER.
func System(env func(string) string) *Streams {
	s := &Streams{In: os.Stdin, Err: os.Stderr, out: &watched{w: os.Stdout}}
	s.Out = s.out
	s.InTTY, s.OutTTY, s.ErrTTY = isTerminal(os.Stdin), isTerminal(os.Stdout), isTerminal(os.Stderr)
	s.Width, s.Height = 80, 24
	if s.OutTTY {
		if w, h, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 && h > 0 {
			s.Width, s.Height = w, h
		}
	}
	s.Configure(env)
	return s
}

// Test are streams in memory, no terminals; a test may then say otherwise.
func Test(in string) (s *Streams, out, errs *bytes.Buffer) {
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	s = &Streams{In: strings.NewReader(in), Err: errs, Width: 80, Height: 24, Dark: true, out: &watched{w: out}}
	s.Out = s.out
	return s, out, errs
}

// Configure derives colour, background and pager from the environment and
// from which streams are terminals.
func (s *Streams) Configure(env func(string) string) {
	s.Color, s.ErrColor = wantsColor(env, s.OutTTY), wantsColor(env, s.ErrTTY)
	s.Dark = darkBackground(env("COLORFGBG"))
	s.Pager, s.PagerEnv = pagerFrom(env)
	s.Lines = env("TERM") == "dumb"
	s.profile = colorprofile.NoTTY
	if s.Color {
		s.profile = max(colorprofile.ANSI, colorprofile.Env([]string{"TERM=" + env("TERM"), "COLORTERM=" + env("COLORTERM")}))
	}
}

// NoColor switches colour off, as --no-color does.
func (s *Streams) NoColor() { s.Color, s.ErrColor, s.profile = false, false, colorprofile.NoTTY }

// Interactive reports whether a person sits at both ends.
func (s *Streams) Interactive() bool { return s.InTTY && s.OutTTY }

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// wantsColor follows no-color.org and bixense.com/clicolors.
func wantsColor(env func(string) string, tty bool) bool {
	switch force := env("CLICOLOR_FORCE"); {
	case env("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	case env("CLICOLOR") == "0", env("TERM") == "dumb":
		return false
	}
	return tty
}

// darkBackground reads COLORFGBG ("15;0": the last number is the background's
// colour); terminals that do not set it are taken for dark.
func darkBackground(v string) bool {
	n, err := strconv.Atoi(v[strings.LastIndexByte(v, ';')+1:])
	return err != nil || n < 7 || n == 8
}

// Plain is the output itself, for a child process that inherits it.
func (s *Streams) Plain() io.Writer { return s.out.w }
