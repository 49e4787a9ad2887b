package explore

import (
	"strings"
	"time"
)

// MaxColumns is how many columns a table may have.
const MaxColumns = 20

// Question is a table as it is asked for, in words.
type Question struct {
	Dataset    Dataset
	Columns    []string // fields, aggregates, equations
	Query      string   // a search; conditions on aggregates select groups
	Sort       []string // columns; - before it: descending
	Aggregates bool     // whether the search may have conditions on aggregates
	Identity   bool     // rows that are no groups also get their id and project.name, so that they can be linked to
}

// Parse reads a question. Relative dates count from now. An error is an *Error or a *query.SyntaxError.
func Parse(q Question, now time.Time) (Plan, error) {
	r := reader{dataset: q.Dataset, now: now}
	p := Plan{Dataset: q.Dataset}
	if len(q.Columns) == 0 {
		return Plan{}, invalid("No columns selected")
	}
	if len(q.Columns) > MaxColumns {
		return Plan{}, invalid("You can view up to %d fields at a time. Please delete some and try again.", MaxColumns)
	}
	for _, name := range q.Columns {
		c, err := r.column(strings.TrimSpace(name))
		if err != nil {
			return Plan{}, err
		}
		p.Columns = append(p.Columns, c)
	}
	if q.Identity && !p.Grouped() {
		p.identify(r)
	}
	var err error
	if p.Where, p.Having, err = r.search(q.Query); err != nil {
		return Plan{}, err
	}
	if !p.Having.Empty() && !q.Aggregates {
		return Plan{}, invalid("Aggregate conditions are not allowed in this search")
	}
	if !p.Having.Empty() && !p.Grouped() {
		return Plan{}, invalid("Aggregate conditions need an aggregate among the selected columns")
	}
	return p, p.order(q.Sort)
}

// identify adds the columns that tell rows apart, as Sentry does.
func (p *Plan) identify(r reader) {
	for _, name := range []string{"id", "project.name"} {
		if c, err := r.column(name); err == nil && p.find(name) < 0 {
			p.Columns = append(p.Columns, c)
		}
	}
}

// order reads the sort columns. Without any, rows are the newest first and groups those with the most of the first aggregate.
func (p *Plan) order(sort []string) error {
	for _, text := range sort {
		if text == "" {
			continue
		}
		name, descending := strings.CutPrefix(text, "-")
		at := p.find(name)
		if at < 0 {
			return invalid("orderby must also be in the selected columns or groupby")
		}
		p.Order = append(p.Order, Order{Column: at, Descending: descending})
	}
	if len(p.Order) > 0 || !p.Grouped() {
		return nil
	}
	for i := range p.Columns {
		if p.Columns[i].aggregate() {
			p.Order = []Order{{Column: i, Descending: true}}
			return nil
		}
	}
	return nil
}

// Terms lists every condition of the question, those inside of aggregates included.
func (p *Plan) Terms() []*Term {
	list := append(p.Where.terms(), p.Having.terms()...)
	for i := range p.Columns {
		list = append(list, p.Columns[i].terms()...)
	}
	return list
}

func (c *Column) terms() []*Term {
	switch {
	case c.Call != nil && c.Call.If != nil:
		return c.Call.If.terms()
	case c.Sum != nil:
		return c.Sum.terms()
	}
	return nil
}

func (s *Sum) terms() []*Term {
	switch {
	case s.Column != nil:
		return s.Column.terms()
	case s.Op != 0:
		return append(s.Left.terms(), s.Right.terms()...)
	}
	return nil
}

// find returns the place of the column with a name or its alias, p95_span_duration for p95(span.duration); -1 when there is none.
func (p *Plan) find(name string) int {
	for i := range p.Columns {
		if SameColumn(p.Columns[i].Name, name) {
			return i
		}
	}
	return -1
}

// SameColumn says that a sort names a column, by its name or by its alias.
func SameColumn(column, sort string) bool { return column == sort || callAlias(column) == sort }

// callAlias is the alias of an aggregate; any other column is its own.
func callAlias(column string) string {
	name, args, ok := splitCall(column)
	if !ok {
		return column
	}
	for _, a := range args {
		name += "_" + strings.NewReplacer(".", "_", "[", "_", "]", "", " ", "_").Replace(a)
	}
	return name
}
