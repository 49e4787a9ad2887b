package ops

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UpdateIssuesIn selects many issues, by id or by a search, and says how to
// change them. A search that matches more than Limit changes nothing.
type UpdateIssuesIn struct {
	IssueSelection
	IssueEdit
	IssueMarks
	Reason string `json:"reason,omitempty" jsonschema:"Added as a comment to each."`
	DryRun bool   `json:"dryRun,omitempty" jsonschema:"Count and list, change nothing."`
}

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

// IssueMarks is what update_issues can change besides an IssueEdit.
type IssueMarks struct {
	InRelease  string `json:"inRelease,omitempty" jsonschema:"With status resolved: a version, or latest."`
	InCommit   string `json:"inCommit,omitempty" jsonschema:"With status resolved: REPOSITORY@SHA."`
	Bookmarked *bool  `json:"bookmarked,omitempty"`
	Subscribed *bool  `json:"subscribed,omitempty"`
	Seen       *bool  `json:"seen,omitempty"`
	Reviewed   bool   `json:"reviewed,omitempty" jsonschema:"Take out of the inbox."`
	Public     *bool  `json:"public,omitempty" jsonschema:"Public link on or off."`
}

// UpdateIssuesOut is what changed, issue by issue. Failed holds those that were
// not changed, or of which that is not known, with the reason.
type UpdateIssuesOut struct {
	Organization string         `json:"organization"`
	Matched      int            `json:"matched"`
	Updated      []IssueChange  `json:"updated"`
	Unchanged    []string       `json:"unchanged,omitempty"` // were so already
	Failed       []IssueFailure `json:"failed,omitempty"`
	DryRun       bool           `json:"dryRun,omitempty"`
	Skipped      []string       `json:"skipped,omitempty"` // e.g. a reason that could not be added as comment
}

// IssueFailure is an issue that a bulk change did not reach.
type IssueFailure struct {
	Issue  string `json:"issue"`
	Reason string `json:"reason"`
	kind   Kind
}

// UpdateIssues changes many issues: reads them, then makes one write per 100
// that are not so already, each once. After a failed write nothing more is sent.
func (o *Ops) UpdateIssues(ctx context.Context, in UpdateIssuesIn) (UpdateIssuesOut, error) {
	return run(ctx, o, in, o.updateIssues)
}

func (o *Ops) updateIssues(ctx context.Context, in UpdateIssuesIn) (UpdateIssuesOut, error) {
	const op = "update_issues"
	edit, err := in.IssueEdit.write(op)
	if err == nil {
		err = in.IssueMarks.addTo(op, &edit)
	}
	if err == nil && edit.isZero() {
		err = invalid(op, "give status, assignedTo, priority, bookmarked, subscribed, seen, reviewed or public", "there is nothing to change")
	}
	if err != nil {
		return UpdateIssuesOut{}, err
	}
	selected, err := o.selectIssues(ctx, op, in.IssueSelection)
	if err != nil {
		return UpdateIssuesOut{}, err
	}
	if err := o.resolveMe(ctx, &edit); err != nil {
		return UpdateIssuesOut{}, err
	}
	out := UpdateIssuesOut{
		Organization: selected.org, Matched: len(selected.issues), DryRun: in.DryRun, Updated: []IssueChange{}, Failed: selected.failed,
	}
	var changes []IssueChange
	for _, i := range selected.issues {
		if c := edit.changeOf(i); len(c.Changes) > 0 {
			changes = append(changes, c)
		} else {
			out.Unchanged = append(out.Unchanged, IssueHandle(i))
		}
	}
	if in.DryRun {
		out.Updated = append(out.Updated, changes...)
		return out, nil
	}
	err = o.writeIssues(ctx, &out, changes, edit.IssueUpdate)
	if err == nil {
		out.Skipped = o.addReason(ctx, selected.org, out.Updated, in.Reason)
	}
	return out, err
}

// writeIssues sends the changes, 100 at once. When the first write fails, that
// is the operation's error; when a later one fails, what was done before it
// stands in out, and the rest is told as failed.
func (o *Ops) writeIssues(ctx context.Context, out *UpdateIssuesOut, changes []IssueChange, update sentryapi.IssueUpdate) error {
	var failed error
	for some := range slices.Chunk(changes, maxUpdate) {
		if failed != nil {
			out.fail(some, "not sent, as the write before it failed", KindConflict)
			continue
		}
		ids := make([]string, len(some))
		for n, c := range some {
			ids[n] = c.ID
		}
		done, err := o.client.UpdateIssues(ctx, out.Organization, ids, update)
		switch {
		case err != nil && len(out.Updated) == 0:
			return err
		case err != nil:
			failed = err
			out.fail(some, text.From(err.Error()).String(), KindOf(err))
		case !done.Matched:
			out.fail(some, "the server found none of them", KindNotFound)
		default:
			out.Updated = append(out.Updated, some...)
		}
	}
	return nil
}

func (out *UpdateIssuesOut) fail(some []IssueChange, why string, kind Kind) {
	for _, c := range some {
		out.Failed = append(out.Failed, IssueFailure{Issue: orWord(c.ShortID, c.ID), Reason: why, kind: kind})
	}
}

// addTo checks the marks and adds them to a write.
func (m IssueMarks) addTo(op string, w *issueWrite) error {
	w.Bookmarked, w.Subscribed, w.HasSeen, w.Public, w.Reviewed = m.Bookmarked, m.Subscribed, m.Seen, m.Public, m.Reviewed
	if m.InRelease == "" && m.InCommit == "" {
		return nil
	}
	if w.Status != "resolved" || w.StatusDetails != nil || m.InRelease != "" && m.InCommit != "" {
		return invalid(op, "give one of them, with status resolved", "inRelease and inCommit say where an issue is resolved")
	}
	if m.InRelease != "" {
		w.StatusDetails = &sentryapi.StatusDetailsUpdate{InRelease: m.InRelease}
		return nil
	}
	at := strings.LastIndexByte(m.InCommit, '@')
	if at < 1 || at == len(m.InCommit)-1 {
		return invalid(op, "for example acme/shop@1a2b3c4", "%q is not REPOSITORY@SHA", m.InCommit)
	}
	w.StatusDetails = &sentryapi.StatusDetailsUpdate{InCommit: &sentryapi.CommitUpdate{Repository: m.InCommit[:at], Commit: m.InCommit[at+1:]}}
	return nil
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

// Failure is the error of an answer in which some issues were not changed; nil
// when all were.
func (out UpdateIssuesOut) Failure() error {
	if len(out.Failed) == 0 {
		return nil
	}
	first := out.Failed[0]
	return &Error{Kind: first.kind, Op: "update_issues", Hint: "look at them: vedette issue view " + first.Issue,
		Message: text.From(fmt.Sprintf("%d of %d issues were not changed: %s: %s", len(out.Failed), len(out.Failed)+len(out.Updated)+len(out.Unchanged), first.Issue, first.Reason))}
}

// Doc says what changed, and what did not.
func (out UpdateIssuesOut) Doc() text.Doc {
	var d text.Doc
	if out.Matched == 0 && len(out.Failed) == 0 {
		d.Para(text.T("No issue matches; nothing was changed."))
		return d
	}
	if out.DryRun {
		d.Para(text.T(fmt.Sprintf("Dry run: %d issues match, %d would change.", out.Matched, len(out.Updated))))
	}
	changesDoc(&d, out.Updated, out.DryRun)
	unchangedDoc(&d, out.Unchanged)
	for _, f := range out.Failed {
		d.Para(text.T("Not changed: " + f.Issue + ": " + f.Reason))
	}
	for _, s := range out.Skipped {
		d.Para(text.T("Note: " + s))
	}
	return d
}
