package store

import (
	"context"
	"math"
	"time"

	"vedette/internal/local/explore"
)

// MaxBuckets is how many points a series may have.
const MaxBuckets = 10_000

// Bucket is the values of the columns in one stretch of time; the fields among them say of which group.
type Bucket struct {
	Start  time.Time
	Values []any
}

// ExploreSeries answers a question for every interval of its time, without those that nothing happened in. The filter's Since is where the
// first one begins; its page does not count.
func (s *Store) ExploreSeries(ctx context.Context, p explore.Plan, f ExploreFilter, interval time.Duration) ([]Bucket, error) {
	if !p.Dataset.Kept() {
		return nil, nil
	}
	q, err := s.exploreQuery(ctx, p, f)
	if err != nil {
		return nil, err
	}
	q.span = interval
	columns := append([]explore.Column{{Type: explore.Integer}}, p.Columns...)
	f.Limit, f.Offset = math.MaxInt32, 0 // buckets times groups, both of which the caller bounds
	rows, err := s.exploreRows(ctx, columns, q.statement(p, "("+q.table.time+" - ?) / ?", micros(f.Since), interval.Microseconds()), f)
	if err != nil {
		return nil, err
	}
	list := make([]Bucket, 0, len(rows))
	for _, row := range rows {
		n, _ := row[0].(int64)
		list = append(list, Bucket{Start: f.Since.Add(time.Duration(n) * interval), Values: row[1:]})
	}
	return list, nil
}
