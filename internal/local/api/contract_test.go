package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// specFile holds the part of Sentry's public OpenAPI document that vedette is built against. It lies beside the checkout, not in it.
const specFile = "shared/api/sentry-openapi-subset.json"

type openAPI struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct{ Schema any }
		}
	}
}

// loadSpec looks for the document from the test's directory upwards.
func loadSpec(t *testing.T) openAPI {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(specFile)))
		if err == nil {
			var spec openAPI
			if err := json.Unmarshal(data, &spec); err != nil {
				t.Fatal(err)
			}
			return spec
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Skipf("%s is not there: the contract can only be checked beside Sentry's OpenAPI document", specFile)
	}
}

// schema compiles the schema of the 200 or 202 answer; nil when the operation documents none.
func (s openAPI) schema(t *testing.T, method, path, status string) *jsonschema.Schema {
	t.Helper()
	content, ok := s.Paths[path][method].Responses[status].Content["application/json"]
	if !ok {
		t.Fatalf("%s %s documents no %s answer", method, path, status)
	}
	correct(path, content.Schema)
	return compile(t, path, nullable(content.Schema))
}

// compile prepares a schema; formats are checked too.
func compile(t *testing.T, what string, schema any) *jsonschema.Schema {
	t.Helper()
	raw, err := json.Marshal(schema)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	c := jsonschema.NewCompiler()
	c.Draft, c.AssertFormat = jsonschema.Draft2020, true
	const name = "mem://answer.json"
	if err := c.AddResource(name, bytes.NewReader(raw)); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return compiled
}

// nullable turns OpenAPI 3.0's "nullable" into a choice that JSON Schema knows.
func nullable(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = nullable(v[i])
		}
		return v
	case map[string]any:
		for k := range v {
			if k != "example" && k != "examples" {
				v[k] = nullable(v[k])
			}
		}
		if yes, ok := v["nullable"].(bool); ok {
			delete(v, "nullable")
			if yes {
				return map[string]any{"anyOf": []any{v, map[string]any{"type": "null"}}}
			}
		}
		return v
	}
	return v
}

func TestNullable(t *testing.T) {
	schema := nullable(map[string]any{
		"type": "object", "required": []any{"a"},
		"properties": map[string]any{"a": map[string]any{"type": "string", "nullable": true}, "b": map[string]any{"type": "string"}},
	})
	compiled := compile(t, "nullable", schema)
	for in, want := range map[string]bool{
		`{"a":null}`: true, `{"a":"x"}`: true, `{}`: false, `{"a":1}`: false, `{"a":null,"b":null}`: false,
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if got := compiled.Validate(v) == nil; got != want {
			t.Errorf("%s valid: %t, want %t", in, got, want)
		}
	}
}

// answered lists every documented GET that the API answers, with the parameters to ask it with.
func answered(issue wireIssue, key string) map[string][]string {
	const org, project = "/api/0/organizations/{organization_id_or_slug}", "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}"
	const team = "/api/0/teams/{organization_id_or_slug}/{team_id_or_slug}"
	const o, p = "/api/0/organizations/local", "/api/0/projects/local/shop"
	i := o + "/issues/" + issue.ID
	list := o + "/issues/"
	return map[string][]string{
		team + "/":                      {"/api/0/teams/local/local/", "/api/0/teams/local/1/"},
		team + "/members/":              {"/api/0/teams/local/local/members/"},
		team + "/projects/":             {"/api/0/teams/local/local/projects/"},
		"/api/0/organizations/":         {"/api/0/organizations/"},
		org + "/":                       {o + "/", "/api/0/organizations/1/", o + "/?detailed=0"},
		org + "/projects/":              {o + "/projects/", o + "/projects/?query=slug:shop"},
		org + "/teams/":                 {o + "/teams/", o + "/teams/?detailed=0"},
		org + "/user-teams/":            {o + "/user-teams/"},
		org + "/members/":               {o + "/members/", o + "/members/?query=nobody"},
		org + "/members/{member_id}/":   {o + "/members/1/", o + "/members/me/"},
		org + "/environments/":          {o + "/environments/", o + "/environments/?visibility=hidden"},
		org + "/project-keys/":          {o + "/project-keys/", o + "/project-keys/?status=active"},
		org + "/repos/":                 {o + "/repos/"},
		org + "/integrations/":          {o + "/integrations/"},
		org + "/trace/{trace_id}/":      {o + "/trace/" + traceID + "/", o + "/trace/ffffffffffffffffffffffffffffffff/"},
		org + "/trace-meta/{trace_id}/": {o + "/trace-meta/" + traceID + "/"},
		org + "/issues/": {
			list, list + "?query=", list + "?expand=inbox&expand=owners&expand=sessions&expand=latestEventHasAttachments",
			list + "?groupStatsPeriod=14d", list + "?groupStatsPeriod=auto&statsPeriod=24h", list + "?groupStatsPeriod=",
			list + "?query=EmptyCart&environment=production&project=shop&sort=freq", list + "?shortIdLookup=1&query=" + issue.ShortID,
		},
		org + "/issues/{issue_id}/":        {i + "/", o + "/issues/" + issue.ShortID + "/", i + "/?collapse=stats&collapse=tags&collapse=release"},
		org + "/issues/{issue_id}/events/": {i + "/events/", i + "/events/?full=true", i + "/events/?environment=staging"},
		org + "/issues/{issue_id}/events/{event_id}/": {
			i + "/events/latest/", i + "/events/oldest/", i + "/events/recommended/", i + "/events/" + lastEvent + "/",
		},
		org + "/issues/{issue_id}/hashes/":            {i + "/hashes/"},
		org + "/issues/{issue_id}/tags/{key}/":        {i + "/tags/environment/", i + "/tags/region/"},
		org + "/issues/{issue_id}/tags/{key}/values/": {i + "/tags/environment/values/", i + "/tags/environment/values/?sort=count"},
		org + "/issues/{issue_id}/external-issues/":   {i + "/external-issues/"},
		org + "/issues/{issue_id}/autofix/":           {i + "/autofix/"},
		org + "/shortids/{issue_id}/":                 {o + "/shortids/" + issue.ShortID + "/", o + "/shortids/" + strings.ToLower(issue.ShortID) + "/"},
		org + "/eventids/{event_id}/":                 {o + "/eventids/" + lastEvent + "/", o + "/eventids/" + firstEvent + "/"},
		project + "/":                                 {p + "/", "/api/0/projects/local/1/"},
		project + "/environments/":                    {p + "/environments/"},
		project + "/keys/":                            {p + "/keys/", p + "/keys/?status=inactive"},
		project + "/keys/{key_id}/":                   {p + "/keys/" + key + "/"},
		project + "/teams/":                           {p + "/teams/"},
		project + "/members/":                         {p + "/members/"},
		project + "/ownership/":                       {p + "/ownership/"},
		project + "/events/":                          {p + "/events/", p + "/events/?full=1"},
		project + "/events/{event_id}/":               {p + "/events/" + lastEvent + "/", p + "/events/" + otherEvent + "/"},
		project + "/issues/":                          {p + "/issues/", p + "/issues/?query=&statsPeriod=14d", p + "/issues/?shortIdLookup=1&query=" + issue.ShortID},
		project + "/events/{event_id}/source-map-debug/": {
			p + "/events/" + lastEvent + "/source-map-debug/", p + "/events/" + lastEvent + "/source-map-debug/?frame_idx=0&exception_idx=0",
		},
		project + "/events/{event_id}/attachments/{attachment_id}/": {p + "/events/" + lastEvent + "/attachments/1/"},
		project + "/events/{event_id}/attachments/":                 {p + "/events/" + lastEvent + "/attachments/"},
		project + "/tags/{key}/values/":                             {p + "/tags/environment/values/"},
		project + "/user-feedback/":                                 {p + "/user-feedback/"},
	}
}

// TestContract checks every answer to a documented path against Sentry's own schema, and that no documented path is answered unchecked.
func TestContract(t *testing.T) {
	spec := loadSpec(t)
	b := seed(t)
	issue := b.find("EmptyCart")
	b.put("/api/0/organizations/local/issues/"+issue.ID+"/", `{"priority":"low","assignedTo":"user:1","hasSeen":true}`, &issue)
	var keys []struct{ Public string }
	b.get("/api/0/projects/local/shop/keys/", &keys)
	cases := answered(issue, keys[0].Public)
	maps.Copy(cases, answeredExplore())
	maps.Copy(cases, answeredReleases())
	b.seedReleases()
	for _, path := range slices.Sorted(maps.Keys(cases)) {
		schema := spec.schema(t, "get", path, "200")
		for _, concrete := range cases[path] {
			validate(t, schema, "GET "+concrete, b.call(http.MethodGet, concrete, ""), http.StatusOK)
		}
	}
	fill := strings.NewReplacer("{organization_id_or_slug}", "local", "{project_id_or_slug}", "shop", "{issue_id}", issue.ID, "{event_id}", lastEvent, "{attachment_id}", "1",
		"{key_id}", keys[0].Public, "{key}", "environment", "{version}", url.PathEscape(version), "{monitor_id_or_slug}", "nightly", "{member_id}", "1", "{team_id_or_slug}", "local")
	for path, operations := range spec.Paths {
		documented := operations["get"].Responses["200"].Content // without it there is nothing to check against
		if len(documented) == 0 || cases[path] != nil {
			continue
		}
		if resp := b.call(http.MethodGet, fill.Replace(path), ""); resp.StatusCode != http.StatusNotFound && resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("GET %s answers %d but is not checked", path, resp.StatusCode)
		}
	}
}

// TestContractOfWrites checks the answers to documented writes.
func TestContractOfWrites(t *testing.T) {
	spec := loadSpec(t)
	b := seed(t)
	const org = "/api/0/organizations/{organization_id_or_slug}"
	issue := b.find("EmptyCart")
	list, one := "/api/0/organizations/local/issues/", "/api/0/organizations/local/issues/"+issue.ID+"/"
	for _, body := range []string{
		`{"status":"resolved"}`, `{"status":"unresolved"}`, `{"status":"ignored","statusDetails":{"ignoreCount":5,"ignoreWindow":60}}`,
		`{"status":"resolvedInNextRelease"}`, `{"status":"resolved","statusDetails":{"inRelease":"latest"}}`, `{"assignedTo":"team:1"}`,
		`{"status":"resolved","statusDetails":{"inCommit":{"commit":"0123456789abcdef","repository":"acme/shop"}}}`,
		`{"assignedTo":""}`, `{"isPublic":true}`, `{"isPublic":false}`, `{"priority":"high","hasSeen":true,"isBookmarked":true,"isSubscribed":true,"inbox":false}`,
	} {
		bulk := spec.schema(t, "put", org+"/issues/", "200")
		validate(t, bulk, "PUT "+list+" "+body, b.call(http.MethodPut, list+"?id="+issue.ID, body), http.StatusOK)
		single := spec.schema(t, "put", org+"/issues/{issue_id}/", "200")
		validate(t, single, "PUT "+one+" "+body, b.call(http.MethodPut, one, body), http.StatusOK)
	}
	const project = "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}"
	older := spec.schema(t, "put", project+"/issues/", "200")
	path := "/api/0/projects/local/shop/issues/?id=" + issue.ID
	validate(t, older, "PUT "+path, b.call(http.MethodPut, path, `{"status":"resolved","isPublic":true}`), http.StatusOK)
	report := spec.schema(t, "post", project+"/user-feedback/", "200")
	path = "/api/0/projects/local/shop/user-feedback/"
	validate(t, report, "POST "+path, b.call(http.MethodPost, path,
		`{"event_id":"`+firstEvent+`","name":"Ann","email":"ann@example.com","comments":"Again."}`), http.StatusOK)
	other := b.find("ValueError")
	bulk := spec.schema(t, "put", org+"/issues/", "200")
	path = list + "?id=" + issue.ID + "&id=" + other.ID
	validate(t, bulk, "PUT "+path+" merge", b.call(http.MethodPut, path, `{"merge":1}`), http.StatusOK)
	start := spec.schema(t, "post", org+"/issues/{issue_id}/autofix/", "202")
	validate(t, start, "POST "+one+"autofix/", b.call(http.MethodPost, one+"autofix/", `{"step":"root_cause"}`), http.StatusAccepted)
	state := spec.schema(t, "get", org+"/issues/{issue_id}/autofix/", "200")
	validate(t, state, "GET "+one+"autofix/", b.call(http.MethodGet, one+"autofix/", ""), http.StatusOK)
}

// TestContractOfSettings checks the answers to documented writes of projects, teams and keys, and those that the public document leaves out
// against what it says of their reading.
func TestContractOfSettings(t *testing.T) {
	spec := loadSpec(t)
	b := seed(t)
	const org, project = "/api/0/organizations/{organization_id_or_slug}", "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}"
	const team = "/api/0/teams/{organization_id_or_slug}/{team_id_or_slug}"
	const o, p = "/api/0/organizations/local", "/api/0/projects/local/shop"
	var key struct{ ID string }
	b.decode(b.call(http.MethodPost, p+"/keys/", `{"name":"of the test"}`), http.StatusCreated, &key)
	for _, w := range []struct {
		method, path, concrete, body string
		like, documented             string // method and status whose schema the answer has
		status                       int
	}{
		{"POST", org + "/projects/", o + "/projects/", `{"name":"Web Shop","platform":"go"}`, "post", "201", 201},
		{"POST", team + "/projects/", "/api/0/teams/local/local/projects/", `{"name":"Other","slug":"other-1","default_rules":false}`, "post", "201", 201},
		{"PUT", project + "/", p + "/", `{"name":"The Shop","platform":"python","isBookmarked":true}`, "put", "200", 200},
		{"POST", org + "/teams/", o + "/teams/", `{"slug":"payments"}`, "post", "201", 201},
		{"POST", project + "/", p + "/teams/payments/", ``, "get", "200", 201},
		{"DELETE", project + "/", p + "/teams/payments/", ``, "get", "200", 200},
		{"POST", project + "/keys/", p + "/keys/", `{"rateLimit":{"count":5,"window":60}}`, "post", "201", 201},
		{"PUT", project + "/keys/{key_id}/", p + "/keys/" + key.ID + "/", `{"isActive":false,"rateLimit":{"count":1,"window":3600}}`, "put", "200", 200},
		{"PUT", project + "/keys/{key_id}/", p + "/keys/" + key.ID + "/", `{"isActive":true,"rateLimit":null,"name":"x"}`, "put", "200", 200},
		{"PUT", project + "/ownership/", p + "/ownership/", `{"raw":"path:*.py #local\nurl:* you@localhost","autoAssignment":"Auto Assign to Issue Owner"}`, "get", "200", 200},
	} {
		schema := spec.schema(t, w.like, w.path, w.documented)
		validate(t, schema, w.method+" "+w.concrete+" "+w.body, b.call(w.method, w.concrete, w.body), w.status)
	}
	if resp := b.call(http.MethodDelete, p+"/keys/"+key.ID+"/", ""); resp.StatusCode != http.StatusNoContent {
		t.Errorf("DELETE of a key: %d", resp.StatusCode)
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, what string, resp *http.Response, status int) {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Errorf("%s: %d %.300s", what, resp.StatusCode, body)
		return
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Errorf("%s: %v in %.300s", what, err, body)
		return
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s: %v\n%.2000s", what, err, body)
	}
}
