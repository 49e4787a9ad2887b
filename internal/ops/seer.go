package ops

import (
	"strings"
	"unicode/utf8"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// The artifacts of a fix run, in the order they are made; each is a stop that
// may be wanted.
const (
	UntilRootCause   = "root_cause"
	UntilSolution    = "solution"
	UntilCodeChanges = "code_changes"
	UntilOpenPR      = "open_pr"
)

// SeerOutcome is how a fix run ended for the caller.
type SeerOutcome string

// The outcomes. Each has its exit code in SeerExit.
const (
	SeerFound    SeerOutcome = "found"          // the wanted artifact is there
	SeerRunning  SeerOutcome = "running"        // still at work; nothing was lost
	SeerAsks     SeerOutcome = "awaiting_input" // the agent waits for an answer
	SeerNoResult SeerOutcome = "no_result"      // finished without the wanted artifact
	SeerFailed   SeerOutcome = "failed"
	SeerNone     SeerOutcome = "none" // no run was ever started
)

// SeerExit is the exit code of an outcome.
func SeerExit(s SeerOutcome) int {
	switch s {
	case SeerFound:
		return ExitOK
	case SeerRunning:
		return ExitPending
	case SeerAsks:
		return ExitAwaitingInput
	case SeerNoResult, SeerNone:
		return ExitNoResult
	default:
		return ExitFailed
	}
}

// seerSteps are the steps of a run in their order, by what they make.
func seerSteps() []string {
	return []string{UntilRootCause, UntilSolution, UntilCodeChanges, UntilOpenPR}
}

// hasArtifact reports whether the run holds what was wanted; repo limits
// pull requests to one repository ("" = all).
func hasArtifact(r SeerRun, until, repo string) bool {
	switch until {
	case UntilRootCause:
		return r.Root != nil
	case UntilSolution:
		return r.Plan != nil
	case UntilCodeChanges:
		return r.CodeStep && len(r.Patches) > 0
	default: // open_pr: every pull request is settled
		prs := pullRequests(r, repo)
		for _, pr := range prs {
			if !hasPR(pr) && pr.Status != "error" {
				return false
			}
		}
		return len(prs) > 0
	}
}

// artifactOf is what a step makes.
func artifactOf(step string) string {
	if step == stepIterate {
		return UntilOpenPR
	}
	return step
}

func pullRequests(r SeerRun, repo string) (out []PullRequest) {
	for _, pr := range r.PRs {
		if repo == "" || strings.EqualFold(pr.Repo.Raw(), repo) {
			out = append(out, pr)
		}
	}
	return out
}

// hasPR is true for a pull request that exists, whatever became of a later try.
func hasPR(pr PullRequest) bool { return pr.Number != 0 || !pr.URL.IsZero() }

// goal is what a run is followed for.
type goal struct {
	artifact string // UntilRootCause, ...
	repo     string // pull requests of this repository only; "" = all
	// again is set where the artifact may be there from before: it counts once
	// the run has stopped working.
	again bool
}

// outcome judges a run that is not going to be watched any longer.
func (g goal) outcome(r SeerRun) SeerOutcome {
	switch {
	case g.again && r.Status == sentryapi.SeerProcessing, g.artifact == UntilOpenPR && g.again && g.pushing(r):
		return SeerRunning
	case hasArtifact(r, g.artifact, g.repo) && !g.inWork(r):
		return g.found(r)
	case r.Status == sentryapi.SeerAwaiting:
		return SeerAsks
	case r.Status == sentryapi.SeerError, r.Status == sentryapi.SeerCanceled:
		return SeerFailed
	case g.artifact == UntilOpenPR && g.pushing(r):
		return SeerRunning
	case r.Status == sentryapi.SeerCompleted:
		return SeerNoResult
	default:
		return SeerRunning
	}
}

// inWork is true while the step that makes the artifact goes on: more of it, such
// as further files, may come.
func (g goal) inWork(r SeerRun) bool {
	return r.Status == sentryapi.SeerProcessing && artifactOf(stepAt(r, len(r.Blocks)-1)) == g.artifact
}

// pushing is true while a pull request is being made: the run looks completed
// then.
func (g goal) pushing(r SeerRun) bool {
	for _, pr := range pullRequests(r, g.repo) {
		if pr.Status == "creating" {
			return true
		}
	}
	return false
}

// found tells pull requests that exist from those that could not be made.
func (g goal) found(r SeerRun) SeerOutcome {
	if g.artifact == UntilOpenPR {
		for _, pr := range pullRequests(r, g.repo) {
			if !hasPR(pr) {
				return SeerFailed
			}
		}
	}
	return SeerFound
}

// referrer tells Sentry where a start comes from.
const referrer = "vedette"

// maxInstruction is Sentry's limit on user_context, in characters.
const maxInstruction = 1000

func checkGuidance(op, guidance string) error {
	if n := utf8.RuneCountInString(guidance); n > maxInstruction {
		return invalid(op, "shorten it", "the text has %d characters; Seer takes %d", n, maxInstruction)
	}
	return nil
}

// resume is the start of a step of the run there is.
func resume(run *SeerRun, step string) sentryapi.SeerStart {
	return sentryapi.SeerStart{Step: step, RunID: string(run.RunID), SentryRunID: string(run.SentryRunID), Referrer: referrer}
}

// nextStep is the first step whose artifact the run lacks, up to the wanted one.
func nextStep(run SeerRun, until string) string {
	for _, step := range seerSteps() {
		if step == until || !hasArtifact(run, step, "") {
			return step
		}
	}
	return until
}

// reason is why the wanted artifact is missing, as the server says it. A
// later artifact is missing for the reason of the earlier one.
func (g goal) reason(r SeerRun) text.Untrusted {
	if g.artifact == UntilOpenPR {
		for _, pr := range pullRequests(r, g.repo) {
			if !hasPR(pr) && !pr.Error.IsZero() {
				return pr.Error
			}
		}
	}
	for n := len(r.Reasons) - 1; n >= 0; n-- {
		if string(r.Reasons[n].Artifact) == g.artifact || g.artifact != UntilRootCause {
			return r.Reasons[n].Reason
		}
	}
	if r.Root != nil && !r.Root.NoFixReason.IsZero() {
		return r.Root.NoFixReason
	}
	return r.FailureReason
}

// SeerProgress is one line on what a run does right now: the task in work,
// else the first line of the newest thing said.
func SeerProgress(r SeerRun) text.Untrusted {
	for n := len(r.Blocks) - 1; n >= 0; n-- {
		b := r.Blocks[n]
		for _, t := range b.Todos {
			if t.Status == "in_progress" {
				return t.Content
			}
		}
		if b.Role == "assistant" && !b.Content.IsZero() {
			return firstLine(b.Content)
		}
	}
	return text.From(string(r.Status))
}

func firstLine(u text.Untrusted) text.Untrusted {
	first, _, _ := strings.Cut(strings.TrimSpace(u.Raw()), "\n")
	return text.From(first)
}

// SeerMaker names who made a run.
func SeerMaker(r SeerRun) text.Untrusted {
	if r.MadeBy.IsZero() {
		return text.From("Seer")
	}
	return r.MadeBy
}
