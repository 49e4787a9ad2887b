package api

import (
	"context"
	"encoding/json"
	"strconv"

	"vedette/internal/local/analysis"
	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// Limits of what the analysis reads: enough to be sure, little enough to answer at once.
const (
	evidenceTagValues = 50
	evidenceTrace     = 500
	evidenceSimilar   = 10
)

// Evidence lets the analysis read the store. It implements analysis.Source and analysis.Runs.
type Evidence struct {
	Store *store.Store
}

func (e Evidence) issue(ctx context.Context, id int64) (store.Issue, error) {
	return e.Store.Issue(ctx, strconv.FormatInt(id, 10))
}

// Facts returns what the issue list knows about an issue.
func (e Evidence) Facts(ctx context.Context, issueID int64) (analysis.Facts, error) {
	i, err := e.issue(ctx, issueID)
	if err != nil {
		return analysis.Facts{}, err
	}
	return analysis.Facts{
		ShortID: i.ShortID, Project: i.Project.Slug, Title: i.Title, Type: i.Metadata.Type, Value: i.Metadata.Value,
		Culprit: i.Culprit, Level: i.Level, Events: i.Count, Users: i.UserCount, FirstSeen: i.FirstSeen, LastSeen: i.LastSeen,
		FirstRelease: i.FirstRelease, LastRelease: i.LastRelease, Unhandled: i.Unhandled,
	}, nil
}

// Event returns the newest event of an issue, or nil when none is kept.
func (e Evidence) Event(ctx context.Context, issueID int64) (*protocol.Event, error) {
	latest, _, _, err := e.Store.Event(ctx, issueID, store.Latest, nil)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	decoded, err := protocol.DecodeEvent(latest.Payload)
	return &decoded, err
}

// Tags returns the counts per key and value in the issue and in the other events of its project.
func (e Evidence) Tags(ctx context.Context, issueID int64) (issue, others []analysis.TagCount, err error) {
	i, err := e.issue(ctx, issueID)
	if err != nil {
		return nil, nil, err
	}
	mine, err := e.Store.IssueTags(ctx, issueID, nil, evidenceTagValues)
	if err != nil {
		return nil, nil, err
	}
	all, err := e.Store.ProjectTags(ctx, i.Project.ID, 20*evidenceTagValues)
	if err != nil {
		return nil, nil, err
	}
	issue = tagCounts(mine)
	return issue, without(tagCounts(all), issue), nil
}

// tagCounts flattens distributions; what a cut list leaves out is one entry with an empty value.
func tagCounts(keys []store.TagKey) []analysis.TagCount {
	var all []analysis.TagCount
	for _, k := range keys {
		rest := k.Total
		for _, v := range k.Top {
			all = append(all, analysis.TagCount{Key: k.Key, Value: v.Value, Count: v.Count})
			rest -= v.Count
		}
		if rest > 0 {
			all = append(all, analysis.TagCount{Key: k.Key, Count: rest})
		}
	}
	return all
}

// without takes the issue's own events out of the counts of its project.
func without(project, issue []analysis.TagCount) []analysis.TagCount {
	type pair struct{ key, value string }
	own := map[pair]int64{}
	for _, t := range issue {
		own[pair{t.Key, t.Value}] = t.Count
	}
	others := make([]analysis.TagCount, 0, len(project))
	for _, t := range project {
		if t.Count -= own[pair{t.Key, t.Value}]; t.Count > 0 {
			others = append(others, t)
		}
	}
	return others
}

// Trace returns the errors and spans of one trace across all projects.
func (e Evidence) Trace(ctx context.Context, traceID string) ([]analysis.TraceItem, error) {
	found, err := e.Store.TraceNeighbours(ctx, traceID, evidenceTrace)
	if err != nil {
		return nil, err
	}
	items := make([]analysis.TraceItem, 0, len(found))
	for _, t := range found {
		items = append(items, analysis.TraceItem{
			Kind: t.Kind, Project: t.Project.Slug, IssueID: t.IssueID, ShortID: t.ShortID, Title: t.Title, Op: t.Op, Status: t.Status,
			Time: t.Time, Duration: t.Duration, EventID: t.EventID, SpanID: t.SpanID, ParentSpanID: t.ParentSpanID,
		})
	}
	return items, nil
}

// Similar returns other issues that resemble this one, best first.
func (e Evidence) Similar(ctx context.Context, issueID int64) ([]analysis.Similar, error) {
	found, err := e.Store.Similar(ctx, issueID, evidenceSimilar)
	if err != nil {
		return nil, err
	}
	all := make([]analysis.Similar, 0, len(found))
	for _, i := range found {
		all = append(all, analysis.Similar{
			ShortID: i.ShortID, Project: i.Project.Slug, Title: i.Title, Culprit: i.Culprit, Status: i.Status,
			Count: i.Count, LastSeen: i.LastSeen,
		})
	}
	return all, nil
}

// Save stores the state of the run with this UUID and returns its number.
func (e Evidence) Save(ctx context.Context, issueID int64, state json.RawMessage, uuid string) (int64, error) {
	run := store.Run{UUID: uuid, IssueID: issueID, State: state}
	latest, found, err := e.Store.LatestRun(ctx, issueID)
	if err != nil {
		return 0, err
	}
	if found && latest.UUID == uuid {
		run.ID = latest.ID
	}
	saved, err := e.Store.SaveRun(ctx, issueID, run)
	return saved.ID, err
}

// Latest returns the newest run of an issue.
func (e Evidence) Latest(ctx context.Context, issueID int64) (state json.RawMessage, runID int64, uuid string, ok bool, err error) {
	run, ok, err := e.Store.LatestRun(ctx, issueID)
	return run.State, run.ID, run.UUID, ok, err
}
