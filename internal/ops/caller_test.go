package ops

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

// twoProjects is a Sentry where acme/shop may be seen and acme/vault and the
// organization other may not. Whatever it says of these holds a mark. Lists
// honour the project parameter, as the real one does.
type twoProjects struct {
	mu     sync.Mutex
	writes []string // changes asked for outside
	asked  int
}

const mark = "TOPSECRET"

func (s *twoProjects) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/0"), "/"), "/")
	inside := len(parts) > 2 && parts[0] == "projects" && parts[1] == "acme" && parts[2] == "shop" ||
		len(parts) > 1 && parts[0] == "organizations" && parts[1] == "acme" && slices.Equal(r.URL.Query()["project"], []string{"shop"}) ||
		len(parts) > 3 && parts[2] == "issues" && strings.HasPrefix(parts[3], "SHOP")
	if r.Method == http.MethodPost && parts[len(parts)-1] == "releases" {
		body, _ := io.ReadAll(r.Body)
		inside = inside || strings.Contains(string(body), `"projects":["shop"]`)
	}
	if !inside && r.Method != http.MethodGet {
		s.writes = append(s.writes, r.Method+" "+r.URL.String())
	}
	thing := func(project, id, word string) string {
		return fmt.Sprintf(`{"id":%q,"eventID":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","slug":%q,"name":%q,"shortId":%q,"title":%q,"message":%q,"description":%q,"version":%q,
		 "project":{"id":%q,"slug":%q,"name":%q},"projects":[{"id":%q,"slug":%q,"name":%q}],"project_id":%q,"project_slug":%q,"projectSlug":%q,"organizationSlug":"acme","groupId":"9",
		 "event_id":"bbbbbbbbbbbbbbbb","event_type":"span","op":%q,"start_timestamp":1,"end_timestamp":2,"tags":[],"entries":[],"count":"1"}`,
			id, project, word, strings.ToUpper(project)+"-1", word, word, word, word, id, project, word, id, project, word, id, project, project, word)
	}
	safe, secret := thing("shop", "1", "fine"), thing("vault", "2", mark)
	body := secret
	switch list := parts[len(parts)-1]; {
	case r.URL.Path == "/api/0/organizations/":
		body = `[{"id":"1","slug":"acme","name":"fine"},{"id":"2","slug":"other","name":"` + mark + `"}]`
	case r.URL.Path == "/api/0/organizations/acme/":
		body = `{"id":"1","slug":"acme","name":"fine"}`
	case r.URL.Path == "/api/0/auth/":
		body = `{"id":"1","name":"Ann"}`
	case r.URL.Path == "/api/0/organizations/acme/projects/":
		body = "[" + safe + "," + secret + "]"
	case len(parts) == 3 && slices.Contains([]string{"teams", "members", "repos", "integrations", "group-search-views"}, list):
		body = `[{"id":"1","slug":"fine","name":"fine"}]`
	case parts[len(parts)-2] == "trace":
		body = "[" + secret + "," + safe + "]"
	case inside && (strings.HasSuffix(list, "s") || list == "tags"):
		body = "[" + safe + "]"
	case inside:
		body = safe
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// confined are operations that may see acme/shop only.
func confined(t *testing.T, sentry http.RoundTripper, c Constraints) *Ops {
	t.Helper()
	client, err := sentryapi.New(sentryapi.Config{BaseURL: "https://sentry.example.com", Transport: sentry,
		Sleep: func(context.Context, time.Duration) error { return nil }, Now: func() time.Time { return testNow }})
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Client: client, BaseURL: "https://sentry.example.com", Now: func() time.Time { return testNow },
		Sleep: func(ctx context.Context, _ time.Duration) error { return context.Canceled }}).For(Caller{Constraints: c})
}

// detours are ways to name what lies outside, by argument.
func detours() []map[string]any {
	const trace = "cccccccccccccccccccccccccccccccc"
	out := []map[string]any{{}, {"organizationSlug": "other"}, {"organizationSlug": "2"}, {"projectSlug": "vault", "projectSlugOrId": "vault", "project": "vault"},
		{"projectSlug": "2", "projectSlugOrId": "2", "project": "2"}, {"projectSlug": "-1", "projectSlugOrId": "-1", "project": "-1"},
		{"projectSlugs": []string{"shop", "vault"}}, {"issueId": "VAULT-1"}, {"issueId": "2"}, {"issueIds": []string{"SHOP-1", "VAULT-1"}},
		{"traceId": trace, "replayId": trace, "eventId": trace, "profileId": trace, "monitorSlug": "vault", "id": "2"},
		{"query": "project:vault"}, {"version": "vault@1"}, {"issueId": "../../projects/acme/vault"}}
	for _, address := range []string{"issues/2/", "issues/VAULT-1/events/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/", "traces/" + trace + "/", "replays/" + trace + "/", "organizations/other/issues/2/",
		"organizations/acme/issues/2/", "organizations/acme/performance/trace/" + trace + "/", "organizations/acme/issues/2/?project=2", "profiling/profile/vault/" + trace + "/flamegraph/"} {
		out = append(out, map[string]any{"issueUrl": "https://sentry.example.com/" + address, "url": "https://sentry.example.com/" + address, "replayUrl": "https://sentry.example.com/" + address})
	}
	return out
}

// No operation shows or changes anything outside of its constraints, whatever
// is asked of it.
func TestConstraintsHoldForEveryOperation(t *testing.T) {
	sentry := &twoProjects{}
	o := confined(t, sentry, Constraints{Orgs: []string{"acme"}, Projects: []string{"shop"}})
	worked, asking := map[string]bool{}, map[string]bool{}
	for _, op := range Catalog() {
		var base map[string]any
		if err := json.Unmarshal(example(t, op), &base); err != nil {
			t.Fatal(err)
		}
		for _, detour := range detours() {
			args := map[string]any{}
			for _, f := range inputFields(op.In) {
				if v, ok := base[f.name]; ok && !slices.Contains([]string{"organizationSlug", "projectSlug", "projectSlugOrId", "project"}, f.name) {
					args[f.name] = v
				}
				if v, ok := detour[f.name]; ok {
					args[f.name] = v
				}
			}
			if _, by := detour["issueUrl"]; by {
				delete(args, "issueId")
			}
			raw, _ := json.Marshal(args)
			before := sentry.asked
			text, ok := said(t, o, op, raw)
			worked[op.Name] = worked[op.Name] || ok
			asking[op.Name] = asking[op.Name] || sentry.asked > before
			if strings.Contains(text, mark) {
				t.Errorf("%s %s shows what is outside:\n%.400s", op.Name, raw, text)
			}
		}
	}
	for _, w := range sentry.writes {
		t.Errorf("a change outside: %s", w)
	}
	if len(worked) < 60 || len(slices.Collect(maps.Keys(asking))) < 70 {
		t.Errorf("only %d operations worked and %d asked: the test sees too little", len(worked), len(asking))
	}
}

// said is everything that an operation says.
func said(t *testing.T, o *Ops, op Operation, raw json.RawMessage) (text string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if op.Streams() {
		for e, err := range op.Stream(ctx, o, raw) {
			if err != nil {
				return text + err.Error(), false
			}
			text += e.Message.String()
		}
		return text, true
	}
	result, err := op.Call(ctx, o, raw)
	if err != nil {
		return err.Error(), false
	}
	b, err := json.Marshal(result)
	if err != nil {
		t.Error(err)
	}
	doc := result.Doc()
	return string(b) + doc.Markdown(), true
}

func TestConstrainedArguments(t *testing.T) {
	sentry := &twoProjects{}
	one := confined(t, sentry, Constraints{Orgs: []string{"acme"}, Projects: []string{"shop"}})
	if _, err := one.SearchIssues(t.Context(), SearchIssuesIn{OrgTarget: OrgTarget{Org: "other"}}); KindOf(err) != KindForbidden || sentry.asked != 0 {
		t.Errorf("%v after %d requests", err, sentry.asked)
	}
	if _, err := one.GetIssueDetails(t.Context(), GetIssueDetailsIn{IssueTarget: IssueTarget{URL: "https://sentry.example.com/organizations/other/issues/2/"}}); KindOf(err) != KindForbidden || sentry.asked != 0 {
		t.Errorf("%v after %d requests", err, sentry.asked)
	}
	if got, err := one.SearchIssues(t.Context(), SearchIssuesIn{}); err != nil || len(got.Issues) != 1 {
		t.Errorf("%v %v", got, err)
	}
	if got, err := one.FindOrganizations(t.Context(), FindOrganizationsIn{}); err != nil || len(got.Organizations) != 1 {
		t.Errorf("%v %v", got, err)
	}
	anyProject := confined(t, sentry, Constraints{Orgs: []string{"acme"}, Projects: []string{}})
	if _, err := anyProject.SearchIssues(t.Context(), SearchIssuesIn{Project: "shop"}); err != nil {
		t.Errorf("no project was ruled out: %v", err)
	}
	two := confined(t, sentry, Constraints{Orgs: []string{"acme", "beta"}})
	if _, err := two.SearchIssues(t.Context(), SearchIssuesIn{}); KindOf(err) != KindInvalid || !strings.Contains(err.Error()+hintOf(err), "acme, beta") {
		t.Errorf("%v", err)
	}
	// A request's constraints never widen those of the server.
	both := one.For(Caller{Constraints: Constraints{Orgs: []string{"other"}}})
	if _, err := both.SearchIssues(t.Context(), SearchIssuesIn{OrgTarget: OrgTarget{Org: "other"}}); KindOf(err) != KindForbidden {
		t.Errorf("%v", err)
	}
	for _, op := range Catalog() {
		schema, err := op.InputSchemaFor(Constraints{Orgs: []string{"acme"}, Projects: []string{"a", "b"}})
		if err != nil {
			t.Fatal(err)
		}
		if schema.Properties["organizationSlug"] != nil {
			t.Errorf("%s still asks for the organization", op.Name)
		}
	}
}

func hintOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Hint
	}
	return ""
}

// Nothing that one caller's answers told is used for another.
func TestCallersShareNothing(t *testing.T) {
	var mu sync.Mutex
	var tokens []string
	sentry := roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		tokens = append(tokens, token)
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(`[{"id":"1","slug":"org-of-` + token + `"}]`))}, nil
	})
	o := confined(t, sentry, Constraints{})
	for range 2 {
		for _, who := range []string{"ann", "eve"} {
			caller := o.For(Caller{Token: func(context.Context) (string, error) { return who, nil }})
			got, err := caller.org(t.Context(), "test", "")
			if err != nil || got != "org-of-"+who {
				t.Errorf("%s gets %q, %v", who, got, err)
			}
		}
	}
	if !slices.Equal(tokens, []string{"ann", "eve", "ann", "eve"}) {
		t.Error(tokens)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func BenchmarkFor(b *testing.B) {
	client, err := sentryapi.New(sentryapi.Config{BaseURL: "https://sentry.example.com"})
	if err != nil {
		b.Fatal(err)
	}
	o := New(Config{Client: client})
	b.ReportAllocs()
	for b.Loop() {
		o.For(Caller{Token: func(context.Context) (string, error) { return "t", nil }, Constraints: Constraints{Orgs: []string{"acme"}}})
	}
}
