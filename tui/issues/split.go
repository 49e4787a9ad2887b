package issues

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Names under which the splits are remembered.
const (
	besidePreview = "issues"
	abovePreview  = "issues above preview"
)

// pointer takes the left button: on the border of the preview it drags it,
// anywhere else it chooses.
func (s *Stream) pointer(msg tea.Msg) tea.Cmd {
	split, name := s.split()
	switch msg := msg.(type) {
	case screen.Click:
		at, border, _ := s.alongSplit(msg.X, msg.Y)
		if split == nil || !split.Press(at, border) {
			return s.click(msg)
		}
	case screen.Drag:
		at, _, total := s.alongSplit(msg.X, msg.Y)
		if split != nil && split.Drag(at, total) {
			s.arrange()
		}
	case screen.Drop:
		if split == nil {
			return nil
		}
		if share, held := split.Drop(); held && share > 0 {
			return screen.Send(screen.Keep{Split: name, Share: share})
		}
	}
	return nil
}

// split is the border of the preview as it lies now; nil when there is none.
func (s *Stream) split() (split *widget.Split, name string) {
	switch s.preview.at {
	case previewRight:
		return &s.preview.beside, besidePreview
	case previewBelow:
		return &s.preview.above, abovePreview
	}
	return nil, ""
}

// alongSplit is a place, the border and the whole length in the direction in
// which the border moves.
func (s *Stream) alongSplit(x, y int) (at, border, total int) {
	if s.preview.at == previewRight {
		return x, s.listWidth() + 1, s.size.Width
	}
	_, below := s.previewSize()
	return y, s.size.Height - below - 1, s.size.Height
}
