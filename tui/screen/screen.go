// Package screen is the contract between the router and the screens. It exists
// so that screens stay plain: a screen draws itself, handles its commands and
// answers, and asks for everything else (another screen, a dialog, a write) with
// a message; it never touches its neighbours.
package screen

import (
	"context"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/widget"
)

// Screen is one page of the terminal interface. Update and Do change it; View
// only draws and needs no clock and no network.
type Screen interface {
	Init() tea.Cmd              // starts loading; called once, after the first Resize
	Update(msg tea.Msg) tea.Cmd // Resize, answers, edits, and keys while Info().Typing
	Do(id command.ID) tea.Cmd   // a command of the screen's scope
	View() string               // exactly as many lines and at most as wide as the last Resize
	Info() Info
}

// Info is what the frame around a screen shows.
type Info struct {
	Scope  command.Scope
	Crumb  string       // the screen's place in the path: "demo", "SHOP-1A"
	Detail string       // what is selected: query, order, period
	Busy   bool         // something is loading
	Err    error        // why the newest load failed; what was there stays visible
	Typing bool         // keys are text
	Inner  bool         // back undoes something inside the screen first
	Next   []command.ID // what is likeliest to be done here: the footer's first hints; may be nil

	Place any // a To: what is shown now, where that is no longer what was opened; nil = still that

	Words map[command.ID]string // what a hint says right now instead of its usual words; may be nil
	Run   *FixRun               // the fix run that is in front; nil = none
}

// Name is something on a screen that can be gone to by its name.
type Name struct {
	Of    string // Org, Project, ...
	Value string // as it is typed
	Note  string // safe for a terminal
}

// What names are names of.
const (
	Org     = "organization"
	Project = "project"
	Release = "release"
	Monitor = "monitor"
	Issue   = "issue"
)

// Named is a screen that shows things with names: they complete the goto line.
type Named interface{ Names() []Name }

// Scrolled is a screen with more parts that scroll than the one the cursor is
// in. ScrollAt scrolls the part at a place by rows; false leaves it to the
// cursor.
type Scrolled interface {
	ScrollAt(at Click, rows int) bool
}

// Env is what a screen is made with.
type Env struct {
	Ops     *ops.Ops
	Now     func() time.Time
	Tasks   *Tasks
	Sleep   func(ctx context.Context, d time.Duration) error // until d has passed or ctx ends
	Listen  func(context.Context, Ticket) context.Context    // for news of a task's calls; nil = nobody is told
	Rest    func(wait func())                                // runs a wait for what may never come: nothing is under way meanwhile; nil = just runs it
	OpenURL func(string) error                               // nil where there is no browser
	Hints   bool                                             // first-minute hints for the demo
	Wishes  Wishes
	Runs    *Runs // fix runs, which outlive the screens
	Here    Here

	Settings Settings
	Memory   *Memory          // of earlier choices; nil = none
	Keys     command.Bindings // for hints that name a key
}

// Here is what screens do on this machine. What is nil cannot be done.
type Here struct {
	Clipboard func(ctx context.Context, s string) (by string, err error)     // puts a text on this machine's own clipboard; by: the program that took it
	Dir       string                                                         // the working directory; files are looked for around it
	Editor    Editor                                                         // nil where there is none
	Program   func(args ...string) *exec.Cmd                                 // this program once more
	Look      func(ctx context.Context, changes []ops.Patch) (Fit, error)    // whether changes fit the working tree; changes nothing
	Apply     func(ctx context.Context, changes []ops.Patch) (string, error) // puts changes into the working tree and says what was done
}

// Fit is what applying changes would do to the working tree.
type Fit struct {
	Root      string
	Branch    string      // that is at work; "" = none
	Changes   []ops.Patch // those of its repository; they fit
	Elsewhere []string    // repositories whose changes are left out
}

// Editor is how the person's editor is started.
type Editor interface {
	Command(file string, line int) []string // opens a file; line 0 = none
	Wait(file string) []string              // edits a file and ends when that was closed
	Windowed() bool                         // Command needs no terminal
}

// Wishes are what the person set for the screens, and what the repository says
// of itself.
type Wishes struct {
	Refresh       time.Duration      // how often a list looks for news by itself; 0 = never
	ReducedMotion bool               // nothing moves on its own
	Sections      []Section          // tabs of the issue stream
	Paths         map[string]string  // how a file's path begins in events -> the folder it lies in here
	Splits        map[string]float64 // see Keep
}

// Section is a saved search. Empty fields leave the usual.
type Section struct{ Name, Query, Sort, Period, Environment, Project string }

// NewEnv gives a screen its own Tasks, which end with ctx.
func NewEnv(ctx context.Context, owner int, shared Env) Env {
	shared.Tasks = newTasks(ctx, owner, shared.Sleep)
	shared.Tasks.listen, shared.Tasks.rest = shared.Listen, shared.Rest
	return shared
}

// Resize gives a screen its place and paint. It comes before Init and whenever
// either changes.
type Resize struct {
	Width, Height int // cells
	Paint         widget.Paint
}

// Click is a press of the left button, relative to the screen.
type Click struct{ X, Y int }

// Drag is the pointer with the left button down, after a Click, relative to the
// screen. Drop ends it.
type (
	Drag struct{ X, Y int }
	Drop struct{}
)
