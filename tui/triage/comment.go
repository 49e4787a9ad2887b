package triage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// commentPrompt asks for a comment; draft is what is written already.
func (t Target) commentPrompt(draft string) *widget.Prompt {
	p := &widget.Prompt{Title: "Comment on " + t.name(), Note: "Markdown; your team sees it.", Multi: true, Editor: widget.NewEditor(draft), Submit: t.comment}
	if t.Env.Here.Editor != nil {
		p.Elsewhere = t.editComment
	}
	return p
}

// comment adds the text to each of the issues.
func (t Target) comment(note string) tea.Cmd {
	issues, org := t.all(), t.Org
	return screen.Send(screen.Write{
		Issues: t.ids(), Doing: "commenting on " + t.name(),
		Change: screen.Change{
			Now:    func(i *ops.Issue) { i.NumComments++ },
			Undo:   func(i *ops.Issue) { i.NumComments-- },
			Stands: func(i ops.Issue) bool { return i.NumComments > 0 },
		},
		Run: func(ctx context.Context, o *ops.Ops) (string, error) {
			for n, i := range issues {
				in := ops.AddIssueNoteIn{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: org}, Issue: string(i.ID)}, Text: note}
				if _, err := o.AddIssueNote(ctx, in); err != nil {
					return "", partial(issues[n:], n, err)
				}
			}
			return nameOf(issues) + ": comment added", nil
		},
	})
}

// partial is the error of work that ended before these issues.
func partial(left []ops.Issue, done int, err error) error {
	if done == 0 {
		return err
	}
	return &screen.Partial{Refused: idsOf(left), Err: fmt.Errorf("%d of %d were done, then: %w", done, done+len(left), err)}
}

// editComment hands the draft to the person's own editor, in a file of its own,
// and comes back with what was saved. Nothing is sent before the prompt is.
func (t Target) editComment(draft string) tea.Cmd {
	return func() tea.Msg {
		name, err := draftFile(draft)
		if err != nil {
			return screen.Status{Text: "the editor needs a file, and it cannot be written: " + err.Error(), Bad: true}
		}
		argv := t.Env.Here.Editor(name, 0)
		return screen.Lend{To: exec.Command(argv[0], argv[1:]...), Done: func(ran error) tea.Msg {
			defer func() { _ = os.Remove(name) }()
			written, err := os.ReadFile(name)
			if ran != nil || err != nil {
				again := t.commentPrompt(draft)
				again.Note = "The editor " + text.From(argv[0]).Cut(40) + " failed; what was written here is kept."
				return screen.Ask{Dialog: again}
			}
			return screen.Ask{Dialog: t.commentPrompt(strings.TrimRight(string(written), "\n"))}
		}}
	}
}

// draftFile is a new file that holds the draft.
func draftFile(draft string) (name string, err error) {
	file, err := os.CreateTemp("", "vedette-comment-*.md")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(draft + "\n")
	return file.Name(), errors.Join(err, file.Close())
}
