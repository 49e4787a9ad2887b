package sentryapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"vedette/internal/text"
)

// MergeResult says which issue took in which others.
type MergeResult struct {
	Parent   text.Word   `json:"parent"`
	Children []text.Word `json:"children"`
}

// MergeIssues makes one issue of several of one project, by numeric id, at most
// 100 of them. The server chooses the one that stays: that with the most
// events. It is sent once; the events move in the background.
func (c *Client) MergeIssues(ctx context.Context, org string, ids []string) (MergeResult, error) {
	const op = "merge issues"
	r, unique, err := bulkCall(op, http.MethodPut, org, ids)
	if err != nil {
		return MergeResult{}, err
	}
	if len(unique) < 2 || len(unique) > maxBulk {
		return MergeResult{}, invalid(op, "a merge takes 2 to 100 issues", "name the issues; `vedette issue list` shows them")
	}
	r.query["id"], r.body = unique, map[string]int{"merge": 1}
	answer, err := write[struct {
		Merge  MergeResult    `json:"merge"`
		Detail text.Untrusted `json:"detail"` // a refusal that the server sends with status 200
	}](ctx, c, r)
	if err == nil && answer.Merge.Parent == "" {
		why := answer.Detail
		if why.IsZero() {
			why = text.From("the server merged nothing")
		}
		err = &Error{Kind: KindConflict, Op: op, Message: why, Hint: "look at them again: vedette issue list --query ''"}
	}
	return answer.Merge, err
}

// DeleteIssues removes issues with all their events, by numeric id, for good.
// Requests of at most 100 ids are sent one after another, each once; the first
// error ends it. deleted holds the ids of the requests that succeeded.
func (c *Client) DeleteIssues(ctx context.Context, org string, ids []string) (deleted []string, err error) {
	return c.eachBulk(ctx, "delete issues", http.MethodDelete, org, ids, nil)
}

// DiscardIssues is DeleteIssues that also throws away the later events of the
// same groups.
func (c *Client) DiscardIssues(ctx context.Context, org string, ids []string) (discarded []string, err error) {
	return c.eachBulk(ctx, "discard issues", http.MethodPut, org, ids, map[string]bool{"discard": true})
}

func (c *Client) eachBulk(ctx context.Context, op, method, org string, ids []string, body any) (done []string, err error) {
	r, unique, err := bulkCall(op, method, org, ids)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(unique, maxBulk) {
		r.query, r.body = url.Values{"id": some}, body
		if _, err := write[struct{}](ctx, c, r); err != nil {
			return done, err
		}
		done = append(done, some...)
	}
	return done, nil
}

// bulkCall is a request about many issues, without their ids, which are given
// once each.
func bulkCall(op, method, org string, ids []string) (call, []string, error) {
	path, err := orgPath(op, org, "issues")
	if err != nil {
		return call{}, nil, err
	}
	if err := checkIDs(op, ids); err != nil {
		return call{}, nil, err
	}
	unique := slices.Compact(slices.Sorted(slices.Values(ids)))
	return call{op: op, method: method, path: path, org: org, query: url.Values{}}, unique, nil
}
