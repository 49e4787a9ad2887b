package ops

import (
	"context"
	"fmt"
	"strings"

	"vedette/internal/text"
)

// DeleteIssuesIn selects issues to remove.
type DeleteIssuesIn struct {
	IssueSelection
	Discard bool `json:"discard,omitempty" jsonschema:"Also throw away later events of the same groups."`
	DryRun  bool `json:"dryRun,omitempty" jsonschema:"List, remove nothing."`
}

// DeleteIssuesOut is what was removed.
type DeleteIssuesOut struct {
	Organization string         `json:"organization"`
	Deleted      []DeletedIssue `json:"deleted"`
	Failed       []IssueFailure `json:"failed,omitempty"`
	Discarded    bool           `json:"discarded,omitempty"`
	DryRun       bool           `json:"dryRun,omitempty"`
}

// DeletedIssue names an issue that was removed.
type DeletedIssue struct {
	ID      string         `json:"id"`
	ShortID string         `json:"shortId,omitempty"`
	Title   text.Untrusted `json:"title"`
	Events  int64          `json:"events"`
}

// DeleteIssues removes issues with all their events, for good. The server works
// on it in the background.
func (o *Ops) DeleteIssues(ctx context.Context, in DeleteIssuesIn) (DeleteIssuesOut, error) {
	return run(ctx, o, in, o.deleteIssues)
}

func (o *Ops) deleteIssues(ctx context.Context, in DeleteIssuesIn) (DeleteIssuesOut, error) {
	selected, err := o.selectIssues(ctx, "delete_issues", in.IssueSelection)
	if err != nil {
		return DeleteIssuesOut{}, err
	}
	out := DeleteIssuesOut{Organization: selected.org, Deleted: []DeletedIssue{}, Failed: selected.failed, Discarded: in.Discard, DryRun: in.DryRun}
	if len(selected.issues) == 0 {
		return out, nil
	}
	gone := map[string]bool{}
	if !in.DryRun {
		remove := o.client.DeleteIssues
		if in.Discard {
			remove = o.client.DiscardIssues
		}
		done, err := remove(ctx, selected.org, selected.ids())
		if err != nil && len(done) == 0 {
			return DeleteIssuesOut{}, err
		}
		for _, id := range done {
			gone[id] = true
		}
	}
	for _, i := range selected.issues {
		if !in.DryRun && !gone[string(i.ID)] {
			out.Failed = append(out.Failed, IssueFailure{Issue: IssueHandle(i), Reason: "the request about it failed, or was not sent after one that did", kind: KindUnavailable})
			continue
		}
		out.Deleted = append(out.Deleted, DeletedIssue{ID: string(i.ID), ShortID: string(i.ShortID), Title: i.Title, Events: int64(i.Count)})
	}
	return out, nil
}

// Failure is the error of an answer in which some issues were not removed; nil
// when all were.
func (out DeleteIssuesOut) Failure() error {
	if len(out.Failed) == 0 {
		return nil
	}
	first := out.Failed[0]
	return &Error{Kind: first.kind, Op: "delete_issues", Hint: "look at them: vedette issue view " + first.Issue,
		Message: text.From(fmt.Sprintf("%d issues were not removed: %s: %s", len(out.Failed), first.Issue, first.Reason))}
}

// Doc says what was removed.
func (out DeleteIssuesOut) Doc() text.Doc {
	var d text.Doc
	verb := "Deleted"
	switch {
	case out.DryRun:
		verb = "Would be deleted"
	case out.Discarded:
		verb = "Deleted, and later events are thrown away"
	}
	var names []string
	for _, i := range out.Deleted {
		names = append(names, orWord(i.ShortID, i.ID))
	}
	if len(names) == 0 {
		d.Para(text.T("No issue matches; nothing was removed."))
	} else {
		d.Para(text.T(verb + ": " + strings.Join(names, ", ") + "."))
	}
	for _, f := range out.Failed {
		d.Para(text.T("Not removed: " + f.Issue + ": " + f.Reason))
	}
	return d
}
