package ops

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

const releaseJSON = `{"id":1,"version":"shop@2.1.0","shortVersion":"2.1.0","status":"open","dateCreated":"2026-11-19T12:00:00Z","dateReleased":null,"newGroups":2,
 "commitCount":1,"projects":[{"id":1,"slug":"shop","name":"Shop","newGroups":2,"hasHealthData":true,
 "healthData":{"crashFreeSessions":99.5,"crashFreeUsers":98.0,"totalSessions":200,"totalUsers":50,"sessionsCrashed":1,"sessionsErrored":3,"sessionsAdoption":40.5}}],
 "lastCommit":{"id":"4f2c9e14f2c9e14f2c9e14f2c9e14f2c9e14f2c9","message":"cart: second"},"currentProjectMeta":{}}`

func sessions(sum, users string, rates ...string) string {
	rate := func(n int) string {
		if n < len(rates) {
			return rates[n]
		}
		return "null"
	}
	return `{"groups":[{"by":{"release":"shop@2.1.0"},"totals":{"sum(session)":` + sum + `,"count_unique(user)":` + users +
		`,"crash_free_rate(session)":` + rate(0) + `,"crash_free_rate(user)":` + rate(1) + `},"series":{}}],"start":"2026-11-07T00:00:00Z","end":"2026-11-20T12:00:00Z","intervals":[]}`
}

func TestReleaseDetailsWithHealth(t *testing.T) {
	older := strings.NewReplacer("2.1.0", "2.0.0").Replace(releaseJSON)
	other := strings.NewReplacer("shop@2.1.0", "worker@9").Replace(releaseJSON)
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/releases/shop@2.1.0/":         {releaseJSON},
		"GET /organizations/acme/releases/":                    {"[" + releaseJSON + "," + other + "," + older + "]"},
		"GET /organizations/acme/releases/shop@2.1.0/deploys/": {`[{"id":"5","environment":"production","dateFinished":"2026-11-19T13:00:00Z","name":null,"url":null,"dateStarted":null}]`},
		"GET /organizations/acme/releases/shop@2.1.0/commits/": {`[{"id":"4f2c9e14f2c9","message":"cart: second\n\nbody","author":{"name":"Ada"}}]`},
		"GET /organizations/acme/sessions/":                    {sessions("200", "50", "0.995", "0.98")},
		"GET /organizations/acme/issues/":                      {"[" + issueJSON + "]"},
	})
	out, err := o.GetReleaseDetails(context.Background(), GetReleaseDetailsIn{Version: "shop@2.1.0", Project: "shop", Health: true})
	if err != nil || len(out.Skipped) > 0 {
		t.Fatalf("%v, skipped %v", err, out.Skipped)
	}
	h := out.Health
	if h == nil || h.Sessions != 200 || h.Crashed != 1 || *h.CrashFreeSessions != 99.5 || *h.CrashFreeUsers != 98 || *h.Adoption != 100 {
		t.Fatalf("health %+v", h)
	}
	if h.Previous == nil || h.Previous.Version.Raw() != "shop@2.0.0" || h.New.Count != 1 || h.Regressed.Count != 1 {
		t.Errorf("previous %+v, new %+v, regressed %+v", h.Previous, h.New, h.Regressed)
	}
	if _, err := o.GetReleaseDetails(context.Background(), GetReleaseDetailsIn{Version: "shop@2.1.0", Health: true}); err != nil {
		t.Error(err)
	}
	for _, asked := range fake.asked { // adoption is not among the sessions of every project there is
		if strings.Contains(asked, "/sessions/") && !strings.Contains(asked, "project=") {
			t.Errorf("asked %s, for no project", asked)
		}
	}
	for _, want := range []string{
		"is%3Aunresolved+firstRelease%3Ashop%402.1.0", "is%3Aregressed+release%3Ashop%402.1.0", "query=release%3Ashop%402.0.0",
	} {
		if !strings.Contains(strings.Join(fake.asked, "\n"), want) {
			t.Errorf("nothing was asked with %s:\n%s", want, strings.Join(fake.asked, "\n"))
		}
	}
	doc := out.Doc().Plain()
	for _, want := range []string{"Release shop@2.1.0", "not finalized", "crash-free sessions 99.5%", "changed by +0.00 points", "before it, `shop@2.0.0`", "production", "cart: second, Ada", "New issues, unresolved: 1", "SHOP-1A"} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %q in\n%s", want, doc)
		}
	}
}

func TestReleaseDetailsKeepWhatCanBeRead(t *testing.T) {
	o, _ := start(t, map[string][]string{"GET /organizations/acme/releases/shop@2.1.0/": {releaseJSON}})
	out, err := o.GetReleaseDetails(context.Background(), GetReleaseDetailsIn{Version: "shop@2.1.0"})
	if err != nil || len(out.Skipped) != 2 || out.Release.Version.Raw() != "shop@2.1.0" {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = o.GetReleaseDetails(context.Background(), GetReleaseDetailsIn{Version: "shop@9"})
	if KindOf(err) != KindNotFound || !strings.Contains(err.Error(), "release shop@9 in acme") {
		t.Errorf("%v", err)
	}
}

func TestReleaseHealth(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/sessions/": {
		sessions("400", "90", "0.99", "0.9"),
		`{"intervals":["2026-11-19T00:00:00Z","2026-11-20T00:00:00Z"],"groups":[
		 {"by":{"release":"shop@2.0.0"},"totals":{"sum(session)":0,"count_unique(user)":0,"crash_free_rate(session)":null}},
		 {"by":{"release":"shop@2.1.0"},"totals":{"sum(session)":100,"count_unique(user)":9,"crash_free_rate(session)":0.999999}}]}`,
	}})
	out, err := o.GetReleaseHealth(context.Background(), GetReleaseHealthIn{})
	if err != nil || len(out.Releases) != 2 || out.Releases[0].Version.Raw() != "shop@2.1.0" || *out.Releases[0].Adoption != 25 || out.Releases[1].CrashFreeSessions != nil {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := Percent(out.Releases[0].CrashFreeSessions); got != "99.99%" {
		t.Errorf("a crash among a million is shown as %s", got)
	}
	if fake.count("GET /organizations/acme/sessions/") != 2 {
		t.Errorf("asked %v", fake.asked)
	}
	o, _ = start(t, map[string][]string{"GET /organizations/acme/sessions/": {
		sessions("400", "90", "0.99", "0.9"),
		`{"intervals":["2026-11-19T00:00:00Z","2026-11-20T00:00:00Z"],"groups":[{"by":{"release":"shop@2.1.0"},"totals":{"sum(session)":100},
		  "series":{"sum(session)":[40,60],"crash_free_rate(session)":[null,0.5]}}]}`,
	}})
	one, err := o.GetReleaseHealth(context.Background(), GetReleaseHealthIn{Version: "shop@2.1.0"})
	if err != nil || len(one.Course) != 2 || one.Course[0].CrashFreeSessions != nil || one.Course[1].Sessions != 60 || *one.Course[1].CrashFreeSessions != 50 {
		t.Errorf("%+v, %v", one.Course, err)
	}
}

func TestReleaseSummaryIsWeighted(t *testing.T) {
	var r Release
	raw := `{"version":"v","projects":[{"healthData":{"crashFreeSessions":100,"totalSessions":300}},{"healthData":{"crashFreeSessions":96,"totalSessions":100,"totalUsers":0,"crashFreeUsers":0}},{"healthData":null}]}`
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		t.Fatal(err)
	}
	if h := ReleaseSummary(r); h.Sessions != 400 || *h.CrashFreeSessions != 99 || h.CrashFreeUsers != nil || h.Adoption != nil {
		t.Errorf("%+v", h)
	}
}

func TestSearchTerm(t *testing.T) {
	for value, want := range map[string]string{
		"shop@2.1.0+7": "release:shop@2.1.0+7", "my shop 1": `release:"my shop 1"`, `a"b`: `release:"a\"b"`, "": `release:""`, "v*": `release:"v\*"`, "[a,b]": `release:"[a,b]"`,
	} {
		if got := searchTerm("release", value); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}

func TestReleaseWrites(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"POST /organizations/acme/releases/":                    {releaseJSON},
		"PUT /organizations/acme/releases/shop@2.1.0/":          {releaseJSON},
		"POST /organizations/acme/releases/shop@2.1.0/deploys/": {`{"id":"5","environment":"production","dateFinished":"2026-11-20T12:00:00Z"}`},
		"GET /organizations/acme/projects/":                     {`[{"id":"1","slug":"shop"}]`},
	})
	ctx := context.Background()
	type request struct{ path, body string }
	for name, c := range map[string]struct {
		do   func() error
		want request
	}{
		"create in the only project": {func() error {
			_, err := o.CreateRelease(ctx, CreateReleaseIn{Version: "shop@2.1.0", Ref: "v2", Finalize: true})
			return err
		},
			request{"POST /organizations/acme/releases/?", `{"version":"shop@2.1.0","projects":["shop"],"ref":"v2","dateReleased":"2026-11-20T12:00:00Z"}`}},
		"finalize": {func() error {
			_, err := o.UpdateRelease(ctx, UpdateReleaseIn{Version: "shop@2.1.0", Finalize: true})
			return err
		},
			request{"PUT /organizations/acme/releases/shop@2.1.0/?", `{"dateReleased":"2026-11-20T12:00:00Z"}`}},
		"archive": {func() error {
			_, err := o.UpdateRelease(ctx, UpdateReleaseIn{Version: "shop@2.1.0", Status: "archived"})
			return err
		},
			request{"PUT /organizations/acme/releases/shop@2.1.0/?", `{"status":"archived"}`}},
		"deploy": {func() error {
			_, err := o.CreateDeploy(ctx, CreateDeployIn{Version: "shop@2.1.0", Environment: "production", Started: "2026-11-20T12:50:00+01:00"})
			return err
		},
			request{"POST /organizations/acme/releases/shop@2.1.0/deploys/?", `{"environment":"production","dateStarted":"2026-11-20T11:50:00Z"}`}},
		"commits": {func() error {
			_, err := o.SetReleaseCommits(ctx, SetReleaseCommitsIn{Version: "shop@2.1.0", Refs: []ReleaseRef{{Repository: "acme/shop", Commit: "b", PreviousCommit: "a"}}})
			return err
		}, request{"PUT /organizations/acme/releases/shop@2.1.0/?", `{"refs":[{"repository":"acme/shop","commit":"b","previousCommit":"a"}]}`}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.do(); err != nil {
				t.Fatal(err)
			}
			n := len(fake.asked) - 1
			if diff := cmp.Diff(c.want, request{fake.asked[n], fake.bodies[n]}, cmp.AllowUnexported(request{})); diff != "" {
				t.Error(diff)
			}
		})
	}
	before := len(fake.asked)
	_, err := o.UpdateRelease(DryRun(ctx), UpdateReleaseIn{Version: "shop@2.1.0", Finalize: true})
	if plan, ok := PlanOf(err); !ok || plan.Method != "PUT" || len(fake.asked) != before {
		t.Errorf("dry run: %+v, %v, %v", plan, err, fake.asked[before:])
	}
}

func TestReleaseWritesRefuse(t *testing.T) {
	o, fake := start(t, nil)
	for call, message := range map[string]string{
		`create_release {}`:                                           "no release was named",
		`create_release {"releaseVersion":".."}`:                      "is not a version",
		`create_release {"releaseVersion":"a\nb"}`:                    "is not a version",
		`update_release {"releaseVersion":"v"}`:                       "nothing to change",
		`update_release {"releaseVersion":"v","status":"gone"}`:       "status cannot be",
		`update_release {"releaseVersion":"v","dateReleased":"now"}`:  "dateReleased cannot be",
		`create_deploy {"releaseVersion":"v"}`:                        "no environment",
		`set_release_commits {"releaseVersion":"v"}`:                  "either refs or commits",
		`set_release_commits {"releaseVersion":"v","refs":[{}]}`:      "a ref needs",
		`set_release_commits {"releaseVersion":"v","refs":[{"x":1}]}`: "unknown argument",
		`set_release_commits {"releaseVersion":"v","commits":[{}]}`:   "a commit needs",
		`get_release_details {}`:                                      "no release was named",
		`get_release_health {"interval":"daily"}`:                     "is not an interval",
		`create_deploy {"releaseVersion":"v","environment":"e","dateStarted":"2026-11-20T12:00:00Z","dateFinished":"2026-11-20T11:00:00Z"}`: "ends before it starts",
	} {
		name, args, _ := strings.Cut(call, " ")
		_, err := operation(t, name).Call(context.Background(), o, json.RawMessage(args))
		var e *Error
		if !errors.As(err, &e) || e.Kind != sentryapi.KindInvalid || !strings.Contains(text.From(e.Error()).String(), message) {
			t.Errorf("%s: %v", call, err)
		}
	}
	if len(fake.asked) != 0 {
		t.Errorf("asked %v", fake.asked)
	}
}

func TestAReleasePartAskedForAloneFailsTheOperation(t *testing.T) {
	o, _ := start(t, map[string][]string{"GET /organizations/acme/releases/shop@2.1.0/": {releaseJSON}})
	yes, no := true, false
	for _, in := range []GetReleaseDetailsIn{{Deploys: &yes, Commits: &no}, {Deploys: &no, Commits: &yes}} {
		in.Version = "shop@2.1.0"
		if _, err := o.GetReleaseDetails(context.Background(), in); KindOf(err) != KindNotFound {
			t.Errorf("%v", err)
		}
	}
	if out, err := o.GetReleaseDetails(context.Background(), GetReleaseDetailsIn{Version: "shop@2.1.0"}); err != nil || len(out.Skipped) != 2 {
		t.Errorf("%v, skipped %v", err, out.Skipped)
	}
}
