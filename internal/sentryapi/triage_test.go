package sentryapi

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestUpdateBodyOfFlags(t *testing.T) {
	yes, no := true, false
	got, err := json.Marshal(IssueUpdate{Subscribed: &yes, Public: &no, Reviewed: true}.body())
	if want := `{"inbox":false,"isPublic":false,"isSubscribed":true}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestMerge(t *testing.T) {
	c, s, _ := scripted(t, reply{body: `{"merge":{"parent":"7","children":[8]}}`}, reply{body: `{"detail":"Merging across multiple projects is not supported"}`}, reply{status: 204})
	m, err := c.MergeIssues(t.Context(), "o", []string{"8", "7", "8"})
	if err != nil || m.Parent != "7" || len(m.Children) != 1 || m.Children[0] != "8" {
		t.Errorf("merge %+v, %v", m, err)
	}
	if s.requests[0] != "PUT /api/0/organizations/o/issues/?id=7&id=8" {
		t.Errorf("request %s", s.requests[0])
	}
	if _, err := c.MergeIssues(t.Context(), "o", []string{"8", "7"}); KindOf(err) != KindConflict || !strings.Contains(err.Error(), "multiple projects") {
		t.Errorf("a refusal with status 200: %v", err)
	}
	if _, err := c.MergeIssues(t.Context(), "o", []string{"8", "7"}); KindOf(err) != KindConflict {
		t.Errorf("nothing matched: %v", err)
	}
	for _, ids := range [][]string{nil, {"1"}, {"1", "1"}, {"1", "SHOP-1"}} {
		if _, err := c.MergeIssues(t.Context(), "o", ids); KindOf(err) != KindInvalid {
			t.Errorf("merge of %v: %v", ids, err)
		}
	}
	if len(s.requests) != 3 {
		t.Errorf("%d requests, want 3: %v", len(s.requests), s.requests)
	}
}

func TestRemoveNeedsIDs(t *testing.T) {
	c, s, _ := scripted(t, reply{status: 204}, reply{status: 204}, reply{status: 500})
	if _, err := c.DeleteIssues(t.Context(), "o", nil); KindOf(err) != KindInvalid || len(s.requests) != 0 {
		t.Errorf("delete without ids: %v, requests %v", err, s.requests)
	}
	done, err := c.DeleteIssues(t.Context(), "o", []string{"2", "1"})
	if err != nil || len(done) != 2 || s.requests[0] != "DELETE /api/0/organizations/o/issues/?id=1&id=2" {
		t.Errorf("delete %v, %v, %v", done, err, s.requests)
	}
	if done, err = c.DiscardIssues(t.Context(), "o", []string{"3"}); err != nil || len(done) != 1 || s.requests[1] != "PUT /api/0/organizations/o/issues/?id=3" {
		t.Errorf("discard %v, %v, %v", done, err, s.requests)
	}
	if done, err = c.DeleteIssues(t.Context(), "o", []string{"4"}); KindOf(err) != KindUnavailable || len(done) != 0 || len(s.requests) != 3 {
		t.Errorf("a failed delete is not repeated: %v, %v, %v", done, err, s.requests)
	}
}

func TestEditAndDeleteNote(t *testing.T) {
	c, s, _ := scripted(t, reply{body: `{"id":"5","type":"note","data":{"text":"better"}}`}, reply{status: 204})
	note, err := c.EditNote(t.Context(), "o", "SHOP-1", "5", "better")
	if err != nil || note.Text().Raw() != "better" {
		t.Errorf("note %+v, %v", note, err)
	}
	if err := c.DeleteNote(t.Context(), "o", "SHOP-1", "5"); err != nil {
		t.Error(err)
	}
	if _, err := c.EditNote(t.Context(), "o", "SHOP-1", "5", " "); KindOf(err) != KindInvalid {
		t.Errorf("an empty comment: %v", err)
	}
	if got := strings.Join(s.requests, " "); got != "PUT /api/0/organizations/o/issues/SHOP-1/notes/5/ DELETE /api/0/organizations/o/issues/SHOP-1/notes/5/" {
		t.Errorf("requests %s", got)
	}
}

// TestSimilarIssues reads both forms of the answer, and falls back to the older endpoint.
func TestSimilarIssues(t *testing.T) {
	for _, c := range []struct {
		name    string
		replies []reply
		want    Float
	}{
		{"by meaning", []reply{{body: `[[{"id":"1","title":"a"},{"exception":0.93,"shouldBeGrouped":"Yes"}]]`}}, 0.93},
		{"unknown there", []reply{{status: 404, body: `{"detail":"x"}`}, {body: `[[{"id":"1"},{"exception:stacktrace:pairs":0.5,"message:message:character-shingles":null,"other":0.7}]]`}}, 0.4},
		{"nothing found", []reply{{body: `[]`}, {body: `[[{"id":"1"},{}]]`}}, 0},
	} {
		client, s, _ := scripted(t, c.replies...)
		page, err := client.SimilarIssues(t.Context(), "o", "9", 5)
		if err != nil || len(page.Items) != 1 || page.Items[0].Issue.ID != "1" || page.Items[0].Score-c.want > 1e-9 || c.want-page.Items[0].Score > 1e-9 || len(s.requests) != len(c.replies) {
			t.Errorf("%s: %+v, %v, %v; want score %v", c.name, page, err, s.requests, c.want)
		}
	}
	client, s, _ := scripted(t, reply{status: 403, body: `{"detail":"You do not have permission"}`})
	if _, err := client.SimilarIssues(t.Context(), "o", "9", 5); KindOf(err) != KindForbidden || len(s.requests) != 1 {
		t.Errorf("a missing scope: %v, %v", err, s.requests)
	}
}

func TestOwners(t *testing.T) {
	c, s, _ := scripted(t,
		reply{body: `{"committers":[{"author":{"name":"Ann","email":"ann@x"},"commits":[{"id":"abc","message":"fix","dateCreated":"2026-01-01T00:00:00Z","repository":{"name":"acme/shop"},"pullRequest":null,"suspectCommitType":"via commit in release"}]}]}`},
		reply{status: 404, body: `{"detail":"No committers found"}`},
		reply{body: `{"owners":[{"type":"team","id":"3","name":"shop"}],"rule":["path","src/*"],"rules":[[["path","src/*"],["#shop","ann@x"]],{"matcher":{"type":"url","pattern":"*/cart"},"owners":[{"type":"user","identifier":"bob@x"}]}]}`},
		reply{body: `[{"id":"1","issueId":"9","serviceType":"jira","displayName":"SHOP-9","webUrl":"https://jira.test/SHOP-9"}]`})
	found, err := c.Committers(t.Context(), "o", "p", "e")
	if err != nil || len(found) != 1 || found[0].Author.Name.Raw() != "Ann" || found[0].Commits[0].ID != "abc" || found[0].Commits[0].Repository.Name.Raw() != "acme/shop" {
		t.Errorf("committers %+v, %v", found, err)
	}
	if found, err = c.Committers(t.Context(), "o", "p", "e"); err != nil || len(found) != 0 {
		t.Errorf("no committers: %+v, %v", found, err)
	}
	owners, err := c.EventOwners(t.Context(), "o", "p", "e")
	if err != nil || len(owners.Owners) != 1 || len(owners.Rules) != 2 || owners.Rules[0].Pattern.Raw() != "path:src/*" || owners.Rules[0].Owners.Raw() != "#shop, ann@x" ||
		owners.Rules[1].Pattern.Raw() != "url:*/cart" || owners.Rules[1].Owners.Raw() != "bob@x" {
		t.Errorf("owners %+v, %v", owners, err)
	}
	links, err := c.ExternalIssues(t.Context(), "o", "9")
	if err != nil || len(links.Items) != 1 || links.Items[0].DisplayName.Raw() != "SHOP-9" || s.requests[0] != "GET /api/0/projects/o/p/events/e/committers/" {
		t.Errorf("links %+v, %v, %v", links, err, s.requests)
	}
}

func TestSourceMapDebug(t *testing.T) {
	const newer = `{"release":"web@1","sdk_debug_id_support":"full","has_debug_ids":true,"exceptions":[{"frames":[{"debug_id_process":{"debug_id":"x","uploaded_source_map_with_correct_debug_id":true},"release_process":null,"scraping_process":{"source_file":{"url":"https://a","status":"failure","reason":"not_found","details":null},"source_map":null}}]}]}`
	for _, c := range []struct {
		name             string
		replies          []reply
		frames, findings int
	}{
		{"documented", []reply{{body: newer}}, 1, 0},
		{"only under the older name", []reply{{status: 404, body: `{"detail":"x"}`}, {body: newer}}, 1, 0},
		{"one frame only", []reply{{body: `{"errors":[{"type":"no_release_on_event","message":"The event is missing a release","data":null}]}`}, {status: 404, body: `{}`}}, 0, 1},
	} {
		client, _, _ := scripted(t, c.replies...)
		debug, err := client.SourceMapDebug(t.Context(), "o", "p", "e")
		frames := 0
		for _, x := range debug.Exceptions {
			frames += len(x.Frames)
		}
		if err != nil || frames != c.frames || len(debug.Errors) != c.findings {
			t.Errorf("%s: %+v, %v", c.name, debug, err)
		}
	}
	client, _, _ := scripted(t, reply{status: 404, body: `{"detail":"Event not found"}`}, reply{status: 404, body: `{}`})
	if _, err := client.SourceMapDebug(t.Context(), "o", "p", "e"); KindOf(err) != KindNotFound {
		t.Errorf("no such event: %v", err)
	}
}

func TestViewsReportsAndFiles(t *testing.T) {
	c, s, _ := scripted(t,
		reply{body: `[{"id":3,"name":"Mine","query":"is:unresolved","querySort":"date","projects":["-1",2],"environments":[],"timeFilters":{"period":"14d"},"createdBy":null,"lastVisited":null,"starred":true,"stars":1}]`},
		reply{body: `[{"id":"1","eventID":"e","name":null,"email":"a@x","comments":"broken","dateCreated":"2026-01-01T00:00:00Z","user":null,"event":{"id":"e"}}]`},
		reply{body: `[{"id":"1","name":"log.txt","type":"event.attachment","mimetype":null,"size":"5","sha1":null,"headers":{}}]`},
		reply{body: "\x00bytes"},
		reply{body: `{"organizationSlug":"o","projectSlug":"p","groupId":9,"eventId":"e","event":{}}`},
		reply{body: `{"id":"e","type":"error","entries":[]}`})
	ctx := t.Context()
	views, err1 := c.IssueViews(ctx, "o", ListQuery{Query: "mi"})
	reports, err2 := c.UserReports(ctx, "o", "9", ListQuery{Limit: 5})
	files, err3 := c.Attachments(ctx, "o", "p", "e", ListQuery{})
	data, err4 := c.Download(ctx, "o", "p", "e", "1")
	place, err5 := c.FindEvent(ctx, "o", "e")
	event, err6 := c.ProjectEvent(ctx, "o", "p", "e")
	for n, err := range []error{err1, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(n, err)
		}
	}
	got := words(views.Items[0].ID, views.Items[0].TimeFilters.Period, views.Items[0].Projects[0], reports.Items[0].Comments, files.Items[0].Size, len(data), place.IssueID, event.Type)
	if got != "3 14d -1 broken 5 6 9 error" {
		t.Errorf("got %s", got)
	}
	if s.requests[3] != "GET /api/0/projects/o/p/events/e/attachments/1/?download=1" || s.requests[4] != "GET /api/0/organizations/o/eventids/e/" {
		t.Errorf("requests %v", s.requests)
	}
}

func TestMatchedRuleForms(t *testing.T) {
	for data, want := range map[string]string{
		`{"matcher":{"type":"path","pattern":"a/*"},"owners":[{"type":"team","name":"cart"},{"identifier":"a@b.c"}]}`: "path:a/* -> cart, a@b.c",
		`[["path","a/*"],[["team","cart"],["user","a@b.c"]]]`:                                                         "path:a/* -> cart, a@b.c",
		`[["path","a/*"],["cart","a@b.c"]]`:                                                                           "path:a/* -> cart, a@b.c",
		`[["url","x"]]`:                                                                                               "url:x -> ",
		`[]`:                                                                                                          " -> ",
	} {
		var r MatchedRule
		if err := json.Unmarshal([]byte(data), &r); err != nil || r.Pattern.Raw()+" -> "+r.Owners.Raw() != want {
			t.Errorf("%s: %s -> %s, %v", data, r.Pattern, r.Owners, err)
		}
	}
}

func FuzzSimilarIssue(f *testing.F) {
	f.Add([]byte(`[{"id":"1"},{"exception":0.9}]`))
	f.Add([]byte(`[1,{"a":"b"}]`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		var s SimilarIssue
		_ = json.Unmarshal(data, &s)
		var r MatchedRule
		_ = json.Unmarshal(data, &r)
		var c CommitRef
		_ = json.Unmarshal(data, &c)
	})
}
