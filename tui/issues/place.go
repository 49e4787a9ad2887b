package issues

import (
	"slices"

	"vedette/internal/text"
	"vedette/tui/screen"
)

// kept is what the stream goes on with that it was left with: the section in
// front, what was asked in it and the issue under the cursor.
type kept struct {
	section string         // "" = found, or none
	asked   func(*section) // nil = as the section says
	under   text.Word
}

// keptOf takes out of a place what is not asked for at every start.
func keptOf(to *screen.ToIssues) kept {
	k := kept{section: to.Section, under: to.Under}
	if from := *to; to.Section != "" && to.Query != nil {
		k.asked = func(sec *section) {
			sec.asked = question{query: *from.Query, sort: from.Sort, period: from.Period, start: from.Start, end: from.End, environment: from.Environment, project: sec.usual.project}
			sec.shown = sec.asked
		}
		to.Query = nil
	}
	to.Under = ""
	return k
}

// goOn brings the section to the front that was there when the stream was left;
// it may be a saved search, which is read only now. False when it is not there.
func (s *Stream) goOn() bool {
	n := slices.IndexFunc(s.sections, func(sec *section) bool { return sec.name == s.kept.section })
	if s.kept.section == "" || n < 0 {
		return false
	}
	s.kept.section = ""
	s.front, s.section = n, s.sections[n]
	if s.kept.asked != nil {
		s.kept.asked(s.section)
	}
	return true
}

// place is the stream as it is now.
func (s *Stream) place() screen.ToIssues {
	to, q := s.to, s.shown
	if to.Query == nil {
		to.Section = s.name
	}
	if to.Query != nil || q != s.usual {
		to.Query, to.Sort, to.Period, to.Start, to.End, to.Environment = &q.query, q.sort, q.period, q.start, q.end, q.environment
	}
	if r := s.current(); r != nil {
		to.Under = r.issue.ID
	}
	return to
}
