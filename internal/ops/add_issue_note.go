package ops

import (
	"context"
	"strings"

	"vedette/internal/text"
)

// AddIssueNoteIn is a comment for an issue.
type AddIssueNoteIn struct {
	IssueTarget
	Text string `json:"text" jsonschema:"Markdown."`
}

// AddIssueNoteOut is the comment as Sentry keeps it.
type AddIssueNoteOut struct {
	Organization string   `json:"organization"`
	IssueID      string   `json:"issueId"`
	Note         Activity `json:"note"`
}

// AddIssueNote comments on an issue. One request, never repeated.
func (o *Ops) AddIssueNote(ctx context.Context, in AddIssueNoteIn) (AddIssueNoteOut, error) {
	return run(ctx, o, in, o.addIssueNote)
}

func (o *Ops) addIssueNote(ctx context.Context, in AddIssueNoteIn) (AddIssueNoteOut, error) {
	const op = "add_issue_note"
	in.Text = strings.TrimSpace(in.Text)
	if in.Text == "" {
		return AddIssueNoteOut{}, invalid(op, "vedette issue comment SHOP-1A --text '...'", "the comment is empty")
	}
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return AddIssueNoteOut{}, err
	}
	note, err := o.client.AddNote(ctx, org, id, in.Text)
	return AddIssueNoteOut{Organization: org, IssueID: id, Note: note}, missing(op, org, id, err)
}

// Doc confirms the comment.
func (out AddIssueNoteOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Comment " + string(out.Note.ID) + " added to " + out.IssueID + "."))
	return d
}
