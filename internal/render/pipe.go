package render

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// watched remembers that the reader at the other end is gone: `| head` is no
// error, but there is no use in going on.
type watched struct {
	w     io.Writer
	gone  bool
	notes *Notes // share the terminal; nil = none
}

// Write passes on, without a passing line of progress in the way; a closed pipe
// is remembered.
func (w *watched) Write(p []byte) (int, error) {
	if w.notes != nil {
		w.notes.mu.Lock()
		defer w.notes.mu.Unlock()
		_, _ = io.WriteString(w.notes.s.Err, w.notes.erase())
	}
	n, err := w.w.Write(p)
	if err != nil && ClosedPipe(err) {
		w.gone = true
	}
	return n, err
}

// ReaderGone reports whether a write failed because nobody reads any more.
func (s *Streams) ReaderGone() bool { return s.out != nil && s.out.gone }

// SetOut replaces where the output goes and keeps watching it.
func (s *Streams) SetOut(w io.Writer) {
	s.out = &watched{w: w}
	s.Out = s.out
}

// ClosedPipe is true for the errors of writing to a pipe that nobody reads.
func ClosedPipe(err error) bool {
	return errors.Is(err, io.ErrClosedPipe) || errors.Is(err, os.ErrClosed) || errors.Is(err, fs.ErrClosed) || brokenPipe(err)
}
