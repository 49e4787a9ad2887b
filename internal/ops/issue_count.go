package ops

import (
	"context"
	"fmt"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// IssueCount is how many issues a search finds, with the first of them.
type IssueCount struct {
	Query   string  `json:"query"`
	Count   int64   `json:"count"`
	AtLeast bool    `json:"atLeast,omitempty"` // counting stopped there
	Issues  []Issue `json:"issues,omitempty"`  // the newest ones
}

// issueScope is where issues are counted.
type issueScope struct {
	org          string
	projects     []string
	environments []string
	period       string
}

// newIn finds the issues that a release brought and that nobody has dealt with.
func newIn(version string) string { return "is:unresolved " + searchTerm("firstRelease", version) }

// regressedIn finds the resolved issues that came back in a release.
func regressedIn(version string) string { return "is:regressed " + searchTerm("release", version) }

// maxCounted bounds how many issues are counted one by one where the server
// does not say how many there are.
const maxCounted = 1000

// countIssues counts what a search finds and keeps the first few. One request
// where the server gives the number (X-Hits), else one per hundred issues.
func (o *Ops) countIssues(ctx context.Context, s issueScope, query string, keep int) (IssueCount, error) {
	out := IssueCount{Query: query}
	q := sentryapi.IssueQuery{Projects: s.projects, Environments: s.environments, Query: &query, Sort: "date", StatsPeriod: s.period, Limit: 100}
	for {
		page, err := o.client.Issues(ctx, s.org, q)
		if err != nil {
			return out, err
		}
		out.Count += int64(len(page.Items))
		out.Issues = append(out.Issues, page.Items[:max(0, min(len(page.Items), keep-len(out.Issues)))]...)
		switch {
		case page.Hits > out.Count:
			out.Count = page.Hits
			return out, nil
		case page.Next == "" || page.Next == q.Cursor:
			return out, nil
		case out.Count >= maxCounted:
			out.AtLeast = true
			return out, nil
		}
		q.Cursor = page.Next
	}
}

// number is the count in words: "3", "at least 1000".
func (c IssueCount) number() string {
	if c.AtLeast {
		return fmt.Sprintf("at least %d", c.Count)
	}
	return fmt.Sprint(c.Count)
}

// doc is the number, how it was found, and the first issues.
func (c IssueCount) doc(d *text.Doc, what string, now time.Time) {
	d.Heading(3, text.T(what+": "+c.number()))
	d.Para(text.T("search "), text.Code(text.T(c.Query)))
	for _, i := range c.Issues {
		d.Bullet(issueLine(i, now)...)
	}
}

// countEvents counts the error events that a search finds. One request.
func (o *Ops) countEvents(ctx context.Context, s issueScope, query string) (float64, error) {
	const count = "count()"
	table, err := o.client.EventTable(ctx, s.org, sentryapi.TableQuery{
		Dataset: "errors", Fields: []string{count}, Query: query, Projects: s.projects, Environments: s.environments, StatsPeriod: s.period, Limit: 1,
	})
	if err != nil || len(table.Items) == 0 {
		return 0, err
	}
	n, _ := table.Items[0][count].Number()
	return n, nil
}
