package render

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// List prints rows that arrive page by page. For programs each page is written
// as it comes, so that memory stays flat and the first row is there early; a
// table, a filter and a template need all rows first.
type List struct {
	Streams *Streams
	Format  Format
	Key     string // member of the shell that holds the rows
	Columns []Column[any]
	Empty   string // said on Err when there are no rows, to people only

	rows   int
	json   *bytes.Buffer // everything, where output cannot be written at once
	table  table
	opened bool
}

// Add takes a page: the rows, and the result without them (its Key member an
// empty list), which gives the members around the rows.
func (l *List) Add(shell any, rows []any) error {
	switch {
	case l.Format.JSON:
		return l.addJSON(shell, rows)
	case l.Streams.OutTTY:
		l.table.columns = l.Columns
		l.table.add(rows)
		l.rows += len(rows)
		return nil
	default:
		l.rows += len(rows)
		return writeTSV(l.Streams.Out, l.Columns, rows)
	}
}

// Close ends the output; shell is the last page's, with its cursor.
func (l *List) Close(ctx context.Context, shell any) error {
	if l.Format.JSON {
		return l.closeJSON(ctx, shell)
	}
	if l.rows == 0 && l.Streams.ErrTTY && l.Empty != "" {
		_, err := fmt.Fprintln(l.Streams.Err, l.Empty)
		return err
	}
	if !l.Streams.OutTTY || l.rows == 0 {
		return nil
	}
	var b bytes.Buffer
	l.table.write(&b, l.Streams.Width, l.Streams.Color)
	return l.Streams.Page(ctx, b.Bytes())
}

// sink is where JSON goes while it is being made.
func (l *List) sink() io.Writer {
	if l.Format.streams() && !l.Streams.OutTTY {
		return l.Streams.Out
	}
	if l.json == nil {
		l.json = &bytes.Buffer{}
	}
	return l.json
}

// around is the JSON of the shell before and after its rows.
func (l *List) around(shell any) (before, after []byte, err error) {
	raw, err := Marshal(shell)
	if err != nil || !l.Format.Fields.All() {
		return nil, nil, err
	}
	mark := []byte(`"` + l.Key + `":[]`)
	before, after, ok := bytes.Cut(raw, mark)
	if !ok {
		return nil, nil, fmt.Errorf("the result has no empty list %q to put the rows into", l.Key)
	}
	return append(before[:len(before):len(before)], mark[:len(mark)-2]...), after, nil
}

func (l *List) open(shell any) error {
	if l.opened {
		return nil
	}
	l.opened = true
	before, _, err := l.around(shell)
	if err != nil {
		return err
	}
	_, err = l.sink().Write(append(before, '['))
	return err
}

func (l *List) addJSON(shell any, rows []any) error {
	if err := l.open(shell); err != nil {
		return err
	}
	var b bytes.Buffer
	for _, row := range rows {
		raw, err := Marshal(row)
		if err != nil {
			return err
		}
		if raw, err = l.Format.Fields.Project(raw); err != nil {
			return err
		}
		if l.rows > 0 {
			b.WriteByte(',')
		}
		l.rows++
		b.Write(raw)
	}
	_, err := l.sink().Write(b.Bytes())
	return err
}

func (l *List) closeJSON(ctx context.Context, shell any) error {
	if err := l.open(shell); err != nil {
		return err
	}
	_, after, err := l.around(shell)
	if err != nil {
		return err
	}
	end := append([]byte{']'}, after...)
	if l.json == nil {
		_, err := l.Streams.Out.Write(append(end, '\n'))
		return err
	}
	l.json.Write(end)
	return l.Streams.RawJSON(ctx, l.Format, l.json.Bytes())
}
