package api_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const issuesURL = "/api/0/organizations/local/issues/"

// TestUpdates plays triage: what a PUT changes is what the next GET tells, in the details and in searches.
func TestUpdates(t *testing.T) {
	for _, c := range []struct {
		name, body              string
		status, substatus, find string
	}{
		{"resolve", `{"status":"resolved"}`, "resolved", "", "is:resolved"},
		{"resolve in the next release", `{"status":"resolvedInNextRelease"}`, "resolved", "", "is:resolved"},
		{"archive", `{"status":"ignored"}`, "ignored", "archived_until_escalating", "is:archived"},
		{"archive forever", `{"status":"ignored","substatus":"archived_forever"}`, "ignored", "archived_forever", "is:archived_forever"},
		{"archive for an hour", `{"status":"ignored","statusDetails":{"ignoreDuration":60}}`, "ignored", "archived_until_condition_met", "is:archived"},
		{"archive for events, old form", `{"status":"muted","ignoreCount":9}`, "ignored", "archived_until_condition_met", "is:archived"},
		{"assign to me", `{"assignedTo":"you@localhost"}`, "unresolved", "", "assigned:me"},
		{"assign to the team", `{"assignedTo":"team:1"}`, "unresolved", "", "is:assigned"},
		{"bookmark", `{"isBookmarked":true}`, "unresolved", "", "bookmarks:me"},
		{"priority", `{"priority":"low"}`, "unresolved", "", "issue.priority:low"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := seed(t)
			issue := b.find("EmptyCart")
			var got wireIssue
			b.put(issuesURL+issue.ID+"/", c.body, &got)
			b.get(issuesURL+issue.ShortID+"/", &got)
			if got.Status != c.status || c.substatus != "" && (got.Substatus == nil || *got.Substatus != c.substatus) {
				t.Errorf("status %s %v, want %s %s", got.Status, got.Substatus, c.status, c.substatus)
			}
			var found []wireIssue
			b.get(issuesURL+"?query="+strings.ReplaceAll(c.find, " ", "+"), &found)
			if len(found) != 1 || found[0].ID != issue.ID {
				t.Errorf("%s finds %d issues, want only %s", c.find, len(found), issue.ShortID)
			}
		})
	}
}

func TestStatusDetails(t *testing.T) {
	b := seed(t)
	one := issuesURL + b.find("EmptyCart").ID + "/"
	var got wireIssue
	b.put(one, `{"status":"ignored","statusDetails":{"ignoreDuration":60,"ignoreUserCount":3}}`, &got)
	if until, want := got.StatusDetails["ignoreUntil"], noon.Add(time.Hour).Format(time.RFC3339); until != want || got.StatusDetails["ignoreUserCount"] != 3.0 {
		t.Errorf("archived: %v, want until %s", got.StatusDetails, want)
	}
	b.put(one, `{"status":"resolved","statusDetails":{"inRelease":"latest"}}`, &got)
	if got.StatusDetails["inRelease"] != version {
		t.Errorf("resolved in latest: %v, want %s", got.StatusDetails, version)
	}
	var unassigned struct{ AssignedTo *struct{ ID string } }
	b.put(one, `{"assignedTo":"user:1"}`, &unassigned)
	b.put(one, `{"assignedTo":null}`, &unassigned)
	if unassigned.AssignedTo != nil {
		t.Errorf("still assigned: %v", unassigned.AssignedTo)
	}
}

// TestBulk changes several issues by id and by query, and answers 204 when there are none.
func TestBulk(t *testing.T) {
	b := seed(t)
	first, second := b.find("EmptyCart"), b.find("ValueError")
	var answer map[string]any
	b.put(issuesURL+"?id="+first.ID+"&id="+second.ID+"&id=999", `{"status":"resolved","hasSeen":true}`, &answer)
	if answer["status"] != "resolved" || answer["hasSeen"] != true || len(answer) != 3 {
		t.Errorf("answer %v, want status, statusDetails and hasSeen", answer)
	}
	if resp := b.call(http.MethodPut, issuesURL+"?id=999", `{"status":"resolved"}`); resp.StatusCode != http.StatusNoContent {
		t.Errorf("unknown ids: %d, want 204", resp.StatusCode)
	}
	b.put(issuesURL+"?query=is:resolved", `{"status":"unresolved"}`, &answer)
	var open []wireIssue
	b.get(issuesURL, &open)
	if len(open) != 3 {
		t.Errorf("%d unresolved issues after the bulk update by query, want 3", len(open))
	}
	b.put(issuesURL+"?query=&project=worker", `{"status":"resolved"}`, &answer)
	b.get(issuesURL+"?query=is:resolved", &open)
	if len(open) != 1 || open[0].Project.Slug != "worker" {
		t.Errorf("resolved %v, want the one of worker", open)
	}
	if resp := b.call(http.MethodDelete, issuesURL+"?id="+first.ID, ""); resp.StatusCode != http.StatusNoContent {
		t.Errorf("bulk delete: %d, want 204", resp.StatusCode)
	}
	if resp := b.call(http.MethodDelete, issuesURL+second.ID+"/", ""); resp.StatusCode != http.StatusAccepted {
		t.Errorf("delete: %d, want 202", resp.StatusCode)
	}
	b.get(issuesURL+"?query=", &open)
	if len(open) != 1 {
		t.Errorf("%d issues after deleting two of three", len(open))
	}
}

// TestQuirks checks what 3.5 of the endpoint notes says about lists.
func TestQuirks(t *testing.T) {
	b := seed(t)
	var rows []map[string]any
	b.get(issuesURL+"?collapse=stats&query=EmptyCart", &rows)
	for _, key := range []string{"count", "userCount", "firstSeen", "lastSeen", "stats"} {
		if _, there := rows[0][key]; there {
			t.Errorf("collapse=stats left %s in the list", key)
		}
	}
	issue := b.find("EmptyCart")
	if issue.Count != "3" {
		t.Errorf("count %q, want the text 3", issue.Count)
	}
	points := issue.Stats["24h"]
	if len(points) != 24 || points[23][1] != 0 && points[22][1] != 1 || points[23][0]-points[0][0] != 23*3600 {
		t.Errorf("stats %v, want 24 hourly buckets", points)
	}
	var total int64
	for _, p := range points {
		total += p[1]
	}
	if total != 2 {
		t.Errorf("%d events in 24 hours, want 2", total)
	}
	b.put(issuesURL+issue.ID+"/", `{"status":"resolved"}`, &issue)
	var list []wireIssue
	if b.get(issuesURL, &list); len(list) != 2 {
		t.Errorf("%d issues without a query, want the 2 unresolved", len(list))
	}
	if b.get(issuesURL+"?query=", &list); len(list) != 3 {
		t.Errorf("%d issues with an empty query, want all 3", len(list))
	}
	header := b.get(issuesURL+"?shortIdLookup=1&query="+strings.ToLower(issue.ShortID), &list)
	if len(list) != 1 || list[0].ID != issue.ID || header.Get("X-Sentry-Direct-Hit") != "1" {
		t.Errorf("short id lookup: %d issues, direct hit %q", len(list), header.Get("X-Sentry-Direct-Hit"))
	}
	if b.get(issuesURL+"?query=&environment=staging", &list); len(list) != 1 {
		t.Errorf("%d issues in staging, want 1", len(list))
	}
	if b.get(issuesURL+"?query=&statsPeriod=90s", &list); len(list) != 1 {
		t.Errorf("%d issues in the last 90 seconds, want 1", len(list))
	}
	if b.get(issuesURL+"?query=&project=worker&project=shop", &list); len(list) != 3 {
		t.Errorf("%d issues of both projects, want 3", len(list))
	}
}

// TestEvent checks that what an SDK sent comes back in Sentry's form.
func TestEvent(t *testing.T) {
	b := seed(t)
	issue := b.find("EmptyCart")
	var ev struct {
		EventID, Title, Culprit, Location, Platform string
		NextEventID, PreviousEventID                *string
		Tags                                        []struct{ Key, Value string }
		Contexts                                    map[string]map[string]any
		Context                                     map[string]any
		Packages                                    map[string]string
		User                                        struct {
			Email string
			Geo   map[string]string
			Data  map[string]any
		}
		Release struct {
			Version     string
			VersionInfo struct{ Package string }
		}
		UserReport struct{ Comments string }
		Errors     []struct{ Type, Message string }
		Entries    []struct {
			Type string
			Data map[string]any
		}
	}
	b.get(issuesURL+issue.ID+"/events/latest/", &ev)
	if ev.EventID != lastEvent || ev.NextEventID != nil || ev.PreviousEventID == nil {
		t.Errorf("latest is %s, next %v, previous %v", ev.EventID, ev.NextEventID, ev.PreviousEventID)
	}
	if ev.User.Geo["city"] != "Wien" || ev.User.Data["plan"] != "pro" || ev.Context["attempt"] != 2.0 || ev.Packages["django"] != "5.1" {
		t.Errorf("user %v, extra %v, packages %v", ev.User, ev.Context, ev.Packages)
	}
	if ev.Contexts["runtime"]["type"] != "runtime" || ev.Release.Version != version || ev.Release.VersionInfo.Package != "shop" || ev.UserReport.Comments != "It broke." {
		t.Errorf("contexts %v, release %v, report %v", ev.Contexts, ev.Release, ev.UserReport)
	}
	sections := map[string]map[string]any{}
	for _, e := range ev.Entries {
		sections[e.Type] = e.Data
	}
	exception := sections["exception"]["values"].([]any)[0].(map[string]any)
	frames := exception["stacktrace"].(map[string]any)["frames"].([]any)
	last := frames[1].(map[string]any)
	if line := last["context"].([]any)[2].([]any); line[0] != 12.0 || line[1] != "    return sum(cart.prices) / len(cart)" {
		t.Errorf("context line %v, want line 12", line)
	}
	if last["inApp"] != true || frames[0].(map[string]any)["inApp"] != false || last["vars"].(map[string]any)["n"] != 0.0 {
		t.Errorf("frames %v", frames)
	}
	if q := sections["request"]["query"].([]any); len(q) != 2 || q[0].([]any)[0] != "a" {
		t.Errorf("request query %v", q)
	}
	if sections["message"]["formatted"] != "cart 7 is empty" || len(sections["breadcrumbs"]["values"].([]any)) != 2 || sections["threads"] == nil {
		t.Errorf("sections %v", sections)
	}
	var oldest struct{ EventID string }
	if b.get(issuesURL+issue.ID+"/events/oldest/", &oldest); oldest.EventID != firstEvent {
		t.Errorf("oldest is %s", oldest.EventID)
	}
	var staging struct{ Release struct{ Version string } }
	if b.get(issuesURL+issue.ID+"/events/latest/?environment=production", &staging); staging.Release.Version != version {
		t.Errorf("latest of production has release %q", staging.Release.Version)
	}
}

func TestTags(t *testing.T) {
	b := seed(t)
	var tag struct {
		Key                       string
		UniqueValues, TotalValues int64
		TopValues                 []struct {
			Value string
			Count int64
		}
	}
	b.get(issuesURL+b.find("EmptyCart").ID+"/tags/environment/", &tag)
	if tag.UniqueValues != 2 || tag.TotalValues != 3 || tag.TopValues[0].Value != "production" || tag.TopValues[0].Count != 2 {
		t.Errorf("environments of the issue: %+v", tag)
	}
	if resp := b.call(http.MethodGet, issuesURL+"1/tags/nope/", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a tag that never was: %d", resp.StatusCode)
	}
	var keys []struct{ Key, Name string }
	b.get("/api/0/organizations/local/tags/?project=shop", &keys)
	if !slices.ContainsFunc(keys, func(k struct{ Key, Name string }) bool { return k.Key == "region" && k.Name == "Region" }) {
		t.Errorf("tags of shop: %v", keys)
	}
	var values []struct{ Value string }
	b.get("/api/0/projects/local/shop/tags/environment/values/?query=STAG", &values)
	if len(values) != 1 || values[0].Value != "staging" {
		t.Errorf("environments like stag: %v", values)
	}
}

func TestNotes(t *testing.T) {
	b := seed(t)
	one := issuesURL + b.find("EmptyCart").ID + "/"
	var note struct {
		ID, Type string
		Data     struct{ Text string }
		User     struct{ Name string }
	}
	b.decode(b.call(http.MethodPost, one+"notes/", `{"text":"Look at the cart."}`), http.StatusCreated, &note)
	if note.Type != "note" || note.Data.Text != "Look at the cart." || note.User.Name != "You" {
		t.Errorf("note %+v", note)
	}
	var notes []struct{ ID string }
	b.get(one+"notes/", &notes)
	var issue wireIssue
	b.get(one, &issue)
	if len(notes) != 1 || notes[0].ID != note.ID || issue.NumComments != 1 {
		t.Errorf("%d notes, numComments %d, want 1", len(notes), issue.NumComments)
	}
	var log struct {
		Activity []struct{ Type string }
	}
	b.get(one+"activities/", &log)
	if len(log.Activity) < 2 {
		t.Errorf("activity %v, want the note and the first sight", log)
	}
}

// TestAutofix plays a run of the local analysis to its end.
func TestAutofix(t *testing.T) {
	b := seed(t)
	one := issuesURL + b.find("EmptyCart").ID + "/"
	var state struct {
		Autofix *struct {
			RunID  int64 `json:"run_id"`
			Status string
			MadeBy string `json:"made_by"`
			Blocks []struct {
				Artifacts []struct{ Key string }
			}
		}
	}
	if b.get(one+"autofix/", &state); state.Autofix != nil {
		t.Errorf("a run before the first: %v", state.Autofix)
	}
	var setup struct{ AutofixEnabled bool }
	if b.get(one+"autofix/setup/", &setup); !setup.AutofixEnabled {
		t.Error("setup says that autofix is off")
	}
	var started struct {
		RunID int64 `json:"run_id"`
	}
	b.decode(b.call(http.MethodPost, one+"autofix/?mode=explorer", `{"step":"root_cause","referrer":"test"}`), http.StatusAccepted, &started)
	for state.Autofix == nil || state.Autofix.Status == "processing" {
		if t.Context().Err() != nil {
			t.Fatal("the test ended before the run")
		}
		b.get(one+"autofix/", &state)
	}
	if state.Autofix.Status != "completed" || state.Autofix.RunID != started.RunID || !strings.Contains(state.Autofix.MadeBy, "vedette") {
		t.Errorf("run %+v, want run %d completed", state.Autofix, started.RunID)
	}
	for name, want := range map[string]int{strconv.FormatInt(started.RunID, 10): http.StatusConflict, "77": http.StatusNotFound} {
		const update = "/api/0/organizations/local/seer/explorer-update/"
		if got := b.call(http.MethodPost, update+name+"/", `{"payload":{"type":"interrupt"}}`).StatusCode; got != want {
			t.Errorf("stop run %s: %d, want %d", name, got, want)
		}
		if got := b.call(http.MethodPost, update+name+"/", `{"payload":{"type":"create_pr"}}`).StatusCode; got != http.StatusBadRequest {
			t.Errorf("a pull request of run %s: %d", name, got)
		}
	}
	var issue struct {
		DerivedData struct{ HasRootCause bool }
	}
	if b.get(one, &issue); !issue.DerivedData.HasRootCause {
		t.Error("the issue does not tell that its root cause was found")
	}
	var runs []struct{ ID, Title, DateCreated, LastTriggeredAt string }
	if b.get("/api/0/organizations/local/seer/runs/?query=is:mine", &runs); len(runs) != 1 || runs[0].ID == "" || runs[0].Title == "" || runs[0].DateCreated == "" {
		t.Errorf("runs %+v", runs)
	}
	if b.get("/api/0/organizations/local/seer/runs/?query=nothing-like-it", &runs); len(runs) != 0 {
		t.Errorf("runs %+v", runs)
	}
}

func TestAttachment(t *testing.T) {
	b := seed(t)
	const files = "/api/0/projects/local/shop/events/" + lastEvent + "/attachments/"
	var list []struct{ ID, Name string }
	b.get(files, &list)
	if len(list) != 1 || list[0].Name != "log.txt" {
		t.Fatalf("attachments %v", list)
	}
	resp := b.call(http.MethodGet, files+list[0].ID+"/?download=1", "")
	var body strings.Builder
	if err := resp.Write(&body); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(body.String(), "\r\n\r\nlast words") || resp.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("download: %s", body.String())
	}
}
