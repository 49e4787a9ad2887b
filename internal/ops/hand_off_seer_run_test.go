package ops

import (
	"context"
	"strings"
	"sync"
	"testing"
)

// notes are what holders leave each other, in memory.
func notes() Hold {
	var mu sync.Mutex
	kept := map[string][]byte{}
	return func(_ context.Context, key string, do func([]byte, func([]byte) error) error) error {
		mu.Lock()
		defer mu.Unlock()
		return do(kept[key], func(b []byte) error { kept[key] = b; return nil })
	}
}

// A handoff asked for twice, or by two callers at once, starts one agent: it is
// paid, and may not show in the run at once.
func TestOneHandoffAtATime(t *testing.T) {
	const idle = `{"autofix":{"run_id":5,"status":"completed","updated_at":"2026-11-20T12:00:02Z","blocks":[]}}`
	answers := map[string][]string{
		"GET /organizations/acme/issues/SHOP-1A/":          {issueJSON},
		"GET /organizations/acme/issues/SHOP-1A/autofix/":  {idle},
		"POST /organizations/acme/issues/SHOP-1A/autofix/": {`{"successes":[{"repo_name":"acme/shop"}],"failures":[]}`},
	}
	o, fake := start(t, answers, func(c *Config) { c.Hold = notes() })
	in := HandOffSeerRunIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}, Provider: "github_copilot"}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() { _, _ = o.HandOffSeerRun(context.Background(), in) })
	}
	all.Wait()
	if n := fake.count("POST"); n != 1 {
		t.Errorf("%d handoffs", n)
	}
	answers["GET /organizations/acme/issues/SHOP-1A/autofix/"] = []string{strings.Replace(idle, `"blocks":[]`, `"blocks":[],"coding_agents":{"a":{"id":"a","name":"Copilot","status":"running"}}`, 1)}
	o, fake = start(t, answers, func(c *Config) { c.Hold = notes() })
	if _, err := o.HandOffSeerRun(t.Context(), in); KindOf(err) != KindConflict || fake.count("POST") != 0 {
		t.Errorf("handed over while an agent is at work: %v", err)
	}
}
