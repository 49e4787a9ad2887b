package cli

import (
	"context"
	"fmt"
	"iter"
	"time"

	"vedette/internal/ops"
	"vedette/internal/recent"
	"vedette/internal/render"
)

const (
	pageSize = 100  // rows the API gives at once
	maxRows  = 1000 // rows a command gives at once
)

// print prints the list.
func (l listing) print(ctx context.Context, c *call) error {
	limit := c.cmd.Int("limit")
	if limit < 1 || limit > maxRows {
		return usage(fmt.Sprintf("--limit 1 to %d; go on with --cursor", maxRows), "--limit cannot be %d", limit)
	}
	if err := c.format.Fields.Check(l.row); err != nil {
		return err
	}
	o, s, err := c.ops(ctx)
	if err != nil {
		return err
	}
	turn, read, err := l.open(c, s)
	if err != nil {
		return err
	}
	turn.Cursor = c.cmd.String("cursor")
	pages := func(ctx context.Context) iter.Seq2[listPage, error] {
		return func(yield func(listPage, error) bool) {
			defer c.progress("Reading")() // ends with the reading: a pager has the terminal to itself
			readPages(ctx, o, turn, read, limit)(yield)
		}
	}
	named, err := l.printPages(ctx, c, o.Now(), ahead(ctx, pages))
	remember(s, named)
	return err
}

// readPages reads page after page until there are limit rows; rows that were on
// a page before are left out.
func readPages(ctx context.Context, o *ops.Ops, turn *ops.PageIn, read readPage, limit int) iter.Seq2[listPage, error] {
	return func(yield func(listPage, error) bool) {
		seen := map[string]bool{}
		for {
			turn.Limit = min(limit-len(seen), pageSize)
			page, err := read(ctx, o)
			if err != nil {
				yield(listPage{}, err)
				return
			}
			all := page.rows
			page.rows = nil
			for n, row := range all {
				if id := page.ids[n]; !seen[id] && len(seen) < limit {
					seen[id] = true
					page.rows = append(page.rows, row)
				}
			}
			next := page.paging.NextCursor
			if !yield(page, nil) || len(seen) >= limit || next == "" || next == turn.Cursor {
				return
			}
			turn.Cursor = next
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

// printPages prints the rows of all pages and gives some of them back. When a
// later page fails, what came before it is printed whole, with the cursor to go
// on, and the error is returned.
func (l listing) printPages(ctx context.Context, c *call, now time.Time, pages iter.Seq2[listPage, error]) (some []any, err error) {
	out := render.List{Streams: c.out, Format: c.format, Key: l.key, Empty: l.empty}
	var last *listPage
	var skipped []string
	for page, err := range pages {
		switch {
		case err != nil && last == nil:
			return some, err
		case err != nil:
			if closeErr := out.Close(ctx, last.shell(skipped)); closeErr != nil {
				return some, closeErr
			}
			return some, err
		case last == nil:
			var fields []string
			if out.Columns, fields = page.shape(now); fields != nil {
				if err := c.format.Fields.Among(fields); err != nil {
					return some, err
				}
			}
		}
		last = &page
		skipped = append(skipped, page.paging.Skipped...)
		if len(some) < recent.Limit {
			some = append(some, page.rows...)
		}
		if err := out.Add(page.shell(nil), page.rows); err != nil {
			return some, err
		}
	}
	if last == nil {
		return some, context.Cause(ctx)
	}
	for _, s := range skipped {
		c.notes.Say("note: left out, could not be read: " + s)
	}
	for _, note := range last.paging.Notes {
		c.notes.Say("note: " + note)
	}
	if err := out.Close(ctx, last.shell(skipped)); err != nil {
		return some, err
	}
	if next := last.paging.NextCursor; next != "" && c.out.ErrTTY {
		c.notes.Say("more: add --cursor " + next)
	}
	return some, nil
}

// whole prints rows that are all at hand, within the result around them.
func whole[T any](ctx context.Context, c *call, key string, rows []T, columns []render.Column[T], shell func() any) error {
	return wholeOr(ctx, c, key, rows, columns, "Nothing to show.", shell)
}

// wholeOr is whole with what is said to people when there are no rows.
func wholeOr[T any](ctx context.Context, c *call, key string, rows []T, columns []render.Column[T], empty string, shell func() any) error {
	l := render.List{Streams: c.out, Format: c.format, Key: key, Columns: render.Untyped(columns), Empty: empty}
	around := shell()
	if err := l.Add(around, render.Rows(rows)); err != nil {
		return err
	}
	return l.Close(ctx, around)
}
