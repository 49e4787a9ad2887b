package welcome

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

func start(t *testing.T, program func(...string) *exec.Cmd) *screentest.Driver {
	t.Helper()
	return screentest.StartWith(t, screen.Env{Here: screen.Here{Program: program}}, 80, 22, New)
}

func vedette(args ...string) *exec.Cmd { return &exec.Cmd{Args: args} }

// lent is the command that the terminal was lent to last.
func lent(t *testing.T, d *screentest.Driver) screen.Lend {
	t.Helper()
	for _, msg := range slices.Backward(d.Told) {
		if l, ok := msg.(screen.Lend); ok {
			return l
		}
	}
	t.Fatalf("no program was started: %v", d.Told)
	return screen.Lend{}
}

// TestOffersAreTaken: the command runs; after a login that worked come the
// screens, and in every other case what the command said is left to be read.
func TestOffersAreTaken(t *testing.T) {
	d := start(t, vedette)
	d.Has("Look at the demo", "vedette local run", "enter runs the command")
	d.Do(command.Open)
	demo := lent(t, d)
	if got := strings.Join(demo.To.Args, " "); got != "demo" {
		t.Errorf("runs %q", got)
	}
	if _, quits := demo.Done(nil).(tea.QuitMsg); !quits {
		t.Error("the screen comes back after the demo")
	}
	d.Do(command.Bottom, command.Open)
	dialog, shown := d.Asked()
	if !strings.Contains(shown, "such as https://sentry.example.com") {
		t.Errorf("asked:\n%s", shown)
	}
	dialog.Paste("https://sentry.acme.dev/ ")
	d.Choose(tea.KeyEnter)
	login := lent(t, d)
	if got := strings.Join(login.To.Args, " "); got != "auth login --token --url https://sentry.acme.dev/" {
		t.Errorf("runs %q", got)
	}
	if _, quits := login.Done(errors.New("exit status 4")).(tea.QuitMsg); !quits {
		t.Error("what the login complained of is hidden")
	}
	if next, ok := login.Done(nil).(screen.Lend); !ok || len(next.To.Args) != 0 {
		t.Error("a login does not go on to the screens")
	}
}

// TestOffersAreCopied where the program cannot be started, or by y.
func TestOffersAreCopied(t *testing.T) {
	for _, c := range []struct {
		program func(...string) *exec.Cmd
		key     command.ID
	}{{nil, command.Open}, {vedette, command.Copy}} {
		d := start(t, c.program)
		d.Do(command.Down, c.key)
		copied, ok := d.Told[len(d.Told)-1].(screen.Copy)
		if !ok || copied.Text() != "vedette local run" {
			t.Errorf("told %v", d.Told)
		}
	}
}

func TestEverySize(t *testing.T) { start(t, vedette).EverySize() }
