package analysis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	parallel = 2           // runs at work at a time; more wait
	runLimit = time.Minute // from the moment a run gets to work
)

// noModel is why there is no solution.
const noModel = "No language model is configured: vedette's local analysis finds causes but does not write fixes."

// Options are the settings of a Runner. All but SourceDir are required.
type Options struct {
	SourceDir string           // checkout of the code that events come from; empty = believe a frame's path as far as git holds the file
	Now       func() time.Time // clock
	NewID     func() string    // makes UUIDs for runs
	Logger    *slog.Logger
	Grace     time.Duration // how long Close lets runs at work go on
}

// Runner starts, continues and reports runs. It is safe for concurrent use.
type Runner struct {
	src  Source
	runs Runs
	opts Options

	ctx   context.Context // ends with Close: a run outlives the request that started it
	stop  context.CancelFunc
	slots chan struct{}
	work  sync.WaitGroup

	// mu makes the stored state and the list of live runs change together, so that no reader sees a live run as dead.
	mu   sync.Mutex
	live map[int64]liveRun // by issue
	// closing refuses new runs.
	closing bool
}

// liveRun is a run at work.
type liveRun struct {
	id   int64
	uuid string
	stop context.CancelCauseFunc
}

// errInterrupted is why a run ends that somebody asked to stop.
var errInterrupted = errors.New("interrupted")

// Setup is what the analysis is and has, for those who ask whether it can work.
type Setup struct {
	MadeBy   string `json:"made_by"`
	Checkout bool   `json:"source_checkout"` // it may read the code
}

// NewRunner makes a Runner; call Close when done.
func NewRunner(src Source, runs Runs, opts Options) *Runner {
	ctx, stop := context.WithCancel(context.Background())
	return &Runner{src: src, runs: runs, opts: opts, ctx: ctx, stop: stop, slots: make(chan struct{}, parallel), live: map[int64]liveRun{}}
}

// Start begins a run, or continues the one that req names, and returns once its first state is saved; the work goes on in the background.
// A request that cannot be carried out gives a *RequestError: 400 invalid, 404 no such run, 409 a run of the issue is at work, 503 closed.
func (r *Runner) Start(ctx context.Context, issueID int64, req Request) (Started, error) {
	p, err := req.check()
	if err != nil {
		return Started{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closing {
		return Started{}, &RequestError{Status: 503, Detail: "The local server is shutting down; start it again and repeat the request."}
	}
	if _, live := r.live[issueID]; live {
		return Started{}, &RequestError{Status: 409, Detail: "A run of this issue is at work; read its state until it is completed, then repeat the request."}
	}
	state := &runState{SentryRunID: r.opts.NewID()}
	if p.resume {
		if state, err = r.find(ctx, issueID, req); err != nil {
			return Started{}, err
		}
		if n := req.InsertIndex; n != nil && *n < len(state.Blocks) {
			state.Blocks = state.Blocks[:*n+1]
		}
	}
	steps := p.steps(state)
	state.begin(r.opts.Now(), p, req.UserContext, steps)
	if state.RunID, err = r.save(ctx, issueID, state); err != nil {
		return Started{}, err
	}
	runCtx, stop := context.WithCancelCause(r.ctx)
	r.live[issueID] = liveRun{id: state.RunID, uuid: state.SentryRunID, stop: stop}
	q := &inquiry{src: r.src, sourceDir: r.opts.SourceDir, issueID: issueID, guidance: req.UserContext != ""}
	r.work.Go(func() {
		err := r.play(runCtx, q, state, steps)
		if err != nil && errors.Is(context.Cause(runCtx), errInterrupted) {
			err = errInterrupted
		}
		stop(nil)
		r.finish(issueID, state, err)
	})
	return Started{RunID: state.RunID, SentryRunID: state.SentryRunID}, nil
}

// find returns the stored run that req names. Only the newest run of an issue can be continued, as on Sentry.
func (r *Runner) find(ctx context.Context, issueID int64, req Request) (*runState, error) {
	state, ok, err := r.latest(ctx, issueID)
	if err != nil {
		return nil, err
	}
	if !ok || !req.names(state.RunID, state.SentryRunID) {
		return nil, &RequestError{Status: 404}
	}
	return state, nil
}

// State returns the newest run of the issue as the value of "autofix" in Sentry's answer: an object, or null when there is no run.
// A run that claims to be at work although nobody works on it is reported as failed with reason "stalled".
func (r *Runner) State(ctx context.Context, issueID int64) (json.RawMessage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	state, ok, err := r.latest(ctx, issueID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return json.RawMessage("null"), nil
	}
	if _, live := r.live[issueID]; state.Status == statusProcessing && !live {
		state.fail(failureStalled)
	}
	out, err := json.Marshal(state)
	if err != nil {
		return nil, fmt.Errorf("write the run of issue %d: %w", issueID, err)
	}
	return out, nil
}

// Interrupt asks the run with this number or UUID to stop; what it has found stays. It reports whether the run was at work.
func (r *Runner) Interrupt(run string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, live := range r.live {
		if strings.EqualFold(run, live.uuid) || run == strconv.FormatInt(live.id, 10) {
			live.stop(errInterrupted)
			return true
		}
	}
	return false
}

// Setup says what the runs are made by and whether they have code to read.
func (r *Runner) Setup() Setup { return Setup{MadeBy: madeBy, Checkout: r.opts.SourceDir != ""} }

// Close lets the runs at work end for as long as Options.Grace, then stops them; a stopped run can be started anew later.
func (r *Runner) Close() {
	r.mu.Lock() // so that no Start adds work after the wait began
	r.closing = true
	r.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		r.work.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(r.opts.Grace):
	}
	r.stop()
	<-ended
}

func (r *Runner) latest(ctx context.Context, issueID int64) (*runState, bool, error) {
	raw, runID, uuid, ok, err := r.runs.Latest(ctx, issueID)
	if err != nil {
		return nil, false, fmt.Errorf("read the run of issue %d: %w", issueID, err)
	}
	if !ok {
		return nil, false, nil
	}
	state := &runState{}
	if err := json.Unmarshal(raw, state); err != nil {
		return nil, false, fmt.Errorf("read the run of issue %d: %w", issueID, err)
	}
	state.RunID, state.SentryRunID = runID, uuid
	return state, true, nil
}

func (r *Runner) save(ctx context.Context, issueID int64, state *runState) (int64, error) {
	state.UpdatedAt, state.MadeBy = r.opts.Now().UTC(), madeBy
	raw, err := json.Marshal(state)
	if err != nil {
		return 0, fmt.Errorf("write the run of issue %d: %w", issueID, err)
	}
	id, err := r.runs.Save(ctx, issueID, raw, state.SentryRunID)
	if err != nil {
		return 0, fmt.Errorf("save the run of issue %d: %w", issueID, err)
	}
	return id, nil
}

// play works through the steps and saves the state after each. The caller saves the last one.
func (r *Runner) play(ctx context.Context, q *inquiry, state *runState, steps []step) (err error) {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// An event that breaks a rule must end its own run, not the server that holds everybody's data.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the analysis failed: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	for i, s := range steps {
		f, err := s.run(q, ctx)
		if err != nil {
			return err
		}
		state.report(r.opts.Now(), f)
		if i == len(steps)-1 {
			break
		}
		if _, err := r.save(ctx, q.issueID, state); err != nil {
			return err
		}
	}
	return nil
}

// finish saves the end of a run. A run that Close interrupted stays as it is: the next process reports it as stalled.
func (r *Runner) finish(issueID int64, state *runState, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, issueID)
	if r.ctx.Err() != nil {
		return
	}
	switch {
	case err == nil:
		state.Status = statusCompleted
	case errors.Is(err, errInterrupted):
		state.Status = statusCompleted // as on Sentry
		state.report(r.opts.Now(), finding{text: "Stopped, as was asked; what was found until then stays."})
		err = nil
	case errors.Is(err, context.DeadlineExceeded):
		state.fail(failureTimeout)
	default:
		state.fail("")
		state.report(r.opts.Now(), finding{text: "The analysis could not go on: " + code(err.Error()) + "."})
	}
	if err != nil {
		r.opts.Logger.Error("root cause analysis failed", "issue", issueID, "run", state.SentryRunID, "error", err)
	}
	if _, err := r.save(r.ctx, issueID, state); err != nil {
		r.opts.Logger.Error("root cause analysis not saved", "issue", issueID, "run", state.SentryRunID, "error", err)
	}
}
