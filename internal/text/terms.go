package text

import (
	"slices"
	"strings"
	"unicode"
)

// Terms are the words of a text that tell something, lower-case and without
// their endings, so that a question and what it asks for can be compared:
// "slow queries" and "query is slowing" are the same two. A name in camelCase
// gives its parts beside the whole.
func Terms(s string) []string {
	var out []string
	add := func(word string) {
		word = strings.ToLower(word)
		if !slices.Contains(fillers(), word) {
			out = append(out, stem(word))
		}
	}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		add(word)
		if parts := camelParts(word); len(parts) > 1 {
			for _, part := range parts {
				add(part)
			}
		}
	}
	return out
}

// camelParts splits where a small letter is followed by a capital.
func camelParts(word string) []string {
	var parts []string
	start, before := 0, 'A'
	for at, r := range word {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			parts = append(parts, word[start:at])
			start = at
		}
		before = r
	}
	return append(parts, word[start:])
}

// fillers stand in most questions and tell nothing apart.
func fillers() []string {
	return []string{"a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "with", "and", "or", "is", "are", "was", "were", "be", "it", "its", "this", "that", "these",
		"i", "me", "my", "we", "our", "you", "do", "does", "did", "can", "could", "how", "what", "which", "where", "there", "from", "as", "not", "get", "show", "find", "give", "tool", "want", "need", "please", "sentry"}
}

// stem makes the forms of an English word alike: slow, slows; release,
// releases, released; query, queries.
func stem(w string) string {
	if base, ok := strings.CutSuffix(w, "ies"); ok && len(base) > 2 {
		return base + "y"
	}
	if !strings.HasSuffix(w, "ss") && len(w) > 3 {
		w = strings.TrimSuffix(w, "s")
	}
	for _, ending := range []string{"ing", "ed", "e"} {
		if base, ok := strings.CutSuffix(w, ending); ok && len(base) > 3 {
			return base
		}
	}
	return w
}
