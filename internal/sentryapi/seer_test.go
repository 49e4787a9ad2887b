package sentryapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vedette/internal/text"
)

const agentRun = `{"autofix":{"run_id":12,"sentry_run_id":"f47ac10b","status":"completed","updated_at":"2026-09-23T21:02:18.160885","made_by":"vedette",
"blocks":[
 {"id":"1","timestamp":"2026-09-23T21:00:00Z","message":{"role":"user","content":"go","metadata":{"step":"root_cause","referrer":"cli"}}},
 {"id":"2","message":{"role":"assistant","content":"looking","thinking_content":"hm","tool_calls":[{"function":"grep","args":"{}"},null]},"todos":[{"content":"read","status":"in_progress"}],"tool_links":[null]},
 {"id":"3","message":{"role":"assistant"},"artifacts":[{"key":"root_cause","data":{"one_line_description":"old"}},null]},
 {"id":"4","message":{"role":"assistant"},"artifacts":[{"key":"root_cause","data":{"one_line_description":"price is text","five_whys":["a",{"b":1}],"reproduction_steps":["r"],"relevant_repo":"acme/shop","classification":"code_fix"}},{"key":"solution","data":null,"reason":"no idea"}]},
 {"id":"5","message":{"metadata":{"step":"solution"}},"artifacts":[{"key":"solution","data":{"one_line_summary":"parse it","steps":[{"title":"t","description":"d"}]}}],"merged_file_patches":[{"repo_name":"acme/shop","diff":"too early","patch":{"path":"a.py","type":"M"}}]},
 {"id":"6","message":{"metadata":{"step":"code_changes"}},"merged_file_patches":[{"repo_name":"acme/shop","diff":"first","patch":{"path":"a.py","type":"M","added":1,"removed":"2"}}]},
 {"id":"7","loading":true,"message":"broken","merged_file_patches":[{"repo_name":"acme/shop","diff":"second","patch":{"path":"a.py","type":"M","added":3}},{"repo_name":"acme/shop","patch":{"path":"b.py","type":"A","hunks":[{"source_start":0,"source_length":0,"target_start":1,"target_length":1,"section_header":"def f","lines":[{"line_type":"+","value":"x = 1\n"}]}]}}]}
],
"repo_pr_states":{"acme/shop":{"pr_number":7,"pr_url":"https://example.com/7","pr_creation_status":"error","pr_creation_error":"late","title":"Fix","commit_sha":"abc"},"acme/web":null},
"coding_agents":{"c1":{"name":"Helper","provider":"github_copilot_agent","status":"running","results":[null,{"description":"d","repo_full_name":"acme/shop","pr_url":"u","branch_name":"b"}]}},"warnings":[null,{"repo_name":"acme/web","installation_id":3}],
"pending_user_input":{"id":"q","input_type":"ask","data":{"question":"Which one?"}}}}`

func TestAgentFormat(t *testing.T) {
	c, s, _ := scripted(t, reply{body: agentRun})
	run, err := c.SeerState(t.Context(), "o", "SHOP-1")
	if err != nil {
		t.Fatal(err)
	}
	if s.requests[0] != "GET /api/0/organizations/o/issues/SHOP-1/autofix/?mode=explorer" {
		t.Error(s.requests[0])
	}
	checks := map[string][2]any{
		"ids":      {run.RunID + " " + run.SentryRunID, "12 f47ac10b"},
		"status":   {run.Status, SeerCompleted},
		"made by":  {run.MadeBy, "vedette"},
		"updated":  {run.UpdatedAt.Format(time.RFC3339Nano), "2026-09-23T21:02:18.160885Z"},
		"root":     {words(run.Root.Summary, run.Root.Whys, run.Root.Repo, run.Root.Classification), `price is text [a {"b":1}] acme/shop code_fix`},
		"plan":     {words(run.Plan.Summary, run.Plan.Steps), "parse it [{t d}]"},
		"reasons":  {len(run.Reasons), 0},
		"blocks":   {len(run.Blocks), 7},
		"tools":    {run.Blocks[1].Tools, "[grep]"},
		"todos":    {run.Blocks[1].Todos, "[{read in_progress}]"},
		"code":     {run.CodeStep, true},
		"patches":  {len(run.Patches), 2},
		"latest":   {words(run.Patches[0].Diff, run.Patches[0].Added), "second 3"},
		"rebuilt":  {run.Patches[1].Diff.Raw(), "--- /dev/null\n+++ b/b.py\n@@ -0,0 +1,1 @@ def f\n+x = 1\n"},
		"PR":       {words(run.PRs), "[{acme/shop 7 https://example.com/7  error late Fix abc}]"},
		"agents":   {words(run.Agents), "[{c1 Helper github_copilot_agent running  [{d acme/shop 0 u b}]}]"},
		"warnings": {words(run.Warnings, run.Steps), "[{acme/web 3}] false"},
		"question": {run.Pending.Text, "Which one?"},
	}
	for name, check := range checks {
		if fmt.Sprint(check[0]) != fmt.Sprint(check[1]) {
			t.Errorf("%s: got %v, want %v", name, check[0], check[1])
		}
	}
}

func TestStepsFormat(t *testing.T) {
	run, err := DecodeSeerRun([]byte(`{"autofix":{"run_id":1,"status":"NEED_MORE_INFORMATION","steps":[
	{"id":"a","type":"default","key":"plan","status":"COMPLETED","title":"Plan","progress":[{"message":"m","timestamp":"2025-09-12T23:20:31.304114"}]},
	{"type":"root_cause_analysis","status":"COMPLETED","causes":[{"id":0,"description":"zero"},null,{"id":1,"description":"one","relevant_repos":["r"],"root_cause_reproduction":[{"title":"t","code_snippet_and_analysis":"x"}]}],"selection":{"cause_id":1}},
	{"type":"solution","status":"ERROR","solution":[],"description":"cannot be fixed","termination_reason":"gave up"},null,
	{"type":"changes","changes":[{"repo_name":"r","diff":[{"path":"p","type":"M","added":1}],"pull_request":{"pr_number":3,"pr_url":"u"}},{"repo_name":"q","diff_str":"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ /dev/null\n@@ -1 +0,0 @@\n-c\n"}]}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	var patches []string
	for _, p := range run.Patches {
		patches = append(patches, fmt.Sprintf("%s/%s %s +%d -%d", p.Repo, p.Path, p.Type, p.Added, p.Removed))
	}
	got := words(run.Status, run.Root.Summary, run.Root.Reproduction, run.Plan == nil, run.Reasons, run.FailureReason, run.PRs, patches, len(run.Blocks))
	want := "awaiting_user_input one [t: x] true [{solution cannot be fixed}] gave up [{r 3 u  completed   }] [r/p M +1 -0 q/x M +1 -1 q/y D +0 -1] 5"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRunStates(t *testing.T) {
	for raw, want := range map[string]SeerStatus{
		"processing": SeerProcessing, "COMPLETED": SeerCompleted, "ERROR": SeerError, "Cancelled": SeerCanceled, "canceled": SeerCanceled,
		"awaiting_user_input": SeerAwaiting, "WAITING_FOR_USER_RESPONSE": SeerAwaiting, "pondering": SeerProcessing, "": SeerProcessing,
	} {
		run, err := DecodeSeerRun(fmt.Appendf(nil, `{"autofix":{"status":%q}}`, raw))
		if err != nil || run.Status != want || string(run.RawStatus) != raw {
			t.Errorf("%q: %+v, %v", raw, run, err)
		}
	}
}

func TestRunEdges(t *testing.T) {
	for body, want := range map[string]string{
		`{"autofix":null}`: "nil", `{}`: "nil", `{"autofix":{}}`: "run", `{"autofix":[]}`: "error", `[]`: "error", `{"autofix":"x"}`: "error",
		`{"autofix":{"blocks":"x","steps":{},"repo_pr_states":[],"coding_agents":7,"pending_user_input":[]}}`: "run",
		`{"autofix":{"blocks":[null,7,{"message":null,"artifacts":[{"key":"root_cause","data":"text"}]}]}}`:   "run",
	} {
		run, err := DecodeSeerRun([]byte(body))
		got := map[bool]string{true: "nil", false: "run"}[run == nil]
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: %s (%v), want %s", body, got, err, want)
		}
	}
	latest, err := DecodeSeerRun([]byte(`{"autofix":{"blocks":[{"artifacts":[{"key":"root_cause","data":{"one_line_description":"x"}}]},{"artifacts":[{"key":"root_cause","data":null,"reason":"unclear"}]}]}}`))
	if err != nil || latest.Root != nil || words(latest.Reasons) != "[{root_cause unclear}]" {
		t.Errorf("the latest artifact does not win: %+v, %v", latest, err)
	}
	c, _, _ := scripted(t, reply{status: 404})
	if run, err := c.SeerState(t.Context(), "o", "1"); run != nil || err != nil {
		t.Errorf("an empty 404 is %v, %v", run, err)
	}
}

func TestStartSeer(t *testing.T) {
	const none, started = `{"autofix":null}`, `{"run_id":12,"sentry_run_id":"f47ac10b"}`
	ours := `{"autofix":{"run_id":12,"sentry_run_id":"f47ac10b","status":"processing","blocks":[{"id":"1"}]}}`
	old := `{"autofix":{"run_id":5,"status":"completed"}}`
	cases := []struct {
		name    string
		replies []reply // state before, POST, state after ...
		want    text.Word
		kind    Kind
	}{
		{"answered", []reply{{body: none}, {status: 202, body: started}}, "12", ""},
		{"cut, run appears", []reply{{body: none}, {cut: true, body: `{"run`}, {body: ours}}, "12", ""},
		{"cut, run appears late", []reply{{body: old}, {cut: true}, {body: old}, {body: old}, {body: ours}}, "12", ""},
		{"502, new run", []reply{{body: old}, {status: 502, body: htmlPage}, {body: ours}}, "12", ""},
		{"500, nothing new", []reply{{body: old}, {status: 500}, {body: old}}, "", KindUnavailable},
		{"cut, only the old run goes on", []reply{{body: strings.Replace(ours, `[{"id":"1"}]`, `[]`, 1)}, {cut: true}, {body: ours}}, "", KindUnavailable},
		{"cut, the run to continue goes on", []reply{{body: strings.Replace(ours, `[{"id":"1"}]`, `[]`, 1)}, {cut: true}, {body: ours}}, "12", ""},
		{"refused", []reply{{body: none}, {status: 402, body: `"No budget"`}}, "", KindNoQuota},
		{"state unreadable", []reply{{status: 403, body: `{"detail":"Feature flag not enabled"}`}}, "", KindNotEnabled},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			c, s, _ := scripted(t, tt.replies...)
			start := SeerStart{Step: "root_cause", Referrer: "vedette"}
			if strings.Contains(tt.name, "to continue") {
				start.RunID, start.SentryRunID = "12", "f47ac10b"
			}
			before, err := c.SeerState(t.Context(), "o", "SHOP-1")
			var got SeerStarted
			if err == nil {
				got, err = c.StartSeer(t.Context(), "o", "SHOP-1", before.Mark(), start)
			}
			if got.RunID != tt.want || KindOf(err) != tt.kind {
				t.Errorf("got %v, %v", got, err)
			}
			if n := s.count("POST"); n != 1 && tt.name != "state unreadable" {
				t.Errorf("%d POSTs", n)
			}
			if tt.kind == KindUnavailable {
				wantError(t, err, KindUnavailable, "start Seer run", "vedette fix SHOP-1")
			}
		})
	}
}

func TestStartSeerAfterATimeout(t *testing.T) {
	var posts, gets atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
			_, _ = io.Copy(io.Discard, r.Body) // the server notices a lost client only then
			<-r.Context().Done()
			return
		}
		gets.Add(1)
		_, _ = w.Write([]byte(`{"autofix":{"run_id":3}}`))
	}))
	defer server.Close()
	c := newClient(t, Config{BaseURL: server.URL}, newClock())
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	started, err := c.StartSeer(ctx, "o", "1", SeerMark{}, SeerStart{})
	if err != nil || started.RunID != "3" || posts.Load() != 1 || gets.Load() != 1 {
		t.Errorf("got %v, %v after %d POSTs", started, err, posts.Load())
	}
}

func TestSeerStartBody(t *testing.T) {
	body, err := SeerStart{Step: "open_pr", RunID: "12", Repo: "acme/shop", UserContext: "u", StoppingPoint: "s", Referrer: "r"}.body("op")
	if err != nil || words(body) != "map[referrer:r repo_name:acme/shop run_id:12 step:open_pr stopping_point:s user_context:u]" {
		t.Errorf("got %v, %v", body, err)
	}
	index := 0
	body, err = SeerStart{Step: "coding_agent_handoff", RunID: "12", Integration: "7", Provider: "p", InsertIndex: &index}.body("op")
	if err != nil || words(body) != "map[insert_index:0 integration_id:7 provider:p run_id:12 step:coding_agent_handoff]" {
		t.Errorf("got %v, %v", body, err)
	}
	if _, err = (SeerStart{Integration: "x"}).body("op"); KindOf(err) != KindInvalid {
		t.Error(err)
	}
	body, err = SeerStart{RunID: "12", SentryRunID: "uuid"}.body("op")
	if err != nil || words(body) != "map[sentry_run_id:uuid]" {
		t.Errorf("got %v, %v", body, err)
	}
}

func TestErrorsAreErrors(t *testing.T) {
	cause := errors.New("cause")
	e := &Error{Kind: KindTimeout, Op: "read", Message: text.From("slow"), Err: cause}
	if !errors.Is(e, cause) || KindOf(fmt.Errorf("while: %w", e)) != KindTimeout || e.Error() != "read: slow" {
		t.Errorf("%v does not behave", e)
	}
}

// TestQuestionsOfARun: what is asked can be read as one text and chosen from,
// also where a run of the steps format waits for one of its causes.
func TestQuestionsOfARun(t *testing.T) {
	asked, err := DecodeSeerRun([]byte(`{"autofix":{"run_id":1,"status":"awaiting_user_input","blocks":[],"pending_user_input":{"id":"q","input_type":"ask_user_question",
		"data":{"questions":[{"question":"Which unit?","options":[{"label":"Cents","description":"integers"},{"label":"Euros"}]},{"question":"May it change?"}]}}}}`))
	if err != nil || asked.Pending == nil || len(asked.Pending.Questions) != 2 {
		t.Fatalf("%+v, %v", asked, err)
	}
	if got := asked.Pending.Text.Raw(); got != "1. Which unit?\n  - Cents: integers\n  - Euros\n2. May it change?" {
		t.Errorf("it reads %q", got)
	}
	const steps = `{"autofix":{"run_id":1,"status":"WAITING_FOR_USER_RESPONSE","steps":[
		{"type":"default","key":"root_cause_analysis_processing","title":"Analyzing","status":"COMPLETED","insights":[null,{"insight":"only guests","justification":"frame 3"}]},
		{"type":"root_cause_analysis","status":"WAITING_FOR_USER_RESPONSE","causes":[{"id":3,"description":"no user"},{"id":9,"description":"lost session"}]SELECTION}]}}`
	old, err := DecodeSeerRun([]byte(strings.Replace(steps, "SELECTION", "", 1)))
	if err != nil || old.Pending == nil || old.Pending.InputType != ChooseCause {
		t.Fatalf("%+v, %v", old, err)
	}
	for answer, want := range map[string]struct {
		cause    int64
		guidance string
	}{"lost session": {9, ""}, "2": {9, ""}, "look at the cache": {3, "look at the cache"}} {
		if cause, guidance := old.Pending.Cause(answer); cause == nil || *cause != want.cause || guidance != want.guidance {
			t.Errorf("%q chooses %v, %q", answer, cause, guidance)
		}
	}
	if b := old.Blocks[1]; b.Content.Raw() != "only guests" || b.Thinking.Raw() != "frame 3" {
		t.Errorf("the insight is %+v", b)
	}
	chosen, err := DecodeSeerRun([]byte(strings.Replace(steps, "SELECTION", `,"selection":{"cause_id":9}`, 1)))
	if err != nil || chosen.Pending != nil || chosen.Root.Summary.Raw() != "lost session" {
		t.Errorf("a run whose cause is chosen: %+v, %v", chosen, err)
	}
}
