package sentryapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vedette/internal/sentryapi/oauthtest"
)

// login is a login server and an OAuth client that share a clock which only
// sleeping moves.
type login struct {
	*oauthtest.Server
	oauth  *OAuth
	url    string
	now    time.Time
	slept  []time.Duration
	during func(n int) // called before the n-th sleep, from 1
}

func newLogin(t *testing.T) *login {
	t.Helper()
	l := &login{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), during: func(int) {}}
	l.Server = oauthtest.New(func() time.Time { return l.now })
	web := httptest.NewServer(l.Server)
	t.Cleanup(web.Close)
	l.url = web.URL
	var err error
	l.oauth, err = NewOAuth(Config{BaseURL: web.URL, Now: func() time.Time { return l.now }, Sleep: func(ctx context.Context, d time.Duration) error {
		l.slept = append(l.slept, d)
		l.during(len(l.slept))
		l.now = l.now.Add(d)
		return ctx.Err()
	}}, oauthtest.ClientID)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestDeviceFlow(t *testing.T) {
	l := newLogin(t)
	d, err := l.oauth.Start(t.Context(), []string{"org:read", "event:read"})
	if err != nil {
		t.Fatal(err)
	}
	if d.UserCode != "BCDF-GHJK" || !strings.HasSuffix(string(d.FullPage), "?user_code=BCDF-GHJK") || d.Interval != 5*time.Second || d.Expires.Sub(l.now) != 10*time.Minute {
		t.Errorf("%+v", d)
	}
	l.during = func(n int) {
		if n == 3 {
			l.Answer("approved")
		}
	}
	g, err := l.oauth.Wait(t.Context(), d)
	if err != nil || len(l.slept) != 3 || !strings.HasPrefix(g.AccessToken, "sntryu_") || g.RefreshToken == "" || strings.Join(g.Scopes, " ") != "org:read event:read" ||
		g.Expires.Sub(l.now) < 29*24*time.Hour || g.User.Email.String() != "ada@example.com" {
		t.Errorf("%+v, %v, slept %v", g, err, l.slept)
	}
	if _, err := l.oauth.Wait(t.Context(), d); KindOf(err) != KindUnauthenticated || !strings.Contains(err.Error(), "used already") {
		t.Errorf("the code a second time: %v", err)
	}
	next, err := l.oauth.Renew(t.Context(), g.RefreshToken)
	if err != nil || next.RefreshToken == g.RefreshToken || next.AccessToken == g.AccessToken {
		t.Errorf("%+v, %v", next, err)
	}
	if _, err := l.oauth.Renew(t.Context(), g.RefreshToken); KindOf(err) != KindUnauthenticated {
		t.Errorf("the refresh token a second time: %v", err)
	}
}

func TestDeviceFlowSlowsDown(t *testing.T) {
	l := newLogin(t)
	d, err := l.oauth.Start(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Interval = 3 * time.Second // the server wants 5
	l.during = func(n int) {
		if n == 4 {
			l.Answer("approved")
		}
	}
	if _, err := l.oauth.Wait(t.Context(), d); err != nil || len(l.slept) != 4 || l.slept[2] != 8*time.Second {
		t.Errorf("%v, slept %v", err, l.slept)
	}
}

func TestDeviceFlowOutlivesAnOutage(t *testing.T) {
	l := newLogin(t)
	d, err := l.oauth.Start(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Fail = 2
	l.Answer("approved")
	if g, err := l.oauth.Wait(t.Context(), d); err != nil || g.AccessToken == "" || len(l.slept) != 3 {
		t.Errorf("%v, slept %v", err, l.slept)
	}
}

func TestDeviceFlowEnds(t *testing.T) {
	for name, c := range map[string]struct {
		during func(*login, int)
		kind   Kind
		want   string
	}{
		"denied":  {func(l *login, _ int) { l.Answer("denied") }, KindUnauthenticated, "denied in the browser"},
		"expired": {func(l *login, _ int) {}, KindUnauthenticated, "expired"},
		"expired by the server's clock": {func(l *login, n int) {
			if n == 1 {
				l.Server.Now = func() time.Time { return l.now.Add(time.Hour) }
			}
		}, KindUnauthenticated, "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLogin(t)
			d, err := l.oauth.Start(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			l.during = func(n int) { c.during(l, n) }
			_, err = l.oauth.Wait(t.Context(), d)
			var e *Error
			if !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(e.Error(), c.want) || e.Hint == "" || len(l.slept) > 120 {
				t.Errorf("%v after %d polls", err, len(l.slept))
			}
		})
	}
	l := newLogin(t)
	d, err := l.oauth.Start(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	l.during = func(int) { cancel() }
	if _, err := l.oauth.Wait(ctx, d); KindOf(err) != KindCanceled || len(l.slept) != 1 {
		t.Errorf("canceled: %v after %d polls", err, len(l.slept))
	}
}

func TestDeviceFlowRefusals(t *testing.T) {
	l := newLogin(t)
	if _, err := l.oauth.Start(t.Context(), []string{"event:everything"}); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), "scopes") {
		t.Errorf("a scope that there is not: %v", err)
	}
	stranger, err := NewOAuth(Config{BaseURL: l.url}, "nobody")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Start(t.Context(), nil); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), "client id") {
		t.Errorf("a client that the server does not know: %v", err)
	}
	for name, c := range map[string]struct {
		status     int
		body, want string
		kind       Kind
	}{
		"an old Sentry":        {404, "<html>", "no device login", KindNotEnabled},
		"a login proxy":        {302, "", "no device login", KindNotEnabled},
		"HTML":                 {200, "<html>", "HTML", KindUnavailable},
		"no code":              {200, "{}", "no code", KindUnavailable},
		"a broken server":      {500, "<html>", "maintenance", KindUnavailable},
		"device flow is off":   {400, `{"error":"unauthorized_client"}`, "device flow", KindNotEnabled},
		"an unknown refusal":   {400, `{"error":"teapot","error_description":"short \u001b[31mand stout"}`, "teapot", KindInvalid},
		"wrong types":          {200, `{"device_code":7,"user_code":[],"verification_uri":{}}`, "no code", KindUnavailable},
		"too many of this one": {429, `{"detail":"slow"}`, "slow", KindRateLimited},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		o, err := NewOAuth(Config{BaseURL: web.URL}, "x")
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Start(t.Context(), nil)
		if KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %s %v", name, KindOf(err), err)
		}
		web.Close()
	}
}

// The login pages are on the control host, whatever region is configured.
func TestOAuthNeverAsksARegion(t *testing.T) {
	var asked string
	o, err := NewOAuth(Config{BaseURL: "https://de.sentry.io", Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		asked = r.URL.String()
		return nil, io.EOF
	})}, "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Start(t.Context(), nil); err == nil || asked != "https://sentry.io/oauth/device/code/" {
		t.Errorf("%s, %v", asked, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A refused token is replaced once, for writes too, and never in a circle.
func TestRejectedTokenIsTriedOnceMore(t *testing.T) {
	for name, c := range map[string]struct {
		another  string
		err      error
		valid    string
		requests int
		kind     Kind
	}{
		"renewed":               {"new", nil, "new", 2, ""},
		"renewed, still wrong":  {"new", nil, "other", 2, KindUnauthenticated},
		"none":                  {"", nil, "new", 1, KindUnauthenticated},
		"the same":              {"old", nil, "new", 1, KindUnauthenticated},
		"it cannot be renewed":  {"", &Error{Kind: KindUnavailable, Op: "renew the login"}, "new", 1, KindUnavailable},
		"it was accepted":       {"new", nil, "old", 1, ""},
		"another kind of error": {"", errors.New("the keyring is locked"), "new", 1, KindUnauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests++
				if r.Header.Get("Authorization") != "Bearer "+c.valid {
					w.WriteHeader(http.StatusUnauthorized)
					_, _ = io.WriteString(w, `{"detail":"Token expired"}`)
					return
				}
				_, _ = io.WriteString(w, `{"id":"1"}`)
			}))
			defer web.Close()
			client, err := New(Config{BaseURL: web.URL, Token: func(context.Context) (string, error) { return "old", nil },
				Rejected: func(_ context.Context, token string) (string, error) {
					if token != "old" {
						t.Errorf("asked for a replacement of %q", token)
					}
					return c.another, c.err
				}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = write[User](t.Context(), client, call{op: "change", method: http.MethodPut, path: "/x/", body: map[string]int{"a": 1}})
			if KindOf(err) != c.kind || requests != c.requests {
				t.Errorf("%v after %d requests", err, requests)
			}
		})
	}
}

// A second factor or single sign-on is not cured by another token.
func TestSignOnIsNoRejectedToken(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"detail":{"code":"sso-required","message":"x","extra":{"loginUrl":"/auth/login/acme/"}}}`)
	}))
	defer web.Close()
	client, err := New(Config{BaseURL: web.URL, Rejected: func(context.Context, string) (string, error) {
		t.Error("a renewal was asked for")
		return "", nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Auth(t.Context()); KindOf(err) != KindForbidden {
		t.Error(err)
	}
}

func FuzzOAuthAnswer(f *testing.F) {
	for _, s := range []string{`{"error":"slow_down"}`, `{"access_token":"a","expires_in":1e99,"scope":"a b"}`, `{"device_code":"x","user_code":"y","verification_uri":"z","interval":-1}`, "<html>", "[]", `{"expires_at":"x","access_token":"a\n"}`} {
		f.Add(200, []byte(s))
		f.Add(400, []byte(s))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		o, err := NewOAuth(Config{BaseURL: "http://sentry.test", Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
		})}, "x")
		if err != nil {
			t.Fatal(err)
		}
		if d, err := o.Start(t.Context(), nil); err == nil && (d.UserCode == "" || d.Interval <= 0) {
			t.Errorf("%+v", d)
		}
		if g, err := o.Renew(t.Context(), "r"); err == nil && (g.AccessToken == "" || strings.ContainsAny(g.AccessToken, " \r\n")) {
			t.Errorf("%+v", g)
		}
	})
}
