// Package completion offers names while a person fills in a prompt or an
// address: organizations, projects, releases, environments, issues. A client
// asks at every keystroke, so that what was read is kept for a little while,
// for the caller that it was read for, and what cannot be read is no error.
package completion

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/prompts"
	"vedette/mcpserve/resources"
)

// Format is the kind of values of a resource's parameter; the other kinds are
// those of prompts.
const Format = "format"

// Query is what is asked for.
type Query struct {
	Kind    string
	Typed   string // the value as far as it has been typed
	Org     string // chosen already; "" = the default one
	Project string // chosen already
}

// Limit is how many values an answer may hold, by the protocol.
const Limit = 100

const (
	fresh    = 30 * time.Second // how long a list is used again
	patience = 3 * time.Second  // for the server; a person types on
	manyKept = 512              // lists, of all callers
)

// Completer answers queries. The zero value is ready; safe for concurrent use.
type Completer struct {
	Now func() time.Time // nil = time.Now

	mu    sync.Mutex
	lists map[listKey]list
}

// listKey is what a list of names was read for.
type listKey struct {
	caller                     *ops.Ops // each caller has its own
	kind, org, project, search string
}

type list struct {
	names []string
	more  bool // the server has others
	until time.Time
}

// Values are the names that go on from what was typed, at most Limit, those
// that begin with it first. total is how many there are in all (0 = not known).
func (c *Completer) Values(ctx context.Context, o *ops.Ops, q Query) (values []string, total int, more bool) {
	switch q.Kind {
	case prompts.Period:
		return matching([]string{"1h", "24h", "7d", "14d", "30d", "90d"}, q.Typed), 0, false
	case Format:
		return matching([]string{resources.Markdown, resources.JSON}, q.Typed), 0, false
	}
	all := c.list(ctx, o, q, "")
	values = matching(all.names, q.Typed)
	if all.more && q.Typed != "" && searches(q.Kind) { // the first hundred are not all: the server looks
		all = c.list(ctx, o, q, q.Typed)
		values = matching(all.names, q.Typed)
	}
	if !all.more {
		total = len(values)
	}
	more = all.more || len(values) > Limit
	return values[:min(len(values), Limit)], total, more
}

// matching are the names that hold what was typed, those first that begin with it.
func matching(names []string, typed string) []string {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var first, others []string
	for _, name := range names {
		switch lower := strings.ToLower(name); {
		case strings.HasPrefix(lower, typed):
			first = append(first, name)
		case strings.Contains(lower, typed):
			others = append(others, name)
		}
	}
	return append(first, others...)
}

// searches is true for the kinds of which the server can be asked for a part of
// the name.
func searches(kind string) bool {
	return kind == prompts.Organization || kind == prompts.Project || kind == prompts.Release
}

// list reads the names of a kind, or takes those that were read just now.
func (c *Completer) list(ctx context.Context, o *ops.Ops, q Query, search string) list {
	key := listKey{o, q.Kind, q.Org, q.Project, search}
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	c.mu.Lock()
	known, ok := c.lists[key]
	c.mu.Unlock()
	if ok && now().Before(known.until) {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	names, more, err := read(ctx, o, q, search)
	got := list{more: more, until: now().Add(fresh)}
	for _, name := range names {
		if clean := text.From(name).Model(); clean == name && name != "" && !strings.ContainsAny(name, "\n\t") { // another name would not be found
			got.names = append(got.names, name)
		}
	}
	if err != nil && ctx.Err() != nil { // given up: another time it may be there
		return got
	}
	c.keep(key, got, now())
	return got
}

func (c *Completer) keep(key listKey, got list, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lists == nil {
		c.lists = map[listKey]list{}
	}
	if len(c.lists) >= manyKept {
		for k, l := range c.lists {
			if now.After(l.until) {
				delete(c.lists, k)
			}
		}
		if len(c.lists) >= manyKept {
			clear(c.lists)
		}
	}
	c.lists[key] = got
}

// read asks the server, through the operation that lists the kind.
func read(ctx context.Context, o *ops.Ops, q Query, search string) (names []string, more bool, err error) {
	org, page := ops.OrgTarget{Org: q.Org}, ops.PageIn{Limit: Limit}
	switch q.Kind {
	case prompts.Organization:
		out, err := o.FindOrganizations(ctx, ops.FindOrganizationsIn{Query: search, PageIn: page})
		return collect(out.Organizations, func(v ops.Organization) string { return string(v.Slug) }), out.NextCursor != "", err
	case prompts.Project:
		out, err := o.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: org, Query: search, PageIn: page})
		return collect(out.Projects, func(v ops.Project) string { return string(v.Slug) }), out.NextCursor != "", err
	case prompts.Release:
		out, err := o.FindReleases(ctx, ops.FindReleasesIn{OrgTarget: org, Project: q.Project, Query: search, PageIn: page})
		return collect(out.Releases, func(v ops.Release) string { return v.Version.Raw() }), out.NextCursor != "", err
	case prompts.Environment:
		out, err := o.FindEnvironments(ctx, ops.FindEnvironmentsIn{OrgTarget: org, Project: q.Project})
		return collect(out.Environments, func(v ops.Environment) string { return v.Name.Raw() }), false, err
	case prompts.Issue:
		out, err := o.SearchIssues(ctx, ops.SearchIssuesIn{OrgTarget: org, Project: q.Project, PageIn: page})
		return collect(out.Issues, ops.IssueHandle), out.NextCursor != "", err
	}
	return nil, false, nil
}

// collect are the names of things, each once.
func collect[T any](things []T, name func(T) string) []string {
	var out []string
	for _, thing := range things {
		if n := name(thing); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
