package text

import "strings"

// Prose shows text that is itself Markdown, as language models and vedette's
// own analysis write it: its code spans stay code, and everything else is
// escaped as in any untrusted text, so that no link, image, heading or markup
// of the writer's comes through.
func Prose(u Untrusted) Inline { return prose{u} }

type prose struct{ text Untrusted }

func (p prose) blank() bool { return p.text.blank() }

func (p prose) markdown(d dialect) string {
	var b strings.Builder
	for rest := p.text.inline(); rest != ""; {
		before, code, after, found := cutCodeSpan(rest)
		if !found {
			before, after = rest, ""
		}
		b.WriteString(d.escape(before))
		if found {
			b.WriteString(Code(From(code)).markdown(d))
		}
		rest = after
	}
	return b.String()
}

// cutCodeSpan finds the first code span: a run of backticks, and a later run of
// the same length.
func cutCodeSpan(s string) (before, code, after string, found bool) {
	for start := strings.IndexByte(s, '`'); start >= 0; {
		run := leadingTicks(s[start:])
		for i := start + run; i < len(s); {
			next := strings.IndexByte(s[i:], '`')
			if next < 0 {
				break
			}
			i += next
			n := leadingTicks(s[i:])
			if n == run {
				return s[:start], strings.Trim(s[start+run:i], " "), s[i+n:], true
			}
			i += n
		}
		next := strings.IndexByte(s[start+run:], '`')
		if next < 0 {
			break
		}
		start += run + next
	}
	return "", "", "", false
}

func leadingTicks(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }
