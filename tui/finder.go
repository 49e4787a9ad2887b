package tui

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/palette"
	"vedette/tui/place"
	"vedette/tui/screen"
)

// invoke runs a command that the palette found.
type invoke struct{ id command.ID }

// names are those of an organization's projects, for the goto line.
type names struct {
	org  string
	list []screen.Name
}

// here is where the person is.
func (m *model) here() place.At {
	for _, e := range slices.Backward(m.stack) {
		if h, ok := place.HereOf(e.place()); ok {
			return h
		}
	}
	if m.opt.Ops == nil {
		return place.At{}
	}
	d := m.opt.Ops.Defaults()
	return place.At{Org: d.Org, Project: d.Project}
}

// askPlace opens the goto line, and asks for what may be named in it.
func (m *model) askPlace() tea.Cmd {
	if m.opt.Ops == nil {
		return screen.Complain("nobody is logged in: see the commands on this page")
	}
	d := &palette.Palette{Title: "Go to a place, an issue, or a pasted address", Prompt: ":", Find: m.placesFor, Accept: m.goTo}
	d.Refresh()
	m.dialog = d
	here := m.here()
	if here.Org == "" || here.Org == m.names.org {
		return nil
	}
	return screen.Run(m.tasks, "names", namesFrom(m.opt.Ops), here.Org)
}

// namesFrom asks for the names of an organization's projects.
func namesFrom(o *ops.Ops) func(ctx context.Context, org string) (names, error) {
	return func(ctx context.Context, org string) (names, error) {
		out, err := o.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: ops.OrgTarget{Org: org}, PageIn: ops.PageIn{Limit: 100}})
		return namesOf(org, out.Projects), err
	}
}

func namesOf(org string, projects []ops.Project) names {
	out := names{org: org}
	for _, p := range projects {
		out.list = append(out.list, screen.Name{Of: screen.Project, Value: string(p.Slug), Note: p.Name.Cut(60)})
	}
	return out
}

// know keeps names and offers them where they are being typed. Without them the
// line works too, and the screen it leads to tells of the error.
func (m *model) know(n names, err error) {
	if err != nil {
		return
	}
	m.names = n
	if d, ok := m.dialog.(*palette.Palette); ok {
		d.Refresh()
	}
}

// goTo goes to the place that a line names.
func (m *model) goTo(line string) tea.Cmd {
	to, err := place.Parse(line, m.here(), m.opt.Ops.PageOf)
	if err != nil {
		line := text.From(err.Error()).String()
		if hint := ops.HintOf(err); !hint.IsZero() {
			line += ": " + hint.String()
		}
		return screen.Complain(line)
	}
	return screen.Send(screen.Open{To: to})
}

// known are the names on the screens, the nearest first, then those asked for.
func (m *model) known() []screen.Name {
	var out []screen.Name
	seen := map[screen.Name]bool{}
	add := func(list []screen.Name) {
		for _, n := range list {
			if key := (screen.Name{Of: n.Of, Value: n.Value}); !seen[key] {
				seen[key] = true
				out = append(out, n)
			}
		}
	}
	for _, e := range slices.Backward(m.stack) {
		if s, ok := e.Screen.(screen.Named); ok {
			add(s.Names())
		}
	}
	add(m.names.list)
	return out
}

// placesFor are the completions of a goto line.
func (m *model) placesFor(line string) []palette.Entry {
	var out []palette.Entry
	for _, c := range place.Complete(line, m.known()) {
		e := palette.Entry{Title: c.Line, Note: c.Note, Fill: c.Line + " "}
		if c.Whole {
			e.Run = m.goTo(c.Line)
		}
		out = append(out, e)
	}
	return out
}

// palette finds commands and places by their names.
func (m *model) palette() *palette.Palette {
	all := m.choices()
	d := &palette.Palette{Title: "What to do", Prompt: ">", Find: func(line string) []palette.Entry { return matching(all, line) }}
	d.Refresh()
	return d
}

// choice is an entry with the words it is found by, and its place in the list:
// what works here comes first, then places, then what works elsewhere.
type choice struct {
	palette.Entry
	words string
	group int
}

func (m *model) choices() []choice {
	scope := m.top().Info().Scope
	var out []choice
	works := map[command.ID]bool{command.Palette: true}
	for _, c := range m.bindings.For(scope) {
		if works[c.ID] {
			continue
		}
		works[c.ID] = true
		out = append(out, choice{words: c.Title + " " + string(c.ID), Entry: palette.Entry{Title: c.Title, Note: c.Labels(), Run: screen.Send(invoke{c.ID})}})
	}
	if m.opt.Ops != nil {
		for _, k := range place.Typed() {
			out = append(out, choice{group: 1, words: "go to " + k.Name + " " + k.Title,
				Entry: palette.Entry{Title: "go to " + k.Title, Note: ":" + k.Name, Run: m.goTo(k.Name)}})
		}
	}
	for _, c := range m.bindings.All() {
		if works[c.ID] {
			continue
		}
		out = append(out, choice{group: 2, words: c.Title + " " + string(c.ID),
			Entry: palette.Entry{Title: c.Title, Note: "on: " + scopeNames(c), Dim: true, Run: screen.Complain("this works on: " + scopeNames(c))}})
	}
	return out
}

func scopeNames(c command.Command) string {
	var out []string
	for _, s := range c.Scopes {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

// matching are the choices that a line finds: the ones it begins, then those with
// words that it begins, then those it stands in, then those with its letters
// somewhere; among equals by group, and the best of a group first.
func matching(all []choice, line string) []palette.Entry {
	var found []choice
	if line = strings.ToLower(strings.TrimSpace(line)); line == "" {
		found = all
	} else {
		ranks := map[int]int{}
		hits := fuzzy.FindFrom(line, words(all))
		for _, hit := range hits {
			ranks[hit.Index] = all[hit.Index].rank(line)
		}
		slices.SortStableFunc(hits, func(a, b fuzzy.Match) int {
			return cmp.Or(ranks[a.Index]-ranks[b.Index], all[a.Index].group-all[b.Index].group)
		})
		for _, hit := range hits {
			found = append(found, all[hit.Index])
		}
	}
	var out []palette.Entry
	for _, c := range found {
		out = append(out, c.Entry)
	}
	return out
}

// rank is how well a lower-case line names a choice; 0 is best.
func (c choice) rank(line string) int {
	known := strings.ToLower(c.words)
	title := strings.TrimPrefix(strings.ToLower(c.Title), "go to ")
	switch {
	case strings.HasPrefix(title, line):
		return 0
	case beginWords(known, strings.Fields(line)):
		return 1
	case strings.Contains(known, line):
		return 2
	}
	return 3
}

// beginWords is true where each of the beginnings begins a word of s, in order.
func beginWords(s string, beginnings []string) bool {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(beginnings) > 0 && strings.HasPrefix(word, beginnings[0]) {
			beginnings = beginnings[1:]
		}
	}
	return len(beginnings) == 0
}

// words are choices as package fuzzy wants them.
type words []choice

func (w words) String(i int) string { return w[i].words }
func (w words) Len() int            { return len(w) }
