package mcpserve

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// People and models ask in their own words. The tool wanted is among the first
// three, most often the first.
func TestTheSearchFindsTools(t *testing.T) {
	x := newDiscovery(Selection{}).index()
	first := 0
	questions := map[string]string{
		"who broke it":                                  "get_issue_owners",
		"git blame for this error":                      "get_issue_owners",
		"suspect commit":                                "get_issue_owners",
		"full stack trace":                              "get_event_stacktrace",
		"traceback of the crashed thread":               "get_event_stacktrace",
		"why is my endpoint slow":                       "get_performance_summary",
		"p95 latency of a transaction":                  "get_performance_summary",
		"web vitals":                                    "get_performance_summary",
		"which functions use the CPU":                   "get_profile",
		"flame graph":                                   "get_profile",
		"slow database queries":                         "search_events",
		"search logs":                                   "search_events",
		"what did the user do before the crash":         "get_issue_breadcrumbs",
		"session recording of the user":                 "get_replay_details",
		"rage clicks":                                   "get_replay_details",
		"crash free rate of the last release":           "get_release_health",
		"deploys and commits of a release":              "get_release_details",
		"is this release safe to ship":                  "check_gate",
		"nightly job did not run":                       "find_monitors",
		"is the website down":                           "find_uptime_monitors",
		"how much quota is left":                        "get_org_stats",
		"user feedback":                                 "get_issue_user_reports",
		"minified javascript stack":                     "debug_source_maps",
		"source maps missing":                           "debug_source_maps",
		"duplicates of this issue":                      "find_similar_issues",
		"jira ticket linked to the issue":               "find_external_issues",
		"screenshot attached to the event":              "get_event_attachment",
		"comments and history of an issue":              "get_issue_activity",
		"open a pull request with the fix":              "open_seer_pr",
		"create a DSN":                                  "create_dsn",
		"list people I can assign to":                   "find_members",
		"codeowners rules":                              "get_ownership",
		"llm conversation transcript":                   "get_ai_conversation_details",
		"bulk resolve many issues":                      "update_issues",
		"query syntax help":                             "get_search_syntax",
		"which fields can I search in spans":            "find_event_fields",
		"who gets notified when the error rate is high": "find_alert_rules",
		"reslove an issue":                              "update_issue",
		"breadcrums":                                    "get_issue_breadcrumbs",
		"find_teams":                                    "find_teams",
	}
	for q, want := range questions {
		found := x.find(q, 3)
		at := slices.IndexFunc(found, func(op ops.Operation) bool { return op.Name == want })
		if at == 0 {
			first++
		}
		if at < 0 {
			var got []string
			for _, op := range found {
				got = append(got, op.Name)
			}
			t.Errorf("%q finds %v, not %s", q, got, want)
		}
	}
	if share := 100 * first / len(questions); share < 80 {
		t.Errorf("the tool wanted comes first for %d %% of the questions", share)
	}
	for _, nothing := range []string{"", "the of and", "zzzzqqqq", "\x00\xff", strings.Repeat("a ", 10_000)} {
		if found := x.find(nothing, 8); len(found) > 0 {
			t.Errorf("%.20q finds %s", nothing, found[0].Name)
		}
	}
}

// An answer of the search stays within 600 tokens.
func TestAnswersOfTheSearchAreSmall(t *testing.T) {
	c := connect(t, answers(nil))
	for _, op := range ops.Catalog() {
		for _, args := range []map[string]any{{"tool": op.Name}, {"query": op.Guide().Words + " " + op.Guide().Summary}} {
			md, data, isError := c.tool(searchTools, args)
			if n := text.Tokens(md); isError || n > 600 || data != nil {
				t.Errorf("%v: %d tokens, %t, %v\n%s", args, n, isError, data, md)
			}
		}
		if md, _, _ := c.tool(searchTools, map[string]any{"tool": op.Name}); len(op.Arguments()) > 0 && !strings.Contains(md, op.Arguments()[0]+" (") {
			t.Errorf("%s: no arguments in\n%s", op.Name, md)
		}
	}
}

// A host that lets the caller of read-only tools pass without asking must never
// thereby let a change pass.
func TestTheCallerRunsOnlyWhatReads(t *testing.T) {
	sentry := &counting{}
	c := connect(t, sentry)
	for _, op := range ops.Catalog() {
		if op.Effect == ops.Read {
			continue
		}
		md, data, isError := c.refused(callReadTool, map[string]any{"name": op.Name, "arguments": map[string]any{"issueId": "SHOP-1A"}})
		failure, _ := data["error"].(map[string]any)
		if !isError || failure["kind"] != "forbidden" {
			t.Errorf("%s: %s", op.Name, md)
		}
		if want := "call " + op.Name + " itself"; slices.Contains(mainTools(), op.Name) != strings.Contains(md, want) {
			t.Errorf("%s: the way is not told: %s", op.Name, md)
		}
		if want := "--toolsets main," + op.Toolset; !slices.Contains(mainTools(), op.Name) && !strings.Contains(md, want) {
			t.Errorf("%s: the way is not told: %s", op.Name, md)
		}
	}
	if sentry.requests > 0 {
		t.Errorf("%d requests were sent", sentry.requests)
	}
}

func TestTheCallerReachesWhatIsNotListed(t *testing.T) {
	c := connect(t, answers(map[string]string{"GET /organizations/acme/teams/": `[{"slug":"core","id":"1"}]`}))
	for name, args := range map[string]map[string]any{
		"by name":             {"name": "find_teams", "arguments": map[string]any{"query": "", "regionUrl": nil}},
		"by an old name":      {"name": "list_teams"},
		"arguments as a text": {"name": "find_teams", "arguments": `{"limit": 3}`},
	} {
		if md, _, isError := c.tool(callReadTool, args); isError || !strings.Contains(md, "core") {
			t.Errorf("%s: %s", name, md)
		}
	}
	for want, args := range map[string]map[string]any{
		"did you mean find_teams?": {"name": "find_taems"},
		"search_tools with query":  {"name": "rm_rf"},
		"limit (integer":           {"name": "find_teams", "arguments": map[string]any{"limit": []int{1}}},
		"arguments are not a JSON": {"name": "find_teams", "arguments": "teams"},
	} {
		if md, _, isError := c.tool(callReadTool, args); !isError || !strings.Contains(md, want) {
			t.Errorf("%v: %s", args, md)
		}
	}
}

// What a server was told not to offer is not reached by the search either.
func TestTheSearchEndsWhereTheSelectionDoes(t *testing.T) {
	c := connectTo(t, answers(nil), Selection{Deny: []string{"find_teams"}, ReadOnly: true})
	if md, _, _ := c.tool(searchTools, map[string]any{"query": "teams"}); strings.Contains(md, "find_teams") {
		t.Error(md)
	}
	if md, _, isError := c.tool(callReadTool, map[string]any{"name": "find_teams"}); !isError || strings.Contains(md, "did you mean find_teams") {
		t.Error(md)
	}
	if md, _, isError := c.tool(callReadTool, map[string]any{"name": "update_issue"}); !isError || !strings.Contains(md, "read-only") {
		t.Error(md)
	}
	if md, _, _ := c.tool(searchTools, map[string]any{"query": "resolve an issue"}); !strings.Contains(md, "this server is read-only") {
		t.Error(md)
	}
}

// counting is a Sentry that only counts what it is asked.
type counting struct{ requests int }

func (c *counting) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	c.requests++
	w.WriteHeader(http.StatusTeapot)
}
