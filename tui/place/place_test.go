package place

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

func noPage(string) (ops.Page, error) { return ops.Page{}, errors.New("not a page of this server") }

func TestParse(t *testing.T) {
	here := At{Org: "acme", Project: "shop"}
	query := func(s string) *string { return &s }
	page := ops.Page{Kind: "issue", Args: map[string]string{"issueId": "4711", "organizationSlug": "other"}}
	for line, want := range map[string]any{
		"issues":                   screen.ToIssues{Org: "acme", Project: "shop"},
		"views":                    screen.ToViews{Org: "acme"},
		"i":                        screen.ToIssues{Org: "acme", Project: "shop"},
		"issues -":                 screen.ToIssues{Org: "acme"},
		"ISSUES web":               screen.ToIssues{Org: "acme", Project: "web"},
		"issues web is:resolved x": screen.ToIssues{Org: "acme", Project: "web", Query: query("is:resolved x")},
		"issues level:fatal boom":  screen.ToIssues{Org: "acme", Project: "shop", Query: query("level:fatal boom")},
		" project other/web ":      screen.ToIssues{Org: "other", Project: "web"},
		"project -":                screen.ToIssues{Org: "acme"},
		"projects":                 screen.ToProjects{Org: "acme"},
		"org other":                screen.ToProjects{Org: "other"},
		"orgs":                     screen.ToOrgs{},
		"releases":                 screen.ToReleases{Org: "acme", Project: "shop"},
		"shop-1a":                  screen.ToIssue{Org: "acme", Issue: ops.Issue{ID: "SHOP-1A", ShortID: "SHOP-1A"}},
		"issue 4711":               screen.ToIssue{Org: "acme", Issue: ops.Issue{ID: "4711"}},
		"https://x/issues/4711/":   screen.ToIssue{Org: "other", Issue: ops.Issue{ID: "4711"}},
	} {
		got, err := Parse(line, here, func(string) (ops.Page, error) { return page, nil })
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(text.Untrusted{})); diff != "" || err != nil {
			t.Errorf("%s: %v %s", line, err, diff)
		}
	}
}

func TestParseMistakes(t *testing.T) {
	for line, want := range map[string]string{
		"":              "there are: issues, issue, project,",
		"isues":         `no place "isues"`,
		"issue ../x":    "not an issue",
		"issue":         "not an issue",
		"project":       "which project?",
		"https://x.y/z": "not a page of this server",
		"-1":            "no place",
	} {
		if to, err := Parse(line, At{Org: "acme"}, noPage); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %q", line, to, err, want)
		}
	}
	for _, line := range []string{"issues", "SHOP-1", "projects", "releases"} {
		if to, err := Parse(line, At{}, noPage); err == nil || !strings.Contains(err.Error(), ":organizations") {
			t.Errorf("%s outside of every organization: %v, %v", line, to, err)
		}
	}
	unknown := func(string) (ops.Page, error) { return ops.Page{Kind: "profile"}, nil }
	if _, err := Parse("https://x/profile", At{Org: "acme"}, unknown); err == nil || !strings.Contains(err.Error(), "no screen shows a profile") {
		t.Errorf("a page without a screen: %v", err)
	}
}

// TestEveryKindIsWhole: names are typed in one way, and every kind says what it
// is.
func TestEveryKindIsWhole(t *testing.T) {
	taken := map[string]bool{}
	for _, k := range Typed() {
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			if taken[name] || name != strings.ToLower(name) || isIssueID(name) {
				t.Errorf("%q is taken twice, not in lower case, or an issue", name)
			}
			taken[name] = true
		}
		if k.Title == "" || k.here == nil || k.Of != "" && k.Args == "" {
			t.Errorf("%s lacks a title, a place in the house, or what may follow", k.Name)
		}
	}
}

// TestKeptPlacesComeBack, without what must not happen by itself.
func TestKeptPlacesComeBack(t *testing.T) {
	q := "is:resolved"
	for _, to := range []any{
		screen.ToIssues{Org: "acme", Project: "web", Query: &q}, screen.ToProjects{Org: "acme"}, screen.ToOrgs{}, screen.ToReleases{Org: "acme"},
	} {
		kept, ok := Keep(to)
		back, known := kept.Place()
		if diff := cmp.Diff(to, back); diff != "" || !ok || !known {
			t.Errorf("%v %v %s", ok, known, diff)
		}
	}
	kept, _ := Keep(screen.ToIssue{Org: "acme", Fix: true, Issue: ops.Issue{ID: "1", ShortID: "SHOP-1"}})
	if back, _ := kept.Place(); back.(screen.ToIssue).Fix || back.(screen.ToIssue).Issue.ID != "1" {
		t.Errorf("%+v", back)
	}
	forged := Kept{Kind: "issue", To: []byte(`{"Org":"acme","Fix":true,"Issue":{"id":"1"}}`)}
	if back, ok := forged.Place(); !ok || back.(screen.ToIssue).Fix {
		t.Errorf("a file starts a fix run: %+v", back)
	}
	for _, bad := range []Kept{{}, {Kind: "issues"}, {Kind: "issues", To: []byte(`[`)}, {Kind: "moon", To: []byte(`{}`)}} {
		if to, ok := bad.Place(); ok {
			t.Errorf("%+v is %+v", bad, to)
		}
	}
	if _, ok := Keep(nil); ok {
		t.Error("nothing is a place")
	}
}

func TestComplete(t *testing.T) {
	known := []screen.Name{
		{Of: screen.Project, Value: "website"}, {Of: screen.Project, Value: "web"}, {Of: screen.Issue, Value: "WEB-12", Note: "KeyError in checkout"}, {Of: screen.Org, Value: "acme"},
	}
	for line, want := range map[string]string{
		"iss":                "issues+ issue",
		"issue":              "issue issues+",
		"pro":                "project projects+ profiles+",
		"project web":        "project web+ project website+",
		"project w":          "project website+ project web+ project w+",
		"issues ":            "issues+ issues website+ issues web+",
		"org ":               "org+ org acme+",
		"issues web is:new":  "",
		"checkout":           "WEB-12+",
		"web-1":              "WEB-12+ web-1+",
		"https://x/issues/1": "",
		"xyz":                "",
	} {
		var got []string
		for _, c := range Complete(line, known) {
			if c.Whole {
				c.Line += "+"
			}
			got = append(got, c.Line)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %s, want %s", line, s, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"issues web is:x", "SHOP-1", "https://x/issues/1", "project -", ":::", "issue 1 2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		to, err := Parse(line, At{Org: "acme"}, noPage)
		if err != nil {
			return
		}
		kept, ok := Keep(to)
		if back, known := kept.Place(); !ok || !known || HereOfOrg(back) != HereOfOrg(to) {
			t.Errorf("%q: %+v came back as %+v", line, to, back)
		}
		Complete(line, nil)
	})
}

func HereOfOrg(to any) string { h, _ := HereOf(to); return h.Org }

// TestAddressesOfLists lead to the screens that list the same.
func TestAddressesOfLists(t *testing.T) {
	query := "is:resolved x"
	for _, c := range []struct {
		page ops.Page
		want any
	}{
		{ops.Page{Kind: "issues", List: true, Args: map[string]string{"organizationSlug": "other", "query": query, "sort": "freq", "statsPeriod": "24h", "project": "4", "environment": "a,b"}},
			screen.ToIssues{Org: "other", Project: "4", Query: &query, Sort: "freq", Period: "24h", Environment: "a,b"}},
		{ops.Page{Kind: "issues", List: true, Args: map[string]string{"project": "-1"}}, screen.ToIssues{Org: "acme"}},
		{ops.Page{Kind: "releases", List: true}, screen.ToReleases{Org: "acme"}},
		{ops.Page{Kind: "organizations", List: true}, screen.ToOrgs{}},
	} {
		got, err := Parse("https://x/", At{Org: "acme", Project: "shop"}, func(string) (ops.Page, error) { return c.page, nil })
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%v: %v %s", c.page, err, diff)
		}
	}
}
