package analysis

import (
	"context"
	"time"

	"vedette/internal/local/protocol"
)

// SuspectCommit is the change that last touched the line where an event failed, as git blame tells it.
type SuspectCommit struct {
	ID          string // full hash
	Author      string // name
	AuthorEmail string // may be empty
	When        time.Time
	Summary     string
	Repository  string // owner/name of the remote called origin; may be empty
}

// Suspect finds the commit that last touched the crash line of an event. ok is false when that cannot be told: no stack, no checkout that holds
// the file, no history.
func (r *Runner) Suspect(ctx context.Context, e *protocol.Event) (c SuspectCommit, ok bool) {
	crash := readCrash(e)
	if crash.frame == nil {
		return SuspectCommit{}, false
	}
	s := readSource(ctx, r.opts.SourceDir, crash.frame)
	if s.missing != "" || !s.tracked || s.line == 0 {
		return SuspectCommit{}, false
	}
	blamed, err := git{s.dir}.blame(ctx, s.name, s.line)
	if err != nil {
		return SuspectCommit{}, false // a file without history is no failure: it has no suspect
	}
	return SuspectCommit{
		ID: blamed.id, Author: blamed.author, AuthorEmail: blamed.email, When: blamed.when, Summary: blamed.summary, Repository: git{s.dir}.repository(ctx),
	}, true
}
