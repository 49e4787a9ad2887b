package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// themeSaved is the message that a theme's file was written.
type themeSaved struct{}

// worn is the message that a theme was read; nil with the error why not.
type worn struct {
	name  string
	seq   int
	theme *themes.Theme
	err   error
}

// firstTheme puts on the theme to begin with. One that cannot be read, as while
// it is being written, is told and stood in for.
func (m *model) firstTheme() error {
	name := m.opt.themeName()
	theme, err := m.opt.library().Load(name)
	m.worn = worn{name: name, err: err}
	if err != nil {
		if theme, err = themes.Load(Options{Background: m.opt.Background, NoColor: m.opt.NoColor}.themeName()); err != nil {
			return err
		}
	}
	m.paint = m.paintOf(theme)
	return nil
}

func (m *model) paintOf(theme *themes.Theme) widget.Paint {
	p := widget.NewPaint(theme, m.opt.ASCII)
	p.Plain = m.opt.Accessible
	return p
}

// tellTheme says what is wrong with the theme that was wished for.
func (m *model) tellTheme() tea.Cmd {
	if m.worn.err == nil {
		return nil
	}
	return screen.Complain("theme: " + text.From(m.worn.err.Error()).String())
}

// wear reads a theme and puts it on, unless another was asked for meanwhile.
func (m *model) wear(name string) tea.Cmd {
	m.worn = worn{name: name, seq: m.worn.seq + 1}
	msg, library := m.worn, m.opt.library()
	return func() tea.Msg {
		msg.theme, msg.err = library.Load(name)
		return msg
	}
}

// putOn shows a theme; the old one stays where the new one cannot be read.
func (m *model) putOn(msg worn) tea.Cmd {
	if msg.seq != m.worn.seq {
		return nil
	}
	m.worn = msg
	if msg.err == nil && *msg.theme != *m.paint.Theme {
		m.paint = m.paintOf(msg.theme)
	}
	return m.tellTheme()
}

// learnBackground takes the terminal's answer.
func (m *model) learnBackground(msg tea.BackgroundColorMsg) tea.Cmd {
	if !m.opt.asksBackground() {
		return nil
	}
	m.opt.Background = "light"
	if msg.IsDark() {
		m.opt.Background = "dark"
	}
	return m.wear(m.opt.themeName())
}

// paints is true where the theme's background is painted. While it is not known
// which theme fits the terminal's, the terminal's must be seen to be asked for.
func (m *model) paints() bool { return m.opt.Paint && !m.opt.asksBackground() }

// autoTheme stands for the theme that the terminal's background decides.
const autoTheme = "auto"

// askTheme opens the picker of themes, which shows each on the screen behind it.
func (m *model) askTheme() tea.Cmd {
	if m.opt.NoColor {
		return screen.Complain("no colours are wanted here (NO_COLOR, or a terminal without): there is nothing to choose")
	}
	library, now := m.opt.Themes, m.opt.Theme
	return func() tea.Msg {
		d := &widget.Picker{Title: "Theme", Below: themeSample, Leave: func() tea.Cmd { return m.wear(m.opt.themeName()) }}
		d.Add(m.themePick(now, library))
		for _, name := range slices.Insert(library.Names(), 0, "") {
			if name != now {
				d.Add(m.themePick(name, library))
			}
		}
		return screen.Ask{Dialog: d}
	}
}

// themePick is a theme in the picker; "" is the automatic one.
func (m *model) themePick(name string, library themes.Library) widget.Pick {
	pick := widget.Pick{Title: name, Run: func() tea.Cmd { return m.keepTheme(name) }, Show: func() tea.Cmd {
		o := m.opt
		o.Theme = name
		return m.wear(o.themeName())
	}}
	if name == "" {
		pick.Title, pick.Note = autoTheme, "by the terminal's background"
		return pick
	}
	switch theme, err := library.Load(name); {
	case err != nil:
		pick.Note = "cannot be read"
	case theme.Appearance == "none":
		pick.Note = "no colours"
	case theme.Appearance == "terminal":
		pick.Note = "the terminal's palette"
	default:
		pick.Note = theme.Appearance
	}
	if library.Own(name) {
		pick.Note = "yours, " + pick.Note
	}
	return pick
}

// themeSample is a line with the roles that a theme is chosen by.
func themeSample(p widget.Paint, width int) string {
	line := ""
	for _, r := range []themes.Role{themes.Fatal, themes.Error, themes.Warning, themes.Info, themes.Success, themes.Added, themes.Removed, themes.Keyword, themes.String, themes.Comment} {
		line += p.In(r, r.String()) + " "
	}
	return widget.Cut(line, width)
}

// keepTheme puts a theme on and keeps it for the next start.
func (m *model) keepTheme(name string) tea.Cmd {
	m.opt.Theme = name
	cmds := []tea.Cmd{m.wear(m.opt.themeName())}
	if m.opt.asksBackground() {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	value, set := name, m.opt.Settings.Set
	if value == "" {
		value = autoTheme
	}
	if set == nil {
		return tea.Batch(append(cmds, screen.Say("theme "+value+", until you leave"))...)
	}
	return tea.Batch(append(cmds, func() tea.Msg {
		if err := set("tui.theme", value); err != nil {
			return screen.Status{Text: "theme " + value + ", until you leave; not kept: " + err.Error(), Bad: true}
		}
		return screen.Changed{Key: "tui.theme", Value: value}
	})...)
}
