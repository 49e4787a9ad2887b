package mcpserve

import (
	"slices"
	"strings"
	"testing"

	"vedette/internal/ops"
)

// names are the tools that a selection lists.
func names(s Selection) []string {
	var out []string
	for _, op := range listed(s) {
		out = append(out, op.Name)
	}
	return out
}

func TestSelectionLists(t *testing.T) {
	isMain := func(op ops.Operation) bool { return slices.Contains(mainTools(), op.Name) }
	for name, c := range map[string]struct {
		s    Selection
		want func(ops.Operation) bool
	}{
		"nothing chosen": {Selection{}, isMain},
		"sets":           {Selection{Toolsets: []string{"issues", "triage"}}, func(op ops.Operation) bool { return op.Toolset == "issues" || op.Toolset == "triage" }},
		"main and a set": {Selection{Toolsets: []string{Main, "seer"}}, func(op ops.Operation) bool { return op.Toolset == "seer" || isMain(op) }},
		"all":            {Selection{Toolsets: []string{All}}, func(ops.Operation) bool { return true }},
		"one tool":       {Selection{Tools: []string{"get_profile"}}, func(op ops.Operation) bool { return op.Name == "get_profile" }},
		"an old name":    {Selection{Tools: []string{"list_teams"}}, func(op ops.Operation) bool { return op.Name == "find_teams" }},
		"read-only":      {Selection{Toolsets: []string{All}, ReadOnly: true}, func(op ops.Operation) bool { return op.Effect == ops.Read }},
		"allow and deny": {Selection{Toolsets: []string{All}, Allow: []string{"*_issue*"}, Deny: []string{"delete_*", "find_issues"}}, func(op ops.Operation) bool {
			return strings.Contains(op.Name, "_issue") && !strings.HasPrefix(op.Name, "delete_") && op.Name != "search_issues"
		}},
	} {
		got := names(c.s)
		for _, op := range ops.Catalog() {
			if slices.Contains(got, op.Name) != c.want(op) {
				t.Errorf("%s: %s listed: %t", name, op.Name, !c.want(op))
			}
		}
	}
}

// What the server was told is an upper bound over what a request asks for.
func TestARequestOnlyNarrows(t *testing.T) {
	for name, c := range map[string]struct {
		server, want Selection
		has, hasNot  string
	}{
		"any set where none is bound": {Selection{}, Selection{Toolsets: []string{"admin"}}, "find_members", "search_issues"},
		"nothing asked":               {Selection{Toolsets: []string{"admin"}}, Selection{}, "find_members", "search_issues"},
		"a set outside":               {Selection{Toolsets: []string{"issues"}}, Selection{Toolsets: []string{All}}, "search_issues", "find_members"},
		"a tool outside":              {Selection{Toolsets: []string{"issues"}}, Selection{Tools: []string{"find_members", "search_issues"}}, "search_issues", "find_members"},
		"a denied tool":               {Selection{Deny: []string{"update_*"}}, Selection{Tools: []string{"update_issue", "search_issues"}}, "search_issues", "update_issue"},
		"read-only cannot be undone":  {Selection{ReadOnly: true}, Selection{Toolsets: []string{"triage", "issues"}}, "search_issues", "update_issue"},
		"read-only asked for":         {Selection{}, Selection{ReadOnly: true}, "search_issues", "update_issue"},
		"both allow lists hold":       {Selection{Allow: []string{"search_*"}}, Selection{Allow: []string{"*_issues", "*_issue"}}, "search_issues", "update_issue"},
	} {
		s, err := c.server.Narrow(c.want)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := names(s); !slices.Contains(got, c.has) || slices.Contains(got, c.hasNot) {
			t.Errorf("%s: %v", name, got)
		}
	}
	server := Selection{Orgs: []string{"acme", "beta"}, Projects: []string{"shop"}}
	s, err := server.Narrow(Selection{Orgs: []string{"beta"}})
	if err != nil || !slices.Equal(s.Orgs, []string{"beta"}) || !slices.Equal(s.Projects, []string{"shop"}) {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := server.Narrow(Selection{Orgs: []string{"acme", "other"}}); ops.KindOf(err) != ops.KindForbidden {
		t.Errorf("another organization: %v", err)
	}
}

func TestSelectionsThatMeanNothingAreRefused(t *testing.T) {
	for hint, s := range map[string]Selection{
		"toolsets: main, account":        {Toolsets: []string{"isues"}},
		"did you mean search_issues?":    {Tools: []string{"serch_issues"}},
		"like delete_*":                  {Deny: []string{"delete_["}},
		"did you mean delete_issues?":    {Deny: []string{"*delte_issues"}},
		"vedette mcp tools --toolsets a": {Allow: []string{"rm_*"}},
	} {
		err := s.Check()
		var e *ops.Error
		if ops.KindOf(err) != ops.KindInvalid {
			t.Fatalf("%+v: %v", s, err)
		}
		if e = err.(*ops.Error); !strings.Contains(e.Hint, hint) {
			t.Errorf("%+v: %q", s, e.Hint)
		}
	}
	if err := (Selection{Toolsets: []string{Main, "seer"}, Tools: []string{"list_issues"}, Allow: []string{"*"}, Deny: []string{"update_*"}}).Check(); err != nil {
		t.Error(err)
	}
}

// Every main tool is an operation: a renamed one would silently leave the list.
func TestMainToolsExist(t *testing.T) {
	if got := listed(Selection{}); len(got) != len(mainTools()) || len(got)+2 > 18 {
		t.Errorf("%d of %d main tools are operations", len(got), len(mainTools()))
	}
}

// An old name must not hide a tool that has it today.
func TestOldNamesAreNobodysToday(t *testing.T) {
	for _, name := range toolNames() {
		if now := currentName(name); now != name {
			t.Errorf("%s runs %s", name, now)
		}
	}
}
