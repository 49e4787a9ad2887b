package ops

import (
	"context"
	"strings"

	"vedette/internal/text"
)

// UpdateIssueNoteIn is a new text for a comment.
type UpdateIssueNoteIn struct {
	IssueTarget
	NoteID string `json:"noteId" jsonschema:"From get_issue_activity."`
	Text   string `json:"text" jsonschema:"The whole comment, Markdown."`
}

// UpdateIssueNoteOut is the comment as Sentry keeps it.
type UpdateIssueNoteOut struct {
	Organization string   `json:"organization"`
	IssueID      string   `json:"issueId"`
	Note         Activity `json:"note"`
}

// UpdateIssueNote changes the text of one's own comment. One request.
func (o *Ops) UpdateIssueNote(ctx context.Context, in UpdateIssueNoteIn) (UpdateIssueNoteOut, error) {
	return run(ctx, o, in, o.updateIssueNote)
}

func (o *Ops) updateIssueNote(ctx context.Context, in UpdateIssueNoteIn) (UpdateIssueNoteOut, error) {
	const op = "update_issue_note"
	in.Text = strings.TrimSpace(in.Text)
	switch {
	case in.NoteID == "":
		return UpdateIssueNoteOut{}, invalid(op, "get_issue_activity shows the ids (vedette issue activity ISSUE --json)", "no comment was named")
	case in.Text == "":
		return UpdateIssueNoteOut{}, invalid(op, "delete_issue_note removes a comment", "the comment is empty")
	}
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return UpdateIssueNoteOut{}, err
	}
	note, err := o.client.EditNote(ctx, org, id, in.NoteID, in.Text)
	return UpdateIssueNoteOut{Organization: org, IssueID: id, Note: note}, noSuchNote(op, id, in.NoteID, err)
}

// noSuchNote names the comment in an answer that only says "no such resource".
func noSuchNote(op, issue, note string, err error) error {
	return notFoundAs(op, "comment "+note+" of yours on "+issue, "vedette issue activity "+issue, err)
}

// Doc confirms the change.
func (out UpdateIssueNoteOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Comment " + string(out.Note.ID) + " of " + out.IssueID + " now reads:"))
	d.CodeBlock("", NoteText(out.Note))
	return d
}
