// Package resources gives the things of Sentry addresses (sentry://ORG/issue/ID),
// so that a person can put one into a conversation without a tool call. It only
// says which operation reads an address, with which arguments: what a resource
// holds is what the tool of that operation answers.
package resources

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Scheme begins every address.
const Scheme = "sentry"

// Forms of a resource: its parameter format.
const (
	Markdown = "markdown" // the default
	JSON     = "json"
)

// Template is a kind of resources with addresses of one form.
type Template struct {
	Name, Title, Description string
	Operation                string // that reads them
	Variables                []Variable

	kind  string // the word behind the organization
	fixed map[string]any
}

// Variable is a part of an address; the last one may hold slashes.
type Variable struct {
	Name     string // in the template
	Argument string // of the operation
	rest     bool
}

// Resource is one resource that is always there.
type Resource struct {
	URI, Name, Title, Description string
	Operation                     string
	arguments                     map[string]any
}

// Templates are the kinds of resources.
func Templates() []Template {
	id := func(argument string) []Variable { return []Variable{{Name: "id", Argument: argument}} }
	project := func(argument string) Variable { return Variable{Name: "project", Argument: argument} }
	return []Template{
		{Name: "issue", Title: "Issue", Description: "An issue with its latest event: error, stack, tags, state.",
			Operation: "get_issue_details", Variables: id("issueId"), kind: "issue"},
		{Name: "event", Title: "Event", Description: "One event in full, by its 32 hexadecimal digits.",
			Operation: "get_event_details", Variables: id("eventId"), kind: "event"},
		{Name: "trace", Title: "Trace", Description: "A trace's spans as a tree, with the errors in it.",
			Operation: "get_trace_details", Variables: id("traceId"), kind: "trace"},
		{Name: "release", Title: "Release", Description: "A release with its new issues, deploys, commits and health.",
			Operation: "get_release_details", Variables: []Variable{{Name: "version", Argument: "releaseVersion", rest: true}}, kind: "release",
			fixed: map[string]any{"includeHealth": true}},
		{Name: "replay", Title: "Replay", Description: "What a user did, as a timeline.",
			Operation: "get_replay_details", Variables: id("replayId"), kind: "replay"},
		{Name: "monitor", Title: "Cron monitor", Description: "A monitored job: schedule, check-ins, what was missed.",
			Operation: "get_monitor_details", Variables: []Variable{project("projectSlugOrId"), {Name: "slug", Argument: "monitorSlug"}}, kind: "monitor"},
		{Name: "project", Title: "Project", Description: "A project's settings and teams.",
			Operation: "get_project_details", Variables: []Variable{project("projectSlug")}, kind: "project"},
		{Name: "inbox", Title: "Inbox of a project", Description: "Unresolved issues that nobody has looked at yet.",
			Operation: "search_issues", Variables: []Variable{project("projectSlugOrId")}, kind: "inbox", fixed: forReview()},
		{Name: "performance", Title: "Performance of a project", Description: "Throughput, failures, slowest transactions and spans of a day.",
			Operation: "get_performance_summary", Variables: []Variable{project("projectSlug")}, kind: "performance"},
	}
}

// Listed are the resources that a client is shown. Listing asks no server.
func Listed() []Resource {
	at := func(path string) string { return Scheme + "://" + path }
	return []Resource{
		{URI: at("inbox"), Name: "inbox", Title: "Issues to look at", Description: "Unresolved issues that nobody has looked at yet, of the default organization and project.",
			Operation: "search_issues", arguments: forReview()},
		{URI: at("projects"), Name: "projects", Title: "Projects", Description: "The projects of the default organization.", Operation: "find_projects"},
		{URI: at("organizations"), Name: "organizations", Title: "Organizations", Description: "What this login can see.", Operation: "find_organizations"},
		{URI: at("search-syntax"), Name: "search-syntax", Title: "Search syntax", Description: "How to search issues: fields, operators, examples.",
			Operation: "get_search_syntax", arguments: map[string]any{"dataset": "issues"}},
		{URI: at("whoami"), Name: "whoami", Title: "Login", Description: "Whose token is used, and what it may do.", Operation: "whoami"},
	}
}

// ListedAs is the resource of a name among those that are always there.
func ListedAs(name string) (Resource, bool) {
	all := Listed()
	n := slices.IndexFunc(all, func(r Resource) bool { return r.Name == name })
	if n < 0 {
		return Resource{}, false
	}
	return all[n], true
}

func forReview() map[string]any {
	return map[string]any{"query": "is:unresolved is:for_review", "sort": "inbox", "limit": 25}
}

// URITemplate is the form of the addresses, after RFC 6570.
func (t Template) URITemplate() string {
	out := Scheme + "://{org}/" + t.kind
	for _, v := range t.Variables {
		if v.rest {
			out += "/{+" + v.Name + "}"
		} else {
			out += "/{" + v.Name + "}"
		}
	}
	return out + "{?format}"
}

// URI is the address of a resource of this kind. Values are given in the order
// of the variables.
func (t Template) URI(org string, values ...string) string {
	out := Scheme + "://" + escape(org) + "/" + t.kind
	for _, v := range values {
		out += "/" + escape(v)
	}
	return out
}

// escape leaves nothing but what RFC 3986 calls unreserved.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// Find is the kind of a name; it panics for a name that is none: names are
// written in this program.
func Find(name string) Template {
	all := Templates()
	n := slices.IndexFunc(all, func(t Template) bool { return t.Name == name })
	if n < 0 {
		panic("resources: no kind is called " + name)
	}
	return all[n]
}

// Read is how a resource is read.
type Read struct {
	Operation string
	Arguments json.RawMessage
	JSON      bool // as data; otherwise as Markdown
}

// maxURI bounds an address, in bytes.
const maxURI = 2048

// Parse says how the resource at an address is read. The error says what is
// wrong with it; that nothing is there is found out by reading.
func Parse(uri string) (Read, error) {
	if len(uri) > maxURI {
		return Read{}, fmt.Errorf("the address is longer than %d bytes", maxURI)
	}
	rest, ok := strings.CutPrefix(uri, Scheme+"://")
	if !ok {
		return Read{}, fmt.Errorf("addresses begin with %s://", Scheme)
	}
	path, query, _ := strings.Cut(rest, "?")
	read, err := asks(query)
	if err != nil {
		return Read{}, err
	}
	for _, r := range Listed() {
		if r.URI == Scheme+"://"+path {
			read.Operation = r.Operation
			read.Arguments, err = json.Marshal(r.arguments)
			return read, err
		}
	}
	parts := strings.SplitN(path, "/", 3)
	for n, p := range parts[:min(len(parts), 2)] {
		if parts[n], err = url.PathUnescape(p); err != nil || p == "" {
			return Read{}, unknown()
		}
	}
	if len(parts) < 3 {
		return Read{}, unknown()
	}
	for _, t := range Templates() {
		if t.kind == parts[1] {
			read.Operation = t.Operation
			read.Arguments, err = t.arguments(parts[0], parts[2])
			return read, err
		}
	}
	return Read{}, unknown()
}

// asks reads what stands behind the question mark.
func asks(query string) (Read, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return Read{}, err
	}
	for name := range values {
		if name != "format" {
			return Read{}, fmt.Errorf("the only parameter is format, not %q", name)
		}
	}
	switch format := values.Get("format"); format {
	case "", Markdown:
		return Read{}, nil
	case JSON:
		return Read{JSON: true}, nil
	default:
		return Read{}, fmt.Errorf("the format is %s or %s, not %q", Markdown, JSON, format)
	}
}

func unknown() error {
	var forms []string
	for _, t := range Templates() {
		forms = append(forms, strings.TrimSuffix(t.URITemplate(), "{?format}"))
	}
	return fmt.Errorf("no resource has such an address; there are %s", strings.Join(forms, ", "))
}

// arguments are those of the operation for an address of this kind.
func (t Template) arguments(org, path string) (json.RawMessage, error) {
	values := make([]string, len(t.Variables))
	for n, v := range t.Variables {
		part, rest, more := path, "", false
		if !v.rest {
			part, rest, more = strings.Cut(path, "/")
		}
		var err error
		if values[n], err = url.PathUnescape(part); err != nil || values[n] == "" || more != (n < len(t.Variables)-1) {
			return nil, unknown()
		}
		path = rest
	}
	return t.Arguments(org, values...)
}

// Arguments are those of the operation that reads a resource of this kind.
// What is empty is left to the operation to find.
func (t Template) Arguments(org string, values ...string) (json.RawMessage, error) {
	args := maps.Clone(t.fixed)
	if args == nil {
		args = map[string]any{}
	}
	if org != "" {
		args["organizationSlug"] = org
	}
	for n, v := range values {
		if v != "" {
			args[t.Variables[n].Argument] = v
		}
	}
	return json.Marshal(args)
}
