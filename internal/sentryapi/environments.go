package sentryapi

import (
	"context"
	"net/http"
	"net/url"

	"vedette/internal/text"
)

// Environment is where events came from. Its name may be empty: events without
// one have an environment of their own.
type Environment struct {
	ID       text.Word      `json:"id,omitempty"`
	Name     text.Untrusted `json:"name"`
	IsHidden bool           `json:"isHidden,omitempty"` // of a project only
}

// Environments lists the environments of an organization, or of one project
// when it is named; all at once. Visibility is visible (the default), hidden or
// all.
func (c *Client) Environments(ctx context.Context, org, project, visibility string) (Page[Environment], error) {
	const op = "list environments"
	v := url.Values{}
	setString(v, "visibility", visibility)
	if project == "" {
		return orgList[Environment](ctx, c, op, org, "environments", v)
	}
	r, err := projectCall(op, org, project, "environments")
	if err != nil {
		return Page[Environment]{Hits: -1}, err
	}
	r.query = v
	return list[Environment](ctx, c, r)
}

// HideEnvironment hides an environment of a project from lists and pickers, or
// shows it again. It is sent once.
func (c *Client) HideEnvironment(ctx context.Context, org, project, name string, hidden bool) (Environment, error) {
	r, err := projectCall("update environment", org, project, "environments", name)
	if err != nil {
		return Environment{}, err
	}
	r.method, r.body = http.MethodPut, map[string]bool{"isHidden": hidden}
	return write[Environment](ctx, c, r)
}
