// Package settings is the screen of what is in force and where it comes from:
// the server, the login and the target, and how the terminal interface looks and
// behaves. What belongs to the interface is changed here, for now and for good.
package settings

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Screen lists the settings.
type Screen struct {
	*browse.Browser[screen.Fact]
	env screen.Env
}

// kept is how keeping a setting ended.
type kept struct{ screen.Changed }

// New lists what is in force.
func New(env screen.Env) screen.Screen {
	s := &Screen{env: env}
	muted := browse.Role[screen.Fact](themes.Muted)
	s.Browser = browse.New(env, browse.Kind[screen.Fact]{
		Scope: command.Settings, Crumb: "settings", Plural: "settings",
		Columns: []browse.Column[screen.Fact]{
			{Title: "SETTING", Text: func(f screen.Fact) string { return f.Name }},
			{Title: "VALUE", Wide: true, Text: func(f screen.Fact) string { return f.Value }},
			{Title: "FROM", Wide: true, Text: func(f screen.Fact) string { return f.Source }, Role: muted},
			{Title: "HERE", Text: func(f screen.Fact) string {
				if f.Key == "" {
					return ""
				}
				return "enter changes it"
			}, Role: muted},
		},
		Empty: []string{"vedette doctor tells what is in force."},
		Load: func(context.Context, string) (browse.Page[screen.Fact], error) {
			if env.Settings.Facts == nil {
				return browse.Page[screen.Fact]{}, nil
			}
			facts, err := env.Settings.Facts()
			return browse.Page[screen.Fact]{Items: facts}, err
		},
		Open: s.change,
	})
	return s
}

// Update takes how a change ended; everything else is the list's.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if _, changed := msg.(screen.Changed); changed {
		return s.Init()
	}
	done, ok := msg.(screen.Loaded[kept])
	if !ok {
		return s.Browser.Update(msg)
	}
	if !s.env.Tasks.Done(done.Ticket) {
		return nil
	}
	if done.Err != nil {
		return screen.Complain("not kept: " + text.From(done.Err.Error()).String())
	}
	return tea.Batch(screen.Send(done.Out.Changed), screen.Say(done.Out.Key+" = "+done.Out.Value+" is kept"))
}

// change asks for another value: by a menu where there are few, else as text.
func (s *Screen) change(f screen.Fact) tea.Cmd {
	if f.Key == "" || s.env.Settings.Set == nil {
		if f.Source == "path" {
			return screen.Say(f.Name + " is kept in " + f.Value)
		}
		return screen.Say(f.Name + " comes from " + f.Source + " and is changed there (vedette config set, vedette auth)")
	}
	if f.Key == "tui.theme" {
		return screen.Send(screen.ChooseTheme{})
	}
	if len(f.Choices) == 0 {
		return screen.Send(screen.Ask{Dialog: &widget.Prompt{Title: f.Name, Note: "kept in the configuration as " + f.Key,
			Editor: widget.NewEditor(f.Value), Submit: func(value string) tea.Cmd { return s.keep(f.Key, value) }}})
	}
	if at := slices.Index(f.Choices, f.Value); at >= 0 && len(f.Choices) == 2 { // a switch
		return s.keep(f.Key, f.Choices[1-at])
	}
	menu := &widget.Menu{Title: f.Name, Note: []string{"now: " + f.Value}}
	for _, value := range f.Choices {
		menu.Offer(value, func() tea.Cmd { return s.keep(f.Key, value) })
	}
	return screen.Send(screen.Ask{Dialog: menu})
}

// keep writes a value into the configuration.
func (s *Screen) keep(key, value string) tea.Cmd {
	set := s.env.Settings.Set
	return screen.Run(s.env.Tasks, "keep", func(_ context.Context, c screen.Changed) (kept, error) {
		return kept{c}, set(c.Key, c.Value)
	}, screen.Changed{Key: key, Value: value})
}
