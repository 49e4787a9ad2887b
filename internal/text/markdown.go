package text

import (
	"slices"
	"strings"
)

// Markdown is the document for language models and files: CommonMark with GitHub's tables, one empty line
// between blocks, one line break at the end. Code keeps its tabs. The empty document is the empty string.
func (d Doc) Markdown() string { return d.write(commonMark) }

// Plain is the same document as people and scripts read it in a pipe: a URL or
// a type name stands there as it is, without the backslashes that would keep a
// Markdown reader from seeing more in it. Text from outside is on one line or
// fenced, as everywhere.
func (d Doc) Plain() string { return d.write(plain) }

// Terminal is the Markdown to give to Glamour, and only to Glamour: escaped the way it reads Markdown, with code in its
// terminal form (tabs expanded, characters of disputed width replaced) and without the notes for models.
func (d Doc) Terminal() string {
	return d.forPeople().write(glamour)
}

// Spoken is the document to be read aloud: lines without markup, code without fences, and without the notes for models.
func (d Doc) Spoken() string { return d.forPeople().write(spoken) }

// forPeople leaves out the notes for models.
func (d Doc) forPeople() Doc {
	isNote := func(b block) bool { return b.kind == note }
	return Doc{slices.DeleteFunc(slices.Clone(d.blocks), isNote)}
}

// Limit keeps the blocks from the start whose Markdown fits into the given number of bytes, and reports whether
// anything was left out. Of the table that does not fit it keeps the rows that do. It leaves no heading or note at the
// end whose content was cut; the caller adds how to get the rest.
func (d Doc) Limit(bytes int) (Doc, bool) {
	used := 1 // the final line break
	for i, blk := range d.blocks {
		if i > 0 {
			used += len(separator(d.blocks[i-1], blk))
		}
		size := len(blk.markdown(commonMark))
		if used+size <= bytes {
			used += size
			continue
		}
		kept := Doc{slices.Clone(d.blocks[:i])}
		if rows, ok := blk.firstRows(bytes - used); ok {
			kept.add(rows)
			return kept, true
		}
		for n := len(kept.blocks); n > 0 && kept.blocks[n-1].announces(); n-- {
			kept.blocks = kept.blocks[:n-1]
		}
		return kept, true
	}
	return Doc{slices.Clip(d.blocks)}, false
}

func (d Doc) write(to dialect) string {
	var b strings.Builder
	for i, blk := range d.blocks {
		if i > 0 {
			b.WriteString(separator(d.blocks[i-1], blk))
		}
		b.WriteString(blk.markdown(to))
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

func separator(above, below block) string {
	if above.kind == item && below.kind == item {
		return "\n"
	}
	return "\n\n"
}
