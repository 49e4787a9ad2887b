package searchbar

import "strings"

// token is the part of a search that the cursor is in, up to the cursor.
type token struct {
	key    string // "" while the key itself is written
	part   string // what is written of the key or value, without quotes
	from   int    // where part begins, in characters of the text
	inList bool   // part is one of several values: key:[a, b
	whole  bool   // the value is closed by its quote or bracket: there is nothing to complete
}

// tokenAt finds the token that ends at the cursor. It reads what is not finished:
// open quotes and lists.
func tokenAt(runes []rune, cursor int) token {
	start, colon, value := 0, -1, -1
	quoted, list, whole := false, false, false
	for i := range cursor {
		r := runes[i]
		switch {
		case r == '"' && (i == 0 || runes[i-1] != '\\'):
			quoted = !quoted
			whole = !quoted && !list && colon >= 0
		case quoted:
		case list && (r == ',' || r == ']'):
			value = i + 1
			list, whole = r == ',', r == ']'
		case list:
		case r == ' ' || r == '(' || r == ')':
			start, colon, value, whole = i+1, -1, -1, false
		case r == ':' && colon < 0:
			colon, value = i, i+1
		case r == '[' && colon == i-1:
			list, value = true, i+1
		}
	}
	t := token{from: start, inList: list, whole: whole}
	if start < cursor && runes[start] == '!' {
		t.from = start + 1
	}
	if colon < 0 {
		t.part = string(runes[t.from:cursor])
		return t
	}
	t.key = strings.Trim(string(runes[t.from:colon]), `"`)
	for value < cursor && (runes[value] == ' ' && list || strings.ContainsRune("<>=!", runes[value])) {
		value++
	}
	t.from = value
	t.part = strings.TrimPrefix(string(runes[value:cursor]), `"`)
	return t
}

// quoted is a value as it stands in a search.
func quoted(value string) string {
	if value != "" && !strings.ContainsAny(value, " \t\"()[],*") {
		return value
	}
	return `"` + strings.ReplaceAll(strings.ReplaceAll(value, `\`, `\\`), `"`, `\"`) + `"`
}
