package render

import (
	"io"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/text"
)

// Notes writes messages for people to Err, and a passing line of progress when
// Err is a terminal. Safe for concurrent use.
type Notes struct {
	s      *Streams
	quiet  bool
	mu     sync.Mutex
	length int    // of the passing line on the screen, in cells
	last   string // where progress stays: the newest
}

// NewNotes returns the messages for s; quiet ones keep progress to themselves.
func NewNotes(s *Streams, quiet bool) *Notes {
	n := &Notes{s: s, quiet: quiet}
	if s.ErrTTY && s.out != nil {
		s.out.notes = n
	}
	return n
}

// Progress shows a line that the next one replaces, or follows where nothing is
// written over; only on a terminal.
func (n *Notes) Progress(line string) {
	if n.quiet || !n.s.ErrTTY {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.s.Lines {
		if line != n.last {
			n.last = line
			_, _ = io.WriteString(n.s.Err, Safe(line)+"\n")
		}
		return
	}
	shown := text.From(line).Cut(max(10, n.s.Width-1))
	_, _ = io.WriteString(n.s.Err, n.erase()+Faint.Paint(shown, n.s.ErrColor))
	n.length = ansi.StringWidth(shown)
}

// Say writes a line that stays, unless quiet.
func (n *Notes) Say(line string) {
	if n.quiet {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	_, _ = io.WriteString(n.s.Err, n.erase()+Safe(line)+"\n")
}

// Clear removes the passing line.
func (n *Notes) Clear() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if e := n.erase(); e != "" {
		_, _ = io.WriteString(n.s.Err, e)
	}
}

// erase overwrites with spaces, which every terminal understands.
func (n *Notes) erase() string {
	if n.length == 0 {
		return ""
	}
	blank := strings.Repeat(" ", n.length)
	n.length = 0
	return "\r" + blank + "\r"
}
