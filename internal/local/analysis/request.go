package analysis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The steps and stopping points of a run that the local analysis plays.
const (
	stepRootCause   = "root_cause"
	stepSolution    = "solution"
	stepCodeChanges = "code_changes"
	stepOpenPR      = "open_pr" // as a stopping point only
)

// maxUserContext is Sentry's limit of the guidance text, in characters.
const maxUserContext = 1000

// Request is the body of a POST to the autofix endpoint. Its JSON decoder returns a *RequestError.
type Request struct {
	Step          string // root_cause (default), solution, code_changes
	StoppingPoint string // root_cause, solution, code_changes, open_pr; when set, Step is root_cause
	RunID         int64  // continue this run; 0 = none
	SentryRunID   string // continue this run; wins over RunID
	UserContext   string // guidance, at most 1000 characters
	InsertIndex   *int   // drop the blocks behind this one (from 0) before the step is played
}

// Started names the run that Start began or continued.
type Started struct {
	RunID       int64  `json:"run_id"`
	SentryRunID string `json:"sentry_run_id"`
}

// RequestError says why a request is not carried out.
type RequestError struct {
	Status int    // HTTP status: 400, 404, 409, 503
	Detail string // for {"detail": ...}; empty where Sentry answers with an empty body (404: no such run of this issue)
}

// Error implements error.
func (e *RequestError) Error() string {
	if e.Detail == "" {
		return "no such run of this issue"
	}
	return e.Detail
}

func badRequest(format string, args ...any) error {
	return &RequestError{Status: 400, Detail: fmt.Sprintf(format, args...)}
}

// UnmarshalJSON decodes the body. Unknown fields are ignored, as Sentry does; an empty body is the default request.
func (r *Request) UnmarshalJSON(body []byte) error {
	var wire struct {
		Step          *string         `json:"step"`
		StoppingPoint *string         `json:"stopping_point"`
		RunID         json.RawMessage `json:"run_id"`
		SentryRunID   *string         `json:"sentry_run_id"`
		UserContext   *string         `json:"user_context"`
		InsertIndex   *int            `json:"insert_index"`
	}
	if err := json.Unmarshal(body, &wire); err != nil {
		return badRequest("The body is not a valid autofix request: %v.", err)
	}
	*r = Request{Step: value(wire.Step), StoppingPoint: value(wire.StoppingPoint), SentryRunID: value(wire.SentryRunID), UserContext: value(wire.UserContext), InsertIndex: wire.InsertIndex}
	id := string(bytes.Trim(wire.RunID, `"`))
	if id == "" || id == "null" {
		return nil
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return badRequest("run_id must be a positive number; send a UUID as sentry_run_id.")
	}
	r.RunID = n
	return nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// plan is what a valid request asks for.
type plan struct {
	step     string // the step that the client named, for the block's metadata
	wantsFix bool   // a solution or more is wanted
	resume   bool   // continue a run instead of starting one
}

// check validates the request by Sentry's rules and by what a rule-based analysis can do.
func (r Request) check() (plan, error) {
	if utf8.RuneCountInString(r.UserContext) > maxUserContext {
		return plan{}, badRequest("user_context: ensure this field has no more than %d characters.", maxUserContext)
	}
	if r.InsertIndex != nil && *r.InsertIndex < 0 {
		return plan{}, badRequest("insert_index: ensure this value is greater than or equal to 0.")
	}
	p := plan{step: stepRootCause, resume: r.SentryRunID != "" || r.RunID != 0}
	switch r.StoppingPoint {
	case "":
	case stepRootCause:
		return p, nil
	case stepSolution, stepCodeChanges, stepOpenPR:
		p.wantsFix = true
		return p, nil
	default:
		return plan{}, badRequest("stopping_point: %q is not a valid choice; use root_cause, solution, code_changes or open_pr.", r.StoppingPoint)
	}
	switch r.Step {
	case "", stepRootCause:
		return p, nil
	case stepSolution, stepCodeChanges:
		p.step, p.wantsFix = r.Step, true
		return p, nil
	case stepOpenPR, "pr_iteration", "coding_agent_handoff":
		if !p.resume {
			return plan{}, badRequest("run_id is required for %s", r.Step) // Sentry's words
		}
		return plan{}, badRequest("Step %s is not available here: this run is made by %s, which finds causes but does not change code. "+
			"Use step root_cause, or ask Seer on a Sentry server.", r.Step, madeBy)
	}
	return plan{}, badRequest("step: %q is not a valid choice; use root_cause, solution or code_changes.", r.Step)
}

// names tells whether the request means the run with this number and UUID.
func (r Request) names(runID int64, uuid string) bool {
	if r.SentryRunID != "" {
		return strings.EqualFold(r.SentryRunID, uuid)
	}
	return r.RunID == runID
}
