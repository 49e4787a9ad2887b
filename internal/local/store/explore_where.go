package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/local/explore"
	"vedette/internal/local/query"
)

// releaseWords is what searches for releases need to know: all versions, to order them, and the newest one.
type releaseWords struct {
	versions []string
	latest   string
}

// releaseWords reads the releases if the question is about their order.
func (s *Store) releaseWords(ctx context.Context, p explore.Plan) (releaseWords, error) {
	if !slices.ContainsFunc(p.Terms(), func(t *explore.Term) bool {
		return t.Field != nil && (t.Field.Name == "release" || t.Field.OfRelease())
	}) {
		return releaseWords{}, nil
	}
	versions, err := column[string](s.read(ctx, "SELECT version FROM release ORDER BY id"))
	w := releaseWords{versions: versions}
	if len(versions) > 0 {
		w.latest = versions[len(versions)-1]
	}
	return w, s.wrap(err)
}

// condition translates a condition. The empty one holds.
func (q *exploreQuery) condition(w *explore.Where) expr {
	if w.Term != nil {
		return q.term(w.Term)
	}
	if w.Empty() {
		return expr{sql: "1"}
	}
	between := " AND "
	if w.Any {
		between = " OR "
	}
	e := expr{sql: "("}
	for i := range w.Of {
		if i > 0 {
			e.sql += between
		}
		e = e.and(q.condition(&w.Of[i]))
	}
	return e.with(")")
}

func (q *exploreQuery) term(t *explore.Term) expr {
	var e expr
	switch {
	case t.FreeText:
		e = textMatches(expr{sql: q.table.text}, t.Term)
	case t.Call != nil:
		e = compares(q.call(t.Call), t)
	case t.Has:
		e = q.value(t.Field).with(" IS NOT NULL")
	case t.Field.OfRelease():
		e = q.releases(t.Term)
	case t.Field.Attribute:
		e = q.attributeMatches(t)
	case t.Type == explore.String:
		e = q.columnMatches(t)
	default:
		e = compares(q.value(t.Field), t)
	}
	if t.Negated {
		return e.in("NOT coalesce((", "), 0)")
	}
	return e.in("(", ")") // NULL selects nothing either, and indexes are of use
}

// columnMatches compares a text column; what is looked up is found first.
func (q *exploreQuery) columnMatches(t *explore.Term) expr {
	term := t.Term
	switch t.Field.Name {
	case "issue":
		term = upper(term)
	case "trace", "id", "span", "parent_span", "span_id", "transaction.event_id":
		term = lower(term)
	case "release":
		term = q.words.latestRelease(term)
	}
	col := q.table.columns[t.Field.Name]
	switch {
	case col.row:
		return rowMatches(q.table.row, term)
	case t.Field.Name == "trace":
		return textMatches(expr{sql: col.sql}, term).in("(", ") AND "+col.sql+" <> ''") // as the indexes have it
	case col.key == "":
		return textMatches(expr{sql: col.sql}, term)
	}
	return textMatches(expr{sql: "x." + col.of}, term).in(col.key+" IN (SELECT x.id FROM "+col.table+" x WHERE ", ")")
}

// rowMatches finds logs and metrics by the id that is shown of them: the number of their row.
func rowMatches(row string, term query.Term) expr {
	e := expr{sql: "0"}
	for _, v := range term.Values {
		if n, err := strconv.ParseInt(v.Literal(), 16, 64); err == nil {
			e = e.with(" OR "+row+" = ?", n)
		}
	}
	return e
}

// latestRelease replaces the word latest by the newest version.
func (w releaseWords) latestRelease(term query.Term) query.Term {
	values := append([]query.Value(nil), term.Values...)
	for i, v := range values {
		if v.Raw == "latest" && w.latest != "" {
			values[i] = query.Value{Raw: w.latest, Parts: []string{w.latest}}
		}
	}
	term.Values = values
	return term
}

func (q *exploreQuery) releases(term query.Term) expr {
	var t terms
	term.Negated = false
	t.releaseOrder(q.table.columns["release"].sql, term, q.words.versions)
	return expr{t.parts[0], t.args}
}

// attributeMatches compares a tag or attribute: as a number where the search has one, else as text.
func (q *exploreQuery) attributeMatches(t *explore.Term) expr {
	if len(t.Values) > 0 && t.Values[0].IsNumber {
		return compares(q.operand(t.Field), t)
	}
	return textMatches(q.attribute(&explore.Field{Name: t.Field.Name, Attribute: true}).in("coalesce(CAST(", " AS TEXT), '')"), t.Term)
}

// textMatches says whether a text is one of the values of a term; case counts only without wildcards.
func textMatches(e expr, term query.Term) expr {
	match := expr{}
	for i, v := range term.Values {
		if i > 0 {
			match.sql += " OR "
		}
		if v.Wildcard {
			match = match.and(e).with(` LIKE ? ESCAPE '\'`, pattern(v))
		} else {
			match = match.and(e).with(" = ?", v.Literal())
		}
	}
	return match
}

// compares a number, time or boolean with the values of a term.
func compares(e expr, t *explore.Term) expr {
	match := expr{}
	for i, v := range t.Values {
		if i > 0 {
			match.sql += " OR "
		}
		var value any = v.Number
		switch {
		case v.IsTime:
			value = v.Time.UnixMicro()
		case t.Type == explore.Boolean:
			value = boolean(t.Term)
		case !v.IsNumber:
			value = v.Literal()
		}
		match = match.and(e).with(" "+operator(t.Op)+" ?", value)
	}
	return match
}

// lower lets ids be written in any case.
func lower(term query.Term) query.Term { return mapped(term, strings.ToLower) }
