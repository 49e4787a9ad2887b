package triage

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// askComment asks for a comment.
func (t Target) askComment() tea.Cmd {
	return t.Env.Compose(widget.Prompt{Title: t.commentTitle(), Note: "Markdown; your team sees it.", Submit: t.comment})
}

func (t Target) commentTitle() string { return "Comment on " + t.name() }

// comment adds the text to each of the issues. It is a draft until the server
// has it.
func (t Target) comment(note string) tea.Cmd {
	issues, org := t.all(), t.Org
	t.Env.Memory.KeepDraft(t.commentTitle(), note)
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
		Then: func() tea.Cmd {
			t.Env.Memory.KeepDraft(t.commentTitle(), "")
			return nil
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
