package widget

import tea "charm.land/bubbletea/v2"

// Scroll shows a long text through a window of lines. Some lines may be marks:
// places the cursor can stand on, such as the frames of a stack.
type Scroll struct {
	Cursor int // index of a mark

	lines  []Line
	drawn  map[int]string // lines that were seen, without the cursor
	marks  []Mark
	top    int
	height int
}

// Set replaces the text. The window and the cursor stay where they are, as far
// as the new text reaches.
func (s *Scroll) Set(to Sheet) {
	s.lines, s.marks, s.drawn = to.Lines, to.Marks, map[int]string{}
	s.Cursor = max(min(s.Cursor, len(s.marks)-1), 0)
	s.clamp()
}

// Act does what enter means on the mark under the cursor.
func (s *Scroll) Act() tea.Cmd {
	if s.Cursor < len(s.marks) && s.marks[s.Cursor].Act != nil {
		return s.marks[s.Cursor].Act()
	}
	return nil
}

// Resize gives the window its height in lines. Another height keeps the cursor
// in sight; the same one leaves the window where the reader put it.
func (s *Scroll) Resize(height int) {
	if height = max(height, 0); height == s.height {
		return
	}
	s.height = height
	s.clamp()
	s.reveal()
}

// Move goes down one mark for n = 1 and up for n = -1, or scrolls a line where
// the next mark is out of sight, so that nothing is skipped unread.
func (s *Scroll) Move(n int) {
	next := s.Cursor + n
	if next >= 0 && next < len(s.marks) {
		line := s.marks[next].Line
		if line >= s.top && line < s.top+s.height {
			s.Cursor = next
			s.reveal()
			return
		}
	}
	s.top += n
	s.clamp()
}

// Page scrolls by whole windows and takes the cursor along.
func (s *Scroll) Page(n int) {
	s.top += n * max(s.height-1, 1)
	s.clamp()
	s.follow()
}

// Home goes to the first line.
func (s *Scroll) Home() { s.top, s.Cursor = 0, 0 }

// End goes to the last line.
func (s *Scroll) End() {
	s.top, s.Cursor = len(s.lines), max(len(s.marks)-1, 0)
	s.clamp()
}

// GoTo puts the cursor on a mark and the mark near the window's upper third.
func (s *Scroll) GoTo(mark int) {
	if mark < 0 || mark >= len(s.marks) {
		return
	}
	s.Cursor = mark
	s.top = s.marks[mark].Line - s.height/3
	s.clamp()
}

// At is the mark drawn on a line of the window, or -1.
func (s *Scroll) At(y int) int {
	for i, m := range s.marks {
		if m.Line == s.top+y {
			return i
		}
	}
	return -1
}

// Below is how many lines there are after the window.
func (s *Scroll) Below() int { return max(len(s.lines)-s.top-s.height, 0) }

// View draws the window.
func (s *Scroll) View(width int) string {
	window := make([]string, 0, s.height)
	for n := min(s.top, len(s.lines)); n < min(s.top+s.height, len(s.lines)); n++ {
		window = append(window, s.line(n))
	}
	return Block(window, width, s.height)
}

// line draws a line, once unless the cursor stands on it.
func (s *Scroll) line(n int) string {
	if s.Cursor < len(s.marks) && s.marks[s.Cursor].Line == n {
		return s.lines[n](true)
	}
	drawn, known := s.drawn[n]
	if !known {
		drawn = s.lines[n](false)
		s.drawn[n] = drawn
	}
	return drawn
}

// reveal scrolls so that the cursor's mark, and what belongs to it, is seen.
func (s *Scroll) reveal() {
	if s.Cursor >= len(s.marks) {
		return
	}
	line, end := s.marks[s.Cursor].Line, len(s.lines)
	if s.Cursor+1 < len(s.marks) {
		end = s.marks[s.Cursor+1].Line
	}
	if end > s.top+s.height {
		s.top = end - s.height
	}
	s.top = min(s.top, line)
	if line >= s.top+s.height {
		s.top = line - s.height + 1
	}
	s.clamp()
}

// follow moves the cursor to the nearest mark inside the window.
func (s *Scroll) follow() {
	for s.Cursor+1 < len(s.marks) && s.marks[s.Cursor].Line < s.top {
		s.Cursor++
	}
	for s.Cursor > 0 && s.marks[s.Cursor].Line >= s.top+s.height {
		s.Cursor--
	}
}

func (s *Scroll) clamp() { s.top = max(min(s.top, len(s.lines)-s.height), 0) }
