package sentryapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"vedette/internal/text"
)

// Release is one version of one or more projects.
type Release struct {
	Version      text.Untrusted   `json:"version"`
	ShortVersion text.Untrusted   `json:"shortVersion,omitzero"`
	Status       text.Word        `json:"status,omitempty"` // open archived
	Ref          text.Untrusted   `json:"ref,omitzero"`
	URL          text.Untrusted   `json:"url,omitzero"`
	DateCreated  Time             `json:"dateCreated,omitzero"`
	DateReleased Time             `json:"dateReleased,omitzero"`
	FirstEvent   Time             `json:"firstEvent,omitzero"`
	LastEvent    Time             `json:"lastEvent,omitzero"`
	NewGroups    Int              `json:"newGroups"` // issues seen first in it
	CommitCount  Int              `json:"commitCount,omitempty"`
	DeployCount  Int              `json:"deployCount,omitempty"`
	Projects     []ReleaseProject `json:"projects,omitempty"`
	Authors      []User           `json:"authors,omitempty"`
	LastCommit   *Commit          `json:"lastCommit,omitempty"`
	LastDeploy   *Deploy          `json:"lastDeploy,omitempty"`
	Meta         ReleaseMeta      `json:"currentProjectMeta,omitzero"` // only on the detail for one project
}

// ReleaseMeta places a release among those of one project.
type ReleaseMeta struct {
	PrevReleaseVersion text.Untrusted `json:"prevReleaseVersion,omitzero"`
	NextReleaseVersion text.Untrusted `json:"nextReleaseVersion,omitzero"`
}

// ReleaseProject is what a release did in one of its projects.
type ReleaseProject struct {
	Project
	NewGroups     Int            `json:"newGroups,omitempty"`
	HasHealthData bool           `json:"hasHealthData,omitempty"`
	HealthData    *ReleaseHealth `json:"healthData,omitempty"` // only when asked for
}

// ReleaseHealth sums up the sessions of a release in one project. Rates and
// adoption are percent, nil without sessions; adoption is of the last 24 hours.
type ReleaseHealth struct {
	CrashFreeSessions *Float `json:"crashFreeSessions,omitempty"`
	CrashFreeUsers    *Float `json:"crashFreeUsers,omitempty"`
	TotalSessions     Int    `json:"totalSessions,omitempty"`
	TotalUsers        Int    `json:"totalUsers,omitempty"`
	SessionsCrashed   Int    `json:"sessionsCrashed,omitempty"`
	SessionsErrored   Int    `json:"sessionsErrored,omitempty"`
	SessionsAdoption  *Float `json:"sessionsAdoption,omitempty"`
	Adoption          *Float `json:"adoption,omitempty"` // of users
}

// Commit is one commit that Sentry ties to a release or an issue.
type Commit struct {
	ID          text.Word      `json:"id"`
	Message     text.Untrusted `json:"message,omitzero"`
	DateCreated Time           `json:"dateCreated,omitzero"`
	Author      *User          `json:"author,omitempty"`
	Repository  *Repository    `json:"repository,omitempty"`
	PullRequest *CommitPull    `json:"pullRequest,omitempty"`
}

// Repository is a source repository that Sentry knows.
type Repository struct {
	ID   text.Word      `json:"id,omitempty"`
	Name text.Untrusted `json:"name,omitzero"` // what commits and refs call it
	URL  text.Untrusted `json:"url,omitzero"`
}

// CommitPull is the pull request that brought a commit.
type CommitPull struct {
	ID          text.Word      `json:"id,omitempty"`
	Title       text.Untrusted `json:"title,omitzero"`
	ExternalURL text.Untrusted `json:"externalUrl,omitzero"`
}

// Deploy is one release going live in one environment.
type Deploy struct {
	ID           text.Word      `json:"id,omitempty"`
	Environment  text.Untrusted `json:"environment"`
	Name         text.Untrusted `json:"name,omitzero"`
	URL          text.Untrusted `json:"url,omitzero"`
	DateStarted  Time           `json:"dateStarted,omitzero"`
	DateFinished Time           `json:"dateFinished,omitzero"`
}

// ReleaseQuery narrows the list of releases.
type ReleaseQuery struct {
	Project     string // numeric id; newer servers take a slug
	Query       string // part of the version
	Environment string
	Status      string // open archived; "" = the server's default, open
	Health      bool   // with HealthData per project, over StatsPeriod
	StatsPeriod string // "24h", "14d"
	Cursor      string
	Limit       int
}

// Releases lists the releases of an organization, newest first.
func (c *Client) Releases(ctx context.Context, org string, q ReleaseQuery) (Page[Release], error) {
	v := ListQuery{Query: q.Query, Cursor: q.Cursor, Limit: q.Limit}.values()
	setString(v, "project", q.Project)
	setString(v, "environment", q.Environment)
	setString(v, "status", q.Status)
	if q.Health {
		v.Set("health", "1")
		setString(v, "summaryStatsPeriod", q.StatsPeriod)
	}
	page, err := orgList[Release](ctx, c, "list releases", org, "releases", v)
	for n := range page.Items {
		c.keepProjects(&page.Items[n])
	}
	return page, err
}

// releaseCall is a request to O/releases/{version}/ and the parts below it.
func releaseCall(op, org, version string, parts ...string) (call, error) {
	path, err := orgPath(op, org, append([]string{"releases", version}, parts...)...)
	return call{op: op, path: path, org: org, query: url.Values{}}, err
}

// Release is one release in full. With a project (id or slug) it knows the
// release before it, where the server tells.
func (c *Client) Release(ctx context.Context, org, version, project string) (Release, error) {
	r, err := releaseCall("read release", org, version)
	if err != nil {
		return Release{}, err
	}
	setString(r.query, "project", project)
	release, err := get[Release](ctx, c, r)
	c.keepProjects(&release)
	return release, err
}

// keepProjects drops the projects that are outside of a fence.
func (c *Client) keepProjects(r *Release) {
	r.Projects = slices.DeleteFunc(r.Projects, func(p ReleaseProject) bool { return !c.keeps(p.Slug) })
}

// ReleaseCommits lists the commits of a release, newest first.
func (c *Client) ReleaseCommits(ctx context.Context, org, version string, q ListQuery) (Page[Commit], error) {
	return releaseList[Commit](ctx, c, "list commits", org, version, "commits", q)
}

// Deploys lists the deploys of a release, newest first.
func (c *Client) Deploys(ctx context.Context, org, version string, q ListQuery) (Page[Deploy], error) {
	return releaseList[Deploy](ctx, c, "list deploys", org, version, "deploys", q)
}

func releaseList[T any](ctx context.Context, c *Client, op, org, version, part string, q ListQuery) (Page[T], error) {
	r, err := releaseCall(op, org, version, part)
	if err != nil {
		return Page[T]{Hits: -1}, err
	}
	r.query = q.values()
	return list[T](ctx, c, r)
}

// ReleaseUpdate is what to set on a release; zero fields stay as they are.
type ReleaseUpdate struct {
	Ref          string        `json:"ref,omitempty"`
	URL          string        `json:"url,omitempty"`
	Status       string        `json:"status,omitempty"` // open archived
	DateReleased *time.Time    `json:"dateReleased,omitempty"`
	Refs         []ReleaseRef  `json:"refs,omitempty"`
	Commits      []CommitInput `json:"commits,omitempty"`
}

// ReleaseRef names the commits of one repository: those after PreviousCommit up
// to Commit; without PreviousCommit those since the previous release.
type ReleaseRef struct {
	Repository     string `json:"repository"`
	Commit         string `json:"commit"`
	PreviousCommit string `json:"previousCommit,omitempty"`
}

// CommitInput is a commit that Sentry cannot look up itself.
type CommitInput struct {
	ID          string      `json:"id"`
	Repository  string      `json:"repository,omitempty"`
	Message     string      `json:"message,omitempty"`
	AuthorName  string      `json:"author_name,omitempty"`
	AuthorEmail string      `json:"author_email,omitempty"`
	Timestamp   string      `json:"timestamp,omitempty"` // RFC 3339
	PatchSet    []PatchFile `json:"patch_set,omitempty"`
}

// PatchFile is one file of a commit: Type A (added), M (modified) or D (deleted).
type PatchFile struct {
	Path string `json:"path"`
	Type string `json:"type"`
}

// NewRelease is a release to create, in at least one project.
type NewRelease struct {
	Version  string   `json:"version"`
	Projects []string `json:"projects"` // slugs
	ReleaseUpdate
}

// CreateRelease makes a release, or changes the one that exists; existed says
// which. It is sent once.
func (c *Client) CreateRelease(ctx context.Context, org string, release NewRelease) (made Release, existed bool, err error) {
	const op = "create release"
	path, err := orgPath(op, org, "releases")
	if err != nil {
		return Release{}, false, err
	}
	ans, err := c.do(ctx, call{op: op, method: http.MethodPost, path: path, org: org, body: release})
	if err != nil {
		return Release{}, false, err
	}
	err = ans.into(op, &made)
	return made, ans.status == http.StatusAlreadyReported, err
}

// UpdateRelease changes a release. It is sent once.
func (c *Client) UpdateRelease(ctx context.Context, org, version string, u ReleaseUpdate) (Release, error) {
	r, err := releaseCall("update release", org, version)
	if err != nil {
		return Release{}, err
	}
	r.method, r.body = http.MethodPut, u
	return write[Release](ctx, c, r)
}

// NewDeploy is a deploy to record. Without times it ends now.
type NewDeploy struct {
	Environment  string     `json:"environment"`
	Name         string     `json:"name,omitempty"`
	URL          string     `json:"url,omitempty"`
	DateStarted  *time.Time `json:"dateStarted,omitempty"`
	DateFinished *time.Time `json:"dateFinished,omitempty"`
	Projects     []string   `json:"projects,omitempty"` // slugs; empty = all of the release
}

// CreateDeploy records that a release went live. It is sent once.
func (c *Client) CreateDeploy(ctx context.Context, org, version string, d NewDeploy) (Deploy, error) {
	r, err := releaseCall("create deploy", org, version, "deploys")
	if err != nil {
		return Deploy{}, err
	}
	r.method, r.body = http.MethodPost, d
	return write[Deploy](ctx, c, r)
}
