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
	Repo          string // open_pr: only this repository ("owner/name")
	Referrer      string // where the start comes from, for attribution
}

// SeerStarted names the run that was started or goes on.
type SeerStarted struct {
	RunID       text.Word `json:"run_id,omitempty"`
	SentryRunID text.Word `json:"sentry_run_id,omitempty"`
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
// and a run that was not there before is taken as the one started.
func (c *Client) StartSeer(ctx context.Context, org, issueID string, s SeerStart) (SeerStarted, error) {
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
	before, err := c.SeerState(ctx, org, issueID)
	if err != nil {
		return SeerStarted{}, err
	}
	started, err := write[SeerStarted](ctx, c, r)
	if !lostAnswer(err) {
		return started, err
	}
	if run := c.lookForRun(ctx, org, issueID, func(run *SeerRun) bool { return run.follows(before, s) }); run != nil {
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
		"user_context": s.UserContext, "repo_name": s.Repo, "referrer": s.Referrer,
	} {
		if value != "" {
			body[key] = value
		}
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

// follows tells whether a state can be the work of a request whose answer was
// lost: for a new run it must be another run than before, for a run that was to
// go on it must have gone on. Progress of the old run is no sign of a new one.
func (run *SeerRun) follows(before *SeerRun, s SeerStart) bool {
	switch {
	case run == nil:
		return false
	case before == nil:
		return true
	case run.RunID != before.RunID || run.SentryRunID != before.SentryRunID:
		return true
	case s.RunID == "" && s.SentryRunID == "":
		return false
	}
	return len(run.Blocks) > len(before.Blocks) || run.UpdatedAt.After(before.UpdatedAt.Time)
}
