package ops

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

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
	Shared       []SharedIssue  `json:"shared,omitempty"` // with public: the links
	DryRun       bool           `json:"dryRun,omitempty"`
	Skipped      []string       `json:"skipped,omitempty"` // e.g. a reason that could not be added as comment
}

// SharedIssue is an issue with its public link, which works without a token.
type SharedIssue struct {
	Issue string `json:"issue"`
	URL   string `json:"url"`
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
	if err := o.writeIssues(ctx, &out, changes, edit.IssueUpdate); err != nil {
		return out, err
	}
	out.Skipped = o.addReason(ctx, selected.org, out.Updated, in.Reason)
	if in.Public != nil && *in.Public {
		return out, o.readLinks(ctx, &out, selected.issues)
	}
	return out, nil
}

// readLinks finds the public links of issues: a bulk write tells none but the
// last.
func (o *Ops) readLinks(ctx context.Context, out *UpdateIssuesOut, issues []Issue) error {
	for _, i := range issues {
		if !i.IsPublic {
			var err error
			if i, err = o.client.Issue(ctx, out.Organization, string(i.ID)); err != nil {
				return err
			}
		}
		if page := shareURL(i); i.ShareID != "" && page != "" {
			out.Shared = append(out.Shared, SharedIssue{Issue: IssueHandle(i), URL: page})
		}
	}
	return nil
}

// shareURL is the public page of an issue, beside its own page; "" where no server is reached by an address.
func shareURL(i Issue) string {
	u, err := url.Parse(i.Permalink.Raw())
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/share/issue/" + url.PathEscape(string(i.ShareID)) + "/"
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
	for _, l := range out.Shared {
		d.Bullet(text.Bold(text.T(l.Issue)), text.T(": "), text.Code(text.From(l.URL)))
	}
	for _, f := range out.Failed {
		d.Para(text.T("Not changed: " + f.Issue + ": " + f.Reason))
	}
	for _, s := range out.Skipped {
		d.Para(text.T("Note: " + s))
	}
	return d
}
