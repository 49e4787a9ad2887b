package sentryapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// RawRequest is a request to the API as its caller wrote it.
type RawRequest struct {
	Method string // "" = GET
	Path   string // under /api/0, with its query: "organizations/acme/issues/?query=x"
	Query  url.Values
	Header http.Header   // in addition to the client's own
	Body   []byte        // nil = none
	MaxAge time.Duration // a stored answer of this age will do; 0 = the usual
}

// RawAnswer is an answer as the server gave it.
type RawAnswer struct {
	Status int
	Header http.Header
	Body   []byte
	Next   string // cursor of the next page; "" = there is none
}

// Raw sends a request as it is written, with the client's token, regions,
// retries of reads and rate limits. The answer is given with an error of its
// status too.
func (c *Client) Raw(ctx context.Context, q RawRequest) (RawAnswer, error) {
	r, err := c.rawCall(q)
	if err != nil {
		return RawAnswer{}, err
	}
	ans, err := c.do(ctx, r)
	next, _ := pageCursors(ans.header.Values("Link"))
	return RawAnswer{Status: ans.status, Header: ans.header, Body: ans.body, Next: next}, err
}

func (c *Client) rawCall(q RawRequest) (call, error) {
	op := "call the API"
	u, err := url.Parse(q.Path)
	if err != nil || u.Fragment != "" {
		return call{}, invalid(op, "the path is not a URL path", "for example: organizations/{org}/issues/?query=is:unresolved")
	}
	if u.Host != "" && !c.trusted(u) {
		return call{}, invalid(op, "that URL is of another server, and the token stays with "+c.base.Host, "give the path alone: "+u.Path)
	}
	path := "/" + strings.Trim(strings.TrimPrefix(strings.TrimPrefix(u.EscapedPath(), strings.TrimRight(c.base.Path, "/")), "/api/0"), "/") + "/"
	segments := strings.Split(path, "/")
	if slices.ContainsFunc(segments, leadsUp) || path == "//" {
		return call{}, invalid(op, "the path names no endpoint", "for example: organizations/{org}/issues/")
	}
	r := call{op: op, method: strings.ToUpper(cmp.Or(q.Method, http.MethodGet)), path: path, query: u.Query(), header: q.Header, raw: q.Body, maxAge: q.MaxAge}
	for name, values := range q.Query {
		r.query[name] = append(r.query[name], values...)
	}
	if len(segments) > 3 && (segments[1] == "organizations" || segments[1] == "projects" || segments[1] == "teams") {
		if r.org, err = url.PathUnescape(segments[2]); err != nil {
			return call{}, invalid(op, "the path is not a URL path", "percent-encode what is special in it")
		}
	}
	return r, nil
}

// leadsUp is true for "." and "..", in the encoded forms that proxies decode too.
func leadsUp(segment string) bool {
	plain, err := url.PathUnescape(segment)
	return err == nil && (plain == "." || plain == "..")
}
