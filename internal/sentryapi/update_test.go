package sentryapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestUpdateBody(t *testing.T) {
	nobody, seen := "", false
	got, err := json.Marshal(IssueUpdate{
		Status: "ignored", Substatus: "archived_until_condition_met", Priority: "low", AssignedTo: &nobody, HasSeen: &seen, Bookmarked: &seen,
		StatusDetails: &StatusDetailsUpdate{IgnoreCount: 10, IgnoreWindow: 60},
	}.body())
	want := `{"assignedTo":"","hasSeen":false,"isBookmarked":false,"priority":"low","status":"ignored","statusDetails":{"ignoreCount":10,"ignoreWindow":60},"substatus":"archived_until_condition_met"}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestBulkUpdateSplits(t *testing.T) {
	var sizes []int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sizes = append(sizes, len(r.URL.Query()["id"]))
		switch len(sizes) {
		case 1:
			_, _ = w.Write([]byte(`{"status":"resolved","assignedTo":{"type":"user","id":"1"}}`))
		case 2:
			w.WriteHeader(http.StatusNoContent)
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	c := newClient(t, Config{BaseURL: server.URL}, newClock())
	ids := []string{"7", "7"}
	for i := range 250 {
		ids = append(ids, fmt.Sprint(1000+i))
	}
	result, err := c.UpdateIssues(t.Context(), "o", ids, IssueUpdate{Status: "resolved"})
	if KindOf(err) != KindUnavailable || fmt.Sprint(sizes) != "[100 100 51]" {
		t.Errorf("requests of %v ids, %v", sizes, err)
	}
	if !result.Matched || len(result.Updated) != 100 || result.Status != "resolved" || result.AssignedTo.ID != "1" {
		t.Errorf("got %+v", result)
	}
}

func TestBulkUpdateMatchesNothing(t *testing.T) {
	c, s, _ := scripted(t, reply{status: 204})
	result, err := c.UpdateIssues(t.Context(), "o", []string{"2", "1"}, IssueUpdate{Status: "resolved"})
	if err != nil || result.Matched || s.requests[0] != "PUT /api/0/organizations/o/issues/?id=1&id=2" {
		t.Errorf("got %+v, %v, %v", result, err, s.requests)
	}
}

func TestNotes(t *testing.T) {
	c, s, _ := scripted(t, reply{status: 201, body: `{"id":"5","type":"note","data":{"text":"hi","mentions":[]},"user":null}`})
	note, err := c.AddNote(t.Context(), "o", "1", "hi")
	if err != nil || note.Text().Raw() != "hi" || s.requests[0] != "POST /api/0/organizations/o/issues/1/notes/" {
		t.Errorf("got %+v, %v", note, err)
	}
	c, _, _ = scripted(t, reply{body: `{"activity":[{"id":"1","type":"first_seen","data":null}]}`})
	activities, err := c.Activities(t.Context(), "o", "1")
	if err != nil || len(activities) != 1 || !activities[0].Text().IsZero() {
		t.Errorf("got %+v, %v", activities, err)
	}
}

func TestLists(t *testing.T) {
	ctx := t.Context()
	c, s, _ := scripted(t, reply{body: `[{"slug":"p"}]`}, reply{body: `[{"slug":"t","memberCount":3}]`},
		reply{body: `[{"version":"1.0","id":4,"newGroups":"2"}]`}, reply{body: `[{"id":"e1","tags":[{"key":null,"value":null}]}]`}, reply{body: `[{"key":"k","uniqueValues":3}]`})
	projects, err1 := c.Projects(ctx, "o", ListQuery{Query: "is_member:1", Limit: 10})
	teams, err2 := c.Teams(ctx, "o", ListQuery{})
	releases, err3 := c.Releases(ctx, "o", ReleaseQuery{Project: "2", Query: "1.", Environment: "prod"})
	events, err4 := c.IssueEvents(ctx, "o", "1", EventQuery{Full: true, Limit: 3, Sort: "timestamp", StatsPeriod: "1d"})
	tags, err5 := c.IssueTags(ctx, "o", "1", []string{"a", "b"})
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			t.Fatal(i, err)
		}
	}
	got := words(projects.Items[0].Slug, teams.Items[0].MemberCount, releases.Items[0].NewGroups, events.Items[0].EventID, len(events.Items[0].Tags), tags[0].TotalValues)
	if got != "p 3 2 e1 0 3" {
		t.Errorf("got %s", got)
	}
	want := []string{"projects/?per_page=10&query=is_member%3A1", "teams/?detailed=0", "releases/?environment=prod&project=2&query=1.",
		"issues/1/events/?full=true&per_page=3&sort=timestamp&statsPeriod=1d", "issues/1/tags/?environment=a&environment=b"}
	for i := range want {
		if s.requests[i] != "GET /api/0/organizations/o/"+want[i] {
			t.Errorf("got %s, want %s", s.requests[i], want[i])
		}
	}
}
