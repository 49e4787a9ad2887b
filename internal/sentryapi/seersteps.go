package sentryapi

import (
	"strings"

	"vedette/internal/text"
)

// stepWire is one step of the older format.
type stepWire struct {
	ID          text.Word      `json:"id"`
	Key         text.Word      `json:"key"`
	Type        text.Word      `json:"type"`
	Status      text.Word      `json:"status"`
	Title       text.Untrusted `json:"title"`
	Description text.Untrusted `json:"description"`
	Completed   text.Untrusted `json:"completedMessage"`
	Termination text.Untrusted `json:"termination_reason"`
	Progress    []struct {
		Message   text.Untrusted `json:"message"`
		Timestamp Time           `json:"timestamp"`
	} `json:"progress"`
	Insights []*struct {
		Insight       text.Untrusted `json:"insight"`
		Justification text.Untrusted `json:"justification"`
	} `json:"insights"`
	Causes    []*causeWire `json:"causes"`
	Selection *struct {
		CauseID Int `json:"cause_id"`
	} `json:"selection"`
	Solution []*timelineWire `json:"solution"`
	Changes  []*changeWire   `json:"changes"`
}

type causeWire struct {
	ID           Int              `json:"id"`
	Description  text.Untrusted   `json:"description"`
	Repos        []text.Untrusted `json:"relevant_repos"`
	Reproduction []*timelineWire  `json:"root_cause_reproduction"`
}

type timelineWire struct {
	Title    text.Untrusted `json:"title"`
	Analysis text.Untrusted `json:"code_snippet_and_analysis"`
}

type changeWire struct {
	Repo        text.Untrusted `json:"repo_name"`
	Diff        []*patchWire   `json:"diff"`
	DiffText    text.Untrusted `json:"diff_str"`
	PullRequest *struct {
		Number Int            `json:"pr_number"`
		URL    text.Untrusted `json:"pr_url"`
	} `json:"pull_request"`
}

// addStep turns one step of the older format into blocks and results.
func (run *SeerRun) addStep(s *stepWire) {
	if s == nil {
		return
	}
	run.Blocks = append(run.Blocks, SeerBlock{
		ID: s.ID, Step: stepName(s), Role: "assistant", Content: s.Title,
		Loading: foldStatus(s.Status) == SeerProcessing && s.Status != "",
	})
	for _, p := range s.Progress {
		run.Blocks = append(run.Blocks, SeerBlock{Role: "assistant", Timestamp: p.Timestamp, Content: p.Message})
	}
	for _, i := range s.Insights {
		if i != nil {
			run.Blocks = append(run.Blocks, SeerBlock{Role: "assistant", Content: i.Insight, Thinking: i.Justification})
		}
	}
	if foldStatus(s.Status) == SeerError && run.FailureReason.IsZero() {
		run.FailureReason = firstText(s.Termination, s.Completed)
	}
	switch s.Type {
	case "root_cause_analysis":
		run.addCauses(s)
	case "solution":
		run.addSolution(s)
	case "changes":
		run.addChanges(s)
	}
}

// stepName is the agent format's word for a step.
func stepName(s *stepWire) text.Word {
	switch s.Type {
	case "root_cause_analysis":
		return "root_cause"
	case "solution":
		return "solution"
	case "changes":
		return "code_changes"
	}
	return s.Key
}

func firstText(texts ...text.Untrusted) text.Untrusted {
	for _, t := range texts {
		if !t.IsZero() {
			return t
		}
	}
	return text.Untrusted{}
}

// addCauses takes the selected cause, or the first.
func (run *SeerRun) addCauses(s *stepWire) {
	var chosen *causeWire
	for _, cause := range s.Causes {
		if cause == nil {
			continue
		}
		if chosen == nil || s.Selection != nil && cause.ID == s.Selection.CauseID {
			chosen = cause
		}
	}
	if chosen == nil {
		run.addReason("root_cause", firstText(s.Termination, s.Description))
		return
	}
	if s.Selection == nil && run.Status == SeerAwaiting && run.Pending == nil {
		run.askCause(s.Causes)
	}
	id := int64(chosen.ID)
	root := &RootCause{Summary: chosen.Description, ID: &id}
	if len(chosen.Repos) > 0 {
		root.Repo = chosen.Repos[0]
	}
	for _, t := range chosen.Reproduction {
		if line := t.line(); !line.IsZero() {
			root.Reproduction = append(root.Reproduction, line)
		}
	}
	run.Root = root
}

func (t *timelineWire) line() text.Untrusted {
	if t == nil {
		return text.Untrusted{}
	}
	parts := []string{t.Title.Raw(), t.Analysis.Raw()}
	return text.From(strings.Trim(strings.Join(parts, ": "), ": "))
}

func (run *SeerRun) addSolution(s *stepWire) {
	plan := &Solution{Summary: s.Description}
	for _, t := range s.Solution {
		if t != nil {
			plan.Steps = append(plan.Steps, SolutionStep{Title: t.Title, Description: t.Analysis})
		}
	}
	if len(plan.Steps) == 0 {
		run.addReason("solution", firstText(s.Description, s.Termination))
		return
	}
	run.Plan = plan
}

func (run *SeerRun) addReason(artifact text.Word, reason text.Untrusted) {
	if !reason.IsZero() {
		run.Reasons = append(run.Reasons, StepReason{Artifact: artifact, Reason: reason})
	}
}

func (run *SeerRun) addChanges(s *stepWire) {
	run.CodeStep, run.Patches = true, nil
	for _, change := range s.Changes {
		if change == nil {
			continue
		}
		for _, patch := range change.Diff {
			run.addPatch(&filePatchWire{Repo: change.Repo, Patch: patch})
		}
		if len(change.Diff) == 0 && !change.DiffText.IsZero() {
			run.addDiffText(change.Repo, change.DiffText.Raw())
		}
		if pr := change.PullRequest; pr != nil {
			run.PRs = append(run.PRs, PullRequest{Repo: change.Repo, Number: pr.Number, URL: pr.URL, Status: "completed"})
		}
	}
}
