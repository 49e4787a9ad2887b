package page

import (
	"context"
	"errors"
	"strings"
	"testing"

	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
	"vedette/tui/widget"
)

func start(t *testing.T, load func(context.Context, string) (Content, error)) *screentest.Driver {
	return screentest.Start(t, screentest.Ops(t, screentest.Serve(nil)), 60, 8, func(env screen.Env) screen.Screen {
		return New(env, Kind{Crumb: "thing", What: "thing", Load: load})
	})
}

func docOf(lines ...string) (d text.Doc) {
	for _, l := range lines {
		d.Para(text.From(l))
	}
	return d
}

func TestPage(t *testing.T) {
	fail := false
	d := start(t, func(context.Context, string) (Content, error) {
		if fail {
			return Content{}, errors.New("the server is gone")
		}
		return Content{Doc: docOf("one", "two", "three", "four", "five", "six"), Detail: "24h",
			Figures: func(p widget.Paint, width int) []string { return []string{"figure"} },
			Links:   []Link{{"here", screen.ToOrgs{}}, {"there", screen.ToSettings{}}}}, nil
	})
	d.Has("figure", "one", "two")
	d.Do(command.Bottom)
	d.Has("six")
	d.Do(command.Open)
	d.Choose('2')
	if to := d.Opened(); to != any(screen.ToSettings{}) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.Copy)
	fail = true
	d.Do(command.Refresh)
	if d.Screen.Info().Err == nil {
		t.Error("the failure is not told")
	}
	d.Has("six") // what was there stays
	d.EverySize()
}

func TestPeriod(t *testing.T) {
	var asked []string
	d := screentest.Start(t, screentest.Ops(t, screentest.Serve(nil)), 60, 8, func(env screen.Env) screen.Screen {
		return New(env, Kind{What: "thing", Period: "7d", Load: func(_ context.Context, period string) (Content, error) {
			asked = append(asked, period)
			return Content{Doc: docOf(period)}, nil
		}})
	})
	d.Do(command.Period)
	d.Has("14d")
	if scope := d.Screen.Info().Scope; scope != command.Report {
		t.Errorf("the keys are those of %s", scope)
	}
	if len(asked) != 2 || asked[0] != "7d" || d.Screen.Info().Detail != "14d" {
		t.Errorf("asked for %v, shows %q", asked, d.Screen.Info().Detail)
	}
}

func TestFailedAtOnce(t *testing.T) {
	d := start(t, func(context.Context, string) (Content, error) { return Content{}, errors.New("no") })
	d.Lacks("loading")
	if _, offered := command.Usual().Keymap(d.Screen.Info().Scope)["t"]; offered {
		t.Error("a period is offered where there is none")
	}
	for _, id := range []command.ID{command.Open, command.Copy, command.Down, command.Bottom} {
		d.Do(id)
	}
}

func TestHostile(t *testing.T) {
	for _, c := range hostile.Corpus() {
		d := start(t, func(context.Context, string) (Content, error) {
			return Content{Doc: docOf(c.Text, strings.Repeat(c.Text, 3))}, nil
		})
		d.Text()
	}
}
