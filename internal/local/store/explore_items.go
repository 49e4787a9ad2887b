package store

import (
	"context"
	"encoding/json"
	"fmt"

	"vedette/internal/local/explore"
)

// exploreSample is how many of the newest rows are looked into for the names of their attributes: all would take seconds, and what an
// application sends it sends often.
const exploreSample = 10_000

// Attribute is a name that rows have tags or attributes under.
type Attribute struct {
	Name string
	Type explore.Type // String, Number or Boolean
	N    int64        // rows of the sample
}

// sampled is the attributes of the newest rows that a plan selects, one object each.
func (q *exploreQuery) sampled(rows int) expr {
	return expr{sql: "SELECT nullif(" + q.table.attributes + ", '') AS a FROM " + q.table.from}.and(q.where).
		with(" ORDER BY "+q.table.time+" DESC LIMIT ?", rows)
}

// ExploreAttributes lists the names of the tags or attributes of the rows that the plan selects, by name and type, as far as the newest
// 10,000 of them tell.
func (s *Store) ExploreAttributes(ctx context.Context, p explore.Plan, f ExploreFilter) ([]Attribute, error) {
	if !p.Dataset.Kept() {
		return nil, nil
	}
	q, err := s.exploreQuery(ctx, p, f)
	if err != nil {
		return nil, err
	}
	e := q.sampled(exploreSample).in("SELECT j.key, CASE j.type WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' WHEN 'true' THEN 'boolean'"+
		" WHEN 'false' THEN 'boolean' ELSE 'string' END, count(*) FROM (", ") r, json_each(r.a) j GROUP BY 1, 2 ORDER BY 1, 2")
	columns := []explore.Column{{}, {}, {}}
	rows, err := s.exploreRows(ctx, columns, e, ExploreFilter{Limit: exploreSample})
	if err != nil {
		return nil, err
	}
	list := make([]Attribute, 0, len(rows))
	for _, row := range rows {
		a := Attribute{Name: fmt.Sprint(row[0]), Type: explore.Type(fmt.Sprint(row[1]))}
		a.N, _ = row[2].(int64)
		list = append(list, a)
	}
	return list, nil
}

// HasAttribute says whether any row that the plan selects has the attribute.
func (s *Store) HasAttribute(ctx context.Context, p explore.Plan, f ExploreFilter, attribute explore.Field) (bool, error) {
	if !p.Dataset.Kept() {
		return false, nil
	}
	q, err := s.exploreQuery(ctx, p, f)
	if err != nil {
		return false, err
	}
	c := q.attribute(&attribute).with(" IS NOT NULL")
	e := expr{sql: "SELECT 1 FROM " + q.table.from}.and(q.where)
	if q.where.sql == "" {
		e.sql += " WHERE "
	} else {
		e.sql += " AND "
	}
	rows, err := s.exploreRows(ctx, []explore.Column{{}}, e.and(c), ExploreFilter{Limit: 1})
	return len(rows) > 0, err
}

// ValueCount is how often a value was seen.
type ValueCount struct {
	Value string
	N     int64
}

// ExploreDistributions counts the values of every attribute of the newest rows that the plan selects, the most frequent first, at most
// top of each.
func (s *Store) ExploreDistributions(ctx context.Context, p explore.Plan, f ExploreFilter, rows, top int) (map[string][]ValueCount, error) {
	out := map[string][]ValueCount{}
	if !p.Dataset.Kept() {
		return out, nil
	}
	q, err := s.exploreQuery(ctx, p, f)
	if err != nil {
		return nil, err
	}
	e := q.sampled(rows).in("SELECT j.key, CASE j.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(j.value AS TEXT) END, count(*)"+
		" FROM (", ") r, json_each(r.a) j WHERE j.type <> 'null' GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2")
	counted, err := s.exploreRows(ctx, []explore.Column{{}, {}, {}}, e, ExploreFilter{Limit: rows * exploreSample})
	if err != nil {
		return nil, err
	}
	for _, row := range counted {
		name := fmt.Sprint(row[0])
		n, _ := row[2].(int64)
		if len(out[name]) < top {
			out[name] = append(out[name], ValueCount{fmt.Sprint(row[1]), n})
		}
	}
	return out, nil
}

// ExploreItem reads one row whole: the columns of the plan, and its attributes as a JSON object. It is ErrNotFound when the plan selects none.
func (s *Store) ExploreItem(ctx context.Context, p explore.Plan, f ExploreFilter) ([]any, json.RawMessage, error) {
	q, err := s.exploreQuery(ctx, p, f)
	if err != nil {
		return nil, nil, err
	}
	e := expr{sql: "SELECT "}
	for i := range p.Columns {
		e = e.and(q.column(&p.Columns[i])).with(", ")
	}
	e = e.with("coalesce(nullif(" + q.table.attributes + ", ''), '{}') FROM " + q.table.from).and(q.where)
	rows, err := s.exploreRows(ctx, append(p.Columns[:len(p.Columns):len(p.Columns)], explore.Column{}), e, ExploreFilter{Limit: 1})
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, ErrNotFound
	}
	attributes, _ := rows[0][len(p.Columns)].(string)
	return rows[0][:len(p.Columns)], json.RawMessage(attributes), nil
}

// CountTrace says how many logs and metrics a trace has.
func (s *Store) CountTrace(ctx context.Context, traceID string) (logs, metrics int64, err error) {
	const count = `SELECT (SELECT count(*) FROM log WHERE trace_id = ?1 AND trace_id <> ''), (SELECT count(*) FROM metric WHERE trace_id = ?1 AND trace_id <> '')`
	err = s.one(ctx, []any{&logs, &metrics}, count, traceID)
	return logs, metrics, err
}
