package mcpserve

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/internal/ops"
)

// A token that only reads: the tools that it cannot serve leave the list, the
// client is told, and one that it calls all the same fails with the reason.
func TestToolsThatCannotWorkAreNotListed(t *testing.T) {
	c := connectWith(t, answers(map[string]string{"GET /organizations/acme/": `{"slug":"acme","access":["org:read","event:read","project:read"],"features":["gen-ai-features"]}`}), Options{Learn: true})
	for range 10_000 { // calls go on until the news is there
		if len(c.news) > 0 {
			break
		}
		c.call("ping", map[string]any{})
	}
	if len(c.news) != 1 || c.news[0]["method"] != "notifications/tools/list_changed" {
		t.Fatalf("%v", c.news)
	}
	var names []string
	for _, tool := range c.call("tools/list", map[string]any{})["tools"].([]any) {
		names = append(names, tool.(map[string]any)["name"].(string))
	}
	all := " " + strings.Join(names, " ") + " "
	for _, gone := range []string{"update_issue", "add_issue_note", "analyze_issue_with_seer"} {
		if strings.Contains(all, " "+gone+" ") {
			t.Errorf("%s is listed", gone)
		}
	}
	for _, there := range []string{"search_issues", "get_seer_run", searchTools, callReadTool} {
		if !strings.Contains(all, " "+there+" ") {
			t.Errorf("%s is not listed", there)
		}
	}
	if md, _, isError := c.tool("add_issue_note", map[string]any{"issueId": "SHOP-1A", "text": "x"}); !isError || !strings.Contains(md, "SHOP-1A") {
		t.Error(md)
	}
}

// Over HTTP each token has its own list: whole until what the token can do is
// known, shorter then, on both wires, and never that of another token.
func TestEachTokenHasItsOwnListOverHTTP(t *testing.T) {
	hold := make(chan struct{})
	r := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-hold // what is asked upstream does not delay a list
		w.Header().Set("Content-Type", "application/json")
		access := map[string]string{"Bearer reader": `"org:read","event:read","project:read"`, "Bearer writer": `"org:read","event:admin","project:read"`}[r.Header.Get("Authorization")]
		switch r.URL.Path {
		case "/api/0/organizations/":
			_, _ = io.WriteString(w, `[{"slug":"acme"}]`)
		case "/api/0/organizations/acme/":
			_, _ = io.WriteString(w, `{"slug":"acme","access":[`+access+`]}`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}), Options{Learn: true}, HTTP{})
	type answer struct {
		Result struct {
			TTLMs      *int64
			CacheScope string
			Tools      []struct{ Name string }
		}
	}
	list := func(token string, modern bool) (out answer, writes bool) {
		t.Helper()
		headers, body := []string{"Authorization", "Bearer " + token}, listTools
		if modern {
			headers, body = append(headers, "Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list"), `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{`+aboutMe+`}}`
		} else {
			headers = append(headers, "Mcp-Session-Id", r.session("", headers...))
		}
		status, _, raw := r.send("", body, headers...)
		if err := json.Unmarshal([]byte(raw), &out); err != nil || status != 200 || len(out.Result.Tools) == 0 {
			t.Fatalf("%d %s", status, raw)
		}
		for _, tool := range out.Result.Tools {
			writes = writes || tool.Name == "update_issue"
		}
		return out, writes
	}
	for _, token := range []string{"reader", "writer"} {
		for _, modern := range []bool{true, false} {
			if l, writes := list(token, modern); !writes || modern && (l.Result.TTLMs == nil || *l.Result.TTLMs != 0) {
				t.Errorf("%s before anything is known: %+v", token, l)
			}
		}
	}
	close(hold)
	for _, token := range []string{"reader", "writer"} {
		var l answer
		var writes bool
		for l, writes = list(token, true); *l.Result.TTLMs == 0; l, writes = list(token, true) {
			time.Sleep(time.Millisecond) // until it is known
		}
		if *l.Result.TTLMs != learnedFor.Milliseconds() || l.Result.CacheScope != "private" || writes != (token == "writer") {
			t.Errorf("%s: %+v", token, l)
		}
		if _, writes := list(token, false); writes != (token == "writer") {
			t.Errorf("%s on the older wire: lists update_issue: %t", token, writes)
		}
	}
}

// What was learned is asked for again after a while, and holds until then.
func TestWhatWasLearnedGrowsOld(t *testing.T) {
	asked := make(chan struct{}, 9)
	s := serverOver(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"slug":"acme","access":["event:read"]}`)
	}), ops.Config{}, Selection{})
	now := time.Now()
	u := newUnserved()
	u.now = func() time.Time { return now }
	news := make(chan struct{}, 9)
	look := func() hidden { return u.of(t.Context(), "ann", s.callers.own, func() { news <- struct{}{} }) }
	if h := look(); h.settled || len(h.names) > 0 {
		t.Errorf("%+v", h)
	}
	<-asked
	<-news
	if h := look(); !h.settled || !slices.Contains(h.names, "update_issue") || len(asked) > 0 {
		t.Errorf("%+v", h)
	}
	now = now.Add(learnedFor)
	if h := look(); h.settled || !slices.Contains(h.names, "update_issue") {
		t.Errorf("what is old holds until the news: %+v", h)
	}
	<-asked
	for !look().settled {
		time.Sleep(time.Millisecond)
	}
	if len(news) > 0 {
		t.Error("news of nothing new")
	}
}
