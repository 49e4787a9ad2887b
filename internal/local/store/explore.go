package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/explore"
)

// ErrTooLong says that a table took longer to compute than anybody waits.
var ErrTooLong = errors.New("the query took too long")

// exploreTime is how long a table may take.
const exploreTime = 20 * time.Second

// ExploreFilter limits the rows that a table is made of.
type ExploreFilter struct {
	Projects     []int64 // none: all
	Environments []string
	Since, Until time.Time
	Limit        int
	Offset       int
}

// Explore answers a question: the rows of its table, each with a value per column: nil, int64, float64, string, bool (Boolean columns) or
// time.Time (Date columns).
func (s *Store) Explore(ctx context.Context, p explore.Plan, f ExploreFilter) ([][]any, error) {
	if !p.Dataset.Kept() {
		return nil, nil
	}
	q, err := s.exploreQuery(ctx, p, f)
	if err != nil {
		return nil, err
	}
	return s.exploreRows(ctx, p.Columns, q.statement(p, ""), f)
}

// exploreRows runs a statement that gives the columns, bounded by a limit.
func (s *Store) exploreRows(ctx context.Context, columns []explore.Column, e expr, f ExploreFilter) ([][]any, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, exploreTime, ErrTooLong)
	defer cancel()
	e = e.with(" LIMIT ? OFFSET ?", limit(f.Limit, 100), f.Offset)
	var list [][]any
	rows, err := s.read(ctx, e.sql, e.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i := range row {
			row[i] = typed(row[i], columns[i].Type)
		}
		list = append(list, row)
		return nil
	})
	if err != nil && errors.Is(context.Cause(ctx), ErrTooLong) {
		return nil, fmt.Errorf("%w: more than %v", ErrTooLong, exploreTime)
	}
	return list, s.wrap(err)
}

// typed makes times and booleans of what SQLite stores them as.
func typed(v any, t explore.Type) any {
	n, whole := v.(int64)
	f, fraction := v.(float64)
	switch {
	case t == explore.Duration && fraction:
		return math.Round(f*1e6) / 1e6 // nothing is measured below that
	case t == explore.Date && whole:
		return fromMicros(n)
	case t == explore.Boolean && whole:
		return n != 0
	case t == explore.Boolean && v == "true":
		return true
	case t == explore.Boolean && v == "false":
		return false
	}
	return v
}

// exploreQuery translates a question over one table.
type exploreQuery struct {
	table  exploreTable
	filter ExploreFilter
	where  expr
	having expr
	words  releaseWords
	span   time.Duration // that rates are about
}

func (s *Store) exploreQuery(ctx context.Context, p explore.Plan, f ExploreFilter) (*exploreQuery, error) {
	q := &exploreQuery{table: exploreTableOf(p.Dataset), filter: f, span: f.Until.Sub(f.Since)}
	var err error
	if q.words, err = s.releaseWords(ctx, p); err != nil {
		return nil, err
	}
	q.having = q.condition(&p.Having)
	var c conditions
	if q.table.only != "" {
		c.add(q.table.only)
	}
	in(&c, q.table.project, f.Projects)
	in(&c, q.table.environment, f.Environments)
	at := q.table.time
	if p.Grouped() && s.mostly(ctx, q.table, f) {
		at = "+" + at // in the order of the table, not by the index of times
	}
	if !f.Since.IsZero() {
		c.add(at+" >= ?", micros(f.Since))
	}
	if !f.Until.IsZero() {
		c.add(at+" <= ?", micros(f.Until))
	}
	if !p.Where.Empty() {
		w := q.condition(&p.Where)
		c.add(w.sql, w.args...)
	}
	q.where = expr{c.where(), c.args}
	return q, nil
}

// mostly says that the time of the filter covers more than a third of what the table has, so that looking up the rows one by one in an index
// takes longer than reading all. When that cannot be read, neither can the rows, which then say why.
func (s *Store) mostly(ctx context.Context, t exploreTable, f ExploreFilter) bool {
	var first, last int64
	err := s.one(ctx, []any{&first, &last}, "SELECT coalesce((SELECT min("+t.time+") FROM "+t.from+"), 0), coalesce((SELECT max("+t.time+") FROM "+t.from+"), 0)")
	return err == nil && min(last, micros(f.Until))-max(first, micros(f.Since)) > (last-first)/3
}

// statement is the whole SELECT. A bucket is an expression that rows are also grouped by and that comes first.
func (q *exploreQuery) statement(p explore.Plan, bucket string, bucketArgs ...any) expr {
	e := expr{sql: "SELECT "}
	var groups []string
	first := 1
	if bucket != "" {
		e = e.with(bucket+", ", bucketArgs...)
		groups, first = append(groups, "1"), 2
	}
	for i := range p.Columns {
		if i > 0 {
			e.sql += ", "
		}
		e = e.and(q.column(&p.Columns[i]))
		if c := &p.Columns[i]; c.Field != nil {
			groups = append(groups, q.groupBy(c, first+i))
		}
	}
	e = e.with(" FROM " + q.table.from).and(q.where)
	if p.Grouped() && len(groups) > 0 {
		e.sql += " GROUP BY " + strings.Join(groups, ", ")
	}
	if !p.Having.Empty() {
		e = e.with(" HAVING ").and(q.having)
	}
	return e.with(q.orderBy(p, bucket))
}

// groupBy names what rows are grouped by for a column: its place, or the column behind what is looked up for it.
func (q *exploreQuery) groupBy(c *explore.Column, place int) string {
	if col, ok := q.table.columns[c.Field.Name]; ok && !c.Field.Attribute && col.key != "" {
		return "+" + col.key
	}
	return strconv.Itoa(place)
}

func (q *exploreQuery) orderBy(p explore.Plan, bucket string) string {
	if bucket != "" {
		return " ORDER BY 1"
	}
	var order []string
	for _, o := range p.Order {
		c := &p.Columns[o.Column]
		text := strconv.Itoa(o.Column + 1)
		if c.Field != nil && !p.Grouped() && c.Field.Name == "timestamp" {
			text = q.table.time // an index
		}
		if o.Descending {
			text += " DESC"
		}
		order = append(order, text)
	}
	switch {
	case !p.Grouped() && len(p.Order) > 0 && !p.Order[0].Descending:
		order = append(order, q.table.row)
	case !p.Grouped() && len(p.Order) > 0:
		order = append(order, q.table.row+" DESC")
	case !p.Grouped():
		order = append(order, q.table.time+" DESC", q.table.row+" DESC")
	default: // so that pages of equal counts do not overlap
		for i := range p.Columns {
			if p.Columns[i].Field != nil {
				order = append(order, strconv.Itoa(i+1))
			}
		}
	}
	if len(order) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(order, ", ")
}

// expr is a piece of SQL with its parameters.
type expr struct {
	sql  string
	args []any
}

// with appends SQL and its parameters.
func (e expr) with(sql string, args ...any) expr {
	return expr{e.sql + sql, append(e.args[:len(e.args):len(e.args)], args...)}
}

// and appends another piece.
func (e expr) and(other expr) expr { return e.with(other.sql, other.args...) }

// in encloses the piece.
func (e expr) in(before, after string) expr { return expr{before + e.sql + after, e.args} }
