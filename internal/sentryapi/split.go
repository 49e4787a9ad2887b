package sentryapi

import (
	"bytes"
	"errors"
)

var (
	errNotList = errors.New("not a list")
	errCutList = errors.New("the list is cut or damaged")
)

// elements cuts a JSON list into its members without looking into them. It is
// several times faster than decoding into []json.RawMessage, and damage inside
// one member stays there: each member still has to be decoded.
func elements(data []byte) ([][]byte, error) {
	i := skipSpace(data, 0)
	if i == len(data) || data[i] != '[' {
		return nil, errNotList
	}
	var items [][]byte
	i = skipSpace(data, i+1)
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
