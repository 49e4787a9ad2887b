package ops

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// Caller is whom operations are run for, where one process serves many.
type Caller struct {
	Token       func(context.Context) (string, error) // asked before each request; nil = as these operations go
	Constraints Constraints                           // in addition to those that these operations have
}

// Constraints confine operations to some organizations and projects, by slug.
// Arguments are checked here, to say so in their words; what is sent is checked
// again by the client's fence, where no argument can lead around it.
type Constraints struct {
	Orgs     []string // none = all that the token can see
	Projects []string // none = all of these organizations
}

// For are the same operations for another caller. It costs a few microseconds;
// nothing that was found out for one caller is used for another.
func (o *Ops) For(c Caller) *Ops {
	out := &Ops{cfg: o.cfg, client: o.client, entries: o.entries}
	if c.Token != nil {
		out.client = out.client.As(c.Token)
		out.cfg.Scopes, out.cfg.Defaults = nil, Defaults{} // those of whoever started the process
	}
	if len(c.Constraints.Orgs)+len(c.Constraints.Projects) > 0 {
		out.client = out.client.Within(sentryapi.Fence{Orgs: c.Constraints.Orgs, Projects: c.Constraints.Projects})
		out.cfg.Constraints = o.cfg.Constraints.and(c.Constraints)
		out.cfg.Defaults = out.cfg.Constraints.defaults(out.cfg.Defaults)
	}
	out.cfg.Client = out.client
	return out
}

// Watched are the same operations with somebody looking on: observe is told of
// each, and what they send to Sentry passes through upstream.
func (o *Ops) Watched(observe Observer, upstream func(http.RoundTripper) http.RoundTripper) *Ops {
	out := &Ops{cfg: o.cfg, client: o.client.Via(upstream), entries: o.entries}
	out.cfg.Client, out.cfg.Observe = out.client, observe
	return out
}

// and is what both allow. Nothing in common would read as no constraint, so it
// is a name that nothing has.
func (c Constraints) and(d Constraints) Constraints {
	both := func(a, b []string) []string {
		switch {
		case len(a) == 0:
			return b
		case len(b) == 0:
			return a
		}
		common := slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
		if len(common) == 0 {
			return []string{"-"}
		}
		return common
	}
	return Constraints{Orgs: both(c.Orgs, d.Orgs), Projects: both(c.Projects, d.Projects)}
}

// defaults are the targets used where an input names none: the only ones there
// can be, or those of d that are allowed.
func (c Constraints) defaults(d Defaults) Defaults {
	pick := func(allowed []string, usual string) string {
		switch {
		case len(allowed) == 0 || slices.Contains(allowed, usual):
			return usual
		case len(allowed) == 1:
			return allowed[0]
		}
		return ""
	}
	return Defaults{Org: pick(c.Orgs, d.Org), Project: pick(c.Projects, d.Project)}
}

// of are the values that an argument may have; none = any.
func (c Constraints) of(argument string) []string {
	switch argument {
	case "organizationSlug":
		return c.Orgs
	case "projectSlug", "projectSlugOrId", "projectSlugs", "project":
		return c.Projects
	}
	return nil
}

// check refuses an input that names something outside.
func (c Constraints) check(op string, in any) error {
	v := reflect.ValueOf(in)
	for _, f := range inputFields(v.Type()) {
		allowed := c.of(f.name)
		if len(allowed) == 0 {
			continue
		}
		for _, word := range words(v.FieldByIndex(f.index)) {
			if word != "" && !slices.Contains(allowed, word) {
				return outside(op, f.name, word, allowed)
			}
		}
	}
	return nil
}

func outside(op, what, value string, allowed []string) error {
	return &Error{Kind: KindForbidden, Op: op, Message: text.From(what + " cannot be " + value + " here"), Hint: "allowed: " + strings.Join(allowed, ", ")}
}

// InputSchemaFor is the operation's InputSchema without the arguments that can
// have one value only.
func (op Operation) InputSchemaFor(c Constraints) (*jsonschema.Schema, error) {
	s, err := op.InputSchema()
	if err != nil {
		return nil, err
	}
	for _, f := range inputFields(op.In) {
		if len(c.of(f.name)) == 1 {
			delete(s.Properties, f.name)
			s.Required = slices.DeleteFunc(s.Required, func(name string) bool { return name == f.name })
			s.PropertyOrder = slices.DeleteFunc(s.PropertyOrder, func(name string) bool { return name == f.name })
		}
	}
	return s, nil
}
