package sentryapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"vedette/internal/text"
)

// runWire is the state of a run in both formats: blocks in the agent format,
// steps in the older one.
type runWire struct {
	RunID         text.Word      `json:"run_id"`
	SentryRunID   text.Word      `json:"sentry_run_id"`
	Status        text.Word      `json:"status"`
	UpdatedAt     Time           `json:"updated_at"`
	FailureReason text.Untrusted `json:"failure_reason"`
	MadeBy        text.Untrusted `json:"made_by"`

	Blocks  []*blockWire          `json:"blocks"`
	Pending *pendingWire          `json:"pending_user_input"`
	PRs     map[string]*prWire    `json:"repo_pr_states"`
	Agents  map[string]*agentWire `json:"coding_agents"`
	Steps   []*stepWire           `json:"steps"`

	Warnings []*SeerWarning `json:"warnings"`
}

type blockWire struct {
	ID        text.Word `json:"id"`
	Timestamp Time      `json:"timestamp"`
	Loading   bool      `json:"loading"`
	Message   struct {
		Role      text.Word      `json:"role"`
		Content   text.Untrusted `json:"content"`
		Thinking  text.Untrusted `json:"thinking_content"`
		ToolCalls []struct {
			Function text.Word `json:"function"`
		} `json:"tool_calls"`
		Metadata map[string]text.Word `json:"metadata"`
	} `json:"message"`
	Artifacts []*artifactWire  `json:"artifacts"`
	Todos     []SeerTodo       `json:"todos"`
	Patches   []*filePatchWire `json:"merged_file_patches"`
}

type artifactWire struct {
	Key    text.Word       `json:"key"`
	Data   json.RawMessage `json:"data"`
	Reason text.Untrusted  `json:"reason"`
}

type prWire struct {
	Repo   text.Untrusted `json:"repo_name"`
	Number Int            `json:"pr_number"`
	URL    text.Untrusted `json:"pr_url"`
	Branch text.Untrusted `json:"branch_name"`
	Status text.Word      `json:"pr_creation_status"`
	Error  text.Untrusted `json:"pr_creation_error"`
	Title  text.Untrusted `json:"title"`
	Commit text.Word      `json:"commit_sha"`
}

type agentWire struct {
	ID       text.Word      `json:"id"`
	Name     text.Untrusted `json:"name"`
	Provider text.Word      `json:"provider"`
	Status   text.Word      `json:"status"`
	URL      text.Untrusted `json:"agent_url"`
	Results  []*struct {
		Description text.Untrusted `json:"description"`
		Repo        text.Untrusted `json:"repo_full_name"`
		Number      Int            `json:"pr_number"`
		URL         text.Untrusted `json:"pr_url"`
		Branch      text.Untrusted `json:"branch_name"`
	} `json:"results"`
}

// DecodeSeerRun reads {"autofix": state} in either format; nil for
// {"autofix": null}. All content is written by a model, so whatever does not
// fit is left out rather than failing the run.
func DecodeSeerRun(data []byte) (*SeerRun, error) {
	answer, _, err := decodeLoose[struct {
		Autofix json.RawMessage `json:"autofix"`
	}](data)
	if err != nil {
		return nil, err
	}
	if len(answer.Autofix) == 0 || string(bytes.TrimSpace(answer.Autofix)) == "null" {
		return nil, nil
	}
	wire, _, err := decodeLoose[runWire](answer.Autofix)
	if err != nil {
		return nil, err
	}
	run := &SeerRun{
		RunID: wire.RunID, SentryRunID: wire.SentryRunID,
		Status: foldStatus(wire.Status), RawStatus: wire.Status,
		UpdatedAt: wire.UpdatedAt, FailureReason: wire.FailureReason, MadeBy: wire.MadeBy,
		Pending: wire.Pending.question(), Steps: len(wire.Steps) > 0 && len(wire.Blocks) == 0,
	}
	for _, block := range wire.Blocks {
		run.addBlock(block)
	}
	for _, step := range wire.Steps {
		run.addStep(step)
	}
	run.addPRs(wire.PRs)
	run.addAgents(wire.Agents)
	for _, w := range wire.Warnings {
		if w != nil {
			run.Warnings = append(run.Warnings, *w)
		}
	}
	return run, nil
}

// foldStatus maps the words of both formats; unknown ones mean that the run
// goes on.
func foldStatus(raw text.Word) SeerStatus {
	switch strings.ToLower(string(raw)) {
	case "completed":
		return SeerCompleted
	case "error", "failed":
		return SeerError
	case "awaiting_user_input", "need_more_information", "waiting_for_user_response":
		return SeerAwaiting
	case "canceled", "cancelled":
		return SeerCanceled
	}
	return SeerProcessing
}

func (run *SeerRun) addBlock(w *blockWire) {
	if w == nil {
		return
	}
	block := SeerBlock{
		ID: w.ID, Timestamp: w.Timestamp, Loading: w.Loading, Role: w.Message.Role,
		Step: w.Message.Metadata["step"], Content: w.Message.Content,
		Thinking: w.Message.Thinking, Todos: w.Todos,
	}
	for _, tool := range w.Message.ToolCalls {
		if tool.Function != "" {
			block.Tools = append(block.Tools, tool.Function)
		}
	}
	if block.Step == "code_changes" {
		run.CodeStep, run.Patches = true, nil // earlier patches are not this step's result
	}
	run.Blocks = append(run.Blocks, block)
	for _, artifact := range w.Artifacts {
		run.addArtifact(artifact)
	}
	for _, patch := range w.Patches {
		run.addPatch(patch)
	}
}

// addArtifact lets the latest artifact of a key win, also one that says why
// there is nothing.
func (run *SeerRun) addArtifact(a *artifactWire) {
	if a == nil || a.Key == "" {
		return
	}
	run.Reasons = slices.DeleteFunc(run.Reasons, func(r StepReason) bool { return r.Artifact == a.Key })
	empty := len(a.Data) == 0 || string(bytes.TrimSpace(a.Data)) == "null"
	if empty && !a.Reason.IsZero() {
		run.Reasons = append(run.Reasons, StepReason{Artifact: a.Key, Reason: a.Reason})
	}
	switch a.Key {
	case "root_cause":
		run.Root = rootCauseOf(a.Data, empty)
	case "solution":
		run.Plan = solutionOf(a.Data, empty)
	}
}

func rootCauseOf(data json.RawMessage, empty bool) *RootCause {
	w, _, err := decodeLoose[struct {
		Summary        text.Untrusted   `json:"one_line_description"`
		Whys           []text.Untrusted `json:"five_whys"`
		Reproduction   []text.Untrusted `json:"reproduction_steps"`
		Repo           text.Untrusted   `json:"relevant_repo"`
		Classification text.Word        `json:"classification"`
		NoFixReason    text.Untrusted   `json:"no_code_fix_reason"`
	}](data)
	if empty || err != nil {
		return nil
	}
	return &RootCause{
		Summary: w.Summary, Whys: w.Whys, Reproduction: w.Reproduction,
		Repo: w.Repo, Classification: w.Classification, NoFixReason: w.NoFixReason,
	}
}

func solutionOf(data json.RawMessage, empty bool) *Solution {
	w, _, err := decodeLoose[struct {
		Summary text.Untrusted `json:"one_line_summary"`
		Steps   []SolutionStep `json:"steps"`
	}](data)
	if empty || err != nil {
		return nil
	}
	return &Solution{Summary: w.Summary, Steps: w.Steps}
}

func (run *SeerRun) addPRs(states map[string]*prWire) {
	for _, repo := range slices.Sorted(maps.Keys(states)) {
		w := states[repo]
		if w == nil {
			continue
		}
		pr := PullRequest(*w)
		if pr.Repo.IsZero() {
			pr.Repo = text.From(repo)
		}
		run.PRs = append(run.PRs, pr)
	}
}

func (run *SeerRun) addAgents(agents map[string]*agentWire) {
	for _, id := range slices.Sorted(maps.Keys(agents)) {
		w := agents[id]
		if w == nil {
			continue
		}
		agent := CodingAgent{ID: cmp.Or(w.ID, text.WordOf(id)), Name: w.Name, Provider: w.Provider, Status: w.Status, URL: w.URL}
		for _, r := range w.Results {
			if r != nil {
				agent.Results = append(agent.Results, AgentResult(*r))
			}
		}
		run.Agents = append(run.Agents, agent)
	}
}
