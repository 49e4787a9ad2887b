package sentryapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const htmlPage = "<!DOCTYPE html><html><body><h1>Secret proxy page</h1></body></html>"

// operations are the calls whose failures are tested.
var operations = map[string]func(context.Context, *Client) error{
	"issues": func(ctx context.Context, c *Client) error { _, err := c.Issues(ctx, "o", IssueQuery{}); return err },
	"issue":  func(ctx context.Context, c *Client) error { _, err := c.Issue(ctx, "o", "SHOP-1"); return err },
	"event":  func(ctx context.Context, c *Client) error { _, err := c.Event(ctx, "o", "1", "latest", ""); return err },
	"note":   func(ctx context.Context, c *Client) error { _, err := c.AddNote(ctx, "o", "1", "hello"); return err },
	"update": func(ctx context.Context, c *Client) error {
		_, err := c.UpdateIssue(ctx, "o", "1", IssueUpdate{Status: "resolved"})
		return err
	},
	"bulk": func(ctx context.Context, c *Client) error {
		_, err := c.UpdateIssues(ctx, "o", []string{"1"}, IssueUpdate{Status: "resolved"})
		return err
	},
	"seer": func(ctx context.Context, c *Client) error { _, err := c.SeerState(ctx, "o", "1"); return err },
	"start": func(ctx context.Context, c *Client) error {
		_, err := c.StartSeer(ctx, "o", "1", SeerMark{}, SeerStart{})
		return err
	},
}

type failure struct {
	name, op string
	status   int
	body     string
	header   map[string]string
	kind     Kind
	says     string // part of the message
	hint     string // part of the hint
	requests int    // 0 = 1
}

var failures = []failure{
	{name: "400 detail", op: "issues", status: 400, body: `{"detail":"Invalid query: bad"}`, kind: KindInvalid, says: "Invalid query: bad"},
	{name: "400 fields", op: "update", status: 400, body: `{"status":["Not a choice","again"],"nonFieldErrors":["Both"]}`, kind: KindInvalid, says: "Both; status: Not a choice, again"},
	{name: "400 nested fields", op: "update", status: 400, body: `{"statusDetails":{"inRelease":["Unknown"]}}`, kind: KindInvalid, says: "statusDetails: inRelease: Unknown"},
	{name: "400 coded detail", op: "issues", status: 400, body: `{"detail":{"code":"parameter-validation-error","message":"Bad project","extra":{}}}`, kind: KindInvalid, says: "Bad project"},
	{name: "400 coded detail without message", op: "issues", status: 400, body: `{"detail":{"code":"odd-code"}}`, kind: KindInvalid, says: "odd-code"},
	{name: "400 list", op: "issues", status: 400, body: `["One","Two"]`, kind: KindInvalid, says: "One, Two"},
	{name: "400 string", op: "issues", status: 400, body: `"just text"`, kind: KindInvalid, says: "just text"},
	{name: "400 error field", op: "issues", status: 400, body: `{"error":"no such run"}`, kind: KindInvalid, says: "no such run"},
	{name: "400 empty", op: "issues", status: 400, kind: KindInvalid, says: "refused"},
	{name: "400 plain text", op: "issues", status: 400, body: "Bad Request", kind: KindInvalid, says: "Bad Request"},
	{name: "400 HTML", op: "issues", status: 400, body: htmlPage, kind: KindInvalid, says: "an HTML page instead of JSON"},
	{name: "400 null", op: "issues", status: 400, body: `null`, kind: KindInvalid, says: "refused"},
	{name: "400 number", op: "issues", status: 400, body: `17`, kind: KindInvalid, says: "17"},
	{name: "400 escape sequences", op: "issues", status: 400, body: `{"detail":"a\u001b[31mb\u202ec"}`, kind: KindInvalid, says: "abc"},
	{name: "400 Seer start", op: "start", status: 400, body: `{"detail":"run_id is required for open_pr"}`, kind: KindInvalid, says: "run_id is required"},
	{name: "401 no credentials", op: "issues", status: 401, body: `{"detail":"Authentication credentials were not provided."}`, kind: KindUnauthenticated, says: "not provided", hint: "SENTRY_AUTH_TOKEN"},
	{name: "401 invalid", op: "issue", status: 401, body: `{"detail":"Invalid token"}`, kind: KindUnauthenticated, says: "Invalid token", hint: "SENTRY_AUTH_TOKEN"},
	{name: "401 expired", op: "event", status: 401, body: `{"detail":"Token expired"}`, kind: KindUnauthenticated, says: "Token expired"},
	{name: "401 SSO", op: "issues", status: 401, body: `{"detail":{"code":"sso-required","message":"Must login via SSO","extra":{"loginUrl":"https://sentry.example.com/auth/login/o/"}}}`, kind: KindForbidden, says: "Must login via SSO", hint: "https://sentry.example.com/auth/login/o/"},
	{name: "401 2FA", op: "issues", status: 401, body: `{"detail":{"code":"2fa-required","message":"2FA","extra":{}}}`, kind: KindForbidden, hint: "two-factor"},
	{name: "401 sudo", op: "update", status: 401, body: `{"detail":{"code":"sudo-required","message":"Account verification required.","extra":{"username":"x"}}}`, kind: KindForbidden, hint: "browser"},
	{name: "401 disabled member", op: "issues", status: 401, body: `{"detail":{"code":"member-disabled-over-limit","message":"Over limit","extra":{"next":"/x"}}}`, kind: KindForbidden, hint: "over its limit"},
	{name: "401 HTML", op: "issues", status: 401, body: htmlPage, kind: KindUnauthenticated, says: "an HTML page"},
	{name: "401 empty", op: "issues", status: 401, kind: KindUnauthenticated, says: "does not take the token"},
	{name: "402 string", op: "start", status: 402, body: `"No budget for Seer Autofix."`, kind: KindNoQuota, says: "No budget for Seer Autofix.", hint: "Subscription"},
	{name: "403 permission", op: "update", status: 403, body: `{"detail":"You do not have permission to perform this action."}`, kind: KindForbidden, says: "do not have permission", hint: "event:write"},
	{name: "403 not authorized", op: "seer", status: 403, body: `{"detail":"You are not authorized to perform this action"}`, kind: KindForbidden, hint: "vedette doctor"},
	{name: "403 flag", op: "seer", status: 403, body: `{"detail":"Feature flag not enabled"}`, kind: KindNotEnabled, hint: "Settings > Seer"},
	{name: "403 AI off", op: "start", status: 403, body: `{"detail":"AI features are disabled for this organization."}`, kind: KindNotEnabled, hint: "administrator"},
	{name: "403 Seer not enabled", op: "start", status: 403, body: `{"detail":"Seer has not been enabled for this organization. Please open an issue"}`, kind: KindNotEnabled},
	{name: "403 Autofix not enabled", op: "start", status: 403, body: `{"detail":"AI Autofix is not enabled for this project."}`, kind: KindNotEnabled},
	{name: "403 coding off", op: "start", status: 403, body: `{"detail":"Code generation is disabled for this organization"}`, kind: KindNotEnabled, hint: "code generation"},
	{name: "403 members", op: "update", status: 403, body: `{"detail":"Your organization has disabled this feature for members."}`, kind: KindNotEnabled, hint: "owner"},
	{name: "403 HTML", op: "issues", status: 403, body: htmlPage, kind: KindForbidden, says: "an HTML page", hint: "vedette doctor"},
	{name: "404 detail", op: "issue", status: 404, body: `{"detail":"The requested resource does not exist"}`, kind: KindNotFound, says: "does not exist"},
	{name: "404 empty detail", op: "issue", status: 404, body: `{"detail":""}`, kind: KindNotFound, says: "no such thing"},
	{name: "404 empty", op: "issue", status: 404, kind: KindNotFound, says: "no such thing"},
	{name: "404 HTML", op: "issue", status: 404, body: htmlPage, kind: KindNotFound, says: "an HTML page", hint: "vedette doctor"},
	{name: "404 Seer HTML", op: "seer", status: 404, body: htmlPage, kind: KindNotEnabled, says: "no Seer"},
	{name: "404 Seer issue", op: "seer", status: 404, body: `{"detail":"The requested resource does not exist"}`, kind: KindNotFound, says: "does not exist"},
	{name: "409 detail", op: "update", status: 409, body: `{"detail":"Conflict"}`, kind: KindConflict, says: "Conflict"},
	{name: "409 slug", op: "update", status: 409, body: `{"slug":["taken"]}`, kind: KindConflict, says: "slug: taken"},
	{name: "413 HTML", op: "bulk", status: 413, body: htmlPage, kind: KindInvalid, says: "too long", hint: "fewer ids"},
	{name: "414 HTML", op: "issues", status: 414, body: htmlPage, kind: KindInvalid, says: "too long"},
	{name: "422 mirror", op: "start", status: 422, body: `{"detail":"Run mirror failed"}`, kind: KindInvalid, says: "mirror", hint: "start a new one"},
	{name: "429 string as HTML", op: "issues", status: 429, body: `"You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds"`, header: map[string]string{"Content-Type": "text/html"}, kind: KindRateLimited, says: "Limit is 40", requests: 3},
	{name: "429 write", op: "note", status: 429, body: `"too frequently"`, kind: KindRateLimited},
	{name: "500 detail", op: "issues", status: 500, body: `{"detail":"Internal Error","errorId":"abc123"}`, kind: KindUnavailable, says: "Internal Error (error id abc123)", requests: 3},
	{name: "500 HTML", op: "issue", status: 500, body: htmlPage, kind: KindUnavailable, says: "HTML page", requests: 3},
	{name: "501", op: "issue", status: 501, body: `{}`, kind: KindUnavailable},
	{name: "502 HTML", op: "event", status: 502, body: htmlPage, kind: KindUnavailable, requests: 3},
	{name: "503 maintenance", op: "issues", status: 503, body: htmlPage, kind: KindUnavailable, says: "maintenance", requests: 3},
	{name: "504 empty", op: "issues", status: 504, kind: KindUnavailable, requests: 3},
	{name: "522", op: "issues", status: 522, body: "error code: 522", kind: KindUnavailable, requests: 3},
	{name: "500 write", op: "note", status: 500, body: `{"detail":"Internal Error"}`, kind: KindUnavailable},
	{name: "503 bulk write", op: "bulk", status: 503, body: htmlPage, kind: KindUnavailable},
	{name: "408", op: "issues", status: 408, kind: KindTimeout, requests: 3},
	{name: "410", op: "issue", status: 410, body: `{"detail":"gone"}`, kind: KindNotFound},
	{name: "418", op: "issue", status: 418, body: `{"detail":"teapot"}`, kind: KindInvalid, says: "teapot"},
	{name: "200 HTML list", op: "issues", status: 200, body: htmlPage, kind: KindUnavailable, says: "an HTML page", hint: "vedette doctor"},
	{name: "200 HTML object", op: "issue", status: 200, body: "\n " + htmlPage, kind: KindUnavailable, says: "an HTML page"},
	{name: "200 HTML event", op: "event", status: 200, body: htmlPage, kind: KindUnavailable, says: "an HTML page"},
	{name: "200 HTML Seer", op: "seer", status: 200, body: htmlPage, kind: KindUnavailable, says: "an HTML page"},
	{name: "200 object for list", op: "issues", status: 200, body: `{"detail":"odd"}`, kind: KindUnavailable, says: "an object came where a list was expected: odd"},
	{name: "200 list for object", op: "issue", status: 200, body: `[]`, kind: KindUnavailable, says: "a list came"},
	{name: "200 list for event", op: "event", status: 200, body: `[{}]`, kind: KindUnavailable, says: "a list came"},
	{name: "200 empty list body", op: "issues", status: 200, kind: KindUnavailable, says: "empty"},
	{name: "200 empty object body", op: "issue", status: 200, kind: KindUnavailable, says: "empty"},
	{name: "200 null object", op: "issue", status: 200, body: `null`, kind: KindUnavailable, says: "null"},
	{name: "200 broken list", op: "issues", status: 200, body: `[{"id":"1"},{"id":`, kind: KindUnavailable, says: "cut"},
	{name: "200 broken object", op: "issue", status: 200, body: `{"id":`, kind: KindUnavailable, says: "JSON"},
}

func TestFailures(t *testing.T) {
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			replies := []reply{{status: f.status, body: f.body, header: f.header}}
			c, s, _ := scripted(t, replies...)
			err := operations[f.op](t.Context(), c)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v is no *Error", err)
			}
			if e.Kind != f.kind || e.Status != f.status {
				t.Errorf("kind %s status %d, want %s %d (%v)", e.Kind, e.Status, f.kind, f.status, err)
			}
			if !strings.Contains(err.Error(), f.says) || !strings.Contains(e.Hint, f.hint) || e.Hint == "" {
				t.Errorf("message %q hint %q, want %q and %q in them", err, e.Hint, f.says, f.hint)
			}
			if strings.ContainsAny(err.Error(), "<>\x1b\n\u202e") || strings.Contains(err.Error(), "Secret") {
				t.Errorf("the message dumps the page: %q", err)
			}
			if got := s.count(""); f.op != "start" && got != max(f.requests, 1) {
				t.Errorf("%d requests, want %d", got, max(f.requests, 1))
			}
		})
	}
}

func TestKindOfForeignErrors(t *testing.T) {
	for want, err := range map[Kind]error{
		"": nil, KindCanceled: context.Canceled, KindTimeout: context.DeadlineExceeded, KindInternal: errors.New("x"),
	} {
		if got := KindOf(err); got != want {
			t.Errorf("KindOf(%v) = %q, want %q", err, got, want)
		}
	}
}

func TestNetworkFailures(t *testing.T) {
	clock := newClock()
	hello := func(base string, transport http.RoundTripper) error {
		c := newClient(t, Config{BaseURL: base, Transport: transport}, clock)
		_, err := c.Issue(t.Context(), "o", "1")
		return err
	}
	t.Run("refused", func(t *testing.T) {
		c, _, _ := scripted(t, reply{})
		base := c.base.String()
		dead := newDeadServer(t)
		err := hello(dead, nil)
		wantError(t, err, KindUnavailable, "cannot connect to 127.0.0.1", "vedette local run")
		if base == dead {
			t.Skip("the port was taken again")
		}
	})
	t.Run("DNS", func(t *testing.T) {
		wantError(t, hello("https://sentry.invalid", nil), KindUnavailable, "sentry.invalid", "SENTRY_URL")
	})
	t.Run("self-signed", func(t *testing.T) {
		server := newTLSServer(t)
		wantError(t, hello(server.URL, nil), KindUnavailable, "self-signed", "SSL_CERT_FILE")
	})
	t.Run("plain HTTP behind https", func(t *testing.T) {
		c, _, _ := scripted(t, reply{})
		wantError(t, hello("https://"+c.base.Host, nil), KindUnavailable, "does not speak TLS", "SENTRY_URL")
	})
	t.Run("slow", func(t *testing.T) {
		c := newClient(t, Config{BaseURL: newStuckServer(t)}, clock)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := c.Issue(ctx, "o", "1")
		wantError(t, err, KindTimeout, "no answer in time", "try again")
	})
	t.Run("canceled", func(t *testing.T) {
		c := newClient(t, Config{BaseURL: newStuckServer(t)}, clock)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(20*time.Millisecond, cancel)
		_, err := c.Issue(ctx, "o", "1")
		wantError(t, err, KindCanceled, "canceled", "")
	})
	t.Run("token unreadable", func(t *testing.T) {
		c, s, _ := scripted(t, reply{})
		c.cfg.Token = func(context.Context) (string, error) { return "", errors.New("keyring is locked") }
		_, err := c.Issue(t.Context(), "o", "1")
		wantError(t, err, KindUnauthenticated, "keyring is locked", "SENTRY_AUTH_TOKEN")
		if s.count("") != 0 {
			t.Error("a request was sent without the token")
		}
	})
}

func wantError(t *testing.T, err error, kind Kind, says, hint string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(err.Error(), says) || !strings.Contains(e.Hint, hint) {
		t.Errorf("got %s %v, want %s with %q and hint %q", KindOf(err), err, kind, says, hint)
		if e != nil {
			t.Errorf("hint: %q", e.Hint)
		}
	}
}
