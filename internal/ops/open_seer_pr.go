package ops

import (
	"context"
	"iter"
	"time"

	"vedette/internal/sentryapi"
)

// OpenSeerPRIn names an issue whose newest run has code changes.
type OpenSeerPRIn struct {
	IssueTarget
	Repo    string `json:"repoName,omitempty" jsonschema:"Only this repository (owner/name)."`
	NoWait  bool   `json:"noWait,omitempty"`
	Timeout int    `json:"timeoutSeconds,omitempty" max:"3600" default:"360"`
}

// OpenSeerPR makes pull requests of a run's code changes, one per repository,
// and follows them until each exists or failed. Those that exist are shown.
func (o *Ops) OpenSeerPR(ctx context.Context, in OpenSeerPRIn) (GetSeerRunOut, error) {
	return resultOf(ctx, o.FollowSeerPR(ctx, in))
}

// FollowSeerPR is OpenSeerPR as a sequence.
func (o *Ops) FollowSeerPR(ctx context.Context, in OpenSeerPRIn) iter.Seq2[SeerEvent, error] {
	return followed(ctx, o, in, prTask)
}

func prTask(in OpenSeerPRIn) (seerTask, error) {
	const op = "open_seer_pr"
	g := goal{artifact: UntilOpenPR, repo: in.Repo}
	t := seerTask{op: op, target: in.IssueTarget, goal: g, noWait: in.NoWait, timeout: time.Duration(in.Timeout) * time.Second}
	t.next = func(run *SeerRun) (*sentryapi.SeerStart, error) {
		switch {
		case run == nil:
			return nil, noRun(op, in.Issue)
		case g.pushing(*run), hasArtifact(*run, UntilOpenPR, in.Repo) && g.found(*run) == SeerFound:
			return nil, nil
		case run.Status == sentryapi.SeerProcessing:
			return nil, nil // it may be opening them right now
		}
		patches, err := PatchesOf(run, in.Repo)
		if err != nil {
			return nil, err
		}
		if len(patches) == 0 {
			return nil, noChanges(op, in.Issue, in.Repo)
		}
		s := resume(run, UntilOpenPR)
		s.Repo = in.Repo
		return &s, nil
	}
	return t, nil
}
