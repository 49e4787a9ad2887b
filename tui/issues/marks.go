package issues

import (
	"vedette/internal/ops"
)

// none is the place of a range that was not begun.
const none = -1

// marks says which rows are marked: those marked one by one, and a range from
// where it began to the cursor.
type marks struct {
	count int // rows with the mark
	from  int // where the range began, as a place in the list; none = there is no range
}

// marked reports whether the row at a place of the list is marked.
func (s *section) marked(place int) bool { return s.rowAt(place).marked || s.inRange(place) }

func (s *section) inRange(place int) bool {
	if s.marks.from == none {
		return false
	}
	low, high := min(s.marks.from, s.list.Cursor), max(s.marks.from, s.list.Cursor)
	return place >= low && place <= high
}

// mark gives a row its mark, or takes it away.
func (s *section) mark(r *row, on bool) {
	if r.marked == on {
		return
	}
	r.marked = on
	if s.marks.count++; !on {
		s.marks.count -= 2
	}
}

// markRow marks the row under the cursor, or takes its mark away, and goes on to
// the next one. A range ends with it: its rows keep the mark.
func (s *section) markRow() {
	if s.list.Len() == 0 {
		return
	}
	if s.marks.from != none {
		s.endRange()
		return
	}
	r := s.rowAt(s.list.Cursor)
	s.mark(r, !r.marked)
	s.list.Move(1)
}

// markRange begins a range at the cursor, or ends the one there is.
func (s *section) markRange() {
	switch {
	case s.list.Len() == 0:
	case s.marks.from == none:
		s.marks.from = s.list.Cursor
	default:
		s.endRange()
	}
}

// endRange gives the rows of the range their marks.
func (s *section) endRange() {
	for place := range s.list.Len() {
		if s.inRange(place) {
			s.mark(s.rowAt(place), true)
		}
	}
	s.marks.from = none
}

// markAll marks every row that is shown, or takes all marks away when all of
// them have one.
func (s *section) markAll() {
	s.marks.from = none
	on := false
	for place := range s.list.Len() {
		on = on || !s.rowAt(place).marked
	}
	for place := range s.list.Len() {
		s.mark(s.rowAt(place), on)
	}
}

// unmark takes all marks away.
func (s *section) unmark() {
	s.marks.from = none
	for _, r := range s.rows {
		s.mark(r, false)
	}
}

// marking reports whether there are marks.
func (s *section) marking() bool { return s.marks.count > 0 || s.marks.from != none }

// markCount is how many rows are marked, the range included.
func (s *section) markCount() int {
	n := s.marks.count
	if s.marks.from == none {
		return n
	}
	low, high := min(s.marks.from, s.list.Cursor), max(s.marks.from, s.list.Cursor)
	for place := low; place <= high; place++ {
		if !s.rowAt(place).marked {
			n++
		}
	}
	return n
}

// markedIssues are the issues of the marked rows, in the order of the rows.
func (s *section) markedIssues() []ops.Issue {
	if s.marks.from != none {
		s.endRange()
	}
	out := make([]ops.Issue, 0, s.marks.count)
	if s.marks.count == 0 {
		return nil
	}
	for _, r := range s.rows {
		if r.marked {
			out = append(out, r.issue)
		}
	}
	return out
}
