package query

import (
	"strings"
	"time"
)

// Kinds says how the values of a key of an event search are read. Key is as written: a field, an aggregate like p95(span.duration), or
// with tag the inside of tags[...], which may end in its type, like size,number.
type Kinds func(key string, tag bool) Kind

// Expr is a parsed event search: one term, or several expressions of which all or any must hold. The zero Expr matches all.
type Expr struct {
	Term *Term
	Any  bool // one of Of is enough
	Of   []Expr
}

// Bounds of an event search, so that nothing behind it needs any.
const (
	maxDepth = 30
	maxTerms = 200
)

// ParseEvents reads a search of errors, spans, logs and the like: the language of issue searches with AND, OR and parentheses, and with
// conditions on aggregates. AND binds stronger than OR. Relative dates count from now. An error is always a *SyntaxError.
//
// The grammar is that of src/sentry/api/event_search.py.
func ParseEvents(s string, now time.Time, kinds Kinds) (Expr, error) {
	p := &eventParser{parser: parser{src: s, now: now.UTC().Truncate(time.Microsecond), kinds: kinds}}
	e, err := p.any(0)
	if err != nil {
		return Expr{}, err
	}
	if p.pos < len(p.src) {
		return Expr{}, errorAt(p.pos, "", msgUnmatched)
	}
	return e, nil
}

// eventParser adds the boolean part to the terms of parser.
type eventParser struct {
	parser
	count int // terms so far
}

// any reads expressions between OR.
func (p *eventParser) any(depth int) (Expr, error) {
	list := Expr{Any: true}
	for {
		e, err := p.all(depth)
		if err != nil {
			return Expr{}, err
		}
		list.Of = append(list.Of, e)
		if !p.operator("or") {
			return list.flat(), nil
		}
		if at := skipSpace(p.src, p.pos); at == len(p.src) || p.src[at] == ')' {
			return Expr{}, errorAt(at, "", "Condition is missing on the right side of 'OR' operator")
		}
	}
}

// all reads expressions next to each other or between AND.
func (p *eventParser) all(depth int) (Expr, error) {
	var list Expr
	for and := false; ; {
		p.pos = skipSpace(p.src, p.pos)
		end := p.pos == len(p.src) || p.src[p.pos] == ')'
		switch {
		case end && and:
			return Expr{}, errorAt(p.pos, "", "Condition is missing on the right side of 'AND' operator")
		case end:
			return list.flat(), nil
		case p.atOperator(p.pos) && (len(list.Of) == 0 || and):
			word := strings.ToUpper(p.src[p.pos:wordEnd(p.src, p.pos)])
			return Expr{}, errorAt(p.pos, "", "Condition is missing on the left side of '%s' operator", word)
		case p.operator("and"):
			and = true
			continue
		case p.atOperator(p.pos):
			return list.flat(), nil
		}
		and = false
		e, err := p.one(depth)
		if err != nil {
			return Expr{}, err
		}
		if e.Term != nil || e.Any {
			list.Of = append(list.Of, e)
		} else {
			list.Of = append(list.Of, e.Of...)
		}
	}
}

// operator steps over a boolean operator, if it is next.
func (p *eventParser) operator(word string) bool {
	at := skipSpace(p.src, p.pos)
	end := wordEnd(p.src, at)
	if !strings.EqualFold(p.src[at:end], word) {
		return false
	}
	p.pos = end
	return true
}

// one reads a parenthesis or the term at the current place; a date may be two terms.
func (p *eventParser) one(depth int) (Expr, error) {
	if p.src[p.pos] == '(' {
		open := p.pos
		if depth == maxDepth {
			return Expr{}, errorAt(open, "", "Parentheses are nested too deeply")
		}
		p.pos++
		e, err := p.any(depth + 1)
		if err != nil {
			return Expr{}, err
		}
		if p.pos == len(p.src) {
			return Expr{}, errorAt(open, "", msgUnmatched)
		}
		p.pos++
		return e, nil
	}
	p.terms = nil
	start := p.pos
	if err := p.eventTerm(); err != nil {
		return Expr{}, err
	}
	if p.count += len(p.terms); p.count > maxTerms {
		return Expr{}, errorAt(start, "", "The search has more than %d conditions", maxTerms)
	}
	list := Expr{}
	for _, t := range p.terms {
		list.Of = append(list.Of, Expr{Term: &t})
	}
	return list.flat(), nil
}

func (p *eventParser) eventTerm() error {
	if kw, next, ok := p.eventKeyword(p.pos); ok {
		if kw.name == "is" && !kw.tag {
			return errorAt(kw.pos, "", `"is:" queries are not supported in this search.`)
		}
		p.pos = next
		return p.filter(kw)
	}
	if p.src[p.pos] == '"' {
		return p.term()
	}
	return p.eventText()
}

// eventKeyword also knows aggregates, `p95(span.duration):`, and typed tags, `tags[size,number]:`.
func (p *eventParser) eventKeyword(pos int) (kw keyword, next int, ok bool) {
	kw.pos = pos
	at := pos
	if strings.HasPrefix(p.src[at:], "!") {
		kw.negated = true
		at++
	}
	if strings.HasPrefix(p.src[at:], "tags[") {
		if end := strings.IndexByte(p.src[at:], ']'); end > len("tags[") && strings.HasPrefix(p.src[at+end+1:], ":") {
			kw.name, kw.tag = strings.Trim(p.src[at+len("tags["):at+end], `"`), true
			return kw, at + end + 2, true
		}
	}
	if name, end := keyName(p.src, at); name != "" && strings.HasPrefix(p.src[end:], "(") {
		end = closing(p.src, end)
		if end > 0 && strings.HasPrefix(p.src[end:], ":") {
			kw.name = p.src[at:end]
			return kw, end + 1, true
		}
		return keyword{}, 0, false
	}
	return p.keyword(pos)
}

// closing returns the offset behind the parenthesis that closes the one at open, 0 when there is none. Backquotes enclose text.
func closing(s string, open int) int {
	depth, quoted := 0, false
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '`':
			quoted = !quoted
		case '(':
			if !quoted {
				depth++
			}
		case ')':
			if quoted {
				continue
			}
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// eventText joins words up to a filter, quoted text, parenthesis or operator to one phrase. A parenthesis inside of a word belongs to it.
func (p *eventParser) eventText() error {
	start, end := p.pos, p.pos
	for at := p.pos; at < len(p.src); at = skipSpace(p.src, end) {
		if c := p.src[at]; c == '(' || c == ')' || at > start && c == '"' || p.atOperator(at) {
			break
		}
		if _, _, filter := p.eventKeyword(at); filter {
			break
		}
		for end = wordEnd(p.src, at); end < len(p.src) && p.src[end] == '('; end = wordEnd(p.src, end) {
			close := closing(p.src, end)
			if close == 0 {
				return errorAt(end, "", msgUnmatched)
			}
			end = close
		}
	}
	p.pos = end
	p.addFreeText(p.src[start:end], start)
	return nil
}

// flat is the list itself, or its only expression.
func (e Expr) flat() Expr {
	if len(e.Of) == 1 {
		return e.Of[0]
	}
	if len(e.Of) == 0 {
		return Expr{}
	}
	return e
}

// NewTerms makes the terms of a condition from its parts: sign is an operator as written in a search, or empty. A plain date is two terms.
func NewTerms(key string, k Kind, sign, value string, now time.Time) ([]Term, error) {
	p := &parser{src: value, now: now.UTC().Truncate(time.Microsecond), kinds: func(string, bool) Kind { return k }}
	err := p.interpret(keyword{name: key}, k, Term{Key: key}, sign, []operand{{text: value, quoted: true}}, false)
	return p.terms, err
}
