package ops

import (
	"context"

	"golang.org/x/sync/errgroup"

	"vedette/internal/text"
)

// GetIssueOwnersIn names an event, by default the latest of an issue.
type GetIssueOwnersIn struct {
	EventTarget
}

// GetIssueOwnersOut says who may have caused an issue and who looks after it.
type GetIssueOwnersOut struct {
	Organization string      `json:"organization"`
	IssueID      string      `json:"issueId,omitempty"`
	EventID      string      `json:"eventId"`
	Committers   []Committer `json:"committers"` // likeliest first
	Owners       Owners      `json:"owners"`
	Problems     []string    `json:"problems,omitempty"`
}

// GetIssueOwners reads suspect commits and owners of an event: two requests side
// by side, after the one that finds the event.
func (o *Ops) GetIssueOwners(ctx context.Context, in GetIssueOwnersIn) (GetIssueOwnersOut, error) {
	return run(ctx, o, in, o.getIssueOwners)
}

func (o *Ops) getIssueOwners(ctx context.Context, in GetIssueOwnersIn) (GetIssueOwnersOut, error) {
	const op = "get_issue_owners"
	found, err := o.event(ctx, op, in.EventTarget)
	if err != nil {
		return GetIssueOwnersOut{}, err
	}
	out := GetIssueOwnersOut{Organization: found.org, IssueID: found.issue, EventID: string(EventHandle(found.EventSummary))}
	var committersErr, ownersErr error
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		out.Committers, committersErr = o.client.Committers(gctx, found.org, found.project, out.EventID)
		return nil
	})
	g.Go(func() error {
		out.Owners, ownersErr = o.client.EventOwners(gctx, found.org, found.project, out.EventID)
		return nil
	})
	_ = g.Wait() // the two errors are looked at below: one of the two answers is worth showing
	if committersErr != nil && ownersErr != nil {
		return GetIssueOwnersOut{}, committersErr
	}
	out.Committers, out.Owners.Owners = orEmpty(out.Committers), orEmpty(out.Owners.Owners)
	for what, err := range map[string]error{"suspect commits": committersErr, "owners": ownersErr} {
		if err != nil {
			out.Problems = append(out.Problems, "the "+what+" could not be read: "+text.From(err.Error()).String())
		}
	}
	return out, nil
}

// Doc names suspects, then owners.
func (out GetIssueOwnersOut) Doc() text.Doc {
	var d text.Doc
	d.Heading(2, text.T("Suspect commits"))
	for _, c := range out.Committers {
		for _, commit := range c.Commits {
			line := []text.Inline{text.Code(text.From(shortCommit(string(commit.ID))))}
			if c.Author != nil {
				line = append(line, text.T(" by "), PersonName(*c.Author))
			}
			line = append(line, text.T(", "), text.At(commit.DateCreated.Time), text.T(": "), firstLine(commit.Message))
			if commit.Repository != nil {
				line = append(line, text.T(" in "), commit.Repository.Name)
			}
			d.Bullet(line...)
		}
	}
	if len(out.Committers) == 0 {
		d.Para(text.T("None is known: there are no commits in the releases, or no code mapping for the stack."))
	}
	d.Heading(2, text.T("Owners"))
	for _, a := range out.Owners.Owners {
		d.Bullet(text.T(string(a.Type)+" "), a.Name)
	}
	for _, r := range out.Owners.Rules {
		d.Field("Rule", text.Code(r.Pattern), text.T(" -> "), r.Owners)
	}
	if len(out.Owners.Owners) == 0 {
		d.Para(text.T("No ownership rule matches."))
	}
	for _, p := range out.Problems {
		d.Para(text.T("Note: " + p))
	}
	return d
}

func shortCommit(id string) string { return id[:min(len(id), 12)] }
