// Package ownership reads Sentry's ownership rules ("path:src/shop/* #shop") and says whose an event is.
//
// It exists apart from the store and the intake because a rule is plain text that a person wrote: it has to be refused with the place of the
// mistake before it is kept, and applied in the same way ever after.
package ownership

import (
	"fmt"
	"strings"
)

// Kinds of Owner.
const (
	User = "user"
	Team = "team"
)

// Owner is who a rule names. The JSON is Sentry's.
type Owner struct {
	Type string `json:"type"`         // User or Team
	Name string `json:"name"`         // e-mail address, or slug of the team
	ID   string `json:"id,omitempty"` // empty until somebody has looked the name up
}

// String is the owner as rules name it.
func (o Owner) String() string {
	if o.Type == Team {
		return "#" + o.Name
	}
	return o.Name
}

// Matcher says which events a rule is about.
type Matcher struct {
	Type    string `json:"type"` // path, url, module, codeowners or tags.KEY
	Pattern string `json:"pattern"`
}

// Rule gives the events that match to its owners.
type Rule struct {
	Matcher Matcher `json:"matcher"`
	Owners  []Owner `json:"owners"`
}

// String is the rule as it is written, without its owners.
func (r Rule) String() string { return r.Matcher.Type + ":" + r.Matcher.Pattern }

// SyntaxError is a line that is no rule.
type SyntaxError struct {
	Line   int // counted from 1
	Column int // counted from 1, in bytes
	Reason string
}

// Error is Sentry's sentence with the reason behind it.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("Parse error: 'ownership' (line %d, column %d): %s", e.Line, e.Column, e.Reason)
}

// Parse reads rules, one per line; empty lines and those that begin with # are skipped. The error is a *SyntaxError.
func Parse(raw string) ([]Rule, error) {
	var rules []Rule
	no := 0
	for line := range strings.Lines(raw) {
		no++
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		start := strings.Index(line, trimmed)
		rule, at, reason := parseRule(trimmed)
		if reason != "" {
			return nil, &SyntaxError{Line: no, Column: start + at + 1, Reason: reason}
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// parseRule reads one line; with a reason, at says where it is none.
func parseRule(line string) (r Rule, at int, reason string) {
	kind, rest, found := strings.Cut(line, ":")
	if !found || !isMatcher(kind) {
		return r, 0, "a rule begins with path:, url:, module:, codeowners: or tags.KEY:"
	}
	pattern, owners, ok := cutPattern(rest)
	if !ok {
		return r, len(kind) + 1, "a pattern is missing or its quote is not closed"
	}
	r.Matcher = Matcher{Type: kind, Pattern: pattern}
	for name := range strings.FieldsSeq(owners) {
		at = strings.LastIndex(line, name)
		switch {
		case len(name) > 1 && name[0] == '#':
			r.Owners = append(r.Owners, Owner{Type: Team, Name: strings.ToLower(name[1:])})
		case strings.Contains(name, "@"):
			r.Owners = append(r.Owners, Owner{Type: User, Name: strings.ToLower(name)})
		default:
			return r, at, "an owner is an e-mail address or the #slug of a team"
		}
	}
	if len(r.Owners) == 0 {
		return r, len(line), "an owner is missing: an e-mail address or the #slug of a team"
	}
	return r, 0, ""
}

func isMatcher(kind string) bool {
	switch kind {
	case "path", "url", "module", "codeowners":
		return true
	}
	key, ok := strings.CutPrefix(kind, "tags.")
	return ok && key != "" && !strings.ContainsAny(key, " \t")
}

// cutPattern takes the pattern off the rest of a line: a word, or anything in quotes.
func cutPattern(rest string) (pattern, owners string, ok bool) {
	if quoted, isQuoted := strings.CutPrefix(rest, `"`); isQuoted {
		pattern, owners, ok = strings.Cut(quoted, `"`)
		return pattern, owners, ok && pattern != ""
	}
	if i := strings.IndexAny(rest, " \t"); i >= 0 {
		return rest[:i], rest[i:], i > 0
	}
	return rest, "", rest != ""
}
