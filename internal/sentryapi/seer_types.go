package sentryapi

import (
	"vedette/internal/text"
)

// SeerRun is the state of the newest fix run of an issue: Seer's on Sentry,
// vedette's own analysis on the local backend. Both wire formats (agent
// "blocks" and the older "steps") decode into this one shape.
type SeerRun struct {
	RunID         text.Word      `json:"runId,omitempty"`
	SentryRunID   text.Word      `json:"sentryRunId,omitempty"` // UUID; preferred to continue a run
	Status        SeerStatus     `json:"status"`
	RawStatus     text.Word      `json:"rawStatus,omitempty"` // the server's own word
	UpdatedAt     Time           `json:"updatedAt,omitzero"`
	FailureReason text.Untrusted `json:"failureReason,omitzero"`

	Blocks  []SeerBlock    `json:"blocks,omitempty"`
	Pending *SeerQuestion  `json:"pendingUserInput,omitempty"`
	Root    *RootCause     `json:"rootCause,omitempty"`
	Plan    *Solution      `json:"solution,omitempty"`
	Patches []FilePatch    `json:"patches,omitempty"` // last patch per repository and path
	PRs     []PullRequest  `json:"pullRequests,omitempty"`
	Agents  []CodingAgent  `json:"codingAgents,omitempty"`
	Reasons []StepReason   `json:"reasons,omitempty"` // why an artifact is empty
	MadeBy  text.Untrusted `json:"madeBy,omitzero"`   // who made it when the server says so; empty = Seer

	Warnings []SeerWarning `json:"warnings,omitempty"`

	// Steps is true for the older format, whose runs go on by SteerSeer.
	Steps bool `json:"stepsFormat,omitempty"`

	// CodeStep is true once a code_changes step began; a patch from before it
	// does not count as its result.
	CodeStep bool `json:"codeStep,omitempty"`
}

// SeerStatus is a run's state folded to what a client has to tell apart.
type SeerStatus string

// The states of a run. Words the server may add are SeerProcessing; the raw
// word stays in SeerRun.RawStatus.
const (
	SeerProcessing SeerStatus = "processing"
	SeerCompleted  SeerStatus = "completed" // the current step is finished, not always the run
	SeerError      SeerStatus = "error"
	SeerAwaiting   SeerStatus = "awaiting_user_input"
	SeerCanceled   SeerStatus = "canceled"
)

// SeerBlock is one message of the run's conversation.
type SeerBlock struct {
	ID        text.Word      `json:"id,omitempty"`
	Timestamp Time           `json:"timestamp,omitzero"`
	Loading   bool           `json:"loading,omitempty"`
	Role      text.Word      `json:"role,omitempty"` // user assistant tool_use
	Step      text.Word      `json:"step,omitempty"` // set where a step starts
	Content   text.Untrusted `json:"content,omitzero"`
	Thinking  text.Untrusted `json:"thinking,omitzero"`
	Tools     []text.Word    `json:"tools,omitempty"` // names of tools called
	Todos     []SeerTodo     `json:"todos,omitempty"`
}

// SeerTodo is one line of the agent's own task list.
type SeerTodo struct {
	Content text.Untrusted `json:"content"`
	Status  text.Word      `json:"status"` // pending in_progress completed
}

// SeerQuestion is what the agent wants to know before it goes on.
type SeerQuestion struct {
	ID        text.Word      `json:"id,omitempty"`
	InputType text.Word      `json:"inputType,omitempty"`
	Text      text.Untrusted `json:"text,omitzero"` // the question, all of them with their options, or the data as compact JSON
	Questions []SeerAsked    `json:"questions,omitempty"`
}

// SeerAsked is one of the things that the agent wants to know.
type SeerAsked struct {
	Question text.Untrusted `json:"question"`
	Options  []SeerOption   `json:"options,omitempty"` // to choose from; any other answer is taken, too
}

// SeerOption is one answer that is offered. Its label is the answer.
type SeerOption struct {
	Label       text.Untrusted `json:"label"`
	Description text.Untrusted `json:"description,omitzero"`
	Cause       *int64         `json:"causeId,omitempty"` // steps format: the root cause that it stands for
}

// ChooseCause is the input type of a run of the steps format that waits for one
// of its root causes to be chosen.
const ChooseCause text.Word = "select_root_cause"

// RootCause is the artifact of step root_cause.
type RootCause struct {
	Summary        text.Untrusted   `json:"summary"`
	Whys           []text.Untrusted `json:"whys,omitempty"`
	Reproduction   []text.Untrusted `json:"reproduction,omitempty"`
	Repo           text.Untrusted   `json:"repo,omitzero"`
	Classification text.Word        `json:"classification,omitempty"`
	NoFixReason    text.Untrusted   `json:"noFixReason,omitzero"`
	ID             *int64           `json:"id,omitempty"` // among several causes; only in the steps format
}

// Solution is the artifact of step solution: a plan, not yet code.
type Solution struct {
	Summary text.Untrusted `json:"summary"`
	Steps   []SolutionStep `json:"steps,omitempty"`
}

// SolutionStep is one step of a plan.
type SolutionStep struct {
	Title       text.Untrusted `json:"title"`
	Description text.Untrusted `json:"description,omitzero"`
}

// FilePatch is one changed file as a unified diff.
type FilePatch struct {
	Repo    text.Untrusted `json:"repo,omitzero"`
	Path    text.Untrusted `json:"path"`
	Type    text.Word      `json:"type,omitempty"` // A M D
	Added   Int            `json:"added"`
	Removed Int            `json:"removed"`
	Diff    text.Untrusted `json:"diff"`
}

// PullRequest is the state of the pull request for one repository.
type PullRequest struct {
	Repo   text.Untrusted `json:"repo"`
	Number Int            `json:"number,omitempty"`
	URL    text.Untrusted `json:"url,omitzero"`
	Branch text.Untrusted `json:"branch,omitzero"`
	Status text.Word      `json:"status,omitempty"` // creating completed error
	Error  text.Untrusted `json:"error,omitzero"`
	Title  text.Untrusted `json:"title,omitzero"`
	Commit text.Word      `json:"commit,omitempty"` // that was pushed last
}

// CodingAgent is an outside agent that a run was handed to.
type CodingAgent struct {
	ID       text.Word      `json:"id,omitempty"`
	Name     text.Untrusted `json:"name,omitzero"`
	Provider text.Word      `json:"provider,omitempty"`
	Status   text.Word      `json:"status,omitempty"` // pending running completed failed
	URL      text.Untrusted `json:"url,omitzero"`
	Results  []AgentResult  `json:"results,omitempty"`
}

// AgentResult is what an outside agent made.
type AgentResult struct {
	Description text.Untrusted `json:"description,omitzero"`
	Repo        text.Untrusted `json:"repo,omitzero"`
	Number      Int            `json:"number,omitempty"`
	URL         text.Untrusted `json:"url,omitzero"` // without a number it may be a branch
	Branch      text.Untrusted `json:"branch,omitzero"`
}

// SeerWarning is a repository that the run may not do everything in, because
// the GitHub app lacks permissions there.
type SeerWarning struct {
	Repo         text.Untrusted `json:"repo_name"`
	Installation text.Word      `json:"installation_id,omitempty"`
}

// StepReason says why a step ended without its artifact.
type StepReason struct {
	Artifact text.Word      `json:"artifact"` // root_cause solution
	Reason   text.Untrusted `json:"reason"`
}
