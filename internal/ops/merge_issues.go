package ops

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vedette/internal/text"
)

// MergeIssuesIn names the issues to make one of.
type MergeIssuesIn struct {
	OrgTarget
	IDs  []string `json:"issueIds" jsonschema:"2 to 100 error issues of one project."`
	Into string   `json:"into,omitempty" jsonschema:"Refuse unless this one stays: Sentry keeps the one with most events."`
}

// MergeIssuesOut says which issue stays.
type MergeIssuesOut struct {
	Organization string   `json:"organization"`
	Into         string   `json:"into"`
	Merged       []string `json:"merged"`
	Events       int64    `json:"events"` // of all together
}

// MergeIssues makes one issue of several. The server keeps the one with the
// most events whatever is asked, so another wish is refused before anything
// changes. It reads each issue, then makes one write.
func (o *Ops) MergeIssues(ctx context.Context, in MergeIssuesIn) (MergeIssuesOut, error) {
	return run(ctx, o, in, o.mergeIssues)
}

func (o *Ops) mergeIssues(ctx context.Context, in MergeIssuesIn) (MergeIssuesOut, error) {
	const op = "merge_issues"
	refs, into := in.IDs, ""
	if in.Into != "" {
		var err error
		if _, into, err = o.issue(ctx, op, IssueTarget{OrgTarget: in.OrgTarget, Issue: in.Into}); err != nil {
			return MergeIssuesOut{}, err
		}
		refs = append(slices.Clone(refs), into)
	}
	org, issues, err := o.issuesToUpdate(ctx, op, UpdateIssueIn{IssueTarget: IssueTarget{OrgTarget: in.OrgTarget}, IDs: refs})
	if err != nil {
		return MergeIssuesOut{}, err
	}
	if len(issues) < 2 {
		return MergeIssuesOut{}, invalid(op, "name two issues or more", "one issue cannot be merged")
	}
	ids := make([]string, len(issues))
	handles := map[string]string{}
	out := MergeIssuesOut{Organization: org, Merged: []string{}}
	for n, i := range issues {
		if i.Project.Slug != issues[0].Project.Slug {
			return MergeIssuesOut{}, invalid(op, "merge the issues of one project", "%s is of %s, %s of %s",
				IssueHandle(issues[0]), issues[0].Project.Slug, IssueHandle(i), i.Project.Slug)
		}
		ids[n], handles[string(i.ID)] = string(i.ID), IssueHandle(i)
		out.Events += int64(i.Count)
	}
	if err := mayStay(op, issues, into); err != nil {
		return MergeIssuesOut{}, err
	}
	done, err := o.client.MergeIssues(ctx, org, ids)
	if err != nil {
		return MergeIssuesOut{}, err
	}
	out.Into = orWord(handles[string(done.Parent)], string(done.Parent))
	for _, child := range done.Children {
		out.Merged = append(out.Merged, orWord(handles[string(child)], string(child)))
	}
	return out, nil
}

// mayStay refuses a merge into another issue than the server would keep; into
// is a short id or a numeric one, "" = any.
func mayStay(op string, issues []Issue, into string) error {
	at := slices.IndexFunc(issues, func(i Issue) bool { return string(i.ShortID) == into || string(i.ID) == into })
	if at < 0 {
		return nil // none was asked for, or it goes by a former name; the answer tells who stays
	}
	most := slices.MaxFunc(issues, func(a, b Issue) int { return cmp.Compare(a.Count, b.Count) })
	if wanted := issues[at]; wanted.Count < most.Count {
		return invalid(op, "leave it open which issue stays, or name "+IssueHandle(most),
			"Sentry keeps the issue with the most events, and %s has %d, %s %d: nothing was changed", IssueHandle(most), int64(most.Count), IssueHandle(wanted), int64(wanted.Count))
	}
	return nil
}

// Doc says which issue stays.
func (out MergeIssuesOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Merged "+strings.Join(out.Merged, ", ")+" into "), text.Bold(text.T(out.Into)), text.T(fmt.Sprintf(" (%d events together).", out.Events)))
	return d
}
