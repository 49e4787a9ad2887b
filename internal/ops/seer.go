package ops

import (
	"strings"
	"time"

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

// hasArtifact reports whether the run holds what was wanted.
func hasArtifact(r SeerRun, until string) bool {
	switch until {
	case UntilRootCause:
		return r.Root != nil
	case UntilSolution:
		return r.Plan != nil
	case UntilCodeChanges:
		return r.CodeStep && len(r.Patches) > 0
	default: // open_pr: every pull request is settled
		for _, pr := range r.PRs {
			if pr.URL.IsZero() && pr.Status != "error" {
				return false
			}
		}
		return len(r.PRs) > 0
	}
}

// outcomeOf judges a run that is not going to be watched any longer.
func outcomeOf(r SeerRun, until string) SeerOutcome {
	switch {
	case hasArtifact(r, until):
		return SeerFound
	case r.Status == sentryapi.SeerAwaiting:
		return SeerAsks
	case r.Status == sentryapi.SeerError, r.Status == sentryapi.SeerCanceled:
		return SeerFailed
	case r.Status == sentryapi.SeerCompleted:
		return SeerNoResult
	default:
		return SeerRunning
	}
}

// reasonFor is why the wanted artifact is missing, as the server says it. A
// later artifact is missing for the reason of the earlier one.
func reasonFor(r SeerRun, until string) text.Untrusted {
	for n := len(r.Reasons) - 1; n >= 0; n-- {
		if string(r.Reasons[n].Artifact) == until || until != UntilRootCause {
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

// runDoc shows the artifacts of a run.
func runDoc(d *text.Doc, r SeerRun) {
	d.DataNote("analysis")
	d.Field("Made by", SeerMaker(r))
	if root := r.Root; root != nil {
		d.Heading(2, text.T("Root cause"))
		d.Para(text.Prose(root.Summary))
		for _, why := range root.Whys {
			d.Bullet(text.Prose(why))
		}
		if len(root.Reproduction) > 0 {
			d.Heading(3, text.T("Reproduction"))
			for _, step := range root.Reproduction {
				d.Bullet(text.Prose(step))
			}
		}
	}
	if plan := r.Plan; plan != nil {
		d.Heading(2, text.T("Solution"))
		d.Para(text.Prose(plan.Summary))
		for _, s := range plan.Steps {
			d.Bullet(text.Bold(s.Title), text.T(" "), text.Prose(s.Description))
		}
	}
	for _, p := range r.Patches {
		d.Heading(2, text.T("Change of "), p.Path)
		d.CodeBlock("diff", p.Diff)
	}
	for _, pr := range r.PRs {
		d.Field("Pull request", pr.Repo, text.T(" "+string(pr.Status)+" "), text.Code(pr.URL), pr.Error)
	}
	if q := r.Pending; q != nil {
		d.Heading(2, text.T("A question for you"))
		d.CodeBlock("", q.Text)
	}
}

// pollDelay is the wait before look n (0 = the first) at a run.
func pollDelay(n int) time.Duration {
	switch {
	case n == 0:
		return time.Second
	case n < 5:
		return 2 * time.Second
	default:
		return 5 * time.Second
	}
}
