package ops

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

func TestCatalogIsWhole(t *testing.T) {
	seen := map[string]bool{}
	inputs := map[reflect.Type]string{}
	for _, op := range Catalog() {
		if seen[op.Name] {
			t.Errorf("%s stands twice in the catalogue", op.Name)
		}
		seen[op.Name] = true
		if other := inputs[op.In]; other != "" {
			t.Errorf("%s and %s share the input type %v: the middleware could not tell them apart", op.Name, other, op.In)
		}
		inputs[op.In] = op.Name
		if g := op.Guide(); g.Summary == "" {
			t.Errorf("%s has no docs/%s.md with a summary", op.Name, op.Name)
		}
		if _, err := op.InputSchema(); err != nil {
			t.Error(err)
		}
		if op.Title == "" || op.Toolset == "" {
			t.Errorf("%s lacks a title or toolset", op.Name)
		}
		if op.Deadline == 0 && !op.Streams() {
			t.Errorf("%s has no deadline", op.Name)
		}
	}
}

func TestSchemaSaysWhatTheCheckRefuses(t *testing.T) {
	for _, op := range Catalog() {
		schema, err := op.InputSchema()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range inputFields(op.In) {
			p := schema.Properties[f.name]
			if p == nil {
				t.Errorf("%s: %s is not in the schema", op.Name, f.name)
				continue
			}
			if f.enum != nil {
				target := p
				if p.Items != nil {
					target = p.Items
				}
				if len(target.Enum) != len(f.enum) {
					t.Errorf("%s: %s has enum %v in the schema, %v in the check", op.Name, f.name, target.Enum, f.enum)
				}
			}
			if f.max > 0 && (p.Maximum == nil || *p.Maximum != float64(f.max)) {
				t.Errorf("%s: %s has no maximum in the schema", op.Name, f.name)
			}
		}
	}
}

func TestBadArguments(t *testing.T) {
	for name, c := range map[string]struct{ op, args, message, hint string }{
		"unknown argument": {"search_issues", `{"projct":"shop"}`, `unknown argument "projct"`, "projectSlugOrId"},
		"wrong type":       {"search_issues", `{"limit":"ten"}`, "limit must be integer, not string", "from 1 to 100"},
		"mistyped name":    {"search_issues", `{"perod":"24h"}`, `unknown argument "perod"`, "period (string; default 14d)"},
		"not an object":    {"search_issues", `[1]`, "", ""},
		"word":             {"search_issues", `{"sort":"newest"}`, `sort cannot be "newest"`, "date, freq"},
		"number":           {"search_issues", `{"limit":1000}`, "limit cannot be 1000", "from 1 to 100"},
		"list word":        {"get_issue_details", `{"issueId":"SHOP-1A","include":["everything"]}`, `include cannot be "everything"`, "breadcrumbs"},
		"period":           {"search_issues", `{"period":"two days"}`, `"two days" is not a period`, "14d"},
		"half a range":     {"search_issues", `{"start":"2026-11-01T00:00:00Z"}`, "are not a range", "RFC 3339"},
		"range and period": {"search_issues", `{"period":"24h","start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z"}`, "exclude each other", ""},
		"no issue":         {"get_issue_details", `{}`, "no issue was named", "@latest"},
		"strange issue":    {"get_issue_details", `{"issueId":"../../users"}`, "is not an issue", "SHOP-1A"},
		"strange url":      {"get_issue_details", `{"issueUrl":"https://acme.sentry.io/settings/"}`, "is not the URL of an issue", "/issues/ID/"},
		"nothing to do":    {"update_issue", `{"issueId":"SHOP-1A"}`, "there is nothing to change", "status"},
		"mode alone":       {"update_issue", `{"issueId":"SHOP-1A","priority":"low","ignoreMode":"forever"}`, "ignoreMode needs status ignored", ""},
		"mode without n":   {"update_issue", `{"issueId":"SHOP-1A","status":"ignored","ignoreMode":"untilUserCount"}`, "needs ignoreUserCount", ""},
		"two modes":        {"update_issue", `{"issueId":"SHOP-1A","status":"ignored","ignoreDurationMinutes":60,"ignoreCount":3}`, "does not take the numbers", ""},
		"id and url":       {"get_issue_details", `{"issueId":"SHOP-1A","issueUrl":"https://acme.sentry.io/issues/9/"}`, "both given", ""},
		"embedded type":    {"search_issues", `{"organizationSlug":["acme"]}`, "organizationSlug must be string, not array", ""},
		"empty note":       {"add_issue_note", `{"issueId":"SHOP-1A","text":"  "}`, "the comment is empty", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o, fake := start(t, nil)
			_, err := operation(t, c.op).Call(context.Background(), o, json.RawMessage(c.args))
			var e *Error
			if !errors.As(err, &e) || e.Kind != sentryapi.KindInvalid {
				t.Fatalf("got %v, want an invalid-input error", err)
			}
			if !strings.Contains(e.Message.String(), c.message) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("message %q, hint %q; want %q and %q", e.Message, e.Hint, c.message, c.hint)
			}
			if len(fake.asked) != 0 {
				t.Errorf("the server was asked although the input is invalid: %v", fake.asked)
			}
		})
	}
}

func operation(t *testing.T, name string) Operation {
	t.Helper()
	for _, op := range Catalog() {
		if op.Name == name {
			return op
		}
	}
	t.Fatalf("no operation %s", name)
	return Operation{}
}

func TestReadOnlyRefusesEveryOtherEffect(t *testing.T) {
	o, fake := start(t, nil, func(c *Config) { c.ReadOnly = true })
	for _, op := range Catalog() {
		if op.Effect == Read {
			continue
		}
		_, err := op.Call(context.Background(), o, json.RawMessage(`{}`))
		if KindOf(err) != sentryapi.KindForbidden {
			t.Errorf("%s in read-only mode: %v", op.Name, err)
		}
	}
	if len(fake.asked) != 0 {
		t.Errorf("read-only asked %v", fake.asked)
	}
}

func TestPanicBecomesAnError(t *testing.T) {
	o, _ := start(t, nil)
	_, err := run(context.Background(), o, WhoamiIn{}, func(context.Context, WhoamiIn) (WhoamiOut, error) { panic("boom") })
	var e *Error
	if !errors.As(err, &e) || e.Kind != sentryapi.KindInternal || e.Op != "whoami" {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(e.Message.String(), "boom") {
		t.Errorf("the message for people shows the panic: %s", e.Message)
	}
}

func TestObserverSeesEachCallOnce(t *testing.T) {
	var ops []string
	var errs []error
	o, _ := start(t, map[string][]string{"GET /auth/": {`{"id":"1","name":"Ann"}`}}, func(c *Config) {
		c.Observe = func(ctx context.Context, op Operation, id string) (context.Context, func(error)) {
			ops = append(ops, op.Name)
			return ctx, func(err error) { errs = append(errs, err) }
		}
	})
	if _, err := o.Whoami(context.Background(), WhoamiIn{}); err != nil {
		t.Fatal(err)
	}
	_, _ = o.FindTeams(context.Background(), FindTeamsIn{})
	if len(ops) != 2 || ops[0] != "whoami" || ops[1] != "find_teams" || errs[0] != nil || errs[1] == nil {
		t.Errorf("observed %v with %v", ops, errs)
	}
}

func TestOrganizationIsFoundWhenThereIsOnlyOne(t *testing.T) {
	none := func(c *Config) { c.Defaults = Defaults{} }
	list := `[]`
	o, fake := start(t, map[string][]string{"GET /organizations/": {`[{"slug":"solo"}]`}, "GET /organizations/solo/projects/": {list}}, none)
	for range 3 {
		if _, err := o.FindProjects(context.Background(), FindProjectsIn{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := fake.count("GET /organizations/?"); n != 1 {
		t.Errorf("asked for the organizations %d times", n)
	}
	o, _ = start(t, map[string][]string{"GET /organizations/": {`[{"slug":"a"},{"slug":"b"}]`}}, none)
	_, err := o.FindProjects(context.Background(), FindProjectsIn{})
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Hint, "a, b") {
		t.Errorf("with two organizations: %v", err)
	}
}

func TestIssueArguments(t *testing.T) {
	for arg, want := range map[string]string{
		"SHOP-1A": "acme SHOP-1A", "shop-1a": "acme SHOP-1A", " 77 ": "acme 77",
		"https://other.sentry.io/issues/123/?project=1":                    "other 123",
		"https://sentry.io/organizations/big/issues/9/events/abc/":         "big 9",
		"https://sentry.example.com/organizations/big/issues/shop-9/#frag": "big SHOP-9",
	} {
		o, _ := start(t, nil, func(c *Config) {
			c.BaseURL = "https://sentry.io"
			if strings.Contains(arg, "sentry.example.com") {
				c.BaseURL = "https://sentry.example.com"
			}
		})
		org, id, err := o.issue(context.Background(), "test", IssueTarget{Issue: arg})
		if got := org + " " + id; err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", arg, got, err, want)
		}
	}
	for _, foreign := range []string{"https://evil.com/issues/7/", "https://sentry.io.evil.com/organizations/acme/issues/7/", "https://acme.sentry.io/issues/7/"} {
		o, fake := start(t, nil, func(c *Config) { c.BaseURL = "https://sentry.example.com" })
		if _, _, err := o.issue(context.Background(), "test", IssueTarget{Issue: foreign}); KindOf(err) != sentryapi.KindInvalid || len(fake.asked) > 0 {
			t.Errorf("the URL of another server: %v", err)
		}
	}
	o, fake := start(t, map[string][]string{"GET /organizations/acme/issues/": {"[" + issueJSON + "]", "[]"}})
	if _, id, err := o.issue(context.Background(), "test", IssueTarget{Issue: Latest}); id != "SHOP-1A" || err != nil {
		t.Errorf("@latest: %s, %v", id, err)
	}
	if fake.count("GET /organizations/acme/issues/?") != 1 {
		t.Errorf("@latest asked %v", fake.asked)
	}
	if _, _, err := o.issue(context.Background(), "test", IssueTarget{Issue: Latest}); KindOf(err) != sentryapi.KindNotFound {
		t.Errorf("@latest of nothing: %v", err)
	}
}

func FuzzIssueURL(f *testing.F) {
	f.Add("https://acme.sentry.io/issues/7/")
	f.Add("https://h/organizations/o/issues/../x")
	f.Fuzz(func(t *testing.T, raw string) {
		if _, _, id, err := parseIssueURL("test", raw); err == nil && !isIssueWord(id) {
			t.Errorf("%q gave %q", raw, id)
		}
	})
}

func TestSearchIssues(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/issues/": {"[" + issueJSON + `,{"id":{"bad":1}},` + strings.Replace(issueJSON, `"7"`, `"8"`, 1) + "]"}})
	out, err := o.SearchIssues(context.Background(), SearchIssuesIn{Project: "shop", PageIn: PageIn{Limit: 10}})
	if err != nil {
		t.Fatal(err)
	}
	if len(fake.asked) != 1 {
		t.Errorf("a list took %d requests: %v", len(fake.asked), fake.asked)
	}
	if len(out.Issues) < 2 {
		t.Errorf("one bad item lost others: %d left, skipped %v", len(out.Issues), out.Skipped)
	}
	md := out.Doc().Markdown()
	for _, want := range []string{"SHOP-1A", "KeyError", "1.2k events", "56 users", "3m"} {
		if !strings.Contains(md, want) {
			t.Errorf("the document lacks %q:\n%s", want, md)
		}
	}
	all := ""
	_, _ = o.SearchIssues(context.Background(), SearchIssuesIn{Query: &all})
	if !strings.Contains(fake.asked[len(fake.asked)-1], "query=&") && !strings.HasSuffix(fake.asked[len(fake.asked)-1], "query=") {
		t.Errorf("an empty query must be sent as empty: %s", fake.asked[len(fake.asked)-1])
	}
}

func TestUpdateIssue(t *testing.T) {
	answers := func() map[string][]string {
		return map[string][]string{
			"GET /organizations/acme/issues/SHOP-1A/":  {issueJSON},
			"GET /organizations/acme/issues/SHOP-2B/":  {strings.NewReplacer(`"7"`, `"8"`, "SHOP-1A", "SHOP-2B").Replace(issueJSON)},
			"PUT /organizations/acme/issues/":          {`{"status":"resolved","statusDetails":{}}`},
			"POST /organizations/acme/issues/7/notes/": {`{"id":"1","type":"note","data":{"text":"why"}}`},
			"POST /organizations/acme/issues/8/notes/": {`{"id":"2","type":"note","data":{"text":"why"}}`},
			"GET /auth/": {`{"id":"42","name":"Ann"}`},
		}
	}
	me, nobody := "me", ""
	for name, c := range map[string]struct {
		in   IssueEdit
		body string
		to   string
	}{
		"resolve":       {IssueEdit{Status: "resolved"}, `{"status":"resolved"}`, "resolved"},
		"next release":  {IssueEdit{Status: "resolvedInNextRelease"}, `{"status":"resolved","statusDetails":{"inNextRelease":true}}`, "resolved in the next release"},
		"archive":       {IssueEdit{Status: "ignored"}, `{"status":"ignored","substatus":"archived_until_escalating"}`, "archived until it escalates"},
		"forever":       {IssueEdit{Status: "ignored", IgnoreMode: "forever"}, `{"status":"ignored","substatus":"archived_forever"}`, "archived forever"},
		"for an hour":   {IssueEdit{Status: "ignored", IgnoreMode: "forDuration", IgnoreMinutes: 60}, `{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreDuration":60}}`, "archived for 1h"},
		"minutes alone": {IssueEdit{Status: "ignored", IgnoreMinutes: 60}, `{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreDuration":60}}`, "archived for 1h"},
		"10 in an hour": {IssueEdit{Status: "ignored", IgnoreMode: "untilOccurrenceCount", IgnoreCount: 10, IgnoreWindow: 60}, `{"status":"ignored","substatus":"archived_until_condition_met","statusDetails":{"ignoreCount":10,"ignoreWindow":60}}`, "archived until 10 more events within 1h"},
		"priority":      {IssueEdit{Priority: "low"}, `{"priority":"low"}`, "low"},
		"assign me":     {IssueEdit{AssignedTo: &me}, `{"assignedTo":"user:42"}`, "me"},
		"unassign":      {IssueEdit{AssignedTo: &nobody}, `{"assignedTo":""}`, "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			o, fake := start(t, answers())
			out, err := o.UpdateIssue(context.Background(), UpdateIssueIn{IDs: []string{"SHOP-1A", "shop-2b", "SHOP-1A"}, IssueEdit: c.in})
			if err != nil {
				t.Fatal(err)
			}
			if fake.count("PUT /organizations/acme/issues/?") != 1 || fake.count("PUT") != 1 {
				t.Fatalf("want one bulk write, got %v", fake.asked)
			}
			for n, a := range fake.asked {
				if strings.HasPrefix(a, "PUT") {
					if a != "PUT /organizations/acme/issues/?id=7&id=8" || !sameJSON(t, fake.bodies[n], c.body) {
						t.Errorf("%s %s; want body %s", a, fake.bodies[n], c.body)
					}
				}
			}
			if len(out.Updated) != 2 || out.Updated[0].Changes[0].To != c.to {
				t.Errorf("out %s", mustJSON(t, out))
			}
		})
	}
	o, fake := start(t, answers())
	out, err := o.UpdateIssue(context.Background(), UpdateIssueIn{IDs: []string{"SHOP-1A"}, IssueEdit: IssueEdit{Status: "resolved"}, DryRun: true, Reason: "why"})
	if err != nil || !out.DryRun || fake.count("PUT") != 0 || fake.count("POST") != 0 {
		t.Errorf("a dry run wrote: %v, %v", fake.asked, err)
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}

func TestDetailsSurviveAnUnreadableEvent(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/issues/SHOP-1A/": {issueJSON}})
	out, err := o.GetIssueDetails(context.Background(), GetIssueDetailsIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}})
	if err != nil || out.Event != nil || len(out.Problems) == 0 {
		t.Fatalf("%v, %+v", err, out.Problems)
	}
	if len(fake.asked) > 3 {
		t.Errorf("details took %d requests: %v", len(fake.asked), fake.asked)
	}
	if md := out.Doc().Markdown(); !strings.Contains(md, "SHOP-1A") || !strings.Contains(md, "could not be read") {
		t.Errorf("document:\n%s", md)
	}
}

func TestDeadlineIsTheOperations(t *testing.T) {
	o, _ := start(t, nil)
	_, err := run(context.Background(), o, FindTeamsIn{}, func(ctx context.Context, _ FindTeamsIn) (FindTeamsOut, error) {
		d, ok := ctx.Deadline()
		if left := time.Until(d); !ok || left > readTime || left < readTime/2 {
			t.Errorf("deadline in %v (%v), want about %v", left, ok, readTime)
		}
		return FindTeamsOut{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
