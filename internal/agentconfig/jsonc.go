package agentconfig

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tailscale/hujson"
)

// maxDepth is how deep a file may be nested: as deep as Go's own reader goes.
const maxDepth = 10_000

// layout is how a JSON file is written, for what is added to it.
type layout struct {
	newline string // "" = everything is in one line
	indent  string
}

// putJSON adds or changes the entry of a name.
func (c Client) putJSON(doc []byte, name string, members []member) ([]byte, error) {
	root, err := parseJSON(doc)
	if err != nil {
		return nil, err
	}
	top, ok := root.Value.(*hujson.Object)
	if !ok {
		return nil, errors.New("it holds no JSON object")
	}
	l := layoutOf(doc, top)
	at, depth := top, 0
	for _, step := range append(c.pathIn(top), name) {
		if at, err = l.descend(at, depth, step); err != nil {
			return nil, err
		}
		depth++
	}
	if err := l.set(at, depth, members); err != nil {
		return nil, err
	}
	return root.Pack(), nil
}

// dropJSON removes the entry of a name; a document without it stays as it is.
func (c Client) dropJSON(doc []byte, name string) ([]byte, error) {
	root, err := parseJSON(doc)
	if err != nil {
		return nil, err
	}
	at, ok := root.Value.(*hujson.Object)
	if !ok {
		return nil, errors.New("it holds no JSON object")
	}
	for _, step := range c.pathIn(at) {
		m, err := find(at, step)
		if err != nil || m == nil {
			return doc, err
		}
		if at, ok = m.Value.Value.(*hujson.Object); !ok {
			return doc, nil
		}
	}
	m, err := find(at, name)
	if err != nil || m == nil {
		return doc, err
	}
	drop(at, slices.IndexFunc(at.Members, func(o hujson.ObjectMember) bool { return o.Name.StartOffset == m.Name.StartOffset }))
	return root.Pack(), nil
}

// parseJSON reads JSON with comments and trailing commas; an empty file is an
// empty object.
func parseJSON(doc []byte) (hujson.Value, error) {
	doc, marked := bytes.CutPrefix(doc, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(doc)) == 0:
		return hujson.Parse([]byte("{}\n"))
	case tooDeep(doc):
		return hujson.Value{}, errors.New("it is nested too deeply")
	}
	root, err := hujson.Parse(doc)
	if marked {
		root.BeforeExtra = append(hujson.Extra("\ufeff"), root.BeforeExtra...)
	}
	return root, err
}

// tooDeep protects the reader, which calls itself for every level.
func tooDeep(doc []byte) bool {
	skip := func(from int, end string) int {
		if n := bytes.Index(doc[from:], []byte(end)); n >= 0 {
			return from + n + len(end) - 1
		}
		return len(doc)
	}
	depth := 0
	for n := 0; n < len(doc) && depth <= maxDepth; n++ {
		switch {
		case doc[n] == '"':
			for n++; n < len(doc) && doc[n] != '"'; n++ {
				if doc[n] == '\\' {
					n++
				}
			}
		case bytes.HasPrefix(doc[n:], []byte("//")):
			n = skip(n+2, "\n")
		case bytes.HasPrefix(doc[n:], []byte("/*")):
			n = skip(n+2, "*/")
		case doc[n] == '{' || doc[n] == '[':
			depth++
		case doc[n] == '}' || doc[n] == ']':
			depth--
		}
	}
	return depth > maxDepth
}

// pathIn is where the servers are in this file.
func (c Client) pathIn(top *hujson.Object) []string {
	if c.nested == "" {
		return c.servers
	}
	at := top
	for _, step := range append(slices.Clone(c.servers), c.nested) {
		m, err := find(at, step)
		if err != nil || m == nil {
			return c.servers
		}
		next, ok := m.Value.Value.(*hujson.Object)
		if !ok {
			return c.servers
		}
		at = next
	}
	if m, _ := find(at, "type"); m != nil { // a server that is called so
		return c.servers
	}
	return append(slices.Clone(c.servers), c.nested)
}

func layoutOf(doc []byte, top *hujson.Object) layout {
	l := layout{newline: "\n", indent: "  "}
	switch {
	case bytes.Contains(doc, []byte("\r\n")):
		l.newline = "\r\n"
	case len(top.Members) > 0 && !bytes.Contains(bytes.TrimSpace(doc), []byte("\n")):
		return layout{}
	}
	if len(top.Members) == 0 {
		return l
	}
	before := string(top.Members[0].Name.BeforeExtra)
	if n := strings.LastIndexByte(before, '\n'); n >= 0 && before[n+1:] != "" && strings.TrimLeft(before[n+1:], " \t") == "" {
		l.indent = before[n+1:]
	}
	return l
}

// descend is the object of a name in another, added where it is missing.
func (l layout) descend(at *hujson.Object, depth int, name string) (*hujson.Object, error) {
	m, err := find(at, name)
	if err != nil {
		return nil, err
	}
	if m == nil {
		l.add(at, depth, name, &hujson.Object{})
		m = &at.Members[len(at.Members)-1]
	}
	next, ok := m.Value.Value.(*hujson.Object)
	if !ok {
		return nil, fmt.Errorf("%q in it is no object", name)
	}
	return next, nil
}

// set gives an object members, and leaves those as they are that already have
// the value.
func (l layout) set(at *hujson.Object, depth int, members []member) error {
	for _, m := range members {
		if r, ok := m.value.(references); ok {
			if err := l.refer(at, depth, m.name, r); err != nil {
				return err
			}
			continue
		}
		value := literal(m.value, l.newline != "")
		old, err := find(at, m.name)
		switch {
		case err != nil:
			return err
		case old == nil:
			l.add(at, depth, m.name, value)
		case !same(old.Value.Value, value):
			old.Value.Value = value
		}
	}
	return nil
}

// refer sets the members of an object that refer to variables, and takes out
// those that do so no more.
func (l layout) refer(at *hujson.Object, depth int, name string, r references) error {
	old, err := find(at, name)
	if err != nil || old == nil && len(r.Env) == 0 {
		return err
	}
	below, err := l.descend(at, depth, name)
	if err != nil {
		return err
	}
	for n := len(below.Members) - 1; n >= 0; n-- {
		key, _ := below.Members[n].Name.Value.(hujson.Literal)
		if value, ok := below.Members[n].Value.Value.(hujson.Literal); ok && r.stale(key.String(), value.String()) {
			drop(below, n)
		}
	}
	var list []member
	for _, v := range r.Env {
		list = append(list, member{v, r.refer(v)})
	}
	return l.set(below, depth+1, list)
}

// add puts a member at the end of an object, after the comments there.
func (l layout) add(at *hujson.Object, depth int, name string, value hujson.ValueTrimmed) {
	m := hujson.ObjectMember{Name: hujson.Value{Value: hujson.String(name)}, Value: hujson.Value{Value: value}}
	if l.newline != "" {
		m.Value.BeforeExtra = hujson.Extra(" ")
		lead := strings.TrimRight(string(at.AfterExtra), " \t\r\n")
		m.Name.BeforeExtra = hujson.Extra(lead + l.newline + strings.Repeat(l.indent, depth+1))
		at.AfterExtra = hujson.Extra(l.newline + strings.Repeat(l.indent, depth))
	}
	if n := len(at.Members); n > 0 && at.Members[n-1].Value.AfterExtra != nil { // it ends with a comma: so will this
		m.Value.AfterExtra = hujson.Extra{}
	}
	at.Members = append(at.Members, m)
}

// drop removes a member with the comments that lead to it.
func drop(at *hujson.Object, which int) {
	comma := at.Members[len(at.Members)-1].Value.AfterExtra
	at.Members = slices.Delete(at.Members, which, which+1)
	n := len(at.Members)
	switch {
	case n == 0 && strings.TrimSpace(string(at.AfterExtra)) == "":
		at.AfterExtra = nil
	case n > 0 && comma == nil:
		at.Members[n-1].Value.AfterExtra = nil
	case n > 0 && at.Members[n-1].Value.AfterExtra == nil:
		at.Members[n-1].Value.AfterExtra = hujson.Extra{}
	}
}

// find is the member of a name, nil where there is none. Of two with one name
// it cannot be said which one counts.
func find(at *hujson.Object, name string) (*hujson.ObjectMember, error) {
	var found *hujson.ObjectMember
	for n := range at.Members {
		key, ok := at.Members[n].Name.Value.(hujson.Literal)
		if !ok || key.String() != name {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("%q is in it twice", name)
		}
		found = &at.Members[n]
	}
	return found, nil
}

// literal is a string, or a list of strings in one line.
func literal(value any, spaced bool) hujson.ValueTrimmed {
	list, ok := value.([]string)
	if !ok {
		s, _ := value.(string)
		return hujson.String(s)
	}
	out := &hujson.Array{}
	for n, s := range list {
		e := hujson.Value{Value: hujson.String(s)}
		if n > 0 && spaced {
			e.BeforeExtra = hujson.Extra(" ")
		}
		out.Elements = append(out.Elements, e)
	}
	return out
}

// same is true for two values that mean the same, however they are laid out.
func same(a, b hujson.ValueTrimmed) bool {
	x, y := hujson.Value{Value: a}.Clone(), hujson.Value{Value: b}.Clone()
	x.Minimize()
	y.Minimize()
	return bytes.Equal(x.Pack(), y.Pack())
}
