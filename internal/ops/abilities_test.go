package ops

import (
	"context"
	"slices"
	"testing"
)

func TestUnservedIsWhatCertainlyCannotWork(t *testing.T) {
	for name, c := range map[string]struct {
		detail   string
		scopes   []string
		has, not []string
	}{
		"nothing is told":       {"", nil, nil, []string{"search_issues", "analyze_issue_with_seer", "delete_project"}},
		"a reader's token":      {`{"access":["org:read","event:read","project:read"]}`, nil, []string{"update_issue", "delete_project", "analyze_issue_with_seer"}, []string{"search_issues", "get_seer_run", "whoami"}},
		"a login that told":     {"", []string{"event:read"}, []string{"update_issue"}, []string{"search_issues"}},
		"admin does it all":     {`{"access":["project:admin","event:admin","org:admin"]}`, nil, nil, []string{"search_issues", "update_issue", "find_projects", "update_project"}},
		"AI is switched off":    {`{"hideAiFeatures":true,"features":["gen-ai-features"]}`, nil, []string{"analyze_issue_with_seer", "get_seer_run"}, []string{"search_issues"}},
		"a server without Seer": {`{"features":["discover"]}`, nil, []string{"analyze_issue_with_seer"}, []string{"update_issue"}},
		"no features told":      {`{"features":[]}`, nil, nil, []string{"analyze_issue_with_seer"}},
		"nonsense":              {`{"features":"x","access":7}`, nil, nil, []string{"analyze_issue_with_seer", "update_issue"}},
	} {
		answers := map[string][]string{}
		if c.detail != "" {
			answers["GET /organizations/acme/"] = []string{c.detail}
		}
		o, fake := start(t, answers)
		if c.scopes != nil {
			o.cfg.Scopes = func(context.Context) []string { return c.scopes }
		}
		got := o.Unserved(t.Context())
		for _, op := range c.has {
			if !slices.Contains(got, op) {
				t.Errorf("%s: %s is offered", name, op)
			}
		}
		for _, op := range c.not {
			if slices.Contains(got, op) {
				t.Errorf("%s: %s is hidden", name, op)
			}
		}
		if fake.count("GET") > 1 {
			t.Errorf("%s: %v", name, fake.asked)
		}
	}
}

// Without an organization that was named, the only one is asked; of several none is.
func TestUnservedFindsTheOnlyOrganization(t *testing.T) {
	for orgs, want := range map[string]bool{`[{"slug":"acme"}]`: true, `[{"slug":"acme"},{"slug":"beta"}]`: false} {
		o, fake := start(t, map[string][]string{"GET /organizations/": {orgs}, "GET /organizations/acme/": {`{"access":["event:read"]}`}}, func(c *Config) { c.Defaults = Defaults{} })
		if got := slices.Contains(o.Unserved(t.Context()), "update_issue"); got != want {
			t.Errorf("%s: hidden %t, asked %v", orgs, got, fake.asked)
		}
	}
}
