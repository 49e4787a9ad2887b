package ops

import (
	"context"
	"strings"
	"testing"

	"vedette/internal/sentryapi"
)

// key is a wire key of a project.
const key = `{"id":"0123456789abcdef0123456789abcdef","name":"Default","isActive":true,"rateLimit":null,"dsn":{"public":"https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/2"}}`

func TestCreateProject(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/teams/":     {`[{"id":"1","slug":"web"}]`},
		"POST /teams/acme/web/projects/":     {`{"id":"2","slug":"web-shop","name":"Web shop"}`},
		"GET /projects/acme/web-shop/keys/":  {`[]`},
		"POST /projects/acme/web-shop/keys/": {key},
		"POST /teams/acme/other/projects/":   {`{"id":"3","slug":"second","name":"Second"}`},
	})
	out, err := o.CreateProject(t.Context(), CreateProjectIn{Name: " Web shop ", Platform: "go"})
	if err != nil || out.Team != "web" || out.Project.Slug != "web-shop" || !strings.Contains(string(out.DSN), "@o1.ingest") {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := fake.bodies[1]; got != `{"name":"Web shop","platform":"go"}` {
		t.Errorf("sent %s", got)
	}
	// The project is there even if its DSN cannot be read: that is no failure of the command.
	out, err = o.CreateProject(t.Context(), CreateProjectIn{Name: "Second", Team: "#other"})
	if err != nil || out.DSN != "" || out.Problem == "" || !strings.Contains(out.Doc().Markdown(), "vedette dsn list --project second") {
		t.Errorf("%+v, %v", out, err)
	}
	if n := fake.count("POST /teams/"); n != 2 {
		t.Errorf("%d projects were made", n)
	}
	for _, in := range []CreateProjectIn{{}, {Name: "  "}} {
		if _, err := o.CreateProject(t.Context(), in); KindOf(err) != sentryapi.KindInvalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if _, err := o.CreateProject(t.Context(), CreateProjectIn{Name: "x", Team: "none"}); KindOf(err) != sentryapi.KindNotFound || !strings.Contains(err.Error(), "team none in acme") {
		t.Errorf("%v", err)
	}
}

func TestCreateProjectNeedsATeam(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/teams/": {`[{"slug":"web"},{"slug":"api"}]`, `[]`}})
	for range 2 {
		if _, err := o.CreateProject(t.Context(), CreateProjectIn{Name: "x"}); KindOf(err) != sentryapi.KindInvalid {
			t.Errorf("%v", err)
		}
	}
	if fake.count("POST") > 0 {
		t.Errorf("asked %v", fake.asked)
	}
}

func TestTeamsOfAProject(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /projects/acme/shop/teams/":        {`[{"slug":"web"}]`},
		"POST /projects/acme/shop/teams/api/":   {`{"slug":"shop","teams":[{"slug":"web"},{"slug":"api"}]}`},
		"DELETE /projects/acme/shop/teams/web/": {`{"slug":"shop","teams":[]}`},
	})
	shop := ProjectTarget{Project: "shop"}
	out, err := o.AddTeamToProject(t.Context(), AddTeamIn{ProjectTarget: shop, Team: "#web"})
	if err != nil || out.Changed || fake.count("POST") > 0 {
		t.Errorf("a team that has the project: %+v, %v, %v", out, err, fake.asked)
	}
	out, err = o.AddTeamToProject(t.Context(), AddTeamIn{ProjectTarget: shop, Team: "api"})
	if err != nil || !out.Changed || len(out.Teams) != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	out, err = o.RemoveTeamFromProject(t.Context(), RemoveTeamIn{ProjectTarget: shop, Team: "api"})
	if err != nil || out.Changed {
		t.Errorf("a team that has not got the project: %+v, %v", out, err)
	}
	out, err = o.RemoveTeamFromProject(t.Context(), RemoveTeamIn{ProjectTarget: shop, Team: "web"})
	if err != nil || !out.Changed || out.Teams == nil || len(out.Teams) > 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestUpdateDSN(t *testing.T) {
	const id = "0123456789abcdef0123456789abcdef"
	o, fake := start(t, map[string][]string{"PUT /projects/acme/shop/keys/" + id + "/": {key}})
	shop, no, name := ProjectTarget{Project: "shop"}, false, ""
	for _, c := range []struct {
		in   UpdateDSNIn
		sent string // "" = refused
	}{
		{UpdateDSNIn{Key: id, IsActive: &no}, `{"isActive":false}`},
		{UpdateDSNIn{Key: "https://" + id + "@o1.ingest.sentry.io/2", LimitIn: LimitIn{Count: 100, Window: 60}}, `{"rateLimit":{"window":60,"count":100}}`},
		{UpdateDSNIn{Key: id, NoLimit: true, Name: &name}, `{"name":"","rateLimit":null}`},
		{UpdateDSNIn{Key: id}, ""},
		{UpdateDSNIn{Key: "nothing", NoLimit: true}, ""},
		{UpdateDSNIn{NoLimit: true}, ""},
		{UpdateDSNIn{Key: id, LimitIn: LimitIn{Count: 5}}, ""},
		{UpdateDSNIn{Key: id, LimitIn: LimitIn{Count: -5, Window: 5}}, ""},
		{UpdateDSNIn{Key: id, LimitIn: LimitIn{Count: 5, Window: 5}, NoLimit: true}, ""},
		{UpdateDSNIn{Key: id, LimitIn: LimitIn{Count: 5, Window: 86401}}, ""},
	} {
		c.in.ProjectTarget = shop
		before := len(fake.bodies)
		out, err := o.UpdateDSN(t.Context(), c.in)
		switch {
		case c.sent == "" && (KindOf(err) != sentryapi.KindInvalid || len(fake.bodies) != before):
			t.Errorf("%+v: %v", c.in, err)
		case c.sent != "" && (err != nil || fake.bodies[before] != c.sent || out.DSN.ID != id):
			t.Errorf("%+v: %v, sent %s", c.in, err, fake.bodies[before:])
		}
	}
}

func TestUpdateOwnershipSpeaksSentrysWords(t *testing.T) {
	o, fake := start(t, map[string][]string{"PUT /projects/acme/shop/ownership/": {`{"raw":"url:* #web","autoAssignment":"Auto Assign to Issue Owner","isActive":true}`}})
	raw, off := "url:* #web", false
	out, err := o.UpdateOwnership(t.Context(), UpdateOwnershipIn{ProjectTarget: ProjectTarget{Project: "shop"}, Raw: &raw, Fallthrough: &off, AutoAssign: "owner"})
	if err != nil || out.Ownership.Raw.Raw() != raw || fake.bodies[0] != `{"raw":"url:* #web","fallthrough":false,"autoAssignment":"Auto Assign to Issue Owner"}` {
		t.Errorf("%+v, %v, %v", out, err, fake.bodies)
	}
	for _, in := range []UpdateOwnershipIn{{}, {AutoAssign: "everybody"}} {
		if _, err := o.UpdateOwnership(t.Context(), in); KindOf(err) != sentryapi.KindInvalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

func TestFindMembers(t *testing.T) {
	o, fake := start(t, map[string][]string{
		"GET /organizations/acme/members/":       {`[{"id":"7","email":"a@b.c","user":{"id":1},"orgRole":"owner"},{"id":"8","email":"d@e.f","user":null,"pending":true},{"id":"9","user":null,"expired":true}]`},
		"GET /projects/acme/shop/members/":       {`[]`},
		"GET /organizations/acme/repos/":         {`[{"id":"1","name":"acme/shop","provider":{"id":"integrations:github","name":"GitHub"}}]`},
		"GET /projects/acme/shop/":               {`{"id":"42","slug":"shop"}`},
		"GET /organizations/acme/code-mappings/": {`[{"id":"1","projectSlug":"shop","stackRoot":"","sourceRoot":"src/"}]`},
	})
	out, err := o.FindMembers(t.Context(), FindMembersIn{Query: "a"})
	if err != nil || len(out.Members) != 3 {
		t.Fatalf("%+v, %v", out, err)
	}
	for i, want := range []string{"user:1", "(invited)", "(invitation expired)"} {
		if got := MemberHandle(out.Members[i]); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if out, err := o.FindMembers(t.Context(), FindMembersIn{Project: "shop"}); err != nil || out.Members == nil {
		t.Errorf("%+v, %v", out, err)
	}
	if out, err := o.FindCodeMappings(t.Context(), FindCodeMappingsIn{Project: "shop"}); err != nil || len(out.Mappings) != 1 || fake.count("GET /organizations/acme/code-mappings/?per_page=25&project=42") != 1 {
		t.Errorf("%+v, %v, %v", out, err, fake.asked)
	}
	if out, err := o.FindRepositories(t.Context(), FindRepositoriesIn{}); err != nil || out.Repositories[0].Provider.Name.String() != "GitHub" {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestDocumentationIsLinkedTo(t *testing.T) {
	o := New(Config{}) // no server is asked
	search, err := o.SearchDocs(context.Background(), SearchDocsIn{Query: " source  maps ", Guide: "JavaScript/nextjs"})
	if err != nil || search.SearchURL != "https://docs.sentry.io/search/?q=javascript+nextjs+source+maps" ||
		search.GuideURL != "https://docs.sentry.io/platforms/javascript/guides/nextjs/" {
		t.Errorf("%+v, %v", search, err)
	}
	for _, in := range []SearchDocsIn{{}, {Query: "x", Guide: "../.."}, {Query: "x", Guide: "a/b/c"}, {Query: "x", Guide: "a b"}} {
		if _, err := o.SearchDocs(context.Background(), in); KindOf(err) != sentryapi.KindInvalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
	for path, want := range map[string]string{
		"/platforms/go/": "platforms/go", "platforms/go.md": "platforms/go", "https://docs.sentry.io/api/auth/?x=1#y": "api/auth",
		"https://evil.example/x": "", "/../etc": "", "": "", "/a b/": "", "http://[": "",
	} {
		doc, err := o.GetDoc(context.Background(), GetDocIn{Path: path})
		if want == "" && KindOf(err) != sentryapi.KindInvalid || want != "" && (err != nil || doc.MarkdownURL != "https://docs.sentry.io/"+want+".md") {
			t.Errorf("%q: %+v, %v", path, doc, err)
		}
	}
}
