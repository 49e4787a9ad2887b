package protocol

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// message reads a formatted text, or an object with template, params and formatted text. An event may hold one of each.
func (s *scanner) message(m *Message) {
	if s.peek() != '{' {
		var text string
		if s.text(&text); m.Formatted == "" {
			m.Formatted = text
		}
		return
	}
	s.members(func(key []byte) {
		switch string(key) {
		case "message":
			s.jsonText(&m.Template)
		case "formatted":
			s.jsonText(&m.Formatted)
		case "params":
			s.params(&m.Params)
		default:
			s.skip()
		}
	})
}

// params reads the values of a template: a list, or an object whose values are taken in order.
func (s *scanner) params(dst *[]string) {
	if s.peek() != '{' {
		s.texts(dst)
		return
	}
	var values []string
	s.members(func([]byte) {
		var v string
		s.jsonText(&v)
		values = append(values, v)
	})
	*dst = values
}

// complete fills in the formatted text where the SDK left that to the server.
func (m *Message) complete() {
	if m.Formatted == "" {
		m.Formatted = fill(m.Template, m.Params)
	}
}

// placeholder matches what the SDKs' templates hold: printf verbs (also Python's %(name)s and %%), {} and {0}.
// Few events need it, so it is compiled at its first use.
var placeholder = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`%%|%(?:\(\w+\))?[-+#0]*[0-9]*(?:\.[0-9]+)?[a-zA-Z]|\{[0-9]*\}`)
})

// fill puts the values into the template, by position. Placeholders without a value stay. Braces count only where there is no percent
// sign: a template is in one style, and braces in the other style are text.
func fill(template string, values []string) string {
	percent := strings.Contains(template, "%")
	if len(values) == 0 || !percent && !strings.Contains(template, "{") {
		return template
	}
	next := 0
	return placeholder().ReplaceAllStringFunc(template, func(verb string) string {
		switch {
		case verb == "%%":
			return "%"
		case percent && verb[0] == '{':
			return verb
		}
		at, err := strconv.Atoi(strings.Trim(verb, "{}"))
		if err != nil {
			at = next
			next++
		}
		if at >= len(values) {
			return verb
		}
		return values[at]
	})
}
