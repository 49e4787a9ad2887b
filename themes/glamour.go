package themes

import "charm.land/glamour/v2/ansi"

// Glamour is the named theme's look of Markdown documents.
func Glamour(name string) (ansi.StyleConfig, error) {
	t, err := Load(name)
	if err != nil {
		return ansi.StyleConfig{}, err
	}
	return t.Glamour(), nil
}

// Glamour is the theme's look of Markdown documents. Documents have no margin:
// whoever shows one places it.
func (t Theme) Glamour() ansi.StyleConfig {
	heading := block(t, Heading)
	heading.BlockSuffix = "\n"
	code := block(t, String)
	return ansi.StyleConfig{
		Document:       ansi.StyleBlock{Margin: ptr(uint(0))}, // no colour: Glamour would paint every blank
		BlockQuote:     ansi.StyleBlock{StylePrimitive: t.primitive(Muted), Indent: ptr(uint(1)), IndentToken: ptr("│ ")},
		List:           ansi.StyleList{LevelIndent: 2},
		Heading:        heading,
		Strikethrough:  ansi.StylePrimitive{CrossedOut: ptr(true)},
		Emph:           ansi.StylePrimitive{Italic: ptr(true)},
		Strong:         ansi.StylePrimitive{Bold: ptr(true)},
		HorizontalRule: withFormat(t.primitive(Border), "\n--------\n"),
		Item:           ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		Task:           ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		Link:           t.primitive(Link),
		LinkText:       t.primitive(Accent),
		Image:          t.primitive(Link),
		ImageText:      withFormat(t.primitive(Muted), "image: {{.text}}"),
		Code:           code,
		CodeBlock: ansi.StyleCodeBlock{
			StyleBlock: ansi.StyleBlock{Indent: ptr(uint(2))},
			Theme:      t.code(),
		},
		Table: ansi.StyleTable{},
	}
}

// primitive is a role as Glamour writes it.
func (t Theme) primitive(r Role) ansi.StylePrimitive {
	look := t.looks[r]
	var p ansi.StylePrimitive
	if look.FG != "" {
		p.Color = ptr(look.FG)
	}
	for _, attribute := range []struct {
		on bool
		to **bool
	}{{look.Bold, &p.Bold}, {look.Faint, &p.Faint}, {look.Italic, &p.Italic}, {look.Underline, &p.Underline}} {
		if attribute.on {
			*attribute.to = ptr(true)
		}
	}
	return p
}

func block(t Theme, r Role) ansi.StyleBlock { return ansi.StyleBlock{StylePrimitive: t.primitive(r)} }

func withFormat(p ansi.StylePrimitive, format string) ansi.StylePrimitive {
	p.Format = format
	return p
}

func ptr[T any](v T) *T { return &v }
