package query

import (
	"strconv"
	"strings"
	"time"
)

// operators in the order in which they have to be tried.
func operators() []string { return []string{">=", "<=", "!=", ">", "<", "="} }

// filter reads what follows `key:` and appends the resulting terms.
func (p *parser) filter(kw keyword) error {
	if !kw.tag {
		switch {
		case kw.name == "has":
			return p.has(kw)
		case strings.EqualFold(kw.name, "has"), strings.EqualFold(kw.name, "is") && kw.name != "is":
			return errorAt(kw.pos, strings.ToLower(kw.name)+":", "Unknown filter '%s:'", kw.name)
		}
	}
	t, k := p.field(kw)
	sign := ""
	for _, op := range operators() {
		if strings.HasPrefix(p.src[p.pos:], op) {
			sign = op
			p.pos += len(op)
			break
		}
	}
	values, list, err := p.operands(kw)
	if err != nil {
		return err
	}
	if t.Tag && !kw.tag && p.kinds == nil {
		if err := misspelt(kw, sign, values); err != nil {
			return err
		}
	}
	return p.interpret(kw, k, t, sign, values, list)
}

// field begins the term of a keyword and says how its values are read.
func (p *parser) field(kw keyword) (Term, Kind) {
	if p.kinds != nil {
		return Term{Key: kw.name, Tag: kw.tag, Negated: kw.negated}, p.kinds(kw.name, kw.tag)
	}
	key, k, known := field(kw.name)
	if kw.tag || !known {
		return Term{Key: kw.name, Tag: true, Negated: kw.negated}, Text
	}
	return Term{Key: key, Negated: kw.negated}, k
}

// interpret turns the operands of a key into terms, by the kind of the key.
func (p *parser) interpret(kw keyword, k Kind, t Term, sign string, values []operand, list bool) error {
	if sign == "!=" {
		t.Negated = !t.Negated
	}
	compares := sign != "" && sign != "=" && sign != "!="
	if list && compares {
		return errorAt(values[0].pos, "", "%s: a list cannot be compared with %s", kw.name, sign)
	}
	switch k {
	case word:
		if list || sign != "" {
			return errorAt(values[0].pos, "", "is: takes one word, as in is:unresolved")
		}
		return p.is(t, values[0])
	case Date:
		if list {
			return errorAt(values[0].pos, "", "%s: dates cannot be listed", kw.name)
		}
		return p.date(kw, t, sign, values[0])
	case Boolean:
		if list || compares {
			return errorAt(values[0].pos, "", "%s: Invalid boolean. Expected true, 1, false, or 0", kw.name)
		}
		return p.boolean(kw, t, values[0])
	case Attribute:
		if _, _, ok := measured(values[0].text); compares && ok {
			k = Number
		} else if compares {
			values[0].text, sign = sign+values[0].text, ""
		}
	case Text:
		if compares {
			values[0].text, sign = sign+values[0].text, ""
		}
	}
	if len(values) == 1 && values[0].text == "" && !k.measured() {
		p.terms = append(p.terms, Term{Key: t.Key, Tag: t.Tag, Has: true, Negated: !t.Negated})
		return nil
	}
	for _, o := range values {
		v := newValue(o.text)
		if k.measured() {
			if !v.measure(k) {
				return errorAt(o.pos, "", "%s: %s", kw.name, k.complaint(o.text))
			}
		} else if t.Key == KeyMessage && !t.Tag {
			v.open()
		}
		t.Values = append(t.Values, v)
	}
	t.compare(sign)
	p.terms = append(p.terms, t)
	return nil
}

// compare sets the operator; a negated comparison becomes the opposite one.
func (t *Term) compare(sign string) {
	switch sign {
	case ">":
		t.Op = Gt
	case ">=":
		t.Op = Gte
	case "<":
		t.Op = Lt
	case "<=":
		t.Op = Lte
	}
	if t.Negated && t.Op != Eq {
		t.Op, t.Negated = opposite(t.Op), false
	}
}

func opposite(op Op) Op {
	switch op {
	case Gt:
		return Lte
	case Gte:
		return Lt
	case Lt:
		return Gte
	default:
		return Gt
	}
}

// misspelt refuses what would silently search a tag: a comparison or relative
// date on a name that is almost a date or numeric key.
func misspelt(kw keyword, sign string, values []operand) error {
	_, relative := relativeDate(values[0].text, time.Time{})
	if sign != "" && sign != "=" && sign != "!=" || relative && !values[0].quoted {
		if s := closest(kw.name, typedKeys()); s != "" {
			return errorAt(kw.pos, s+":", "Unknown key '%s'; a tag of that name is written tags[%s]", kw.name, kw.name)
		}
	}
	return nil
}

// has reads the key after `has:`.
func (p *parser) has(kw keyword) error {
	pos, tag := p.pos, false
	if strings.HasPrefix(p.src[p.pos:], "tags[") {
		tag = true
		p.pos += len("tags[")
	}
	name, end := keyName(p.src, p.pos)
	if tag && strings.HasPrefix(p.src[end:], "]") {
		end++
	} else if tag {
		name = ""
	}
	if name == "" || end < len(p.src) && !isSpace(p.src[end]) {
		return errorAt(pos, "", "has: takes one key, as in has:release")
	}
	p.pos = end
	key, _, known := field(name)
	if p.kinds != nil || tag || !known {
		p.terms = append(p.terms, Term{Key: name, Tag: tag || p.kinds == nil, Has: true, Negated: kw.negated})
		return nil
	}
	if key == KeyIs {
		return errorAt(pos, "", "has: takes a key of an issue or event, is: has no value to test")
	}
	p.terms = append(p.terms, Term{Key: key, Has: true, Negated: kw.negated})
	return nil
}

func (p *parser) is(t Term, o operand) error {
	w, ok := isWord(o.text)
	if !ok {
		s := closest(o.text, isWords())
		if s != "" {
			s = "is:" + s
		}
		return errorAt(o.pos, s, "Invalid value for is search: %q, valid values are %s", o.text, strings.Join(isWords(), ", "))
	}
	t.Values = []Value{newValue(w)}
	p.terms = append(p.terms, t)
	return nil
}

func (p *parser) boolean(kw keyword, t Term, o operand) error {
	yes := false
	switch strings.ToLower(o.text) {
	case "true", "1":
		yes = true
	case "false", "0":
	case "":
		p.terms = append(p.terms, Term{Key: t.Key, Has: true, Negated: !t.Negated})
		return nil
	default:
		return errorAt(o.pos, "", "%s: Invalid boolean: %s. Expected true, 1, false, or 0", kw.name, o.text)
	}
	t.Values = []Value{newValue(strconv.FormatBool(yes != t.Negated))}
	t.Negated = false
	p.terms = append(p.terms, t)
	return nil
}

// date reads a comparison with a date, a relative date, or a plain date, which
// stands for that day, or for the minutes around that time.
func (p *parser) date(kw keyword, t Term, sign string, o operand) error {
	if at, ok := relativeDate(o.text, p.now); ok {
		if sign != "" {
			return errorAt(o.pos, kw.name+":"+o.text, "%s: a relative date takes no operator: -24h is newer than a day, +24h is older", kw.name)
		}
		sign = ">="
		if o.text[0] == '+' {
			sign = "<="
		}
		return p.addDate(kw, t, sign, at, o)
	}
	at, day, ok := absoluteDate(o.text)
	if !ok {
		s := ""
		if _, unsigned := relativeDate("-"+o.text, p.now); unsigned {
			s = kw.name + ":-" + o.text
		}
		return errorAt(o.pos, s, "%s: Invalid date: %s. Expected +/-duration (e.g. +1h) or ISO 8601-like (e.g. %s)", kw.name, o.text, p.now.Format("2006-01-02T15:04:05"))
	}
	if sign != "" {
		return p.addDate(kw, t, sign, at, o)
	}
	if t.Negated {
		return errorAt(kw.pos, kw.name+":<"+o.text, "%s: a day cannot be negated; use < or >=", kw.name)
	}
	from, to := at.Add(-5*time.Minute), at.Add(6*time.Minute)
	if day {
		from, to = at, at.AddDate(0, 0, 1)
	}
	if err := p.addDate(kw, t, ">=", from, o); err != nil {
		return err
	}
	return p.addDate(kw, t, "<", to, o)
}

func (p *parser) addDate(kw keyword, t Term, sign string, at time.Time, o operand) error {
	if y := at.Year(); y < 1 || y > 9999 {
		return errorAt(o.pos, "", "%s: Invalid date: %s is outside the years 1 to 9999", kw.name, o.text)
	}
	t.Values = []Value{newTime(at)}
	t.compare(sign)
	p.terms = append(p.terms, t)
	return nil
}
