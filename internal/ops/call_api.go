package ops

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// APIRequest is a request to Sentry's web API as its caller wrote it. {org} and
// {project} in Path stand for the targets in use.
type APIRequest = sentryapi.RawRequest

// APIAnswer is an answer as the server gave it.
type APIAnswer = sentryapi.RawAnswer

// CallAPI sends a request of the caller's own making. It is no operation of the
// catalogue: what it does depends on the request, so that no host could tell
// agents what to expect of it.
func (o *Ops) CallAPI(ctx context.Context, q APIRequest) (APIAnswer, error) {
	const op = "call the API"
	if m := strings.ToUpper(q.Method); o.cfg.ReadOnly && m != "" && m != http.MethodGet && m != http.MethodHead && m != http.MethodOptions {
		return APIAnswer{}, &Error{Kind: KindForbidden, Op: op, Hint: "start it without --read-only",
			Message: text.From("vedette runs read-only, and " + m + " would change something")}
	}
	if strings.Contains(q.Path, "{org}") {
		org, err := o.org(ctx, op, "")
		if err != nil {
			return APIAnswer{}, err
		}
		q.Path = strings.ReplaceAll(q.Path, "{org}", url.PathEscape(org))
	}
	if strings.Contains(q.Path, "{project}") {
		_, project, err := o.project(ctx, op, ProjectTarget{})
		if err != nil {
			return APIAnswer{}, err
		}
		q.Path = strings.ReplaceAll(q.Path, "{project}", url.PathEscape(project))
	}
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	return o.client.Raw(ctx, q)
}
