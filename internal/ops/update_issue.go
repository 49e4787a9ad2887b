package ops

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UpdateIssueIn says which issues to change and how. At least one change is
// needed; IDs and Issue add up.
type UpdateIssueIn struct {
	IssueTarget
	IDs []string `json:"issueIds,omitempty"`
	IssueEdit
	Reason string `json:"reason,omitempty" jsonschema:"Added as a comment."`
	DryRun bool   `json:"dryRun,omitempty" jsonschema:"Only say what would change."`
}

// UpdateIssueOut is what changed, issue by issue.
type UpdateIssueOut struct {
	Organization string        `json:"organization"`
	Updated      []IssueChange `json:"updated"`
	Unchanged    []string      `json:"unchanged,omitempty"` // were so already
	DryRun       bool          `json:"dryRun,omitempty"`
	Skipped      []string      `json:"skipped,omitempty"` // e.g. a reason that could not be added as comment
}

// UpdateIssue changes the state, assignee or priority of one or many issues.
// It reads each issue first (for numeric ids and the state before), then makes
// one write for all of them that are not so already.
func (o *Ops) UpdateIssue(ctx context.Context, in UpdateIssueIn) (UpdateIssueOut, error) {
	return run(ctx, o, in, o.updateIssue)
}

func (o *Ops) updateIssue(ctx context.Context, in UpdateIssueIn) (UpdateIssueOut, error) {
	const op = "update_issue"
	edit, err := in.IssueEdit.write(op)
	if err == nil && edit.isZero() {
		err = invalid(op, "give status, assignedTo or priority", "there is nothing to change")
	}
	if err != nil {
		return UpdateIssueOut{}, err
	}
	org, before, err := o.issuesToUpdate(ctx, op, in)
	if err != nil {
		return UpdateIssueOut{}, err
	}
	if err := o.resolveMe(ctx, &edit); err != nil {
		return UpdateIssueOut{}, err
	}
	out := UpdateIssueOut{Organization: org, DryRun: in.DryRun, Updated: []IssueChange{}}
	var ids []string
	for _, i := range before {
		c := edit.changeOf(i)
		if len(c.Changes) == 0 {
			out.Unchanged = append(out.Unchanged, IssueHandle(i))
			continue
		}
		out.Updated = append(out.Updated, c)
		ids = append(ids, c.ID)
	}
	if in.DryRun || len(ids) == 0 {
		return out, nil
	}
	done, err := o.client.UpdateIssues(ctx, org, ids, edit.IssueUpdate)
	if err != nil {
		return UpdateIssueOut{}, err
	}
	if !done.Matched {
		return UpdateIssueOut{}, &Error{Kind: sentryapi.KindConflict, Op: op, Message: text.From("the server found none of the issues and changed nothing"),
			Hint: "look at them again: vedette issue list --query ''"}
	}
	out.Skipped = o.addReason(ctx, org, out.Updated, in.Reason)
	return out, nil
}

// addReason comments on the issues that were changed, and says where that
// failed: the change itself stands.
func (o *Ops) addReason(ctx context.Context, org string, updated []IssueChange, reason string) (skipped []string) {
	if reason == "" {
		return nil
	}
	for _, c := range updated {
		if _, err := o.client.AddNote(ctx, org, c.ID, reason); err != nil {
			skipped = append(skipped, fmt.Sprintf("%s is updated, but the comment was not added: %v", orWord(c.ShortID, c.ID), err))
		}
	}
	return skipped
}

// maxUpdate is how many issues one call may change: as many as one request takes.
const maxUpdate = 100

// issuesToUpdate reads the issues named, side by side; each stands once.
func (o *Ops) issuesToUpdate(ctx context.Context, op string, in UpdateIssueIn) (org string, issues []Issue, err error) {
	refs := in.IDs
	if in.Issue != "" || in.URL != "" || len(refs) == 0 {
		refs = append([]string{orWord(in.Issue, in.URL)}, refs...)
	}
	if len(refs) > maxUpdate {
		return "", nil, invalid(op, fmt.Sprintf("pass at most %d at once", maxUpdate), "%d issues are too many", len(refs))
	}
	ids := make([]string, len(refs))
	for n, ref := range refs {
		refOrg, id, err := o.issue(ctx, op, IssueTarget{OrgTarget: in.OrgTarget, Issue: ref})
		if err != nil {
			return "", nil, err
		}
		if org != "" && refOrg != org {
			return "", nil, invalid(op, "update one organization at a time", "the issues are in %s and in %s", org, refOrg)
		}
		org, ids[n] = refOrg, id
	}
	all := make([]Issue, len(ids))
	g, gctx := errgroup.WithContext(ctx)
	for n, id := range ids {
		g.Go(func() (err error) {
			all[n], err = o.client.Issue(gctx, org, id)
			return unchanged(missing(op, org, id, err), len(ids))
		})
	}
	if err := g.Wait(); err != nil {
		return "", nil, err
	}
	seen := map[text.Word]bool{}
	for _, i := range all {
		if !seen[i.ID] {
			seen[i.ID] = true
			issues = append(issues, i)
		}
	}
	return org, issues, nil
}

// unchanged adds to an error that the other issues named with it stayed as they
// are.
func unchanged(err error, named int) error {
	var e *Error
	if named > 1 && errors.As(err, &e) {
		told := *e
		told.Message = text.From(e.Message.Raw() + "; nothing was changed")
		return &told
	}
	return err
}

// Doc says what changed.
func (out UpdateIssueOut) Doc() text.Doc {
	var d text.Doc
	changesDoc(&d, out.Updated, out.DryRun)
	unchangedDoc(&d, out.Unchanged)
	for _, s := range out.Skipped {
		d.Para(text.T("Note: " + s))
	}
	return d
}
