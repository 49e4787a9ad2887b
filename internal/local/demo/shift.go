package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// shiftEnvelope moves the timestamps in every part of an envelope by d. It
// keeps everything else byte for byte, apart from item lengths. It also counts
// the event items (errors and messages).
// Format: develop-docs/sdk/foundations/data-model/envelopes.mdx of sentry-docs.
func shiftEnvelope(body []byte, d time.Duration) (out []byte, events int, err error) {
	header, rest, _ := bytes.Cut(body, []byte{'\n'})
	out, err = shiftJSON(make([]byte, 0, len(body)+64), header, d)
	if err != nil {
		return nil, 0, fmt.Errorf("envelope header: %w", err)
	}
	for number := 1; len(rest) > 0; number++ {
		var head []byte
		head, rest, _ = bytes.Cut(rest, []byte{'\n'})
		if len(bytes.TrimSpace(head)) == 0 {
			continue
		}
		var it item
		if it, rest, err = cutItem(head, rest); err == nil {
			out, err = it.appendShifted(out, d)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("envelope item %d: %w", number, err)
		}
		if it.kind == "event" {
			events++
		}
	}
	return out, events, nil
}

// item is one item of an envelope.
type item struct {
	head    []byte // its header as sent
	kind    string // the header's type, e.g. "event"
	sized   bool   // whether the header has a length
	payload []byte
}

// cutItem cuts the payload that belongs to head off rest.
func cutItem(head, rest []byte) (it item, after []byte, err error) {
	var header struct {
		Type   string `json:"type"`
		Length *int   `json:"length"`
	}
	if err := json.Unmarshal(head, &header); err != nil {
		return item{}, nil, fmt.Errorf("header: %w", err)
	}
	it = item{head: head, kind: header.Type, sized: header.Length != nil}
	if !it.sized {
		it.payload, after, _ = bytes.Cut(rest, []byte{'\n'})
		return it, after, nil
	}
	length := *header.Length
	if length < 0 || length > len(rest) {
		return item{}, nil, fmt.Errorf("length %d, but %d bytes are left", length, len(rest))
	}
	it.payload, after = rest[:length], rest[length:]
	return it, bytes.TrimPrefix(after, []byte{'\n'}), nil
}

// appendShifted appends the item with its timestamps moved by d. Attachments
// are the user's own bytes and stay as they are.
func (it item) appendShifted(out []byte, d time.Duration) ([]byte, error) {
	shifted, head := it.payload, it.head
	if it.kind != "attachment" {
		var err error
		if shifted, err = shiftJSON(make([]byte, 0, len(it.payload)+32), it.payload, d); err != nil {
			return nil, err
		}
	}
	if it.sized && len(shifted) != len(it.payload) {
		var header map[string]json.RawMessage
		if err := json.Unmarshal(head, &header); err != nil {
			return nil, err
		}
		header["length"] = strconv.AppendInt(nil, int64(len(shifted)), 10)
		var err error
		if head, err = json.Marshal(header); err != nil {
			return nil, err
		}
	}
	out = append(append(out, '\n'), head...)
	return append(append(out, '\n'), shifted...), nil
}

// isTimeKey tells whether a member with this key holds a timestamp that the
// SDK wrote.
func isTimeKey(key string) bool {
	switch key {
	case "timestamp", "start_timestamp", "end_timestamp", "sent_at", "started", "app_start_time", "boot_time":
		return true
	}
	return false
}

// holdsTimes tells whether timestamps are looked for below a member with this
// key. Whatever a user may have filled (extra, tags, vars, data, attributes,
// custom contexts) is not in the list.
func holdsTimes(key string) bool {
	switch key {
	case "breadcrumbs", "values", "spans", "items", "aggregates", "contexts", "app", "device":
		return true
	}
	return false
}

var errNotJSON = errors.New("not JSON")

// shiftJSON appends the JSON document src to out, with its timestamps moved by
// d. It copies; only strings and nesting are looked at, so that it costs no
// more than reading the document once.
func shiftJSON(out, src []byte, d time.Duration) ([]byte, error) {
	s := shifter{src: src, out: out, by: d}
	if !s.value(true) {
		return nil, errNotJSON
	}
	return append(s.out, s.src[s.copied:]...), nil
}

// shifter walks over one JSON document.
type shifter struct {
	src    []byte
	out    []byte
	pos    int // what is read
	copied int // what of src is in out
	by     time.Duration
}

// value reads one value; inside tells whether timestamps below it are moved.
func (s *shifter) value(inside bool) bool {
	c := s.next()
	if !inside && (c == '{' || c == '[') {
		return s.skipNested()
	}
	switch c {
	case '{':
		return s.object()
	case '[':
		return s.array()
	case '"':
		_, ok := s.text()
		return ok
	case 0:
		return false
	}
	return s.scalar()
}

func (s *shifter) object() bool {
	s.pos++
	for s.next() != '}' {
		key, ok := s.text()
		if !ok || s.next() != ':' {
			return false
		}
		s.pos++
		s.next()
		start := s.pos
		if !s.value(holdsTimes(string(key))) {
			return false
		}
		if isTimeKey(string(key)) {
			s.replace(start, s.pos)
		}
		if s.next() == ',' {
			s.pos++
		}
	}
	s.pos++
	return true
}

func (s *shifter) array() bool {
	s.pos++
	for s.next() != ']' {
		if !s.value(true) {
			return false
		}
		if s.next() == ',' {
			s.pos++
		}
	}
	s.pos++
	return true
}

// skipNested passes over an object or array without looking at its members.
func (s *shifter) skipNested() bool {
	depth := 0
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case '"':
			if _, ok := s.text(); !ok {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.pos++
		if depth == 0 {
			return true
		}
	}
	return false
}

// next returns the next byte that is not white space, 0 at the end.
func (s *shifter) next() byte {
	for ; s.pos < len(s.src); s.pos++ {
		switch c := s.src[s.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// text reads a string and returns what is between the quotes, still escaped.
func (s *shifter) text() ([]byte, bool) {
	if s.next() != '"' {
		return nil, false
	}
	start := s.pos + 1
	for end := start; ; end++ {
		at := bytes.IndexByte(s.src[end:], '"')
		if at < 0 {
			return nil, false
		}
		end += at
		slashes := 0
		for s.src[end-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			s.pos = end + 1
			return s.src[start:end], true
		}
	}
}

// scalar reads a number, true, false or null.
func (s *shifter) scalar() bool {
	start := s.pos
	for s.pos < len(s.src) && strings.IndexByte(",]} \t\r\n:\"[{", s.src[s.pos]) < 0 {
		s.pos++
	}
	return s.pos > start
}

// replace puts the moved timestamp in the place of src[start:end], unless the
// value is none.
func (s *shifter) replace(start, end int) {
	moved, ok := shiftTime(s.src[start:end], s.by)
	if !ok {
		return
	}
	s.out = append(append(s.out, s.src[s.copied:start]...), moved...)
	s.copied = end
}
