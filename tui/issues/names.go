package issues

import (
	"vedette/tui/screen"
)

// maxNames is how many issues the goto line offers: more than one looks through.
const maxNames = 300

// Names are the loaded issues.
func (s *Stream) Names() []screen.Name {
	var out []screen.Name
	for _, r := range s.rows[:min(len(s.rows), maxNames)] {
		out = append(out, screen.Name{Of: screen.Issue, Value: r.handle, Note: r.issue.Title.Cut(80)})
	}
	return out
}
