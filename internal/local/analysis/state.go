package analysis

import (
	"encoding/json"
	"time"
)

// madeBy marks every state, so that no reader takes the result for Seer's.
const madeBy = "vedette local analysis"

// The statuses of a run, in Sentry's words.
const (
	statusProcessing = "processing"
	statusCompleted  = "completed"
	statusError      = "error"
)

// The failure reasons of a run with statusError.
const (
	failureStalled = "stalled" // the process that worked on it is gone
	failureTimeout = "timeout"
)

// runState is the object that Sentry's autofix endpoint answers with, in its agent format.
type runState struct {
	RunID         int64           `json:"run_id"`
	SentryRunID   string          `json:"sentry_run_id"`
	Status        string          `json:"status"`
	FailureReason string          `json:"failure_reason,omitempty"`
	UpdatedAt     time.Time       `json:"updated_at"`
	MadeBy        string          `json:"made_by"`
	Blocks        []block         `json:"blocks"`
	Pending       json.RawMessage `json:"pending_user_input"` // always null: the analysis asks nothing
	PRStates      struct{}        `json:"repo_pr_states"`     // always empty: it opens no pull requests
	CodingAgents  struct{}        `json:"coding_agents"`      // always empty: it hands nothing over
}

type block struct {
	ID        string     `json:"id"`
	Timestamp time.Time  `json:"timestamp"`
	Loading   bool       `json:"loading"`
	Message   message    `json:"message"`
	Artifacts []artifact `json:"artifacts"`
	Todos     []todo     `json:"todos"`
}

type message struct {
	Role      string            `json:"role"` // user or assistant
	Content   string            `json:"content"`
	ToolCalls []toolCall        `json:"tool_calls,omitempty"`
	Metadata  map[string]string `json:"metadata,omitempty"`
}

// toolCall names one thing that was really done for a block.
type toolCall struct {
	ID       string `json:"id,omitempty"`
	Function string `json:"function"`
	Args     string `json:"args"` // JSON text
}

// call makes a toolCall; args are plain values, which always have a JSON form.
func call(function string, args map[string]any) toolCall {
	text, _ := json.Marshal(args)
	return toolCall{Function: function, Args: string(text)}
}

type todo struct {
	Content string `json:"content"`
	Status  string `json:"status"` // pending, in_progress, completed
}

// The keys of artifacts.
const (
	artifactRootCause = "root_cause"
	artifactSolution  = "solution"
)

type artifact struct {
	Key    string          `json:"key"`
	Data   json.RawMessage `json:"data"` // null when nothing was produced
	Reason string          `json:"reason"`
}

// rootCause is the data of the root_cause artifact.
type rootCause struct {
	OneLine        string   `json:"one_line_description"`
	FiveWhys       []string `json:"five_whys"`
	Reproduction   []string `json:"reproduction_steps"`
	RelevantRepo   string   `json:"relevant_repo,omitempty"` // owner/name
	Classification string   `json:"classification"`
	NoFixReason    string   `json:"no_code_fix_reason,omitempty"`
}

// has tells whether the run already produced an artifact.
func (s *runState) has(key string) bool {
	for _, b := range s.Blocks {
		for _, a := range b.Artifacts {
			if a.Key == key {
				return true
			}
		}
	}
	return false
}
