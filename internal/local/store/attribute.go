package store

import (
	"database/sql/driver"
	"encoding/json"
	"strconv"
	"strings"

	"modernc.org/sqlite"
)

// attribute is the SQL function of that name. Its arguments are only valid during the call.
func attribute(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	raw, ok := memberOf(args)
	if !ok || raw == "null" {
		return nil, nil
	}
	switch c := raw[0]; {
	case c == '"':
		return plainText(raw), nil
	case c == '-' || '0' <= c && c <= '9':
		return plainNumber(raw), nil
	}
	return strings.Clone(raw), nil
}

// attributeNumber is the SQL function attribute_number.
func attributeNumber(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	raw, ok := memberOf(args)
	if !ok {
		return nil, nil
	}
	if raw[0] == '"' {
		raw = plainText(raw)
	}
	return plainNumber(raw), nil
}

// memberOf finds the member of an object that the arguments of a function name.
func memberOf(args []driver.Value) (raw string, ok bool) {
	object, ok1 := args[0].(string)
	name, ok2 := args[1].(string)
	if !ok1 || !ok2 {
		return "", false
	}
	return member(object, name)
}

// plainText is the text of a JSON string.
func plainText(raw string) string {
	if strings.IndexByte(raw, '\\') < 0 {
		return strings.Clone(raw[1 : len(raw)-1])
	}
	var text string
	if json.Unmarshal([]byte(raw), &text) != nil {
		return strings.Clone(raw)
	}
	return text
}

// plainNumber is the value of a JSON number, NULL for anything else.
func plainNumber(raw string) driver.Value {
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(raw, 64); err == nil {
		return f
	}
	return nil
}

// member finds a member of a JSON object without spaces between its tokens, which is how objects are stored here.
func member(object, name string) (raw string, ok bool) {
	for at := 1; at < len(object) && object[at] == '"'; {
		keyEnd := stringEnd(object, at)
		if keyEnd >= len(object) || object[keyEnd] != ':' {
			return "", false
		}
		end := valueEnd(object, keyEnd+1)
		if end == keyEnd+1 {
			return "", false
		}
		key := object[at+1 : keyEnd-1]
		if key == name || strings.IndexByte(key, '\\') >= 0 && plainText(object[at:keyEnd]) == name {
			return object[keyEnd+1 : end], true
		}
		if end >= len(object) || object[end] != ',' {
			return "", false
		}
		at = end + 1
	}
	return "", false
}

// stringEnd is the offset behind the JSON string that begins at at.
func stringEnd(s string, at int) int {
	for i := at + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// valueEnd is the offset behind the JSON value that begins at at.
func valueEnd(s string, at int) int {
	depth := 0
	for i := at; i < len(s); i++ {
		switch s[i] {
		case '"':
			i = stringEnd(s, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(s)
}
