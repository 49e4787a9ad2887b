package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// Kinds of TraceItem.
const (
	KindError = "error"
	KindSpan  = "span"
)

// TraceNeighbours lists the errors and spans of a trace in all projects by
// time, at most limit of each (0: 100).
func (s *Store) TraceNeighbours(ctx context.Context, traceID string, count int) ([]TraceItem, error) {
	id, n := strings.ToLower(traceID), limit(count, 100)
	if id == "" {
		return nil, nil
	}
	list, err := s.traceErrors(ctx, id, n)
	if err != nil {
		return nil, err
	}
	spans, err := s.traceSpans(ctx, id, n)
	if err != nil {
		return nil, err
	}
	list = append(list, spans...)
	slices.SortStableFunc(list, func(a, b TraceItem) int { return cmp.Compare(a.Time.UnixMicro(), b.Time.UnixMicro()) })
	return list, nil
}

func (s *Store) traceErrors(ctx context.Context, id string, n int) ([]TraceItem, error) {
	var list []TraceItem
	rows, err := s.read(ctx, `SELECT e.project_id, e.issue_id, i.short_id, e.title, e.level, e.time, e.event_id, e.span_id
		FROM event e JOIN issue i ON i.id = e.issue_id WHERE e.trace_id = ? AND e.trace_id <> '' ORDER BY e.time LIMIT ?`, id, n)
	err = each(rows, err, func(r *sql.Rows) error {
		t := TraceItem{Kind: KindError}
		var project, at int64
		if err := r.Scan(&project, &t.IssueID, &t.ShortID, &t.Title, &t.Level, &at, &t.EventID, &t.SpanID); err != nil {
			return err
		}
		t.Project, _ = s.projects.id(project)
		t.Time = fromMicros(at)
		list = append(list, t)
		return nil
	})
	return list, s.wrap(err)
}

func (s *Store) traceSpans(ctx context.Context, id string, n int) ([]TraceItem, error) {
	var list []TraceItem
	rows, err := s.read(ctx, `SELECT project_id, event_id, span_id, parent, op, name, status, start, duration, segment
		FROM span WHERE trace_id = ? AND trace_id <> '' ORDER BY start, id LIMIT ?`, id, n)
	err = each(rows, err, func(r *sql.Rows) error {
		t := TraceItem{Kind: KindSpan}
		var project, start, length int64
		if err := r.Scan(&project, &t.EventID, &t.SpanID, &t.ParentSpanID, &t.Op, &t.Title, &t.Status, &start, &length, &t.IsSegment); err != nil {
			return err
		}
		t.Project, _ = s.projects.id(project)
		t.Time, t.Duration = fromMicros(start), time.Duration(length)*time.Microsecond
		list = append(list, t)
		return nil
	})
	return list, s.wrap(err)
}

const (
	similarCandidates = 200 // looked at in detail
	weightType        = 3
	weightPlace       = 3
	weightCulprit     = 2
	weightWord        = 1
	leastSimilar      = 3
)

// SimilarIssue is an issue and how much it resembles another one.
type SimilarIssue struct {
	Issue
	Score float64 // from 0 to 1, which is alike in everything that is compared
}

// Similar lists other issues that share the exception type, the crashing
// function, the culprit or words of the title, the most alike first.
func (s *Store) Similar(ctx context.Context, issue int64, count int) ([]SimilarIssue, error) {
	list, err := s.issuesByID(ctx, []int64{issue})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	of := list[0]
	var c conditions
	var parts []string
	var args []any
	for _, p := range []struct{ column, value string }{
		{"i.meta_type", of.Metadata.Type}, {"i.culprit", of.Culprit}, {"i.meta_filename", of.Metadata.Filename},
	} {
		if p.value != "" {
			parts, args = append(parts, p.column+" = ?"), append(args, p.value)
		}
	}
	for _, word := range longestWords(of.Title, 3) {
		parts, args = append(parts, `i.title LIKE ? ESCAPE '\'`), append(args, containing(word))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	c.add("("+strings.Join(parts, " OR ")+")", args...)
	c.add("i.id <> ?", issue)
	rows, err := s.read(ctx, "SELECT "+issueColumns+" FROM issue i"+c.where()+" ORDER BY i.last_seen DESC LIMIT ?", append(c.args, similarCandidates)...)
	candidates, err := s.scanIssues(rows, err)
	if err != nil {
		return nil, s.wrap(err)
	}
	return mostSimilar(of, candidates, limit(count, 10)), nil
}

func mostSimilar(of Issue, candidates []Issue, n int) []SimilarIssue {
	whole := float64(similarity(of, of))
	var list []SimilarIssue
	for _, c := range candidates {
		if score := similarity(of, c); score >= leastSimilar {
			list = append(list, SimilarIssue{Issue: c, Score: float64(score) / whole})
		}
	}
	slices.SortStableFunc(list, func(a, b SimilarIssue) int { return cmp.Compare(b.Score, a.Score) })
	return list[:min(n, len(list))]
}

func similarity(a, b Issue) int {
	n := 0
	if a.Metadata.Type != "" && a.Metadata.Type == b.Metadata.Type {
		n += weightType
	}
	if a.Metadata.Filename != "" && a.Metadata.Filename == b.Metadata.Filename && a.Metadata.Function == b.Metadata.Function {
		n += weightPlace
	}
	if a.Culprit != "" && a.Culprit == b.Culprit {
		n += weightCulprit
	}
	words := titleWords(b.Title)
	for word := range titleWords(a.Title) {
		if words[word] {
			n += weightWord
		}
	}
	return n
}

// titleWords are the words of a title that can mean something.
func titleWords(title string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r > 127)
	}) {
		if len(w) > 3 {
			words[w] = true
		}
	}
	return words
}

func longestWords(title string, n int) []string {
	var list []string
	for w := range titleWords(title) {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	return list[:min(n, len(list))]
}
