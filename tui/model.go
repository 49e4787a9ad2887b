package tui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/welcome"
	"vedette/tui/widget"
)

// The smallest terminal that every screen fits in, in cells; below roomy the
// frame leaves out what is not needed.
const (
	minWidth  = 20
	minHeight = 6
	roomy     = 60
)

// routerOwner is the owner of the router's own tasks; screens count from 1.
const routerOwner = 0

// model is the router: the stack of screens and the frame around the top one.
type model struct {
	opt   Options
	ctx   context.Context // the program's life; writes run in it
	stop  context.CancelFunc
	paint widget.Paint
	worn  worn                                             // the theme that was asked for last
	after func(d time.Duration, msg tea.Msg) tea.Cmd       // a message that comes later
	sleep func(ctx context.Context, d time.Duration) error // of screens
	tell  func(tea.Msg)                                    // from any goroutine; nil outside of a program
	rest  func(wait func())                                // of screens; see screen.Env

	bindings command.Bindings
	problems []error // with the keys that were wished for
	chord    string  // the beginning of a key of several presses

	width, height int // cells; 0 until the terminal has said
	stack         []entry
	ahead         []any // places that back left, the next one last
	lastID        int
	dialog        widget.Dialog // over everything; nil = none
	help          *help         // over the screen; nil = none
	status        status
	writes        queue
	undos         undos
	memory        screen.Memory
	leaving       int  // which status line said that writes are waited for; 0 = nobody leaves
	ticking       bool // a spin is under way
	frame         int  // of the spinner
	anew          bool // what a screen asks for now is asked of the server
	learnt        int  // lessons of the first minute
	runs          *screen.Runs
	tasks         *screen.Tasks // of the router itself
	names         names
	keeper        *keeper
	lent          atomic.Bool // another program has the terminal
	asleep        bool        // the process is being stopped
}

// entry is one screen on the stack.
type entry struct {
	id    int
	to    any  // the place it shows
	begun bool // Init was called
	screen.Screen
	leave context.CancelFunc
	keys  command.Keymap
	hints []command.Command // of the footer, in order
	size  screen.Resize     // as last told
	old   map[string]old    // by task: answers that stand in for the server's
}

// status is the line that says what just happened.
type status struct {
	screen.Status
	seq int
}

func newModel(ctx context.Context, opt Options) (*model, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	m := &model{opt: opt, after: after, sleep: screen.Sleep}
	if err := m.firstTheme(); err != nil {
		return nil, err
	}
	m.bindings, m.problems = command.Bind(opt.Keys)
	m.ctx, m.stop = context.WithCancel(ctx)
	m.runs = screen.NewRuns(m.ctx)
	m.tasks = screen.NewEnv(m.ctx, routerOwner, screen.Env{}).Tasks
	m.keeper = &keeper{store: opt.Store}
	return m, nil
}

// after gives msg once d has passed.
func after(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// begin puts the first screens on the stack: those of the last session, else as
// deep as the settings allow, so that back leads upwards from there.
func (m *model) begin() {
	if m.opt.Ops == nil {
		m.push(nil, welcome.New)
		return
	}
	last := m.keeper.read()
	m.memory, m.opt.Wishes.Splits, m.learnt = last.Memory, last.Splits, last.Learnt
	if m.opt.Restore && m.enterKept(last.Places) {
		return
	}
	m.enter(screen.ToOrgs{})
	defaults := m.opt.Ops.Defaults()
	if defaults.Org == "" {
		return
	}
	m.enter(screen.ToProjects{Org: defaults.Org})
	m.enter(screen.ToIssues{Org: defaults.Org, Project: defaults.Project})
}

// enter puts the screen of a place on the stack.
func (m *model) enter(to any) { m.push(to, destination(to)) }

// push puts a screen on the stack; show starts it.
func (m *model) push(to any, build func(screen.Env) screen.Screen) {
	m.lastID++
	ctx, leave := context.WithCancel(m.ctx)
	env := screen.NewEnv(ctx, m.lastID, screen.Env{Ops: m.opt.Ops, Now: m.opt.Now, Sleep: m.sleep, Listen: m.listen, Rest: m.rest, OpenURL: m.opt.OpenURL, Hints: m.opt.Hints,
		Wishes: m.opt.Wishes, Runs: m.runs, Here: m.opt.Here, Memory: &m.memory, Settings: m.opt.Settings, Keys: m.bindings})
	s := build(env)
	scope := s.Info().Scope
	m.stack = append(m.stack, entry{id: m.lastID, to: to, Screen: s, leave: leave, keys: m.bindings.Keymap(scope), hints: m.bindings.Hints(scope), old: map[string]old{}})
}

// place is where the screen is now.
func (e *entry) place() any {
	if now := e.Info().Place; now != nil {
		return now
	}
	return e.to
}

// pop leaves the top screen and stops what it had under way.
func (m *model) pop() {
	last := len(m.stack) - 1
	m.stack[last].leave()
	m.stack = m.stack[:last]
}

// top is the screen that is shown.
func (m *model) top() *entry { return &m.stack[len(m.stack)-1] }

// show tells the top screen its place, and starts it when it is new.
func (m *model) show() tea.Cmd {
	if m.width == 0 {
		return nil
	}
	e := m.top()
	var cmds []tea.Cmd
	if size := m.bodySize(); e.size.Width != size.Width || e.size.Height != size.Height || e.size.Paint.Theme != size.Paint.Theme || e.size.Paint.ASCII != size.Paint.ASCII {
		e.size = size
		cmds = append(cmds, e.Update(size))
	}
	if !e.begun {
		e.begun = true
		cmds = append(cmds, e.Init())
	}
	return tea.Batch(cmds...)
}

// busy reports whether something is under way that the header shows.
func (m *model) busy() bool { return m.writes.unfinished() > 0 || m.top().Info().Busy }

// Init puts the first screens up and asks the terminal for its background where that decides the theme.
func (m *model) Init() tea.Cmd {
	m.begin()
	var ask tea.Cmd
	if m.opt.asksBackground() {
		ask = tea.RequestBackgroundColor
	}
	return tea.Batch(ask, m.tellProblems(), m.tellTheme())
}
