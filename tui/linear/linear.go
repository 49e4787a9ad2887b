// Package linear is the terminal interface for screen readers and for terminals
// that cannot draw: lines written one after the other, numbered lists, and
// questions. Nothing is drawn twice and no line is decoration. It runs the same
// operations as the screens and knows commands by the names of the catalogue.
package linear

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/place"
	"vedette/tui/screen"
)

// Options are what the linear interface needs from outside.
type Options struct {
	Ops *ops.Ops // nil: nobody is logged in
	In  io.Reader
	Out io.Writer
	Now func() time.Time // nil: the real clock
}

// page is one place: what is said of it, what can be chosen by number, and what
// else can be done by a word.
type page struct {
	title string
	body  string // plain text
	rows  []row
	words []word
}

// row is a choice with a number.
type row struct {
	text string
	to   any
}

// word is a command by its name. What follows the name is its argument.
type word struct {
	name, about string
	run         func(ctx context.Context, argument string) (string, error)
}

// talk is one session.
type talk struct {
	opt   Options
	lines <-chan string // closed at the end of the input
	way   []any         // places, the present one last
	next  string        // cursor of the next page of the present list
	query string        // search of the issues
}

// leave ends the session.
type leave struct{}

// Error is never shown.
func (leave) Error() string { return "leave" }

// Run talks until the person quits, the input or ctx ends.
func Run(ctx context.Context, opt Options) error {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Ops == nil {
		_, err := fmt.Fprintln(opt.Out, "Nobody is logged in. Look at the demo with: vedette demo. Log in with: vedette auth login --token")
		return err
	}
	t := &talk{opt: opt, lines: linesOf(ctx, opt.In), query: "is:unresolved", way: []any{screen.ToOrgs{}}}
	if d := opt.Ops.Defaults(); d.Org != "" {
		t.way = append(t.way, screen.ToProjects{Org: d.Org}, screen.ToIssues{Org: d.Org, Project: d.Project})
	}
	t.say("vedette, in plain lines. Type a number to choose, a word to do something, ? for the words, q to quit.")
	for {
		if err := t.visit(ctx); err != nil {
			if errors.As(err, &leave{}) || ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
}

// linesOf reads lines until the input or ctx ends.
func linesOf(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(in); scan.Scan(); {
			select {
			case lines <- strings.TrimSpace(scan.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

func (t *talk) say(format string, args ...any) {
	_, _ = fmt.Fprintf(t.opt.Out, format+"\n", args...) // who cannot be told is seen by the next read
}

// visit shows the present place and takes answers until another is gone to.
func (t *talk) visit(ctx context.Context) error {
	here := t.way[len(t.way)-1]
	p, err := t.page(ctx, here)
	if err != nil {
		t.failed(err)
	}
	t.show(p)
	for {
		_, _ = io.WriteString(t.opt.Out, "> ")
		select {
		case <-ctx.Done():
			return leave{}
		case line, more := <-t.lines:
			if !more || line == "q" || line == "quit" {
				return leave{}
			}
			if moved := t.answer(ctx, p, line); moved {
				return nil
			}
		}
	}
}

func (t *talk) show(p page) {
	t.say("\n%s", p.title)
	if p.body != "" {
		t.say("%s", strings.TrimSpace(p.body))
	}
	for n, r := range p.rows {
		t.say("%d. %s", n+1, r.text)
	}
	if t.next != "" {
		t.say("There are more: type more.")
	}
}

// answer does what a line says; true when another place is to be shown, or the
// same one again.
func (t *talk) answer(ctx context.Context, p page, line string) (moved bool) {
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(p.rows) {
		t.goTo(p.rows[n-1].to)
		return true
	}
	name, argument, _ := strings.Cut(line, " ")
	switch name {
	case "":
		return false
	case "?", "help":
		t.help(p)
		return false
	case "b", "back":
		t.next = ""
		if len(t.way) > 1 {
			t.way = t.way[:len(t.way)-1]
		}
		return true
	case "again":
		t.next = ""
		return true
	case "more":
		return t.next != ""
	}
	for _, w := range p.words {
		if w.name == name {
			done, err := w.run(ctx, strings.TrimSpace(argument))
			if err != nil {
				t.failed(err)
				return false
			}
			t.say("%s", strings.TrimSpace(done))
			return done == ""
		}
	}
	to, err := place.Parse(strings.TrimPrefix(line, ":"), t.at(), t.opt.Ops.PageOf)
	if err != nil {
		t.say("%s", text.From(err.Error()))
		return false
	}
	t.goTo(to)
	return true
}

func (t *talk) goTo(to any) {
	t.next = ""
	t.way = append(t.way, to)
}

// at is where the person is.
func (t *talk) at() place.At {
	at, _ := place.HereOf(t.way[len(t.way)-1])
	return at
}

func (t *talk) help(p page) {
	t.say("A number opens. b goes back. again shows this once more. more shows what follows. q quits.")
	t.say("An issue's id or the address of a page goes there.")
	for _, w := range p.words {
		t.say("%s: %s.", w.name, w.about)
	}
}

// failed says what did not work and what to do.
func (t *talk) failed(err error) {
	t.say("Error: %s", text.From(err.Error()))
	var e *ops.Error
	if errors.As(err, &e) && e.Hint != "" {
		t.say("Try: %s", text.From(e.Hint))
	}
}
