package sentryapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	maxAttempts  = 3
	firstBackoff = 500 * time.Millisecond // doubles; half of it is jitter
	maxWait      = 60 * time.Second
)

// attempts sends r and repeats reads that may work in a moment. Writes are sent
// once, whatever happens.
func (c *Client) attempts(ctx context.Context, r call, host *url.URL) (answer, error) {
	if err := c.pause(ctx, r); err != nil {
		return answer{}, err
	}
	for attempt := 1; ; attempt++ {
		ans, err := c.send(ctx, r, host)
		var e *Error
		if err == nil || !errors.As(err, &e) {
			return ans, err
		}
		if !e.again || !r.isRead() || attempt == maxAttempts || ctx.Err() != nil {
			return ans, err
		}
		wait := min(max(e.RetryAfter, c.backoff(attempt)), maxWait)
		if !c.fits(ctx, wait) {
			return ans, err
		}
		if err := c.wait(ctx, r, Notice{Op: r.op, Reason: waitReason(e.Kind), Wait: wait}); err != nil {
			return answer{}, err
		}
	}
}

// waitReason is how a Notice calls the kind of error it waits out.
func waitReason(k Kind) string {
	switch k {
	case KindRateLimited:
		return "rate limited"
	case KindTimeout:
		return "no answer in time"
	}
	return "server unavailable"
}

func (c *Client) backoff(attempt int) time.Duration {
	full := firstBackoff << (attempt - 1)
	return full/2 + time.Duration(float64(full/2)*c.cfg.Jitter())
}

// fits reports whether a wait of d leaves time for the request after it.
func (c *Client) fits(ctx context.Context, d time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || d < deadline.Sub(c.cfg.Now())
}

func (c *Client) wait(ctx context.Context, r call, n Notice) error {
	tell(ctx, n)
	if err := c.cfg.Sleep(ctx, n.Wait); err != nil {
		return unsentError(r.op, err)
	}
	return nil
}

// pause waits until an operation whose budget the server called used up has
// one again. Without the time for it, the server may decide.
func (c *Client) pause(ctx context.Context, r call) error {
	wait := min(c.pace.left(r.op, c.cfg.Now()), maxWait)
	if wait <= 0 || !c.fits(ctx, wait) {
		return nil
	}
	return c.wait(ctx, r, Notice{Op: r.op, Reason: "rate limit reached", Wait: wait})
}

// pace remembers until when operations have to wait, as their last answers
// said. Sentry counts per user and endpoint.
type pace struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (p *pace) note(op string, h http.Header, now time.Time) {
	if strings.TrimSpace(h.Get("X-Sentry-Rate-Limit-Remaining")) != "0" {
		return
	}
	if left := resetIn(h, now); left > 0 {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.until[op] = now.Add(left)
	}
}

func (p *pace) left(op string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until[op].Sub(now)
}

// retryAfter is how long the server asks to wait: the longer one of
// Retry-After (seconds or a date) and Sentry's own reset time.
func retryAfter(ans answer, now time.Time) time.Duration {
	var asked time.Duration
	if ans.status == http.StatusTooManyRequests { // other answers carry the window too, but do not wait for it
		asked = resetIn(ans.header, now)
	}
	value := strings.TrimSpace(ans.header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return max(asked, boundedSeconds(seconds))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(asked, at.Sub(now))
	}
	return asked
}

// resetIn is the time until X-Sentry-Rate-Limit-Reset (unix seconds), not
// negative.
func resetIn(h http.Header, now time.Time) time.Duration {
	reset, err := strconv.ParseFloat(strings.TrimSpace(h.Get("X-Sentry-Rate-Limit-Reset")), 64)
	if err != nil {
		return 0
	}
	return boundedSeconds(reset - float64(now.UnixMilli())/1e3)
}

// boundedSeconds bounds s to between 0 and a day: headers may say anything.
func boundedSeconds(s float64) time.Duration {
	if !(s > 0) {
		return 0
	}
	return time.Duration(min(s, 86400) * float64(time.Second))
}

// contextCause prefers the context's own error, which transports wrap in
// various ways.
func contextCause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
