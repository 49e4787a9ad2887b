package settings

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

func TestSettings(t *testing.T) {
	values := map[string]string{"tui.theme": "dark", "tui.mouse": "true", "tui.refresh": "1m0s"}
	var refused error
	facts := screen.Settings{
		Facts: func() ([]screen.Fact, error) {
			return []screen.Fact{{Name: "url", Value: "https://sentry.io", Source: "SENTRY_URL"},
				{Name: "theme", Value: values["tui.theme"], Source: "default", Key: "tui.theme", Choices: []string{"dark", "light", "mono"}},
				{Name: "mouse", Value: values["tui.mouse"], Source: "default", Key: "tui.mouse", Choices: []string{"true", "false"}},
				{Name: "refresh", Value: values["tui.refresh"], Source: "default", Key: "tui.refresh"},
				{Name: "config", Value: "/home/kim/config.toml", Source: "path"}}, nil
		},
		Set: func(key, value string) error {
			if refused == nil {
				values[key] = value
			}
			return refused
		},
	}
	d := screentest.StartWith(t, screen.Env{Settings: facts}, 80, 10, New)
	d.Has("> url", "https://sentry.io", "SENTRY_URL", "enter changes it")
	d.Do(command.Open)
	d.Said("comes from SENTRY_URL")
	d.Do(command.Bottom, command.Open)
	d.Said("config is kept in /home/kim/config.toml")
	d.Do(command.Top)
	d.Do(command.Down, command.Open)
	if last := d.Told[len(d.Told)-1]; last != (screen.ChooseTheme{}) {
		t.Errorf("the router was asked for %+v, want its picker", last)
	}
	values["tui.theme"] = "light"
	d.Send(screen.Changed{Key: "tui.theme", Value: "light"})
	d.Has("light")
	d.Do(command.Down, command.Open) // a switch needs no question
	if values["tui.mouse"] != "false" {
		t.Errorf("the mouse is %q", values["tui.mouse"])
	}
	if !slices.Contains(d.Told, tea.Msg(screen.Changed{Key: "tui.mouse", Value: "false"})) {
		t.Errorf("the router was told %+v", d.Told)
	}
	refused = errors.New("the file cannot be written")
	d.Do(command.Down, command.Open)
	d.Answer("enter")
	d.Said("not kept: the file cannot be written")
	if strings.Contains(values["tui.refresh"], "2") {
		t.Error("a refused value counts")
	}
	d.EverySize()
}
