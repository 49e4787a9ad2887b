package ops

import (
	"context"
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// The commits of a release are named or given.
type (
	// ReleaseRef names a range of commits in a repository that Sentry knows.
	ReleaseRef = sentryapi.ReleaseRef
	// CommitInput is one commit in full, for repositories that Sentry does not know.
	CommitInput = sentryapi.CommitInput
	// PatchFile is one file of a commit.
	PatchFile = sentryapi.PatchFile
)

// SetReleaseCommitsIn says which commits a release holds. Refs for repositories
// connected to Sentry, Commits for all others.
type SetReleaseCommitsIn struct {
	OrgTarget
	Version string        `json:"releaseVersion"`
	Refs    []ReleaseRef  `json:"refs,omitempty" jsonschema:"Ranges of commits in connected repositories."`
	Commits []CommitInput `json:"commits,omitempty" jsonschema:"Commits in full, newest first."`
}

// SetReleaseCommitsOut is the release as it is now.
type SetReleaseCommitsOut struct {
	Organization string  `json:"organization"`
	Release      Release `json:"release"`
	Sent         int     `json:"sent"` // commits or ranges
}

// SetReleaseCommits tells Sentry which commits are in a release, so that it can
// name suspect commits. One request; commits set before are replaced.
func (o *Ops) SetReleaseCommits(ctx context.Context, in SetReleaseCommitsIn) (SetReleaseCommitsOut, error) {
	return run(ctx, o, in, o.setReleaseCommits)
}

func (o *Ops) setReleaseCommits(ctx context.Context, in SetReleaseCommitsIn) (SetReleaseCommitsOut, error) {
	const op = "set_release_commits"
	if err := checkVersion(op, in.Version); err != nil {
		return SetReleaseCommitsOut{}, err
	}
	if (len(in.Refs) == 0) == (len(in.Commits) == 0) {
		return SetReleaseCommitsOut{}, invalid(op, "give one of them", "either refs or commits are needed")
	}
	for _, r := range in.Refs {
		if r.Repository == "" || r.Commit == "" {
			return SetReleaseCommitsOut{}, invalid(op, `like {"repository": "acme/shop", "commit": "4f2c9e1"}`, "a ref needs repository and commit")
		}
	}
	for _, c := range in.Commits {
		if c.ID == "" || len(c.ID) > 64 {
			return SetReleaseCommitsOut{}, invalid(op, "the full hash", "a commit needs an id of at most 64 characters")
		}
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return SetReleaseCommitsOut{}, err
	}
	r, err := o.client.UpdateRelease(ctx, org, in.Version, sentryapi.ReleaseUpdate{Refs: in.Refs, Commits: in.Commits})
	return SetReleaseCommitsOut{Organization: org, Release: r, Sent: len(in.Refs) + len(in.Commits)},
		notFoundAs(op, "release "+in.Version+" in "+org, "vedette release create "+in.Version, err)
}

// Doc says what was sent; Sentry reads ranges of commits later.
func (out SetReleaseCommitsOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Set the commits of "), text.Code(out.Release.Version), text.T(fmt.Sprintf(": %d sent, %d known to the server so far.", out.Sent, int64(out.Release.CommitCount))))
	return d
}
