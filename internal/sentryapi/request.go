package sentryapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vedette/internal/text"
)

// call is one request of one operation, before it has a host.
type call struct {
	op      string // for people: "list issues"
	method  string
	path    string // under /api/0, with a slash at both ends
	query   url.Values
	body    any           // sent as JSON; nil = none
	raw     []byte        // sent as it is, instead of body
	header  http.Header   // in addition to the client's own
	maxAge  time.Duration // a stored answer of this age will do; 0 = as its path says
	org     string        // whose region serves it; "" = the configured host
	timeout time.Duration // per request when ctx has no deadline; 0 = defaultTimeout
}

const defaultTimeout = 10 * time.Second

func (r call) isRead() bool { return r.method == http.MethodGet }

// answer is a successful response.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do answers r: reads perhaps from the cache, writes never twice.
func (c *Client) do(ctx context.Context, r call) (answer, error) {
	r, err := c.confine(ctx, r)
	if err != nil {
		return answer{}, err
	}
	if r.isRead() {
		return c.answerOf(ctx, r)
	}
	if isDryRun(ctx) {
		return answer{}, planned(r)
	}
	if c.cfg.Freshness == Offline {
		return answer{}, offline(r, "and this would change something")
	}
	if c.cfg.Answers != nil {
		// After a lost answer too: the write may have been done.
		defer c.cfg.Answers.Forget(c.base.String())
	}
	return c.ask(ctx, r)
}

// ask sends r to the host that serves it, with retries for reads. A 404 from a
// region that was remembered from an earlier run may mean that the organization
// has moved; then the region is asked for once more. (A 404 did nothing, so
// this holds for writes too.)
func (c *Client) ask(ctx context.Context, r call) (answer, error) {
	host, err := c.hostOf(ctx, r)
	if err != nil {
		return answer{}, err
	}
	ans, err := c.attempts(ctx, r, host)
	if KindOf(err) != KindNotFound {
		return ans, err
	}
	moved, ok := c.movedRegion(ctx, r, host)
	if !ok {
		return ans, err
	}
	return c.attempts(ctx, r, moved)
}

// get sends a GET and decodes one object.
func get[T any](ctx context.Context, c *Client, r call) (v T, err error) {
	r.method = http.MethodGet
	err = c.objectInto(ctx, r, &v)
	return v, err
}

// write sends r and decodes one object; an empty answer is the zero T.
func write[T any](ctx context.Context, c *Client, r call) (v T, err error) {
	err = c.objectInto(ctx, r, &v)
	return v, err
}

func (c *Client) objectInto(ctx context.Context, r call, v any) error {
	ans, err := c.do(ctx, r)
	if err != nil || len(ans.body) == 0 && !r.isRead() {
		return err
	}
	return ans.into(r.op, v)
}

// into decodes the answer, one object, into what v points to.
func (ans answer) into(op string, v any) error {
	if _, err := looselyInto(ans.body, v); err != nil {
		return unreadable(op, ans, err)
	}
	return nil
}

// list sends a GET and decodes one page.
func list[T any](ctx context.Context, c *Client, r call) (Page[T], error) {
	var items []T
	skipped, header, err := c.listInto(ctx, r, &items)
	if err != nil {
		return Page[T]{Hits: -1}, err
	}
	return pageOf(items, skipped, header), nil
}

func (c *Client) listInto(ctx context.Context, r call, items any) (skipped []error, header http.Header, err error) {
	r.method = http.MethodGet
	ans, err := c.do(ctx, r)
	if err != nil || ans.status == http.StatusNoContent {
		return nil, ans.header, err
	}
	if skipped, err = listInto(ans.body, items); err != nil {
		return nil, nil, unreadable(r.op, ans, err)
	}
	return skipped, ans.header, nil
}

// url is where r goes on host.
func (r call) url(host *url.URL) string {
	u := strings.TrimRight(host.String(), "/") + "/api/0" + r.path
	if len(r.query) > 0 {
		u += "?" + r.query.Encode()
	}
	return u
}

func (r call) encodedBody() ([]byte, error) {
	if r.body == nil {
		return r.raw, nil
	}
	data, err := json.Marshal(r.body)
	if err != nil {
		return nil, &Error{Kind: KindInternal, Op: r.op, Message: text.From("the request could not be encoded"), Err: err}
	}
	return data, nil
}

// orgPath builds a path of one organization from the parts behind it. Each part
// is escaped; parts that would change the path's shape are refused, because a
// write to O/issues// is not a write to one issue.
func orgPath(op, org string, parts ...string) (string, error) {
	if !isSegment(org) {
		return "", invalid(op, "no usable organization is given", "pass --org, set SENTRY_ORG, or run `vedette org list`")
	}
	return apiPath(op, "/organizations/", append([]string{org}, parts...))
}

// projectPath is orgPath for the paths of one project.
func projectPath(op, org, project string, parts ...string) (string, error) {
	switch {
	case !isSegment(org):
		return "", invalid(op, "no usable organization is given", "pass --org, set SENTRY_ORG, or run `vedette org list`")
	case !isSegment(project):
		return "", invalid(op, "no usable project is given", "pass --project, set SENTRY_PROJECT, or run `vedette project list`")
	}
	return apiPath(op, "/projects/", append([]string{org, project}, parts...))
}

func apiPath(op, root string, parts []string) (string, error) {
	var b strings.Builder
	b.WriteString(root)
	for _, part := range parts {
		if !isSegment(part) {
			return "", invalid(op, "an id is missing or malformed", "pass an issue such as SHOP-1A; `vedette issue list` shows them")
		}
		b.WriteString(url.PathEscape(part) + "/")
	}
	return b.String(), nil
}

func isSegment(s string) bool {
	return s != "" && s != "." && s != ".." && len(s) <= 500 && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
