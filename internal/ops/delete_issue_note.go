package ops

import (
	"context"

	"vedette/internal/text"
)

// DeleteIssueNoteIn names a comment.
type DeleteIssueNoteIn struct {
	IssueTarget
	NoteID string `json:"noteId" jsonschema:"From get_issue_activity."`
}

// DeleteIssueNoteOut names the comment that is gone.
type DeleteIssueNoteOut struct {
	Organization string `json:"organization"`
	IssueID      string `json:"issueId"`
	NoteID       string `json:"noteId"`
}

// DeleteIssueNote removes one's own comment. One request.
func (o *Ops) DeleteIssueNote(ctx context.Context, in DeleteIssueNoteIn) (DeleteIssueNoteOut, error) {
	return run(ctx, o, in, o.deleteIssueNote)
}

func (o *Ops) deleteIssueNote(ctx context.Context, in DeleteIssueNoteIn) (DeleteIssueNoteOut, error) {
	const op = "delete_issue_note"
	if in.NoteID == "" {
		return DeleteIssueNoteOut{}, invalid(op, "get_issue_activity shows the ids (vedette issue activity ISSUE --json)", "no comment was named")
	}
	org, id, err := o.issue(ctx, op, in.IssueTarget)
	if err != nil {
		return DeleteIssueNoteOut{}, err
	}
	err = o.client.DeleteNote(ctx, org, id, in.NoteID)
	return DeleteIssueNoteOut{Organization: org, IssueID: id, NoteID: in.NoteID}, noSuchNote(op, id, in.NoteID, err)
}

// Doc confirms that the comment is gone.
func (out DeleteIssueNoteOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Comment " + out.NoteID + " of " + out.IssueID + " is deleted."))
	return d
}
