package screen

import (
	tea "charm.land/bubbletea/v2"

	"vedette/tui/widget"
)

// Reader is a screen that can be read out instead of drawn. It is chosen from
// and moved in with the same commands.
type Reader interface{ Read() Reading }

// Reading is what a screen says, one thought per line. Its texts are safe for a
// terminal.
type Reading struct {
	Title string // "" = the crumb
	Lines []widget.Said
	GoTo  func(row int) // puts the cursor on a row; nil = there are none
	More  bool          // further rows come once the cursor is on the last one

	Parts []string            // sections that can be brought to the front
	Front int                 // of Parts
	Show  func(n int) tea.Cmd // brings one to the front

	Trouble string // what is wrong with the text that is being typed
	Newest  bool   // the last lines are the newest: they are what to begin with
	Live    bool   // further lines come by themselves
}
