package sentryapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"vedette/internal/text"
)

// SeerRunSummary is one row of an organization's list of runs.
type SeerRunSummary struct {
	ID              text.Word      `json:"id"` // UUID; a number on older servers
	Title           text.Untrusted `json:"title,omitzero"`
	DateCreated     Time           `json:"dateCreated,omitzero"`
	LastTriggeredAt Time           `json:"lastTriggeredAt,omitzero"`
}

// runSummaryWire is a row in the words of either path.
type runSummaryWire struct {
	SeerRunSummary
	RunID   text.Word `json:"run_id"`
	Created Time      `json:"created_at"`
	Last    Time      `json:"last_triggered_at"`
}

func (w runSummaryWire) summary() SeerRunSummary {
	s := w.SeerRunSummary
	if s.ID == "" {
		s.ID = w.RunID
	}
	if s.DateCreated.IsZero() {
		s.DateCreated = w.Created
	}
	if s.LastTriggeredAt.IsZero() {
		s.LastTriggeredAt = w.Last
	}
	return s
}

// SeerRunQuery narrows the list of runs.
type SeerRunQuery struct {
	ListQuery
	Project string // slug or id
	Period  string // "14d"
}

// SeerRuns lists the runs of an organization, newest first; on servers from
// before that list had its name, under the older one.
func (c *Client) SeerRuns(ctx context.Context, org string, q SeerRunQuery) (Page[SeerRunSummary], error) {
	const op = "list Seer runs"
	v := q.values()
	setString(v, "project", q.Project)
	setString(v, "statsPeriod", q.Period)
	var page Page[runSummaryWire]
	for _, name := range []string{"runs", "explorer-runs"} {
		path, err := orgPath(op, org, "seer", name)
		if err != nil {
			return Page[SeerRunSummary]{Hits: -1}, err
		}
		page, err = list[runSummaryWire](ctx, c, call{op: op, path: path, query: v, org: org})
		if KindOf(err) == KindNotFound && name == "runs" {
			continue
		}
		if err != nil {
			return Page[SeerRunSummary]{Hits: -1}, err
		}
		break
	}
	out := Page[SeerRunSummary]{Next: page.Next, Hits: page.Hits, Skipped: page.Skipped}
	for _, w := range page.Items {
		out.Items = append(out.Items, w.summary())
	}
	return out, nil
}

// StopSeer asks a run at work to stop where it is. 202 means queued; the state
// tells when it has.
func (c *Client) StopSeer(ctx context.Context, org, run string) error {
	const op = "stop Seer run"
	path, err := orgPath(op, org, "seer", "explorer-update", run)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, call{op: op, method: http.MethodPost, path: path, org: org, body: map[string]any{"payload": map[string]any{"type": "interrupt"}}})
	return err
}

// SeerSteering moves a run of a server with the old steps format on; such a
// server would take StartSeer for the start of another run.
type SeerSteering struct {
	Type       string // select_root_cause select_solution create_pr user_message
	Cause      *int64 // select_root_cause: which of the causes
	Text       string // guidance, or the message
	Repository string // create_pr: its external id; "" = all
}

// SteerSeer sends one steering to a run of the old steps format, once.
func (c *Client) SteerSeer(ctx context.Context, org, issueID, runID string, s SeerSteering) error {
	const op = "steer Seer run"
	r, err := issueCall(op, org, issueID, "autofix", "update")
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(runID, 10, 64)
	if err != nil {
		return invalid(op, "the run has no number", "start a new run")
	}
	payload := map[string]any{"type": s.Type}
	switch s.Type {
	case "select_root_cause":
		if s.Cause != nil {
			payload["cause_id"] = *s.Cause
		}
		setText(payload, "instruction", s.Text)
	case "select_solution":
		payload["mode"] = "fix"
		setText(payload, "instruction", s.Text)
	case "create_pr":
		setText(payload, "repo_external_id", s.Repository)
	default:
		setText(payload, "text", s.Text)
	}
	r.method, r.timeout = http.MethodPost, startTimeout
	r.body = map[string]any{"run_id": id, "payload": payload}
	_, err = c.do(ctx, r)
	if lostAnswer(err) {
		var e *Error
		if errors.As(err, &e) {
			e.Hint = "whether the run goes on is unknown: look at it with `vedette seer status " + text.From(issueID).Cut(40) + "` before you repeat this"
		}
	}
	return err
}

func setText(payload map[string]any, key, value string) {
	if value != "" {
		payload[key] = value
	}
}
