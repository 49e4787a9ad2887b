package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// maxDepth bounds nesting, for our own stack and for whoever reads the raw parts later.
	maxDepth = 200
	// maxProblems bounds the list of unreadable fields: past it, a broken SDK says nothing new.
	maxProblems = 32
	// maxName bounds each member name in the path of a problem, or a long one would come back with every problem inside it.
	maxName = 64
)

// scanner walks a JSON text once, left to right. The standard decoder stops or stays silent at a field of the wrong type and needs a
// second pass for every tolerant type; here each read method takes what it can use, names what it cannot, and always consumes one value.
// A syntax error sticks: it moves the position to the end, so that all loops run out, and is reported once by document.
type scanner struct {
	data     []byte // valid UTF-8
	pos      int
	depth    int
	err      error
	path     []step
	problems []string
	unlisted int // problems past maxProblems
	bad      int // list entries dropped by readList
}

// step is one part of the path to the current value: a member name, or an index when key is nil.
type step struct {
	key   []byte
	index int
}

func newScanner(data []byte) *scanner {
	if !utf8.Valid(data) {
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	return &scanner{data: data, path: make([]step, 0, 16)}
}

// document reads the whole text as one object.
func (s *scanner) document(field func(key []byte)) error {
	if s.peek() != '{' {
		return &Error{Kind: Malformed, Reason: "not a JSON object", Offset: s.pos}
	}
	s.members(field)
	if s.err == nil && s.peek() != 0 {
		s.fail("text after the JSON object")
	}
	return s.err
}

// report returns the problems met so far.
func (s *scanner) report() []string {
	if s.unlisted > 0 {
		return append(s.problems, fmt.Sprintf("and %d more", s.unlisted))
	}
	return s.problems
}

func (s *scanner) fail(reason string) {
	if s.err == nil {
		s.err = &Error{Kind: Malformed, Reason: "invalid JSON: " + reason, Offset: s.pos}
	}
	s.pos = len(s.data)
}

// peek skips white space and returns the byte that the next token starts with, 0 at the end.
func (s *scanner) peek() byte {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		case 0:
			s.fail("unexpected NUL")
		default:
			return c
		}
	}
	return 0
}

// members reads the object at the position; field must consume the value. key is unescaped and only valid during the call.
func (s *scanner) members(field func(key []byte)) {
	if !s.enter(step{}) {
		return
	}
	for more := s.peek() != '}'; more && s.err == nil; {
		if s.peek() != '"' {
			s.fail("expected a member name")
			return
		}
		key := s.quoted()
		if s.peek() != ':' {
			s.fail("expected a colon")
			return
		}
		s.pos++
		s.path[len(s.path)-1].key = key
		field(key)
		more = s.next('}')
	}
	s.leave()
}

// items reads the list at the position; item must consume the value.
func (s *scanner) items(item func(i int)) {
	if !s.enter(step{}) {
		return
	}
	for i, more := 0, s.peek() != ']'; more && s.err == nil; i++ {
		s.path[len(s.path)-1].index = i
		item(i)
		more = s.next(']')
	}
	s.leave()
}

func (s *scanner) enter(st step) bool {
	if s.depth == maxDepth {
		s.fail("nested too deep")
		return false
	}
	s.pos++
	s.depth++
	s.path = append(s.path, st)
	return true
}

// leave steps over the closing bracket, which is there unless a syntax error stuck.
func (s *scanner) leave() {
	if s.err == nil {
		s.pos++
	}
	s.depth--
	s.path = s.path[:len(s.path)-1]
}

// next steps over a comma and reports whether another element follows; end is the bracket that closes the list or object.
func (s *scanner) next(end byte) bool {
	switch c := s.peek(); {
	case c == end:
		return false
	case c == ',':
		s.pos++
		return true
	}
	s.fail("expected a comma or a closing bracket")
	return false
}

// skip consumes any value and checks its syntax.
func (s *scanner) skip() {
	switch c := s.peek(); c {
	case '{':
		s.members(func([]byte) { s.skip() })
	case '[':
		s.items(func(int) { s.skip() })
	case '"':
		s.span()
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	case 'n':
		s.literal("null")
	default:
		s.number()
	}
}

// raw consumes any value and returns its text, which aliases the data.
func (s *scanner) raw() json.RawMessage {
	s.peek()
	start := s.pos
	s.skip()
	if s.err != nil {
		return nil
	}
	return json.RawMessage(s.data[start:s.pos:s.pos])
}

func (s *scanner) literal(word string) {
	if !bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
		s.fail("unknown word")
		return
	}
	s.pos += len(word)
}

// number consumes a number by the JSON grammar and returns its text.
func (s *scanner) number() []byte {
	start := s.pos
	if s.at('-') {
		s.pos++
	}
	if s.at('0') {
		s.pos++
	} else if !s.digits() {
		s.fail("expected a value")
		return nil
	}
	if s.at('.') {
		if s.pos++; !s.digits() {
			s.fail("expected a digit")
			return nil
		}
	}
	if s.at('e') || s.at('E') {
		if s.pos++; s.at('+') || s.at('-') {
			s.pos++
		}
		if !s.digits() {
			s.fail("expected a digit")
			return nil
		}
	}
	return s.data[start:s.pos]
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.data) && s.data[s.pos] == c }

func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.data) && s.data[s.pos]-'0' <= 9 {
		s.pos++
	}
	return s.pos > start
}

// span consumes a string and returns what stands between its quotes, and whether that holds escapes.
func (s *scanner) span() (text []byte, escaped bool) {
	start := s.pos + 1
	for i := start; i < len(s.data); i++ {
		switch c := s.data[i]; {
		case c == '"':
			s.pos = i + 1
			return s.data[start:i], escaped
		case c < ' ':
			s.pos = i
			s.fail("control character in a string")
			return nil, false
		case c == '\\':
			n := escapeLen(s.data[i:])
			if n == 0 {
				s.pos = i
				s.fail("unknown escape")
				return nil, false
			}
			escaped = true
			i += n - 1
		}
	}
	s.fail("unfinished string")
	return nil, false
}

// quoted consumes a string and returns its unescaped text, which may alias the data.
func (s *scanner) quoted() []byte {
	text, escaped := s.span()
	if escaped {
		return unescape(text)
	}
	return text
}

// problem names the current field as unreadable.
func (s *scanner) problem(why string) {
	if s.err != nil {
		return
	}
	if len(s.problems) == maxProblems {
		s.unlisted++
		return
	}
	var b []byte
	for i, st := range s.path {
		name := st.key[:min(len(st.key), maxName)]
		switch {
		case st.key == nil:
			b = append(b, '[')
			b = strconv.AppendInt(b, int64(st.index), 10)
			b = append(b, ']')
		case i > 0:
			b = append(append(b, '.'), name...)
		default:
			b = append(b, name...)
		}
	}
	s.problems = append(s.problems, strings.ToValidUTF8(string(b), "")+": "+why)
}

// mismatch consumes a value of the wrong type and names it.
func (s *scanner) mismatch(want string) {
	kind := "a number"
	switch s.peek() {
	case '{':
		kind = "an object"
	case '[':
		kind = "a list"
	case '"':
		kind = "a string"
	case 't', 'f':
		kind = "a boolean"
	}
	s.skip()
	s.problem("expected " + want + ", got " + kind)
}
