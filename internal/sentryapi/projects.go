package sentryapi

import (
	"context"
	"net/http"

	"vedette/internal/text"
)

// ProjectDetail is one project on its own page.
type ProjectDetail struct {
	Project
	Status             text.Word        `json:"status,omitempty"` // active, pending_deletion ...
	IsMember           bool             `json:"isMember"`
	Teams              []Team           `json:"teams,omitempty"`
	LatestRelease      *ReleaseName     `json:"latestRelease,omitempty"`
	Platforms          []text.Word      `json:"platforms,omitempty"` // of the events
	Features           []text.Word      `json:"features,omitempty"`
	ResolveAge         Int              `json:"resolveAge,omitempty"` // hours without an event that resolve an issue; 0 = never
	DefaultEnvironment text.Untrusted   `json:"defaultEnvironment,omitzero"`
	AllowedDomains     []text.Untrusted `json:"allowedDomains,omitempty"`
	DataScrubber       bool             `json:"dataScrubber,omitempty"`

	HasSessions  bool `json:"hasSessions,omitempty"`
	HasLogs      bool `json:"hasLogs,omitempty"`
	HasReplays   bool `json:"hasReplays,omitempty"`
	HasProfiles  bool `json:"hasProfiles,omitempty"`
	HasMonitors  bool `json:"hasMonitors,omitempty"`
	HasFeedbacks bool `json:"hasFeedbacks,omitempty"`
}

// ReleaseName names a release.
type ReleaseName struct {
	Version text.Untrusted `json:"version"`
}

// NewProject is what a project begins with.
type NewProject struct {
	Name     string `json:"name"`
	Slug     string `json:"slug,omitempty"` // "" = made from the name
	Platform string `json:"platform,omitempty"`
}

// ProjectUpdate changes a project; nil fields stay as they are.
type ProjectUpdate struct {
	Name     *string `json:"name,omitempty"`
	Slug     *string `json:"slug,omitempty"`
	Platform *string `json:"platform,omitempty"`
}

// Project is one project by slug or id.
func (c *Client) Project(ctx context.Context, org, project string) (ProjectDetail, error) {
	r, err := projectCall("read project", org, project)
	if err != nil {
		return ProjectDetail{}, err
	}
	return get[ProjectDetail](ctx, c, r)
}

// CreateProject makes a project of a team. It is sent once.
func (c *Client) CreateProject(ctx context.Context, org, team string, p NewProject) (Project, error) {
	r, err := teamCall("create project", org, team, "projects")
	if err != nil {
		return Project{}, err
	}
	r.method, r.body = http.MethodPost, p
	return write[Project](ctx, c, r)
}

// UpdateProject changes a project and gives it as it is now. It is sent once.
func (c *Client) UpdateProject(ctx context.Context, org, project string, u ProjectUpdate) (ProjectDetail, error) {
	const op = "update project"
	r, err := projectCall(op, org, project)
	if err != nil {
		return ProjectDetail{}, err
	}
	if u == (ProjectUpdate{}) {
		return ProjectDetail{}, invalid(op, "nothing is to be changed", "name a name, a slug or a platform")
	}
	r.method, r.body = http.MethodPut, u
	return write[ProjectDetail](ctx, c, r)
}

// DeleteProject removes a project with everything in it. It is sent once.
func (c *Client) DeleteProject(ctx context.Context, org, project string) error {
	r, err := projectCall("delete project", org, project)
	if err != nil {
		return err
	}
	r.method = http.MethodDelete
	_, err = write[struct{}](ctx, c, r)
	return err
}

// projectCall is a request about one project.
func projectCall(op, org, project string, parts ...string) (call, error) {
	path, err := projectPath(op, org, project, parts...)
	return call{op: op, path: path, org: org}, err
}

// projectList reads one page of a list below a project.
func projectList[T any](ctx context.Context, c *Client, op, org, project, name string, q ListQuery) (Page[T], error) {
	r, err := projectCall(op, org, project, name)
	if err != nil {
		return Page[T]{Hits: -1}, err
	}
	r.query = q.values()
	return list[T](ctx, c, r)
}
