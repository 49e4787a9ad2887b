// Package explore is the screen that asks anything of the data: events of one
// dataset as rows, or counted in groups. A row leads to its issue, its trace or
// its replay, a group to the events in it.
package explore

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/searchbar"
)

// question is what is asked of the server.
type question struct {
	dataset, query, sort, period, trace string
	fields                              []string // empty = the usual ones
}

// row is one row with the answer it came in, which knows its columns' units.
type row struct {
	values ops.EventRow
	of     *ops.SearchEventsOut // without its rows
}

func (r row) cell(field string) string { return r.of.Cell(r.values, field) }

// Explorer is the screen.
type Explorer struct {
	env   screen.Env
	to    screen.ToExplore
	size  screen.Resize
	asked question
	bar   *searchbar.Bar
	table *browse.Browser[row]
}

// New is a search over one dataset.
func New(env screen.Env, to screen.ToExplore) screen.Screen {
	x := &Explorer{env: env, to: to, bar: searchbar.New(env), asked: question{
		dataset: to.Dataset, query: to.Query, sort: to.Sort, period: to.Period, trace: to.Trace, fields: splitFields(to.Fields)}}
	if !slices.Contains(datasets(), x.asked.dataset) {
		x.asked.dataset = datasets()[0]
	}
	if x.asked.period == "" {
		x.asked.period = "14d"
	}
	x.table = browse.New(env, browse.Kind[row]{
		Scope: command.Explore, Crumb: "explore", Plural: "rows", Load: x.load(), Open: x.follow, Do: x.doRow,
	})
	return x
}

// datasets in the order of the tabs.
func datasets() []string {
	return []string{"errors", "spans", "logs", "metrics", "profiles", "replays"}
}

// pageSize is how many rows are asked for at once.
const pageSize = 100

// load reads pages of what is asked for now.
func (x *Explorer) load() browse.Load[row] {
	q, o, in := x.asked, x.env.Ops, x.input(x.asked)
	return func(ctx context.Context, cursor string) (browse.Page[row], error) {
		in := in
		in.Cursor = cursor
		out, err := o.SearchEvents(ctx, in)
		page := browse.Page[row]{Next: out.NextCursor, Detail: " of " + q.dataset + ", " + q.period, Empty: empty(q)}
		events := out.Events
		out.Events = nil
		for _, values := range events {
			page.Items = append(page.Items, row{values, &out})
		}
		if len(events) > 0 {
			page.Columns = columnsOf(out)
		}
		return page, err
	}
}

func (x *Explorer) input(q question) ops.SearchEventsIn {
	return ops.SearchEventsIn{OrgTarget: ops.OrgTarget{Org: x.to.Org}, Project: screen.ProjectOr(x.to.Project), Dataset: q.dataset, Query: q.query,
		Fields: q.fields, Sort: q.sort, Period: q.period, TraceID: q.trace, PageIn: ops.PageIn{Limit: pageSize}}
}

// shown is what the rows answer; nil where there are none.
func (x *Explorer) shown() *ops.SearchEventsOut {
	if current := x.table.Current(); current != nil {
		return current.of
	}
	return nil
}

// ask puts the question as it stands.
func (x *Explorer) ask() tea.Cmd {
	x.arrange()
	return x.table.Ask(x.load())
}

// Init asks.
func (x *Explorer) Init() tea.Cmd { return x.table.Init() }

// Info says what the frame shows.
func (x *Explorer) Info() screen.Info {
	info := x.table.Info()
	info.Crumb = "explore " + x.asked.dataset
	if x.asked.trace != "" {
		info.Crumb += " of trace " + text.From(x.asked.trace).Cut(9)
	}
	info.Typing = info.Typing || x.bar.Active()
	info.Place = screen.ToExplore{Org: x.to.Org, Project: x.to.Project, Dataset: x.asked.dataset, Query: x.asked.query,
		Fields: strings.Join(x.asked.fields, ", "), Sort: x.asked.sort, Period: x.asked.period, Trace: x.asked.trace}
	return info
}

// Update takes answers, sizes, clicks and what is typed.
func (x *Explorer) Update(msg tea.Msg) tea.Cmd {
	if cmd, mine := x.bar.Update(msg); mine {
		x.arrange()
		return cmd
	}
	switch msg := msg.(type) {
	case screen.Resize:
		x.size = msg
		x.arrange()
		return nil
	case screen.Loaded[browse.Page[row]]:
		return x.take(msg)
	case screen.Click:
		if tab := x.tabAt(msg.X); msg.Y == 0 && tab != "" {
			return x.toDataset(tab)
		}
		msg.Y -= x.headHeight()
		return x.table.Update(msg)
	case tea.KeyPressMsg:
		if x.bar.Active() {
			return x.typed(msg)
		}
	case tea.PasteMsg:
		if x.bar.Active() {
			cmd := x.bar.Paste(msg.Content)
			x.arrange()
			return cmd
		}
	}
	return x.table.Update(msg)
}

// take gives the answer to the table. A search that was not understood opens
// the search line again: that is where it is mended.
func (x *Explorer) take(msg screen.Loaded[browse.Page[row]]) tea.Cmd {
	if e := (*ops.Error)(nil); x.env.Tasks.Current(msg.Ticket) && errors.As(msg.Err, &e) && ops.OutcomeOf(ops.KindOf(msg.Err)).Exit == ops.ExitUsage {
		x.env.Tasks.Cancel(msg.Name)
		cmd := x.bar.Refuse(x.asked.query, x.searchScope(), msg.Err)
		x.arrange()
		return cmd
	}
	return x.table.Update(msg)
}

func (x *Explorer) typed(key tea.KeyPressMsg) tea.Cmd {
	cmd, result := x.bar.Key(key)
	x.arrange()
	if result == searchbar.Submitted {
		x.asked.query = x.bar.Text()
		return tea.Batch(cmd, x.ask())
	}
	return cmd
}

func (x *Explorer) searchScope() searchbar.Scope {
	return searchbar.Scope{Dataset: x.asked.dataset, Org: x.to.Org, Project: x.to.Project, Period: x.asked.period}
}

// Do runs the commands of the explorer; those of a list are the table's.
func (x *Explorer) Do(id command.ID) tea.Cmd {
	switch id {
	case command.Search:
		cmd := x.bar.Open(x.asked.query, x.searchScope())
		x.arrange()
		return cmd
	case command.NextTab, command.PreviousTab:
		step := map[command.ID]int{command.NextTab: 1, command.PreviousTab: len(datasets()) - 1}[id]
		return x.toDataset(datasets()[(slices.Index(datasets(), x.asked.dataset)+step)%len(datasets())])
	case command.Period:
		x.asked.period = screen.NextPeriod(x.asked.period)
		return x.ask()
	case command.Sort:
		return x.sortMenu()
	case command.Fields:
		return x.fieldsPrompt()
	case command.Aggregate:
		return x.groupMenu()
	case command.Syntax:
		return screen.Send(screen.Open{To: screen.ToSyntax{Dataset: x.asked.dataset}})
	case command.ProjectList:
		return screen.Send(screen.Open{To: screen.ToProjects{Org: x.to.Org}})
	}
	return x.table.Do(id)
}

// toDataset asks another dataset. Fields and order belong to the one before, and
// so may the search.
func (x *Explorer) toDataset(dataset string) tea.Cmd {
	x.asked = question{dataset: dataset, period: x.asked.period, trace: x.asked.trace, query: x.asked.query}
	if _, mistake := ops.CheckQuery(dataset, x.asked.query); mistake != nil {
		x.asked.query = ""
	}
	return x.ask()
}

// splitFields takes a list of fields apart: commas separate fields, but not the
// arguments of a function.
func splitFields(s string) []string {
	var fields []string
	depth, start := 0, 0
	for i, r := range s + "," {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth <= 0:
			if f := strings.TrimSpace(s[start:i]); f != "" {
				fields = append(fields, f)
			}
			start = i + 1
		}
	}
	return fields
}
