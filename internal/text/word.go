package text

import "fmt"

// maxWordRunes bounds a Word: identifiers and slugs are far shorter.
const maxWordRunes = 200

// Word is an identifier-like word from outside: an id, slug, level, platform. It is made safe when it is decoded
// (one-line terminal form, at most 200 runes), so it can be used as a plain string from then on.
type Word string

// WordOf makes a Word of text that did not come through JSON, such as a header.
func WordOf(s string) Word {
	u := From(s)
	if isPlain(s) && len(s) <= maxWordRunes {
		return Word(s)
	}
	out, _ := clean(u.s, oneLine, maxWordRunes*cellBytes)
	return Word(cutRunes(out, maxWordRunes))
}

// UnmarshalJSON takes a string, number, boolean or null, and any other JSON as its compact text.
func (w *Word) UnmarshalJSON(data []byte) error {
	s, err := looseString(data)
	if err != nil {
		return fmt.Errorf("decode word: %w", err)
	}
	*w = WordOf(s)
	return nil
}

// UnmarshalText makes words safe that are the keys of a JSON object.
func (w *Word) UnmarshalText(data []byte) error {
	*w = WordOf(string(data))
	return nil
}
