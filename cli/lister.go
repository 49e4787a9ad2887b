package cli

import (
	"context"
	"reflect"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

// lister describes a command that prints a list operation's rows.
type lister[In, Out, Row any] struct {
	limit   int // rows when --limit is not given; 0 = 25
	run     func(*ops.Ops, context.Context, In) (Out, error)
	in      func(c *call, s config.Settings) (In, error)
	rows    func(*Out) *[]Row
	key     string           // member of Out that holds the rows
	id      func(Row) string // rows that move to the next page while we read are shown once
	empty   string           // said to people when there are no rows
	columns func(now time.Time) []render.Column[Row]
	// columnsOf replaces columns where they follow from the first answer.
	columnsOf func(first *Out, now time.Time) []render.Column[Row]
	// fields are the names to select from where only the first answer tells them; nil = it does not.
	fields func(first *Out) []string
}

// turns is an input whose pages can be turned.
type turns[In any] interface {
	*In
	Page() *ops.PageIn
}

// paged is an output that says how to go on.
type paged[Out any] interface {
	*Out
	Paging() *ops.Paged
}

// list is a leaf that pages through a list operation up to --limit.
func list[In, Out, Row any, PIn turns[In], POut paged[Out]](l leaf, x lister[In, Out, Row]) leaf {
	if x.limit == 0 {
		x.limit = 25
	}
	l.flags = append(l.flags,
		&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: x.limit, Usage: "at most `N` rows, 1000 at most"},
		&ucli.StringFlag{Name: "cursor", Usage: "go on at this `CURSOR` (nextCursor of --json)"},
	)
	rows := untyped[In, Out, Row, PIn, POut](x)
	l.run = func(ctx context.Context, c *call) error { return rows.print(ctx, c) }
	return l
}

// listing is a lister without its types: what turns pages and prints them is
// compiled once, not once per list.
type listing struct {
	row        reflect.Type
	key, empty string
	// open makes the input. It gives the part that says which page, and what reads that page.
	open func(c *call, s config.Settings) (turn *ops.PageIn, read readPage, err error)
}

type readPage func(ctx context.Context, o *ops.Ops) (listPage, error)

// listPage is one page of a list.
type listPage struct {
	rows   []any
	ids    []string // of the rows
	paging *ops.Paged
	// shape is how rows are shown, and the names to select from where only the answer tells them.
	shape func(now time.Time) (columns []render.Column[any], fields []string)
	// shell is the result without its rows, which are printed as they come.
	shell func(skipped []string) any
}

func untyped[In, Out, Row any, PIn turns[In], POut paged[Out]](x lister[In, Out, Row]) listing {
	open := func(c *call, s config.Settings) (*ops.PageIn, readPage, error) {
		in, err := x.in(c, s)
		return PIn(&in).Page(), func(ctx context.Context, o *ops.Ops) (listPage, error) {
			out, err := x.run(o, ctx, in)
			return x.page(&out, POut(&out).Paging()), err
		}, err
	}
	return listing{row: reflect.TypeFor[Row](), key: x.key, empty: x.empty, open: open}
}

func (x lister[In, Out, Row]) page(out *Out, paging *ops.Paged) listPage {
	rows := x.rows(out)
	p := listPage{rows: render.Rows(*rows), paging: paging}
	for _, row := range *rows {
		p.ids = append(p.ids, x.id(row))
	}
	p.shape = func(now time.Time) (columns []render.Column[any], fields []string) {
		if x.columns != nil {
			columns = render.Untyped(x.columns(now))
		} else {
			columns = render.Untyped(x.columnsOf(out, now))
		}
		if x.fields != nil {
			fields = x.fields(out)
		}
		return columns, fields
	}
	p.shell = func(skipped []string) any {
		*rows, paging.Skipped = []Row{}, skipped
		return *out
	}
	return p
}
