// Package place is the one list of where one can go in the terminal interface.
// What may be typed after ":", what a pasted address of Sentry leads to, how the
// last place is remembered for the next start, and the list of places in the
// documentation are all read from it.
package place

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vedette/internal/ops"
)

// At is where somebody is: what a place belongs to that is named without it.
// Project is empty for all projects.
type At struct{ Org, Project string }

// Kind is one kind of place.
type Kind struct {
	Name    string   // as it is typed
	Aliases []string // other ways to type it
	Key     string   // in the menu of places; "" = not in it
	Title   string   // for people
	Args    string   // what may follow: "[PROJECT]"
	Of      string   // what the first of them names: screen.Project, ...; "" = nothing that is known

	is     func(to any) bool
	parse  func(here At, args string) (any, error)
	page   func(here At, p ops.Page) (any, bool)
	here   func(to any) At
	encode func(to any) ([]byte, error)
	decode func(data []byte) (any, error)
}

// of describes the places that a To type of package screen stands for.
type of[To any] struct {
	Kind
	Parse func(here At, args string) (To, error)       // nil: such a place is not typed
	Page  func(here At, p ops.Page) (to To, ours bool) // nil: no page of Sentry shows it
	Here  func(to To) At
	Keep  func(to To) To // what the next start may begin with; nil = all of it
}

func (k of[To]) kind() Kind {
	out := k.Kind
	out.is = func(to any) bool { _, ok := to.(To); return ok }
	out.here = func(to any) At { return k.Here(to.(To)) }
	if k.Parse != nil {
		out.parse = func(here At, args string) (any, error) { return k.Parse(here, args) }
	}
	if k.Page != nil {
		out.page = func(here At, p ops.Page) (any, bool) { return k.Page(here, p) }
	}
	out.encode = func(to any) ([]byte, error) {
		kept := to.(To)
		if k.Keep != nil {
			kept = k.Keep(kept)
		}
		return json.Marshal(kept)
	}
	out.decode = func(data []byte) (any, error) {
		var to To
		err := json.Unmarshal(data, &to)
		if err == nil && k.Keep != nil {
			to = k.Keep(to)
		}
		return to, err
	}
	return out
}

// Typed lists the kinds that can be typed.
func Typed() []Kind {
	return slices.DeleteFunc(Catalog(), func(k Kind) bool { return k.parse == nil })
}

// Parse is the place that a line names: a kind with what follows it
// ("issues web"), an issue ("SHOP-1A"), or the address of a page of Sentry, which
// pageOf reads.
func Parse(line string, here At, pageOf func(string) (ops.Page, error)) (any, error) {
	line = strings.TrimSpace(line)
	if strings.Contains(line, "://") {
		return parseAddress(line, here, pageOf)
	}
	name, args, _ := strings.Cut(line, " ")
	if k, ok := find(name); ok {
		return k.parse(here, strings.TrimSpace(args))
	}
	if args == "" && isIssueID(name) {
		return issueNamed(here, name)
	}
	return nil, fmt.Errorf("there is no place %q; there are: %s, an issue's id, or the address of a page of Sentry", line, strings.Join(names(), ", "))
}

func parseAddress(line string, here At, pageOf func(string) (ops.Page, error)) (any, error) {
	page, err := pageOf(line)
	if err != nil {
		return nil, err
	}
	if org := page.Args["organizationSlug"]; org != "" && org != here.Org {
		here = At{Org: org}
	}
	if k, ok := find(page.Kind); ok && page.List && k.page == nil {
		return k.parse(At{Org: here.Org}, "")
	}
	if here.Org == "" {
		return nil, errNoOrg(line)
	}
	for _, k := range Catalog() {
		if k.page == nil {
			continue
		}
		if to, ours := k.page(here, page); ours {
			return to, nil
		}
	}
	return nil, fmt.Errorf("no screen shows a %s yet; o on its issue opens the browser", page.Kind)
}

// find is the kind of a name or alias that can be typed.
func find(name string) (Kind, bool) {
	name = strings.ToLower(name)
	for _, k := range Typed() {
		if k.Name == name || slices.Contains(k.Aliases, name) {
			return k, true
		}
	}
	return Kind{}, false
}

// Known reports whether a word is a kind of place that can be typed.
func Known(word string) bool {
	_, known := find(word)
	return known
}

func names() []string {
	var out []string
	for _, k := range Typed() {
		out = append(out, k.Name)
	}
	return out
}

// HereOf is what a place belongs to; false for places outside of every
// organization, and for what is no place.
func HereOf(to any) (At, bool) {
	for _, k := range Catalog() {
		if k.is(to) {
			h := k.here(to)
			return h, h.Org != ""
		}
	}
	return At{}, false
}

// Kept is a place as it is remembered.
type Kept struct {
	Kind string          `json:"kind"`
	To   json.RawMessage `json:"to"`
}

// Keep is what is to be remembered of a place; false for what is no place.
func Keep(to any) (Kept, bool) {
	for _, k := range Catalog() {
		if k.is(to) {
			data, err := k.encode(to)
			return Kept{Kind: k.Name, To: data}, err == nil
		}
	}
	return Kept{}, false
}

// Place is the place that was remembered; false when it is none any more.
func (k Kept) Place() (any, bool) {
	for _, kind := range Catalog() {
		if kind.Name == k.Kind {
			to, err := kind.decode(k.To)
			return to, err == nil
		}
	}
	return nil, false
}
