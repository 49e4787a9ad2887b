package store

import (
	"time"

	"vedette/internal/local/explore"
)

// column is the SQL of a column of the table.
func (q *exploreQuery) column(c *explore.Column) expr {
	switch {
	case c.Sum != nil:
		return q.sum(c.Sum)
	case c.Call != nil:
		return q.call(c.Call)
	}
	return q.value(c.Field)
}

// value is a field, NULL where it is absent.
func (q *exploreQuery) value(f *explore.Field) expr {
	if f.Attribute {
		return q.attribute(f)
	}
	sql := q.table.columns[f.Name].sql
	if f.Type == explore.String {
		sql = "nullif(" + sql + ", '')"
	}
	return expr{sql: sql}
}

// attribute is a tag or attribute.
func (q *exploreQuery) attribute(f *explore.Field) expr {
	if numericType(f.Type) {
		return expr{"attribute_number(" + q.table.attributes + ", ?)", []any{f.Name}}
	}
	return expr{"attribute(" + q.table.attributes + ", ?)", []any{f.Name}}
}

// operand is a field as a function computes with it.
func (q *exploreQuery) operand(f *explore.Field) expr {
	if f.Attribute {
		return q.attribute(&explore.Field{Name: f.Name, Type: explore.Number})
	}
	return q.value(f)
}

func numericType(t explore.Type) bool {
	return t == explore.Number || t == explore.Integer || t == explore.Duration || t == explore.Size
}

// call is an aggregate.
func (q *exploreQuery) call(c *explore.Call) expr {
	switch c.Function {
	case explore.Count:
		if c.Field == nil && c.If == nil {
			return expr{sql: "count(*)"}
		}
		return q.only(c, q.counted(c)).in("count(", ")")
	case explore.CountUnique:
		return q.only(c, q.counted(c)).in("count(DISTINCT ", ")")
	case explore.Any:
		return q.only(c, q.value(c.Field)).in("max(", ")")
	case explore.Min, explore.Max, explore.Avg, explore.SumOf:
		return q.only(c, q.operand(c.Field)).in(string(c.Function)+"(", ")")
	case explore.Percentile:
		return q.only(c, q.operand(c.Field)).in("percentile(", ", ?)").with("", c.Number)
	case explore.Apdex:
		return q.apdex(c)
	case explore.FailureCount:
		return q.only(c, q.failed()).in("count(", ")")
	case explore.FailureRate:
		return q.only(c, q.failed()).in("coalesce(count(", ") * 1.0 / nullif(").and(q.only(c, expr{sql: "1"}).in("count(", "), 0), 0)"))
	case explore.PerSecond, explore.PerMinute:
		unit := time.Second
		if c.Function == explore.PerMinute {
			unit = time.Minute
		}
		return q.only(c, expr{sql: "1"}).in("count(", ") * ? / ?").with("", unit.Seconds(), max(q.span, time.Second).Seconds())
	}
	return expr{sql: "NULL"}
}

// counted is what count and count_unique look at: rows, or a field where it is present.
func (q *exploreQuery) counted(c *explore.Call) expr {
	if c.Field == nil {
		return expr{sql: "1"}
	}
	if col := q.table.columns[c.Field.Name]; col.unique != "" && !c.Field.Attribute {
		return expr{sql: "nullif(" + col.unique + ", 0)"}
	}
	return q.value(c.Field)
}

// only makes a value NULL in the rows that an aggregate leaves out.
func (q *exploreQuery) only(c *explore.Call, value expr) expr {
	if c.If == nil || c.If.Empty() {
		return value
	}
	return expr{sql: "CASE WHEN "}.and(q.condition(c.If)).with(" THEN ").and(value).with(" END")
}

func (q *exploreQuery) failed() expr { return expr{sql: "CASE WHEN " + q.table.failed + " THEN 1 END"} }

// apdex is the share of satisfied requests and half of those that are tolerated, up to four times the threshold.
func (q *exploreQuery) apdex(c *explore.Call) expr {
	value := q.operand(c.Field)
	score := expr{sql: "CASE WHEN "}.and(value).with(" <= ? THEN 1.0 WHEN ", c.Number).and(value).with(" <= ? THEN 0.5 WHEN ", 4*c.Number).and(value).
		with(" IS NOT NULL THEN 0.0 END")
	return q.only(c, score).in("avg(", ")")
}

// sum is an equation; a division by zero is NULL.
func (q *exploreQuery) sum(s *explore.Sum) expr {
	switch {
	case s.Column != nil:
		return q.column(s.Column)
	case s.Op == 0:
		return expr{sql: "?", args: []any{s.Number}}
	case s.Op == '/':
		return q.sum(s.Left).in("(", " * 1.0 / nullif(").and(q.sum(s.Right)).with(", 0))")
	}
	return q.sum(s.Left).in("(", " "+string(rune(s.Op))+" ").and(q.sum(s.Right)).with(")")
}
