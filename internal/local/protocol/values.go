package protocol

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// The read methods below fill dst from the value at the position, leave it alone at null, and name a value they cannot use.

// text reads any scalar as text: SDKs send versions, ids and tag values as numbers and booleans too.
func (s *scanner) text(dst *string) {
	switch c := s.peek(); c {
	case '"':
		*dst = string(s.quoted())
	case 'n':
		s.literal("null")
	case '{', '[':
		s.mismatch("text")
	default:
		*dst = string(s.raw())
	}
}

// jsonText is text that keeps objects and lists as their JSON text.
func (s *scanner) jsonText(dst *string) {
	if c := s.peek(); c == '{' || c == '[' {
		*dst = string(s.raw())
		return
	}
	s.text(dst)
}

// integer reads a whole number from 0 up, also from 7.0 and "7". No field here has a use for less.
func (s *scanner) integer(dst *int) {
	var v float64
	if !s.float(&v) {
		return
	}
	if v < 0 || v > math.MaxInt32 || v != math.Trunc(v) {
		s.problem("expected a whole number from 0 to 2147483647")
		return
	}
	*dst = int(v)
}

// float reads a finite number, also from "7.5", and reports whether it did.
func (s *scanner) float(dst *float64) bool {
	var text []byte
	switch c := s.peek(); c {
	case '"':
		text = s.quoted()
	case '{', '[', 't', 'f':
		s.mismatch("a number")
		return false
	case 'n':
		s.literal("null")
		return false
	default:
		text = s.number()
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		s.problem("expected a number")
		return false
	}
	*dst = v
	return true
}

func (s *scanner) boolean(dst *bool) {
	switch s.peek() {
	case 't':
		s.literal("true")
		*dst = true
	case 'f':
		s.literal("false")
		*dst = false
	case 'n':
		s.literal("null")
	default:
		s.mismatch("a boolean")
	}
}

// optionalBool keeps nil apart from false.
func (s *scanner) optionalBool(dst **bool) {
	if c := s.peek(); c == 't' || c == 'f' {
		*dst = new(bool)
		s.boolean(*dst)
		return
	}
	var none bool
	s.boolean(&none)
}

// optionalInt keeps nil apart from 0.
func (s *scanner) optionalInt(dst **int) {
	v := -1
	if s.integer(&v); v >= 0 {
		*dst = &v
	}
}

// time reads any of the timestamp forms.
func (s *scanner) time(dst *time.Time) {
	var text []byte
	switch c := s.peek(); c {
	case 'n':
		s.literal("null")
		return
	case '{', '[', 't', 'f':
		s.mismatch("a timestamp")
		return
	case '"':
		text = s.quoted()
	default:
		text = s.number()
	}
	t, ok := parseTime(text)
	if !ok {
		s.problem("expected a timestamp (seconds since 1970, or RFC 3339)")
		return
	}
	*dst = t
}

// id reads a hexadecimal id of the given number of digits into lower case without dashes. The id of zeros means none.
func (s *scanner) id(dst *string, digits int) {
	var text string
	if s.text(&text); text == "" {
		return
	}
	id, ok := hexID(text, digits)
	if !ok {
		s.problem("expected " + strconv.Itoa(digits) + " hexadecimal digits")
		return
	}
	*dst = id
}

func (s *scanner) level(dst *string) {
	var text string
	if s.text(&text); text != "" {
		*dst = levelName(text)
	}
}

// rawValue reads any value but null.
func (s *scanner) rawValue(dst *json.RawMessage) {
	if s.null() {
		return
	}
	*dst = s.raw()
}

// rawObject reads an object that stays raw.
func (s *scanner) rawObject(dst *json.RawMessage) {
	if s.peek() == '{' {
		*dst = s.raw()
		return
	}
	s.object(nil)
}

// rawMap reads an object into a map of raw values, null included.
func (s *scanner) rawMap(dst *map[string]json.RawMessage) {
	m := make(map[string]json.RawMessage)
	if s.object(func(key []byte) { m[string(key)] = s.raw() }) {
		*dst = m
	}
}

// texts reads a list of scalars, or one scalar alone; nulls become empty.
func (s *scanner) texts(dst *[]string) {
	switch s.peek() {
	case 'n':
		s.literal("null")
	case '[':
		list := make([]string, 0, 4)
		s.items(func(int) {
			var v string
			s.jsonText(&v)
			list = append(list, v)
		})
		*dst = list
	case '{':
		s.mismatch("a list")
	default:
		var v string
		s.text(&v)
		*dst = []string{v}
	}
}

// null consumes null and reports whether it was there.
func (s *scanner) null() bool {
	if s.peek() != 'n' {
		return false
	}
	s.literal("null")
	return true
}

// object reads the members of an object and reports whether there was a non-null one. An empty list counts as an empty object:
// that is how PHP writes one.
func (s *scanner) object(field func(key []byte)) bool {
	switch s.peek() {
	case '{':
		s.members(field)
		return true
	case 'n':
		s.literal("null")
		return false
	case '[':
		start := s.pos
		if s.pos++; s.peek() == ']' {
			s.pos++
			return true
		}
		s.pos = start
	}
	s.mismatch("an object")
	return false
}

// readList reads a list of objects in any form that SDKs use: a list, {"values": list}, or one object alone. Nulls are skipped;
// entries that read refuses, or that are no objects, are left out and counted.
func readList[T any](s *scanner, read func(*scanner, *T) bool) []T {
	var list []T
	entry := func(int) {
		if s.null() {
			return
		}
		var zero T
		list = append(list, zero)
		if s.peek() != '{' {
			s.mismatch("an object")
		} else if read(s, &list[len(list)-1]) {
			return
		}
		list = list[:len(list)-1]
		s.bad++
	}
	switch s.peek() {
	case '[':
		s.items(entry)
	case '{':
		start, wrapped := s.pos, false
		s.members(func(key []byte) {
			if string(key) == "values" {
				wrapped = true
				list = readList(s, read)
				return
			}
			s.skip()
		})
		if !wrapped && s.err == nil {
			s.pos = start
			entry(0)
		}
	case 'n':
		s.literal("null")
	default:
		s.mismatch("a list")
	}
	return list
}
