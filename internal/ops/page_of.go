package ops

import (
	"net/url"
	"slices"
	"strings"
)

// Page is what a page of Sentry shows: one thing ("issue", "event", "trace", ...)
// or a list ("issues", "releases", ...). Args are arguments of the operation that
// reads it, such as issueId; those of "issues" are query, sort, statsPeriod,
// start, end, environment and project (an id).
type Page struct {
	Kind string
	Args map[string]string
	List bool // Kind is in the plural
}

// PageOf reads the address of a page of this server, and asks nobody.
func (o *Ops) PageOf(address string) (Page, error) {
	const op = "open"
	a, err := o.ownAddress(op, address)
	if err != nil {
		return Page{}, err
	}
	if list := listOfPath(a.path, a.org); list != "" {
		page := Page{Kind: list, Args: map[string]string{}, List: true}
		if a.org != "" {
			page.Args["organizationSlug"] = a.org
		}
		for _, name := range []string{"query", "sort", "statsPeriod", "start", "end", "environment", "project"} {
			values := a.query[name]
			if name == "project" && len(values) > 1 {
				return Page{}, invalid(op, "open one of them", "the page is about several projects at once")
			}
			if len(values) > 0 {
				page.Args[name] = strings.Join(values, ",")
			}
		}
		return page, nil
	}
	r, err := o.resourceOfURL(op, address)
	return Page{Kind: r.kind, Args: r.args}, err
}

// address is where a page of this server lies.
type address struct {
	org   string // "" when the address does not tell
	path  []string
	query url.Values
}

// ownAddress takes the address of a page apart. That of another server is an
// error.
func (o *Ops) ownAddress(op, raw string) (address, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return address{}, invalid(op, "give the whole address, https://...", "%q is not a URL", raw)
	}
	if !o.isOurs(u.Host) {
		return address{}, invalid(op, "use that server (SENTRY_URL)", "the URL is of %s, but vedette talks to %s", u.Host, o.cfg.BaseURL)
	}
	a := address{path: strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' }), query: u.Query()}
	for n, p := range a.path {
		if a.path[n], err = url.PathUnescape(p); err != nil {
			return address{}, invalid(op, "percent-encode what is special in it", "%q is not a URL", raw)
		}
	}
	if sub, ok := strings.CutSuffix(u.Hostname(), ".sentry.io"); ok && !strings.Contains(sub, ".") {
		a.org = sub
	}
	if at := slices.Index(a.path, "organizations"); at >= 0 && at+1 < len(a.path) {
		a.org = a.path[at+1]
	}
	return a, nil
}

// listOfPath names what a page lists by the last word of its path; "" for a page
// of one thing. The first page of an organization, and a saved search, are its
// issues; that of the server its organizations.
func listOfPath(path []string, org string) string {
	last := ""
	if len(path) > 0 {
		last = path[len(path)-1]
	}
	switch {
	case last == "" && org == "":
		return "organizations"
	case last == "" || last == org || slices.Contains(path, "views"):
		return "issues"
	}
	switch last {
	case "issues", "projects", "releases", "replays", "dashboards", "logs", "traces", "alerts":
		return last
	case "crons":
		return "monitors"
	}
	return ""
}
