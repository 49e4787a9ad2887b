package screen

import (
	"errors"
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/widget"
)

// Compose asks for a text of several lines, which may also be written in the
// person's own editor (ctrl+e). Nothing is submitted before the prompt is. A text
// that was left is there again when the same is asked for.
func (e Env) Compose(p widget.Prompt) tea.Cmd {
	submit := p.Submit
	p.Multi, p.Editor = true, widget.NewEditor(e.Memory.Draft(p.Title))
	p.Leave = func(draft string) { e.Memory.KeepDraft(p.Title, draft) }
	p.Submit = func(written string) tea.Cmd {
		e.Memory.KeepDraft(p.Title, "")
		return submit(written)
	}
	return e.compose(p)
}

func (e Env) compose(p widget.Prompt) tea.Cmd {
	if e.Here.Editor != nil {
		p.Elsewhere = func(draft string) tea.Cmd { return e.elsewhere(p, draft) }
	}
	return Send(Ask{Dialog: &p})
}

// elsewhere hands the draft to the editor, in a file of its own, and comes back
// with what was saved.
func (e Env) elsewhere(p widget.Prompt, draft string) tea.Cmd {
	return func() tea.Msg {
		name, err := draftFile(draft)
		if err != nil {
			return Status{Text: "the editor needs a file, and it cannot be written: " + err.Error(), Bad: true}
		}
		argv := e.Here.Editor.Wait(name)
		return Lend{To: exec.Command(argv[0], argv[1:]...), Done: func(ran error) tea.Msg {
			defer func() { _ = os.Remove(name) }()
			written, err := os.ReadFile(name)
			again := p
			again.Editor = widget.NewEditor(strings.TrimRight(string(written), "\n"))
			if ran != nil || err != nil {
				again.Editor = widget.NewEditor(draft)
				again.Note = "The editor " + text.From(argv[0]).Cut(40) + " failed; what was written here is kept."
			}
			return e.compose(again)()
		}}
	}
}

// draftFile is a new file that holds the draft.
func draftFile(draft string) (name string, err error) {
	file, err := os.CreateTemp("", "vedette-draft-*.md")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(draft + "\n")
	return file.Name(), errors.Join(err, file.Close())
}
