package main

import (
	"cmp"
	"context"
	"os"
	"time"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/config/credentials"
	"vedette/internal/sentryapi"
)

// authorize gives the client the token of the settings: as it is, or that of a
// stored login, renewed before it expires and when the server refuses it. It
// returns what tells the token's scopes, where they are known.
func (w wiring) authorize(cfg *sentryapi.Config, s config.Settings) (scopes func(context.Context) []string) {
	if s.Login == "" {
		cfg.Token = func(context.Context) (string, error) { return s.Token, nil }
		return nil
	}
	source := w.login(s)
	cfg.Token, cfg.Rejected = source.Token, source.Rejected
	return func(ctx context.Context) []string {
		c, err := source.Credential(ctx)
		if err != nil {
			return nil
		}
		return c.Scopes
	}
}

// login is the stored login of the settings' profile.
func (w wiring) login(s config.Settings) *credentials.Source {
	return &credentials.Source{
		Store: credentials.Open(s.Paths.Config, os.Getenv), Profile: s.Profile, Server: s.BaseURL, Now: time.Now,
		Renew: func(ctx context.Context, old credentials.Credential) (credentials.Credential, error) {
			oauth, err := w.oauth(s, old.ClientID)
			if err != nil {
				return old, err
			}
			grant, err := oauth.Renew(ctx, old.RefreshToken)
			if err != nil {
				return old, err
			}
			old.AccessToken, old.RefreshToken = grant.AccessToken, cmp.Or(grant.RefreshToken, old.RefreshToken)
			old.Issued, old.Expires = time.Now(), grant.Expires
			if len(grant.Scopes) > 0 {
				old.Scopes = grant.Scopes
			}
			return old, nil
		},
	}
}

// oauth is the login of the settings' server.
func (w wiring) oauth(s config.Settings, clientID string) (*sentryapi.OAuth, error) {
	transport, err := transportFor(s)
	if err != nil {
		return nil, err
	}
	return sentryapi.NewOAuth(sentryapi.Config{
		BaseURL: s.BaseURL, Transport: transport, Headers: s.Headers, UserAgent: "vedette/" + w.version,
	}, clientID)
}

// accounts are the command line's way to logins.
func (w wiring) accounts() cli.Accounts {
	return cli.Accounts{
		Store:  func(p config.Paths) *credentials.Store { return credentials.Open(p.Config, os.Getenv) },
		Device: func(s config.Settings, clientID string) (cli.DeviceFlow, error) { return w.oauth(s, clientID) },
		Token:  func(ctx context.Context, s config.Settings) (string, error) { return w.login(s).Token(ctx) },
	}
}
