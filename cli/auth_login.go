package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/config/credentials"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func authLogin() leaf {
	return leaf{
		name: "login", summary: "log in to sentry.io or to a server of your own", op: []string{"whoami"}, max: -1,
		details: "In the browser, by a code (OAuth device flow): that needs the client id of an OAuth application of the server,\n" +
			"from --client-id, VEDETTE_CLIENT_ID or the setting client_id of the profile. Or with a token that you create under\n" +
			"Settings > Account > API > Auth Tokens: --token reads it from standard input, never from the command line.\n" +
			"The token goes to the keyring, where there is none to a file only you can read, and is sent to this server only.",
		examples: []string{
			"vedette auth login --token", "vedette auth login --client-id 0123abcd", "vedette auth login --url https://sentry.example.com --token < token.txt",
			"vedette auth login --read-only --profile watch --client-id 0123abcd",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "url", Usage: "`ADDRESS` of the server"},
			&ucli.StringFlag{Name: "client-id", Usage: "`ID` of the OAuth application"},
			&ucli.GenericFlag{Name: "token", Usage: "read a token from standard input, hidden on a terminal", Value: &optionalValue{}, HideDefault: true},
			&ucli.StringFlag{Name: "scopes", Usage: "`SCOPES` to ask for, separated by commas; with --read-only those that change nothing"},
			&ucli.BoolFlag{Name: "no-browser", Usage: "only print the address"},
		},
		run: func(ctx context.Context, c *call) error {
			if err := check[account](c); err != nil {
				return err
			}
			byToken, err := c.wantsToken()
			if err != nil {
				return err
			}
			s, err := config.ForLogin(c.loginOptions(), c.cmd.String("url"))
			if err != nil {
				return err
			}
			if s.Profile == config.Local || s.Profile == config.Demo {
				return usage("vedette auth login", "the profile %s is built in and needs no login", s.Profile)
			}
			var cred credentials.Credential
			if byToken {
				cred, err = c.readToken(ctx, s)
			} else {
				cred, err = c.deviceLogin(ctx, s)
			}
			if err != nil {
				return err
			}
			return c.keepLogin(ctx, s, cred)
		},
	}
}

// wantsToken is true with --token. A token given as its value, or as an
// argument, is refused without repeating it.
func (c *call) wantsToken() (bool, error) {
	value := ""
	if v, ok := c.cmd.Generic("token").(*optionalValue); ok {
		value = v.String()
	}
	fromInput := len(c.args) == 0 || len(c.args) == 1 && c.args[0] == "-"
	switch {
	case value == "" && len(c.args) > 0:
		return false, usage("vedette auth login --help", "vedette auth login takes no argument")
	case value != "" && (value != "true" && value != "-" || !fromInput):
		return false, usage("vedette auth login --token < FILE, or without a file: it asks",
			"a token on the command line can be read by every process and stays in the shell's history; give it on standard input (and revoke this one)")
	}
	return value != "", nil
}

// readToken reads a token from standard input.
func (c *call) readToken(ctx context.Context, s config.Settings) (credentials.Credential, error) {
	if c.out.InTTY {
		c.notes.Say("create a token under " + tokenPage(s.BaseURL))
	}
	token, err := c.out.Secret(ctx, "Token: ")
	if err != nil {
		return credentials.Credential{}, err
	}
	token = strings.TrimSpace(token)
	if token == "" || len(token) > 4096 || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return credentials.Credential{}, usage("vedette auth login --token < FILE", "there is no token on standard input")
	}
	return credentials.Credential{Origin: s.BaseURL, AccessToken: token, Issued: c.app.Now()}, nil
}

func tokenPage(base string) string { return base + "/settings/account/api/auth-tokens/" }

// deviceLogin logs in through the browser.
func (c *call) deviceLogin(ctx context.Context, s config.Settings) (credentials.Credential, error) {
	var none credentials.Credential
	scopes, err := loginScopes(c.cmd.String("scopes"), c.cmd.Bool("read-only"))
	if err != nil {
		return none, err
	}
	id := cmp.Or(c.cmd.String("client-id"), s.ClientID)
	if id == "" {
		return none, usage("create a public application under "+s.BaseURL+"/settings/account/api/applications/ and pass its client id: "+
			"vedette auth login --client-id ID (or VEDETTE_CLIENT_ID); or use a token of "+tokenPage(s.BaseURL)+": vedette auth login --token",
			"a login in the browser needs the client id of an OAuth application of %s", s.BaseURL)
	}
	flow, err := c.app.Accounts.Device(s, id)
	if err != nil {
		return none, err
	}
	code, err := flow.Start(ctx, scopes)
	if err != nil {
		return none, err
	}
	c.showCode(code)
	done := c.progress("Waiting for your answer in the browser")
	grant, err := flow.Wait(ctx, code)
	done()
	if err != nil {
		return none, err
	}
	return credentials.Credential{
		Origin: s.BaseURL, AccessToken: grant.AccessToken, RefreshToken: grant.RefreshToken, Issued: c.app.Now(), Expires: grant.Expires,
		Scopes: grant.Scopes, ClientID: id,
	}, nil
}

// showCode tells a person what to type and where, quiet or not: without it
// there is nothing to wait for.
func (c *call) showCode(code ops.DeviceCode) {
	page, err := render.WebAddress(string(cmp.Or(code.FullPage, code.Page)))
	if err != nil {
		page = string(code.Page)
	}
	_, _ = fmt.Fprintf(c.out.Err, "Your code: %s\nEnter it at: %s\n", render.Bold.Paint(string(code.UserCode), c.out.ErrColor), text.From(string(code.Page)))
	if c.out.ErrTTY {
		_, _ = io.WriteString(c.out.Err, c.out.QR(page))
	}
	if err != nil || c.cmd.Bool("no-browser") || !c.hasBrowser() {
		return
	}
	c.notes.Say("opening " + page)
	open := render.OpenURL(c.app.Env)
	go func() { _ = open(page) }() // a browser may run as long as it likes; the address is on the screen
}

// hasBrowser is true where a window can open: with BROWSER, or at a desktop of
// this machine. Elsewhere the system's opener may take over the terminal.
func (c *call) hasBrowser() bool {
	if c.app.Env("BROWSER") != "" {
		return true
	}
	return c.out.ErrTTY && c.app.Env("SSH_CONNECTION") == "" && render.Desktop(c.app.Env)
}

// loginScopes are the scopes to ask for.
func loginScopes(named string, readOnly bool) ([]string, error) {
	scopes := []string{"org:read", "project:read", "team:read", "member:read", "event:read", "event:write", "alerts:read", "project:releases"}
	if named != "" {
		scopes = strings.FieldsFunc(named, func(r rune) bool { return r == ',' || r == ' ' })
	}
	known := knownScopes()
	for _, s := range scopes {
		if !slices.Contains(known, s) {
			hint := "scopes: " + strings.Join(known, " ")
			if best := text.Closest(s, known); best != "" {
				hint = "did you mean " + best + "? " + hint
			}
			return nil, usage(hint, "there is no scope %q", s)
		}
	}
	if readOnly {
		scopes = slices.DeleteFunc(scopes, func(s string) bool { return !strings.HasSuffix(s, ":read") })
	}
	if len(scopes) == 0 {
		return nil, usage("vedette auth login --read-only", "no scope is left to ask for")
	}
	return scopes, nil
}

// knownScopes are Sentry's, from its documentation of the API's permissions.
func knownScopes() []string {
	return []string{
		"org:read", "org:write", "org:admin", "org:integrations", "org:ci", "member:read", "member:write", "member:admin", "member:invite",
		"team:read", "team:write", "team:admin", "project:read", "project:write", "project:admin", "project:releases", "project:distribution",
		"event:read", "event:write", "event:admin", "alerts:read", "alerts:write",
	}
}

// keepLogin asks the server whose token it is, stores it and makes its profile
// the one in use.
func (c *call) keepLogin(ctx context.Context, s config.Settings, cred credentials.Credential) error {
	who, err := c.tokenOwner(ctx, s, cred.AccessToken)
	if err != nil {
		return err
	}
	name := s.Profile
	if cred.User = who.user; name == "" {
		if name, err = s.Paths.ProfileName(s.BaseURL, who.user); err != nil {
			return err
		}
	}
	place, reason, err := c.app.Accounts.Store(s.Paths).Put(ctx, name, cred)
	if err != nil {
		return err
	}
	if reason != nil {
		c.notes.Say("note: the token is in " + c.app.Accounts.Store(s.Paths).Path() + ", readable by you only: " + reason.Error())
	}
	changes := []config.Change{{Key: "default_profile", Value: name}, {Key: "profile." + name + ".url", Value: s.BaseURL},
		{Key: "profile." + name + ".login", Value: who.user}, {Key: "profile." + name + ".token"}}
	if cred.ClientID != "" {
		changes = append(changes, config.Change{Key: "profile." + name + ".client_id", Value: cred.ClientID})
	}
	if err := s.Paths.Edit(changes...); err != nil {
		return err
	}
	c.notes.Say(fmt.Sprintf("logged in to %s as %s", s.BaseURL, who.shown))
	if lacking := lacking(who.scopes); len(lacking) > 0 {
		c.notes.Say("the token does not allow: " + strings.Join(lacking, ", "))
	}
	row := c.account(ctx, s, config.Account{Profile: name, URL: s.BaseURL, Login: who.user})
	row.Active, row.Why, row.Stored = true, "it is the newest login", string(place)
	if len(row.Scopes) == 0 {
		row.Scopes = append(row.Scopes, who.scopes...)
	}
	return c.object(ctx, row)
}

// owner is whose token it is.
type owner struct {
	user   string   // for the file: e-mail address, name or organization
	shown  string   // for people
	scopes []string // in the first organization it sees; nil = not known
}

// tokenOwner asks the server about a new token. Organization tokens belong to
// nobody, and may still read.
func (c *call) tokenOwner(ctx context.Context, s config.Settings, token string) (owner, error) {
	s.Token, s.Login, s.Profile, s.Fresh = token, "", config.Default, true
	o, err := c.connect(ctx, s)
	if err != nil {
		return owner{}, err
	}
	defer c.progress("Checking the token")()
	me, err := o.Whoami(ctx, ops.WhoamiIn{})
	orgs, orgErr := o.FindOrganizations(ctx, ops.FindOrganizationsIn{})
	var out owner
	switch kind := ops.KindOf(err); {
	case err == nil:
		out.shown = ops.PersonName(me.User).String()
		out.user = cmp.Or(me.User.Email.String(), me.User.Username.String(), me.User.Name.String(), string(me.User.ID))
	case (kind == ops.KindUnauthenticated || kind == ops.KindForbidden) && orgErr == nil && len(orgs.Organizations) > 0:
		out.user = "organization " + string(orgs.Organizations[0].Slug)
		out.shown = "the " + out.user
	default:
		return owner{}, err
	}
	if orgErr == nil && len(orgs.Organizations) > 0 {
		out.scopes = o.TokenScopes(ctx, string(orgs.Organizations[0].Slug))
	}
	return out, nil
}

// lacking names what the scopes do not allow; none = everything, or not known.
func lacking(scopes []string) []string {
	if len(scopes) == 0 {
		return nil
	}
	var out []string
	for _, op := range ops.Catalog() {
		if len(op.Scopes) > 0 && !slices.ContainsFunc(op.Scopes, func(s string) bool { return slices.Contains(scopes, s) }) {
			out = append(out, strings.ToLower(op.Title)+" ("+strings.Join(op.Scopes, " or ")+")")
		}
	}
	return out
}
