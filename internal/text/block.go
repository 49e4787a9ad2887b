package text

import (
	"slices"
	"strings"
)

// block is one top-level part of a document.
type block struct {
	kind  blockKind
	lead  string     // what stands before the line: "## ", "- "; the language of code
	parts []Inline   // the line of a paragraph, note, heading or item
	rows  [][]Inline // table: the header row, then the others
	body  string     // code, in model form
}

type blockKind uint8

const (
	paragraph blockKind = iota
	note                // a paragraph that only models need
	heading
	item
	table
	code
)

// announces reports whether the block says something about the next one only.
func (b block) announces() bool { return b.kind == heading || b.kind == note }

func (b block) markdown(d dialect) string {
	if d == spoken {
		return b.spoken()
	}
	switch b.kind {
	case table:
		return strings.Join(b.tableLines(d), "\n")
	case code:
		return b.fenced(d)
	case heading:
		line := d.line(b.parts)
		if strings.HasSuffix(line, "#") { // a closing sequence would be cut off
			line = line[:len(line)-1] + d.literal('#')
		}
		return b.lead + line
	}
	return b.lead + d.start(d.line(b.parts))
}

// spoken is the block without anything that is only there to be looked at. Code
// and rows are indented, so that no line of theirs passes for one of the program.
func (b block) spoken() string {
	var lines []string
	switch b.kind {
	case table:
		for _, row := range b.rows[1:] {
			lines = append(lines, "  "+b.spokenRow(row))
		}
		return strings.Join(lines, "\n")
	case code:
		for _, line := range From(strings.Trim(b.body, "\n")).Lines() {
			lines = append(lines, "  "+line)
		}
		return strings.Join(lines, "\n")
	}
	return spoken.line(b.parts)
}

// spokenRow is a row of a table: the first cell, then each other one that says
// something after its column's name.
func (b block) spokenRow(row []Inline) string {
	var cells []string
	for n := range row {
		cell := spoken.line(row[n : n+1])
		if cell == "" {
			continue
		}
		if n > 0 && n < len(b.rows[0]) {
			cell = strings.TrimSpace(spoken.line(b.rows[0][n:n+1]) + " " + cell)
		}
		cells = append(cells, cell)
	}
	return strings.Join(cells, ", ")
}

func (b block) fenced(d dialect) string {
	body := b.body
	if d == glamour {
		body = strings.Join(From(body).Lines(), "\n")
	}
	body = strings.Trim(body, "\n")
	fence := strings.Repeat("`", max(3, longestRun(body, '`')+1))
	return fence + b.lead + "\n" + body + "\n" + fence
}

func (b block) columns() int {
	n := 0
	for _, row := range b.rows {
		n = max(n, len(row))
	}
	return n
}

// tableLines is the header, the delimiter row and the other rows.
func (b block) tableLines(d dialect) []string {
	if d == glamour {
		d = glamourCell
	}
	columns := b.columns()
	lines := make([]string, 0, len(b.rows)+1)
	for _, row := range b.rows {
		lines = append(lines, tableLine(d, row, columns))
	}
	return slices.Insert(lines, 1, "|"+strings.Repeat(" --- |", columns))
}

func tableLine(d dialect, row []Inline, columns int) string {
	var b strings.Builder
	b.WriteByte('|')
	for i := range columns {
		if i < len(row) && row[i] != nil {
			b.WriteByte(' ')
			b.WriteString(escapeCell(d.line(row[i : i+1])))
		}
		b.WriteString(" |")
	}
	return b.String()
}

// escapeCell keeps a pipe from ending the cell. The table syntax takes this backslash away before it reads the cell,
// so it is right in code spans too.
func escapeCell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// firstRows is the table with as many rows as fit; false if none does or the block is no table.
func (b block) firstRows(bytes int) (block, bool) {
	if b.kind != table {
		return block{}, false
	}
	const head = 2 // header and delimiter
	n, used := 0, -1
	for _, line := range b.tableLines(commonMark) {
		used += 1 + len(line)
		if used > bytes {
			break
		}
		n++
	}
	if n <= head {
		return block{}, false
	}
	b.rows = b.rows[:n-1]
	return b, true
}
