package mcpserve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/internal/text/hostile"
)

const issue = `{"id":"7","shortId":"SHOP-1A","title":%s,"culprit":"total","level":"error","status":"unresolved","substatus":"new","project":{"slug":"shop"},"count":"3","userCount":2,"lastSeen":"2026-11-20T11:57:00Z"}`

func TestEveryToolDeclaresItsEffects(t *testing.T) {
	c := connectTo(t, answers(nil), Selection{Toolsets: []string{Main, All}})
	effects := map[string]ops.Effect{}
	for _, op := range ops.Catalog() {
		effects[op.Name] = op.Effect
	}
	tools := c.call("tools/list", map[string]any{})["tools"].([]any)
	for _, raw := range tools {
		tool := raw.(map[string]any)
		name := tool["name"].(string)
		notes := tool["annotations"].(map[string]any)
		for _, hint := range []string{"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"} {
			if _, set := notes[hint].(bool); !set {
				t.Errorf("%s does not set %s", name, hint)
			}
		}
		effect, isOperation := effects[name]
		if !isOperation {
			effect = ops.Read
		}
		if notes["readOnlyHint"] != (effect == ops.Read) {
			t.Errorf("%s: readOnlyHint %v for effect %s", name, notes["readOnlyHint"], effects[name])
		}
		schema := tool["inputSchema"].(map[string]any)
		if schema["type"] != "object" || schema["additionalProperties"] != false {
			t.Errorf("%s: the input schema lets unknown arguments through", name)
		}
	}
}

func TestRefusals(t *testing.T) {
	c := connect(t, answers(map[string]string{"GET /organizations/acme/issues/SHOP-1A/": `<html>login</html>`}))
	for name, want := range map[string]struct {
		tool string
		args map[string]any
		kind string
		part string
	}{
		"unknown argument": {"search_issues", map[string]any{"projct": "x"}, "invalid", `"projct"`},
		"wrong type":       {"search_issues", map[string]any{"limit": "x"}, "invalid", "limit must be integer, not string"},
		"wrong word":       {"search_issues", map[string]any{"sort": "newest"}, "invalid", "date"},
		"unknown issue":    {"get_issue_details", map[string]any{"issueId": "SHOP-9Z"}, "not_found", "SHOP-9Z"},
		"a login page":     {"get_issue_details", map[string]any{"issueId": "SHOP-1A"}, "unavailable", "HTML"},
	} {
		md, structured, isError := c.refused(want.tool, want.args)
		e, _ := structured["error"].(map[string]any)
		if once, data, _ := c.tool(want.tool, want.args); once != md || data != nil || !strings.Contains(md, "("+want.kind+")") {
			t.Errorf("%s: told twice, or not in words: %v %s", name, data, once)
		}
		if !isError || e["kind"] != want.kind {
			t.Errorf("%s: isError %v, %v", name, isError, structured)
		}
		if !strings.Contains(md, want.part) && want.part != "SHOP-9Z" {
			t.Errorf("%s: the answer lacks %q:\n%s", name, want.part, md)
		}
		if strings.Contains(md, "<html") {
			t.Errorf("%s: the answer holds the page:\n%s", name, md)
		}
	}
	if r := c.call("tools/call", map[string]any{"name": "rm_rf", "arguments": map[string]any{}}); r["protocolError"] == nil {
		t.Error("an unknown tool was called")
	}
}

func TestOldNamesAndRegionStillWork(t *testing.T) {
	c := connect(t, answers(map[string]string{"GET /organizations/acme/projects/": `[{"slug":"core","id":"1"}]`}))
	md, structured, isError := c.tool("list_projects", map[string]any{"organizationSlug": "acme", "regionUrl": nil})
	if isError || !strings.Contains(md, "core") || structured != nil {
		t.Errorf("%v\n%s", isError, md)
	}
}

func TestHostileTextIsInert(t *testing.T) {
	for _, h := range hostile.Corpus() {
		title, _ := json.Marshal(h.Text)
		c := connect(t, answers(map[string]string{"GET /organizations/acme/issues/": "[" + strings.Replace(issue, "%s", string(title), 1) + "]"}))
		md, _, isError := c.tool("search_issues", map[string]any{})
		data, _ := c.data("search_issues", map[string]any{})
		if isError || data["issues"] == nil {
			t.Errorf("%s: %s", h.Name, md)
		}
		if err := hostile.AssertModelSafe(md); err != nil {
			t.Errorf("%s: %v", h.Name, err)
		}
		if err := eachString(data, hostile.AssertModelSafe); err != nil {
			t.Errorf("%s, structured: %v", h.Name, err)
		}
		if !strings.Contains(md, "SHOP-1A") {
			t.Errorf("%s: the row is lost:\n%s", h.Name, md)
		}
		if len(md) > 2000 {
			t.Errorf("%s: one row takes %d bytes", h.Name, len(md))
		}
	}
}

// eachString checks every string and name of a JSON value.
func eachString(v any, check func(string) error) error {
	switch v := v.(type) {
	case string:
		return check(v)
	case []any:
		for _, x := range v {
			if err := eachString(x, check); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, x := range v {
			if err := errors.Join(check(name), eachString(x, check)); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestSecretsOfAnEventAreMaskedInEveryForm(t *testing.T) {
	event := `{"id":"e1","eventID":"e1","dateCreated":"2026-11-20T11:57:00Z","tags":[],"entries":[
	 {"type":"request","data":{"method":"POST","url":"https://shop.example.com/pay","headers":[["Authorization","Bearer abcdefghijklmnopqrstuvwxyz012345"],["Cookie","session=s3cr3tsession"],["Accept","text/html"]],"data":"password=hunter2hunter2"}},
	 {"type":"exception","data":{"values":[{"type":"E","value":"v","stacktrace":{"frames":[{"function":"pay","filename":"pay.py","lineNo":3,"inApp":true,"vars":{"api_key":"sk_live_0123456789","total":"12"}}]}}]}}]}`
	c := connect(t, answers(map[string]string{
		"GET /organizations/acme/issues/SHOP-1A/":                    strings.Replace(issue, "%s", `"t"`, 1),
		"GET /organizations/acme/issues/SHOP-1A/events/recommended/": event,
		"GET /organizations/acme/issues/SHOP-1A/tags/":               `[]`,
	}))
	md, _, isError := c.tool("get_issue_details", map[string]any{"issueId": "SHOP-1A", "include": []string{"all"}})
	data, _ := c.data("get_issue_details", map[string]any{"issueId": "SHOP-1A", "include": []string{"all"}})
	all, _ := json.Marshal(data)
	if isError || !strings.Contains(md, "text/html") || !strings.Contains(string(all), "total") {
		t.Fatalf("%s\n%s", md, all)
	}
	for _, secret := range []string{"abcdefghijklmnopqrstuvwxyz012345", "s3cr3tsession", "hunter2hunter2", "sk_live_0123456789"} {
		if strings.Contains(md, secret) || strings.Contains(string(all), secret) {
			t.Errorf("%q is in the answer", secret)
		}
	}
	data, _ = c.data("get_issue_details", map[string]any{"issueId": "SHOP-1A", "include": []string{"stack"}})
	if all, _ := json.Marshal(data); strings.Contains(string(all), "shop.example.com/pay") || strings.Contains(string(all), `"vars"`) {
		t.Errorf("sections that were not asked for: %s", all)
	}
}

func TestProgressOfAFixRun(t *testing.T) {
	looks := 0
	sentry := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			looks = 1
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, `{"run_id":5}`)
			return
		}
		switch looks {
		case 0:
			_, _ = io.WriteString(w, `{"autofix":null}`)
		case 1:
			looks++
			_, _ = io.WriteString(w, `{"autofix":{"run_id":5,"status":"processing","updated_at":"2026-11-20T12:00:01Z","blocks":[{"id":"1","message":{"role":"assistant","content":"Reading"}}]}}`)
		default:
			_, _ = io.WriteString(w, `{"autofix":{"run_id":5,"status":"completed","updated_at":"2026-11-20T12:00:02Z","blocks":[{"id":"1","message":{"role":"assistant","content":"Reading"}},{"id":"2","message":{"role":"assistant","content":"Done"},"artifacts":[{"key":"root_cause","data":{"one_line_description":"price is missing"}}]}]}}`)
		}
	})
	c := connect(t, sentry)
	r := c.call("tools/call", map[string]any{
		"name": "analyze_issue_with_seer", "arguments": map[string]any{"issueId": "SHOP-1A", "until": "root_cause"},
		"_meta": map[string]any{"progressToken": "p1"},
	})
	if r["isError"] == true || !strings.Contains(r["content"].([]any)[0].(map[string]any)["text"].(string), "price is missing") {
		t.Fatalf("%v", r)
	}
	last := 0.0
	for _, n := range c.news {
		if n["method"] != "notifications/progress" {
			continue
		}
		p := n["params"].(map[string]any)
		if p["progressToken"] != "p1" || p["progress"].(float64) <= last {
			t.Errorf("progress does not rise: %v", p)
		}
		last = p["progress"].(float64)
	}
	if last < 3 {
		t.Errorf("only %v notifications", last)
	}
}

// A script pipes its requests in and closes the pipe: every one is answered.
func TestRequestsBeforeTheEndOfInputAreAnswered(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"1","name":"Ann"}`)
	}))
	defer api.Close()
	client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Ops: ops.New(ops.Config{Client: client}), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	in := `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"call_read_tool","arguments":{"name":"whoami"}}}
{"jsonrpc":"2.0","id":2,"method":"tools/list"}`
	var out bytes.Buffer
	if err := s.ServeStdio(context.Background(), strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n"); n != 3 || !strings.Contains(out.String(), "Ann") || strings.Contains(out.String(), "canceled") {
		t.Errorf("%d answers:\n%.600s", n, out.String())
	}
}

func BenchmarkCheapTool(b *testing.B) {
	api := httptest.NewServer(answers(map[string]string{"GET /organizations/": `[{"slug":"acme","id":"1","name":"Acme"}]`}))
	defer api.Close()
	client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL})
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(Options{Ops: ops.New(ops.Config{Client: client}), Version: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	go func() { _ = s.ServeStdio(context.Background(), inR, outW) }()
	out := bufio.NewScanner(outR)
	write := func(line string) { _, _ = io.WriteString(inW, line+"\n") }
	write(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"b","version":"1"}}}`)
	out.Scan()
	write(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	for b.Loop() {
		write(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_organizations","arguments":{}}}`)
		if !out.Scan() || !strings.Contains(out.Text(), "acme") {
			b.Fatal(out.Text())
		}
	}
	_ = inW.Close()
}
