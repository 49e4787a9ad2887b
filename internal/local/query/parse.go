package query

import (
	"strings"
	"time"
)

// Messages in Sentry's words for the same mistakes, with the way out.
const (
	msgBoolean    = `Boolean statements containing "OR" or "AND" are not supported in this search. All terms must hold; for alternatives write a list, as in level:[error, fatal]`
	msgParens     = "Parentheses are not supported in this search. Enclose text in double quotes"
	msgUnmatched  = "Unmatched parenthesis. Enclose any text in double quotes"
	msgQuote      = "Invalid quote: quotes must enclose text or be escaped"
	msgEmptyItems = "Lists should not have empty values"
)

// Parse reads a search. Relative dates count from now. An error is always a
// *SyntaxError.
func Parse(s string, now time.Time) (Query, error) {
	p := &parser{src: s, now: now.UTC().Truncate(time.Microsecond)}
	for {
		p.pos = skipSpace(p.src, p.pos)
		if p.pos == len(p.src) {
			return Query{Terms: p.terms}, nil
		}
		if err := p.term(); err != nil {
			return Query{}, err
		}
	}
}

// parser holds the place in the text and the terms read so far.
type parser struct {
	src   string
	pos   int
	now   time.Time
	terms []Term
	kinds Kinds // of an event search; nil in an issue search
}

// keyword is the part of a term before its colon.
type keyword struct {
	pos     int // of the first byte, negation included
	name    string
	negated bool
	tag     bool // written as tags[name]
}

// operand is one value as written.
type operand struct {
	pos    int
	text   string
	quoted bool
}

func (p *parser) term() error {
	if kw, next, ok := p.keyword(p.pos); ok {
		p.pos = next
		return p.filter(kw)
	}
	if p.src[p.pos] == '"' {
		start := p.pos
		v, err := p.quoted()
		if err != nil {
			return err
		}
		if v != "" {
			p.addFreeText(v, start)
		}
		return nil
	}
	return p.freeText()
}

// keyword looks for `key:`, `"key":` or `tags[key]:` at pos, each with an
// optional `!`, and returns the offset behind the colon.
func (p *parser) keyword(pos int) (kw keyword, next int, ok bool) {
	kw.pos = pos
	if strings.HasPrefix(p.src[pos:], "!") {
		kw.negated = true
		pos++
	}
	if strings.HasPrefix(p.src[pos:], "tags[") {
		name, end := keyName(p.src, pos+len("tags["))
		if name != "" && strings.HasPrefix(p.src[end:], "]:") {
			kw.name, kw.tag = name, true
			return kw, end + 2, true
		}
	}
	name, end := keyName(p.src, pos)
	if name == "" || !strings.HasPrefix(p.src[end:], ":") {
		return keyword{}, 0, false
	}
	kw.name = name
	return kw, end + 1, true
}

// keyName reads a plain or quoted key at pos; name is "" when there is none.
func keyName(s string, pos int) (name string, end int) {
	if pos < len(s) && s[pos] == '"' {
		end = pos + 1
		for end < len(s) && (isKeyByte(s[end]) || s[end] == ':') {
			end++
		}
		if end == len(s) || s[end] != '"' {
			return "", pos
		}
		return s[pos+1 : end], end + 1
	}
	end = pos
	for end < len(s) && isKeyByte(s[end]) {
		end++
	}
	return s[pos:end], end
}

// freeText joins the words up to the next filter, quoted text or end of the
// search to one phrase.
func (p *parser) freeText() error {
	start, depth, open := p.pos, 0, 0
	for i := p.pos; ; {
		i = skipSpace(p.src, i)
		if i == len(p.src) {
			break
		}
		switch c := p.src[i]; {
		case c == '(':
			if depth == 0 {
				open = i
			}
			depth++
			i++
		case c == ')':
			if depth--; depth < 0 {
				return errorAt(i, "", msgUnmatched)
			}
			i++
		default:
			if p.atOperator(i) {
				return errorAt(i, "", msgBoolean)
			}
			_, _, filter := p.keyword(i)
			if filter && depth > 0 {
				return errorAt(open, "", msgParens)
			}
			if depth == 0 && i > start && (filter || c == '"') {
				p.addFreeText(strings.TrimRight(p.src[start:i], spaces), start)
				p.pos = i
				return nil
			}
			i = wordEnd(p.src, i)
		}
		p.pos = i
	}
	if depth > 0 {
		return errorAt(open, "", msgUnmatched)
	}
	p.addFreeText(p.src[start:p.pos], start)
	return nil
}

// atOperator reports whether the word at i is a boolean operator.
func (p *parser) atOperator(i int) bool {
	w := p.src[i:wordEnd(p.src, i)]
	return strings.EqualFold(w, "or") || strings.EqualFold(w, "and")
}

func (p *parser) addFreeText(s string, pos int) {
	v := newValue(s)
	v.open()
	p.terms = append(p.terms, Term{FreeText: true, Values: []Value{v}})
}

// quoted reads the quoted text at the current place. A run of backslashes
// before a quote stands for half of them; an odd one escapes the quote.
func (p *parser) quoted() (string, error) {
	var b strings.Builder
	start, run := p.pos, 0
	for i := p.pos + 1; i < len(p.src); i++ {
		switch c := p.src[i]; c {
		case '\\':
			run++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, run/2))
			if run%2 == 0 {
				p.pos = i + 1
				return b.String(), nil
			}
			b.WriteByte('"')
		default:
			b.WriteString(strings.Repeat(`\`, run))
			b.WriteByte(c)
		}
		run = 0
	}
	return "", errorAt(start, "", "%s: this one is not closed", msgQuote)
}

// unquoted reads a value up to a space, a parenthesis or one of stop.
func (p *parser) unquoted(stop string) (string, error) {
	var b strings.Builder
	run := 0
	for ; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		if c == '\\' {
			run++
			continue
		}
		if isSpace(c) || c == '(' || c == ')' || strings.IndexByte(stop, c) >= 0 {
			break
		}
		if c == '"' {
			if run%2 == 0 {
				return "", errorAt(p.pos, "", msgQuote)
			}
			run /= 2
		}
		b.WriteString(strings.Repeat(`\`, run))
		b.WriteByte(c)
		run = 0
	}
	b.WriteString(strings.Repeat(`\`, run))
	return b.String(), nil
}

// operands reads what follows the colon and operator: one value, or a list.
func (p *parser) operands(kw keyword) (values []operand, list bool, err error) {
	if strings.HasPrefix(p.src[p.pos:], "[") {
		values, err = p.list()
		return values, true, err
	}
	v, err := p.operand("")
	if err != nil {
		return nil, false, err
	}
	if v.text == "" && !v.quoted {
		return nil, false, errorAt(kw.pos, "", "Empty string after '%s:'. Enclose text with a colon in double quotes", kw.name)
	}
	return []operand{v}, false, nil
}

func (p *parser) operand(stop string) (v operand, err error) {
	v.pos = p.pos
	if !strings.HasPrefix(p.src[p.pos:], `"`) {
		v.text, err = p.unquoted(stop)
		return v, err
	}
	v.quoted = true
	if v.text, err = p.quoted(); err != nil {
		return v, err
	}
	if p.pos < len(p.src) && !isSpace(p.src[p.pos]) && !strings.ContainsRune("()"+stop, rune(p.src[p.pos])) {
		return v, errorAt(p.pos, "", msgQuote)
	}
	return v, nil
}

func (p *parser) list() ([]operand, error) {
	start := p.pos
	p.pos++
	var values []operand
	for {
		p.pos = skipSpace(p.src, p.pos)
		v, err := p.operand(",]")
		if err != nil {
			return nil, err
		}
		p.pos = skipSpace(p.src, p.pos)
		if p.pos == len(p.src) {
			return nil, errorAt(start, "", "This list is not closed with ]. Enclose text that starts with [ in double quotes")
		}
		if v.text == "" && !v.quoted {
			return nil, errorAt(p.pos, "", msgEmptyItems)
		}
		values = append(values, v)
		switch c := p.src[p.pos]; c {
		case ',':
			p.pos++
		case ']':
			p.pos++
			if p.pos < len(p.src) && !isSpace(p.src[p.pos]) {
				return nil, errorAt(p.pos, "", "Expected a space after the list")
			}
			return values, nil
		default:
			return nil, errorAt(p.pos, "", "Expected , or ] in the list. Enclose values with spaces or parentheses in double quotes")
		}
	}
}

const spaces = " \t\r\n"

func isSpace(c byte) bool { return strings.IndexByte(spaces, c) >= 0 }

func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

// wordEnd returns the end of the run without spaces and parentheses at i.
func wordEnd(s string, i int) int {
	for i < len(s) && !isSpace(s[i]) && s[i] != '(' && s[i] != ')' {
		i++
	}
	return i
}

func isKeyByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-'
}
