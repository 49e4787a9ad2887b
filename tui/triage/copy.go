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
	m := &widget.Menu{Title: "Copy", Choices: []widget.Choice{choice("i", "id "+t.handle(), t.handle())}}
	if url := t.Issue.Permalink.String(); url != "" {
		m.Choices = append(m.Choices, choice("u", "URL", url))
	}
	m.Choices = append(m.Choices, choice("t", "title", t.Issue.Title.String()))
	if t.Details == nil {
		return m
	}
	if stack := StackText(t.Details.Event); stack != "" {
		m.Choices = append(m.Choices, choice("s", "stack trace", stack))
	}
	m.Choices = append(m.Choices, choice("m", "issue as Markdown", t.Details.Doc().Markdown()))
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
