package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/config/credentials"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func (s *session) authGroup() *ucli.Command {
	return s.group("auth", "Log in and out", s.command(authLogin()), s.command(authStatus()), s.command(authSwitch()), s.command(authLogout()), s.command(authToken()))
}

// account is one login or token that vedette knows of.
type account struct {
	Profile   string    `json:"profile"`
	URL       string    `json:"url"`
	User      string    `json:"user"`   // e-mail address, name or organization; "" = not known
	Kind      string    `json:"kind"`   // what sort of token
	Stored    string    `json:"stored"` // keyring, file, or the file or variable it stands in
	Active    bool      `json:"active"`
	Why       string    `json:"why,omitempty"` // it is the active one
	Scopes    []string  `json:"scopes"`        // empty = not known
	Expires   time.Time `json:"expires,omitzero"`
	Renewable bool      `json:"renewable"` // renewed by itself before it expires
	Problem   string    `json:"problem,omitempty"`
}

// accountList is the answer of `auth status`.
type accountList struct {
	Accounts []account `json:"accounts"`
	Notes    []string  `json:"notes"`

	now time.Time
}

// Doc lists the accounts, the active one first to see.
func (l accountList) Doc() text.Doc {
	var d text.Doc
	for _, a := range l.Accounts {
		mark := " "
		if a.Active {
			mark = " (active)"
		}
		d.Heading(2, text.From(a.Profile+strings.TrimRight(mark, " ")))
		a.fields(&d, l.now)
	}
	for _, n := range l.Notes {
		d.Para(text.T("Note: "), text.From(n))
	}
	return d
}

// Doc shows one account, as a login ends.
func (a account) Doc() text.Doc {
	var d text.Doc
	d.Field("Profile", text.From(a.Profile))
	a.fields(&d, time.Time{})
	return d
}

func (a account) fields(d *text.Doc, now time.Time) {
	d.Field("Server", text.From(a.URL))
	d.Field("User", text.From(a.User))
	d.Field("Active because", text.From(a.Why))
	d.Field("Token", text.From(a.Kind))
	d.Field("Stored in", text.From(a.Stored))
	d.Field("Scopes", text.From(strings.Join(a.Scopes, " ")))
	if !a.Expires.IsZero() {
		d.Field("Expires", text.T(expiry(a, now)))
	}
	d.Field("Problem", text.From(a.Problem))
}

func expiry(a account, now time.Time) string {
	when := text.RFC3339(a.Expires)
	switch {
	case a.Renewable:
		when += ", renewed by itself"
	case !now.IsZero() && !now.Before(a.Expires):
		when += ": it has expired"
	}
	return when
}

func authStatus() leaf {
	return leaf{
		name: "status", summary: "show the accounts, and which is in use and why",
		details:  "Asks no server: vedette doctor does, and says what the token may do.\nExit code 4 when there is no account.",
		examples: []string{"vedette auth status", "vedette auth status --jq '.accounts[] | select(.active) | .user'"},
		run: func(ctx context.Context, c *call) error {
			if err := check[accountList](c); err != nil {
				return err
			}
			l, err := c.accounts(ctx)
			if err != nil {
				return err
			}
			if len(l.Accounts) == 0 {
				return notLoggedIn()
			}
			return c.object(ctx, l)
		},
	}
}

func notLoggedIn() error {
	return &ops.Error{Kind: ops.KindUnauthenticated, Op: "usage", Message: text.From("there is no stored login"), Hint: "vedette auth login"}
}

// accounts collects the stored logins, and the token in use where that is
// another one.
func (c *call) accounts(ctx context.Context) (accountList, error) {
	l := accountList{Accounts: []account{}, Notes: []string{}, now: c.app.Now()}
	s, err := c.settings()
	if err != nil { // a repository that sends the token elsewhere does not hide the accounts
		l.Notes = append(l.Notes, err.Error())
		if s, err = config.ForLogin(c.loginOptions(), ""); err != nil {
			return l, err
		}
	}
	stored, _, err := s.Paths.Accounts()
	if err != nil {
		return l, err
	}
	inUse := s.Login != ""
	for _, a := range stored {
		row := c.account(ctx, s, a)
		if row.Active = row.Active || s.Login != "" && a.Profile == s.Profile; row.Active {
			row.Why, inUse = s.Source["profile"], true
		}
		l.Accounts = append(l.Accounts, row)
	}
	if s.Token != "" && !inUse {
		row := account{Profile: s.Profile, URL: s.BaseURL, Kind: tokenKind(s.Token), Stored: s.Source["token"], Active: true,
			Why: "it goes before stored logins", Scopes: []string{}}
		l.Accounts = append([]account{row}, l.Accounts...)
	}
	for _, other := range s.Overrode["token"] {
		l.Notes = append(l.Notes, s.Source["token"]+" is used, and not the "+other)
	}
	return l, nil
}

// account is one profile with what is stored for it.
func (c *call) account(ctx context.Context, s config.Settings, a config.Account) account {
	row := account{Profile: a.Profile, URL: a.URL, User: a.Login, Scopes: []string{}}
	if a.Login == "" {
		row.Kind, row.Stored = "written into the file", s.Paths.UserFile()
		row.Active = s.Token != "" && s.Source["token"] == s.Paths.UserFile()+" [profile."+a.Profile+"]"
		return row
	}
	cred, place, err := c.app.Accounts.Store(s.Paths).Get(ctx, a.Profile)
	switch {
	case errors.Is(err, credentials.ErrNone):
		row.Problem = "its token is gone from the keyring and the file; vedette auth login --profile " + a.Profile
	case err != nil:
		row.Problem = err.Error()
	case !credentials.SameServer(cred.Origin, a.URL):
		row.Problem = "its token was given for " + cred.Origin + " and is not sent to " + a.URL
	}
	if err != nil {
		return row
	}
	row.Kind, row.Stored, row.Expires, row.Renewable = tokenKind(cred.AccessToken), string(place), cred.Expires, cred.RefreshToken != ""
	row.Scopes = append(row.Scopes, cred.Scopes...)
	return row
}

// tokenKind is the sort of token that its prefix tells.
func tokenKind(token string) string {
	prefix, _, _ := strings.Cut(token, "_")
	switch prefix {
	case "sntryu":
		return "user token"
	case "sntrys":
		return "organization token"
	case "sntryi":
		return "integration token"
	case "sntrya":
		return "application token"
	}
	return "token without a prefix"
}

// loginOptions are what a login starts from.
func (c *call) loginOptions() config.Options {
	return config.Options{Flags: config.Flags{Profile: c.cmd.String("profile")}, Env: c.app.Env, Home: c.app.Home}
}
