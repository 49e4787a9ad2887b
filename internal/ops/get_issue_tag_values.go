package ops

import (
	"context"
	"fmt"

	"vedette/internal/text"
)

// GetIssueTagValuesIn names an issue and one tag, or all tags.
type GetIssueTagValuesIn struct {
	IssueTarget
	Key         string   `json:"tagKey,omitempty" jsonschema:"Left out: all tags."`
	Environment []string `json:"environment,omitempty"`
}

// GetIssueTagValuesOut is the distribution of each tag.
type GetIssueTagValuesOut struct {
	Organization string   `json:"organization"`
	IssueID      string   `json:"issueId"`
	Tags         []TagKey `json:"tags"`
}

// GetIssueTagValues reads how the values of tags are distributed over an
// issue's events. One request.
func (o *Ops) GetIssueTagValues(ctx context.Context, in GetIssueTagValuesIn) (GetIssueTagValuesOut, error) {
	return run(ctx, o, in, o.getIssueTagValues)
}

func (o *Ops) getIssueTagValues(ctx context.Context, in GetIssueTagValuesIn) (GetIssueTagValuesOut, error) {
	org, id, err := o.issue(ctx, "get_issue_tag_values", in.IssueTarget)
	out := GetIssueTagValuesOut{Organization: org, IssueID: id}
	if err != nil {
		return out, err
	}
	if in.Key == "" {
		out.Tags, err = o.client.IssueTags(ctx, org, id, in.Environment)
		out.Tags = orEmpty(out.Tags)
		return out, missing("get_issue_tag_values", org, id, err)
	}
	tag, err := o.client.TagValues(ctx, org, id, in.Key)
	out.Tags = []TagKey{tag}
	return out, err
}

// Doc shows each tag with its commonest values.
func (out GetIssueTagValuesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Tags) == 0 {
		d.Para(text.T(out.IssueID + " has no tags."))
		return d
	}
	d.DataNote("tag")
	top := 5
	if len(out.Tags) == 1 {
		top = 20
	}
	d.Append(tagsDoc(out.Tags, top))
	return d
}

func tagsDoc(tags []TagKey, top int) text.Doc {
	var d text.Doc
	for _, t := range tags {
		total := TagTotal(t)
		var line []text.Inline
		for n, v := range t.TopValues {
			if n == top {
				line = append(line, text.T(fmt.Sprintf(", %d more", len(t.TopValues)-top)))
				break
			}
			if n > 0 {
				line = append(line, text.T(", "))
			}
			line = append(line, text.Code(text.From(v.Value.Cut(60))), text.T(share(int64(v.Count), total)))
		}
		d.Field(t.Key.Cut(40), line...)
	}
	return d
}

// TagTotal is the number of events that carry the tag.
func TagTotal(t TagKey) int64 {
	if t.TotalValues > 0 {
		return int64(t.TotalValues)
	}
	var sum int64
	for _, v := range t.TopValues {
		sum += int64(v.Count)
	}
	return sum
}

func share(n, total int64) string {
	if total <= 0 || n <= 0 {
		return ""
	}
	return fmt.Sprintf(" %d%%", (100*n+total/2)/total)
}
