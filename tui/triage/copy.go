package triage

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// copyMenu offers what there is to copy. The clipboard is the terminal's own
// (OSC 52), so it works over ssh too.
func (t Target) copyMenu() *widget.Menu {
	choice := func(key, what, value string) widget.Choice {
		return widget.Choice{Key: key, Title: what, Run: func() tea.Cmd {
			return tea.Batch(tea.SetClipboard(value), screen.Say("copied the "+what))
		}}
	}
	if len(t.Marked) > 1 {
		return t.copyMarked(choice)
	}
	handle := t.name()
	m := &widget.Menu{Title: "Copy", Choices: []widget.Choice{choice("i", "id "+handle, handle)}}
	if url := t.all()[0].Permalink.String(); url != "" {
		m.Choices = append(m.Choices, choice("u", "URL", url))
	}
	m.Choices = append(m.Choices, choice("t", "title", t.all()[0].Title.String()))
	if t.Details == nil || t.Details.Issue.ID != t.all()[0].ID {
		return m
	}
	if stack := StackText(t.Details.Event); stack != "" {
		m.Choices = append(m.Choices, choice("s", "stack trace", stack))
	}
	m.Choices = append(m.Choices, choice("m", "issue as Markdown", t.Details.Doc().Markdown()))
	return m
}

// copyMarked offers what several issues have in common.
func (t Target) copyMarked(choice func(key, what, value string) widget.Choice) *widget.Menu {
	var ids, urls, lines []string
	for _, i := range t.Marked {
		id := nameOf([]ops.Issue{i})
		ids, lines = append(ids, id), append(lines, "- "+id+": "+i.Title.String())
		if url := i.Permalink.String(); url != "" {
			urls = append(urls, url)
		}
	}
	m := &widget.Menu{Title: "Copy " + t.name(), Choices: []widget.Choice{choice("i", "ids", strings.Join(ids, " ")), choice("m", "list as Markdown", strings.Join(lines, "\n"))}}
	if len(urls) > 0 {
		m.Choices = append(m.Choices, choice("u", "URLs", strings.Join(urls, "\n")))
	}
	return m
}

// StackText is the stack of an event as plain text, newest call first; "" where
// there is none.
func StackText(e *ops.Event) string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	for n := len(e.Exceptions) - 1; n >= 0; n-- {
		x := e.Exceptions[n]
		b.WriteString(x.Type.String() + ": " + x.Value.String() + "\n")
		for f := len(x.Frames) - 1; f >= 0; f-- {
			b.WriteString("    " + ops.FrameLine(x.Frames[f]) + "\n")
		}
	}
	return b.String()
}
