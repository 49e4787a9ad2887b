package sentryapi

import (
	"net/url"
	"strings"
)

// pageCursors reads Sentry's Link headers. Both relations are always there;
// results="true" says which of them leads somewhere.
func pageCursors(headers []string) (next, prev string) {
	rest := strings.Join(headers, ",")
	for {
		var l link
		var ok bool
		if l, rest, ok = nextLink(rest); !ok {
			return next, prev
		}
		if !strings.EqualFold(l.params["results"], "true") {
			continue
		}
		switch strings.ToLower(l.params["rel"]) {
		case "next":
			next = l.cursor()
		case "previous", "prev":
			prev = l.cursor()
		}
	}
}

// link is one member of a Link header.
type link struct {
	target string
	params map[string]string // by lower-case name
}

func (l link) cursor() string {
	if c := l.params["cursor"]; c != "" {
		return c
	}
	u, err := url.Parse(l.target)
	if err != nil {
		return ""
	}
	return u.Query().Get("cursor")
}

// nextLink reads the first <URL>; name="value"; ... of s. Commas and semicolons
// inside the URL or inside quotes do not end anything.
func nextLink(s string) (l link, rest string, ok bool) {
	open := strings.IndexByte(s, '<')
	if open < 0 {
		return link{}, "", false
	}
	target, rest, ok := strings.Cut(s[open+1:], ">")
	if !ok {
		return link{}, "", false
	}
	l = link{target: target, params: map[string]string{}}
	for {
		rest = strings.TrimLeft(rest, " \t")
		if !strings.HasPrefix(rest, ";") {
			return l, rest, true
		}
		var name, value string
		name, value, rest = linkParam(rest[1:])
		l.params[name] = value
	}
}

// linkParam reads name=value or name="value" up to the next ';' or ','.
func linkParam(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;,")
	if end < 0 {
		return lowerName(s), "", ""
	}
	name = lowerName(s[:end])
	if s[end] != '=' {
		return name, "", s[end:]
	}
	s = strings.TrimLeft(s[end+1:], " \t")
	for _, quote := range []string{`"`, `'`} {
		if !strings.HasPrefix(s, quote) {
			continue
		}
		if value, rest, ok := strings.Cut(s[1:], quote); ok {
			return name, value, rest
		}
		return name, "", ""
	}
	end = strings.IndexAny(s, ";,")
	if end < 0 {
		return name, strings.TrimSpace(s), ""
	}
	return name, strings.TrimSpace(s[:end]), s[end:]
}

func lowerName(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
