package ops

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// Hold runs do while no other caller, in no other process, holds key, with what
// the last holder wrote (nil = nothing). What is written stays when the holder
// ends, in whatever way.
type Hold func(ctx context.Context, key string, do func(last []byte, write func([]byte) error) error) error

const (
	// startTime bounds the POST alone: starting a run may take the server minutes.
	startTime = 120 * time.Second
	// lostFor is how long a start without an answer keeps others from starting:
	// its run may still appear.
	lostFor = time.Minute
	// unseenFor is how long a run that was started may be missing from the state.
	unseenFor = 30 * time.Second
	// lostMemory is how long a start without an answer is remembered as one.
	lostMemory = 10 * time.Minute
)

// startNote is what is kept about the last start for an issue: while it is under
// way, and after that for whoever comes next.
type startNote struct {
	At     time.Time             `json:"at"`
	New    bool                  `json:"new"`
	Start  string                `json:"start"`         // what was asked, to recognise the same again
	Until  string                `json:"until"`         // the last artifact that it asks for
	Before sentryapi.SeerMark    `json:"before"`        // the state it was made on
	Run    sentryapi.SeerStarted `json:"run,omitempty"` // zero = the answer is not known
}

// answered is true when the server said which run it is.
func (n startNote) answered() bool { return n.Run.RunID != "" || n.Run.SentryRunID != "" }

// startWords name what a start asks for.
func startWords(s sentryapi.SeerStart) string {
	return fmt.Sprintf("%s|%s|%s|%s", s.Step, s.StoppingPoint, s.UserContext, s.Repo)
}

// begin posts what the task wants, at most once whoever else wants it at the
// same time, and gives the state to go on with (nil = not known yet). A start
// made by another caller since this one asked, or one whose answer was lost, is
// adopted instead of repeated.
func (f *follower) begin(ctx context.Context, run *SeerRun) (*SeerRun, error) {
	key, err := f.checkIssue(ctx, run)
	if err != nil {
		return nil, err
	}
	hold := f.o.cfg.Hold
	if hold == nil {
		hold = alone
	}
	var out *SeerRun
	err = hold(ctx, key, func(last []byte, write func([]byte) error) error {
		var note startNote
		if json.Unmarshal(last, &note) != nil {
			note = startNote{}
		}
		if run, err = f.settled(ctx, note); err != nil {
			return err
		}
		save := func(n startNote) error {
			data, err := json.Marshal(n)
			if err != nil {
				return err
			}
			return write(data)
		}
		start, err := f.task.next(run)
		if err != nil || start == nil { // meanwhile there is nothing left to post
			out = run
			return err
		}
		adopted, err := f.adopt(note, *start, run, save)
		if err != nil || adopted {
			if run != nil && runName(*run) == f.started { // else the state is from before the start
				out = run
			}
			return err
		}
		return f.post(ctx, run, *start, note, save)
	})
	return out, err
}

// settled is the state to judge by before something is posted. A run that was
// started with a stop further on looks completed between two of its steps, and
// would be asked for the next one although it is about to play it: unless it is
// known to have ended, it is looked at until it is quiet.
func (f *follower) settled(ctx context.Context, last startNote) (*SeerRun, error) {
	var calm quiet
	for n := 0; ; n++ {
		run, err := f.o.client.SeerState(ctx, f.org, f.id)
		if err != nil || f.ended(run, last) || calm.look(*run, f.o.cfg.Now()) {
			return run, err
		}
		if err := f.o.cfg.Sleep(ctx, pollDelay(n)); err != nil {
			return nil, err
		}
	}
}

// ended is true where nothing is going to be posted that depends on whether the
// run goes on by itself, or where it is known that it does not.
func (f *follower) ended(run *SeerRun, last startNote) bool {
	start, err := f.task.next(run)
	if err != nil || start == nil || start.New() || run.Status != sentryapi.SeerCompleted {
		return true
	}
	played := last.answered() && runWord(last.Run) == runName(*run) && hasArtifact(*run, last.Until, "")
	return played || len(run.Reasons) > 0 || longQuiet(*run, f.o.cfg.Now())
}

// alone is Hold for a caller that nobody competes with.
func alone(_ context.Context, _ string, do func([]byte, func([]byte) error) error) error {
	return do(nil, func([]byte) error { return nil })
}

// adopt tells whether the start that was noted is the one that is wanted, and
// follows its run then.
func (f *follower) adopt(n startNote, start sentryapi.SeerStart, run *SeerRun, save func(startNote) error) (bool, error) {
	age := f.o.cfg.Now().Sub(n.At)
	same := start.New() && n.New || n.Start == startWords(start)
	switch {
	case n.At.IsZero():
		return false, nil
	case !n.answered() && same && age < lostMemory:
		if !run.Beyond(n.Before, n.New) {
			return false, f.unsettled(n, age)
		}
		f.forget(0)
		f.started, n.Run = runName(*run), sentryapi.SeerStarted{RunID: run.RunID, SentryRunID: run.SentryRunID}
		if err := save(n); err != nil {
			return false, err
		}
		return true, f.emit(SeerEvent{Type: "existing", Status: run.Status, Run: run,
			Message: text.From("The answer of an earlier start was lost; following its run")})
	case n.answered() && same && !n.At.Before(f.asked),
		n.answered() && same && !f.task.fresh && age < unseenFor && !run.Beyond(n.Before, n.New): // it does not show yet
		f.forget(0)
		f.before, f.started = run, runWord(n.Run)
		return true, f.emit(SeerEvent{Type: "existing", Status: sentryapi.SeerProcessing,
			Message: text.From("Another vedette has just started run " + string(f.started) + "; following it")})
	}
	return false, nil
}

// unsettled refuses a start while an earlier one may still appear.
func (f *follower) unsettled(n startNote, age time.Duration) error {
	if age >= lostFor {
		return nil
	}
	return &Error{Kind: KindConflict, Op: f.task.op,
		Message: text.From("a start " + text.Duration(age) + " ago got no answer, and its run may still appear; another one could be billed twice"),
		Hint:    "wait until " + n.At.Add(lostFor).UTC().Format(time.TimeOnly) + " UTC, or look: vedette seer status " + f.id}
}

// checkIssue makes sure that a run can be had before one is paid for, and gives
// the key under which starts for the issue take turns.
func (f *follower) checkIssue(ctx context.Context, run *SeerRun) (key string, err error) {
	issue, err := f.o.client.Issue(ctx, f.org, f.id)
	if err != nil {
		return "", missing(f.task.op, f.org, f.id, err)
	}
	id := orWord(string(issue.ID), f.id)
	key = f.o.cfg.BaseURL + " " + f.org + " " + id
	if issue.IssueCategory == "metric" {
		return "", &Error{Kind: KindNotEnabled, Op: f.task.op, Message: text.From("Seer does not analyse metric issues"),
			Hint: "look at what the metric counts: vedette issue view " + f.id}
	}
	start, err := f.task.next(run)
	if err != nil || start == nil || !start.New() {
		return key, err
	}
	setup, err := f.o.client.SeerSetup(ctx, f.org, f.id)
	if k := KindOf(err); err != nil && (k == KindNotFound || k == KindForbidden || k == KindNotEnabled) {
		return key, nil // servers without the check may have Seer all the same
	}
	if err != nil {
		return "", err
	}
	if setup.Billing.HasQuota != nil && !*setup.Billing.HasQuota {
		return "", &Error{Kind: KindNoQuota, Op: f.task.op, Message: text.From("the organization has no budget left for Seer; nothing was started"),
			Hint: "an owner can raise it under Settings > Subscription; what is missing: vedette seer setup " + f.id}
	}
	return key, nil
}

// post sends the start. Its note is written before, so that it is there even if
// this process ends before the answer; where nothing was started the note is as
// it was.
func (f *follower) post(ctx context.Context, run *SeerRun, s sentryapi.SeerStart, last startNote, save func(startNote) error) error {
	if !s.New() && run.Status == sentryapi.SeerProcessing {
		return &Error{Kind: KindConflict, Op: f.task.op, Message: text.From("the run is at work on another step"),
			Hint: "wait for it: vedette seer watch " + f.id + ", or stop it: vedette seer stop " + f.id}
	}
	note := startNote{At: f.o.cfg.Now(), New: s.New(), Start: startWords(s), Until: orWord(s.StoppingPoint, artifactOf(s.Step)), Before: run.Mark()}
	f.before = run
	if err := save(note); err != nil {
		return fmt.Errorf("note the start of the run: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	started, err := f.send(ctx, run, s)
	if err != nil {
		if !sentryapi.Unanswered(err) {
			_ = save(last) // nothing was started; a note that stays only asks for patience
		}
		return err
	}
	switch {
	case s.New():
		f.forget(0)
	case s.InsertIndex != nil:
		f.forget(*s.InsertIndex + 1)
	}
	f.started, note.Run = runWord(started), started
	if err := save(note); err != nil {
		return fmt.Errorf("note the run that was started: %w", err)
	}
	return f.emit(SeerEvent{Type: "started", Step: text.Word(s.Step), Status: sentryapi.SeerProcessing,
		Message: text.From("Run " + string(f.started) + " started")})
}

// send posts in the words of the run's format.
func (f *follower) send(ctx context.Context, run *SeerRun, s sentryapi.SeerStart) (sentryapi.SeerStarted, error) {
	if s.New() || run == nil || !run.Steps {
		return f.o.client.StartSeer(ctx, f.org, f.id, run.Mark(), s)
	}
	steering := sentryapi.SeerSteering{Type: "user_message", Text: s.UserContext}
	switch {
	case choosesCause(run):
		steering.Type = "select_root_cause"
		steering.Cause, steering.Text = run.Pending.Cause(s.UserContext)
	case run.Status == sentryapi.SeerAwaiting && s.UserContext != "":
	case s.Step == UntilSolution:
		steering.Type = "select_root_cause"
		if run.Root != nil {
			steering.Cause = run.Root.ID
		}
	case s.Step == UntilCodeChanges:
		steering.Type = "select_solution"
	case s.Step == UntilOpenPR:
		steering.Type, steering.Repository = "create_pr", s.Repo
	default:
		return sentryapi.SeerStarted{}, invalid(f.task.op, "a new run can be started: vedette fix "+f.id+" --new",
			"this server's runs (steps format) cannot play step %s again", s.Step)
	}
	return sentryapi.SeerStarted{RunID: run.RunID, SentryRunID: run.SentryRunID}, f.o.client.SteerSeer(ctx, f.org, f.id, string(run.RunID), steering)
}

// runName is the name of a run: its number where it has one.
func runName(r SeerRun) text.Word {
	return runWord(sentryapi.SeerStarted{RunID: r.RunID, SentryRunID: r.SentryRunID})
}

func runWord(s sentryapi.SeerStarted) text.Word {
	if s.RunID != "" {
		return s.RunID
	}
	return s.SentryRunID
}
