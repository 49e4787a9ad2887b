package sentryapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

var (
	errNotList = errors.New("not a list")
	errCutList = errors.New("the list is cut or damaged")

	errNotObject = errors.New("not an object")
	errCutObject = errors.New("the object is cut or damaged")
)

// smallList is how many bytes of a list are looked at to guess its length.
const smallList = 64

// elements cuts a JSON list into its members without looking into them. It is
// several times faster than decoding into []json.RawMessage, and damage inside
// one member stays there: each member still has to be decoded.
func elements(data []byte) ([][]byte, error) {
	i := skipSpace(data, 0)
	if i == len(data) || data[i] != '[' {
		return nil, errNotList
	}
	i = skipSpace(data, i+1)
	items := make([][]byte, 0, 1+bytes.Count(data[i:min(len(data), i+smallList)], []byte{','}))
	if i < len(data) && data[i] == ']' {
		return items, onlySpaceAfter(data, i+1)
	}
	for i < len(data) {
		end := valueEnd(data, i)
		if end <= i {
			break
		}
		items = append(items, data[i:end:end])
		i = skipSpace(data, end)
		if i == len(data) {
			break
		}
		switch data[i] {
		case ',':
			i = skipSpace(data, i+1)
		case ']':
			return items, onlySpaceAfter(data, i+1)
		default:
			return nil, errCutList
		}
	}
	return nil, errCutList
}

// member is one name (a JSON string, quotes included) and value of an object.
type member struct{ name, value []byte }

// members cuts a JSON object into its members without looking into them.
func members(data []byte) ([]member, error) {
	i := skipSpace(data, 0)
	if i == len(data) || data[i] != '{' {
		return nil, errNotObject
	}
	var found []member
	i = skipSpace(data, i+1)
	if i < len(data) && data[i] == '}' {
		return found, onlySpaceAfter(data, i+1)
	}
	for i < len(data) && data[i] == '"' {
		nameEnd := stringEnd(data, i)
		if nameEnd < 0 {
			break
		}
		colon := skipSpace(data, nameEnd)
		if colon == len(data) || data[colon] != ':' {
			break
		}
		start := skipSpace(data, colon+1)
		if start == len(data) {
			break
		}
		end := valueEnd(data, start)
		if end <= start {
			break
		}
		found = append(found, member{name: data[i:nameEnd:nameEnd], value: data[start:end:end]})
		i = skipSpace(data, end)
		if i < len(data) && data[i] == '}' {
			return found, onlySpaceAfter(data, i+1)
		}
		if i == len(data) || data[i] != ',' {
			break
		}
		i = skipSpace(data, i+1)
	}
	return nil, errCutObject
}

// fieldNames are the JSON names that decoding into t looks at; nil when t reads
// its JSON by itself.
func fieldNames(t reflect.Type) map[string]bool {
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return nil
	}
	names := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names[`"`+name+`"`] = true
		}
	}
	return names
}

// keepMembers appends object to buf without the members that nobody reads: most
// of an issue is such, and skipping it here costs a tenth of the decoder's way.
// What is no object, or a damaged one, is appended as it is.
func keepMembers(buf, object []byte, known map[string]bool) []byte {
	if known == nil {
		return append(buf, object...)
	}
	all, err := members(object)
	if err != nil {
		return append(buf, object...)
	}
	buf = append(buf, '{')
	for _, m := range all {
		if !known[string(m.name)] {
			continue
		}
		if len(buf) > 1 {
			buf = append(buf, ',')
		}
		buf = append(append(append(buf, m.name...), ':'), m.value...)
	}
	return append(buf, '}')
}

func onlySpaceAfter(data []byte, i int) error {
	if skipSpace(data, i) != len(data) {
		return errCutList
	}
	return nil
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// valueEnd is the index after the JSON value that starts at i, or -1 when the
// value does not end.
func valueEnd(data []byte, i int) int {
	switch data[i] {
	case '"':
		return stringEnd(data, i)
	case '{', '[':
		return containerEnd(data, i)
	}
	if n := bytes.IndexAny(data[i:], ",]} \n\t\r"); n >= 0 {
		return i + n
	}
	return -1
}

func containerEnd(data []byte, i int) int {
	for depth := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth == 0 {
				return i + 1
			}
		case '"':
			end := stringEnd(data, i)
			if end < 0 {
				return -1
			}
			i = end - 1
		}
	}
	return -1
}

func stringEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}
