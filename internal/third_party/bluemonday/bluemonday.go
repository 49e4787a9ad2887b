// Package bluemonday stands in for github.com/microcosm-cc/bluemonday, of which
// glamour uses one policy: leave no markup. The library compiles over a hundred
// expressions for CSS when it is imported, which every start of vedette paid for.
package bluemonday

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Policy says what of HTML may stay.
type Policy struct{}

// StrictPolicy lets nothing stay but text.
func StrictPolicy() *Policy { return &Policy{} }

// Sanitize is the text of s, escaped as HTML, without the content of elements
// that no reader sees. Text whose HTML cannot be read is dropped as a whole.
func (*Policy) Sanitize(s string) string {
	if strings.TrimSpace(s) == "" {
		return s
	}
	var out strings.Builder
	hidden := 0 // elements around this place whose content nobody sees
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				return ""
			}
			return out.String()
		case html.StartTagToken:
			if unseen(z) {
				hidden++
			}
		case html.EndTagToken:
			if unseen(z) {
				hidden = max(0, hidden-1)
			}
		case html.TextToken:
			if hidden == 0 {
				out.WriteString(z.Token().String())
			}
		}
	}
}

// unseen is true at the tag of an element whose content no reader sees.
func unseen(z *html.Tokenizer) bool {
	name, _ := z.TagName()
	switch string(name) {
	case "frame", "frameset", "iframe", "noembed", "noframes", "noscript", "nostyle", "object", "script", "style", "title":
		return true
	}
	return false
}
