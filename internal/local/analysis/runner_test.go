package analysis

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

func TestRootCause(t *testing.T) {
	dir := repository(t, firstSeen.Add(-3*time.Hour))
	r := newRunner(t, checkout(t), &memory{}, dir)
	if run := read(t, r); run != nil {
		t.Fatalf("a run before the start: %+v", run)
	}
	started, err := r.Start(t.Context(), 2, Request{})
	if err != nil || started.RunID != 1 || started.SentryRunID == "" {
		t.Fatalf("Start = %+v, %v", started, err)
	}
	run := poll(t, r)
	if run.Status != sentryapi.SeerCompleted || run.Root == nil || run.Plan != nil || run.MadeBy.Raw() != madeBy || string(run.RunID) != "1" {
		t.Fatalf("run = %+v", run)
	}
	if run.Root.Classification != classCodeFix || run.Root.Repo.Raw() != "acme/shop" {
		t.Errorf("classification %s, repository %s", run.Root.Classification, run.Root.Repo.Raw())
	}
	expectAll(t, "summary", run.Root.Summary.Raw(), "Missing value", "shop/order.py:2", "`order` was `null`", "`browser.name` `Safari`")
	var whys, steps, content, tools []string
	for _, w := range run.Root.Whys {
		whys = append(whys, w.Raw())
	}
	for _, s := range run.Root.Reproduction {
		steps = append(steps, s.Raw())
	}
	for _, b := range run.Blocks {
		content = append(content, b.Content.Raw())
		for _, tool := range b.Tools {
			tools = append(tools, string(tool))
		}
	}
	if len(whys) != 5 {
		t.Errorf("%d whys, want 5:\n%s", len(whys), strings.Join(whys, "\n"))
	}
	for _, w := range whys {
		expectAll(t, "why", w, "(Evidence: ")
	}
	expectAll(t, "whys", strings.Join(whys, "\n"), "it runs `return order.total`", "`AUTH-7` `TokenExpired` 1m before", "80 % here", "last changed 3h before", "Ann Author")
	expectAll(t, "steps", strings.Join(steps, "\n"), "release `shop@2.1.0` in environment `production`", "browser `Safari 17.1`", "Go to `/cart`", "Click `button#pay`",
		"Send `POST https://shop.example/checkout` and the body", "Expect `AttributeError`")
	expectAll(t, "blocks", strings.Join(content, "\n"), ">     2 |     return order.total", "Committed 3h before first seen: this commit is a suspect.", "`SHOP-1`", "its fix may apply",
		"reads from `order`", "Confidence: high", "No language model and no Seer took part")
	expectAll(t, "tools", strings.Join(tools, " "), "get_issue", "read_file", "git_blame", "compare_tags", "get_trace", "find_similar_issues")
	for _, todo := range run.Blocks[len(run.Blocks)-1].Todos {
		if todo.Status != "completed" {
			t.Errorf("at the end %q is %s", todo.Content.Raw(), todo.Status)
		}
	}
}

// A poller sees the run at work, and every state that is saved only goes forward.
func TestProgress(t *testing.T) {
	gate := make(chan struct{})
	src, runs := checkout(t), &memory{}
	src.gate = gate
	r := newRunner(t, src, runs, t.TempDir())
	if _, err := r.Start(t.Context(), 2, Request{StoppingPoint: stepSolution, UserContext: "look at the cart"}); err != nil {
		t.Fatal(err)
	}
	if run := read(t, r); run.Status != sentryapi.SeerProcessing || run.Blocks[0].Content.Raw() != "look at the cart" || string(run.Blocks[0].Step) != stepRootCause {
		t.Errorf("at work: %+v", run)
	}
	_, err := r.Start(t.Context(), 2, Request{})
	expectStatus(t, err, 409, "at work")
	close(gate)
	run := poll(t, r)
	if run.Plan != nil || len(run.Reasons) != 1 || run.Reasons[0].Artifact != artifactSolution || run.Reasons[0].Reason.Raw() != noModel {
		t.Errorf("solution: %+v, reasons %+v", run.Plan, run.Reasons)
	}
	expectAll(t, "last block", run.Blocks[len(run.Blocks)-1].Content.Raw(), "Made by vedette's local analysis", "rules cannot follow it")

	done := -1
	for i, s := range runs.saved {
		completed, active := 0, 0
		for _, td := range s.Blocks[len(s.Blocks)-1].Todos {
			switch td.Status {
			case "completed":
				completed++
			case "in_progress":
				active++
			}
		}
		last := i == len(runs.saved)-1
		if completed <= done || (active == 1) == last || (s.Status == statusCompleted) != last {
			t.Errorf("state %d: %d done after %d, %d in progress, status %s", i, completed, done, active, s.Status)
		}
		done = completed
	}
	if done != len(rootCauseSteps())+2 {
		t.Errorf("%d todos done", done)
	}
}

func TestContinueWithSolution(t *testing.T) {
	r := newRunner(t, checkout(t), &memory{}, t.TempDir())
	first, err := r.Start(t.Context(), 2, Request{})
	if err != nil {
		t.Fatal(err)
	}
	before := poll(t, r)
	for _, req := range []Request{{Step: stepSolution, SentryRunID: first.SentryRunID, RunID: 77}, {Step: stepCodeChanges, RunID: first.RunID}} {
		again, err := r.Start(t.Context(), 2, req)
		if err != nil || again != first {
			t.Fatalf("continued %+v, %v; want %+v", again, err, first)
		}
		after := poll(t, r)
		if len(after.Blocks) != len(before.Blocks)+3 || after.Root == nil || len(after.Reasons) != 1 {
			t.Errorf("%d blocks after %d, root %v, reasons %v", len(after.Blocks), len(before.Blocks), after.Root, after.Reasons)
		}
		if step := after.Blocks[len(before.Blocks)].Step; string(step) != req.Step {
			t.Errorf("step %s, want %s", step, req.Step)
		}
		before = after
	}
	first0 := 0
	if _, err := r.Start(t.Context(), 2, Request{Step: stepRootCause, RunID: first.RunID, InsertIndex: &first0}); err != nil {
		t.Fatal(err)
	}
	if after := poll(t, r); len(after.Blocks) >= len(before.Blocks) || after.Root == nil || len(after.Reasons) != 0 {
		t.Errorf("played again from block 0: %d blocks after %d, reasons %v", len(after.Blocks), len(before.Blocks), after.Reasons)
	}
	_, err = r.Start(t.Context(), 2, Request{Step: stepSolution, RunID: 77})
	expectStatus(t, err, 404, "")
	_, err = r.Start(t.Context(), 2, Request{Step: stepSolution, SentryRunID: "other", RunID: first.RunID})
	expectStatus(t, err, 404, "")
}

// A run that is asked to stop ends there, keeps what it has, and can be taken up again.
func TestInterrupt(t *testing.T) {
	for _, byNumber := range []bool{true, false} {
		src, gate := checkout(t), make(chan struct{})
		src.gate = gate
		r := newRunner(t, src, &memory{}, t.TempDir())
		started, err := r.Start(t.Context(), 2, Request{})
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ToUpper(started.SentryRunID)
		if byNumber {
			name = fmt.Sprint(started.RunID)
		}
		if r.Interrupt("77") || !r.Interrupt(name) {
			t.Fatalf("another run was stopped, or %s was not", name)
		}
		run := poll(t, r)
		last := run.Blocks[len(run.Blocks)-1]
		if run.Status != sentryapi.SeerCompleted || run.Root != nil || !run.FailureReason.IsZero() || !strings.HasPrefix(last.Content.Raw(), "Stopped") {
			t.Errorf("status %s, reason %s, %+v", run.Status, run.FailureReason.Raw(), last)
		}
		if r.Interrupt(name) {
			t.Error("a run that has ended was stopped")
		}
		close(gate)
		if _, err := r.Start(t.Context(), 2, Request{RunID: started.RunID}); err != nil {
			t.Fatal(err)
		}
		if run := poll(t, r); run.Root == nil {
			t.Errorf("taken up again: %s", run.Status)
		}
	}
}

// A run that a dead process left behind is reported as stalled, and can be taken up by the next one.
func TestStalled(t *testing.T) {
	src, runs := checkout(t), &memory{}
	src.gate = make(chan struct{})
	dead := newRunner(t, src, runs, t.TempDir())
	started, err := dead.Start(t.Context(), 2, Request{})
	if err != nil {
		t.Fatal(err)
	}
	dead.Close()
	_, err = dead.Start(t.Context(), 2, Request{})
	expectStatus(t, err, 503, "shutting down")

	r := newRunner(t, checkout(t), runs, t.TempDir())
	if run := read(t, r); run.Status != sentryapi.SeerError || run.FailureReason.Raw() != failureStalled {
		t.Fatalf("status %s, reason %s", run.Status, run.FailureReason.Raw())
	}
	again, err := r.Start(t.Context(), 2, Request{Step: stepSolution, SentryRunID: started.SentryRunID})
	if err != nil || again != started {
		t.Fatalf("continued %+v, %v", again, err)
	}
	if run := poll(t, r); run.Status != sentryapi.SeerCompleted || run.Root == nil || !run.FailureReason.IsZero() {
		t.Errorf("after the restart: %+v", run)
	}
}

func TestMissingEvidenceIsSaid(t *testing.T) {
	src := checkout(t)
	src.event, src.partsErr = nil, errors.New("disk `on` fire")
	r := newRunner(t, src, &memory{}, "")
	if _, err := r.Start(t.Context(), 2, Request{}); err != nil {
		t.Fatal(err)
	}
	run := poll(t, r)
	if run.Status != sentryapi.SeerCompleted || run.Root == nil || run.Root.Classification != classOnlyRoot || run.Root.NoFixReason.IsZero() || len(run.Root.Reproduction) != 0 {
		t.Fatalf("run = %+v", run.Root)
	}
	conclusion := run.Blocks[len(run.Blocks)-2].Content.Raw()
	expectAll(t, "conclusion", conclusion, "Missing evidence", "no event of this issue could be read", "``disk `on` fire``", "tags could not be counted", "no trace", "steps to reproduce cannot be derived")
}

func TestFailures(t *testing.T) {
	src := checkout(t)
	src.factsErr = errors.New("issue is gone")
	r := newRunner(t, src, &memory{}, "")
	if _, err := r.Start(t.Context(), 2, Request{}); err != nil {
		t.Fatal(err)
	}
	run := poll(t, r)
	if run.Status != sentryapi.SeerError {
		t.Errorf("status %s", run.Status)
	}
	expectAll(t, "last block", run.Blocks[len(run.Blocks)-1].Content.Raw(), "issue is gone")

	full := errors.New("disk full")
	r = newRunner(t, checkout(t), &memory{fail: full}, "")
	if _, err := r.Start(t.Context(), 2, Request{}); !errors.Is(err, full) {
		t.Errorf("Start without a place to save: %v", err)
	}
	if state, err := r.State(t.Context(), 2); err != nil || string(state) != "null" {
		t.Errorf("state = %s, %v", state, err)
	}
}

// An analysis that panics ends its own run and nothing else.
func TestPanicEndsTheRunOnly(t *testing.T) {
	r := newRunner(t, panicking{checkout(t)}, &memory{}, "")
	if _, err := r.Start(t.Context(), 2, Request{}); err != nil {
		t.Fatal(err)
	}
	if run := poll(t, r); run.Status != sentryapi.SeerError {
		t.Errorf("status %s", run.Status)
	}
}
