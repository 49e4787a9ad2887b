package ops

import (
	"context"
	"errors"
	"iter"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// AnalyzeIssueIn names an issue and how far the run should go.
type AnalyzeIssueIn struct {
	IssueTarget
	Until       string `json:"until,omitempty" enum:"root_cause,solution,code_changes,open_pr" default:"solution"`
	Instruction string `json:"instruction,omitempty" jsonschema:"Guidance, or the answer to the run's question; 1000 characters at most."`
	NewRun      bool   `json:"newRun,omitempty" jsonschema:"Start anew although a run exists (may cost money)."`
	NoWait      bool   `json:"noWait,omitempty" jsonschema:"Start and return at once."`
	Timeout     int    `json:"timeoutSeconds,omitempty" max:"3600" default:"360" jsonschema:"How long to follow; the run itself goes on."`
}

// maxInstruction is Sentry's limit on user_context, in characters.
const maxInstruction = 1000

// SeerEvent is one thing that happened while a run was followed.
type SeerEvent struct {
	Type    string         `json:"type"` // started, existing, status, step, message, todo, artifact, result
	At      time.Time      `json:"at"`
	Step    text.Word      `json:"step,omitempty"`
	Status  SeerStatus     `json:"status,omitempty"`
	Message text.Untrusted `json:"message,omitzero"`
	Block   *SeerBlock     `json:"block,omitempty"`
	Run     *SeerRun       `json:"-"`                // the state this event was read from, for a screen
	Result  *GetSeerRunOut `json:"result,omitempty"` // only on the last event
}

// AnalyzeIssue starts a fix run, or continues the one there is, and follows it
// until the wanted artifact is there, the run needs an answer, or time is up.
func (o *Ops) AnalyzeIssue(ctx context.Context, in AnalyzeIssueIn) (GetSeerRunOut, error) {
	for e, err := range o.FollowAnalysis(ctx, in) {
		if err != nil {
			return GetSeerRunOut{}, err
		}
		if e.Result != nil {
			return *e.Result, nil
		}
	}
	return GetSeerRunOut{}, ctx.Err()
}

// FollowAnalysis is AnalyzeIssue as a sequence: each step as it is seen, then
// one event with the result, or one error. It passes the same middleware.
func (o *Ops) FollowAnalysis(ctx context.Context, in AnalyzeIssueIn) iter.Seq2[SeerEvent, error] {
	return func(yield func(SeerEvent, error) bool) {
		stopped := errors.New("the caller stopped following")
		_, err := run(ctx, o, in, func(ctx context.Context, in AnalyzeIssueIn) (GetSeerRunOut, error) {
			f := follower{o: o, in: in, until: orWord(in.Until, UntilSolution), emit: func(e SeerEvent) error {
				e.At = o.cfg.Now()
				if !yield(e, nil) {
					return stopped
				}
				return nil
			}}
			return GetSeerRunOut{}, f.follow(ctx)
		})
		if err != nil && !errors.Is(err, stopped) {
			yield(SeerEvent{}, err)
		}
	}
}

// follower watches one run of one issue.
type follower struct {
	o       *Ops
	in      AnalyzeIssueIn
	until   string
	org, id string
	emit    func(SeerEvent) error

	before  *SeerRun  // the state before something was posted; nil = no run
	started text.Word // the run that the post answered with; "" = nothing was posted
	stale   int       // looks at a state from before the post

	blocks   int // blocks already told completely
	todo     string
	status   SeerStatus
	artifact map[string]bool
}

func (f *follower) follow(ctx context.Context) (err error) {
	const op = "analyze_issue_with_seer"
	if len([]rune(f.in.Instruction)) > maxInstruction {
		return invalid(op, "shorten it", "the instruction is longer than %d characters", maxInstruction)
	}
	if f.org, f.id, err = f.o.issue(ctx, op, f.in.IssueTarget); err != nil {
		return err
	}
	f.artifact = map[string]bool{}
	run, err := f.o.client.SeerState(ctx, f.org, f.id)
	if err != nil {
		return missing(op, f.org, f.id, err)
	}
	if run != nil && !f.in.NewRun {
		if err := f.emit(SeerEvent{Type: "existing", Status: run.Status, Run: run, Message: text.From("A run exists already; following it")}); err != nil {
			return err
		}
		if err := f.tell(run); err != nil {
			return err
		}
	}
	if start, needed := f.start(run); needed {
		if start.RunID == "" && start.SentryRunID == "" { // what was told is another run's
			f.blocks, f.todo, f.status, f.artifact = 0, "", "", map[string]bool{}
		}
		f.before = run
		if err := f.post(ctx, start); err != nil {
			return err
		}
		run = nil
	}
	if f.in.NoWait {
		return f.result(ctx, run)
	}
	return f.watch(ctx, run)
}

// start decides whether something must be posted: a new run, the next step of
// the run there is, or an answer to its question. A run at work is followed.
func (f *follower) start(run *SeerRun) (sentryapi.SeerStart, bool) {
	s := sentryapi.SeerStart{Step: UntilRootCause, StoppingPoint: f.until, UserContext: f.in.Instruction, Referrer: "vedette"}
	if run == nil || f.in.NewRun {
		return s, true
	}
	s.RunID, s.SentryRunID = string(run.RunID), string(run.SentryRunID)
	switch {
	case run.Status == sentryapi.SeerAwaiting:
		s.StoppingPoint, s.Step = "", f.nextStep(*run)
		return s, f.in.Instruction != ""
	case run.Status != sentryapi.SeerCompleted: // at work, or ended: only NewRun starts another
		return s, false
	case hasArtifact(*run, f.until):
		return s, false
	}
	s.StoppingPoint, s.Step = "", f.nextStep(*run)
	return s, len(run.Reasons) == 0 || f.in.Instruction != ""
}

// nextStep is the first step whose artifact the run lacks, up to the wanted one.
func (f *follower) nextStep(run SeerRun) string {
	for _, step := range []string{UntilRootCause, UntilSolution, UntilCodeChanges, UntilOpenPR} {
		if step == f.until || !hasArtifact(run, step) {
			return step
		}
	}
	return f.until
}

// startTime bounds the POST alone: starting a run may take the server minutes.
const startTime = 120 * time.Second

func (f *follower) post(ctx context.Context, s sentryapi.SeerStart) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	started, err := f.o.client.StartSeer(ctx, f.org, f.id, s)
	if err != nil {
		return err
	}
	f.started = started.RunID
	return f.emit(SeerEvent{Type: "started", Step: text.Word(s.Step), Status: sentryapi.SeerProcessing,
		Message: text.From("Run " + string(started.RunID) + " started")})
}

// watch polls until the outcome is clear. A run can look completed between two
// steps, so that word counts only after two more looks without a change.
func (f *follower) watch(ctx context.Context, run *SeerRun) error {
	timeout := time.Duration(orDefault(f.in.Timeout, 360)) * time.Second
	deadline := f.o.cfg.Now().Add(timeout)
	quiet := 0
	var last time.Time
	for n := 0; ; n++ {
		if run != nil && !f.isStale(*run) {
			if err := f.tell(run); err != nil {
				return err
			}
			switch outcomeOf(*run, f.until) {
			case SeerFound, SeerAsks, SeerFailed:
				return f.result(ctx, run)
			case SeerNoResult:
				if !run.UpdatedAt.Equal(last) {
					quiet = 0
				}
				if quiet++; quiet > 2 || f.refused(*run) {
					return f.result(ctx, run)
				}
			}
			last = run.UpdatedAt.Time
		}
		if !f.o.cfg.Now().Before(deadline) {
			return f.result(ctx, run)
		}
		if err := f.o.cfg.Sleep(ctx, pollDelay(n)); err != nil {
			return err
		}
		next, err := f.o.client.SeerState(ctx, f.org, f.id)
		if err != nil {
			return err
		}
		run = next
	}
}

// staleLooks is how often a state from before the post is believed to be late
// news; after that it is what the server has.
const staleLooks = 5

// isStale is true for a state that the post cannot have made yet: judging by it
// would end a billed run's following with an old run's outcome.
func (f *follower) isStale(run SeerRun) bool {
	if f.started == "" || f.before == nil || f.stale >= staleLooks {
		return false
	}
	same := run.RunID == f.before.RunID && run.UpdatedAt.Equal(f.before.UpdatedAt.Time) && len(run.Blocks) == len(f.before.Blocks)
	if !same && run.RunID == f.started {
		f.stale = staleLooks
		return false
	}
	f.stale++
	return true
}

// refused is true when the run itself says why the wanted artifact will not
// come, so that there is nothing to wait for.
func (f *follower) refused(run SeerRun) bool {
	for _, r := range run.Reasons {
		if string(r.Artifact) == f.until || r.Artifact == UntilSolution && f.until != UntilRootCause {
			return true
		}
	}
	return false
}

// result ends the sequence with what is known.
func (f *follower) result(ctx context.Context, run *SeerRun) error {
	if run == nil {
		state, err := f.o.client.SeerState(ctx, f.org, f.id)
		if err != nil {
			return err
		}
		run = state
	}
	out := seerOut(f.org, f.id, run, f.until)
	if run == nil {
		out.Outcome = SeerRunning // started, but the server does not show it yet
	}
	return f.emit(SeerEvent{Type: "result", Run: run, Result: &out})
}

// tell yields what is new in a state: status, steps, messages, tasks, artifacts.
func (f *follower) tell(run *SeerRun) error {
	if run.Status != f.status {
		f.status = run.Status
		if err := f.emit(SeerEvent{Type: "status", Status: run.Status, Run: run, Message: SeerProgress(*run)}); err != nil {
			return err
		}
	}
	for ; f.blocks < len(run.Blocks) && !run.Blocks[f.blocks].Loading; f.blocks++ {
		b := run.Blocks[f.blocks]
		e := SeerEvent{Type: "message", Step: b.Step, Run: run, Block: &b, Message: b.Content}
		if b.Step != "" {
			e.Type = "step"
		}
		if err := f.emit(e); err != nil {
			return err
		}
		f.todo = firstLine(b.Content).Raw() // already told as a message
	}
	if now := SeerProgress(*run); now.Raw() != f.todo {
		f.todo = now.Raw()
		if err := f.emit(SeerEvent{Type: "todo", Run: run, Message: now}); err != nil {
			return err
		}
	}
	for _, a := range []string{UntilRootCause, UntilSolution, UntilCodeChanges, UntilOpenPR} {
		if !f.artifact[a] && hasArtifact(*run, a) {
			f.artifact[a] = true
			if err := f.emit(SeerEvent{Type: "artifact", Step: text.Word(a), Run: run, Message: artifactLine(*run, a)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func artifactLine(r SeerRun, artifact string) text.Untrusted {
	switch artifact {
	case UntilRootCause:
		return r.Root.Summary
	case UntilSolution:
		return r.Plan.Summary
	case UntilCodeChanges:
		return r.Patches[len(r.Patches)-1].Path
	default:
		return r.PRs[0].URL
	}
}
