package text

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// DefaultModelLimit is how many bytes of one text a language model is given: about 8,000 tokens of English.
const DefaultModelLimit = 32 << 10

// cutMarkRoom is the longest mark that ModelN can add, in bytes.
const cutMarkRoom = len("\n[cut: 9223372036854775807 bytes more]")

// Model is the form for language models, at most DefaultModelLimit bytes long: see ModelN.
func (u Untrusted) Model() string { return u.ModelN(DefaultModelLimit) }

// ModelN is the form for language models: valid UTF-8 with \n and \t kept (other line breaks become \n), and without
// control sequences or any character that a person would not see: controls, bidi, tag, zero-width, variation
// selectors, private use. A text longer than limit bytes is cut between characters and ends in "[cut: N bytes more]",
// mark included in the limit; N counts what was left out. Limits below the length of the mark count as that length.
func (u Untrusted) ModelN(limit int) string {
	limit = max(limit, cutMarkRoom)
	if len(u.s) <= limit && isPlain(u.s) {
		return u.s
	}
	out, unread := clean(u.s, modelBlock, limit+1)
	if len(out) <= limit && unread == 0 {
		return out
	}
	keep := limit - cutMarkRoom
	for keep > 0 && !utf8.RuneStart(out[keep]) {
		keep--
	}
	mark := fmt.Sprintf("[cut: %d bytes more]", len(out)-keep+unread)
	return strings.TrimRight(out[:keep], "\n") + "\n" + mark
}
