package ops

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/filelock"
	"vedette/internal/seertest"
	"vedette/internal/sentryapi"
)

// wall is the clock of all processes of a test; sleeping moves it.
type wall struct {
	mu  sync.Mutex
	now time.Time
}

func (w *wall) Now() time.Time { return w.after(0) }

// Sleep moves the clock without waiting.
func (w *wall) Sleep(ctx context.Context, d time.Duration) error {
	w.after(d)
	return ctx.Err()
}

func (w *wall) after(d time.Duration) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
	return w.now
}

// process is a vedette of its own over a fake Seer: its own client, and the
// notes that processes of one user share.
func process(t *testing.T, url, notes string, clock *wall) *Ops {
	t.Helper()
	client, err := sentryapi.New(sentryapi.Config{
		BaseURL: url, Token: func(context.Context) (string, error) { return "secret", nil },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Client: client, BaseURL: url, Defaults: Defaults{Org: "acme"}, Now: clock.Now, Sleep: clock.Sleep, Hold: filelock.Notes{Dir: notes, Now: clock.Now}.Hold})
}

func issue(id string) IssueTarget { return IssueTarget{Issue: id} }

// One request is one billed start, however its answer gets lost.
func TestOneRequestIsOneStart(t *testing.T) {
	for _, fault := range []string{seertest.FaultNone, seertest.FaultCut, seertest.Fault502} {
		for _, hidden := range []int{0, 2} {
			t.Run(fmt.Sprintf("%s hidden %d", fault, hidden), func(t *testing.T) {
				seer := &seertest.Server{Play: seertest.Story(), Hidden: hidden, Fault: func(int) string { return fault }}
				srv := seer.Start()
				defer srv.Close()
				o := process(t, srv.URL, t.TempDir(), &wall{now: testNow})
				out, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1")})
				if err != nil || out.Outcome != SeerFound || out.Run.RunID != "1" || len(seer.Starts()) != 1 {
					t.Errorf("%s, %v after %d starts", out.Outcome, err, len(seer.Starts()))
				}
			})
		}
	}
}

// A run that appears only after the command gave up is adopted by the next
// command, also when that one asks for a new run.
func TestALostStartIsAdoptedLater(t *testing.T) {
	for _, again := range []bool{false, true} {
		seer := &seertest.Server{Play: seertest.Story(), Hidden: 8, Fault: func(int) string { return seertest.FaultCut }}
		srv := seer.Start()
		notes, clock := t.TempDir(), &wall{now: testNow}
		in := AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NewRun: again}
		_, err := process(t, srv.URL, notes, clock).AnalyzeIssue(t.Context(), in)
		if KindOf(err) != KindUnavailable {
			t.Fatalf("first: %v", err)
		}
		_, err = process(t, srv.URL, notes, clock).AnalyzeIssue(t.Context(), in) // does not show yet
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindConflict || !strings.Contains(e.Hint, "vedette seer status SHOP-1") {
			t.Fatalf("second: %v", err)
		}
		var out GetSeerRunOut
		for n := 0; n < 4 && out.Outcome != SeerFound; n++ {
			out, err = process(t, srv.URL, notes, clock).AnalyzeIssue(t.Context(), in)
		}
		if err != nil || out.Outcome != SeerFound || len(seer.Starts()) != 1 {
			t.Errorf("again=%v: %s, %v after %d starts", again, out.Outcome, err, len(seer.Starts()))
		}
		if again { // this time it is a new request
			seer.Fault, seer.Hidden = nil, 0
			out, err = process(t, srv.URL, notes, clock).AnalyzeIssue(t.Context(), in)
			if err != nil || out.Run.RunID != "2" || len(seer.Starts()) != 2 {
				t.Errorf("a second new run: %+v, %v after %d starts", out.Outcome, err, len(seer.Starts()))
			}
		}
		srv.Close()
	}
}

// Ctrl-C while the server works on the start, then the same command again.
func TestAnInterruptedStartIsNotRepeated(t *testing.T) {
	for _, again := range []bool{false, true} {
		ctx, interrupt := context.WithCancel(t.Context())
		seer := &seertest.Server{Play: seertest.Story(), Fault: func(post int) string {
			if post == 1 {
				return seertest.FaultHang
			}
			return seertest.FaultNone
		}, Accepted: func(map[string]any) { interrupt() }}
		srv := seer.Start()
		notes, clock := t.TempDir(), &wall{now: testNow}
		in := AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NewRun: again}
		_, err := process(t, srv.URL, notes, clock).AnalyzeIssue(ctx, in)
		if KindOf(err) != KindCanceled {
			t.Fatalf("interrupted: %v", err)
		}
		out, err := process(t, srv.URL, notes, clock).AnalyzeIssue(t.Context(), in)
		if err != nil || out.Outcome != SeerFound || len(seer.Starts()) != 1 {
			t.Errorf("new=%v: %s, %v after %d starts", again, out.Outcome, err, len(seer.Starts()))
		}
		srv.Close()
	}
}

// Two processes ask for the same at the same moment.
func TestProcessesShareOneStart(t *testing.T) {
	for _, again := range []bool{false, true} {
		for _, hidden := range []int{0, 3} {
			var begun sync.WaitGroup
			begun.Add(2)
			seer := &seertest.Server{Play: seertest.Story(), Hidden: hidden}
			srv := seer.Start()
			notes, clock := filepath.Join(t.TempDir(), "notes"), &wall{now: testNow}
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					o := process(t, srv.URL, notes, clock)
					asked := o.cfg.Hold
					o.cfg.Hold = func(ctx context.Context, key string, do func([]byte, func([]byte) error) error) error {
						begun.Done() // both have seen that there is no run, and want to start one
						begun.Wait()
						return asked(ctx, key, do)
					}
					out, err := o.AnalyzeIssue(context.Background(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NewRun: again})
					if err != nil || out.Outcome != SeerFound {
						t.Errorf("new=%v hidden=%d: %s, %v", again, hidden, out.Outcome, err)
					}
				})
			}
			all.Wait()
			if n := len(seer.Starts()); n != 1 {
				t.Errorf("new=%v hidden=%d: %d starts", again, hidden, n)
			}
			srv.Close()
		}
	}
}

// A run that somebody started for the solution looks completed before it plans.
func TestARunBetweenTwoStepsIsFollowed(t *testing.T) {
	between, updated := state("completed", "2026-11-20T11:59:55Z", rootCause), "2026-11-20T12:00:05Z"
	states := []string{between, between, between, state("processing", updated, rootCause), state("completed", "2026-11-20T12:00:09Z", rootCause+","+plan)}
	o, fake := start(t, map[string][]string{ofIssue: {issueJSON}, "GET " + autofix: states})
	out, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1A")})
	if err != nil || out.Outcome != SeerFound || fake.count("POST") != 0 {
		t.Errorf("%s, %v: %v", out.Outcome, err, fake.asked)
	}
}

// The state lags behind a step that was posted; the same command once more does not post it again.
func TestAStepThatDoesNotShowYetIsNotRepeated(t *testing.T) {
	before := state("completed", "2026-11-20T11:00:00Z", rootCause)
	o, fake := start(t, map[string][]string{
		ofIssue: {issueJSON}, "GET " + autofix: {before, before, before, before, before, before, before, state("completed", "2026-11-20T12:00:09Z", rootCause+","+plan)},
		"POST " + autofix: {`{"run_id":5,"sentry_run_id":"11111111-1111-4111-8111-111111111111"}`},
	})
	o.cfg.Hold = filelock.Notes{Dir: t.TempDir(), Now: o.cfg.Now}.Hold
	in := RunSeerStepIn{IssueTarget: issue("SHOP-1A"), Step: UntilSolution, NoWait: true}
	for range 2 {
		if _, err := o.RunSeerStep(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if err := o.cfg.Sleep(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if n := fake.count("POST"); n != 1 {
		t.Errorf("%d posts: %v", n, fake.asked)
	}
}

// A start that was refused, or never sent, leaves nothing behind.
func TestARefusedStartMayBeRepeated(t *testing.T) {
	seer := &seertest.Server{Play: seertest.Story()}
	srv := seer.Start()
	defer srv.Close()
	o := process(t, srv.URL, t.TempDir(), &wall{now: testNow})
	if _, err := o.OpenSeerPR(t.Context(), OpenSeerPRIn{IssueTarget: issue("SHOP-1")}); KindOf(err) != KindNotFound {
		t.Errorf("pull requests of nothing: %v", err)
	}
	dry := DryRun(t.Context())
	_, err := o.AnalyzeIssue(dry, AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), Instruction: "look"})
	plan, ok := PlanOf(err)
	if !ok || plan.Method != "POST" || !strings.Contains(string(plan.Body), `"user_context":"look"`) || len(seer.Starts()) != 0 {
		t.Fatalf("dry run: %+v, %v", plan, err)
	}
	out, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1")})
	if err != nil || out.Outcome != SeerFound || len(seer.Starts()) != 1 {
		t.Errorf("%s, %v after %d starts", out.Outcome, err, len(seer.Starts()))
	}
}

func TestNoBudgetIsSaidBeforeTheStart(t *testing.T) {
	seer := &seertest.Server{Setup: `{"billing":{"hasAutofixQuota":false}}`}
	srv := seer.Start()
	defer srv.Close()
	_, err := process(t, srv.URL, t.TempDir(), &wall{now: testNow}).AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1")})
	if KindOf(err) != KindNoQuota || len(seer.Starts()) != 0 {
		t.Errorf("%v after %d starts", err, len(seer.Starts()))
	}
}
