package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestMerge merges two issues and looks at everything that has to move along.
func TestMerge(t *testing.T) {
	b := seed(t)
	big, small, other := b.find("EmptyCart"), b.find("ValueError"), b.find("queue is slow")
	b.decode(b.call(http.MethodPost, issuesURL+small.ID+"/notes/", `{"text":"the same as the cart"}`), http.StatusCreated, &struct{}{})
	for body, ids := range map[string]string{`{"merge":1}`: "id=" + big.ID, `{"merge":true}`: "id=" + big.ID + "&id=" + other.ID} {
		if resp := b.call(http.MethodPut, issuesURL+"?"+ids, body); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("merge of %s: %d, want 400", ids, resp.StatusCode)
		}
	}
	var answer struct {
		Merge struct {
			Parent   string
			Children []string
		}
	}
	b.put(issuesURL+"?id="+small.ID+"&id="+big.ID, `{"merge":1}`, &answer)
	if answer.Merge.Parent != big.ID || len(answer.Merge.Children) != 1 || answer.Merge.Children[0] != small.ID {
		t.Errorf("merge %+v, want %s into %s: it has more events", answer.Merge, small.ID, big.ID)
	}
	for _, ref := range []string{big.ID, small.ID, small.ShortID, strings.ToLower(small.ShortID)} {
		var merged wireIssue
		if b.get(issuesURL+ref+"/", &merged); merged.ID != big.ID || merged.Count != "4" || merged.NumComments != 1 {
			t.Errorf("%s leads to %+v, want issue %s with 4 events and a comment", ref, merged, big.ID)
		}
	}
	var events, hashes, left []struct{ ID string }
	b.get(issuesURL+big.ID+"/events/", &events)
	b.get(issuesURL+big.ID+"/hashes/", &hashes)
	b.get(issuesURL+"?query=", &left)
	if len(events) != 4 || len(hashes) != 4 || len(left) != 2 {
		t.Errorf("%d events, %d hashes, %d issues left; want 4, 4 (two ways of grouping each), 2", len(events), len(hashes), len(left))
	}
	var activity struct {
		Activity []struct {
			Type string
			Data struct{ Issues []struct{ ID int64 } }
		}
	}
	if b.get(issuesURL+big.ID+"/activities/", &activity); activity.Activity[0].Type != "merge" || fmt.Sprint(activity.Activity[0].Data.Issues[0].ID) != small.ID {
		t.Errorf("activity %+v, want the merge first", activity.Activity)
	}
	b.send("shop", `{"type":"event"}`, errorEvent("00000000000000000000000000000007", "ValueError", version, "production", noon))
	if b.get(issuesURL+"?query=", &left); len(left) != 2 {
		t.Errorf("a later event of the merged issue made a new one: %d issues", len(left))
	}
	var tag struct {
		TotalValues int64 `json:"totalValues"`
	}
	if b.get(issuesURL+big.ID+"/tags/environment/", &tag); tag.TotalValues != 5 {
		t.Errorf("%d events have an environment, want 5", tag.TotalValues)
	}
}

// TestDiscard throws an issue and its later events away.
func TestDiscard(t *testing.T) {
	b := seed(t)
	gone := b.find("ValueError")
	if resp := b.call(http.MethodPut, issuesURL+gone.ID+"/", `{"discard":true,"status":"resolved"}`); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("discard with a status: %d, want 400", resp.StatusCode)
	}
	if resp := b.call(http.MethodPut, issuesURL+"?id="+gone.ID, `{"discard":true}`); resp.StatusCode != http.StatusNoContent {
		t.Errorf("discard: %d, want 204", resp.StatusCode)
	}
	b.send("shop", `{"type":"event"}`, errorEvent("00000000000000000000000000000007", "ValueError", version, "production", noon))
	var left []wireIssue
	if b.get(issuesURL+"?query=", &left); len(left) != 2 {
		t.Errorf("%d issues, want 2: the event of a discarded issue is thrown away", len(left))
	}
	b.send("shop", `{"type":"event"}`, errorEvent("00000000000000000000000000000008", "EmptyCart", version, "production", noon))
	if issue := b.find("EmptyCart"); issue.Count != "4" {
		t.Errorf("another issue has %s events, want 4", issue.Count)
	}
}

func TestShare(t *testing.T) {
	b := seed(t)
	issue := b.find("EmptyCart")
	var public struct {
		IsPublic bool
		ShareID  string
	}
	b.put(issuesURL+"?id="+issue.ID, `{"isPublic":true}`, &public)
	first := public.ShareID
	var shared struct {
		ShortID     string
		LatestEvent struct {
			EventID string
			Entries []struct{ Type string }
			User    *struct{}
		}
	}
	b.get("/api/0/shared/issues/"+first+"/", &shared)
	if shared.ShortID != issue.ShortID || shared.LatestEvent.EventID != lastEvent || shared.LatestEvent.User != nil || len(shared.LatestEvent.Entries) == 0 {
		t.Errorf("shared issue %+v", shared)
	}
	for _, e := range shared.LatestEvent.Entries {
		if e.Type == "request" || e.Type == "breadcrumbs" {
			t.Errorf("a public link shows the event's %s", e.Type)
		}
	}
	b.put(issuesURL+issue.ID+"/", `{"isPublic":true}`, &public)
	if !public.IsPublic || public.ShareID == first || b.call(http.MethodGet, "/api/0/shared/issues/"+first+"/", "").StatusCode != http.StatusNotFound {
		t.Errorf("sharing again gives a new link and ends the old one: %+v after %s", public, first)
	}
	second := public.ShareID
	b.get("/api/0/organizations/local/shared/issues/"+second+"/", &shared)
	if b.put(issuesURL+issue.ID+"/", `{"isPublic":false}`, &public); public.IsPublic || b.call(http.MethodGet, "/api/0/shared/issues/"+second+"/", "").StatusCode != http.StatusNotFound {
		t.Errorf("still public: %+v", public)
	}
	if resp := b.call(http.MethodGet, "/api/0/shared/issues/%20/", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("an empty link: %d", resp.StatusCode)
	}
}

func TestEditNotes(t *testing.T) {
	b := seed(t)
	one := issuesURL + b.find("EmptyCart").ID + "/"
	var note struct {
		ID   string
		Data struct{ Text string }
	}
	b.decode(b.call(http.MethodPost, one+"notes/", `{"text":"first"}`), http.StatusCreated, &note)
	b.put(one+"notes/"+note.ID+"/", `{"text":"second"}`, &note)
	if note.Data.Text != "second" {
		t.Errorf("note %+v", note)
	}
	foreign := issuesURL + b.find("ValueError").ID + "/notes/" + note.ID + "/"
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodPut, one + "notes/" + note.ID + "/", `{"text":""}`, http.StatusBadRequest},
		{http.MethodPut, one + "notes/999/", `{"text":"x"}`, http.StatusNotFound},
		{http.MethodPut, one + "notes/x/", `{"text":"x"}`, http.StatusNotFound},
		{http.MethodDelete, foreign, "", http.StatusNotFound},
		{http.MethodDelete, one + "notes/" + note.ID + "/", "", http.StatusNoContent},
		{http.MethodDelete, one + "notes/" + note.ID + "/", "", http.StatusNotFound},
	} {
		if resp := b.call(c.method, c.path, c.body); resp.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, resp.StatusCode, c.status)
		}
	}
	var issue wireIssue
	if b.get(one, &issue); issue.NumComments != 0 {
		t.Errorf("%d comments after deleting the only one", issue.NumComments)
	}
}

func TestSimilar(t *testing.T) {
	b := seed(t)
	var pairs [][2]struct {
		ShortID   string
		Exception float64
	}
	for _, path := range []string{"similar-issues/?limit=5", "similar-issues-embeddings/?k=5"} {
		b.get(issuesURL+b.find("EmptyCart").ID+"/"+path, &pairs)
		if len(pairs) != 1 || pairs[0][0].ShortID != b.find("ValueError").ShortID || pairs[0][1].Exception <= 0 || pairs[0][1].Exception >= 1 {
			t.Errorf("%s: %+v, want the issue of the same function, not quite alike", path, pairs)
		}
	}
	if resp := b.call(http.MethodGet, issuesURL+"1/similar-issues/?limit=0", ""); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("limit 0: %d", resp.StatusCode)
	}
}

func TestOwnersWithoutCheckout(t *testing.T) {
	b := seed(t)
	const event = "/api/0/projects/local/shop/events/" + lastEvent
	if resp := b.call(http.MethodGet, event+"/committers/", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("committers without a checkout: %d, want 404", resp.StatusCode)
	}
	var owners struct {
		Owners []struct{}
		Rules  []struct{}
	}
	if b.get(event+"/owners/", &owners); len(owners.Owners) != 0 || owners.Rules == nil {
		t.Errorf("owners %+v", owners)
	}
	if resp := b.call(http.MethodGet, "/api/0/projects/local/worker/events/"+lastEvent+"/owners/", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("an event of another project: %d", resp.StatusCode)
	}
}

func TestViews(t *testing.T) {
	b := seed(t)
	const views = "/api/0/organizations/local/group-search-views/"
	type view struct {
		ID, Name, Query, QuerySort string
		Projects                   []int64
		Environments               []string
		TimeFilters                struct{ Period string }
		LastVisited                *time.Time
		Starred                    bool
	}
	var v view
	const body = `{"name":"Carts","query":"EmptyCart","querySort":"freq","projects":[-1],"environments":["staging"],"timeFilters":{"period":"14d"},"starred":true}`
	b.decode(b.call(http.MethodPost, views, body), http.StatusCreated, &v)
	if v.Name != "Carts" || v.QuerySort != "freq" || len(v.Projects) != 1 || v.Projects[0] != -1 || v.TimeFilters.Period != "14d" || !v.Starred || v.LastVisited != nil {
		t.Errorf("view %+v", v)
	}
	for _, bad := range []string{
		`{"query":"","timeFilters":{}}`, `{"name":"x","timeFilters":{}}`, `{"name":"x","query":"is:nonsense","timeFilters":{}}`,
		`{"name":"x","query":"","querySort":"y","timeFilters":{}}`, `{"name":"x","query":"","projects":[99],"timeFilters":{}}`, `{"name":"x","query":""}`,
	} {
		if resp := b.call(http.MethodPost, views, bad); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", bad, resp.StatusCode)
		}
	}
	var found []wireIssue
	if b.get(issuesURL+"?viewId="+v.ID, &found); len(found) != 1 || !strings.HasPrefix(found[0].Title, "EmptyCart") {
		t.Errorf("the view finds %d issues, want the carts", len(found))
	}
	if b.get(issuesURL+"?viewId="+v.ID+"&query=ValueError&environment=production", &found); len(found) != 1 || !strings.HasPrefix(found[0].Title, "ValueError") {
		t.Errorf("a query beside the view finds %d issues, want its own", len(found))
	}
	if resp := b.call(http.MethodPost, views+v.ID+"/visit/", ""); resp.StatusCode != http.StatusNoContent {
		t.Errorf("visit: %d", resp.StatusCode)
	}
	b.put(views+v.ID+"/", strings.Replace(body, "Carts", "Baskets", 1), &v)
	b.decode(b.call(http.MethodPost, views, strings.Replace(body, `"starred":true`, `"starred":false`, 1)), http.StatusCreated, &v)
	for query, want := range map[string]string{"?sort=name": "Baskets Carts", "?sort=-name": "Carts Baskets", "?sort=-popularity": "Baskets Carts", "?query=bask": "Baskets", "?createdBy=others": ""} {
		var all []view
		b.get(views+query, &all)
		var names []string
		for _, v := range all {
			names = append(names, v.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if resp := b.call(http.MethodDelete, views+v.ID+"/", ""); resp.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d", resp.StatusCode)
	}
	if resp := b.call(http.MethodGet, views+v.ID+"/", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a deleted view: %d", resp.StatusCode)
	}
}

func TestSourceMapDebug(t *testing.T) {
	b := seed(t)
	b.send("shop", `{"type":"event"}`, `{"event_id":"00000000000000000000000000000006","platform":"javascript","release":"web@1","sdk":{"name":"sentry.javascript.react","version":"7.55.9"},
"exception":{"values":[{"type":"TypeError","value":"x","stacktrace":{"frames":[{"abs_path":"https://shop.test/a.js","function":"t","lineno":1,"colno":9}]}}]},
"debug_meta":{"images":[{"type":"sourcemap","code_file":"https://shop.test/a.js","debug_id":"00000000-0000-4000-8000-000000000001"}]}}`)
	var debug struct {
		HasDebugIDs bool   `json:"has_debug_ids"`
		Support     string `json:"sdk_debug_id_support"`
		Exceptions  []struct {
			Frames []struct {
				DebugID struct {
					ID string `json:"debug_id"`
				} `json:"debug_id_process"`
				Release *struct {
					Lookup string `json:"source_map_lookup_result"`
				} `json:"release_process"`
			}
		}
	}
	b.get("/api/0/projects/local/shop/events/00000000000000000000000000000006/source-map-debug-blue-thunder-edition/", &debug)
	if !debug.HasDebugIDs || debug.Support != "needs-upgrade" || len(debug.Exceptions) != 1 || len(debug.Exceptions[0].Frames) != 1 {
		t.Fatalf("debug %+v", debug)
	}
	if f := debug.Exceptions[0].Frames[0]; !strings.HasSuffix(f.DebugID.ID, "1") || f.Release == nil || f.Release.Lookup != "unsuccessful" {
		t.Errorf("frame %+v", f)
	}
}
