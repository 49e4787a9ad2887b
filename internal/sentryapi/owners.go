package sentryapi

import (
	"context"
	"encoding/json"
	"strings"

	"vedette/internal/text"
)

// Committer is somebody whose commits may have caused an event.
type Committer struct {
	Author  *User           `json:"author,omitempty"`
	Commits []SuspectCommit `json:"commits"`
}

// SuspectCommit is a commit that may have caused an event.
type SuspectCommit struct {
	Commit
	SuspectType text.Untrusted `json:"suspectCommitType,omitzero"` // how it was found: "via commit in release" ...
}

// Committers lists who may have caused an event, the likeliest first. No
// committer is an empty list, though the server answers 404 then.
func (c *Client) Committers(ctx context.Context, org, project, eventID string) ([]Committer, error) {
	r, err := projectEventCall("list committers", org, project, eventID, "committers")
	if err != nil {
		return nil, err
	}
	answer, err := get[struct {
		Committers []Committer `json:"committers"`
	}](ctx, c, r)
	if KindOf(err) == KindNotFound {
		return nil, nil
	}
	return answer.Committers, err
}

// Owners says whom the ownership rules of a project name for an event.
type Owners struct {
	Owners []Actor       `json:"owners"`
	Rules  []MatchedRule `json:"rules,omitempty"`
}

// MatchedRule is an ownership rule that matched an event.
type MatchedRule struct {
	Pattern text.Untrusted `json:"pattern"` // "path:src/cart/*"
	Owners  text.Untrusted `json:"owners,omitzero"`
}

// UnmarshalJSON reads the forms of rules: {"matcher":{"type","pattern"},
// "owners":[...]}, and [[type, pattern],[[kind, name]...]].
func (r *MatchedRule) UnmarshalJSON(data []byte) error {
	var rule struct {
		Matcher struct {
			Type    text.Untrusted `json:"type"`
			Pattern text.Untrusted `json:"pattern"`
		} `json:"matcher"`
		Owners []struct {
			Identifier text.Untrusted `json:"identifier"`
			Name       text.Untrusted `json:"name"`
		} `json:"owners"`
	}
	if err := json.Unmarshal(data, &rule); err == nil {
		r.Pattern = text.From(rule.Matcher.Type.Raw() + ":" + rule.Matcher.Pattern.Raw())
		var names []string
		for _, o := range rule.Owners {
			if o.Name.IsZero() {
				o.Name = o.Identifier
			}
			names = append(names, o.Name.Raw())
		}
		r.Owners = text.From(strings.Join(names, ", "))
		return nil
	}
	var parts []json.RawMessage // [[type, pattern], [[kind, name]...]]
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if len(parts) > 0 {
		r.Pattern = text.From(strings.Join(wordsIn(parts[0]), ":"))
	}
	if len(parts) > 1 {
		var owners []json.RawMessage
		if err := json.Unmarshal(parts[1], &owners); err != nil {
			return err
		}
		var names []string
		for _, o := range owners {
			if words := wordsIn(o); len(words) > 0 {
				names = append(names, words[len(words)-1])
			}
		}
		r.Owners = text.From(strings.Join(names, ", "))
	}
	return nil
}

// wordsIn are the texts of a list, or the one text that it is.
func wordsIn(data json.RawMessage) []string {
	var list []string
	var one string
	if json.Unmarshal(data, &list) != nil && json.Unmarshal(data, &one) == nil {
		list = []string{one}
	}
	return list
}

// EventOwners is whom the ownership rules of the project name for an event.
func (c *Client) EventOwners(ctx context.Context, org, project, eventID string) (Owners, error) {
	r, err := projectEventCall("list owners", org, project, eventID, "owners")
	if err != nil {
		return Owners{}, err
	}
	return get[Owners](ctx, c, r)
}

// ExternalIssue is an issue of another tracker that is linked to one of
// Sentry's.
type ExternalIssue struct {
	ID          text.Word      `json:"id"`
	ServiceType text.Word      `json:"serviceType,omitempty"` // jira github linear ...
	DisplayName text.Untrusted `json:"displayName,omitzero"`
	WebURL      text.Untrusted `json:"webUrl,omitzero"`
}

// ExternalIssues lists the issues of other trackers linked to an issue.
func (c *Client) ExternalIssues(ctx context.Context, org, issueID string) (Page[ExternalIssue], error) {
	r, err := issueCall("list linked issues", org, issueID, "external-issues")
	if err != nil {
		return Page[ExternalIssue]{Hits: -1}, err
	}
	return list[ExternalIssue](ctx, c, r)
}
