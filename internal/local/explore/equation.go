package explore

import (
	"strconv"
	"strings"
)

// Sum is an equation over columns: an operation, a column, or a number.
type Sum struct {
	Op          byte // + - * /; 0: a column or number
	Left, Right *Sum
	Column      *Column
	Number      float64
}

// maxOperators bounds an equation, as Sentry does.
const maxOperators = 10

// equation reads arithmetic over columns, like count_if(level,equals,fatal) / count() * 100.
func (r reader) equation(text string) (*Sum, error) {
	p := &equationParser{reader: r, src: text}
	s, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.peek() != 0 {
		return nil, p.unexpected()
	}
	if rows, groups := s.uses(); rows && groups {
		return nil, invalid("Cannot mix functions and fields in the equation %s", text)
	}
	return s, nil
}

// uses says whether the equation has fields of rows and aggregates of groups.
func (s *Sum) uses() (rows, groups bool) {
	switch {
	case s.Column != nil:
		return !s.Column.aggregate(), s.Column.aggregate()
	case s.Op == 0:
		return false, false
	}
	leftRows, leftGroups := s.Left.uses()
	rightRows, rightGroups := s.Right.uses()
	return leftRows || rightRows, leftGroups || rightGroups
}

type equationParser struct {
	reader
	src       string
	pos       int
	depth     int
	operators int
}

// peek is the next character that is no space, 0 at the end.
func (p *equationParser) peek() byte {
	for p.pos < len(p.src) && p.src[p.pos] == ' ' {
		p.pos++
	}
	if p.pos == len(p.src) {
		return 0
	}
	return p.src[p.pos]
}

func (p *equationParser) unexpected() error {
	return invalid("Invalid equation %q: unexpected text at column %d", p.src, p.pos+1)
}

// sum reads products between + and -.
func (p *equationParser) sum() (*Sum, error) { return p.operations("+-", p.product) }

// product reads operands between * and /.
func (p *equationParser) product() (*Sum, error) { return p.operations("*/", p.operand) }

func (p *equationParser) operations(signs string, next func() (*Sum, error)) (*Sum, error) {
	left, err := next()
	for err == nil {
		op := p.peek()
		if op == 0 || strings.IndexByte(signs, op) < 0 {
			return left, nil
		}
		if p.operators++; p.operators > maxOperators {
			return nil, invalid("Equations are limited to %d operators", maxOperators)
		}
		p.pos++
		var right *Sum
		if right, err = next(); err == nil {
			left = &Sum{Op: op, Left: left, Right: right}
		}
	}
	return nil, err
}

// operand reads a number, a column or a parenthesis.
func (p *equationParser) operand() (*Sum, error) {
	if p.peek() == '(' {
		if p.depth++; p.depth > maxOperators {
			return nil, invalid("Parentheses are nested too deeply in the equation %q", p.src)
		}
		p.pos++
		s, err := p.sum()
		if err != nil {
			return nil, err
		}
		if p.peek() != ')' {
			return nil, p.unexpected()
		}
		p.pos++
		return s, nil
	}
	start, depth, quoted := p.pos, 0, false
	for ; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		if c == '`' {
			quoted = !quoted
		}
		if !quoted && depth == 0 && strings.IndexByte(" +*/)", c) >= 0 || !quoted && depth == 0 && c == '-' && p.pos > start {
			break
		}
		switch {
		case quoted:
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		}
	}
	word := p.src[start:p.pos]
	if n, err := strconv.ParseFloat(word, 64); err == nil {
		return &Sum{Number: n}, nil
	}
	if word == "" || strings.HasPrefix(word, "equation|") {
		return nil, p.unexpected()
	}
	c, err := p.column(word)
	if err != nil {
		return nil, err
	}
	return &Sum{Column: &c}, nil
}
