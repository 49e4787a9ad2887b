package cli

import (
	"context"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// commentPreview is what `issue comment --dry-run` answers.
type commentPreview struct {
	IssueID string         `json:"issueId"`
	Text    text.Untrusted `json:"text"`
	DryRun  bool           `json:"dryRun"`
	issue   ops.Issue
}

// Doc shows the comment and where it would go.
func (p commentPreview) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Would be added to "+ops.IssueHandle(p.issue)+" "), p.issue.Title, text.T(":"))
	d.CodeBlock("", p.Text)
	return d
}

// previewComment looks at the issue, so that a wrong one is noticed, and says
// what would be added to it.
func (c *call) previewComment(ctx context.Context, comment string) error {
	if strings.TrimSpace(comment) == "" {
		return usage("vedette issue comment "+c.args[0]+" --text '...'", "the comment is empty")
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	details, err := o.GetIssueDetails(ctx, ops.GetIssueDetailsIn{IssueTarget: target(c.args[0]), Include: []string{"stack"}})
	if err != nil {
		return err
	}
	if err := c.object(ctx, commentPreview{IssueID: string(details.Issue.ID), Text: text.From(comment), DryRun: true, issue: details.Issue}); err != nil {
		return err
	}
	c.notes.Say("dry run: nothing was added")
	return nil
}
