// Package linear is the terminal interface for screen readers and for terminals
// that cannot draw: lines written one after the other, numbered choices, and
// questions. Nothing is drawn twice and no line is decoration. It has no screens
// of its own: it reads out the ones there are (screen.Reader), and what is typed
// runs the same commands as the keys do.
package linear

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Router is what keeps the screens and runs the commands.
type Router interface {
	Update(msg tea.Msg) tea.Cmd // a message with all that follows at once
	Do(id command.ID) tea.Cmd   // a command, as its key would
	GoTo(line string) tea.Cmd   // a place, an issue or an address
	Answered()                  // the dialog that is shown was
	Shown() Shown               // as things stand
}

// Shown is what a terminal would show now.
type Shown struct {
	Screen   screen.Screen
	Dialog   widget.Dialog     // over the screen; nil = none
	Commands []command.Command // that work here
	Status   screen.Status     // what was said last
	Said     int               // counts what was said
}

// Options are what the linear interface needs from outside.
type Options struct {
	In   io.Reader
	Out  io.Writer
	Copy func(ctx context.Context, s string) (by string, err error) // this machine's clipboard; nil = there is none
	Rest *Rest
	News <-chan tea.Msg // for the router, from elsewhere
}

// Rest counts the commands that wait for what may never come.
type Rest struct {
	waits atomic.Int64
	began chan struct{}
}

// NewRest counts none yet.
func NewRest() *Rest { return &Rest{began: make(chan struct{}, 1)} }

// Wait is screen.Env.Rest.
func (r *Rest) Wait(wait func()) {
	r.waits.Add(1)
	defer r.waits.Add(-1)
	select {
	case r.began <- struct{}{}:
	default:
	}
	wait()
}

// talk is one session.
type talk struct {
	Options
	ctx    context.Context
	router Router
	input  *input
	msgs   chan tea.Msg
	begun  int64 // commands whose message has not come

	said    int           // of Shown, as far as it was told
	spoke   bool          // something was told since the last line was typed
	given   []string      // answers that came with the command
	going   bool          // the line goes to a place, which may be the present one
	marked  bool          // rows were marked for the command
	at      screen.Screen // read out last
	screens map[screen.Screen]*read
	ended   bool
}

// Run talks until the person quits, the input or ctx ends. First is what the
// router begins with.
func Run(ctx context.Context, router Router, first tea.Cmd, opt Options) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	t := &talk{Options: opt, ctx: ctx, router: router, input: inputOf(ctx, opt.In), msgs: make(chan tea.Msg), screens: map[screen.Screen]*read{}}
	t.say("vedette, in plain lines. Type a number to choose, a word to do something, ? for the words, q to quit.")
	t.run(first)
	t.settle()
	t.show()
	for !t.ended {
		line, more := t.line("> ")
		if !more {
			return
		}
		t.spoke, t.going = false, false
		t.obey(strings.TrimSpace(line))
		t.follow()
	}
}

func (t *talk) say(format string, args ...any) {
	t.spoke = true
	_, _ = fmt.Fprintf(t.Out, format+"\n", args...) // who cannot be told is seen by the next read
}

// line reads a line; what happens meanwhile is told. False at the end.
func (t *talk) line(prompt string) (string, bool) {
	_, _ = io.WriteString(t.Out, prompt)
	for asked := t.input.next(); !t.ended; {
		select {
		case <-t.ctx.Done():
			return "", false
		case line, more := <-asked:
			return line, more
		case msg := <-t.News:
			t.hand(msg)
		case msg := <-t.msgs:
			t.take(msg)
			t.spoke = false
			if t.news(); t.spoke {
				_, _ = io.WriteString(t.Out, prompt)
			}
		}
	}
	return "", false
}

// run starts a command; its message comes to settle, or while a line is awaited.
func (t *talk) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	t.begun++
	go func() {
		msg := cmd()
		select {
		case t.msgs <- msg:
		case <-t.ctx.Done():
		}
	}()
}

// take handles a message.
func (t *talk) take(msg tea.Msg) {
	t.begun--
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			t.run(cmd)
		}
	case tea.QuitMsg:
		t.ended = true
	case screen.Copy:
		t.copied(msg)
	case screen.Lend:
		msg.To.Stdin, msg.To.Stdout, msg.To.Stderr = t.In, t.Out, t.Out
		msg.To.Env = append(msg.To.Environ(), "VEDETTE_ACCESSIBLE=1") // it may be this program once more
		t.run(func() tea.Msg { return msg.Done(msg.To.Run()) })
	default:
		t.hand(msg)
	}
}

// hand gives the router a message and tells what it says of it.
func (t *talk) hand(msg tea.Msg) {
	t.run(t.router.Update(msg))
	t.statuses()
}

// How long news are waited for that may never come: what a run tells, or the
// first line of a log, and what comes right behind another line.
const (
	patience = 2 * time.Second
	quiet    = 150 * time.Millisecond
)

// settle handles messages until nothing is under way. What only waits for news
// is given a moment while the screen is busy, or lines keep coming.
func (t *talk) settle() {
	var late <-chan time.Time
	for !t.ended {
		var still <-chan time.Time
		if t.begun <= t.Rest.waits.Load() {
			busy := t.router.Shown().Screen.Info().Busy
			if t.begun == 0 || !busy && !t.reading().Live {
				return
			}
			if late == nil {
				late = time.After(patience)
			}
			if !busy {
				still = time.After(quiet)
			}
		}
		select {
		case msg := <-t.msgs:
			t.take(msg)
		case msg := <-t.News:
			t.hand(msg)
		case <-t.Rest.began:
		case <-still:
			return
		case <-late:
			return
		case <-t.ctx.Done():
			t.ended = true
		}
	}
}

// statuses tells what the router says of what just happened, unless it is only
// that something has begun.
func (t *talk) statuses() {
	now := t.router.Shown()
	if now.Said == t.said {
		return
	}
	t.said = now.Said
	if s := now.Status.Text; s != "" && !strings.HasSuffix(s, "...") {
		t.say("%s", plain(s))
	}
}

// copied tells a text that would be put on the clipboard, and puts it there
// where this machine has one.
func (t *talk) copied(c screen.Copy) {
	s := c.Text()
	for _, l := range text.From(s).Lines() {
		t.say("%s", l)
	}
	if t.Copy == nil {
		return
	}
	if _, err := t.Copy(t.ctx, s); err == nil {
		t.say("%s", plain(c.Said))
	}
}

// plain is a line of the router's with words for its signs.
func plain(s string) string {
	return strings.NewReplacer(" · ", ", ", "…", "...", " -> ", " to ").Replace(s)
}
