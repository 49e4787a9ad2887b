package sentryapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vedette/internal/text"
)

// OAuth logs in by the device flow (RFC 8628) and renews what that gave. It
// talks to the server's own login pages, never to region hosts, follows no
// redirect, and never repeats a renewal: a refresh token works once.
type OAuth struct {
	client *Client
	id     string
}

// DeviceCode is a login that waits for its user.
type DeviceCode struct {
	UserCode text.Word // what to type: XXXX-XXXX
	Page     text.Word // where to type it
	FullPage text.Word // the same page with the code in its address; "" = none
	Expires  time.Time
	Interval time.Duration // between two polls

	code string
}

// Grant is what a finished login or a renewal gives.
type Grant struct {
	AccessToken  string
	RefreshToken string    // "" = it cannot be renewed
	Expires      time.Time // zero = the server did not say
	Scopes       []string
	User         User
}

// Waiting times of the device flow, from the standard.
const (
	pollInterval = 5 * time.Second
	slowDown     = 5 * time.Second
	codeLife     = 10 * time.Minute // where the server does not say
)

// NewOAuth logs in at cfg.BaseURL as the application with that client id. Of
// cfg the token, the regions and OnWait are not used.
func NewOAuth(cfg Config, clientID string) (*OAuth, error) {
	cfg.Token, cfg.Rejected = nil, nil
	c, err := New(cfg)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(strings.ToLower(c.base.Host), "."+c.cfg.ControlHost) {
		c.base.Host = c.cfg.ControlHost
	}
	return &OAuth{client: c, id: clientID}, nil
}

// deviceWire is the answer to Start.
type deviceWire struct {
	DeviceCode string    `json:"device_code"`
	UserCode   text.Word `json:"user_code"`
	Page       text.Word `json:"verification_uri"`
	FullPage   text.Word `json:"verification_uri_complete"`
	ExpiresIn  Float     `json:"expires_in"` // seconds
	Interval   Float     `json:"interval"`   // seconds
}

// Start asks for a code. Scopes are what the token shall be allowed.
func (o *OAuth) Start(ctx context.Context, scopes []string) (DeviceCode, error) {
	const op = "log in"
	wire, _, err := post[deviceWire](ctx, o, op, "/oauth/device/code/", url.Values{"scope": {strings.Join(scopes, " ")}})
	if err != nil {
		return DeviceCode{}, err
	}
	if wire.DeviceCode == "" || wire.UserCode == "" || wire.Page == "" {
		return DeviceCode{}, &Error{Kind: KindUnavailable, Op: op, Message: text.From("the server's answer holds no code"), Hint: doctorHint}
	}
	d := DeviceCode{UserCode: wire.UserCode, Page: wire.Page, FullPage: wire.FullPage, code: wire.DeviceCode, Interval: pollInterval}
	if s := boundedSeconds(float64(wire.Interval)); s > 0 {
		d.Interval = max(time.Second, s)
	}
	life := codeLife
	if s := boundedSeconds(float64(wire.ExpiresIn)); s > 0 {
		life = s
	}
	d.Expires = o.client.cfg.Now().Add(life)
	return d, nil
}

// Wait polls until the user has answered in the browser, the code expires or
// ctx ends. A server that does not answer for a while is asked again.
func (o *OAuth) Wait(ctx context.Context, d DeviceCode) (Grant, error) {
	const op = "log in"
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {d.code}}
	for interval := d.Interval; ; {
		if !o.client.cfg.Now().Add(interval).Before(d.Expires) {
			return Grant{}, codeExpired(op)
		}
		if err := o.client.cfg.Sleep(ctx, interval); err != nil {
			return Grant{}, unsentError(op, err)
		}
		grant, said, err := o.token(ctx, op, form)
		switch kind := KindOf(err); {
		case err == nil:
			return grant, nil
		case said == "authorization_pending":
		case said == "slow_down", kind == KindRateLimited, kind == KindUnavailable, kind == KindTimeout:
			if ctx.Err() != nil {
				return Grant{}, err
			}
			interval += slowDown
		case said == "expired_token":
			return Grant{}, codeExpired(op)
		default:
			return Grant{}, err
		}
	}
}

func codeExpired(op string) *Error {
	return &Error{Kind: KindUnauthenticated, Op: op, Message: text.From("the code has expired before it was used"), Hint: "vedette auth login shows a new one"}
}

// Renew exchanges a refresh token, which is used up by that, for a new pair.
func (o *OAuth) Renew(ctx context.Context, refreshToken string) (Grant, error) {
	grant, _, err := o.token(ctx, "renew the login", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refreshToken}})
	return grant, err
}

// tokenWire is a pair as the server answers it.
type tokenWire struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    Float  `json:"expires_in"` // seconds
	ExpiresAt    Time   `json:"expires_at"`
	Scope        string `json:"scope"` // separated by spaces
	User         User   `json:"user"`
}

// token asks the token endpoint; said is the OAuth error of a refusal.
func (o *OAuth) token(ctx context.Context, op string, form url.Values) (g Grant, said string, err error) {
	wire, said, err := post[tokenWire](ctx, o, op, "/oauth/token/", form)
	if err != nil {
		return Grant{}, said, err
	}
	if wire.AccessToken == "" || strings.ContainsFunc(wire.AccessToken, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return Grant{}, "", &Error{Kind: KindUnavailable, Op: op, Message: text.From("the server's answer holds no token"), Hint: doctorHint}
	}
	g = Grant{AccessToken: wire.AccessToken, RefreshToken: wire.RefreshToken, User: wire.User, Expires: wire.ExpiresAt.Time}
	for scope := range strings.FieldsSeq(wire.Scope) {
		g.Scopes = append(g.Scopes, string(text.WordOf(scope)))
	}
	if s := boundedYears(float64(wire.ExpiresIn)); s > 0 {
		g.Expires = o.client.cfg.Now().Add(s)
	}
	return g, "", nil
}

// boundedYears is a token's life, at most ten years.
func boundedYears(s float64) time.Duration {
	if !(s > 0) {
		return 0
	}
	return time.Duration(min(s, 10*365*86400) * float64(time.Second))
}

// post sends a form to the login pages and decodes what it answers.
func post[T any](ctx context.Context, o *OAuth, op, path string, form url.Values) (v T, said string, err error) {
	form.Set("client_id", o.id)
	r := call{op: op, method: http.MethodPost, path: path, header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	target := strings.TrimRight(o.client.base.String(), "/") + path
	ans, err := o.client.exchange(ctx, r, target, []byte(form.Encode()), "")
	if err != nil {
		return v, "", err
	}
	if ans.status != http.StatusOK {
		said, err = o.refusal(r, ans)
		return v, said, err
	}
	err = ans.into(op, &v)
	return v, "", err
}
