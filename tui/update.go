package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// Messages of the router itself.
type (
	spin   struct{}          // the next frame of the spinner
	expire struct{ seq int } // a status line has been there long enough
	wrote  struct {          // a write came back
		seq  int
		done string
		err  error
	}
)

const (
	spinEvery  = 120 * time.Millisecond
	statusTime = 6 * time.Second
)

// Update handles one message and lets the top screen settle afterwards: its
// place may have changed (a banner), and it may have begun or ended loading.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	m.see()
	m.layoutHelp() // what stands above it may have come or gone
	return m, tea.Batch(cmd, m.show(), m.spin())
}

// handle takes what the terminal tells.
func (m *model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.layoutHelp()
	case tea.BackgroundColorMsg:
		return m.learnBackground(msg)
	case tea.ColorProfileMsg:
		if msg.Profile <= colorprofile.ASCII {
			m.opt.NoColor = true
			return m.wear(m.opt.themeName())
		}
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseWheelMsg:
		return m.wheel(msg)
	case tea.MouseClickMsg, tea.MouseMotionMsg, tea.MouseReleaseMsg:
		return m.pointer(msg)
	default:
		return m.asked(msg)
	}
	return nil
}

// asked does what a screen, or a command that it runs, asks of the router.
func (m *model) asked(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Open:
		return m.open(msg)
	case screen.ChooseTheme:
		return m.askTheme()
	case screen.Keep:
		return m.keepSplit(msg)
	case screen.Copy:
		return m.copy(msg)
	case screen.Ask:
		m.dialog = msg.Dialog
	case screen.Status:
		return m.say(msg)
	case screen.Write:
		return m.write(msg)
	case screen.Edit, screen.Wrote:
		return m.broadcast(msg)
	case screen.FixChanged:
		return tea.Batch(m.broadcast(msg), m.announce(msg))
	case screen.Changed:
		return m.changed(msg)
	case screen.Routed:
		return m.route(msg)
	case screen.Lend, suspend, resumed, woken:
		return m.terminal(msg)
	default:
		return m.returned(msg)
	}
	return nil
}

// returned takes what the router's own work and its clocks come back with.
func (m *model) returned(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case invoke:
		return m.do(msg.id)
	case wrote:
		return m.wrote(msg)
	case worn:
		return m.putOn(msg)
	case themeSaved:
		return m.wear(m.worn.name)
	case keep:
		return m.keepSession(msg)
	case heard:
		return m.hear(msg)
	case late:
		if msg.leaving == m.leaving {
			return tea.Quit
		}
	case expire:
		if msg.seq == m.status.seq {
			m.status.Status = screen.Status{}
		}
	case spin:
		m.ticking = false
		m.frame++
	}
	return nil
}

// changed lets a setting count at once. Others count at the next start.
func (m *model) changed(c screen.Changed) tea.Cmd {
	on := c.Value == "true"
	switch c.Key {
	case "tui.background":
		m.opt.Paint = c.Value == "theme"
	case "tui.mouse":
		m.opt.Mouse = on
	case "tui.reduced_motion":
		m.opt.Wishes.ReducedMotion = on
	case "tui.ascii":
		m.opt.ASCII, m.paint.ASCII = on, on
	}
	return m.broadcast(c)
}

// key goes to what is in front: dialog, help, a screen that takes text, or the
// commands of the screen's scope.
func (m *model) key(key tea.KeyPressMsg) tea.Cmd {
	name := key.String()
	switch c, ok := m.top().keys[name]; {
	case name == "ctrl+c":
		return m.quit()
	case ok && c.ID == command.Suspend:
		return m.suspend()
	}
	switch {
	case m.tooSmall():
		return nil
	case m.dialog != nil:
		return m.dialogKey(key)
	case m.help != nil:
		if m.help.key(key) {
			m.help = nil
		}
		return nil
	case m.top().Info().Typing:
		return m.top().Update(key)
	}
	return m.press(name)
}

// dialogKey gives a key to the dialog.
func (m *model) dialogKey(key tea.KeyPressMsg) tea.Cmd { return m.closing(m.dialog.Key(key)) }

// closing takes the dialog away when it is done.
func (m *model) closing(cmd tea.Cmd, done bool) tea.Cmd {
	if done {
		m.dialog = nil
	}
	return cmd
}

// press runs the command of a key, which may take several presses.
func (m *model) press(name string) tea.Cmd {
	if m.chord != "" {
		name, m.chord = m.chord+" "+name, ""
	}
	keys := m.top().keys
	if c, ok := keys[name]; ok {
		return m.do(c.ID)
	}
	if keys.Begins(name) {
		m.chord = name
	}
	return nil
}

// do runs a command: the global ones here, any other on the screen.
func (m *model) do(id command.ID) tea.Cmd { return tea.Batch(m.learnFrom(id), m.run(id)) }

func (m *model) run(id command.ID) tea.Cmd {
	switch id {
	case command.Quit, command.QuitFromInput:
		return m.quit()
	case command.Suspend:
		return m.suspend()
	case command.Help:
		m.help = &help{}
		m.layoutHelp()
		return nil
	case command.Whoami:
		return m.whoami()
	case command.Undo:
		return m.undo()
	case command.Places:
		return m.askWhere()
	case command.Goto:
		return m.askPlace()
	case command.UnderWay:
		m.dialog = &underWay{m: m}
		return nil
	case command.Mouse:
		return m.toggleMouse()
	case command.Theme:
		return m.askTheme()
	case command.Palette:
		m.dialog = m.palette()
		return nil
	case command.Forward:
		return m.forward()
	case command.Back:
		if len(m.stack) > 1 && !m.top().Info().Inner {
			return m.back()
		}
	}
	m.anew = id == command.Refresh
	defer func() { m.anew = false }()
	return m.top().Do(id)
}

// route gives an answer to the screen that asked, if it is still there.
func (m *model) route(msg screen.Routed) tea.Cmd {
	if cmd, taken := m.runs.Take(msg); taken {
		return cmd
	}
	if msg.To() == routerOwner && m.tasks.Done(msg.Answers()) {
		return m.learn(msg)
	}
	for _, e := range m.stack {
		if e.id == msg.To() {
			e.answered(msg.Answers())
			return e.Update(msg)
		}
	}
	return nil
}

func (m *model) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range m.stack {
		cmds = append(cmds, e.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (m *model) say(s screen.Status) tea.Cmd {
	s.Text = text.From(s.Text).String() // it may quote an error, and that a server
	m.status = status{Status: s, seq: m.status.seq + 1}
	return m.after(statusTime, expire{m.status.seq})
}

// spin keeps the spinner moving while something loads, and the terminal quiet
// otherwise: redrawing an idle screen would undo a selection made in it.
func (m *model) spin() tea.Cmd {
	if m.ticking || m.opt.Wishes.ReducedMotion || !m.busy() {
		return nil
	}
	m.ticking = true
	return m.after(spinEvery, spin{})
}

func (m *model) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case m.dialog != nil:
		m.dialog.Paste(msg.Content)
	case m.help != nil:
		m.help.paste(msg.Content)
	case m.top().Info().Typing:
		return m.top().Update(msg)
	}
	return nil
}

// whoami asks who is logged in.
func (m *model) whoami() tea.Cmd {
	if m.opt.Ops == nil {
		return screen.Complain("nobody is logged in: see the commands on this page")
	}
	return screen.Run(m.tasks, "whoami", m.opt.Ops.Whoami, ops.WhoamiIn{})
}

// learn takes what the router itself asked for.
func (m *model) learn(msg screen.Routed) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Loaded[ops.WhoamiOut]:
		return m.introduce(msg.Out, msg.Err)
	case screen.Loaded[names]:
		m.know(msg.Out, msg.Err)
	}
	return nil
}

func (m *model) introduce(out ops.WhoamiOut, err error) tea.Cmd {
	if err != nil {
		return m.say(screen.Status{Text: err.Error(), Bad: true})
	}
	line := ops.PersonName(out.User).String() + " on " + text.From(out.BaseURL).String()
	return m.say(screen.Status{Text: line})
}
