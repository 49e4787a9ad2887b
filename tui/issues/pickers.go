package issues

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// change is the answer of a dialog: the question as it is to be asked from now on.
func (s *Stream) change(edit func(*question)) func() tea.Cmd {
	return func() tea.Cmd {
		edit(&s.asked)
		return s.load()
	}
}

// askSort asks for the order.
func (s *Stream) askSort() tea.Cmd {
	m := &widget.Menu{Title: "Order by"}
	for _, o := range sorts() {
		m.Add(widget.Choice{Key: o.key, Title: sortName(o.sort), Run: s.change(func(q *question) { q.sort = o.sort })}, o.sort == s.asked.sort)
	}
	return screen.Send(screen.Ask{Dialog: m})
}

// askPeriod asks for the time that is looked at.
func (s *Stream) askPeriod() tea.Cmd {
	m := &widget.Menu{Title: "Seen in the last"}
	set := func(period string) func() tea.Cmd {
		return s.change(func(q *question) { q.period, q.start, q.end = period, "", "" })
	}
	for _, p := range periods() {
		m.Add(widget.Choice{Key: p.key, Title: p.period, Run: set(p.period)}, p.period == s.asked.period && s.asked.start == "")
	}
	m.Choices = append(m.Choices, widget.Choice{Key: "o", Title: "another time...", Run: func() tea.Cmd {
		return screen.Send(screen.Ask{Dialog: &widget.Prompt{Title: "Seen in the last", Note: "a number and m, h, d or w: 45m, 36h, 3d, 2w", Submit: func(typed string) tea.Cmd {
			typed = strings.TrimSpace(typed)
			if rest := strings.TrimLeft(typed, "0123456789"); rest == typed || len(rest) != 1 || !strings.Contains("mhdw", rest) || len(typed) > 6 {
				return screen.Complain(text.From(typed).Cut(40) + " is no period: write a number and m, h, d or w (" + s.env.Keys.Key(command.Period) + " tries again)")
			}
			return set(typed)()
		}}})
	}})
	return screen.Send(screen.Ask{Dialog: m})
}

// choices are what a picker offers, for it to take when they are read.
type choices struct {
	picker *widget.Picker
	picks  []widget.Pick
}

// offer gives the picker what was read, or says why nothing was.
func (c choices) offer(err error) {
	if c.picker == nil {
		return
	}
	c.picker.Wait = ""
	if err != nil {
		c.picker.Wait = text.From(err.Error()).Cut(120)
	}
	c.picker.Add(c.picks...)
}

// pickTask is the name of the task that reads what a picker offers.
const pickTask = "pick"

// pick opens a picker that fills as its choices are read.
func (s *Stream) pick(picker *widget.Picker, read func(context.Context) ([]widget.Pick, error)) tea.Cmd {
	picker.Wait = "loading..."
	fill := func(ctx context.Context, _ struct{}) (choices, error) {
		picks, err := read(ctx)
		return choices{picker, picks}, err
	}
	return tea.Batch(screen.Send(screen.Ask{Dialog: picker}), screen.Run(s.env.Tasks, pickTask, fill, struct{}{}))
}

// askEnvironment asks for one environment, or all; it counts for every section.
func (s *Stream) askEnvironment() tea.Cmd {
	set := func(name string) func() tea.Cmd {
		return func() tea.Cmd {
			for _, sec := range s.sections { // those that are not in front ask when they come there
				sec.asked.environment = name
			}
			return s.load()
		}
	}
	picker := &widget.Picker{Title: "Environment"}
	picker.Add(widget.Pick{Title: "all environments", Run: set("")})
	o, in := s.env.Ops, ops.FindEnvironmentsIn{OrgTarget: ops.OrgTarget{Org: s.to.Org}, Project: s.asked.project}
	return s.pick(picker, func(ctx context.Context) ([]widget.Pick, error) {
		out, err := o.FindEnvironments(ctx, in)
		var picks []widget.Pick
		for _, e := range out.Environments {
			if !e.Name.IsZero() {
				picks = append(picks, widget.Pick{Title: e.Name.Cut(60), Run: set(e.Name.Raw())})
			}
		}
		return picks, err
	})
}

// askProject asks for another project, or all of them.
func (s *Stream) askProject() tea.Cmd {
	to := s.to
	if to.Query == nil {
		to.Section = s.name
	}
	open := func(project string) func() tea.Cmd {
		to := to
		to.Project = project
		return func() tea.Cmd { return s.env.Instead(to) }
	}
	picker := &widget.Picker{Title: "Project"}
	picker.Add(widget.Pick{Title: "all projects", Run: open("")})
	o, in := s.env.Ops, ops.FindProjectsIn{OrgTarget: ops.OrgTarget{Org: s.to.Org}, PageIn: ops.PageIn{Limit: 100}}
	return s.pick(picker, func(ctx context.Context) ([]widget.Pick, error) {
		out, err := o.FindProjects(ctx, in)
		var picks []widget.Pick
		for _, p := range out.Projects {
			picks = append(picks, widget.Pick{Title: string(p.Slug), Note: string(p.Platform), Run: open(string(p.Slug))})
		}
		return picks, err
	})
}
