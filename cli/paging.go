package cli

import (
	"context"
	"fmt"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/render"
)

const (
	pageSize = 100  // rows the API gives at once
	maxRows  = 1000 // rows a command gives at once
)

// page is one answer of a list operation.
type page[T any] struct {
	rows    []T
	next    string
	skipped []string
	// shell is the operation's result without its rows and with these
	// skipped items, for --json.
	shell func(skipped []string) any
}

// listFlags are the flags of every list.
func listFlags(limit int, more ...ucli.Flag) []ucli.Flag {
	return append(more,
		&ucli.IntFlag{Name: "limit", Aliases: []string{"n"}, Value: limit, Usage: "at most `N` rows, 1000 at most"},
		&ucli.StringFlag{Name: "cursor", Usage: "go on at this `CURSOR` (nextCursor of --json)"},
	)
}

// runList pages through a list up to --limit and prints it. Rows that move to
// the next page while we read are shown once. When a later page fails, what
// came before it is printed whole, with the cursor to go on, and the error is
// returned.
func runList[T any](ctx context.Context, c *call, l render.List[T], key func(T) string, fetch func(ctx context.Context, cursor string, n int) (page[T], error)) error {
	limit := c.cmd.Int("limit")
	if limit < 1 || limit > maxRows {
		return usage(fmt.Sprintf("--limit 1 to %d; go on with --cursor", maxRows), "--limit cannot be %d", limit)
	}
	l.Streams, l.Format = c.out, c.format
	if err := l.Check(); err != nil {
		return err
	}
	done := c.progress("Reading")
	defer done()
	seen := map[string]bool{}
	var last page[T]
	var skipped []string
	cursor, shown := c.cmd.String("cursor"), 0
	for {
		p, err := fetch(ctx, cursor, min(limit-shown, pageSize))
		if err != nil {
			if last.shell != nil {
				if closeErr := l.Close(ctx, last.shell(skipped)); closeErr != nil {
					return closeErr
				}
			}
			return err
		}
		var fresh []T
		for _, row := range p.rows {
			if id := key(row); !seen[id] && shown < limit {
				seen[id] = true
				shown++
				fresh = append(fresh, row)
			}
		}
		skipped = append(skipped, p.skipped...)
		last = p
		if err := l.Add(p.shell(nil), fresh); err != nil {
			return err
		}
		if shown >= limit || p.next == "" || p.next == cursor {
			break
		}
		cursor = p.next
	}
	for _, s := range skipped {
		c.notes.Say("note: left out, could not be read: " + s)
	}
	if err := l.Close(ctx, last.shell(skipped)); err != nil {
		return err
	}
	if last.next != "" && c.out.ErrTTY {
		c.notes.Say("more: add --cursor " + last.next)
	}
	return nil
}
