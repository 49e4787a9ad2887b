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

// process is a vedette of its own over a fake Seer: its own clock and client,
// and the notes that processes of one user share.
func process(t *testing.T, url, notes string, sleep func(context.Context, time.Duration) error) *Ops {
	t.Helper()
	client, err := sentryapi.New(sentryapi.Config{
		BaseURL: url, Token: func(context.Context) (string, error) { return "secret", nil },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	if sleep == nil {
		sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	return New(Config{Client: client, BaseURL: url, Defaults: Defaults{Org: "acme"}, Sleep: sleep, Hold: filelock.Notes{Dir: notes, Now: time.Now}.Hold})
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
				o := process(t, srv.URL, t.TempDir(), nil)
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
		notes := t.TempDir()
		in := AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NewRun: again}
		_, err := process(t, srv.URL, notes, nil).AnalyzeIssue(t.Context(), in)
		if KindOf(err) != KindUnavailable {
			t.Fatalf("first: %v", err)
		}
		_, err = process(t, srv.URL, notes, nil).AnalyzeIssue(t.Context(), in) // does not show yet
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindConflict || !strings.Contains(e.Hint, "vedette seer status SHOP-1") {
			t.Fatalf("second: %v", err)
		}
		var out GetSeerRunOut
		for n := 0; n < 4 && out.Outcome != SeerFound; n++ {
			out, err = process(t, srv.URL, notes, nil).AnalyzeIssue(t.Context(), in)
		}
		if err != nil || out.Outcome != SeerFound || len(seer.Starts()) != 1 {
			t.Errorf("again=%v: %s, %v after %d starts", again, out.Outcome, err, len(seer.Starts()))
		}
		if again { // this time it is a new request
			seer.Fault, seer.Hidden = nil, 0
			out, err = process(t, srv.URL, notes, nil).AnalyzeIssue(t.Context(), in)
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
		notes := t.TempDir()
		in := AnalyzeIssueIn{IssueTarget: issue("SHOP-1"), NewRun: again}
		_, err := process(t, srv.URL, notes, nil).AnalyzeIssue(ctx, in)
		if KindOf(err) != KindCanceled {
			t.Fatalf("interrupted: %v", err)
		}
		out, err := process(t, srv.URL, notes, nil).AnalyzeIssue(t.Context(), in)
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
			notes := filepath.Join(t.TempDir(), "notes")
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					o := process(t, srv.URL, notes, nil)
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

// A start that was refused, or never sent, leaves nothing behind.
func TestARefusedStartMayBeRepeated(t *testing.T) {
	seer := &seertest.Server{Play: seertest.Story()}
	srv := seer.Start()
	defer srv.Close()
	o := process(t, srv.URL, t.TempDir(), nil)
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
	_, err := process(t, srv.URL, t.TempDir(), nil).AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: issue("SHOP-1")})
	if KindOf(err) != KindNoQuota || len(seer.Starts()) != 0 {
		t.Errorf("%v after %d starts", err, len(seer.Starts()))
	}
}
