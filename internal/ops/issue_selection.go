package ops

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// IssueSelection names issues, or finds them by a search. One of both.
type IssueSelection struct {
	OrgTarget
	IDs         []string `json:"issueIds,omitempty"`
	Query       *string  `json:"query,omitempty" jsonschema:"Instead of issueIds: all that match, as search_issues finds them."`
	Project     string   `json:"projectSlugOrId,omitempty" jsonschema:"With query."`
	Environment []string `json:"environment,omitempty" jsonschema:"With query."`
	Period      string   `json:"period,omitempty" jsonschema:"With query." default:"14d"`
	Limit       int      `json:"limit,omitempty" max:"1000" default:"100" jsonschema:"Refuse when more match."`
}

// selectedIssues are the issues that a bulk change is about.
type selectedIssues struct {
	org    string
	issues []Issue
	failed []IssueFailure // named, but not to be read
}

// ids are the numeric ids of the selection.
func (s selectedIssues) ids() []string {
	ids := make([]string, len(s.issues))
	for n, i := range s.issues {
		ids[n] = string(i.ID)
	}
	return ids
}

// maxSelect is how many issues one bulk change may be about.
const maxSelect = 1000

func (o *Ops) selectIssues(ctx context.Context, op string, in IssueSelection) (selectedIssues, error) {
	limit := orDefault(in.Limit, 100)
	switch {
	case in.Query != nil && len(in.IDs) > 0:
		return selectedIssues{}, invalid(op, "leave one of them out", "issueIds and query were both given")
	case in.Query != nil:
		return o.searchSelection(ctx, op, in, limit)
	case len(in.IDs) == 0:
		return selectedIssues{}, invalid(op, "give issueIds, or a query to change all that match", "no issues are named")
	case len(in.IDs) > maxSelect:
		return selectedIssues{}, invalid(op, fmt.Sprintf("pass at most %d at once", maxSelect), "%d issues are too many", len(in.IDs))
	}
	return o.namedSelection(ctx, op, in)
}

// searchSelection finds what the query matches, and refuses when that is more
// than the limit: a mistake in a query should not be a mistake in 1,000 issues.
func (o *Ops) searchSelection(ctx context.Context, op string, in IssueSelection, limit int) (selectedIssues, error) {
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return selectedIssues{}, err
	}
	q := sentryapi.IssueQuery{Projects: o.projects(in.Project), Environments: in.Environment, Query: in.Query, Sort: "date", Limit: 100}
	if q.StatsPeriod, _, _, err = timeRange(op, in.Period, "", "", "14d"); err != nil {
		return selectedIssues{}, err
	}
	s := selectedIssues{org: org}
	seen := map[text.Word]bool{}
	for {
		page, err := o.client.Issues(ctx, org, q)
		if err != nil {
			return selectedIssues{}, err
		}
		if len(page.Skipped) > 0 {
			return selectedIssues{}, &Error{Kind: KindUnavailable, Op: op, Err: page.Skipped[0], Hint: "name the issues instead",
				Message: text.From("an issue that matches could not be read, so nothing was changed")}
		}
		for _, i := range page.Items {
			if !seen[i.ID] {
				seen[i.ID] = true
				s.issues = append(s.issues, i)
			}
		}
		if len(s.issues) > limit {
			return selectedIssues{}, invalid(op, fmt.Sprintf("narrow the query, or raise the limit (at most %d)", maxSelect),
				"%s issues match, the limit is %d: nothing was changed", atLeast(page.Hits, len(s.issues), page.Next != ""), limit)
		}
		if page.Next == "" || page.Next == q.Cursor {
			return s, nil
		}
		q.Cursor = page.Next
	}
}

// atLeast is a count for people: the server's, or what was read so far.
func atLeast(hits int64, read int, more bool) string {
	switch {
	case hits >= int64(read):
		return fmt.Sprint(hits)
	case more:
		return fmt.Sprintf("more than %d", read)
	}
	return fmt.Sprint(read)
}

// namedSelection reads the issues named, a few at a time; each stands once.
// One that is not there does not stop the others.
func (o *Ops) namedSelection(ctx context.Context, op string, in IssueSelection) (selectedIssues, error) {
	s := selectedIssues{}
	refs := slices.Compact(slices.Sorted(slices.Values(in.IDs)))
	ids := make([]string, len(refs))
	for n, ref := range refs {
		org, id, err := o.issue(ctx, op, IssueTarget{OrgTarget: in.OrgTarget, Issue: ref})
		if err != nil {
			return s, err
		}
		if s.org != "" && org != s.org {
			return s, invalid(op, "change one organization at a time", "the issues are in %s and in %s", s.org, org)
		}
		s.org, ids[n] = org, id
	}
	all, errs := make([]Issue, len(ids)), make([]error, len(ids))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(5)
	for n, id := range ids {
		g.Go(func() error {
			all[n], errs[n] = o.client.Issue(gctx, s.org, id)
			if k := KindOf(errs[n]); errs[n] != nil && k != KindNotFound && k != KindForbidden {
				return errs[n] // it would fail for the others too
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return s, err
	}
	seen := map[text.Word]bool{}
	var first error
	for n, err := range errs {
		switch {
		case err != nil:
			err = missing(op, s.org, ids[n], err)
			s.failed = append(s.failed, IssueFailure{Issue: ids[n], Reason: "there is no such issue, or the token may not see it", kind: KindOf(err)})
			if first == nil {
				first = err
			}
		case !seen[all[n].ID]:
			seen[all[n].ID] = true
			s.issues = append(s.issues, all[n])
		}
	}
	if len(s.issues) == 0 {
		return s, first
	}
	return s, nil
}
