package grouping

import (
	"bytes"
	"slices"
	"strings"

	"vedette/internal/local/protocol"
)

// link is one exception of a chain with what it contributes.
type link struct {
	exception   *protocol.Exception
	app, system contribution
}

// byExceptions is the chained-exception strategy: one exception by itself, or
// all of a chain.
func byExceptions(e *protocol.Event) outcome {
	links := make([]link, len(e.Exceptions))
	for i := range e.Exceptions {
		links[i] = newLink(&e.Exceptions[i], e.Platform)
	}
	links = foldGroups(e, links)
	o := outcome{strategy: "exception"}
	if len(links) > 1 {
		o.strategy = "chained-exception"
	}
	for _, l := range links {
		o.app.join(l.app)
		o.system.join(l.system)
	}
	return o.preferStacks()
}

func (c *contribution) join(other contribution) {
	c.present = c.present || other.present
	c.stack = c.stack || other.stack
	c.data = append(c.data, other.data...)
}

// newLink builds both variants of one exception: its type, then its value
// unless frames say more, then its frames.
func newLink(x *protocol.Exception, platform string) link {
	l := link{exception: x, app: contribution{present: true}}
	if x.Stacktrace != nil {
		l.app, l.system = stackVariants(x.Stacktrace.Frames, platform)
	}
	typ := x.Type
	if x.Mechanism != nil && x.Mechanism.Synthetic {
		typ = "" // made up by the SDK to get a stack; differs between platforms
	}
	value := ""
	if !l.app.stack || l.system.present && !l.system.stack {
		value = normalizeMessage(x.Value)
	}
	l.app.prepend(typ, value)
	if l.system.present {
		l.system.prepend(typ, value)
	}
	return l
}

func (c *contribution) prepend(typ, value string) {
	if c.stack {
		value = ""
	}
	c.data = slices.Concat([]byte(typ), []byte(value), c.data)
}

// tree holds the links of an exception group by exception id.
type tree struct {
	links    map[int]link
	children map[int][]int // newest first, as Sentry walks them
}

// foldGroups reduces an exception group to the distinct exceptions in it: one
// kind of exception stands for itself, several keep the group as well. Chains
// without complete ids stay as they are. See
// github.com/getsentry/rfcs text/0079-exception-groups.md.
func foldGroups(e *protocol.Event, links []link) []link {
	// SDK version 3 for Python began to send ids where version 2 had none;
	// Sentry ignores them to keep old issues together.
	if len(links) < 2 || e.Platform == "python" && strings.HasPrefix(e.SDK.Version, "3") {
		return links
	}
	t, ok := newTree(links)
	if !ok {
		return links
	}
	top := t.topLevel(0, make(map[int]bool))
	if len(top) == 0 {
		return links
	}
	slices.SortStableFunc(top, func(a, b int) int {
		return strings.Compare(t.links[b].exception.Type, t.links[a].exception.Type)
	})
	distinct := slices.CompactFunc(top, func(a, b int) bool {
		return bytes.Equal(t.links[a].app.data, t.links[b].app.data) && bytes.Equal(t.links[a].system.data, t.links[b].system.data)
	})
	if len(distinct) == 1 {
		return t.firstPath(distinct[0])
	}
	folded := make([]link, 0, len(distinct)+1)
	for _, id := range distinct {
		folded = append(folded, t.links[id])
	}
	return append(folded, t.links[0])
}

// newTree fails when an id is missing, repeated or its own parent, or when
// there is no root.
func newTree(links []link) (tree, bool) {
	t := tree{links: make(map[int]link), children: make(map[int][]int)}
	for _, l := range slices.Backward(links) {
		m := l.exception.Mechanism
		if m == nil || m.ExceptionID == nil {
			return tree{}, false
		}
		id := *m.ExceptionID
		if _, known := t.links[id]; known || m.ParentID != nil && *m.ParentID == id {
			return tree{}, false
		}
		t.links[id] = l
		if m.ParentID != nil {
			t.children[*m.ParentID] = append(t.children[*m.ParentID], id)
		}
	}
	_, rooted := t.links[0]
	return t, rooted
}

// topLevel lists the exceptions below the groups that are no groups themselves.
// Seen guards against cycles.
func (t tree) topLevel(id int, seen map[int]bool) []int {
	if seen[id] {
		return nil
	}
	seen[id] = true
	if !t.links[id].exception.Mechanism.IsExceptionGroup {
		return []int{id}
	}
	var top []int
	for _, child := range t.children[id] {
		top = append(top, t.topLevel(child, seen)...)
	}
	return top
}

// firstPath follows the first child down to a leaf.
func (t tree) firstPath(id int) []link {
	var path []link
	seen := make(map[int]bool)
	for !seen[id] {
		seen[id] = true
		path = append(path, t.links[id])
		if len(t.children[id]) == 0 {
			break
		}
		id = t.children[id][0]
	}
	return path
}

// mainException is the exception that names the issue: the one that a folded
// group stands for, else the one that was raised. It is nil without exceptions.
func mainException(e *protocol.Event) *protocol.Exception {
	n := len(e.Exceptions)
	if n == 0 {
		return nil
	}
	raised := &e.Exceptions[n-1]
	if m := raised.Mechanism; n == 1 || m == nil || !m.IsExceptionGroup {
		return raised
	}
	links := make([]link, n)
	for i := range e.Exceptions {
		links[i] = newLink(&e.Exceptions[i], e.Platform)
	}
	if folded := foldGroups(e, links); !slices.ContainsFunc(folded, func(l link) bool { return l.exception == raised }) {
		return folded[0].exception
	}
	return raised
}
