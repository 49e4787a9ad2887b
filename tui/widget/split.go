package widget

// Split shares a length out between two parts, and can be dragged. The usual
// share is a function of the length until somebody drags it.
type Split struct {
	share float64 // of the first part; 0 = the usual
	held  bool
}

// minPart keeps both parts visible, in cells.
const minPart = 8

// NewSplit begins where it was left: share is 0 for the usual.
func NewSplit(share float64) Split {
	if share < 0 || share > 1 { // also what is not a number stays out
		share = 0
	}
	return Split{share: share}
}

// First is the size of the first part of total cells.
func (s *Split) First(total, usual int) int {
	if !(s.share > 0) {
		return usual
	}
	return max(min(int(s.share*float64(total)+0.5), total-minPart), min(minPart, total))
}

// Press takes hold of the split when it is within a cell of where the button
// went down.
func (s *Split) Press(at, split int) bool {
	s.held = at >= split-1 && at <= split+1
	return s.held
}

// Drag moves a split that is held; true when it did.
func (s *Split) Drag(at, total int) bool {
	if !s.held || total <= 0 {
		return false
	}
	s.share = max(min(float64(at)/float64(total), 1), 0.01)
	return true
}

// Drop lets go. It gives the share to remember; false when nothing was held.
func (s *Split) Drop() (share float64, was bool) {
	was, s.held = s.held, false
	return s.share, was
}
