package store

import (
	"context"
	"errors"
	"time"
)

var errPending = errors.New("store: being built")

func (s *Store) EnsureProject(ctx context.Context, nameOrID string) (Project, error) {
	return Project{}, errPending
}
func (s *Store) Project(ctx context.Context, idOrSlug string) (Project, error) {
	return Project{}, errPending
}
func (s *Store) Projects(ctx context.Context) ([]Project, error) { return nil, errPending }
func (s *Store) Issues(ctx context.Context, f IssueFilter) (issues []Issue, total int64, err error) {
	return nil, 0, errPending
}
func (s *Store) Issue(ctx context.Context, idOrShortID string) (Issue, error) {
	return Issue{}, errPending
}
func (s *Store) IssueStats(ctx context.Context, ids []int64, from, to time.Time, bucket time.Duration) (map[int64][]int64, error) {
	return nil, errPending
}
func (s *Store) IssueHashes(ctx context.Context, issue int64) ([]string, error) {
	return nil, errPending
}
func (s *Store) DeleteIssues(ctx context.Context, ids []int64) (int64, error) { return 0, errPending }
func (s *Store) Events(ctx context.Context, f EventFilter) ([]Event, int64, error) {
	return nil, 0, errPending
}
func (s *Store) Event(ctx context.Context, issue int64, selector string, environments []string) (ev Event, prev, next string, err error) {
	return Event{}, "", "", errPending
}
func (s *Store) IssueTags(ctx context.Context, issue int64, environments []string, top int) ([]TagKey, error) {
	return nil, errPending
}
func (s *Store) IssueTag(ctx context.Context, issue int64, key string, environments []string, sort string, limit, offset int) (TagKey, error) {
	return TagKey{}, errPending
}
func (s *Store) ProjectTags(ctx context.Context, project int64, top int) ([]TagKey, error) {
	return nil, errPending
}
func (s *Store) Activities(ctx context.Context, issue int64) ([]Activity, error) {
	return nil, errPending
}
func (s *Store) Notes(ctx context.Context, issue int64, limit, offset int) ([]Activity, int64, error) {
	return nil, 0, errPending
}
func (s *Store) AddNote(ctx context.Context, issue int64, text string) (Activity, error) {
	return Activity{}, errPending
}
func (s *Store) UpdateIssues(ctx context.Context, ids []int64, u Update) ([]Issue, error) {
	return nil, errPending
}
func (s *Store) Releases(ctx context.Context, f ReleaseFilter) ([]Release, int64, error) {
	return nil, 0, errPending
}
func (s *Store) Environments(ctx context.Context, project int64) ([]string, error) {
	return nil, errPending
}
func (s *Store) TraceNeighbours(ctx context.Context, traceID string, limit int) ([]TraceItem, error) {
	return nil, errPending
}
func (s *Store) Similar(ctx context.Context, issue int64, limit int) ([]Issue, error) {
	return nil, errPending
}
func (s *Store) SaveRun(ctx context.Context, issue int64, run Run) (Run, error) {
	return Run{}, errPending
}
func (s *Store) LatestRun(ctx context.Context, issue int64) (Run, bool, error) {
	return Run{}, false, errPending
}
func (s *Store) Counters(ctx context.Context) ([]Counter, error)            { return nil, errPending }
func (s *Store) Enqueue(ctx context.Context, in Intake) error               { return errPending }
func (s *Store) TakeIntake(ctx context.Context, max int) ([]Queued, error)  { return nil, errPending }
func (s *Store) Digest(ctx context.Context, batch []DigestedEnvelope) error { return errPending }
func (s *Store) WaitDigested(ctx context.Context) error                     { return errPending }
func (s *Store) Reset(ctx context.Context) error                            { return errPending }
func (s *Store) Logs(ctx context.Context, f TelemetryFilter) ([]Log, int64, error) {
	return nil, 0, errPending
}
func (s *Store) Spans(ctx context.Context, f TelemetryFilter) ([]Span, int64, error) {
	return nil, 0, errPending
}
func (s *Store) UserReports(ctx context.Context, f UserReportFilter) ([]UserReport, int64, error) {
	return nil, 0, errPending
}
func (s *Store) Attachments(ctx context.Context, project int64, eventID string) ([]Attachment, error) {
	return nil, errPending
}
func (s *Store) Attachment(ctx context.Context, id int64) (Attachment, error) {
	return Attachment{}, errPending
}
