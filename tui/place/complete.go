package place

import (
	"slices"
	"strings"

	"vedette/tui/screen"
)

// Completion is one way to go on with a line.
type Completion struct {
	Line  string
	Note  string // safe for a terminal
	Whole bool   // the line leads somewhere as it is
}

// maxCompletions is more than anybody looks through.
const maxCompletions = 50

// Complete lists how a goto line can go on, given the names that are known: the
// kinds that begin with it, then what follows a kind, then issues that hold it.
func Complete(line string, known []screen.Name) []Completion {
	line = strings.TrimLeft(line, " ")
	if strings.Contains(line, "://") {
		return nil
	}
	name, args, more := strings.Cut(line, " ")
	if k, ok := find(name); ok && more {
		return cut(k.complete(name, strings.TrimLeft(args, " "), known))
	}
	if more {
		return nil
	}
	var out []Completion
	lower := strings.ToLower(name)
	for _, k := range Typed() {
		if strings.HasPrefix(k.Name, lower) || slices.Contains(k.Aliases, lower) {
			out = append(out, Completion{Line: k.Name, Note: k.about(), Whole: k.Args == "" || k.Args[0] == '['})
		}
	}
	slices.SortStableFunc(out, func(a, b Completion) int { return rank(a.Line, lower) - rank(b.Line, lower) })
	for _, n := range known {
		if lower != "" && n.Of == screen.Issue && strings.Contains(strings.ToLower(n.Value+" "+n.Note), lower) {
			out = append(out, Completion{Line: n.Value, Note: n.Note, Whole: true})
		}
	}
	if isIssueID(name) && !slices.ContainsFunc(out, func(c Completion) bool { return strings.EqualFold(c.Line, name) }) {
		out = append(out, Completion{Line: name, Note: "issue", Whole: true})
	}
	return cut(out)
}

// about is the kind's title with what may follow.
func (k Kind) about() string {
	if k.Args == "" {
		return k.Title
	}
	return k.Title + "  " + k.Args
}

// complete lists the names that the first word after a kind can be. More words
// are for the place to understand.
func (k Kind) complete(kind, args string, known []screen.Name) []Completion {
	word, _, more := strings.Cut(args, " ")
	if more || k.Of == "" {
		return nil
	}
	var out []Completion
	lower := strings.ToLower(word)
	for _, n := range known {
		if n.Of == k.Of && strings.Contains(strings.ToLower(n.Value), lower) {
			out = append(out, Completion{Line: kind + " " + n.Value, Note: n.Note, Whole: true})
		}
	}
	slices.SortStableFunc(out, func(a, b Completion) int { return rank(a.Line, kind+" "+lower) - rank(b.Line, kind+" "+lower) })
	switch exact := kind + " " + word; {
	case word == "" && (k.Args == "" || k.Args[0] == '['):
		out = append([]Completion{{Line: kind, Note: k.Title, Whole: true}}, out...)
	case word != "" && !slices.ContainsFunc(out, func(c Completion) bool { return strings.EqualFold(c.Line, exact) }):
		out = append(out, Completion{Line: exact, Note: k.Title, Whole: true})
	}
	return out
}

// rank puts what is typed whole before what begins so, and that before the rest.
func rank(line, typed string) int {
	switch line = strings.ToLower(line); {
	case line == typed:
		return 0
	case strings.HasPrefix(line, typed):
		return 1
	}
	return 2
}

func cut(list []Completion) []Completion { return list[:min(len(list), maxCompletions)] }
