package sentryapi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// openAPI is the part of Sentry's public API document that holds examples.
type openAPI struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct {
				Examples map[string]struct{ Value json.RawMessage }
			}
		}
	}
}

// example is the first example of a response; the document lies next to the
// repository and is not part of it.
func (d openAPI) example(t *testing.T, method, path, status string) []byte {
	t.Helper()
	for _, content := range d.Paths[path][method].Responses[status].Content {
		for _, example := range content.Examples {
			return example.Value
		}
	}
	t.Fatalf("the document has no example for %s %s", method, path)
	return nil
}

func loadOpenAPI(t *testing.T) openAPI {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, "..", "shared", "api", "sentry-openapi-subset.json"))
		if err == nil {
			var d openAPI
			if err := json.Unmarshal(data, &d); err != nil {
				t.Fatal(err)
			}
			return d
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Skip("Sentry's API document is not next to the repository")
	}
}

func TestOfficialExamples(t *testing.T) {
	const org = "/api/0/organizations/{organization_id_or_slug}/"
	document := loadOpenAPI(t)
	listed := func(path string, decode func([]byte) (int, []error, error)) {
		raw := document.example(t, "get", org+path, "200")
		if n, skipped, err := decode(raw); err != nil || n == 0 || len(skipped) > 0 {
			t.Errorf("%s: %d items, skipped %v, %v", path, n, skipped, err)
		}
	}
	listed("projects/", counted[Project])
	listed("teams/", counted[Team])
	listed("releases/", counted[Release])
	listed("issues/", counted[Issue])
	listed("issues/{issue_id}/events/", counted[EventSummary])
	listed("releases/{version}/commits/", counted[Commit])
	listed("detectors/", counted[Detector])
	listed("workflows/", counted[Workflow])
	listed("dashboards/", counted[Dashboard])
	listed("members/", counted[Member])
	listed("environments/", counted[Environment])
	listed("repos/", counted[OrgRepository])
	listed("integrations/", counted[Integration])

	organization, missing, err := decodeLoose[Organization](document.example(t, "get", org, "200"))
	if err != nil || len(missing) > 0 || organization.Slug == "" {
		t.Errorf("organization %+v, %v, %v", organization, missing, err)
	}
	issue, missing, err := decodeLoose[Issue](document.example(t, "get", org+"issues/{issue_id}/", "200"))
	if err != nil || len(missing) > 0 || issue.ID == "" || issue.Title.IsZero() {
		t.Errorf("issue %+v, %v, %v", issue, missing, err)
	}
	event, err := DecodeEvent(document.example(t, "get", org+"issues/{issue_id}/events/{event_id}/", "200"))
	if err != nil || len(event.Skipped) > 0 || len(event.Exceptions) == 0 || len(event.Exceptions[0].Frames) == 0 || event.Type != "error" {
		t.Errorf("event %+v, %v", event, err)
	}
	run, err := DecodeSeerRun(document.example(t, "get", org+"issues/{issue_id}/autofix/", "200"))
	if err != nil || run.Root == nil || run.Status != SeerCompleted {
		t.Errorf("run %+v, %v", run, err)
	}
	tag, missing, err := decodeLoose[tagWire](document.example(t, "get", org+"issues/{issue_id}/tags/{key}/", "200"))
	if err != nil || len(missing) > 0 || tag.TotalValues != 3 {
		t.Errorf("tag %+v, %v, %v", tag, missing, err)
	}
}

// TestOfficialTelemetryExamples reads the examples of the endpoints that explore.
func TestOfficialTelemetryExamples(t *testing.T) {
	const org, project = "/api/0/organizations/{organization_id_or_slug}/", "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/"
	document := loadOpenAPI(t)
	served := func(path string) *Client {
		return serveFixed(t, string(document.example(t, "get", path, "200")))
	}
	ctx := t.Context()

	table, err := served(org+"events/").EventTable(ctx, "acme", TableQuery{Dataset: "errors", Fields: []string{"count()"}, StatsPeriod: "24h"})
	if err != nil || len(table.Items) != 3 || table.Types["count()"] != "integer" || table.Items[1]["transaction"].String() != "bar" {
		t.Errorf("table %+v, %v", table, err)
	}
	if n, ok := table.Items[2]["count()"].Number(); !ok || n != 40 {
		t.Errorf("count %v, %v", n, ok)
	}
	trace, err := served(org+"trace/{trace_id}/").Trace(ctx, "acme", "t", TraceQuery{StatsPeriod: "24h"})
	if err != nil || len(trace.Items) != 1 || len(trace.Skipped) > 0 || trace.Items[0].Duration != 250 || trace.Items[0].Op != "http.server" {
		t.Errorf("trace %+v, %v", trace, err)
	}
	meta, err := served(org+"trace-meta/{trace_id}/").TraceMeta(ctx, "acme", "t", TraceQuery{StatsPeriod: "24h"})
	if err != nil || meta.Spans != 195 || meta.Logs != 5 || meta.SpansByOp["db"] != 58 {
		t.Errorf("counts %+v, %v", meta, err)
	}
	attributes, err := served(org+"trace-items/attributes/").Attributes(ctx, "acme", AttributeQuery{ItemType: "spans"})
	if err != nil || len(attributes.Items) != 2 || attributes.Items[1].Type != "number" || attributes.Items[1].From.Type != "user" {
		t.Errorf("attributes %+v, %v", attributes, err)
	}
	replays, err := served(org+"replays/").Replays(ctx, "acme", TableQuery{StatsPeriod: "24h"})
	if err != nil || len(replays.Items) == 0 || len(replays.Skipped) > 0 || replays.Items[0]["count_dead_clicks"].String() != "6" || replays.Items[0]["user.email"].IsZero() {
		t.Errorf("replays %+v, %v", replays, err)
	}
	replay, err := served(org+"replays/{replay_id}/").Replay(ctx, "acme", "r")
	if err != nil || replay.Duration != 576 || len(replay.Tags["hello"]) != 2 || replay.User.Email.IsZero() {
		t.Errorf("replay %+v, %v", replay, err)
	}
	recording, err := served(project+"replays/{replay_id}/recording-segments/").Recording(ctx, "acme", "web", "r", "", 10)
	if err != nil || len(recording.Items) != 2 || recording.Items[1].Category != "navigation.navigate" || recording.Items[1].Address.String() != "https://sentry.io" {
		t.Errorf("recording %+v, %v", recording, err)
	}
	graph, err := served(org+"profiling/flamegraph/").Flamegraph(ctx, "acme", FlamegraphQuery{StatsPeriod: "7d"})
	if err != nil || len(graph.Stacks) != 2 || graph.Stacks[0].Samples != 30 || graph.Stacks[1].Time.Seconds() != 1 || !graph.Frames[1].InApp || graph.Profiles != 1 {
		t.Errorf("flamegraph %+v, %v", graph, err)
	}
	profile, err := served(project+"profiling/profiles/{profile_id}/").Profile(ctx, "acme", "web", "p")
	if err != nil || len(profile.Stacks) != 1 || profile.Stacks[0].Thread != "MainThread" || profile.Release.String() != "1.0.0" || profile.TraceID == "" {
		t.Errorf("profile %+v, %v", profile, err)
	}
	chunk, err := served(org+"profiling/chunks/").ProfileChunks(ctx, "acme", "1", "p", time.Unix(1, 0), time.Unix(9, 0))
	if err != nil || len(chunk.Stacks) != 1 || len(chunk.Frames) != 2 {
		t.Errorf("chunk %+v, %v", chunk, err)
	}
}

// The settings of a project, as documented.
func TestOfficialProjectExamples(t *testing.T) {
	const project = "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/"
	document := loadOpenAPI(t)
	for path, decode := range map[string]func([]byte) (int, []error, error){
		"members/": counted[Member], "environments/": counted[Environment], "keys/": counted[ClientKey], "teams/": counted[Team],
	} {
		if n, skipped, err := decode(document.example(t, "get", project+path, "200")); err != nil || n == 0 || len(skipped) > 0 {
			t.Errorf("%s: %d items, skipped %v, %v", path, n, skipped, err)
		}
	}
	detail, missing, err := decodeLoose[ProjectDetail](document.example(t, "get", project, "200"))
	if err != nil || len(missing) > 0 || detail.Slug == "" || len(detail.Teams) == 0 || detail.Status == "" {
		t.Errorf("project %+v, %v, %v", detail, missing, err)
	}
	ownership, missing, err := decodeLoose[Ownership](document.example(t, "get", project+"ownership/", "200"))
	if err != nil || len(missing) > 0 || ownership.Schema == nil || len(ownership.Schema.Rules) != 3 || ownership.Schema.Rules[0].Owners[0].Name.IsZero() {
		t.Errorf("ownership %+v, %v, %v", ownership, missing, err)
	}
	key, missing, err := decodeLoose[ClientKey](document.example(t, "post", project+"keys/", "201"))
	if err != nil || len(missing) > 0 || key.DSN.Public == "" || !key.IsActive || key.RateLimit == nil || key.RateLimit.Window == 0 {
		t.Errorf("key %+v, %v, %v", key, missing, err)
	}
	made, missing, err := decodeLoose[Project](document.example(t, "post", "/api/0/teams/{organization_id_or_slug}/{team_id_or_slug}/projects/", "201"))
	if err != nil || len(missing) > 0 || made.Slug == "" {
		t.Errorf("new project %+v, %v, %v", made, missing, err)
	}
	team, missing, err := decodeLoose[Team](document.example(t, "post", "/api/0/organizations/{organization_id_or_slug}/teams/", "201"))
	if err != nil || len(missing) > 0 || team.Slug == "" {
		t.Errorf("new team %+v, %v, %v", team, missing, err)
	}
}

func TestOfficialExamplesOfTriage(t *testing.T) {
	const org, project = "/api/0/organizations/{organization_id_or_slug}/", "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/"
	document := loadOpenAPI(t)
	for path, decode := range map[string]func([]byte) (int, []error, error){
		org + "issues/{issue_id}/external-issues/": counted[ExternalIssue],
		project + "events/{event_id}/attachments/": counted[Attachment],
	} {
		if n, skipped, err := decode(document.example(t, "get", path, "200")); err != nil || n == 0 || len(skipped) > 0 {
			t.Errorf("%s: %d items, skipped %v, %v", path, n, skipped, err)
		}
	}
	place, missing, err := decodeLoose[EventPlace](document.example(t, "get", org+"eventids/{event_id}/", "200"))
	if err != nil || len(missing) > 0 || place.Project == "" || place.IssueID == "" {
		t.Errorf("event place %+v, %v, %v", place, missing, err)
	}
	file, missing, err := decodeLoose[Attachment](document.example(t, "get", project+"events/{event_id}/attachments/{attachment_id}/", "200"))
	if err != nil || len(missing) > 0 || file.Name.IsZero() || file.Size == 0 {
		t.Errorf("attachment %+v, %v, %v", file, missing, err)
	}
	debug, missing, err := decodeLoose[SourceMapDebug](document.example(t, "get", project+"events/{event_id}/source-map-debug/", "200"))
	if err != nil || len(missing) > 0 || len(debug.Exceptions) == 0 {
		t.Errorf("source maps %+v, %v, %v", debug, missing, err)
	}
}

// TestOfficialExamplesOfReleases reads what the document shows of releases,
// their health, and what watches them.
func TestOfficialExamplesOfReleases(t *testing.T) {
	const org = "/api/0/organizations/{organization_id_or_slug}/"
	document := loadOpenAPI(t)
	release, missing, err := decodeLoose[Release](document.example(t, "get", org+"releases/{version}/", "200"))
	if err != nil || len(missing) > 0 || release.Version.IsZero() || release.LastCommit == nil || release.LastCommit.PullRequest == nil || release.LastDeploy == nil {
		t.Errorf("release %+v, %v, %v", release, missing, err)
	}
	health, missing, err := decodeLoose[Series](document.example(t, "get", org+"sessions/", "200"))
	if err != nil || len(missing) > 0 || len(health.Groups) == 0 || len(health.Groups[0].Series["sum(session)"]) != len(health.Intervals) {
		t.Errorf("sessions %+v, %v, %v", health, missing, err)
	}
	usage, missing, err := decodeLoose[Series](document.example(t, "get", org+"stats_v2/", "200"))
	if n, ok := usage.Groups[0].Total("sum(quantity)"); err != nil || len(missing) > 0 || !ok || n != 165665 || usage.Groups[0].By["outcome"].Raw() != "invalid" {
		t.Errorf("usage %+v, %v, %v", usage, missing, err)
	}
	board, missing, err := decodeLoose[Dashboard](document.example(t, "get", org+"dashboards/{dashboard_id}/", "200"))
	if err != nil || len(missing) > 0 || len(board.Widgets) == 0 || len(board.Widgets[0].Queries[0].Fields) != 2 {
		t.Errorf("dashboard %+v, %v, %v", board, missing, err)
	}
	detectors, _, err := decodeList[Detector](document.example(t, "get", org+"detectors/", "200"))
	if q := detectors[2].DataSources[0].QueryObj.SnubaQuery; err != nil || q == nil || q.TimeWindow != 14400 || detectors[2].ConditionGroup.Conditions[0].Comparison.Raw() != "1600" {
		t.Errorf("detector %+v, %v", detectors[2], err)
	}
	workflows, _, err := decodeList[Workflow](document.example(t, "get", org+"workflows/", "200"))
	if err != nil || workflows[1].Owner.Type != "team" || workflows[1].ActionFilters[0].Actions[0].Config.TargetType != "team" {
		t.Errorf("workflow %+v, %v", workflows[1], err)
	}
}

func TestMonitorForms(t *testing.T) {
	for raw, want := range map[string]string{
		`{"slug":"a","config":{"schedule":"0 4 * * *"},"environments":[{"name":"prod","status":"ok"}],"owner":"team:7"}`:        "0 4 * * *|prod|team",
		`{"slug":"a","config":{"schedule":[2,"hour"]},"environments":{"name":"prod","status":"error"},"owner":{"type":"team"}}`: "every 2 hours|prod|team",
		`{"slug":"a","config":{"schedule":["2","day",1]},"environments":null,"owner":null}`:                                     "every 2 days||",
		`{"slug":"a","config":{"schedule":null},"environments":[]}`:                                                             "||",
	} {
		m, missing, err := decodeLoose[Monitor]([]byte(raw))
		got := m.Config.Schedule.String() + "|"
		for _, e := range m.Environments {
			got += e.Name.Raw()
		}
		got += "|"
		if m.Owner != nil {
			got += string(m.Owner.Type)
		}
		if err != nil || len(missing) > 0 || got != want {
			t.Errorf("%s: %q, %v, %v", raw, got, missing, err)
		}
		again, err := json.Marshal(m.Config.Schedule)
		var back Schedule
		if err != nil || json.Unmarshal(again, &back) != nil || back != m.Config.Schedule {
			t.Errorf("%s: survives as %s, %v", raw, again, err)
		}
	}
}

func counted[T any](raw []byte) (int, []error, error) {
	items, skipped, err := decodeList[T](raw)
	return len(items), skipped, err
}
