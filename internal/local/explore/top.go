package explore

import (
	"time"

	"vedette/internal/local/query"
)

// Among is the condition that a row belongs to one of the groups, given by the values of the plain columns of their rows.
func (p *Plan) Among(rows [][]any) Where {
	w := Where{Any: true, Of: []Where{}}
	for _, row := range rows {
		w.Of = append(w.Of, p.same(row, false))
	}
	return w
}

// Beyond is the condition that a row belongs to none of the groups.
func (p *Plan) Beyond(rows [][]any) Where {
	var w Where
	for _, row := range rows {
		w.Of = append(w.Of, p.same(row, true))
	}
	return w
}

// same says that the fields of a row have the values of the group, or with negated that one of them has not.
func (p *Plan) same(row []any, negated bool) Where {
	w := Where{Any: negated}
	for i := range p.Columns {
		if f := p.Columns[i].Field; f != nil {
			term := valueTerm(row[i])
			term.Key, term.Negated = f.Name, term.Negated != negated
			w.Of = append(w.Of, Where{Term: &Term{Term: term, Field: f, Type: f.Type}})
		}
	}
	return w
}

// valueTerm compares with a value as it came out of a table.
func valueTerm(v any) query.Term {
	value := query.Value{}
	switch v := v.(type) {
	case nil:
		return query.Term{Has: true, Negated: true}
	case string:
		value.Raw, value.Parts = v, []string{v}
	case bool:
		value.Raw = "false"
		if v {
			value.Raw = "true"
		}
		value.Parts = []string{value.Raw}
	case int64:
		value.Number, value.IsNumber = float64(v), true
	case float64:
		value.Number, value.IsNumber = v, true
	case time.Time:
		value.Time, value.IsTime = v, true
	}
	return query.Term{Values: []query.Value{value}}
}

// Is is the condition that a field of the dataset has one of the values.
func (d Dataset) Is(name string, values ...string) (Where, error) {
	f, err := d.field(name)
	w := Where{Any: true}
	for _, v := range values {
		t := valueTerm(v)
		t.Key = name
		w.Of = append(w.Of, Where{Term: &Term{Term: t, Field: &f, Type: f.Type}})
	}
	return w, err
}

// And adds a condition to those on rows.
func (p *Plan) And(w Where) {
	p.Where = Where{Of: []Where{p.Where, w}}
}
