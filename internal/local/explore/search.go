package explore

import (
	"strings"

	"vedette/internal/local/query"
)

const msgMixedOr = "Having an OR between aggregate filters and normal filters is invalid."

// search reads a search and parts it into conditions on rows and on groups.
func (r reader) search(text string) (where, having Where, err error) {
	expr, err := query.ParseEvents(text, r.now, r.kinds)
	if err != nil {
		return Where{}, Where{}, err
	}
	whole, err := r.resolve(expr)
	if err != nil {
		return Where{}, Where{}, err
	}
	parts := []Where{whole}
	if whole.Term == nil && !whole.Any {
		parts = whole.Of
	}
	for _, part := range parts {
		rows, groups := part.uses()
		switch {
		case rows && groups:
			return Where{}, Where{}, invalid(msgMixedOr)
		case groups:
			having.Of = append(having.Of, part)
		default:
			where.Of = append(where.Of, part)
		}
	}
	return where, having, nil
}

// kinds says how the values of a key of the search are read. A key that is wrong is found again when it is resolved.
func (r reader) kinds(key string, tag bool) query.Kind {
	if tag {
		f, err := r.dataset.attribute(key)
		if err != nil {
			return query.Text
		}
		return r.kind(f)
	}
	if strings.Contains(key, "(") {
		c, err := r.column(key)
		if err != nil {
			return query.Text
		}
		return c.Type.kind()
	}
	f, err := r.dataset.field(key)
	if err != nil {
		return query.Text
	}
	return r.kind(f)
}

// kind is how conditions on a field are read. What was sent as text can still be compared with a number.
func (r reader) kind(f Field) query.Kind {
	switch {
	case f.OfRelease():
		return query.Version
	case f.Attribute && (f.Type == "" || f.Type == String && r.dataset.Events()):
		return query.Attribute
	}
	return f.Type.kind()
}

// resolve finds the fields and aggregates of an expression.
func (r reader) resolve(e query.Expr) (Where, error) {
	if e.Term != nil {
		t, err := r.term(*e.Term)
		return Where{Term: &t}, err
	}
	w := Where{Any: e.Any}
	for _, part := range e.Of {
		p, err := r.resolve(part)
		if err != nil {
			return Where{}, err
		}
		w.Of = append(w.Of, p)
	}
	return w, nil
}

func (r reader) term(t query.Term) (Term, error) {
	if t.FreeText {
		return Term{Term: t}, nil
	}
	if t.Tag {
		f, err := r.dataset.attribute(t.Key)
		return Term{Term: t, Field: &f, Type: f.Type}, err
	}
	if !strings.Contains(t.Key, "(") {
		f, err := r.dataset.field(t.Key)
		return Term{Term: t, Field: &f, Type: f.Type}, err
	}
	c, err := r.column(t.Key)
	if err == nil && c.Call == nil {
		err = invalid("%s is not a valid search term", t.Key)
	}
	return Term{Term: t, Call: c.Call, Type: c.Type}, err
}

// uses says whether the condition is about rows and about groups.
func (w *Where) uses() (rows, groups bool) {
	if w.Term != nil {
		return w.Term.Call == nil, w.Term.Call != nil
	}
	for i := range w.Of {
		r, g := w.Of[i].uses()
		rows, groups = rows || r, groups || g
	}
	return rows, groups
}

// Empty says that the condition holds for everything.
func (w *Where) Empty() bool { return w.Term == nil && len(w.Of) == 0 }

// terms lists the terms of the condition.
func (w *Where) terms() []*Term {
	if w.Term != nil {
		list := []*Term{w.Term}
		if w.Term.Call != nil && w.Term.Call.If != nil {
			list = append(list, w.Term.Call.If.terms()...)
		}
		return list
	}
	var list []*Term
	for i := range w.Of {
		list = append(list, w.Of[i].terms()...)
	}
	return list
}
