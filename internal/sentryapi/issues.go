package sentryapi

import (
	"context"
	"net/url"
	"time"

	"vedette/internal/text"
)

// IssueQuery narrows the issue stream.
type IssueQuery struct {
	Projects         []string // numeric ids, or slugs on newer servers; "-1" = all
	Environments     []string
	Query            *string // search text; nil = the server's is:unresolved, "" = everything
	Sort             string  // date new freq user trends recommended inbox
	StatsPeriod      string  // "24h", "14d"; not together with Start and End
	GroupStatsPeriod string  // period of Issue.Stats: "24h", "14d", "auto"
	Start, End       time.Time
	Limit            int // per page, at most 100
	Cursor           string
}

// Issues is one page of an organization's issue stream.
func (c *Client) Issues(ctx context.Context, org string, q IssueQuery) (Page[Issue], error) {
	const op = "list issues"
	v := url.Values{}
	if err := setPeriod(v, op, q.StatsPeriod, q.Start, q.End); err != nil {
		return Page[Issue]{Hits: -1}, err
	}
	v["project"] = q.Projects
	v["environment"] = q.Environments
	if q.Query != nil {
		v.Set("query", *q.Query)
	}
	setString(v, "sort", q.Sort)
	setString(v, "groupStatsPeriod", q.GroupStatsPeriod)
	setString(v, "cursor", q.Cursor)
	setLimit(v, "limit", q.Limit)
	return orgList[Issue](ctx, c, op, org, "issues", v)
}

// setPeriod adds either the relative or the absolute period; the server takes
// no mix and no half.
func setPeriod(v url.Values, op, relative string, start, end time.Time) error {
	switch {
	case start.IsZero() != end.IsZero():
		return invalid(op, "a period needs both its start and its end", "pass --start and --end, or --period 14d")
	case start.IsZero():
		setString(v, "statsPeriod", relative)
	case relative != "":
		return invalid(op, "a period is either relative or has a start and an end", "pass --period, or --start and --end")
	case end.Before(start):
		return invalid(op, "the period ends before it starts", "swap --start and --end")
	default:
		v.Set("start", start.UTC().Format(time.RFC3339))
		v.Set("end", end.UTC().Format(time.RFC3339))
	}
	return nil
}

// Issue is one issue in full, by numeric id or short id (SHOP-1A).
func (c *Client) Issue(ctx context.Context, org, id string) (Issue, error) {
	r, err := issueCall("read issue", org, id)
	if err != nil {
		return Issue{}, err
	}
	return get[Issue](ctx, c, r)
}

// issueCall is a request to O/issues/{id}/ and the parts below it.
func issueCall(op, org, id string, parts ...string) (call, error) {
	path, err := orgPath(op, org, append([]string{"issues", id}, parts...)...)
	return call{op: op, path: path, org: org, query: url.Values{}}, err
}

// TagValues is one tag of an issue with its commonest values.
func (c *Client) TagValues(ctx context.Context, org, issueID, key string) (TagKey, error) {
	r, err := issueCall("read tag", org, issueID, "tags", key)
	if err != nil {
		return TagKey{}, err
	}
	tag, err := get[tagWire](ctx, c, r)
	return tag.tagKey(), err
}

// IssueTags lists the tags of an issue, each with its commonest values.
func (c *Client) IssueTags(ctx context.Context, org, issueID string, environments []string) ([]TagKey, error) {
	r, err := issueCall("list tags", org, issueID, "tags")
	if err != nil {
		return nil, err
	}
	r.query["environment"] = environments
	page, err := list[tagWire](ctx, c, r)
	tags := make([]TagKey, len(page.Items))
	for i, tag := range page.Items {
		tags[i] = tag.tagKey()
	}
	return tags, err
}

// tagWire knows that some servers count a tag's values only as uniqueValues,
// and that a value may be null.
type tagWire struct {
	TagKey
	UniqueValues Int `json:"uniqueValues"`
}

func (t tagWire) tagKey() TagKey {
	key := t.TagKey
	if key.TotalValues == 0 {
		key.TotalValues = t.UniqueValues
	}
	for i, v := range key.TopValues {
		if v.Value.IsZero() {
			key.TopValues[i].Value = v.Name
		}
	}
	return key
}

// Activities is what happened to an issue, newest first.
func (c *Client) Activities(ctx context.Context, org, issueID string) ([]Activity, error) {
	r, err := issueCall("list activities", org, issueID, "activities")
	if err != nil {
		return nil, err
	}
	answer, err := get[struct {
		Activity []Activity `json:"activity"`
	}](ctx, c, r)
	return answer.Activity, err
}

// Text is the comment's text; empty for other activities.
func (a Activity) Text() text.Untrusted {
	data, _, err := decodeLoose[struct {
		Text text.Untrusted `json:"text"`
	}](a.Data)
	if err != nil {
		return text.Untrusted{}
	}
	return data.Text
}
