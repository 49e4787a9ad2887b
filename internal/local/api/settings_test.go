package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/internal/local/api"
)

// wireProject and wireKey are what the tests of the settings look at.
type (
	wireProject struct {
		ID, Slug, Name, Platform string
		Teams                    []struct{ Slug string }
	}
	wireKey struct {
		ID, Name  string
		IsActive  bool
		RateLimit *struct{ Count, Window int64 }
		DSN       struct{ Public string }
	}
)

const settings = "/api/0/projects/local/shop/"

// intakeBy posts an envelope with a key and returns the whole answer.
func (b *backend) intakeBy(project, key, item, payload string) *http.Response {
	b.t.Helper()
	body := "{}\n{\"type\":\"" + item + "\"}\n" + payload
	r := httptest.NewRequest(http.MethodPost, "http://localhost/api/"+project+"/envelope/?sentry_key="+key, strings.NewReader(body))
	w := httptest.NewRecorder()
	b.intake.ServeHTTP(w, r)
	if err := b.store.WaitDigested(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return w.Result()
}

func (b *backend) post(path, body string, v any) {
	b.t.Helper()
	b.decode(b.call(http.MethodPost, path, body), http.StatusCreated, v)
}

// refused makes a request that must fail, and returns the answer's body.
func (b *backend) refused(method, path, body string, status int) string {
	b.t.Helper()
	resp := b.call(method, path, body)
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		b.t.Errorf("%s %s %s: %d %s, want %d", method, path, body, resp.StatusCode, text, status)
	}
	return string(text)
}

func TestProjectLifecycle(t *testing.T) {
	b := seed(t)
	var p wireProject
	b.post("/api/0/teams/local/local/projects/", `{"name":"Web Shop","platform":"go"}`, &p)
	if p.Slug != "web-shop" || p.Platform != "go" || len(p.Teams) != 1 || p.Teams[0].Slug != "local" {
		t.Errorf("created %+v", p)
	}
	var keys []wireKey
	b.get("/api/0/projects/local/web-shop/keys/", &keys)
	if len(keys) != 1 || !strings.HasSuffix(keys[0].DSN.Public, "@localhost:8969/"+p.ID) {
		t.Fatalf("keys of a new project: %+v", keys)
	}
	for body, part := range map[string]string{
		`{"name":"Web Shop"}`:                        "already exists",
		`{"name":""}`:                                "may not be blank",
		`{"name":"x","slug":"12"}`:                   "entirely numeric",
		`{"name":"x","slug":"Web Shop"}`:             "valid slug",
		`{"name":"日本"}`:                              "or a slug",
		`{"name":"` + strings.Repeat("x", 51) + `"}`: "no more than 50",
	} {
		status := http.StatusBadRequest
		if part == "already exists" {
			status = http.StatusConflict
		}
		if text := b.refused(http.MethodPost, "/api/0/organizations/local/projects/", body, status); !strings.Contains(text, part) {
			t.Errorf("%s: %s", body, text)
		}
	}
	b.refused(http.MethodPost, "/api/0/teams/local/nobody/projects/", `{"name":"y"}`, http.StatusNotFound)
	b.refused(http.MethodPut, settings, `{"slug":"web-shop"}`, http.StatusConflict)
}

func TestRenameProject(t *testing.T) {
	b := seed(t)
	issue := b.find("EmptyCart")
	number := strings.TrimPrefix(issue.ShortID, "SHOP-")
	var p wireProject
	b.put(settings, `{"slug":"till","name":"Till"}`, &p)
	if p.Slug != "till" || p.Name != "Till" {
		t.Errorf("renamed %+v", p)
	}
	b.get("/api/0/organizations/local/issues/TILL-"+number+"/", &issue)
	if issue.ShortID != "TILL-"+number {
		t.Errorf("short id %s", issue.ShortID)
	}
	b.refused(http.MethodGet, "/api/0/organizations/local/issues/SHOP-"+number+"/", "", http.StatusNotFound)
	b.refused(http.MethodGet, settings, "", http.StatusNotFound)
	b.send(p.ID, `{"type":"event"}`, `{"event_id":"000000000000000000000000000000aa","message":"after the rename","platform":"go"}`)
	if found := b.find("after the rename"); !strings.HasPrefix(found.ShortID, "TILL-") {
		t.Errorf("a new issue is called %s", found.ShortID)
	}
	b.get("/api/0/projects/local/till/", &p)
	if p.Platform != "python" {
		t.Errorf("the platform became %s by an event of another one", p.Platform)
	}
}

func TestDeleteProject(t *testing.T) {
	b := seed(t)
	var keys []wireKey
	b.get(settings+"keys/", &keys)
	b.put(settings+"ownership/", `{"raw":"path:* #local"}`, &struct{}{})
	if resp := b.call(http.MethodDelete, settings, ""); resp.StatusCode != http.StatusNoContent {
		t.Fatalf("%d", resp.StatusCode)
	}
	b.refused(http.MethodGet, settings, "", http.StatusNotFound)
	var issues []wireIssue
	b.get("/api/0/organizations/local/issues/?query=", &issues)
	for _, i := range issues {
		if strings.HasPrefix(i.ShortID, "SHOP-") {
			t.Errorf("%s is still there", i.ShortID)
		}
	}
	if len(issues) == 0 {
		t.Error("the other project lost its issues")
	}
	if resp := b.intakeBy("shop", keys[0].ID, "event", `{"message":"from the grave"}`); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the key of a deleted project gets %d", resp.StatusCode)
	}
	var projects []wireProject
	b.get("/api/0/organizations/local/projects/", &projects)
	for _, p := range projects {
		if p.Slug == "shop" {
			t.Error("the project came back")
		}
	}
}

func TestKeys(t *testing.T) {
	b := seed(t)
	var k wireKey
	b.post(settings+"keys/", `{"name":"mobile","rateLimit":{"count":2,"window":60}}`, &k)
	if k.Name != "mobile" || !k.IsActive || k.RateLimit == nil || k.RateLimit.Count != 2 || k.RateLimit.Window != 60 {
		t.Fatalf("%+v", k)
	}
	for range 2 {
		if resp := b.intakeBy("shop", k.ID, "event", `{"message":"m"}`); resp.StatusCode != http.StatusOK {
			t.Fatalf("within the limit: %d", resp.StatusCode)
		}
	}
	resp := b.intakeBy("shop", k.ID, "event", `{"message":"m"}`)
	// The clock stands at noon, so a whole window is left.
	if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") != "60" ||
		resp.Header.Get("X-Sentry-Rate-Limits") != "60:default;error;security:key:key_quota" {
		t.Errorf("above the limit: %d %v", resp.StatusCode, resp.Header)
	}
	if resp := b.intakeBy("shop", k.ID, "session", `{"sid":"x","init":true,"started":"2026-11-20T12:00:00Z","status":"ok","attrs":{"release":"1"}}`); resp.StatusCode != http.StatusOK {
		t.Errorf("sessions have no limit, but get %d", resp.StatusCode)
	}
	b.put(settings+"keys/"+k.ID+"/", `{"name":"renamed"}`, &k)
	if k.RateLimit == nil || k.Name != "renamed" {
		t.Errorf("a new name changed more than that: %+v", k)
	}
	b.put(settings+"keys/"+k.ID+"/", `{"rateLimit":null}`, &k)
	if b.intakeBy("shop", k.ID, "event", `{"message":"m"}`).StatusCode != http.StatusOK {
		t.Error("the limit is still there")
	}
	b.put(settings+"keys/"+k.ID+"/", `{"isActive":false}`, &k)
	resp = b.intakeBy("shop", k.ID, "event", `{"message":"m"}`)
	if got := resp.Header.Get("X-Sentry-Error"); resp.StatusCode != http.StatusForbidden || got != "event submission rejected with_reason: ProjectId" {
		t.Errorf("inactive: %d %q", resp.StatusCode, got)
	}
	var inactive []wireKey
	b.get(settings+"keys/?status=inactive", &inactive)
	if len(inactive) != 1 || inactive[0].ID != k.ID {
		t.Errorf("inactive keys: %+v", inactive)
	}
	if resp := b.call(http.MethodDelete, settings+"keys/"+k.ID+"/", ""); resp.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d", resp.StatusCode)
	}
	b.refused(http.MethodPut, settings+"keys/"+k.ID+"/", `{"isActive":true}`, http.StatusNotFound)
	if resp := b.intakeBy("shop", k.ID, "event", `{"message":"m"}`); resp.StatusCode != http.StatusForbidden {
		t.Errorf("a deleted key gets %d", resp.StatusCode)
	}
	b.refused(http.MethodPut, "/api/0/projects/local/worker/keys/"+k.ID+"/", `{}`, http.StatusNotFound)
	b.refused(http.MethodPost, settings+"keys/", `{"rateLimit":{"count":-1,"window":5}}`, http.StatusBadRequest)
}

// TestDSNWithoutKey holds that a project whose keys are all off has no DSN to give.
func TestDSNWithoutKey(t *testing.T) {
	b := seed(t)
	var keys []wireKey
	b.get(settings+"keys/", &keys)
	b.put(settings+"keys/"+keys[0].ID+"/", `{"isActive":false}`, &keys[0])
	p, err := b.store.Project(t.Context(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	if dsn := api.DSN("http://localhost", p); dsn != "" {
		t.Errorf("%q", dsn)
	}
}

func TestTeams(t *testing.T) {
	b := seed(t)
	issue := b.find("EmptyCart")
	var team struct{ ID, Slug, Name string }
	b.post("/api/0/organizations/local/teams/", `{"name":"Payments & Co"}`, &team)
	if team.Slug != "payments-co" || team.Name != "Payments & Co" {
		t.Errorf("%+v", team)
	}
	b.refused(http.MethodPost, "/api/0/organizations/local/teams/", `{"slug":"payments-co"}`, http.StatusConflict)
	b.refused(http.MethodPost, "/api/0/organizations/local/teams/", `{}`, http.StatusBadRequest)
	var p wireProject
	b.post(settings+"teams/payments-co/", "", &p)
	if len(p.Teams) != 2 {
		t.Errorf("after adding: %+v", p.Teams)
	}
	b.decode(b.call(http.MethodDelete, settings+"teams/local/", ""), http.StatusOK, &p)
	if len(p.Teams) != 1 || p.Teams[0].Slug != "payments-co" {
		t.Errorf("after removing: %+v", p.Teams)
	}
	b.put("/api/0/organizations/local/issues/"+issue.ID+"/", `{"assignedTo":"#payments-co"}`, &issue)
	if issue.AssignedTo == nil || issue.AssignedTo.Name != "Payments & Co" {
		t.Errorf("assigned to %+v", issue.AssignedTo)
	}
	b.refused(http.MethodPut, "/api/0/organizations/local/issues/"+issue.ID+"/", `{"assignedTo":"#nobody"}`, http.StatusBadRequest)
	var found []struct{ Slug string }
	b.get("/api/0/organizations/local/teams/?query=payments", &found)
	if len(found) != 1 {
		t.Errorf("%+v", found)
	}
	if text := b.refused(http.MethodPost, "/api/0/organizations/local/members/", `{"email":"a@b.c"}`, http.StatusBadRequest); !strings.Contains(text, "belongs to one person") {
		t.Error(text)
	}
}

func TestHideEnvironment(t *testing.T) {
	b := seed(t)
	names := func(path string) string {
		var list []struct{ Name string }
		b.get(path, &list)
		var all []string
		for _, e := range list {
			all = append(all, e.Name)
		}
		return strings.Join(all, " ")
	}
	before := names(settings + "environments/")
	var e struct {
		Name     string
		IsHidden bool
	}
	b.put(settings+"environments/staging/", `{"isHidden":true}`, &e)
	if e.Name != "staging" || !e.IsHidden {
		t.Errorf("%+v", e)
	}
	if got := names(settings + "environments/?visibility=hidden"); got != "staging" {
		t.Errorf("hidden: %s", got)
	}
	if got := names(settings + "environments/"); strings.Contains(got, "staging") {
		t.Errorf("visible: %s", got)
	}
	b.send("shop", `{"type":"event"}`, `{"event_id":"000000000000000000000000000000ab","message":"x","environment":"staging"}`)
	if got := names("/api/0/organizations/local/environments/"); strings.Contains(got, "staging") {
		t.Errorf("an event showed it again: %s", got)
	}
	b.put(settings+"environments/staging/", `{"isHidden":false}`, &e)
	if got := names(settings + "environments/"); got != before {
		t.Errorf("%s, want %s", got, before)
	}
	b.refused(http.MethodPut, settings+"environments/none/", `{"isHidden":true}`, http.StatusNotFound)
	b.refused(http.MethodPut, settings+"environments/staging/", `{}`, http.StatusBadRequest)
}

func TestOwnership(t *testing.T) {
	b := seed(t)
	b.post("/api/0/organizations/local/teams/", `{"slug":"cart"}`, &struct{}{})
	for body, part := range map[string]string{
		`{"raw":"src/* #cart"}`:                               "line 1, column 1",
		`{"raw":"path:src/* #nobody a@b.c"}`:                  "Invalid rule owners: #nobody, a@b.c",
		`{"autoAssignment":"Auto Assign to Suspect Commits"}`: "by rules only",
		`{"autoAssignment":"x"}`:                              "Invalid selection",
	} {
		if text := b.refused(http.MethodPut, settings+"ownership/", body, http.StatusBadRequest); !strings.Contains(text, part) {
			t.Errorf("%s: %s", body, text)
		}
	}
	b.put(settings+"ownership/", `{"raw":"path:shop/* #cart\nurl:*/checkout you@localhost","autoAssignment":"Auto Assign to Issue Owner"}`, &struct{}{})
	b.send("shop", `{"type":"event"}`, errorEvent("000000000000000000000000000000ac", "NewFailure", version, "production", noon))
	issue := b.find("NewFailure")
	if issue.AssignedTo == nil || issue.AssignedTo.Type != "user" {
		t.Errorf("assigned to %+v, want the owner of the last rule", issue.AssignedTo)
	}
	var d struct{ Owners []struct{ Owner string } }
	b.get("/api/0/organizations/local/issues/"+issue.ID+"/", &d)
	if len(d.Owners) != 2 || d.Owners[0].Owner != "user:1" || d.Owners[1].Owner != "team:2" {
		t.Errorf("owners %+v", d.Owners)
	}
	var owners struct {
		Owners []struct{ Type, Name string }
		Rule   []string
		Rules  []json.RawMessage
	}
	b.get(settings+"events/000000000000000000000000000000ac/owners/", &owners)
	if len(owners.Owners) != 2 || owners.Owners[0].Type != "user" || owners.Owners[1].Name != "cart" || strings.Join(owners.Rule, ":") != "url:*/checkout" ||
		len(owners.Rules) != 2 || string(owners.Rules[1]) != `[["path","shop/*"],[["team","cart"]]]` {
		t.Errorf("owners of the event: %+v, %s", owners, owners.Rules)
	}
	b.put(settings+"ownership/", `{"autoAssignment":"Turn off Auto-Assignment"}`, &struct{}{})
	b.send("shop", `{"type":"event"}`, errorEvent("000000000000000000000000000000ad", "OtherFailure", version, "production", noon))
	if issue := b.find("OtherFailure"); issue.AssignedTo != nil {
		t.Errorf("assigned to %+v although that is off", issue.AssignedTo)
	}
}
