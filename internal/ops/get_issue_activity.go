package ops

import (
	"context"
	"strings"
	"time"

	"vedette/internal/text"
)

// GetIssueActivityIn names an issue.
type GetIssueActivityIn struct {
	IssueTarget
	Comments *bool `json:"includeComments,omitempty" default:"true"`
	Limit    int   `json:"limit,omitempty" max:"100" default:"25"`
}

// GetIssueActivityOut is what happened to an issue, newest first.
type GetIssueActivityOut struct {
	Organization string     `json:"organization"`
	IssueID      string     `json:"issueId"`
	Activity     []Activity `json:"activity"`

	now time.Time
}

// GetIssueActivity reads the activity and comments of an issue. One request.
func (o *Ops) GetIssueActivity(ctx context.Context, in GetIssueActivityIn) (GetIssueActivityOut, error) {
	return run(ctx, o, in, o.getIssueActivity)
}

func (o *Ops) getIssueActivity(ctx context.Context, in GetIssueActivityIn) (GetIssueActivityOut, error) {
	org, id, err := o.issue(ctx, "get_issue_activity", in.IssueTarget)
	out := GetIssueActivityOut{Organization: org, IssueID: id, Activity: []Activity{}, now: o.cfg.Now()}
	if err != nil {
		return out, err
	}
	all, err := o.client.Activities(ctx, org, id)
	for _, a := range all {
		if a.Type == "note" && in.Comments != nil && !*in.Comments {
			continue
		}
		if len(out.Activity) == orDefault(in.Limit, 25) {
			break
		}
		out.Activity = append(out.Activity, a)
	}
	return out, missing("get_issue_activity", org, id, err)
}

// Doc is a line per activity; comments stand as data.
func (out GetIssueActivityOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Activity) == 0 {
		d.Para(text.T("Nothing has happened to " + out.IssueID + " yet."))
		return d
	}
	d.DataNote("comment")
	for _, a := range out.Activity {
		line := []text.Inline{text.At(a.DateCreated.Time), text.T(" " + ActivityLabel(a))}
		if a.User != nil {
			line = append(line, text.T(" by "), PersonName(*a.User))
		}
		if note := NoteText(a); !note.IsZero() {
			line = append(line, text.T(": "), note)
		}
		d.Bullet(line...)
	}
	return d
}

// ActivityLabel puts Sentry's word for an activity into plain ones.
func ActivityLabel(a Activity) string {
	if a.Type == "note" {
		return "comment"
	}
	return strings.ReplaceAll(string(a.Type), "_", " ")
}

// NoteText is the text of a comment; empty for any other activity.
func NoteText(a Activity) text.Untrusted {
	if a.Type != "note" {
		return text.Untrusted{}
	}
	return a.Text()
}

// PersonName is the best name there is for a person.
func PersonName(u User) text.Untrusted {
	for _, v := range []text.Untrusted{u.Name, u.Email, u.Username} {
		if !v.IsZero() {
			return v
		}
	}
	return text.From(string(u.ID))
}
