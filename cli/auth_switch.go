package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func authSwitch() leaf {
	return leaf{
		name: "switch", summary: "use another account from now on", args: "[PROFILE]", max: 1,
		details:  "Without a name, and with two accounts, it is the other one. vedette --profile NAME does it for one command.",
		examples: []string{"vedette auth switch", "vedette auth switch sentry-example-com"},
		run: func(ctx context.Context, c *call) error {
			s, all, byDefault, err := c.logins()
			if err != nil {
				return err
			}
			to, err := c.otherAccount(all, byDefault)
			if err != nil {
				return err
			}
			if err := s.Paths.Edit(config.Change{Key: "default_profile", Value: to.Profile}); err != nil {
				return err
			}
			row := c.account(ctx, s, to)
			row.Active, row.Why = true, s.Paths.UserFile()
			if token := c.app.Env("VEDETTE_TOKEN") + c.app.Env("SENTRY_AUTH_TOKEN") + c.app.Env("SENTRY_ACCESS_TOKEN"); token != "" {
				c.notes.Say("note: the token in the environment still goes before it")
			}
			return c.object(ctx, row)
		},
	}
}

// logins are the stored ones, with the profile that is used when none is named.
func (c *call) logins() (s config.Settings, all []config.Account, byDefault string, err error) {
	if s, err = config.ForLogin(c.loginOptions(), ""); err != nil {
		return s, nil, "", err
	}
	all, byDefault, err = s.Paths.Accounts()
	return s, all, byDefault, err
}

func (c *call) otherAccount(all []config.Account, current string) (config.Account, error) {
	var names []string
	var others []config.Account
	for _, a := range all {
		if len(c.args) > 0 && a.Profile == c.args[0] {
			return a, nil
		}
		names = append(names, a.Profile)
		if a.Profile != current {
			others = append(others, a)
		}
	}
	switch {
	case len(all) == 0:
		return config.Account{}, notLoggedIn()
	case len(c.args) > 0:
		return config.Account{}, usage("accounts: "+strings.Join(names, ", "), "there is no account %q", c.args[0])
	case len(others) != 1:
		return config.Account{}, usage("name one: "+strings.Join(names, ", "), "there is not exactly one other account")
	}
	return others[0], nil
}

func authLogout() leaf {
	return leaf{
		name: "logout", summary: "forget a stored login", args: "[PROFILE]", max: 1,
		details: "Without a name it is the one in use. The server is not told: an unused token expires there, or is\n" +
			"revoked under Settings > Account > API.",
		examples: []string{"vedette auth logout", "vedette auth logout --all"},
		flags:    []ucli.Flag{&ucli.BoolFlag{Name: "all", Usage: "every stored login"}},
		run: func(ctx context.Context, c *call) error {
			s, all, byDefault, err := c.logins()
			if err != nil {
				return err
			}
			going, err := c.leaving(all, byDefault)
			if err != nil {
				return err
			}
			for _, a := range going {
				if err := c.forget(ctx, s.Paths, a, a.Profile == byDefault); err != nil {
					return err
				}
				_, _ = fmt.Fprintf(c.out.Out, "logged out of %s (%s, profile %s)\n", text.From(a.URL), text.From(a.Login), text.From(a.Profile))
			}
			return nil
		},
	}
}

// leaving are the logins to forget.
func (c *call) leaving(all []config.Account, byDefault string) ([]config.Account, error) {
	var logins, named []config.Account
	want := byDefault
	if len(c.args) > 0 {
		want = c.args[0]
	}
	var names []string
	for _, a := range all {
		if a.Login == "" {
			continue
		}
		logins, names = append(logins, a), append(names, a.Profile)
		if a.Profile == want {
			named = append(named, a)
		}
	}
	switch {
	case len(logins) == 0:
		return nil, notLoggedIn()
	case c.cmd.Bool("all"):
		return logins, nil
	case len(named) == 0 && len(logins) == 1 && len(c.args) == 0:
		return logins, nil
	case len(named) == 0:
		return nil, usage("vedette auth logout "+names[0]+", or --all; accounts: "+strings.Join(names, ", "), "which account is to be forgotten?")
	}
	return named, nil
}

// forget removes a login, and its profile unless that says more than a login.
func (c *call) forget(ctx context.Context, p config.Paths, a config.Account, isDefault bool) error {
	if err := c.app.Accounts.Store(p).Delete(ctx, a.Profile); err != nil {
		return err
	}
	changes, err := p.WithoutLogin(a.Profile)
	if err != nil {
		return err
	}
	if isDefault {
		changes = append(changes, config.Change{Key: "default_profile"})
	}
	return p.Edit(changes...)
}

func authToken() leaf {
	return leaf{
		name: "token", summary: "print the token in use, for scripts",
		details:  "A stored login is renewed first when it is about to expire. On a terminal it is printed only with --show.",
		examples: []string{`curl -H "Authorization: Bearer $(vedette auth token)" https://sentry.io/api/0/organizations/`},
		flags:    []ucli.Flag{&ucli.BoolFlag{Name: "show", Usage: "also on a terminal"}},
		run: func(ctx context.Context, c *call) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			if c.out.OutTTY && !c.cmd.Bool("show") {
				return usage("vedette auth token --show", "a token on the screen can be read by others")
			}
			token := s.Token
			if s.Login != "" {
				if token, err = c.app.Accounts.Token(ctx, s); err != nil {
					return loginProblem(err)
				}
			}
			if token == "" {
				return notLoggedIn()
			}
			_, err = fmt.Fprintln(c.out.Out, token)
			return err
		},
	}
}

// loginProblem gives an error of the store the kind that decides the exit code.
func loginProblem(err error) error {
	if e := (*ops.Error)(nil); errors.As(err, &e) {
		return e
	}
	return &ops.Error{Kind: ops.KindUnauthenticated, Op: "usage", Message: text.From(err.Error()), Hint: "vedette auth status, vedette auth login", Err: err}
}
