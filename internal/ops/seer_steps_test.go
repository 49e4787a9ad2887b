package ops

import (
	"fmt"
	"strings"
	"testing"

	"vedette/internal/seertest"
)

// seer serves a played run with everything up to the code changes.
func seer(t *testing.T, edit func(*seertest.Server)) (*Ops, *seertest.Server) {
	t.Helper()
	s := &seertest.Server{Play: seertest.Story()}
	if edit != nil {
		edit(s)
	}
	srv := s.Start()
	t.Cleanup(srv.Close)
	return process(t, srv.URL, t.TempDir(), &wall{now: testNow}), s
}

func TestPullRequestStates(t *testing.T) {
	creating := seertest.Frame{PRs: map[string]string{"acme/shop": seertest.PR("acme/shop", "creating", 0, "")}}
	becomes := func(status string, number int, message string) []seertest.Frame {
		return []seertest.Frame{creating, {}, {}, {}, {}, {}, {PRs: map[string]string{"acme/shop": seertest.PR("acme/shop", status, number, message)}}}
	}
	for name, c := range map[string]struct {
		frames  []seertest.Frame
		repo    string
		outcome SeerOutcome
		reason  string
	}{
		"made":                  {becomes("completed", 7, ""), "", SeerFound, ""},
		"made, a push failed":   {becomes("error", 7, "no rights"), "", SeerFound, ""},
		"not made":              {becomes("error", 0, "no rights"), "", SeerFailed, "no rights"},
		"never heard of":        {nil, "", SeerNoResult, ""},
		"for ever":              {[]seertest.Frame{creating}, "", SeerRunning, ""},
		"of the one repository": {append(becomes("completed", 7, ""), seertest.Frame{PRs: map[string]string{"acme/web": seertest.PR("acme/web", "creating", 0, "")}}), "ACME/shop", SeerFound, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o, s := seer(t, func(s *seertest.Server) { s.Play["open_pr"] = c.frames })
			if _, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), Until: UntilCodeChanges}); err != nil {
				t.Fatal(err)
			}
			out, err := o.OpenSeerPR(t.Context(), OpenSeerPRIn{IssueTarget: issue("SHOP-1"), Repo: c.repo})
			if err != nil || out.Outcome != c.outcome || !strings.Contains(out.Reason.Raw(), c.reason) {
				t.Errorf("%s (%s), %v", out.Outcome, out.Reason, err)
			}
			if posts := s.Starts(); len(posts) != 2 || posts[1]["step"] != "open_pr" || posts[1]["run_id"] == nil && posts[1]["sentry_run_id"] == nil {
				t.Errorf("posts %v", posts)
			}
			if c.outcome == SeerFound || c.outcome == SeerRunning { // it is not asked for twice
				if _, err := o.OpenSeerPR(t.Context(), OpenSeerPRIn{IssueTarget: issue("SHOP-1"), Repo: c.repo}); err != nil || len(s.Starts()) != 2 {
					t.Errorf("again: %v, %d posts", err, len(s.Starts()))
				}
			}
		})
	}
}

func TestAnswerGoesOnWithTheStep(t *testing.T) {
	question := []seertest.Frame{{Status: "awaiting_user_input", Blocks: []string{seertest.Block("solution", "Which unit?")}, Pending: `{"id":"q","input_type":"ask","data":{"question":"Which unit?"}}`}}
	o, s := seer(t, func(s *seertest.Server) { s.Play["solution"] = question })
	s.Accepted = func(body map[string]any) {
		if body["user_context"] != nil {
			s.Play["solution"] = nil
		}
	}
	out, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1")})
	if err != nil || out.Outcome != SeerAsks || out.Run.Pending == nil {
		t.Fatalf("%s, %v", out.Outcome, err)
	}
	s.Play["solution"] = seertest.Story()["solution"]
	out, err = o.AnswerSeerQuestion(t.Context(), AnswerSeerQuestionIn{IssueTarget: issue("SHOP-1"), Answer: "cents"})
	posts := s.Starts()
	if err != nil || out.Outcome != SeerFound || len(posts) != 2 || posts[1]["user_context"] != "cents" || posts[1]["step"] != "solution" {
		t.Errorf("%s, %v, %v", out.Outcome, err, posts)
	}
}

func TestAStepIsPlayedAgain(t *testing.T) {
	o, s := seer(t, nil)
	if _, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1")}); err != nil {
		t.Fatal(err)
	}
	index := 2 // where the step solution begins
	out, err := o.RunSeerStep(t.Context(), RunSeerStepIn{IssueTarget: issue("SHOP-1"), RetryFrom: &index, Instruction: "smaller"})
	posts := s.Starts()
	if err != nil || out.Outcome != SeerFound || len(posts) != 2 || posts[1]["step"] != "solution" || posts[1]["insert_index"] != 2.0 || posts[1]["user_context"] != "smaller" {
		t.Errorf("%s, %v, %v", out.Outcome, err, posts)
	}
	if _, err := o.RunSeerStep(t.Context(), RunSeerStepIn{IssueTarget: issue("SHOP-2"), Step: UntilSolution}); KindOf(err) != KindNotFound {
		t.Errorf("a step of no run: %v", err)
	}
}

func TestARunAtWorkIsNotDisturbed(t *testing.T) {
	o, s := seer(t, func(s *seertest.Server) { s.Play = nil })
	if _, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NoWait: true}); err != nil {
		t.Fatal(err)
	}
	_, err := o.RunSeerStep(t.Context(), RunSeerStepIn{IssueTarget: issue("SHOP-1"), Step: UntilSolution})
	if KindOf(err) != KindConflict || len(s.Starts()) != 1 {
		t.Errorf("%v after %d posts", err, len(s.Starts()))
	}
	stopped, err := o.StopSeerRun(t.Context(), StopSeerRunIn{IssueTarget: issue("SHOP-1")})
	if err != nil || !stopped.Asked {
		t.Errorf("%+v, %v", stopped, err)
	}
	if stopped, err = o.StopSeerRun(t.Context(), StopSeerRunIn{IssueTarget: issue("SHOP-1")}); err != nil || stopped.Asked {
		t.Errorf("again: %+v, %v", stopped, err)
	}
}

// A server of the steps format would take a start for another, billed run.
func TestOldServersAreSteered(t *testing.T) {
	const cause = `{"type":"root_cause_analysis","status":"COMPLETED","causes":[{"id":3,"description":"price is missing"}]}`
	const fixed = `{"type":"solution","status":"COMPLETED","description":"add a default","solution":[{"title":"t"}]}`
	old := func(updated, steps string) string {
		return fmt.Sprintf(`{"autofix":{"run_id":5,"status":"COMPLETED","updated_at":"2026-11-20T%sZ","steps":[%s]}}`, updated, steps)
	}
	before, after := old("11:00:00", cause), old("12:00:09", cause+","+fixed)
	o, fake := start(t, map[string][]string{ofIssue: {issueJSON}, "GET " + autofix: {before, before, after}, "POST " + autofix + "update/": {`{}`}})
	out, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1A"), Instruction: "go"})
	if err != nil || out.Outcome != SeerFound || fake.count("POST "+autofix+"?") != 0 || fake.count("POST") != 1 {
		t.Fatalf("%s, %v, %v", out.Outcome, err, fake.asked)
	}
	if all := strings.Join(fake.bodies, ""); all != `{"payload":{"cause_id":3,"instruction":"go","type":"select_root_cause"},"run_id":5}` {
		t.Error(all)
	}
}

// Of several causes the one that is chosen is gone on with.
func TestACauseIsChosen(t *testing.T) {
	const causes = `{"type":"root_cause_analysis","status":"WAITING_FOR_USER_RESPONSE","causes":[{"id":3,"description":"price is missing"},{"id":9,"description":"the cache is old"}]`
	const fixed = `{"type":"solution","status":"COMPLETED","description":"add a default","solution":[{"title":"t"}]}`
	old := func(status, updated, steps string) string {
		return fmt.Sprintf(`{"autofix":{"run_id":5,"status":"%s","updated_at":"2026-11-20T%sZ","steps":[%s]}}`, status, updated, steps)
	}
	before, after := old("WAITING_FOR_USER_RESPONSE", "11:00:00", causes+"}"), old("COMPLETED", "12:00:09", causes+`,"selection":{"cause_id":9}},`+fixed)
	o, fake := start(t, map[string][]string{ofIssue: {issueJSON}, "GET " + autofix: {before, before, after}, "POST " + autofix + "update/": {`{}`}})
	out, err := o.AnswerSeerQuestion(t.Context(), AnswerSeerQuestionIn{IssueTarget: issue("SHOP-1A"), Answer: "the cache is old"})
	if err != nil || out.Outcome != SeerFound || out.Run.Plan == nil || fake.count("POST") != 1 {
		t.Fatalf("%s, %v, %v", out.Outcome, err, fake.asked)
	}
	if all := strings.Join(fake.bodies, ""); all != `{"payload":{"cause_id":9,"type":"select_root_cause"},"run_id":5}` {
		t.Error(all)
	}
}

// "No such resource" may mean the issue or the summaries.
func TestNoSummary(t *testing.T) {
	o, _ := start(t, map[string][]string{ofIssue: {issueJSON}})
	if _, err := o.GetIssueSummary(t.Context(), GetIssueSummaryIn{IssueTarget: issue("SHOP-1A")}); KindOf(err) != KindNotEnabled || !strings.Contains(err.Error(), "writes no summaries") {
		t.Errorf("without summaries: %v", err)
	}
	if _, err := o.GetIssueSummary(t.Context(), GetIssueSummaryIn{IssueTarget: issue("SHOP-9Z")}); KindOf(err) != KindNotFound || !strings.Contains(err.Error(), "SHOP-9Z") {
		t.Errorf("without the issue: %v", err)
	}
}

func TestSetupSaysWhatIsMissing(t *testing.T) {
	o, s := seer(t, func(s *seertest.Server) {
		s.Setup = `{"integration":{"ok":false,"reason":"integration_missing"},"setupAcknowledgement":{"orgHasAcknowledged":false,"userHasAcknowledged":true},"billing":{"hasAutofixQuota":true},"seerReposLinked":false}`
	})
	out, err := o.CheckSeerSetup(t.Context(), CheckSeerSetupIn{IssueTarget: issue("SHOP-1")})
	states := ""
	for _, f := range out.Findings {
		states += f.Name + "=" + f.State + " "
	}
	if err != nil || !out.Ready || states != "Seer=unknown budget=ok consent=ok code integration=missing repositories=missing " {
		t.Errorf("%v, %v, %s", out.Ready, err, states)
	}
	s.Setup = `{"billing":{"hasAutofixQuota":false}}`
	if out, err = o.CheckSeerSetup(t.Context(), CheckSeerSetupIn{IssueTarget: issue("SHOP-1")}); err != nil || out.Ready {
		t.Errorf("%v, %v", out.Ready, err)
	}
	s.Setup = `{"integration":{"ok":true},"seerReposLinked":false,"autofixEnabled":true,"made_by":"vedette local analysis","source_checkout":false}`
	out, err = o.CheckSeerSetup(t.Context(), CheckSeerSetupIn{IssueTarget: issue("SHOP-1")})
	if shown := out.Doc().Markdown(); err != nil || !out.Ready || len(out.Findings) != 2 || strings.Contains(shown, "link") || !strings.Contains(shown, "--source") {
		t.Errorf("the local analysis: %v, %v, %s", out.Ready, err, shown)
	}
	s.Setup = ""
	if out, err = o.CheckSeerSetup(t.Context(), CheckSeerSetupIn{IssueTarget: issue("SHOP-1")}); err != nil || out.Ready {
		t.Errorf("without Seer: %v, %v", out.Ready, err)
	}
}
