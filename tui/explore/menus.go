package explore

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// sortMenu offers every column in both orders; what counts begins with the most.
func (x *Explorer) sortMenu() tea.Cmd {
	shown := x.shown()
	if shown == nil {
		return nil
	}
	menu := &widget.Menu{Title: "Order", Note: []string{"now: " + widget.Cut(orderName(shown.Sort), 60)}}
	for _, field := range shown.Fields {
		for _, sort := range []string{"-" + field, field} {
			if sort == shown.Sort {
				continue
			}
			menu.Offer(orderName(sort), func() tea.Cmd {
				x.asked.sort = sort
				return x.ask()
			})
		}
	}
	return screen.Send(screen.Ask{Dialog: menu})
}

// orderName is an order in words.
func orderName(sort string) string {
	if field, down := strings.CutPrefix(sort, "-"); down {
		return field + ", highest or newest first"
	}
	return sort + ", lowest or oldest first"
}

// fieldsPrompt takes the columns.
func (x *Explorer) fieldsPrompt() tea.Cmd {
	fields := x.asked.fields
	if len(fields) == 0 {
		fields = ops.DefaultFields(x.asked.dataset)
	}
	return screen.Send(screen.Ask{Dialog: &widget.Prompt{
		Title: "Columns", Note: "separated by commas; with count() and its like the others group",
		Editor: widget.NewEditor(strings.Join(fields, ", ")),
		Submit: func(s string) tea.Cmd {
			x.asked.fields = splitFields(s)
			if by := strings.TrimPrefix(x.asked.sort, "-"); !slices.Contains(x.asked.fields, by) {
				x.asked.sort = ""
			}
			return x.ask()
		},
	}})
}

// group is a usual way to count a dataset.
type group struct {
	title  string
	fields []string
	sort   string
}

// groups are the usual ways to count a dataset.
func groups(dataset string) []group {
	count := func(by string) group { return group{"count by " + by, []string{by, "count()"}, "-count()"} }
	took := []string{"count()", "p50(span.duration)", "p95(span.duration)", "sum(span.duration)"}
	switch dataset {
	case "spans":
		return []group{
			{"duration by transaction", append([]string{"transaction"}, took...), "-p95(span.duration)"},
			{"duration by span.op", append([]string{"span.op"}, took...), "-sum(span.duration)"},
			{"duration by span.description", append([]string{"span.op", "span.description"}, took...), "-sum(span.duration)"},
			{"duration by project", append([]string{"project"}, took...), "-sum(span.duration)"},
			count("span.status"),
		}
	case "logs":
		return []group{count("severity"), count("message"), count("project"), count("environment"), count("release")}
	case "metrics":
		return []group{{"values by metric", []string{"metric.name", "metric.type", "count(value)", "avg(value)", "max(value)"}, "-count(value)"}}
	case "profiles":
		return []group{count("transaction"), count("release")}
	case "errors":
		return []group{
			{"count by issue", []string{"issue", "title", "count()", "count_unique(user)"}, "-count()"},
			count("error.type"), count("release"), count("environment"), count("project"), count("level"), count("url"), count("user.display"),
		}
	}
	return nil
}

// groupMenu offers the usual ways to count, and the rows again.
func (x *Explorer) groupMenu() tea.Cmd {
	menu := &widget.Menu{Title: "Count " + x.asked.dataset, Note: []string{"c writes any other: browser.name, count(), count_unique(user)"}}
	add := func(title string, fields []string, sort string) {
		menu.Offer(title, func() tea.Cmd {
			x.asked.fields, x.asked.sort = fields, sort
			return x.ask()
		})
	}
	for _, g := range groups(x.asked.dataset) {
		add(g.title, g.fields, g.sort)
	}
	if len(menu.Choices) == 0 {
		return screen.Say(x.asked.dataset + " are not counted in groups: their columns have counts of their own")
	}
	add("the rows themselves", nil, "")
	return screen.Send(screen.Ask{Dialog: menu})
}
