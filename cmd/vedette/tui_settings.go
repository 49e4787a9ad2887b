package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/internal/config"
	"vedette/tui/screen"
)

// settingsOf is what the terminal interface shows of the settings, and how it
// keeps those that are its own.
func settingsOf(s config.Settings) screen.Settings {
	return screen.Settings{
		Set: s.Paths.Set,
		Facts: func() ([]screen.Fact, error) {
			fresh, err := config.Load(config.Options{Env: func(string) string { return "" }}) // the usual values of what nobody set
			if err != nil {
				return nil, err
			}
			written, err := s.Paths.List()
			if err != nil {
				return nil, err
			}
			var facts []screen.Fact
			for _, f := range s.Facts() {
				source := f.Source
				if len(f.Overrode) > 0 {
					source += ", before " + strings.Join(f.Overrode, ", ")
				}
				facts = append(facts, screen.Fact{Name: f.Name, Value: f.Value, Source: source})
			}
			for n, f := range tuiFacts(s.TUI) {
				f.Source = "the environment"
				if f.Value == tuiFacts(fresh.TUI)[n].Value {
					f.Source = "default"
				}
				if at := slices.IndexFunc(written, func(w config.Setting) bool { return w.Key == f.Key }); at >= 0 {
					f.Source = s.Paths.UserFile()
					if f.Key != "" {
						f.Value = written[at].Value
					}
				}
				facts = append(facts, f)
			}
			return append(facts, zone(os.Getenv("TZ"), time.Now())), nil
		},
	}
}

// zone is whose time people read; TZ is the operating system's own setting.
func zone(tz string, now time.Time) screen.Fact {
	f := screen.Fact{Name: "times", Value: now.Local().Format("MST -07:00"), Source: "TZ"}
	if tz == "" {
		f.Source = "this machine; TZ=UTC vedette shows UTC"
	}
	return f
}

// tuiFacts are the settings of the terminal interface.
func tuiFacts(t config.TUI) []screen.Fact {
	or := func(value, usual string) string {
		if value == "" {
			return usual
		}
		return value
	}
	onOff := func(name, key string, on bool) screen.Fact {
		return screen.Fact{Name: name, Key: "tui." + key, Value: strconv.FormatBool(on), Choices: []string{"true", "false"}}
	}
	counted := func(name string, n int) screen.Fact {
		return screen.Fact{Name: name, Value: strconv.Itoa(n) + " of your own"}
	}
	background := or(t.Background, "the terminal is asked")
	if t.Paint {
		background = "theme"
	}
	return []screen.Fact{
		{Name: "theme", Key: "tui.theme", Value: or(t.Theme, "by the terminal's background")},
		{Name: "background", Key: "tui.background", Value: background, Choices: []string{"auto", "dark", "light", "theme"}},
		onOff("mouse", "mouse", t.Mouse),
		onOff("reduced motion", "reduced_motion", t.ReducedMotion),
		onOff("ASCII glyphs", "ascii", t.ASCII),
		onOff("accessible lines", "accessible", t.Accessible),
		onOff("begin where you left", "restore", t.Restore),
		{Name: "refresh", Key: "tui.refresh", Value: or(t.Refresh.String(), "0s")},
		counted("keys", len(t.Keys)), counted("sections", len(t.Sections)), counted("paths", len(t.Paths)),
	}
}
