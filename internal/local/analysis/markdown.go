package analysis

import (
	"fmt"
	"strings"
	"time"

	"vedette/internal/text"
)

// maxQuote bounds a quoted value inside a sentence, in characters; longer ones hide the sentence.
const maxQuote = 240

// maxRead bounds what is looked at of one untrusted text, in characters: messages and minified lines can be megabytes.
const maxRead = 4096

// code quotes untrusted text for a sentence, as inline Markdown code without line breaks and without obvious secrets.
func code(s string) string {
	var d text.Doc
	d.Para(text.Code(text.From(cut(text.MaskSecrets(cut(s, maxRead)), maxQuote))))
	if d.Empty() {
		return "(empty)"
	}
	return strings.TrimSuffix(d.Markdown(), "\n")
}

// fence quotes untrusted lines as a Markdown code block.
func fence(lines []string) string {
	var d text.Doc
	d.CodeBlock("", text.From(text.MaskSecrets(strings.Join(lines, "\n"))))
	return strings.TrimSuffix(d.Markdown(), "\n")
}

// cut shortens s to limit characters and shows that it did.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// paragraphs joins parts of a block's text and leaves out the empty ones.
func paragraphs(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}

// bullets makes a Markdown list; of nothing it makes nothing.
func bullets(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "- " + strings.Join(items, "\n- ")
}

// stamp writes a point in time; the zero time is unknown.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "at an unknown time"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// count writes a number with its noun.
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
