package ops

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UpdateIssueIn says which issues to change and how. At least one change is
// needed; IDs and Issue add up.
type UpdateIssueIn struct {
	IssueTarget
	IDs            []string `json:"issueIds,omitempty" jsonschema:"Several issues at once."`
	Status         string   `json:"status,omitempty" enum:"resolved,resolvedInNextRelease,unresolved,ignored" jsonschema:"ignored = archive."`
	IgnoreMode     string   `json:"ignoreMode,omitempty" enum:"untilEscalating,forever,forDuration,untilOccurrenceCount,untilUserCount" jsonschema:"With status ignored." default:"untilEscalating"`
	IgnoreMinutes  int      `json:"ignoreDurationMinutes,omitempty" max:"525600"`
	IgnoreCount    int      `json:"ignoreCount,omitempty" max:"1000000"`
	IgnoreWindow   int      `json:"ignoreWindowMinutes,omitempty" max:"10080"`
	IgnoreUsers    int      `json:"ignoreUserCount,omitempty" max:"1000000"`
	IgnoreUsersWin int      `json:"ignoreUserWindowMinutes,omitempty" max:"10080"`
	AssignedTo     *string  `json:"assignedTo,omitempty" jsonschema:"me, user:ID, team:ID, an email or username; empty = nobody."`
	Priority       string   `json:"priority,omitempty" enum:"high,medium,low"`
	Reason         string   `json:"reason,omitempty" jsonschema:"Added as a comment."`
	DryRun         bool     `json:"dryRun,omitempty" jsonschema:"Say what would change, change nothing."`
}

// UpdateIssueOut is what changed, issue by issue.
type UpdateIssueOut struct {
	Organization string        `json:"organization"`
	Updated      []IssueChange `json:"updated"`
	DryRun       bool          `json:"dryRun,omitempty"`
	Skipped      []string      `json:"skipped,omitempty"` // e.g. a reason that could not be added as comment
}

// IssueChange is one issue before and after.
type IssueChange struct {
	ID      string         `json:"id"`
	ShortID string         `json:"shortId,omitempty"`
	Title   text.Untrusted `json:"title"`
	Changes []Change       `json:"changes"`
}

// Change is one field of an issue, in words.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// UpdateIssue changes the state, assignee or priority of one or many issues.
// It reads each issue first (for numeric ids and the state before), then makes
// one write for all of them.
func (o *Ops) UpdateIssue(ctx context.Context, in UpdateIssueIn) (UpdateIssueOut, error) {
	return run(ctx, o, in, o.updateIssue)
}

func (o *Ops) updateIssue(ctx context.Context, in UpdateIssueIn) (UpdateIssueOut, error) {
	const op = "update_issue"
	if in.Status == "ignored" {
		mode, err := ignoreMode(op, in)
		if err != nil {
			return UpdateIssueOut{}, err
		}
		in.IgnoreMode = mode
	}
	body, err := updateBody(op, in)
	if err != nil {
		return UpdateIssueOut{}, err
	}
	org, before, err := o.issuesToUpdate(ctx, op, in)
	if err != nil {
		return UpdateIssueOut{}, err
	}
	if in.AssignedTo != nil && *in.AssignedTo == "me" {
		me, err := o.client.Auth(ctx)
		if err != nil {
			return UpdateIssueOut{}, err
		}
		actor := "user:" + string(me.ID)
		body.AssignedTo = &actor
	}
	out := UpdateIssueOut{Organization: org, DryRun: in.DryRun, Updated: []IssueChange{}}
	if !in.DryRun {
		ids := make([]string, len(before))
		for n, i := range before {
			ids[n] = string(i.ID)
		}
		done, err := o.client.UpdateIssues(ctx, org, ids, body)
		if err != nil {
			return UpdateIssueOut{}, err
		}
		if !done.Matched {
			return UpdateIssueOut{}, &Error{Kind: sentryapi.KindConflict, Op: op, Message: text.From("the server found none of the issues and changed nothing"),
				Hint: "look at them again: vedette issue list --query ''"}
		}
	}
	for _, i := range before {
		out.Updated = append(out.Updated, changeOf(i, in))
		if in.Reason != "" && !in.DryRun {
			if _, err := o.client.AddNote(ctx, org, string(i.ID), in.Reason); err != nil {
				out.Skipped = append(out.Skipped, fmt.Sprintf("%s is updated, but the comment was not added: %v", IssueHandle(i), err))
			}
		}
	}
	return out, nil
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

// updateBody checks the changes and puts them into the API's words.
func updateBody(op string, in UpdateIssueIn) (sentryapi.IssueUpdate, error) {
	u := sentryapi.IssueUpdate{Status: in.Status, Priority: in.Priority, AssignedTo: in.AssignedTo}
	if in.Status == "" && in.Priority == "" && in.AssignedTo == nil {
		return u, invalid(op, "give status, assignedTo or priority", "there is nothing to change")
	}
	if in.Status != "ignored" {
		if in.IgnoreMode != "" {
			return u, invalid(op, "use status ignored with it", "ignoreMode needs status ignored")
		}
		if in.Status == "resolvedInNextRelease" {
			u.Status = "resolved"
			u.StatusDetails = &sentryapi.StatusDetailsUpdate{InNextRelease: true}
		}
		return u, nil
	}
	return archiveBody(op, in, u)
}

// ignoreMode is the mode asked for, or the one whose number is given. A number
// of another mode would silently do nothing, so it is refused.
func ignoreMode(op string, in UpdateIssueIn) (string, error) {
	mode := in.IgnoreMode
	for _, m := range []struct {
		mode string
		set  bool
	}{
		{"forDuration", in.IgnoreMinutes > 0},
		{"untilOccurrenceCount", in.IgnoreCount > 0 || in.IgnoreWindow > 0},
		{"untilUserCount", in.IgnoreUsers > 0 || in.IgnoreUsersWin > 0},
	} {
		if !m.set {
			continue
		}
		if mode == "" {
			mode = m.mode
		}
		if mode != m.mode {
			return "", invalid(op, "give the numbers of one mode only", "ignoreMode %s does not take the numbers of %s", mode, m.mode)
		}
	}
	return orWord(mode, "untilEscalating"), nil
}

func archiveBody(op string, in UpdateIssueIn, u sentryapi.IssueUpdate) (sentryapi.IssueUpdate, error) {
	details := sentryapi.StatusDetailsUpdate{}
	var err error
	needs := func(value int, name string) error {
		if value == 0 {
			return invalid(op, "add "+name, "ignoreMode %s needs %s", in.IgnoreMode, name)
		}
		return nil
	}
	switch in.IgnoreMode {
	case "untilEscalating":
		u.Substatus = "archived_until_escalating"
		return u, nil
	case "forever":
		u.Substatus = "archived_forever"
		return u, nil
	case "forDuration":
		err = needs(in.IgnoreMinutes, "ignoreDurationMinutes")
		details.IgnoreDuration = in.IgnoreMinutes
	case "untilOccurrenceCount":
		err = needs(in.IgnoreCount, "ignoreCount")
		details.IgnoreCount, details.IgnoreWindow = in.IgnoreCount, in.IgnoreWindow
	case "untilUserCount":
		err = needs(in.IgnoreUsers, "ignoreUserCount")
		details.IgnoreUserCount, details.IgnoreUserWindow = in.IgnoreUsers, in.IgnoreUsersWin
	}
	u.Substatus, u.StatusDetails = "archived_until_condition_met", &details
	return u, err
}

// changeOf says in words what in does to i.
func changeOf(i Issue, in UpdateIssueIn) IssueChange {
	c := IssueChange{ID: string(i.ID), ShortID: string(i.ShortID), Title: i.Title, Changes: []Change{}}
	if in.Status != "" {
		c.Changes = append(c.Changes, Change{Field: "status", From: IssueState(i), To: newState(in)})
	}
	if in.Priority != "" {
		c.Changes = append(c.Changes, Change{Field: "priority", From: string(i.Priority), To: in.Priority})
	}
	if in.AssignedTo != nil {
		from := "nobody"
		if i.AssignedTo != nil {
			from = i.AssignedTo.Name.String()
		}
		c.Changes = append(c.Changes, Change{Field: "assignedTo", From: from, To: orWord(*in.AssignedTo, "nobody")})
	}
	return c
}

// minutes is a duration in the largest unit that fits.
func minutes(n int) string {
	switch {
	case n%(24*60) == 0:
		return strconv.Itoa(n/(24*60)) + "d"
	case n%60 == 0:
		return strconv.Itoa(n/60) + "h"
	}
	return strconv.Itoa(n) + "m"
}

func newState(in UpdateIssueIn) string {
	switch in.Status {
	case "resolvedInNextRelease":
		return "resolved in the next release"
	case "ignored":
		switch in.IgnoreMode {
		case "forever":
			return "archived forever"
		case "forDuration":
			return "archived for " + minutes(in.IgnoreMinutes)
		case "untilOccurrenceCount":
			return "archived until " + strconv.Itoa(in.IgnoreCount) + " more events"
		case "untilUserCount":
			return "archived until " + strconv.Itoa(in.IgnoreUsers) + " more users"
		}
		return "archived until it escalates"
	}
	return in.Status
}

// Doc says what changed.
func (out UpdateIssueOut) Doc() text.Doc {
	var d text.Doc
	verb := ""
	if out.DryRun {
		verb = "would be "
	}
	for _, c := range out.Updated {
		var words []string
		for _, ch := range c.Changes {
			words = append(words, ch.Field+" "+orWord(ch.From, "none")+" -> "+ch.To)
		}
		d.Bullet(text.Bold(text.T(orWord(c.ShortID, c.ID))), text.T(": "+verb+strings.Join(words, ", ")))
	}
	for _, s := range out.Skipped {
		d.Para(text.T("Note: " + s))
	}
	return d
}
