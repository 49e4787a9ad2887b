package mcpserve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"vedette/internal/text"
)

// Secrets are masked wherever a stranger's words stand: titles, rows of tables,
// spans, cookies, addresses; in Markdown and in data.
func TestSecretsAreMaskedInEveryAnswer(t *testing.T) {
	secrets := map[string]string{
		"token":  "sntrys_0123456789abcdef0123456789",
		"cookie": "sessionid=c00kievalue123",
		"query":  "https://x.example/cb?access_token=qu3rys3cret&page=2",
		"header": "Authorization: Bearer abcdefghijklmnop0123456789",
	}
	hidden := []string{"0123456789abcdef0123456789", "c00kievalue123", "qu3rys3cret", "abcdefghijklmnop0123456789"}
	words := "failed with " + secrets["token"] + " Cookie: " + secrets["cookie"] + `" at ` + secrets["query"] + " " + secrets["header"]
	quoted, _ := json.Marshal(words)
	w := string(quoted)
	c := connect(t, answers(map[string]string{
		"GET /organizations/acme/issues/":                                      "[" + strings.Replace(issue, "%s", w, 1) + "]",
		"GET /organizations/acme/events/":                                      `{"data":[{"id":"1","title":` + w + `,"message":` + w + `}],"meta":{"fields":{"title":"string"}}}`,
		"GET /organizations/acme/issues/7/events/":                             `[{"id":"1","eventID":"1","title":` + w + `}]`,
		"GET /organizations/acme/trace/771a43a4192642f0b136d5159a501700/":      `[{"event_id":"s1","event_type":"span","op":"http","description":` + w + `,"children":[]}]`,
		"GET /organizations/acme/trace-meta/771a43a4192642f0b136d5159a501700/": `{}`,
	}))
	for tool, args := range map[string]map[string]any{
		"search_issues":       {},
		"search_events":       {"fields": []string{"id", "title", "message"}},
		"search_issue_events": {"issueId": "7"},
		"get_trace_details":   {"traceId": "771a43a4192642f0b136d5159a501700"},
	} {
		md, _, isError := c.tool(tool, args)
		data, _ := c.data(tool, args)
		raw, _ := json.Marshal(data)
		if isError || !strings.Contains(md, "failed with") || !strings.Contains(string(raw), "failed with") {
			t.Errorf("%s: %s\n%s", tool, md, raw)
		}
		for _, secret := range hidden {
			if strings.Contains(md, secret) || strings.Contains(string(raw), secret) {
				t.Errorf("%s tells %s:\n%s\n%s", tool, secret, md, raw)
			}
		}
	}
}

// A row of search_issues costs at most 60 tokens, with everything in it long.
func TestARowOfIssuesIsShort(t *testing.T) {
	row := `{"id":"7","shortId":"STOREFRONT-1A2B","title":"TypeError: Cannot read properties of undefined (reading 'cents')","culprit":"main in (*shop).placeOrder","level":"error","status":"unresolved","substatus":"ongoing","project":{"slug":"shop"},"count":"12345","userCount":2345,"lastSeen":"2026-11-20T11:57:00Z","assignedTo":{"type":"team","id":"1","name":"payments"}}`
	const rows = 50
	c := connect(t, answers(map[string]string{"GET /organizations/acme/issues/": "[" + strings.Repeat(row+",", rows-1) + row + "]"}))
	md, _, _ := c.tool("search_issues", map[string]any{})
	if n := text.Tokens(md); strings.Count(md, "STOREFRONT-1A2B") != rows || n > 60*rows {
		t.Errorf("%d tokens for %d rows:\n%.500s", n, rows, md)
	}
}

// No answer is longer than 10,000 tokens; one that is cut names the call that
// gives less, keeps its goal, and that call is not cut.
func TestNoAnswerIsLongerThanItsBound(t *testing.T) {
	var rows []string
	wide := strings.Repeat("x7 q9 ", 90)
	for n := range 100 {
		rows = append(rows, fmt.Sprintf(`{"id":"%032x","title":"row %d","message":%q,"culprit":%q,"trace":"%032x"}`, n, n, fmt.Sprint(n, wide), fmt.Sprint("in ", n, wide), n))
	}
	c := connect(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := 100
		_, _ = fmt.Sscan(r.URL.Query().Get("per_page"), &limit)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"data":[%s],"meta":{"fields":{}}}`, strings.Join(rows[:min(limit, 100)], ","))
	}))
	args := map[string]any{"fields": []string{"id", "title", "message", "culprit", "trace"}, "limit": 100, "goal": "row 77"}
	md, _, _ := c.tool("search_events", args)
	if n := text.Tokens(md); n > maxTokens {
		t.Errorf("%d tokens", n)
	}
	_, next, cut := strings.Cut(md, "Next: search_events with ")
	if !cut || !strings.Contains(md, "The goal was") {
		t.Fatalf("...%s", md[max(0, len(md)-400):])
	}
	var less map[string]any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(strings.TrimSpace(next), `\`, "")), &less); err != nil {
		t.Fatalf("%v: %s", err, next)
	}
	if md, _, isError := c.tool("search_events", less); isError || strings.Contains(md, "is cut here") {
		t.Errorf("%v is cut too", less)
	}
}

// One bad field never fails an answer: it is left out, and the rest is there.
func TestBrokenFieldsDoNotFailAnAnswer(t *testing.T) {
	broken := `{"id":{"a":1},"shortId":"SHOP-1A","title":["x"],"culprit":7,"level":{},"status":[1],"substatus":null,"project":"shop","count":{"n":1},"userCount":"many","firstSeen":true,"lastSeen":"yesterday","permalink":"","assignedTo":"jane","metadata":[],"firstRelease":[],"annotations":3,"type":9,"priority":{}}`
	event := `{"id":7,"eventID":"e1","dateCreated":{},"title":[],"tags":{"a":1},"user":"jane","contexts":[],"release":4,"entries":[{"type":"exception","data":{"values":[{"type":[],"value":{},"stacktrace":{"frames":[{"function":3,"lineNo":"x","inApp":"yes","vars":[],"context":"none"},7]}}]}},{"type":"request","data":[]},"entry"]}`
	span := `{"event_id":1,"event_type":"span","op":[],"description":{},"start_timestamp":"no","duration":"long","children":[{"event_id":"s2","children":"none"}]}`
	c := connect(t, answers(map[string]string{
		"GET /organizations/":                                                  `[{"slug":"acme","id":7,"name":[],"links":"none","status":3},"acme"]`,
		"GET /organizations/acme/projects/":                                    `[{"slug":"shop","id":[],"platform":{},"teams":"x","dateCreated":5}]`,
		"GET /organizations/acme/releases/":                                    `[{"version":"1.0","dateCreated":[],"newGroups":"x","authors":1,"projects":{}}]`,
		"GET /organizations/acme/issues/":                                      "[" + broken + ",7]",
		"GET /organizations/acme/issues/SHOP-1A/":                              broken,
		"GET /organizations/acme/issues/SHOP-1A/events/recommended/":           event,
		"GET /organizations/acme/issues/SHOP-1A/events/":                       "[" + event + ",true]",
		"GET /organizations/acme/issues/SHOP-1A/tags/":                         `[{"key":"os","topValues":[{"value":"linux","count":"x"},5],"totalValues":[]}]`,
		"GET /organizations/acme/events/":                                      `{"data":[{"id":"e1","title":{"a":1}},{"id":["x"]}],"meta":[]}`,
		"GET /organizations/acme/issues/SHOP-1A/autofix/":                      `{"autofix":{"run_id":"x","status":"NEW_WORD","updated_at":3,"blocks":[{"id":1,"message":"m","artifacts":"none"}]}}`,
		"GET /organizations/acme/trace/771a43a4192642f0b136d5159a501700/":      "[" + span + ",3]",
		"GET /organizations/acme/trace-meta/771a43a4192642f0b136d5159a501700/": `{"errors":"x","span_count":[]}`,
	}))
	for tool, want := range map[string]struct {
		args map[string]any
		part string
	}{
		"find_organizations":   {nil, "acme"},
		"find_projects":        {nil, "shop"},
		"find_releases":        {nil, "1.0"},
		"search_issues":        {nil, "SHOP-1A"},
		"get_issue_details":    {map[string]any{"issueId": "SHOP-1A", "include": []string{"all"}}, "SHOP-1A"},
		"search_issue_events":  {map[string]any{"issueId": "SHOP-1A"}, "e1"},
		"get_issue_tag_values": {map[string]any{"issueId": "SHOP-1A"}, "linux"},
		"search_events":        {map[string]any{"fields": []string{"id", "title"}}, "e1"},
		"get_seer_run":         {map[string]any{"issueId": "SHOP-1A"}, "SHOP-1A"},
		"get_trace_details":    {map[string]any{"traceId": "771a43a4192642f0b136d5159a501700"}, "Spans"},
		"get_sentry_resource":  {map[string]any{"resourceType": "issue", "resourceId": "SHOP-1A"}, "SHOP-1A"},
	} {
		if md, _, isError := c.tool(tool, want.args); isError || !strings.Contains(md, want.part) {
			t.Errorf("%s: %s", tool, md)
		}
	}
}
