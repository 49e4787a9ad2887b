package sentryapi

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"vedette/internal/text"
)

const (
	maxBody      = 64 << 20 // bytes of an answer, after decompression
	maxRedirects = 5
)

var errTooLarge = errors.New("answer too large")

// defaultTransport is the standard one (proxy from the environment, HTTP/2,
// gzip) with as many idle connections as the client keeps busy.
func defaultTransport() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t := standard.Clone()
	t.MaxIdleConnsPerHost = maxInFlight
	return t
}

// send makes one attempt at r: one request, and for reads the redirects it
// leads through.
func (c *Client) send(ctx context.Context, r call, host *url.URL) (answer, error) {
	body, err := r.encodedBody()
	if err != nil {
		return answer{}, err
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return answer{}, unsentError(r.op, ctx.Err())
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, cmp.Or(r.timeout, defaultTimeout))
		defer cancel()
	}
	target := r.url(host)
	for range maxRedirects {
		ans, err := c.roundTrip(ctx, r, target, body)
		if err != nil || !isRedirect(ans.status) {
			return c.judge(r, ans, err)
		}
		if target, err = c.redirect(r, target, ans); err != nil {
			return answer{}, err
		}
	}
	return answer{}, &Error{Kind: KindUnavailable, Op: r.op, Message: text.From("the server redirects in circles"), Hint: doctorHint}
}

// judge turns an answer that is not a success into an error.
func (c *Client) judge(r call, ans answer, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	c.pace.note(r.op, ans.header, c.cfg.Now())
	if ans.status < 200 || ans.status > 299 {
		return ans, c.statusError(r, ans)
	}
	return ans, nil
}

// exchange sends one request with a token and reads the whole answer.
func (c *Client) exchange(ctx context.Context, r call, target string, body []byte, token string) (answer, error) {
	req, err := c.newRequest(ctx, r, target, body, token)
	if err != nil {
		return answer{}, err
	}
	resp, err := c.cfg.Transport.RoundTrip(req)
	if err != nil {
		return answer{}, networkError(r, req.URL.Host, contextCause(ctx, err))
	}
	defer resp.Body.Close()
	c.seen.note(resp.Header, c.cfg.Now())
	data, err := readBody(resp, c.maxBody)
	if errors.Is(err, errTooLarge) {
		return answer{}, &Error{
			Kind: KindInternal, Op: r.op, Status: resp.StatusCode, Err: err,
			Message: text.From(fmt.Sprintf("the answer is larger than %d MiB", c.maxBody>>20)),
			Hint:    "ask for less: a lower --limit or a shorter --period",
		}
	}
	if err != nil {
		return answer{}, networkError(r, req.URL.Host, contextCause(ctx, err))
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: data}, nil
}

func (c *Client) newRequest(ctx context.Context, r call, target string, body []byte, token string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, target, bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Kind: KindInternal, Op: r.op, Message: text.From("the request could not be built"), Err: err}
	}
	if body == nil {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.cfg.Headers {
		req.Header.Set(name, value)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	for name, values := range r.header {
		req.Header[name] = values
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

func readBody(resp *http.Response, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= limit {
		buf.Grow(int(n) + bytes.MinRead)
	}
	if _, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1)); err != nil {
		return nil, err
	}
	if int64(buf.Len()) > limit {
		return nil, errTooLarge
	}
	return buf.Bytes(), nil
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirect gives the next URL of a read. Redirects of writes, and those to a
// host that was not configured or named as a region, are refused before
// anything is sent there.
func (c *Client) redirect(r call, from string, ans answer) (string, error) {
	location := ans.header.Get("Location")
	current, err := url.Parse(from)
	if err != nil {
		return "", &Error{Kind: KindInternal, Op: r.op, Err: err, Message: text.From("the request's URL is damaged")}
	}
	next, err := current.Parse(location)
	if err != nil || location == "" {
		return "", &Error{Kind: KindUnavailable, Op: r.op, Status: ans.status, Message: text.From("the server redirects to nowhere"), Hint: doctorHint}
	}
	if r.isRead() && c.trusted(next) {
		return next.String(), nil
	}
	e := &Error{
		Kind: KindInvalid, Op: r.op, Status: ans.status,
		Message: text.From("the server redirects to " + origin(next) + ", which is not followed"),
		Hint:    "if that is your Sentry, set SENTRY_URL=" + text.From(origin(next)).String() + "; if it is a login page, the server needs a login proxy's headers",
	}
	if c.trusted(next) {
		e.Message = text.From("the thing has moved to " + next.Path + "; changes are not redirected")
		e.Hint = "run the command again with the new name"
	}
	return "", e
}

func origin(u *url.URL) string { return strings.ToLower(u.Scheme + "://" + u.Host) }
