package store

import "time"

// Words of Release.Status.
const (
	ReleaseOpen     = "open"
	ReleaseArchived = "archived"
)

// Release is a version of the software with what happened in it.
type Release struct {
	ID         int64
	Version    string
	Created    time.Time // when first heard of
	Ref        string    // branch, tag or commit that it was made from
	URL        string    // where it can be looked at
	Status     string    // open or archived
	Released   time.Time // when it was finalized; zero before
	FirstEvent time.Time // zero without events
	LastEvent  time.Time
	NewGroups  int64 // issues first seen in it
	Commits    int   // how many
	Deploys    int   // how many
	Projects   []ReleaseProject
}

// ReleaseProject is a project that has a release.
type ReleaseProject struct {
	Project
	NewGroups int64 // issues of the project first seen in the release
}

// ReleaseFilter selects releases, the newest first.
type ReleaseFilter struct {
	Projects    []int64 // none: all
	Query       string  // part of the version
	Version     string  // the whole version
	Status      string  // open or archived; empty: both
	Before      int64   // only older ones than the release with this id; 0: all
	WithCommits bool    // only those that commits are known of
	Limit       int     // 0: 25
	Offset      int
}

// Commit is one change that a release brings.
type Commit struct {
	SHA         string
	Repository  string
	Message     string
	AuthorName  string
	AuthorEmail string
	At          time.Time
	Files       []CommitFile
}

// CommitFile is a file that a commit touched.
type CommitFile struct {
	Path string `json:"path"`
	Type string `json:"type"` // A added, M modified, D deleted
}

// Author is who made a commit.
type Author struct {
	Name  string
	Email string
}

// Deploy is one roll-out of a release.
type Deploy struct {
	ID          int64
	Environment string
	Name        string
	URL         string
	Started     time.Time // zero when not said
	Finished    time.Time
}

// ReleaseChange is what a pipeline says of a release. Only what is set is
// changed.
type ReleaseChange struct {
	Ref      *string
	URL      *string
	Status   string // open or archived; empty: unchanged
	Released *time.Time
	Commits  []Commit // the newest first; they replace those known before; nil: unchanged
}
