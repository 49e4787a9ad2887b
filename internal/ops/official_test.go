package ops

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// official are the tools of Sentry's own MCP server with their arguments, less
// those that say nothing here (mcpserve lets them pass), and without product onboarding, snapshot images and
// the two tools that search and run others.
func official() map[string]string {
	const issue = "organizationSlug issueId issueUrl"
	const uptime = "organizationSlug projectSlug name url intervalSeconds timeoutMs method headers body status owner environment traceSampling responseCaptureEnabled recoveryThreshold downtimeThreshold"
	return map[string]string{
		"whoami":                      "",
		"find_organizations":          "query",
		"find_projects":               "organizationSlug query",
		"find_teams":                  "organizationSlug query",
		"find_releases":               "organizationSlug projectSlug query",
		"get_release_details":         "organizationSlug releaseVersion projectSlugOrId includeHealth includeDeploys includeCommits limit",
		"get_sentry_resource":         "url resourceType resourceId organizationSlug",
		"search_issues":               "organizationSlug query sort projectSlugOrId limit period",
		"search_events":               "organizationSlug dataset query fields sort projectSlug environment period limit",
		"search_issue_events":         issue + " query sort period limit",
		"get_issue_details":           issue + " eventId",
		"get_event_stacktrace":        "organizationSlug issueId eventId thread",
		"get_issue_breadcrumbs":       issue + " eventId",
		"get_issue_activity":          issue + " includeComments limit",
		"get_issue_tag_values":        issue + " tagKey",
		"get_issue_user_reports":      issue + " cursor limit",
		"get_event_attachment":        "organizationSlug projectSlug eventId attachmentId",
		"add_issue_note":              issue + " text",
		"update_issue":                issue + " status assignedTo ignoreMode ignoreDurationMinutes ignoreCount ignoreWindowMinutes ignoreUserCount ignoreUserWindowMinutes reason",
		"analyze_issue_with_seer":     issue + " instruction",
		"get_trace_details":           "organizationSlug traceId spanId",
		"get_span_details":            "organizationSlug traceId spanId",
		"get_profile":                 "profileUrl organizationSlug projectSlugOrId transactionName period compareAgainstPeriod focusOnUserCode maxHotPaths",
		"get_profile_details":         "profileUrl organizationSlug projectSlugOrId profileId profilerId start end focusOnUserCode",
		"get_replay_details":          "replayUrl organizationSlug replayId",
		"search_ai_conversations":     "organizationSlug query project environment period start end cursor limit",
		"get_ai_conversation_details": "organizationSlug conversationId project start end",
		"find_alert_rules":            "organizationSlug kind projectSlug query cursor limit",
		"get_alert_rule":              "organizationSlug kind projectSlug ruleIdOrName",
		"find_dashboards":             "organizationSlug titleQuery sort cursor limit",
		"get_dashboard_details":       "organizationSlug dashboardIdOrTitle",
		"find_monitors":               "organizationSlug projectSlug environment owner query limit",
		"get_monitor_details":         "organizationSlug monitorSlug projectSlugOrId environment period start end checkInLimit includeStats rollupSeconds",
		"find_uptime_monitors":        "organizationSlug projectSlug environment owner query limit",
		"get_uptime_monitor_details":  "organizationSlug uptimeMonitorId checkLimit",
		"create_uptime_monitor":       uptime,
		"update_uptime_monitor":       uptime + " uptimeMonitorId",
		"delete_uptime_monitor":       "organizationSlug projectSlug uptimeMonitorId",
		"create_project":              "organizationSlug teamSlug name slug platform repository",
		"update_project":              "organizationSlug projectSlug name slug platform",
		"create_team":                 "organizationSlug name",
		"add_team_to_project":         "organizationSlug projectSlug teamSlug",
		"remove_team_from_project":    "organizationSlug projectSlug teamSlug",
		"create_dsn":                  "organizationSlug projectSlug name",
		"find_dsns":                   "organizationSlug projectSlug",
		"update_dsn":                  "organizationSlug projectSlug keyId name isActive rateLimitWindow rateLimitCount disableRateLimit",
		"search_docs":                 "query guide",
		"get_doc":                     "path",
	}
}

// Prompts, allow-lists and habits made for Sentry's own server carry over: its
// tools are here by their names and arguments.
func TestOfficialToolsCarryOver(t *testing.T) {
	catalog := map[string]Operation{}
	for _, op := range Catalog() {
		catalog[op.Name] = op
	}
	for _, name := range slices.Sorted(maps.Keys(official())) {
		op, ok := catalog[name]
		if !ok {
			t.Errorf("there is no operation %s", name)
			continue
		}
		known := map[string]bool{}
		for _, f := range inputFields(op.In) {
			known[f.name] = true
		}
		for arg := range strings.FieldsSeq(official()[name]) {
			if !known[arg] {
				t.Errorf("%s does not take %s", name, arg)
			}
		}
	}
}

// A repository named with a new project ties its code to it; when that fails,
// the project is there all the same and the answer says what is missing.
func TestCreateProjectTiesItsCode(t *testing.T) {
	answers := map[string][]string{
		"POST /teams/acme/web/projects/":               {`{"id":"2","slug":"shop"}`},
		"GET /projects/acme/shop/keys/":                {`[{"id":"k","isActive":true,"dsn":{"public":"https://k@o1.ingest.sentry.io/2"}}]`},
		"POST /organizations/acme/code-mappings/bulk/": {`{"created":1,"updated":0,"errors":0,"mappings":[]}`},
	}
	in := CreateProjectIn{Name: "Shop", Team: "web", Repo: "acme/shop"}
	o, fake := start(t, answers)
	out, err := o.CreateProject(t.Context(), in)
	if err != nil || out.Problem != "" || fake.bodies[len(fake.bodies)-1] != `{"mappings":[{"stackRoot":"","sourceRoot":""}],"project":"shop","repository":"acme/shop"}` {
		t.Errorf("%+v %v %q", out, err, fake.bodies)
	}
	delete(answers, "POST /organizations/acme/code-mappings/bulk/")
	o, _ = start(t, answers)
	if out, err = o.CreateProject(t.Context(), in); err != nil || out.DSN == "" || !strings.Contains(out.Problem, "acme/shop") {
		t.Errorf("%+v %v", out, err)
	}
}
