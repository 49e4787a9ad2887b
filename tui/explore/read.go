package explore

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Read gives the table after what it answers.
func (x *Explorer) Read() screen.Reading {
	r := x.table.Read()
	query := text.From(x.asked.query).String()
	if query == "" {
		query = "everything"
	}
	r.Lines = append([]widget.Said{{Text: "Search: " + query}}, r.Lines...)
	r.Parts, r.Front, r.Trouble = datasets(), slices.Index(datasets(), x.asked.dataset), x.bar.Trouble()
	r.Show = func(n int) tea.Cmd { return x.toDataset(datasets()[n]) }
	return r
}
