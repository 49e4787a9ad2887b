package themes

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
)

// code registers the theme's look of source code with chroma, which Glamour
// asks for it by name, and returns that name; empty = code is plain. A theme
// that was changed replaces its earlier look.
func (t Theme) code() string {
	if t.Appearance == "none" {
		return ""
	}
	name := "vedette-" + t.Name
	entries := chroma.StyleEntries{}
	for token, role := range map[chroma.TokenType]Role{
		chroma.Text: Text, chroma.Error: Error, chroma.Comment: Comment, chroma.Keyword: Keyword, chroma.KeywordType: Keyword,
		chroma.Operator: Text, chroma.Punctuation: Text, chroma.Name: Text, chroma.NameFunction: Function, chroma.NameBuiltin: Function,
		chroma.NameTag: Keyword, chroma.NameAttribute: Function, chroma.NameClass: Function, chroma.NameDecorator: Function,
		chroma.LiteralNumber: Number, chroma.LiteralString: String, chroma.GenericInserted: Added, chroma.GenericDeleted: Removed,
		chroma.GenericHeading: Heading, chroma.GenericSubheading: Heading,
	} {
		entries[token] = t.looks[role].entry()
	}
	styles.Register(chroma.MustNewStyle(name, entries))
	return name
}

// entry is the look in chroma's words.
func (l Look) entry() string {
	var words []string
	switch {
	case strings.HasPrefix(l.FG, "#"):
		words = append(words, l.FG)
	case l.FG != "":
		words = append(words, ansiName(l.FG))
	}
	for _, attribute := range []struct {
		on   bool
		word string
	}{{l.Bold, "bold"}, {l.Italic, "italic"}, {l.Underline, "underline"}} {
		if attribute.on {
			words = append(words, attribute.word)
		}
	}
	return strings.Join(words, " ")
}

// ansiName is chroma's name of one of the terminal's sixteen colours.
func ansiName(index string) string {
	return map[string]string{
		"0": "#ansiblack", "1": "#ansidarkred", "2": "#ansidarkgreen", "3": "#ansibrown", "4": "#ansidarkblue", "5": "#ansipurple", "6": "#ansiteal", "7": "#ansilightgray",
		"8": "#ansidarkgray", "9": "#ansired", "10": "#ansigreen", "11": "#ansiyellow", "12": "#ansiblue", "13": "#ansifuchsia", "14": "#ansiturquoise", "15": "#ansiwhite",
	}[index]
}
