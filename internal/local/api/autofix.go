package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"vedette/internal/local/analysis"
	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// Analyst plays the runs behind the autofix endpoints and names suspect commits; analysis.Runner is one.
type Analyst interface {
	// Start begins a run or continues one; an *analysis.RequestError says why not.
	Start(ctx context.Context, issueID int64, req analysis.Request) (analysis.Started, error)
	// State returns the newest run of the issue in Sentry's agent format, null when there is none.
	State(ctx context.Context, issueID int64) (json.RawMessage, error)
	// Interrupt asks a run, by number or UUID, to stop; false: it is not at work.
	Interrupt(run string) bool
	// Setup says what the runs are made by.
	Setup() analysis.Setup
	// Suspect finds the commit that last touched the line where an event failed; ok is false when that cannot be told.
	Suspect(ctx context.Context, e *protocol.Event) (c analysis.SuspectCommit, ok bool)
}

// autofix answers the state of the newest run of an issue, null without one.
func (a *api) autofix(w http.ResponseWriter, r *http.Request) error {
	i, err := a.analysable(r)
	if err != nil {
		return err
	}
	state, err := a.opts.Analyst.State(r.Context(), i.ID)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		Autofix json.RawMessage `json:"autofix"`
	}{state})
	return nil
}

// startAutofix begins or continues a run.
func (a *api) startAutofix(w http.ResponseWriter, r *http.Request) error {
	i, err := a.analysable(r)
	if err != nil {
		return err
	}
	var req analysis.Request
	if err := readJSON(w, r, &req); err != nil {
		return err
	}
	started, err := a.opts.Analyst.Start(r.Context(), i.ID, req)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusAccepted, started)
	return nil
}

// autofixSetup says whether an issue can be analysed: always, as the analysis needs neither a repository integration nor a budget. Beyond
// Sentry's answer it says who analyses, and whether there is code to read.
func (a *api) autofixSetup(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.analysable(r); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		Integration     any             `json:"integration"`
		Acknowledgement map[string]bool `json:"setupAcknowledgement"`
		Billing         map[string]bool `json:"billing"`
		ReposLinked     bool            `json:"seerReposLinked"`
		Enabled         bool            `json:"autofixEnabled"`
		analysis.Setup
	}{
		map[string]any{"ok": true, "reason": nil}, map[string]bool{"orgHasAcknowledged": true, "userHasAcknowledged": true},
		map[string]bool{"hasAutofixQuota": true}, false, true, a.opts.Analyst.Setup(),
	})
	return nil
}

// updateRun stops a run at work. The analysis asks nothing and opens no pull requests, so that there is nothing else to tell it.
func (a *api) updateRun(w http.ResponseWriter, r *http.Request) error {
	if a.opts.Analyst == nil {
		return errorDetail(http.StatusForbidden, "AI Autofix is not enabled for this organization.")
	}
	var req struct {
		Payload struct {
			Type string `json:"type"`
		} `json:"payload"`
	}
	if err := readJSON(w, r, &req); err != nil {
		return err
	}
	if req.Payload.Type != "interrupt" {
		return badRequest("payload.type: %q is not available here; use interrupt.", req.Payload.Type)
	}
	name := r.PathValue("run")
	if a.opts.Analyst.Interrupt(name) {
		writeJSON(w, http.StatusAccepted, struct{}{})
		return nil
	}
	runs, err := a.store.Runs(r.Context(), maxRuns)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if strings.EqualFold(run.UUID, name) || strconv.FormatInt(run.ID, 10) == name {
			return errorDetail(http.StatusConflict, "Run %s is not at work; there is nothing to stop.", name)
		}
	}
	return &apiError{status: http.StatusNotFound}
}

func (a *api) analysable(r *http.Request) (store.Issue, error) {
	i, err := a.issueOf(r)
	if err == nil && a.opts.Analyst == nil {
		err = errorDetail(http.StatusForbidden, "AI Autofix is not enabled for this project.")
	}
	return i, err
}

// lastStep names the furthest step that a run finished: solution, root_cause, or nothing.
func lastStep(state json.RawMessage) string {
	var run struct {
		Blocks []struct {
			Artifacts []struct {
				Key  string          `json:"key"`
				Data json.RawMessage `json:"data"`
			} `json:"artifacts"`
		} `json:"blocks"`
	}
	if err := json.Unmarshal(state, &run); err != nil {
		return ""
	}
	step := ""
	for _, b := range run.Blocks {
		for _, art := range b.Artifacts {
			if len(art.Data) > 0 && string(art.Data) != "null" {
				step = art.Key
			}
		}
	}
	return step
}

// refusal is the answer to a request that the analysis does not carry out; nil when err is something else.
func refusal(err error) *apiError {
	var refused *analysis.RequestError
	if !errors.As(err, &refused) {
		return nil
	}
	if refused.Detail == "" {
		return &apiError{status: refused.Status}
	}
	return &apiError{status: refused.Status, body: detail{refused.Detail}}
}
