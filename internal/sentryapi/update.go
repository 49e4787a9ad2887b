package sentryapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/text"
)

// IssueUpdate is a change to issues; zero fields stay as they are.
type IssueUpdate struct {
	Status        string // resolved unresolved ignored resolvedInNextRelease
	Substatus     string // archived_until_escalating archived_forever archived_until_condition_met
	StatusDetails *StatusDetailsUpdate
	AssignedTo    *string // "user:1" "team:1", an email or a username; "" = nobody
	Priority      string  // high medium low
	HasSeen       *bool
	Bookmarked    *bool
	Subscribed    *bool
	Public        *bool // true gives a new public link, which ends the one there was
	Reviewed      bool  // takes the issue out of the inbox
}

// StatusDetailsUpdate says what a resolution or an archive waits for. Windows
// and durations are minutes; set only what the status needs.
type StatusDetailsUpdate struct {
	InNextRelease    bool          `json:"inNextRelease,omitempty"`
	InRelease        string        `json:"inRelease,omitempty"` // a version, or "latest"
	InCommit         *CommitUpdate `json:"inCommit,omitempty"`
	IgnoreDuration   int           `json:"ignoreDuration,omitempty"`
	IgnoreCount      int           `json:"ignoreCount,omitempty"`
	IgnoreWindow     int           `json:"ignoreWindow,omitempty"`
	IgnoreUserCount  int           `json:"ignoreUserCount,omitempty"`
	IgnoreUserWindow int           `json:"ignoreUserWindow,omitempty"`
}

// CommitUpdate names the commit that resolves an issue.
type CommitUpdate struct {
	Commit     string `json:"commit"`
	Repository string `json:"repository"`
}

func (u IssueUpdate) body() map[string]any {
	body := map[string]any{}
	for key, value := range map[string]string{"status": u.Status, "substatus": u.Substatus, "priority": u.Priority} {
		if value != "" {
			body[key] = value
		}
	}
	if u.StatusDetails != nil {
		body["statusDetails"] = u.StatusDetails
	}
	if u.AssignedTo != nil {
		body["assignedTo"] = *u.AssignedTo
	}
	for key, value := range map[string]*bool{
		"hasSeen": u.HasSeen, "isBookmarked": u.Bookmarked, "isSubscribed": u.Subscribed, "isPublic": u.Public,
	} {
		if value != nil {
			body[key] = *value
		}
	}
	if u.Reviewed {
		body["inbox"] = false
	}
	return body
}

func nothingToChange(op string) *Error {
	return invalid(op, "nothing is to be changed", "name a status, an assignee or a priority")
}

// UpdateIssue changes one issue and gives it as it is now. It is sent once.
func (c *Client) UpdateIssue(ctx context.Context, org, issueID string, u IssueUpdate) (Issue, error) {
	const op = "update issue"
	r, err := issueCall(op, org, issueID)
	if err != nil {
		return Issue{}, err
	}
	body := u.body()
	if len(body) == 0 {
		return Issue{}, nothingToChange(op)
	}
	r.method, r.body = http.MethodPut, body
	return write[Issue](ctx, c, r)
}

// maxBulk is how many issues one bulk request names; more would not fit into
// the URL that proxies accept.
const maxBulk = 100

// BulkResult says what a bulk update did. Updated holds the ids of the requests
// that succeeded, so that after an error the rest can be tried again.
type BulkResult struct {
	Matched    bool      `json:"matched"` // some issue matched
	Updated    []string  `json:"updated,omitempty"`
	Status     text.Word `json:"status,omitempty"`
	Substatus  text.Word `json:"substatus,omitempty"`
	Priority   text.Word `json:"priority,omitempty"`
	AssignedTo *Actor    `json:"assignedTo,omitempty"`
	ShareID    text.Word `json:"shareId,omitempty"` // of the last issue that got a public link
}

// UpdateIssues makes one change to many issues, by numeric id. Without ids
// Sentry would change every issue there is, so an empty list is refused.
// Requests of at most 100 ids are sent one after another, each once; the first
// error ends it, with what was done before in the result.
func (c *Client) UpdateIssues(ctx context.Context, org string, ids []string, u IssueUpdate) (BulkResult, error) {
	const op = "update issues"
	path, err := orgPath(op, org, "issues")
	if err != nil {
		return BulkResult{}, err
	}
	if err := checkBulk(op, ids, u); err != nil {
		return BulkResult{}, err
	}
	var result BulkResult
	unique := slices.Compact(slices.Sorted(slices.Values(ids)))
	for some := range slices.Chunk(unique, maxBulk) {
		r := call{op: op, method: http.MethodPut, path: path, org: org, query: url.Values{"id": some}, body: u.body()}
		ans, err := c.do(ctx, r)
		if err != nil {
			return result, err
		}
		if ans.status == http.StatusNoContent {
			continue
		}
		result.Matched = true
		result.Updated = append(result.Updated, some...)
		if len(ans.body) == 0 {
			continue
		}
		changed, _, err := decodeLoose[BulkResult](ans.body)
		if err != nil {
			return result, unreadable(op, ans, err)
		}
		result.Status, result.Substatus = changed.Status, changed.Substatus
		result.Priority, result.AssignedTo, result.ShareID = changed.Priority, changed.AssignedTo, changed.ShareID
	}
	return result, nil
}

func checkBulk(op string, ids []string, u IssueUpdate) error {
	if len(u.body()) == 0 {
		return nothingToChange(op)
	}
	return checkIDs(op, ids)
}

// checkIDs wants numeric ids: without any, a bulk request would be about every
// issue there is.
func checkIDs(op string, ids []string) error {
	if len(ids) == 0 {
		return invalid(op, "no issues are named", "name the issues; `vedette issue list` shows them")
	}
	for _, id := range ids {
		if id == "" || strings.Trim(id, "0123456789") != "" {
			return invalid(op, "the issue id "+text.From(id).Cut(60)+" is not a number", "bulk changes take numeric ids: resolve short ids first")
		}
	}
	return nil
}
