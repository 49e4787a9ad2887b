package sentryapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"vedette/internal/text"
)

// Fence confines a client to some organizations and projects, by their slugs.
// Every request passes it, whatever operation or argument led to it, so that
// there is one place to get it right. What it cannot judge is refused.
type Fence struct {
	Orgs     []string // none = all that the token can see
	Projects []string // none = all of these organizations
}

// Within is a client of the same server, for the same caller, that stays within
// f as well as within a fence that c has.
func (c *Client) Within(f Fence) *Client {
	out := assemble(c.cfg, c.base)
	out.fences = append(slices.Clone(c.fences), f)
	return out
}

// asked marks requests that a fence itself makes, to see where something is.
type askedKey struct{}

// confine is a request as it may be sent, or the reason why it may not.
func (c *Client) confine(ctx context.Context, r call) (call, error) {
	if ctx.Value(askedKey{}) != nil {
		return r, nil
	}
	for _, f := range c.fences {
		var err error
		if r, err = c.confineTo(ctx, f, r); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (c *Client) confineTo(ctx context.Context, f Fence, r call) (call, error) {
	parts, ok := segments(r.path)
	switch {
	case !ok:
		return r, outside(r, "that path")
	case len(f.Orgs)+len(f.Projects) == 0, parts[0] == "auth", len(parts) == 1 && parts[0] == "organizations" && r.isRead():
		return r, nil // Organizations drops the others
	case len(parts) < 2 || parts[0] != "organizations" && parts[0] != "projects" && parts[0] != "teams":
		return r, outside(r, "what is not of an organization")
	case len(f.Orgs) > 0 && !slices.Contains(f.Orgs, parts[1]):
		return r, outside(r, "the organization "+parts[1])
	case len(f.Projects) == 0:
		return r, nil
	case parts[0] == "projects" && len(parts) > 2:
		if !slices.Contains(f.Projects, parts[2]) {
			return r, outside(r, "the project "+parts[2])
		}
		return r, nil
	case parts[0] == "organizations" && len(parts) == 2 && r.isRead():
		return r, nil
	case parts[0] == "organizations" && len(parts) > 2:
		return c.confineResource(ctx, f, r, parts[1], parts[2:])
	}
	return r, outside(r, "what is not of a project")
}

// confineResource judges O/{parts...}.
func (c *Client) confineResource(ctx context.Context, f Fence, r call, org string, parts []string) (call, error) {
	switch name := parts[0]; {
	case ofNoProject(name) && r.isRead():
		return r, nil
	case name == "eventids", name == "trace", name == "replays" && len(parts) == 2:
		return r, nil // their answers say where they are, and are looked at
	case name == "issues" && len(parts) > 1, name == "monitors" && len(parts) > 1, name == "releases" && len(parts) > 1:
		return r, c.standsWithin(ctx, f, r, org, name, parts[1])
	case name == "releases" && r.method == http.MethodPost:
		return r, namesOnly(f, r)
	case takesProject(name, len(parts) > 1) && (r.isRead() || name == "issues" || name == "seer"):
		return withProjects(f, r)
	}
	return r, outside(r, "what is not of one project ("+parts[0]+")")
}

// ofNoProject is true for what an organization has beside its projects.
func ofNoProject(name string) bool {
	switch name {
	case "projects", "teams", "members", "repos", "integrations", "group-search-views": // Projects drops the others
		return true
	}
	return false
}

// takesProject is true for the lists and sums that a project parameter limits,
// changes of many issues among them; nested for the paths below such a name.
func takesProject(name string, nested bool) bool {
	switch name {
	case "trace-items", "trace-meta", "ai-conversations", "profiling", "seer":
		return true
	case "issues", "events", "events-stats", "events-timeseries", "tags", "trace-logs", "replays", "releases", "sessions", "stats_v2",
		"environments", "monitors", "uptime", "combined-rules", "workflows", "detectors", "code-mappings":
		return !nested
	}
	return false
}

// withProjects asks for the projects of the fence, or for those of them that
// the request names.
func withProjects(f Fence, r call) (call, error) {
	var named []string
	for _, p := range r.query["project"] {
		if p != "" && p != "-1" {
			named = append(named, p)
		}
	}
	for _, p := range named {
		if !slices.Contains(f.Projects, p) {
			return r, outside(r, "the project "+p)
		}
	}
	if named == nil {
		named = f.Projects
	}
	query := url.Values{}
	for name, values := range r.query {
		query[name] = values
	}
	query["project"] = named
	delete(query, "projectSlug") // another name for the same
	r.query = query
	return r, nil
}

// namesOnly checks the projects that a new release is for.
func namesOnly(f Fence, r call) error {
	raw, err := r.encodedBody()
	if err != nil {
		return err
	}
	var body struct {
		Projects []string `json:"projects"`
	}
	if json.Unmarshal(raw, &body) != nil || len(body.Projects) == 0 {
		return outside(r, "a release that names no project")
	}
	for _, p := range body.Projects {
		if !slices.Contains(f.Projects, p) {
			return outside(r, "the project "+p)
		}
	}
	return nil
}

// standsWithin looks up the project of an issue or a monitor, and those of a
// release, which may be read when one of them is within, and changed when all
// are.
func (c *Client) standsWithin(ctx context.Context, f Fence, r call, org, kind, id string) error {
	projects, err := c.projectsOf(ctx, r, org, kind, id)
	if err != nil {
		return err
	}
	inside := 0
	for _, p := range projects {
		if slices.Contains(f.Projects, p) {
			inside++
		}
	}
	if inside == 0 || inside < len(projects) && !r.isRead() {
		return elsewhere(r.op)
	}
	return nil
}

// elsewhere is the error for what is in another project: as for what does not
// exist, because its being there is nobody's business.
func elsewhere(op string) *Error {
	return &Error{Kind: KindNotFound, Op: op, Status: http.StatusNotFound,
		Message: text.From("there is no such thing in the projects that vedette is confined to")}
}

// hasProject refuses what is of none of the fences' projects, by the numeric id
// of its project.
func (c *Client) hasProject(ctx context.Context, op, org string, id text.Word) error {
	for _, f := range c.fences {
		if len(f.Projects) == 0 {
			continue
		}
		inside := false
		for _, slug := range f.Projects {
			at, err := c.projectID(ctx, op, org, slug)
			if err != nil && KindOf(err) != KindNotFound {
				return err
			}
			inside = inside || err == nil && at == string(id)
		}
		if !inside {
			return elsewhere(op)
		}
	}
	return nil
}

// projectID is the numeric id of a project.
func (c *Client) projectID(ctx context.Context, op, org, slug string) (string, error) {
	path, err := projectPath(op, org, slug)
	if err != nil {
		return "", err
	}
	if known := c.places.get(path); known != nil {
		return known[0], nil
	}
	p, err := get[Project](context.WithValue(ctx, askedKey{}, true), c, call{op: op, path: path, org: org})
	if err != nil {
		return "", err
	}
	c.places.set(path, []string{string(p.ID)})
	return string(p.ID), nil
}

// projectsOf are the slugs of the projects that something belongs to. Things
// stay where they are, so the answer is kept.
func (c *Client) projectsOf(ctx context.Context, r call, org, kind, id string) ([]string, error) {
	path, err := orgPath(r.op, org, kind, id)
	if err != nil {
		return nil, err
	}
	if known := c.places.get(path); known != nil {
		return known, nil
	}
	at, err := get[struct {
		Project  Project   `json:"project"`
		Projects []Project `json:"projects"`
	}](context.WithValue(ctx, askedKey{}, true), c, call{op: r.op, path: path, org: org, timeout: r.timeout})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range append(at.Projects, at.Project) {
		if p.Slug != "" {
			out = append(out, string(p.Slug))
		}
	}
	if kind != "releases" { // a release gains projects
		c.places.set(path, out)
	}
	return out, nil
}

// outside is the error for a request that leaves the fence.
func outside(r call, what string) *Error {
	return &Error{Kind: KindForbidden, Op: r.op, Message: text.From("vedette is confined to certain organizations and projects here, and " + what + " is outside"),
		Hint: "leave the organization and the project out, or name one that is allowed"}
}

// keeps reports whether something of a project, by its slug, may be shown.
func (c *Client) keeps(project text.Word) bool {
	for _, f := range c.fences {
		if len(f.Projects) > 0 && !slices.Contains(f.Projects, string(project)) {
			return false
		}
	}
	return true
}

// keepsOrg is keeps for an organization.
func (c *Client) keepsOrg(slug text.Word) bool {
	for _, f := range c.fences {
		if len(f.Orgs) > 0 && !slices.Contains(f.Orgs, string(slug)) {
			return false
		}
	}
	return true
}

// segments are the parts of a path, decoded; false for one that a server might
// read differently.
func segments(path string) ([]string, bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for n, part := range parts {
		plain, err := url.PathUnescape(part)
		if err != nil || plain == "" || plain == "." || plain == ".." || strings.ContainsAny(plain, "/\\%?#") && n < 3 {
			return nil, false
		}
		parts[n] = plain
	}
	return parts, true
}

// places remembers the projects of things, by path.
type places struct {
	mu    sync.Mutex
	known map[string][]string
}

const maxPlaces = 1000

func (p *places) get(path string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known[path]
}

func (p *places) set(path string, projects []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= maxPlaces {
		p.known = map[string][]string{}
	}
	p.known[path] = projects
}
