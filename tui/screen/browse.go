package screen

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/render"
	"vedette/internal/text"
)

// Browse opens a page of the web; where there is no browser its address is
// copied.
func (e Env) Browse(u text.Untrusted) tea.Cmd {
	open := e.OpenURL
	address, err := render.WebAddress(u.Raw())
	switch {
	case err != nil:
		return Complain("this has no page to open")
	case open == nil:
		return CopyText(address, "there is no browser here; copied "+address)
	}
	return func() tea.Msg {
		if err := open(address); err != nil {
			return Status{Text: err.Error(), Bad: true}
		}
		return Status{Text: "opened " + address}
	}
}
