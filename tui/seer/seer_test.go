package seer

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/seertest"
	"vedette/internal/sentryapi"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
	"vedette/tui/widget"
)

// host is a screen that is nothing but a panel.
type host struct {
	*Panel
	size screen.Resize
}

func (h *host) Init() tea.Cmd { return h.Load() }

func (h *host) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Resize:
		h.size = msg
		return h.Resize(msg)
	case screen.Wrote:
		h.Forget()
		return h.Load()
	}
	cmd, _ := h.Take(msg)
	return cmd
}

func (h *host) View() string {
	drawn := h.Draw(h.size.Paint, h.size.Width)
	return widget.Block(drawn.Strings(h.size.Height), h.size.Width, h.size.Height)
}

func (h *host) Info() screen.Info { return screen.Info{Busy: h.Waiting()} }

// world is a played Seer and what works on it.
type world struct {
	seer *seertest.Server
	ops  *ops.Ops
	runs *screen.Runs
	here screen.Here
}

// played is a world with a server in front of Seer. Waiting moves the clock.
func played(t *testing.T, s *seertest.Server, front func(http.Handler) http.Handler) *world {
	t.Helper()
	var h http.Handler = s
	if front != nil {
		h = front(s)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	var mu sync.Mutex
	at := screentest.Now
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return at }
	wait := func(ctx context.Context, d time.Duration) error {
		mu.Lock()
		at = at.Add(d)
		mu.Unlock()
		return ctx.Err()
	}
	client, err := sentryapi.New(sentryapi.Config{BaseURL: srv.URL, Now: clock, Sleep: wait, Token: func(context.Context) (string, error) { return "secret", nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := ops.New(ops.Config{Client: client, BaseURL: srv.URL, Defaults: ops.Defaults{Org: "acme"}, Now: clock, Sleep: wait})
	return &world{seer: s, ops: o, runs: screen.NewRuns(t.Context())}
}

var shop7 = ops.Issue{ID: "7", ShortID: "SHOP-7"}

// panel opens the panel of issue 7; the one before it is left.
func (w *world) panel(t *testing.T) *screentest.Driver {
	t.Helper()
	return screentest.StartWith(t, screen.Env{Ops: w.ops, Runs: w.runs, Here: w.here}, 110, 60, func(env screen.Env) screen.Screen {
		return &host{Panel: New(env, "acme", func() ops.Issue { return shop7 })}
	})
}

// answer types into the prompt that is asked and sends it.
func answer(t *testing.T, d *screentest.Driver, words string) {
	t.Helper()
	dialog, _ := d.Asked()
	dialog.Paste(words)
	cmd, done := dialog.Key(tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl})
	if !done {
		cmd, _ = dialog.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	}
	d.Run(cmd)
}

// TestRunFromStartToPullRequest: each step is asked for once, and shown.
func TestRunFromStartToPullRequest(t *testing.T) {
	w := played(t, &seertest.Server{Play: seertest.Story()}, nil)
	var applied []ops.Patch
	w.here = screen.Here{Dir: "/src/shop",
		Look: func(_ context.Context, p []ops.Patch) (screen.Fit, error) {
			return screen.Fit{Root: "/src/shop", Branch: "main", Changes: p}, nil
		},
		Apply: func(_ context.Context, p []ops.Patch) (string, error) { applied = p; return "changed 1 file", nil }}
	d := w.panel(t)
	d.Has("No fix run was started")
	d.Do(command.Fix)
	if _, asked := d.Asked(); !strings.Contains(asked, "bills") || len(w.seer.Starts()) != 0 {
		t.Fatalf("%d starts; asked:\n%s", len(w.seer.Starts()), asked)
	}
	d.Choose('y')
	d.Has("found a solution", "[x] solution", "price is missing", "add a default", "Step: solution")
	if n := len(w.seer.Starts()); n != 1 {
		t.Fatalf("%d starts", n)
	}
	d.Do(command.Fix)
	d.Choose('c')
	d.Has("changed 1 file", "shop/cart.py +1 -1  acme/shop", "-     return sum(i['price'] for i in items)", "+     return sum(i.get('price', 0) for i in items)")
	d.EverySize()
	d.Resize(110, 60, "mono")
	d.Do(command.FixMenu)
	d.Choose('a')
	if _, asked := d.Asked(); !strings.Contains(asked, "Change 1 file in /src/shop on main?") || !strings.Contains(asked, "M shop/cart.py +1 -1") || !strings.Contains(asked, "vedette seer apply --undo SHOP-7") || len(applied) != 0 {
		t.Fatalf("asked:\n%s", asked)
	}
	d.Choose('y')
	if done, err := d.Write(w.ops); err != nil || done != "changed 1 file" || len(applied) != 1 || !strings.HasPrefix(applied[0].Diff.Raw(), "diff --git a/shop/cart.py") {
		t.Errorf("applied %v: %q, %v", applied, done, err)
	}
	d.Has("To undo: vedette seer apply --undo SHOP-7")
	d.Do(command.FixMenu)
	d.Choose('p')
	if _, asked := d.Asked(); !strings.Contains(asked, "Open a pull request") || len(w.seer.Starts()) != 2 {
		t.Fatalf("%d starts; asked:\n%s", len(w.seer.Starts()), asked)
	}
	d.Choose('y')
	d.Has("pull requests: acme/shop #7 opened")
	d.Do(command.FixMenu)
	d.Choose('b')
	answer(t, d, "add a test")
	d.Has("Pushed")
	last := w.seer.Starts()[len(w.seer.Starts())-1]
	if last["step"] != "pr_iteration" || last["user_context"] != "add a test" {
		t.Errorf("the last start is %v", last)
	}
}

// TestLeavingDoesNotStopARun: it goes on, and coming back joins it without
// another start, also in a program that has never seen it.
func TestLeavingDoesNotStopARun(t *testing.T) {
	w := played(t, &seertest.Server{Play: seertest.Story()}, nil)
	if _, err := w.ops.AnalyzeIssue(t.Context(), ops.AnalyzeIssueIn{IssueTarget: ops.IssueTarget{Issue: "7"}, NoWait: true, Until: ops.UntilCodeChanges}); err != nil {
		t.Fatal(err)
	}
	d := w.panel(t)
	d.Has("A run exists already", "changed 1 file")
	if n := len(w.seer.Starts()); n != 1 {
		t.Errorf("%d starts, want the one before", n)
	}
	again := w.panel(t)
	again.Has("changed 1 file")
	again.Do(command.Fix)
	again.Choose('n')
	if n := len(w.seer.Starts()); n != 1 {
		t.Errorf("coming back made %d starts", n-1)
	}
}

// TestQuestionIsAnswered: a run that waits is told so, and the answer goes to it.
func TestQuestionIsAnswered(t *testing.T) {
	play := seertest.Story()
	play["root_cause"] = []seertest.Frame{{Status: "awaiting_user_input", Blocks: []string{seertest.Block("root_cause", "I need to know something")}, Pending: `{"id":"q","input_type":"ask_user_question","data":{"question":"Which currency?"}}`}}
	w := played(t, &seertest.Server{Play: play}, nil)
	d := w.panel(t)
	d.Do(command.Fix)
	d.Choose('r')
	d.Has("waits for your answer", "Which currency?")
	d.Do(command.AnswerFix)
	if _, asked := d.Asked(); !strings.Contains(asked, "Which currency?") {
		t.Errorf("asked:\n%s", asked)
	}
	answer(t, d, "EUR")
	starts := w.seer.Starts()
	if last := starts[len(starts)-1]; last["user_context"] != "EUR" || len(starts) != 2 {
		t.Errorf("%d starts, the last %v", len(starts), last)
	}
}

func TestStopAndHandOver(t *testing.T) {
	play := seertest.Story()
	play["coding_agent_handoff"] = []seertest.Frame{{Status: "completed"}}
	w := played(t, &seertest.Server{Play: play}, nil)
	d := w.panel(t)
	d.Do(command.Fix)
	d.Choose('r')
	d.Do(command.FixMenu)
	d.Choose('h')
	dialog, _ := d.Asked()
	cmd, _ := dialog.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	d.Run(cmd)
	if done, err := d.Write(w.ops); err != nil || !strings.Contains(done, "1 agents started") {
		t.Errorf("%q, %v", done, err)
	}
	starts := w.seer.Starts()
	if last := starts[len(starts)-1]; last["step"] != "coding_agent_handoff" || last["provider"] != "github_copilot" {
		t.Errorf("the last start is %v", last)
	}
	f := w.runs.Of("acme", "7")
	d.Run(Stop(f))
	d.Said("the run has stopped already")
	f.State = &ops.SeerRun{Status: "processing"} // as it was before the server ended it
	d.Run(Stop(f))
	if _, asked := d.Asked(); !strings.Contains(asked, "Stop the fix run of SHOP-7 at the server?") {
		t.Fatalf("asked:\n%s", asked)
	}
	d.Choose('y')
	if done, err := d.Write(w.ops); err != nil || done != "the run was not at work" {
		t.Errorf("%q, %v", done, err)
	}
}

// TestForbidden: a token without the scope, or Seer switched off, is said in
// its place with what helps, and nothing is started.
func TestForbidden(t *testing.T) {
	s := &seertest.Server{Play: seertest.Story()}
	w := played(t, s, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			rw.WriteHeader(http.StatusForbidden)
			_, _ = rw.Write([]byte(`{"detail":"AI Autofix is not enabled for this organization."}`))
		})
	})
	d := w.panel(t)
	d.Has("could not be read", "not enabled", "m shows what Seer lacks here")
	d.Do(command.Fix)
	d.Has("could not be read")
	if len(s.Starts()) != 0 {
		t.Error("a run was started")
	}
	d.EverySize()
}

// TestLostNetworkKeepsTheRun: following that breaks off is no end of the run.
func TestLostNetworkKeepsTheRun(t *testing.T) {
	var mu sync.Mutex
	down := false
	w := played(t, &seertest.Server{Play: map[string][]seertest.Frame{}}, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if down {
				http.Error(rw, `{"detail":"no"}`, http.StatusBadGateway)
				return
			}
			h.ServeHTTP(rw, r)
			down = r.Method == http.MethodPost
		})
	})
	d := w.panel(t)
	d.Do(command.Fix)
	d.Choose('y')
	d.Has("502")
	f := w.runs.Of("acme", "7")
	if f == nil || f.Err == nil || w.runs.Following(f) {
		t.Fatalf("the run is %+v", f)
	}
	mu.Lock()
	down = false
	mu.Unlock()
	if n := len(w.seer.Starts()); n != 1 {
		t.Errorf("%d starts", n)
	}
}

// TestCompletedRunAsksBeforeItGoesOn: a step may cost money too.
func TestCompletedRunAsksBeforeItGoesOn(t *testing.T) {
	w := played(t, &seertest.Server{Play: seertest.Story()}, nil)
	d := w.panel(t)
	d.Do(command.Fix)
	d.Choose('r')
	d.Has("found the cause")
	d.Do(command.Fix)
	if _, asked := d.Asked(); !strings.Contains(asked, "no solution yet") || len(w.seer.Starts()) != 1 {
		t.Fatalf("%d starts; asked:\n%s", len(w.seer.Starts()), asked)
	}
	d.Choose('s')
	d.Has("add a default")
	if n := len(w.seer.Starts()); n != 2 {
		t.Errorf("%d starts", n)
	}
}

// TestList: the runs of this program as they stand, then the organization's.
func TestList(t *testing.T) {
	w := played(t, &seertest.Server{Play: seertest.Story()}, nil)
	w.panel(t).Do(command.Fix)
	w.runs.Keep("acme", shop7, ops.GetSeerRunOut{Run: &ops.SeerRun{RunID: "1", Status: "completed", Pending: nil}}, screentest.Now)
	answers := screentest.Serve(map[string]string{"GET /organizations/acme/seer/runs/": `[{"id":"u1","title":"SHOP-3: KeyError","dateCreated":"2026-11-20T11:00:00Z"},{"id":"u2","title":"Fix something"}]`})
	d := screentest.StartWith(t, screen.Env{Ops: screentest.Ops(t, answers), Runs: w.runs}, 100, 20, func(env screen.Env) screen.Screen { return NewList(env, screen.ToRuns{Org: "acme"}) })
	d.Has("Seen here", "SHOP-7", "All of acme", "SHOP-3: KeyError")
	d.Do(command.Open)
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "7" || !to.ShowFix || to.Fix {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.Down, command.Open)
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "SHOP-3" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.Down, command.Open, command.LeaveRun)
	if to := d.Opened().(screen.ToIssue); to.Issue.ID != "SHOP-3" {
		t.Errorf("a title without an issue opened %+v", to)
	}
	d.EverySize()
	answers.Answer("GET /organizations/acme/seer/runs/", `{"detail":"no"}`, 403)
	d.Do(command.Refresh)
	d.Has("could not be read", "SHOP-7")
}
