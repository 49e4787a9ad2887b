package sentryapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"vedette/internal/text"
)

const (
	seerPath       = "/autofix/"
	startTimeout   = 120 * time.Second
	maxUserContext = 1000 // characters
	// lostLooks is how often a start whose answer was lost is looked for, a
	// little longer apart each time: the run appears when the server has queued it.
	lostLooks = 3
)

// SeerStart says which step of a run to play.
type SeerStart struct {
	Step          string // root_cause solution code_changes pr_iteration open_pr coding_agent_handoff
	StoppingPoint string // play all steps up to this one; forces Step root_cause
	RunID         string // the run to go on with; both empty = a new, billed run
	SentryRunID   string // the same as UUID; wins over RunID
	UserContext   string // guidance, at most 1000 characters
	InsertIndex   *int   // drop the blocks behind this one (from 0) and play the step again from there
	Repo          string // open_pr: only this repository ("owner/name")
	Integration   string // coding_agent_handoff: id of an integration, or
	Provider      string // its provider; exactly one of the two
	Referrer      string // where the start comes from, for attribution
}

// New is true for a start that begins a run, which is billed.
func (s SeerStart) New() bool { return s.RunID == "" && s.SentryRunID == "" }

// SeerStarted names the run that was started or goes on. A handoff answers
// with what became of it instead.
type SeerStarted struct {
	RunID       text.Word        `json:"run_id,omitempty"`
	SentryRunID text.Word        `json:"sentry_run_id,omitempty"`
	Successes   []text.Untrusted `json:"successes,omitempty"` // one per agent started; the server's own object
	Failures    []SeerFailure    `json:"failures,omitempty"`
}

// SeerFailure is a repository that a run could not be handed over for.
type SeerFailure struct {
	Repo   text.Untrusted `json:"repo_name,omitzero"`
	Reason text.Untrusted `json:"error_message,omitzero"`
}

// SeerState is the newest run of an issue in whichever format the server has;
// nil, nil when there is none yet.
func (c *Client) SeerState(ctx context.Context, org, issueID string) (*SeerRun, error) {
	const op = "read Seer run"
	r, err := issueCall(op, org, issueID, "autofix")
	if err != nil {
		return nil, err
	}
	r.method = http.MethodGet
	r.query.Set("mode", "explorer") // servers of the time of both formats answer in the old one without it
	ans, err := c.do(ctx, r)
	var e *Error
	if errors.As(err, &e) && e.Kind == KindNotFound && e.noBody {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	run, err := DecodeSeerRun(ans.body)
	if err != nil {
		return nil, unreadable(op, ans, err)
	}
	return run, nil
}

// StartSeer starts a run or its next step: one POST, never repeated, because a
// new run is billed. When its answer is lost, the issue's state is read instead
// and a run beyond the state before is taken as the one started. Unanswered
// tells whether an error leaves open what happened.
func (c *Client) StartSeer(ctx context.Context, org, issueID string, before SeerMark, s SeerStart) (SeerStarted, error) {
	const op = "start Seer run"
	r, err := issueCall(op, org, issueID, "autofix")
	if err != nil {
		return SeerStarted{}, err
	}
	if r.body, err = s.body(op); err != nil {
		return SeerStarted{}, err
	}
	r.method, r.timeout = http.MethodPost, startTimeout
	r.query.Set("mode", "explorer")
	started, err := write[SeerStarted](ctx, c, r)
	if !lostAnswer(err) {
		return started, err
	}
	if run := c.lookForRun(ctx, org, issueID, func(run *SeerRun) bool { return run.Beyond(before, s.New()) }); run != nil {
		return SeerStarted{RunID: run.RunID, SentryRunID: run.SentryRunID}, nil
	}
	var e *Error
	if errors.As(err, &e) {
		e.Hint = "whether the run started is unknown: run `vedette fix " + text.From(issueID).Cut(40) + "`, which shows a run that exists before it starts another"
	}
	return SeerStarted{}, err
}

func (s SeerStart) body(op string) (map[string]any, error) {
	if n := utf8.RuneCountInString(s.UserContext); n > maxUserContext {
		return nil, invalid(op, "the guidance has "+strconv.Itoa(n)+" characters; Seer takes "+strconv.Itoa(maxUserContext), "shorten it")
	}
	body := map[string]any{}
	for key, value := range map[string]string{
		"step": s.Step, "stopping_point": s.StoppingPoint, "sentry_run_id": s.SentryRunID,
		"user_context": s.UserContext, "repo_name": s.Repo, "referrer": s.Referrer, "provider": s.Provider,
	} {
		if value != "" {
			body[key] = value
		}
	}
	if s.InsertIndex != nil {
		body["insert_index"] = *s.InsertIndex
	}
	if s.Integration != "" {
		id, err := strconv.ParseInt(s.Integration, 10, 64)
		if err != nil {
			return nil, invalid(op, "the integration's id is not a number", "Sentry shows it under Settings > Integrations")
		}
		body["integration_id"] = id
	}
	if s.SentryRunID == "" && s.RunID != "" {
		id, err := strconv.ParseInt(s.RunID, 10, 64)
		if err != nil {
			return nil, invalid(op, "the run id is not a number", "pass a UUID as the run's sentry_run_id")
		}
		body["run_id"] = id
	}
	return body, nil
}

// lostAnswer is true when the server may have acted although it did not say so.
func lostAnswer(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Kind == KindTimeout || e.Kind == KindUnavailable && !e.unsent
}

// Unanswered is true for the error of a request that was sent, or may have
// been, and whose answer never came, also because the caller gave up waiting.
func Unanswered(err error) bool {
	var e *Error
	return lostAnswer(err) || errors.As(err, &e) && e.Kind == KindCanceled && !e.unsent
}

// lookForRun reads the state until it shows what the lost request asked for. It has
// a deadline of its own, because the caller's may be what cut the answer off.
func (c *Client) lookForRun(ctx context.Context, org, issueID string, ours func(*SeerRun) bool) *SeerRun {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), defaultTimeout)
		defer cancel()
	}
	for look := range lostLooks {
		n := Notice{Op: "look for the run", Reason: "the answer was lost", Wait: time.Duration(look) * time.Second}
		if look > 0 && c.wait(ctx, call{op: n.Op}, n) != nil {
			return nil
		}
		if run, err := c.SeerState(ctx, org, issueID); err == nil && ours(run) {
			return run
		}
	}
	return nil
}

// SeerMark is how far the newest run of an issue had come at some moment. The
// zero SeerMark means that there was none.
type SeerMark struct {
	RunID       text.Word `json:"runId,omitempty"`
	SentryRunID text.Word `json:"sentryRunId,omitempty"`
	Blocks      int       `json:"blocks,omitempty"`
	UpdatedAt   Time      `json:"updatedAt,omitzero"`
}

// Mark is how far the run has come; run may be nil.
func (run *SeerRun) Mark() SeerMark {
	if run == nil {
		return SeerMark{}
	}
	return SeerMark{RunID: run.RunID, SentryRunID: run.SentryRunID, Blocks: len(run.Blocks), UpdatedAt: run.UpdatedAt}
}

// Beyond tells whether a state can be the work of a request made at mark: for
// a new run it must be another run, for a run that was to go on it must have
// gone on. Progress of the old run is no sign of a new one.
func (run *SeerRun) Beyond(m SeerMark, fresh bool) bool {
	switch {
	case run == nil:
		return false
	case m == SeerMark{}:
		return true
	case run.RunID != m.RunID || run.SentryRunID != m.SentryRunID:
		return true
	case fresh:
		return false
	}
	return len(run.Blocks) != m.Blocks || run.UpdatedAt.After(m.UpdatedAt.Time)
}
