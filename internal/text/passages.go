package text

import (
	"slices"
	"strings"
)

// Passage is one line of a document: a list item, a row of a table, a line of
// code.
type Passage struct {
	Section string // the heading it stands under, "" for none
	Text    string // in model form, not escaped
}

// Passages are the document's lines but for headings and notes, in order.
func (d Doc) Passages() []Passage {
	var out []Passage
	section := ""
	add := func(s string) {
		if strings.TrimSpace(s) != "" {
			out = append(out, Passage{section, s})
		}
	}
	for _, b := range d.blocks {
		switch b.kind {
		case heading:
			section = words(b.parts)
		case table:
			for _, row := range b.rows[1:] {
				cells := make([]string, len(row))
				for i := range row {
					cells[i] = words(row[i : i+1])
				}
				add(strings.Join(cells, " | "))
			}
		case code:
			for line := range strings.SplitSeq(b.body, "\n") {
				add(line)
			}
		case paragraph, item:
			add(words(b.parts))
		}
	}
	return out
}

// words are the parts of a line without their markup.
func words(parts []Inline) string {
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case nil:
		case bold:
			b.WriteString(words(p))
		case link:
			b.WriteString(words([]Inline{p.label}))
		case codeSpan:
			b.WriteString(p.text.inline())
		case T:
			b.WriteString(From(string(p)).String())
		case Word:
			b.WriteString(string(p))
		case Untrusted:
			b.WriteString(p.inline())
		}
	}
	return b.String()
}

// Sections splits the document before each heading of its second level: the
// first part is what stands above them, with the title.
func (d Doc) Sections() []Doc {
	title := 0
	parts := []Doc{{}}
	for _, b := range d.blocks {
		if b.kind == heading {
			level := strings.IndexByte(b.lead, ' ')
			if title == 0 {
				title = level
			}
			if level <= title+1 && len(parts[len(parts)-1].blocks) > 0 && !(len(parts) == 1 && level == title) {
				parts = append(parts, Doc{})
			}
		}
		last := &parts[len(parts)-1]
		last.blocks = append(last.blocks, b)
	}
	return parts
}

// Title splits the document after its heading; a document that does not begin
// with one has no title.
func (d Doc) Title() (title, rest Doc) {
	if len(d.blocks) == 0 || d.blocks[0].kind != heading {
		return Doc{}, d
	}
	return Doc{slices.Clip(d.blocks[:1])}, Doc{slices.Clip(d.blocks[1:])}
}
