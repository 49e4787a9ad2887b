package mcpserve

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"vedette/mcpserve/transport"
)

// names are the tools that a request gets, and the arguments of one of them.
func (r *remote) tools(t *testing.T, below string, headers ...string) (status int, names []string, arguments map[string]any) {
	t.Helper()
	headers = append(headers, "Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list", "Authorization", "Bearer t")
	status, _, answer := r.send(below, `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{`+aboutMe+`}}`, headers...)
	var m struct {
		Result struct {
			Tools []struct {
				Name        string
				InputSchema struct{ Properties map[string]any }
			}
		}
	}
	_ = json.Unmarshal([]byte(answer), &m) // a refusal has no tools
	for _, tool := range m.Result.Tools {
		names = append(names, tool.Name)
		if tool.Name == "search_issues" {
			arguments = tool.InputSchema.Properties
		}
	}
	return status, names, arguments
}

func TestRequestsChooseWithinTheServersBounds(t *testing.T) {
	r := serveHTTP(t, answers(nil), Options{Selection: Selection{Deny: []string{"delete_*"}, Orgs: []string{"acme", "beta"}}}, HTTP{})
	for name, c := range map[string]struct {
		below   string
		headers []string
		has     []string
		hasNot  []string
		status  int
	}{
		"nothing":           {has: []string{"search_issues", "update_issue"}, hasNot: []string{"find_monitors"}, status: 200},
		"toolsets":          {headers: []string{"X-MCP-Toolsets", "monitors, releases"}, has: []string{"find_monitors", "create_release"}, hasNot: []string{"search_issues"}, status: 200},
		"toolsets by URL":   {below: "?toolsets=monitors", has: []string{"find_monitors"}, hasNot: []string{"search_issues"}, status: 200},
		"tools":             {headers: []string{"X-MCP-Tools", "whoami"}, has: []string{"whoami"}, hasNot: []string{"search_issues"}, status: 200},
		"excluded":          {headers: []string{"X-MCP-Exclude-Tools", "update_*"}, has: []string{"search_issues"}, hasNot: []string{"update_issue"}, status: 200},
		"denied for all":    {headers: []string{"X-MCP-Toolsets", "all"}, has: []string{"update_issues"}, hasNot: []string{"delete_issues"}, status: 200},
		"read only":         {headers: []string{"X-MCP-Readonly", "true"}, has: []string{"search_issues"}, hasNot: []string{"update_issue"}, status: 200},
		"read only, hardly": {headers: []string{"X-MCP-Readonly", ""}, hasNot: []string{"update_issue"}, status: 200},
		"not read only":     {headers: []string{"X-MCP-Readonly", "false"}, has: []string{"update_issue"}, status: 200},
		"unknown toolset":   {headers: []string{"X-MCP-Toolsets", "nonsense"}, status: 400},
		"another org":       {below: "/other", status: 403},
		"no slug":           {below: "/a%20b", status: 400},
		"too deep":          {below: "/acme/shop/issues", status: 404},
	} {
		status, names, _ := r.tools(t, c.below, c.headers...)
		if status != c.status {
			t.Errorf("%s: %d", name, status)
		}
		for _, want := range c.has {
			if !slices.Contains(names, want) {
				t.Errorf("%s: no %s in %v", name, want, names)
			}
		}
		for _, not := range c.hasNot {
			if slices.Contains(names, not) {
				t.Errorf("%s: %s is offered", name, not)
			}
		}
	}
	_, _, arguments := r.tools(t, "/acme/shop")
	if arguments == nil || arguments["organizationSlug"] != nil || arguments["projectSlugOrId"] != nil {
		t.Errorf("constrained arguments: %v", arguments)
	}
	if _, _, arguments := r.tools(t, "/acme"); arguments["organizationSlug"] != nil || arguments["projectSlugOrId"] == nil {
		t.Errorf("one organization: %v", arguments)
	}
	if _, _, arguments := r.tools(t, ""); arguments["organizationSlug"] == nil {
		t.Errorf("two organizations: %v", arguments)
	}
}

// A tool that a request does not get cannot be called by it either.
func TestWhatIsNotOfferedIsNotCalled(t *testing.T) {
	r := serveHTTP(t, answers(nil), Options{}, HTTP{Access: transport.OpenAccess})
	for _, headers := range [][]string{{"X-MCP-Readonly", "1"}, {"X-MCP-Exclude-Tools", "update_issue"}, {"X-MCP-Toolsets", "monitors"}} {
		id := r.session("", headers...)
		_, _, answer := r.send("", callOf("update_issue", `{"issueId":"SHOP-1","status":"resolved"}`), append(headers, "Mcp-Session-Id", id)...)
		if !strings.Contains(answer, `"error":{"code":-32602`) {
			t.Errorf("%v: %s", headers, answer)
		}
	}
}

// requests are what a fake Sentry was asked, by whom.
type requests struct {
	mu   sync.Mutex
	seen []string
}

func (q *requests) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q.mu.Lock()
	q.seen = append(q.seen, r.Header.Get("Authorization")+" "+r.URL.RequestURI())
	q.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `[{"id":"1","slug":"org-of-`+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")+`"}]`)
}

func TestConstraintPathCannotBeOverridden(t *testing.T) {
	sentry := &requests{}
	r := serveHTTP(t, sentry, Options{}, HTTP{Access: transport.OpenAccess})
	id := r.session("/acme/shop")
	for _, args := range []string{`{"organizationSlug":"other"}`, `{"projectSlugOrId":"vault"}`} {
		if _, _, answer := r.send("/acme/shop", callOf("search_issues", args), "Mcp-Session-Id", id); !strings.Contains(answer, "forbidden") {
			t.Errorf("%s: %s", args, answer)
		}
	}
	_, _, _ = r.send("/acme/shop", callOf("search_issues", `{"query":"project:vault"}`), "Mcp-Session-Id", id)
	if len(sentry.seen) != 1 || !strings.Contains(sentry.seen[0], "/organizations/acme/issues/") || !strings.Contains(sentry.seen[0], "project=shop") {
		t.Errorf("%q", sentry.seen)
	}
}

// A request's own token goes to Sentry with its own calls and nowhere else.
func TestTokensPassThrough(t *testing.T) {
	sentry := &requests{}
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&locked{w: &log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r := serveHTTP(t, sentry, Options{Logger: logger}, HTTP{})
	var wg sync.WaitGroup
	for _, who := range []string{"ann", "bob", "eve"} {
		for _, scheme := range []string{"Bearer ", "Sentry-Bearer ", "bearer "} {
			wg.Go(func() {
				auth := []string{"Authorization", scheme + "sntryu_" + who}
				id := r.session("", auth...)
				for range 20 {
					_, _, answer := r.send("", callOf("find_organizations", `{}`), append(auth, "Mcp-Session-Id", id)...)
					if !strings.Contains(answer, "org-of-sntryu_"+who) {
						t.Errorf("%s gets %s", who, answer)
					}
				}
			})
		}
	}
	wg.Wait()
	if strings.Contains(log.String(), "sntryu_") {
		t.Errorf("a token is in the log:\n%s", log.String())
	}
	for _, asked := range sentry.seen {
		if !strings.HasPrefix(asked, "Bearer sntryu_") {
			t.Errorf("asked as %q", asked)
		}
	}
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// The server's own login is for its own machine, unless it was said otherwise.
func TestWhoMayUseTheServersLogin(t *testing.T) {
	for name, c := range map[string]struct {
		access  transport.Access
		headers []string
		status  int
	}{
		"no login":                        {transport.NoAccess, nil, 401},
		"a local program":                 {transport.LocalAccess, nil, 200},
		"a proxy here, for somebody else": {transport.LocalAccess, []string{"X-Forwarded-For", "203.0.113.7"}, 401},
		"the same, by the newer header":   {transport.LocalAccess, []string{"Forwarded", "for=203.0.113.7"}, 401},
		"an empty token is no token":      {transport.LocalAccess, []string{"Authorization", "Bearer "}, 401},
		"shared":                          {transport.OpenAccess, []string{"X-Forwarded-For", "203.0.113.7"}, 200},
	} {
		r := serveHTTP(t, answers(nil), Options{}, HTTP{Access: c.access})
		if status, _, answer := r.send("", initialize, c.headers...); status != c.status {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	// Behind a proxy with a name, the name does not make a request local.
	r := serveHTTP(t, answers(nil), Options{}, HTTP{Access: transport.LocalAccess, Hosts: []string{"mcp.example.com"}})
	if status, _, answer := r.send("", initialize, "Host", "mcp.example.com"); status != 401 {
		t.Errorf("%d %s", status, answer)
	}
}
