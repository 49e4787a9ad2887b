package cli

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// readFields reads the key=value pairs of `api`: raw ones are text, typed ones
// mean what they look like. key[sub] makes an object, key[] a list; @FILE is
// the content of a file.
func readFields(raw, typed []string, readFile func(string) ([]byte, error)) (map[string]any, error) {
	fields := map[string]any{}
	add := func(pair string, value func(string) (any, error)) error {
		key, s, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			return usage("-f key=value", "%q is not a field", pair)
		}
		path, err := fieldPath(key)
		if err != nil {
			return err
		}
		v, err := value(s)
		if err != nil {
			return err
		}
		return setField(fields, key, path, v)
	}
	for _, pair := range raw {
		if err := add(pair, func(s string) (any, error) { return s, nil }); err != nil {
			return nil, err
		}
	}
	for _, pair := range typed {
		if err := add(pair, func(s string) (any, error) { return typedValue(s, readFile) }); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

func typedValue(s string, readFile func(string) ([]byte, error)) (any, error) {
	switch s {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	if name, ok := strings.CutPrefix(s, "@"); ok {
		data, err := readFile(name)
		return string(data), err
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	return s, nil
}

// fieldPath takes "a[b][]" apart into a, b and "" (the next place of a list).
func fieldPath(key string) ([]string, error) {
	name, rest, nested := strings.Cut(key, "[")
	if name == "" {
		return nil, usage("-f key[sub]=value", "%q is not a field's name", key)
	}
	path := []string{name}
	for nested {
		part, after, closed := strings.Cut(rest, "]")
		if !closed || after != "" && after[0] != '[' {
			return nil, usage("-f key[sub]=value", "%q is not a field's name", key)
		}
		path = append(path, part)
		if after == "" {
			break
		}
		rest = after[1:]
	}
	return path, nil
}

// setField puts v at path below an object.
func setField(object map[string]any, key string, path []string, v any) error {
	name := path[0]
	switch {
	case len(path) == 1:
		if _, taken := object[name]; taken {
			return usage("name a list as key[]", "the field %q is given twice", key)
		}
		object[name] = v
		return nil
	case path[1] == "":
		list, ok := object[name].([]any)
		if _, taken := object[name]; taken && !ok {
			return usage("name each field one way", "%q is a list here and something else before", key)
		}
		item, err := listItem(key, path[2:], v)
		object[name] = append(list, item)
		return err
	}
	below, ok := object[name].(map[string]any)
	if _, taken := object[name]; taken && !ok {
		return usage("name each field one way", "%q is an object here and something else before", key)
	}
	if below == nil {
		below = map[string]any{}
		object[name] = below
	}
	return setField(below, key, path[1:], v)
}

// listItem is v, or the object around it that the rest of the path names.
func listItem(key string, path []string, v any) (any, error) {
	if len(path) == 0 {
		return v, nil
	}
	object := map[string]any{}
	return object, setField(object, key, path, v)
}

// queryOf is the fields as a query string has them: lists repeat their key.
func queryOf(fields map[string]any) url.Values {
	out := url.Values{}
	for name, v := range fields {
		if list, ok := v.([]any); ok {
			for _, item := range list {
				out.Add(name, queryValue(item))
			}
			continue
		}
		out.Set(name, queryValue(v))
	}
	return out
}

func queryValue(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any:
		b, _ := json.Marshal(v) // of strings, numbers, booleans and lists of them
		return string(b)
	default:
		return fmt.Sprint(v)
	}
}
