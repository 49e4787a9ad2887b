package ops

import (
	"context"
	"strings"
	"testing"
)

const (
	ofIssue = "GET /organizations/acme/issues/SHOP-1A/"
	autofix = "/organizations/acme/issues/SHOP-1A/autofix/"
)

func state(status, updated, blocks string) string {
	return `{"autofix":{"run_id":5,"sentry_run_id":"11111111-1111-4111-8111-111111111111","status":"` + status + `","updated_at":"` + updated + `","blocks":[` + blocks + `]}}`
}

const (
	noRunYet  = `{"autofix":null}`
	thinking  = `{"id":"1","message":{"role":"assistant","content":"Reading the crash","metadata":{"step":"root_cause"}},"todos":[{"content":"read the crash","status":"in_progress"}]}`
	rootCause = `{"id":"2","message":{"role":"assistant","content":"Found"},"artifacts":[{"key":"root_cause","data":{"one_line_description":"price is missing","five_whys":["no default"]},"reason":"r"}]}`
	plan      = `{"id":"3","message":{"role":"assistant","content":"Planned"},"artifacts":[{"key":"solution","data":{"one_line_summary":"add a default","steps":[{"title":"t","description":"d"}]},"reason":"r"}]}`
	noPlan    = `{"id":"3","message":{"role":"assistant","content":"No plan"},"artifacts":[{"key":"solution","data":null,"reason":"no model is configured"}]}`
)

func TestFollowAnalysis(t *testing.T) {
	for name, c := range map[string]struct {
		in      AnalyzeIssueIn
		states  []string
		posts   int
		body    string // must be part of the POST
		outcome SeerOutcome
		reason  string
	}{
		"new run to the root cause": {
			in: AnalyzeIssueIn{Until: UntilRootCause}, states: []string{noRunYet, state("processing", "2026-11-20T12:00:01Z", thinking), state("completed", "2026-11-20T12:00:05Z", thinking+","+rootCause)},
			posts: 1, body: `"stopping_point":"root_cause"`, outcome: SeerFound,
		},
		"completed between steps is not the end": {
			in: AnalyzeIssueIn{}, states: []string{noRunYet, state("completed", "2026-11-20T12:00:05Z", rootCause), state("processing", "2026-11-20T12:00:06Z", rootCause), state("completed", "2026-11-20T12:00:09Z", rootCause+","+plan)},
			posts: 1, body: `"stopping_point":"solution"`, outcome: SeerFound,
		},
		"no plan, with the reason": {
			in: AnalyzeIssueIn{}, states: []string{noRunYet, state("completed", "2026-11-20T12:00:05Z", rootCause+","+noPlan)},
			posts: 1, outcome: SeerNoResult, reason: "no model is configured",
		},
		"completed without the plan and without a reason": {
			in: AnalyzeIssueIn{}, states: []string{noRunYet, state("completed", "2026-11-20T12:00:05Z", rootCause)}, posts: 1, outcome: SeerNoResult,
		},
		"a finished run is shown, not repeated": {
			in: AnalyzeIssueIn{}, states: []string{state("completed", "2026-11-20T11:00:00Z", rootCause+","+plan)}, posts: 0, outcome: SeerFound,
		},
		"a run at work is followed, not repeated": {
			in: AnalyzeIssueIn{Until: UntilRootCause}, states: []string{state("processing", "2026-11-20T11:59:00Z", thinking), state("completed", "2026-11-20T12:00:05Z", thinking+","+rootCause)},
			posts: 0, outcome: SeerFound,
		},
		"the next step continues the run": {
			in: AnalyzeIssueIn{}, states: []string{state("completed", "2026-11-20T11:00:00Z", rootCause), state("completed", "2026-11-20T12:00:05Z", rootCause+","+plan)},
			posts: 1, body: `"sentry_run_id":"11111111-1111-4111-8111-111111111111"`, outcome: SeerFound,
		},
		"a failed run is shown, not repeated": {
			in: AnalyzeIssueIn{Until: UntilRootCause}, states: []string{state("error", "2026-11-20T11:00:00Z", thinking)},
			posts: 0, outcome: SeerFailed,
		},
		"a failed run is started anew on request": {
			in: AnalyzeIssueIn{Until: UntilRootCause, NewRun: true}, states: []string{state("error", "2026-11-20T11:00:00Z", thinking), state("completed", "2026-11-20T12:00:05Z", rootCause)},
			posts: 1, outcome: SeerFound,
		},
		"a late state does not end a new run": {
			in:     AnalyzeIssueIn{Until: UntilRootCause, NewRun: true},
			states: []string{state("error", "2026-11-20T11:00:00Z", thinking), state("error", "2026-11-20T11:00:00Z", thinking), state("completed", "2026-11-20T12:00:05Z", rootCause)},
			posts:  1, outcome: SeerFound,
		},
		"a server that never moves is believed in the end": {
			in: AnalyzeIssueIn{Until: UntilRootCause, NewRun: true}, states: []string{state("error", "2026-11-20T11:00:00Z", thinking)}, posts: 1, outcome: SeerFailed,
		},
		"on request a new run": {
			in: AnalyzeIssueIn{Until: UntilRootCause, NewRun: true}, states: []string{state("completed", "2026-11-20T11:00:00Z", rootCause), state("completed", "2026-11-20T12:00:05Z", rootCause)},
			posts: 1, outcome: SeerFound,
		},
		"a question": {
			in: AnalyzeIssueIn{}, states: []string{noRunYet, state("awaiting_user_input", "2026-11-20T12:00:05Z", thinking)}, posts: 1, outcome: SeerAsks,
		},
		"failure": {
			in: AnalyzeIssueIn{}, states: []string{noRunYet, state("error", "2026-11-20T12:00:05Z", thinking)}, posts: 1, outcome: SeerFailed,
		},
		"time is up": {
			in: AnalyzeIssueIn{Timeout: 10}, states: []string{noRunYet, state("processing", "2026-11-20T12:00:05Z", thinking)}, posts: 1, outcome: SeerRunning,
		},
		"a word of tomorrow is still at work": {
			in: AnalyzeIssueIn{Timeout: 10}, states: []string{noRunYet, state("PONDERING", "2026-11-20T12:00:05Z", thinking)}, posts: 1, outcome: SeerRunning,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.posts > 0 { // the state is read again right before the post
				c.states = append([]string{c.states[0]}, c.states...)
			}
			o, fake := start(t, map[string][]string{ofIssue: {issueJSON}, "GET " + autofix: c.states, "POST " + autofix: {`{"run_id":5,"sentry_run_id":"11111111-1111-4111-8111-111111111111"}`}})
			c.in.Issue = "SHOP-1A"
			out, err := o.AnalyzeIssue(context.Background(), c.in)
			if err != nil {
				t.Fatal(err)
			}
			if n := fake.count("POST"); n != c.posts {
				t.Errorf("%d starts, want %d: %v", n, c.posts, fake.asked)
			}
			if out.Outcome != c.outcome || !strings.Contains(out.Reason.String(), c.reason) {
				t.Errorf("outcome %s (%s), want %s (%s)", out.Outcome, out.Reason, c.outcome, c.reason)
			}
			if all := strings.Join(fake.bodies, "\n"); !strings.Contains(strings.ReplaceAll(all, " ", ""), c.body) {
				t.Errorf("no POST with %s:\n%s", c.body, all)
			}
			if out.Doc().Empty() {
				t.Error("the document is empty")
			}
		})
	}
}

func TestFollowTellsEachThingOnce(t *testing.T) {
	o, _ := start(t, map[string][]string{
		ofIssue: {issueJSON}, "GET " + autofix: {noRunYet, noRunYet, state("processing", "2026-11-20T12:00:01Z", thinking), state("processing", "2026-11-20T12:00:02Z", thinking),
			state("completed", "2026-11-20T12:00:05Z", thinking+","+rootCause)},
		"POST " + autofix: {`{"run_id":5}`},
	})
	var got []string
	for e, err := range o.FollowAnalysis(context.Background(), AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}, Until: UntilRootCause}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.At.IsZero() {
			t.Errorf("%s has no time", e.Type)
		}
		got = append(got, e.Type)
	}
	// The second status is a change of the run that has no event of its own.
	if want := "started status step todo status status message artifact result"; strings.Join(got, " ") != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}

func TestLeavingARunStopsAsking(t *testing.T) {
	o, fake := start(t, map[string][]string{ofIssue: {issueJSON}, "GET " + autofix: {noRunYet, noRunYet, state("processing", "2026-11-20T12:00:01Z", thinking)}, "POST " + autofix: {`{"run_id":5}`}})
	for range o.FollowAnalysis(context.Background(), AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}}) {
		break
	}
	if n := fake.count("GET " + autofix); n > 3 {
		t.Errorf("asked %d times after the caller left", n)
	}
}

func TestNoWaitReturnsAtOnce(t *testing.T) {
	o, fake := start(t, map[string][]string{ofIssue: {issueJSON}, "GET " + autofix: {noRunYet, noRunYet, state("processing", "2026-11-20T12:00:01Z", thinking)}, "POST " + autofix: {`{"run_id":5}`}})
	out, err := o.AnalyzeIssue(context.Background(), AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}, NoWait: true})
	if err != nil || out.Outcome != SeerRunning || fake.count("POST") != 1 || fake.count("GET "+autofix) > 4 {
		t.Errorf("%s, %v, %v", out.Outcome, err, fake.asked)
	}
}

func TestSeerErrorsKeepTheirKind(t *testing.T) {
	o, _ := start(t, nil)
	_, err := o.AnalyzeIssue(context.Background(), AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}})
	if KindOf(err) != "not_found" {
		t.Errorf("unknown issue: %v", err)
	}
	long := AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1A"}, Instruction: strings.Repeat("é", 1001)}
	if _, err := o.AnalyzeIssue(context.Background(), long); KindOf(err) != "invalid" {
		t.Errorf("long instruction: %v", err)
	}
}
