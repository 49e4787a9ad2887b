package tui

import (
	"io"
	"os/exec"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
)

// Messages of stopping the program for a while.
type (
	suspend struct{} // somebody asks for it, from inside or by SIGTSTP
	resumed struct{ err error }
	woken   struct{} // by SIGCONT, after whatever stopped the process
)

// terminal handles what is asked of the terminal itself.
func (m *model) terminal(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Lend:
		return tea.Exec(&loan{Cmd: msg.To, out: &m.lent}, msg.Done)
	case suspend:
		return m.suspend()
	case resumed:
		return m.resumed(msg)
	case woken:
		if m.asleep {
			return nil // resumed follows
		}
		return m.giveBack(func() error { return nil })
	}
	return nil
}

// suspend gives the terminal back to the shell until that resumes the program.
//
// Bubble Tea's own way waits forever where no shell does job control, and stops
// nothing once SIGTSTP was listened for: Go keeps its handler then.
func (m *model) suspend() tea.Cmd {
	if !resumable() {
		return screen.Complain("not suspended: no shell waits here that could come back")
	}
	m.asleep = true
	return m.giveBack(stopProcess)
}

// giveBack leaves the terminal as it was found while something runs. A process
// that SIGSTOP stopped finds the terminal as the shell wants it: this makes it
// the program's again.
func (m *model) giveBack(run func() error) tea.Cmd {
	return tea.Exec(pause{run}, func(err error) tea.Msg { return resumed{err} })
}

// resumed draws everything anew.
func (m *model) resumed(msg resumed) tea.Cmd {
	m.asleep = false
	if msg.err != nil {
		return tea.Sequence(tea.ClearScreen, screen.Complain("suspend: "+msg.err.Error()))
	}
	return tea.ClearScreen
}

// pause is run while the terminal is as it was found.
type pause struct{ run func() error }

// Run returns once the program may go on.
func (p pause) Run() error { return p.run() }

// SetStdin has nothing to read.
func (pause) SetStdin(io.Reader) {}

// SetStdout has nothing to write.
func (pause) SetStdout(io.Writer) {}

// SetStderr has nothing to write.
func (pause) SetStderr(io.Writer) {}

// loan is another program that has the terminal until it ends.
type loan struct {
	*exec.Cmd
	out *atomic.Bool
}

// Run is the whole loan.
func (l *loan) Run() error {
	l.out.Store(true)
	defer l.out.Store(false)
	return l.Cmd.Run()
}

// SetStdin gives it the keys.
func (l *loan) SetStdin(r io.Reader) { l.Stdin = r }

// SetStdout gives it the screen.
func (l *loan) SetStdout(w io.Writer) { l.Stdout = w }

// SetStderr gives it the errors' stream.
func (l *loan) SetStderr(w io.Writer) { l.Stderr = w }
