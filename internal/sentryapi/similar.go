package sentryapi

import (
	"context"
	"encoding/json"
	"strconv"
)

// SimilarIssue is an issue that resembles another one.
type SimilarIssue struct {
	Issue Issue `json:"issue"`
	Score Float `json:"score"` // from 0 to 1
}

// SimilarIssues lists issues that resemble one, the most alike first. Servers
// that compare by meaning are asked for that first; the others, and those that
// find nothing so, compare by the words of stack and message.
func (c *Client) SimilarIssues(ctx context.Context, org, issueID string, count int) (Page[SimilarIssue], error) {
	page, err := c.similar(ctx, org, issueID, "similar-issues-embeddings", "k", count)
	if err == nil && len(page.Items) > 0 || err != nil && KindOf(err) != KindNotFound && KindOf(err) != KindNotEnabled {
		return page, err
	}
	return c.similar(ctx, org, issueID, "similar-issues", "limit", count)
}

func (c *Client) similar(ctx context.Context, org, issueID, endpoint, limit string, count int) (Page[SimilarIssue], error) {
	r, err := issueCall("list similar issues", org, issueID, endpoint)
	if err != nil {
		return Page[SimilarIssue]{Hits: -1}, err
	}
	r.query.Set(limit, strconv.Itoa(count))
	return list[SimilarIssue](ctx, c, r)
}

// UnmarshalJSON reads [issue, {"exception":0.9,"shouldBeGrouped":"Yes"}] of
// newer servers and [issue, {feature: score...}] of older ones, where the mean
// of the features counts.
func (s *SimilarIssue) UnmarshalJSON(data []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	var scores map[string]json.RawMessage
	for n, part := range pair {
		switch n {
		case 0:
			if err := json.Unmarshal(part, &s.Issue); err != nil {
				return err
			}
		case 1:
			if err := json.Unmarshal(part, &scores); err != nil {
				return err
			}
		}
	}
	s.Score = meanScore(scores)
	return nil
}

func meanScore(scores map[string]json.RawMessage) Float {
	var sum Float
	n := 0
	for name, raw := range scores {
		var score Float
		if json.Unmarshal(raw, &score) != nil { // shouldBeGrouped is a word
			continue
		}
		if name == "exception" {
			return score
		}
		sum += score
		n++
	}
	if n == 0 {
		return 0
	}
	return sum / Float(n)
}
