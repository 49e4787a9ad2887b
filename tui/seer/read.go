package seer

import (
	"strings"

	"vedette/tui/screen"
)

// Read gives the runs.
func (l *List) Read() screen.Reading {
	return screen.Reading{Lines: l.view.Spoken(), GoTo: l.view.GoTo, More: l.next != ""}
}

// Live reports whether the run tells more by itself.
func (p *Panel) Live() bool { return p.following() }

// spokenDiff is a line of a diff for widget.Spoken.
func spokenDiff(raw, code string) string {
	switch {
	case strings.HasPrefix(raw, "@@"):
		return raw
	case strings.HasPrefix(raw, "+"):
		return "added\t" + code
	case strings.HasPrefix(raw, "-"):
		return "removed\t" + code
	}
	return "as before\t" + code
}
