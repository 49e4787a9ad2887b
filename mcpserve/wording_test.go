package mcpserve

import (
	"strings"
	"testing"
)

// shellCommands are some commands as the command line tells them.
func shellCommands() map[string][]string {
	return map[string][]string{
		"search_issues":           {"issue list"},
		"get_issue_details":       {"issue view"},
		"search_issue_events":     {"issue events"},
		"search_events":           {"explore", "log list", "replay list", "trace list"},
		"update_issue":            {"issue resolve"},
		"update_issues":           {"issue resolve"},
		"analyze_issue_with_seer": {"fix", "seer fix"},
		"run_seer_step":           {"fix", "seer fix"},
		"get_seer_run":            {"seer status"},
		"set_release_commits":     {"release set-commits"},
		"find_organizations":      {"org list"},
		"whoami":                  {"auth login", "whoami", "doctor"},
	}
}

func TestHintsNameToolsInsteadOfCommands(t *testing.T) {
	w := newWording(shellCommands)
	for said, want := range map[string]string{
		"vedette issue list --query '' --period 90d":                                                `search_issues with query "" period 90d`,
		"look at them: vedette issue view SHOP-1A":                                                  "look at them: get_issue_details SHOP-1A",
		"`vedette issue list` shows them":                                                           "`search_issues` shows them",
		"vedette issue list -q is:new":                                                              "search_issues query is:new",
		"vedette replay list --period 30d":                                                          "search_events with dataset replays period 30d",
		"vedette trace list, or a longer --period":                                                  "search_events with dataset spans, or a longer period",
		"start one: vedette fix SHOP-1A":                                                            "start one: analyze_issue_with_seer SHOP-1A",
		"vedette issue resolve SHOP-1A --in-next-release":                                           "update_issue SHOP-1A inNextRelease",
		"vedette release set-commits 1.0":                                                           "set_release_commits 1.0",
		"another --org":                                                                             "another organizationSlug",
		"pass --org, set SENTRY_ORG, or run `vedette org list`":                                     "pass organizationSlug; see `find_organizations`",
		"name one: a, b (flag --org, SENTRY_ORG, argument organizationSlug)":                        "name one: a, b (organizationSlug)",
		"vedette auth login --scopes org:read":                                                      "(for the user) vedette auth login --scopes org:read",
		"is the server running? `vedette local run` starts the local backend":                       "is the server running? `(for the user) vedette local run` starts the local backend",
		"vedette runs read-only, and this would change something":                                   "vedette runs read-only, and this would change something",
		"the URL is of x.example, but vedette talks to y.example":                                   "the URL is of x.example, but vedette talks to y.example",
		"one of: high, medium, low":                                                                 "one of: high, medium, low",
		"check the name; `vedette doctor` shows which organizations and projects the token can see": "check the name; find_organizations and find_projects show what the token can see",
	} {
		if got := w.agent(said); got != want {
			t.Errorf("%q is told as %q, not %q", said, got, want)
		}
	}
	if got := newWording(nil).agent("vedette issue list"); got != "vedette issue list" {
		t.Errorf("without commands: %q", got)
	}
}

// Every failure says what to call next, in the agent's words.
func TestFailuresNameTheNextTool(t *testing.T) {
	c := connect(t, answers(nil))
	for name, want := range map[string]struct {
		tool       string
		args       map[string]any
		kind, next string
	}{
		"no such issue":    {"get_issue_details", map[string]any{"issueId": "SHOP-9Z"}, "not_found", "search_issues"},
		"unknown argument": {"search_issues", map[string]any{"projct": 1}, "invalid", "search_issues"},
		"no such tool":     {"call_read_tool", map[string]any{"name": "nope"}, "not_found", "search_tools"},
		"no replay":        {"call_read_tool", map[string]any{"name": "get_replay_details", "arguments": map[string]any{"replayId": strings.Repeat("a", 32)}}, "not_found", "search_events"},
		"a listed write":   {"call_read_tool", map[string]any{"name": "update_issue"}, "forbidden", "update_issue"},
	} {
		md, data, isError := c.refused(want.tool, want.args)
		e, _ := data["error"].(map[string]any)
		if !isError || e["kind"] != want.kind || e["next"] != want.next || strings.Contains(md, "vedette issue") || strings.Contains(md, "vedette replay") {
			t.Errorf("%s: %v\n%s", name, data, md)
		}
	}
}

// Documents say it in the agent's words too, and what others wrote stays.
func TestAnswersNameToolsInsteadOfCommands(t *testing.T) {
	c := connect(t, answers(map[string]string{"GET /organizations/acme/issues/SHOP-1A/autofix/": `{"autofix":null}`}))
	md, _, isError := c.tool("get_seer_run", map[string]any{"issueId": "SHOP-1A"})
	if isError || !strings.Contains(md, "analyze_issue_with_seer SHOP-1A starts one") || strings.Contains(md, "vedette fix") {
		t.Error(md)
	}
	title := strings.Replace(issue, "%s", `"vedette fix --all failed"`, 1)
	c = connect(t, answers(map[string]string{"GET /organizations/acme/issues/": "[" + title + "]"}))
	if md, _, _ := c.tool("search_issues", nil); !strings.Contains(md, "vedette fix --all failed") {
		t.Error(md)
	}
}
