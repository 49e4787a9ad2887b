package ownership

import (
	"strings"

	"vedette/internal/local/protocol"
)

// Event is what rules look at.
type Event struct {
	Paths   []string // file names and absolute paths of the frames
	Modules []string // of the frames
	URL     string   // of the request
	Tag     func(key string) string
}

// EventOf is what rules look at in an event with these tags.
func EventOf(e *protocol.Event, tags []protocol.Tag) Event {
	subject := Event{Tag: func(key string) string {
		for _, t := range tags {
			if t.Key == key {
				return t.Value
			}
		}
		return ""
	}}
	for i := range e.Exceptions {
		if s := e.Exceptions[i].Stacktrace; s != nil {
			for j := range s.Frames {
				f := &s.Frames[j]
				subject.Paths = append(subject.Paths, f.Filename, f.AbsPath)
				subject.Modules = append(subject.Modules, f.Module)
			}
		}
	}
	if e.Request != nil {
		subject.URL = e.Request.URL
	}
	return subject
}

// Suggestion is an owner and the rule that named them.
type Suggestion struct {
	Owner Owner
	Rule  Rule
}

// Match lists the owners of an event, those of the rule that stands last first, as later rules are meant to overrule earlier ones. Nobody is
// named twice.
func Match(rules []Rule, e Event) []Suggestion {
	var list []Suggestion
	seen := map[Owner]bool{}
	for i := len(rules) - 1; i >= 0; i-- {
		if !rules[i].Matcher.matches(e) {
			continue
		}
		for _, o := range rules[i].Owners {
			if !seen[o] {
				seen[o] = true
				list = append(list, Suggestion{Owner: o, Rule: rules[i]})
			}
		}
	}
	return list
}

func (m Matcher) matches(e Event) bool {
	switch m.Type {
	case "path":
		return anyGlob(m.Pattern, e.Paths, true)
	case "codeowners":
		return anyGlob(codeownersGlob(m.Pattern), e.Paths, true)
	case "module":
		return anyGlob(m.Pattern, e.Modules, false)
	case "url":
		return e.URL != "" && glob(m.Pattern, e.URL)
	}
	key := strings.TrimPrefix(m.Type, "tags.")
	if e.Tag == nil {
		return false
	}
	value := e.Tag(key)
	return value != "" && glob(m.Pattern, value)
}

func anyGlob(pattern string, values []string, isPath bool) bool {
	if isPath {
		pattern = strings.ReplaceAll(pattern, `\`, "/")
	}
	for _, v := range values {
		if isPath {
			v = strings.ReplaceAll(v, `\`, "/")
		}
		if v != "" && glob(pattern, v) {
			return true
		}
	}
	return false
}

// codeownersGlob makes a pattern of a CODEOWNERS file one for whole paths: it may begin anywhere in a path unless it begins with a slash, and a
// directory stands for all that is in it.
func codeownersGlob(pattern string) string {
	if strings.HasSuffix(pattern, "/") {
		pattern += "*"
	}
	return "*" + pattern
}

// glob reports whether all of s matches the pattern: * stands for any text (slashes too, as in Sentry), ? for one byte. Upper and lower case are
// the same. It takes no more than len(pattern) * len(s) steps, whatever they hold.
func glob(pattern, s string) bool {
	pattern, s = strings.ToLower(pattern), strings.ToLower(s)
	p, i := 0, 0
	star, mark := -1, 0 // the last * and where the text behind it began
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p, i = p+1, i+1
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
