package resources

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
)

func TestParse(t *testing.T) {
	for uri, want := range map[string]string{
		"sentry://acme/issue/SHOP-1A":                      `get_issue_details {"issueId":"SHOP-1A","organizationSlug":"acme"}`,
		"sentry://acme/issue/SHOP-1A?format=json":          `get_issue_details {"issueId":"SHOP-1A","organizationSlug":"acme"} as data`,
		"sentry://acme/issue/SHOP-1A?format=markdown":      `get_issue_details {"issueId":"SHOP-1A","organizationSlug":"acme"}`,
		"sentry://acme/event/0123":                         `get_event_details {"eventId":"0123","organizationSlug":"acme"}`,
		"sentry://acme/trace/ab":                           `get_trace_details {"organizationSlug":"acme","traceId":"ab"}`,
		"sentry://acme/release/shop@1.0+3":                 `get_release_details {"includeHealth":true,"organizationSlug":"acme","releaseVersion":"shop@1.0+3"}`,
		"sentry://acme/release/web%2F1.0%20beta":           `get_release_details {"includeHealth":true,"organizationSlug":"acme","releaseVersion":"web/1.0 beta"}`,
		"sentry://acme/release/feature/x":                  `get_release_details {"includeHealth":true,"organizationSlug":"acme","releaseVersion":"feature/x"}`,
		"sentry://acme/monitor/shop/nightly":               `get_monitor_details {"monitorSlug":"nightly","organizationSlug":"acme","projectSlugOrId":"shop"}`,
		"sentry://acme/inbox/shop":                         `search_issues {"limit":25,"organizationSlug":"acme","projectSlugOrId":"shop","query":"is:unresolved is:for_review","sort":"inbox"}`,
		"sentry://inbox":                                   `search_issues {"limit":25,"query":"is:unresolved is:for_review","sort":"inbox"}`,
		"sentry://whoami?format=json":                      `whoami null as data`,
		"sentry://acme/issue/":                             "",
		"sentry://acme/issue":                              "",
		"sentry://acme":                                    "",
		"sentry:///issue/1":                                "",
		"sentry://acme/issue/1/2":                          "",
		"sentry://acme/monitor/shop":                       "",
		"sentry://acme/nothing/1":                          "",
		"sentry://acme/issue/%zz":                          "",
		"sentry://acme/issue/1?limit=5":                    "",
		"sentry://acme/issue/1?format=xml":                 "",
		"https://acme.sentry.io/issues/1":                  "",
		"":                                                 "",
		"sentry://acme/issue/" + strings.Repeat("1", 3000): "",
	} {
		got := ""
		if r, err := Parse(uri); err == nil {
			got = r.Operation + " " + string(r.Arguments)
			if r.JSON {
				got += " as data"
			}
		}
		if got != want {
			t.Errorf("%.60s: %s", uri, got)
		}
	}
}

// Every address that is made is understood, and fits the template that clients
// are told; every operation and argument exists.
func TestAddressesAreRead(t *testing.T) {
	check := func(name string, r Read, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		at := slices.IndexFunc(ops.Catalog(), func(op ops.Operation) bool { return op.Name == r.Operation })
		if at < 0 || ops.Catalog()[at].Effect != ops.Read {
			t.Errorf("%s is read by %s, which is no operation that reads", name, r.Operation)
			return
		}
		schema, err := ops.Catalog()[at].InputSchema()
		if err != nil {
			t.Fatal(err)
		}
		args := map[string]any{}
		if err := json.Unmarshal(r.Arguments, &args); err != nil {
			t.Fatal(err)
		}
		for arg := range args {
			if schema.Properties[arg] == nil {
				t.Errorf("%s: %s has no argument %s", name, r.Operation, arg)
			}
		}
	}
	for _, k := range Templates() {
		values := []string{"a b", "c@1/2%"}[:len(k.Variables)]
		uri := k.URI("acme", values...)
		r, err := Parse(uri)
		check(k.Name, r, err)
		if !mcp.NewResourceTemplate(k.URITemplate(), k.Name).URITemplate.Regexp().MatchString(uri) {
			t.Errorf("%s does not fit %s", uri, k.URITemplate())
		}
		if k.Name != Find(k.Name).Name || k.Title == "" || k.Description == "" {
			t.Errorf("%s lacks something", k.Name)
		}
	}
	for _, l := range Listed() {
		r, err := Parse(l.URI)
		check(l.Name, r, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"sentry://acme/issue/1", "sentry://a/release/x%2Fy?format=json", "sentry://inbox", "sentry://a/monitor/b/c", "sentry://%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		r, err := Parse(uri)
		if err == nil && (r.Operation == "" || !json.Valid(r.Arguments)) {
			t.Errorf("%q: %+v", uri, r)
		}
	})
}
