package cli

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

// maxSkew is how far the clocks may differ before it matters: tokens expire by
// the server's.
const maxSkew = 2 * time.Minute

// diagnoseLogin says what is stored for the login in use, and where.
func (c *call) diagnoseLogin(ctx context.Context, d *diagnosis, s config.Settings) {
	if s.Login == "" {
		if s.Token != "" {
			d.pass("token kind", "%s, from %s", tokenKind(s.Token), s.Source["token"])
		}
		return
	}
	row := c.account(ctx, s, config.Account{Profile: s.Profile, URL: s.BaseURL, Login: s.Login})
	if row.Problem != "" {
		d.fail("login", &ops.Error{Kind: ops.KindUnauthenticated, Op: "usage", Message: text.From(row.Problem), Hint: "vedette auth login"})
		return
	}
	details := row.Kind + " of " + row.User + ", in the " + row.Stored
	if !row.Expires.IsZero() {
		details += ", expires " + expiry(row, c.app.Now())
	}
	d.pass("login", "%s", details)
}

// diagnoseServer says which sort of server answered, by which way, and whether
// the clocks agree.
func (c *call) diagnoseServer(d *diagnosis, o *ops.Ops, s config.Settings) {
	info := o.Server()
	kind := "self-hosted"
	switch {
	case s.Profile == config.Local || s.Profile == config.Demo:
		d.pass("server", "the embedded backend")
		return
	case info.Hosted:
		kind = "the hosted service"
	}
	if info.Software != "" {
		kind += ", behind " + string(info.Software)
	}
	d.pass("server", "%s", kind)
	if proxy := proxyOf(c.app.Env, s.BaseURL); proxy != "" {
		d.pass("proxy", "%s", proxy)
	}
	switch skew := info.Skew; {
	case !info.Answered:
	case skew.Abs() <= maxSkew:
		d.pass("clock", "agrees with the server's")
	case skew > 0:
		d.pass("clock", "this computer's clock is %s behind the server's: set it, or tokens seem valid that are not", text.Duration(skew))
	default:
		d.pass("clock", "this computer's clock is %s ahead of the server's: set it, or tokens seem expired that are not", text.Duration(-skew))
	}
}

// proxyOf is the proxy of the environment for an address, without its password.
func proxyOf(env func(string) string, address string) string {
	get := func(name string) string {
		if v := env(name); v != "" {
			return v
		}
		return env(strings.ToLower(name))
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	cfg := httpproxy.Config{HTTPProxy: get("HTTP_PROXY"), HTTPSProxy: get("HTTPS_PROXY"), NoProxy: get("NO_PROXY")}
	proxy, err := cfg.ProxyFunc()(u)
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Redacted()
}

// diagnoseDSNs lists the DSNs of the checkout and which one is in use.
func (c *call) diagnoseDSNs(d *diagnosis, s config.Settings) {
	hits, err := config.DSNs(config.Options{Env: c.app.Env, Dir: c.app.Dir, Home: c.app.Home})
	if err != nil {
		return // the settings said so already
	}
	for _, h := range hits {
		at := h.Path
		if h.Line > 0 {
			at += ":" + strconv.Itoa(h.Line)
		}
		use := "not used: the project was named elsewhere"
		switch {
		case s.Source["project"] == "DSN in "+h.Path && s.Project == h.DSN.Project:
			use = "used"
		case h.DSN.Loopback():
			use = "of this machine: vedette --profile local"
		case s.BaseURL != "" && !h.DSN.Of(s.BaseURL):
			use = "not used: it is of another server"
		case strings.HasPrefix(s.Source["project"], "DSN in "):
			use = "not used: another comes first"
		case s.Project == "" && s.Org != "":
			use = "not used: it may be of another organization than " + s.Org
		}
		d.pass("dsn", "project %s at %s in %s, %s", h.DSN.Project, h.DSN.Host, at, use)
	}
}
