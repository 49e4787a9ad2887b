package query

import "strings"

// String writes the query in the search language. Parse reads it back to an
// equal query.
func (q Query) String() string {
	var b strings.Builder
	for i, t := range q.Terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.FreeText {
			// Neighbours without quotes would become one phrase.
			alone := (i == 0 || !q.Terms[i-1].FreeText) && (i+1 == len(q.Terms) || !q.Terms[i+1].FreeText)
			b.WriteString(printFreeText(t.Values[0].Raw, alone))
			continue
		}
		b.WriteString(t.String())
	}
	return b.String()
}

// String writes one term in the search language.
func (t Term) String() string {
	if t.FreeText {
		return printFreeText(t.Values[0].Raw, true)
	}
	key := printKey(t)
	switch {
	case t.Has && t.Negated:
		return "!has:" + key
	case t.Has:
		return "has:" + key
	case len(t.Values) > 1:
		items := make([]string, len(t.Values))
		for i, v := range t.Values {
			items[i] = quoteUnless(v.Raw, isPlainItem)
		}
		return negation(t) + key + ":[" + strings.Join(items, ", ") + "]"
	}
	v := t.Values[0]
	op := t.Op.String()
	if t.Op == Eq && !v.IsTime {
		op = ""
	}
	return negation(t) + key + ":" + op + quoteUnless(v.Raw, isPlainValue)
}

// String is the operator as written in a search.
func (op Op) String() string {
	switch op {
	case Gt:
		return ">"
	case Gte:
		return ">="
	case Lt:
		return "<"
	case Lte:
		return "<="
	default:
		return "="
	}
}

func negation(t Term) string {
	if t.Negated {
		return "!"
	}
	return ""
}

func printKey(t Term) string {
	key := t.Key
	if strings.Contains(key, ":") {
		key = `"` + key + `"`
	}
	if _, _, known := field(t.Key); t.Tag && (known || strings.EqualFold(t.Key, "has") || strings.EqualFold(t.Key, "is")) {
		return "tags[" + key + "]"
	}
	if t.Tag && closest(t.Key, typedKeys()) != "" {
		return "tags[" + key + "]"
	}
	return key
}

// printFreeText leaves a word without quotes when it cannot be read as anything
// else.
func printFreeText(s string, alone bool) string {
	return quoteUnless(s, func(s string) bool {
		p := parser{src: s}
		if _, _, filter := p.keyword(0); filter {
			return false
		}
		return alone && isPlain(s) && !strings.Contains(s, `\`) && !p.atOperator(0)
	})
}

func isPlainValue(s string) bool {
	return isPlain(s) && !strings.ContainsRune("[<>=!", rune(s[0]))
}

func isPlainItem(s string) bool { return isPlain(s) && !strings.ContainsAny(s, ",]") }

func isPlain(s string) bool { return s != "" && !strings.ContainsAny(s, spaces+`()"`) }

// quoteUnless puts s in quotes and escapes it, unless it is plain.
func quoteUnless(s string, plain func(string) bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	run := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '"' {
			b.WriteString(strings.Repeat(`\`, run+1))
		}
		b.WriteByte(c)
		if run = run + 1; c != '\\' {
			run = 0
		}
	}
	b.WriteString(strings.Repeat(`\`, run))
	b.WriteByte('"')
	return b.String()
}
