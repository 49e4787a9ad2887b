package ops

import (
	"context"
	"iter"
	"slices"
	"time"
)

// IssueNews is an issue that is new, or that came back after it was resolved.
type IssueNews struct {
	What  string `json:"what"` // new regressed
	Issue Issue  `json:"issue"`
}

const (
	issuesEvery   = 5 * time.Second
	issuesOverlap = 2 * time.Minute
)

// FollowIssues yields issues that are new or regressed from now on, oldest
// first, until ctx ends. Errors are as with FollowEvents. Only issues of the
// query are looked at; its order, period and page are not used.
func (o *Ops) FollowIssues(ctx context.Context, in SearchIssuesIn) iter.Seq2[IssueNews, error] {
	ctx = Fresh(ctx)
	return func(yield func(IssueNews, error) bool) {
		if in.Start != "" || in.End != "" || in.Cursor != "" {
			yield(IssueNews{}, invalid("search_issues", "leave out --start, --end and --cursor", "what is followed begins now and has no end"))
			return
		}
		f := &issueFollower{o: o, in: in, known: map[string]string{}, begin: o.cfg.Now(), since: o.cfg.Now()}
		first := func() ([]IssueNews, error) { return nil, f.baseline(ctx) }
		for news, err := range polled(ctx, o.cfg.Sleep, issuesEvery, first, func() ([]IssueNews, error) { return f.next(ctx) }) {
			if !yield(news, err) {
				return
			}
		}
	}
}

// issueFollower remembers the state each issue was seen in.
type issueFollower struct {
	o     *Ops
	in    SearchIssuesIn
	known map[string]string // state by id
	begin time.Time
	since time.Time // of the last complete look
}

// baseline learns the states of the issues that had events lately, so that what
// regressed before is no news.
func (f *issueFollower) baseline(ctx context.Context) error {
	in := f.in
	in.Sort, in.Period, in.PageIn = "date", "14d", PageIn{Limit: 100}
	return f.pages(ctx, in, func(i Issue) { f.known[string(i.ID)] = IssueState(i) })
}

// next is what became new or regressed among the issues with events since the
// last look.
func (f *issueFollower) next(ctx context.Context) ([]IssueNews, error) {
	now := f.o.cfg.Now()
	in := f.in
	in.Sort, in.Period, in.PageIn = "date", "", PageIn{Limit: 100}
	in.Start, in.End = f.since.Add(-issuesOverlap).UTC().Format(time.RFC3339), now.Add(time.Second).UTC().Format(time.RFC3339)
	var news []IssueNews
	err := f.pages(ctx, in, func(i Issue) {
		state := IssueState(i)
		before, seen := f.known[string(i.ID)]
		f.known[string(i.ID)] = state
		switch {
		case !seen && !i.FirstSeen.Before(f.begin.Add(-time.Second)):
			news = append(news, IssueNews{What: "new", Issue: i})
		case state == "regressed" && before != "regressed":
			news = append(news, IssueNews{What: "regressed", Issue: i})
		}
	})
	slices.SortStableFunc(news, func(a, b IssueNews) int { return a.Issue.LastSeen.Compare(b.Issue.LastSeen.Time) })
	if err == nil {
		f.since = now
	}
	return news, err
}

// pages reads all pages, up to a bound that no look should reach.
func (f *issueFollower) pages(ctx context.Context, in SearchIssuesIn, each func(Issue)) error {
	for range followPages {
		out, err := f.o.SearchIssues(ctx, in)
		if err != nil {
			return err
		}
		for _, i := range out.Issues {
			each(i)
		}
		if out.NextCursor == "" || out.NextCursor == in.Cursor {
			return nil
		}
		in.Cursor = out.NextCursor
	}
	return nil
}
