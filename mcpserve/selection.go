package mcpserve

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// Selection says which tools a connection is offered, and what its calls are
// confined to. The zero value offers the main tools.
type Selection struct {
	Toolsets []string // what to list: names of Toolsets; none = Main, or only Tools when some are named
	Tools    []string // listed beside the toolsets, by name
	Allow    []string // globs over tool names; when given, other tools are neither listed nor reached through the search
	Deny     []string // globs over tool names that are never offered; they win
	ReadOnly bool     // no tool that changes anything
	Orgs     []string // organizations that calls are confined to; none = all that the token can see
	Projects []string // projects, likewise

	within *Selection // the server's own, for what a request asked for
}

// Toolsets that name more than one set of operations.
const (
	Main = "main" // what debugging needs most, and the way to the rest; listed when nothing is chosen
	All  = "all"
)

// Toolsets are the names that a Selection may hold.
func Toolsets() []string {
	out := []string{Main}
	for _, op := range ops.Catalog() {
		if !slices.Contains(out, op.Toolset) {
			out = append(out, op.Toolset)
		}
	}
	return append(out, All)
}

// Check refuses names that mean nothing: a mistyped toolset would silently hide
// its tools, a mistyped deny rule would silently offer them.
func (s Selection) Check() error {
	known := Toolsets()
	for _, set := range s.Toolsets {
		if !slices.Contains(known, set) {
			return refused(fmt.Sprintf("there is no toolset %q", set), "toolsets: "+strings.Join(known, ", "))
		}
	}
	names := toolNames()
	for _, tool := range s.Tools {
		if !slices.Contains(names, currentName(tool)) {
			return refused(fmt.Sprintf("there is no tool %q", tool), nearest(tool, names))
		}
	}
	for _, glob := range slices.Concat(s.Allow, s.Deny) {
		if _, err := path.Match(glob, ""); err != nil {
			return refused(fmt.Sprintf("%q is not a pattern", glob), "names of tools with * and ?, like delete_*")
		}
		if !slices.ContainsFunc(names, func(name string) bool { return matches([]string{glob}, name) }) {
			return refused(fmt.Sprintf("no tool matches %q", glob), nearest(glob, names))
		}
	}
	return nil
}

// Narrow is what a request gets that asks for want where s is the server's
// selection: never a tool, an organization or a project that s does not offer.
// Only toolsets that s names are a bound; otherwise the request may ask for any.
func (s Selection) Narrow(want Selection) (Selection, error) {
	if err := want.Check(); err != nil {
		return Selection{}, err
	}
	var err error
	if want.Orgs, err = bounded("organization", s.Orgs, want.Orgs); err != nil {
		return Selection{}, err
	}
	if want.Projects, err = bounded("project", s.Projects, want.Projects); err != nil {
		return Selection{}, err
	}
	want.within = &s
	return want, nil
}

// bounded is what was asked for, or all that there may be.
func bounded(what string, bound, asked []string) ([]string, error) {
	if len(asked) == 0 {
		return bound, nil
	}
	for _, name := range asked {
		if len(bound) > 0 && !slices.Contains(bound, name) {
			return nil, &ops.Error{Kind: ops.KindForbidden, Op: "serve", Hint: "allowed: " + strings.Join(bound, ", "),
				Message: text.From(fmt.Sprintf("this server does not offer the %s %q", what, name))}
		}
	}
	return asked, nil
}

// lists reports whether a tool of a toolset stands in the list of tools. The
// tools that lead to others are of the set Main and no operation.
func (s Selection) lists(name, toolset string, main bool) bool {
	if s.within != nil {
		if s.chooses() && s.within.chooses() && !s.within.lists(name, toolset, main) {
			return false
		}
		if !s.chooses() {
			s.Toolsets, s.Tools = s.within.Toolsets, s.within.Tools
		}
	}
	if !s.chooses() {
		s.Toolsets = []string{Main}
	}
	return slices.ContainsFunc(s.Tools, func(tool string) bool { return currentName(tool) == name }) ||
		main && slices.Contains(s.Toolsets, Main) || toolset != "" && (slices.Contains(s.Toolsets, toolset) || slices.Contains(s.Toolsets, All))
}

func (s Selection) chooses() bool { return len(s.Toolsets)+len(s.Tools) > 0 }

// offers reports whether a tool may be used at all, listed or not.
func (s Selection) offers(name string, effect ops.Effect) bool {
	if s.within != nil && !s.within.offers(name, effect) {
		return false
	}
	return (len(s.Allow) == 0 || matches(s.Allow, name)) && !matches(s.Deny, name) && (!s.ReadOnly || effect == ops.Read)
}

// matches is true for a name that one of the globs matches. Globs that are not
// patterns match nothing; Check refuses them.
func matches(globs []string, name string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool {
		ok, err := path.Match(currentName(glob), name)
		return ok && err == nil
	})
}

func refused(message, hint string) error {
	return &ops.Error{Kind: ops.KindInvalid, Op: "serve", Message: text.From(message), Hint: hint}
}

// nearest points from a name that is none to the one that may have been meant.
func nearest(name string, names []string) string {
	if near := text.Closest(strings.Trim(name, "*"), names); near != "" {
		return "did you mean " + near + "?"
	}
	return "vedette mcp tools --toolsets all lists them"
}
