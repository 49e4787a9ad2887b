package analysis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/sentryapi"
)

// memory keeps runs the way a store does: by UUID, the newest last. It also remembers every saved state.
type memory struct {
	mu    sync.Mutex
	uuids []string
	state map[string]json.RawMessage
	saved []runState
	fail  error
}

func (m *memory) Save(_ context.Context, _ int64, state json.RawMessage, uuid string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return 0, m.fail
	}
	if m.state == nil {
		m.state = map[string]json.RawMessage{}
	}
	if _, known := m.state[uuid]; !known {
		m.uuids = append(m.uuids, uuid)
	}
	m.state[uuid] = slices.Clone(state)
	var decoded runState
	if err := json.Unmarshal(state, &decoded); err != nil {
		return 0, err
	}
	m.saved = append(m.saved, decoded)
	return int64(slices.Index(m.uuids, uuid) + 1), nil
}

func (m *memory) Latest(context.Context, int64) (json.RawMessage, int64, string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.uuids) == 0 {
		return nil, 0, "", false, nil
	}
	uuid := m.uuids[len(m.uuids)-1]
	return m.state[uuid], int64(len(m.uuids)), uuid, true, nil
}

// evidence is a Source with one issue.
type evidence struct {
	facts    Facts
	event    *protocol.Event
	factsErr error
	partsErr error           // of tags, trace and similar issues
	gate     <-chan struct{} // Tags waits for it, when there is one
}

var firstSeen = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (e evidence) Facts(context.Context, int64) (Facts, error)           { return e.facts, e.factsErr }
func (e evidence) Event(context.Context, int64) (*protocol.Event, error) { return e.event, e.partsErr }

func (e evidence) Tags(ctx context.Context, _ int64) (issue, others []TagCount, err error) {
	if e.gate != nil {
		select {
		case <-e.gate:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	return []TagCount{{"browser.name", "Safari", 80}, {"browser.name", "Chrome", 20}},
		[]TagCount{{"browser.name", "Safari", 12}, {"browser.name", "Chrome", 88}}, e.partsErr
}

func (e evidence) Trace(context.Context, string) ([]TraceItem, error) {
	return []TraceItem{{Kind: KindError, Project: "auth", IssueID: 9, ShortID: "AUTH-7", Title: "TokenExpired", Time: firstSeen.Add(59 * time.Minute)}}, e.partsErr
}

func (e evidence) Similar(context.Context, int64) ([]Similar, error) {
	return []Similar{{ShortID: "SHOP-1", Project: "shop", Title: "AttributeError: 'NoneType'", Status: "resolved", Count: 4}}, e.partsErr
}

// checkout is an issue of the shop with everything that can be known.
func checkout(t *testing.T) evidence {
	t.Helper()
	event, err := protocol.DecodeEvent([]byte(`{"event_id":"0123456789abcdef0123456789abcdef","timestamp":"2026-03-01T13:00:00Z","platform":"python",
		"release":"shop@2.1.0","environment":"production","transaction":"/checkout",
		"contexts":{"trace":{"trace_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","span_id":"bbbbbbbbbbbbbbbb"},"browser":{"name":"Safari","version":"17.1"}},
		"request":{"method":"POST","url":"https://shop.example/checkout","data":{"coupon":"X"}},
		"breadcrumbs":[{"category":"navigation","data":{"from":"/","to":"/cart"}},{"category":"ui.click","message":"button#pay"}],
		"exception":{"values":[{"type":"AttributeError","value":"'NoneType' object has no attribute 'total'","mechanism":{"type":"wsgi","handled":false},
		"stacktrace":{"frames":[{"filename":"shop/order.py","abs_path":"/srv/app/shop/order.py","function":"total","lineno":2,"in_app":true,
		"context_line":"    return order.total","pre_context":["def total(order):"],"post_context":[],"vars":{"order":null,"retries":3}}]}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	return evidence{event: &event, facts: Facts{ShortID: "SHOP-2", Project: "shop", Title: "AttributeError: 'NoneType' object has no attribute 'total'", Type: "AttributeError",
		Value: "'NoneType' object has no attribute 'total'", Culprit: "total", Events: 100, Users: 40, FirstSeen: firstSeen, LastSeen: firstSeen.Add(time.Hour),
		FirstRelease: "shop@2.1.0", LastRelease: "shop@2.1.0", Unhandled: true}}
}

func newRunner(t *testing.T, src Source, runs Runs, dir string) *Runner {
	t.Helper()
	n := 0
	r := NewRunner(src, runs, Options{
		SourceDir: dir, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return firstSeen.Add(2 * time.Hour) },
		NewID: func() string { n++; return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) },
	})
	t.Cleanup(r.Close)
	return r
}

func read(t *testing.T, r *Runner) *sentryapi.SeerRun {
	t.Helper()
	state, err := r.State(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	run, err := sentryapi.DecodeSeerRun([]byte(`{"autofix":` + string(state) + `}`))
	if err != nil {
		t.Fatalf("the client does not understand the state: %v\n%s", err, state)
	}
	return run
}

// poll reads the state until the run has ended, as a client does.
func poll(t *testing.T, r *Runner) *sentryapi.SeerRun {
	t.Helper()
	blocks := 0
	for t.Context().Err() == nil {
		run := read(t, r)
		if len(run.Blocks) < blocks {
			t.Fatalf("blocks went from %d to %d", blocks, len(run.Blocks))
		}
		if blocks = len(run.Blocks); run.Status != sentryapi.SeerProcessing {
			return run
		}
	}
	t.Fatal("the run did not end")
	return nil
}

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

func expectAll(t *testing.T, what, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			t.Errorf("%s lack %q:\n%s", what, p, got)
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

type panicking struct{ evidence }

func (panicking) Similar(context.Context, int64) ([]Similar, error) { panic("index out of range") }

func expectStatus(t *testing.T, err error, status int, detail string) {
	t.Helper()
	var refused *RequestError
	if !errors.As(err, &refused) || refused.Status != status || !strings.Contains(refused.Detail, detail) || refused.Error() == "" {
		t.Errorf("err = %v, want status %d with %q", err, status, detail)
	}
}
