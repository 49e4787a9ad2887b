package cli

import (
	"context"
	"fmt"
	"iter"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/recent"
	"vedette/internal/render"
)

const (
	pageSize = 100  // rows the API gives at once
	maxRows  = 1000 // rows a command gives at once
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
	l.run = func(ctx context.Context, c *call) error { return runList[In, Out, Row, PIn, POut](ctx, c, x) }
	return l
}

// turned is one page of a list, with the rows that were not on a page before.
type turned[Out, Row any] struct {
	out   Out
	fresh []Row
}

// readPages reads page after page until there are limit rows.
func readPages[In, Out, Row any, PIn turns[In], POut paged[Out]](ctx context.Context, o *ops.Ops, x lister[In, Out, Row], in In, limit int) iter.Seq2[turned[Out, Row], error] {
	return func(yield func(turned[Out, Row], error) bool) {
		rest := PIn(&in).Page()
		seen := map[string]bool{}
		for {
			rest.Limit = min(limit-len(seen), pageSize)
			out, err := x.run(o, ctx, in)
			if err != nil {
				yield(turned[Out, Row]{}, err)
				return
			}
			page := turned[Out, Row]{out: out}
			for _, row := range *x.rows(&out) {
				if id := x.id(row); !seen[id] && len(seen) < limit {
					seen[id] = true
					page.fresh = append(page.fresh, row)
				}
			}
			next := POut(&out).Paging().NextCursor
			if !yield(page, nil) || len(seen) >= limit || next == "" || next == rest.Cursor {
				return
			}
			rest.Cursor = next
		}
	}
}

// ahead yields what seq yields, and runs it one element ahead: a page is read
// while the one before it is printed.
func ahead[T any](ctx context.Context, seq func(context.Context) iter.Seq2[T, error]) iter.Seq2[T, error] {
	type element struct {
		value T
		err   error
	}
	return func(yield func(T, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		elements := make(chan element)
		go func() {
			defer close(elements)
			for value, err := range seq(ctx) {
				select {
				case elements <- element{value, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		for e := range elements {
			if !yield(e.value, e.err) {
				return
			}
		}
	}
}

// runList prints a list.
func runList[In, Out, Row any, PIn turns[In], POut paged[Out]](ctx context.Context, c *call, x lister[In, Out, Row]) error {
	limit := c.cmd.Int("limit")
	if limit < 1 || limit > maxRows {
		return usage(fmt.Sprintf("--limit 1 to %d; go on with --cursor", maxRows), "--limit cannot be %d", limit)
	}
	l := render.List[Row]{Streams: c.out, Format: c.format, Key: x.key, Empty: x.empty}
	if err := l.Check(); err != nil {
		return err
	}
	o, s, err := c.ops(ctx)
	if err != nil {
		return err
	}
	in, err := x.in(c, s)
	if err != nil {
		return err
	}
	PIn(&in).Page().Cursor = c.cmd.String("cursor")
	if x.columns != nil {
		l.Columns = x.columns(o.Now())
	}
	turn := func(ctx context.Context) iter.Seq2[turned[Out, Row], error] {
		return func(yield func(turned[Out, Row], error) bool) {
			defer c.progress("Reading")() // ends with the reading: a pager has the terminal to itself
			readPages[In, Out, Row, PIn, POut](ctx, o, x, in, limit)(yield)
		}
	}
	named, err := printPages[In, Out, Row, POut](ctx, c, x, &l, o.Now(), ahead(ctx, turn))
	remember(s, named)
	return err
}

// printPages prints the rows of all pages and gives some of them back. When a
// later page fails, what came before it is printed whole, with the cursor to go
// on, and the error is returned.
func printPages[In, Out, Row any, POut paged[Out]](ctx context.Context, c *call, x lister[In, Out, Row], l *render.List[Row], now time.Time,
	pages iter.Seq2[turned[Out, Row], error]) (some []Row, err error) {
	var last *Out
	var skipped []string
	for page, err := range pages {
		switch {
		case err != nil && last == nil:
			return some, err
		case err != nil:
			if closeErr := l.Close(ctx, shell[Out, Row, POut](*last, x.rows, skipped)); closeErr != nil {
				return some, closeErr
			}
			return some, err
		case last == nil:
			if err := x.begin(l, &page.out, now); err != nil {
				return some, err
			}
		}
		last = &page.out
		skipped = append(skipped, POut(last).Paging().Skipped...)
		if len(some) < recent.Limit {
			some = append(some, page.fresh...)
		}
		if err := l.Add(shell[Out, Row, POut](page.out, x.rows, nil), page.fresh); err != nil {
			return some, err
		}
	}
	if last == nil {
		return some, context.Cause(ctx)
	}
	for _, s := range skipped {
		c.notes.Say("note: left out, could not be read: " + s)
	}
	rest := POut(last).Paging()
	for _, note := range rest.Notes {
		c.notes.Say("note: " + note)
	}
	if err := l.Close(ctx, shell[Out, Row, POut](*last, x.rows, skipped)); err != nil {
		return some, err
	}
	if rest.NextCursor != "" && c.out.ErrTTY {
		c.notes.Say("more: add --cursor " + rest.NextCursor)
	}
	return some, nil
}

// begin takes from the first answer what is known only now.
func (x lister[In, Out, Row]) begin(l *render.List[Row], first *Out, now time.Time) error {
	if x.columnsOf != nil {
		l.Columns = x.columnsOf(first, now)
	}
	if x.fields == nil {
		return nil
	}
	known := x.fields(first)
	if known == nil {
		return nil
	}
	return l.Format.Fields.Among(known)
}

// shell is a list's result without its rows, which are printed as they come.
func shell[Out, Row any, POut paged[Out]](out Out, rows func(*Out) *[]Row, skipped []string) Out {
	*rows(&out) = []Row{}
	POut(&out).Paging().Skipped = skipped
	return out
}

// whole prints rows that are all at hand, within the result around them.
func whole[T any](ctx context.Context, c *call, key string, rows []T, columns []render.Column[T], shell func() any) error {
	return wholeOr(ctx, c, key, rows, columns, "Nothing to show.", shell)
}

// wholeOr is whole with what is said to people when there are no rows.
func wholeOr[T any](ctx context.Context, c *call, key string, rows []T, columns []render.Column[T], empty string, shell func() any) error {
	l := render.List[T]{Streams: c.out, Format: c.format, Key: key, Columns: columns, Empty: empty}
	around := shell()
	if err := l.Add(around, rows); err != nil {
		return err
	}
	return l.Close(ctx, around)
}
