package main

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/config"
	"vedette/internal/config/credentials"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/sentryapi"
	"vedette/internal/sentryapi/oauthtest"
)

// loggedIn is a user whose login at a strict server was made the way `auth
// login` makes it.
func loggedIn(t *testing.T) (*oauthtest.Server, wiring, config.Settings) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("VEDETTE_KEYRING", "off")
	server := oauthtest.New(time.Now)
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	streams, _, _ := render.Test("")
	w := wiring{streams: streams, version: "test", home: home}
	start := config.Settings{BaseURL: web.URL, Paths: config.PathsOf(func(string) string { return "" }, home)}
	oauth, err := w.oauth(start, oauthtest.ClientID)
	if err != nil {
		t.Fatal(err)
	}
	code, err := oauth.Start(t.Context(), []string{"event:read"})
	if err != nil {
		t.Fatal(err)
	}
	server.Answer("approved")
	code.Interval = time.Millisecond
	grant, err := oauth.Wait(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.accounts().Store(start.Paths).Put(t.Context(), "work", credentials.Credential{
		Origin: web.URL, AccessToken: grant.AccessToken, RefreshToken: grant.RefreshToken, Issued: time.Now(), Expires: grant.Expires, Scopes: grant.Scopes, ClientID: oauthtest.ClientID,
	}); err != nil {
		t.Fatal(err)
	}
	if err := start.Paths.Edit(config.Change{Key: "profile.work.url", Value: web.URL}, config.Change{Key: "profile.work.login", Value: "ada"}, config.Change{Key: "default_profile", Value: "work"}); err != nil {
		t.Fatal(err)
	}
	s, err := config.Load(config.Options{Env: func(string) string { return "" }, Home: home})
	if err != nil || s.Login != "ada" {
		t.Fatal(s, err)
	}
	return server, w, s
}

// connected are the operations of one process; answers are not kept.
func connected(t *testing.T, w wiring, s config.Settings) *ops.Ops {
	t.Helper()
	s.Fresh = true
	o, closer, err := w.connect(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = closer.Close() })
	return o
}

func TestStoredLoginIsRenewedOnceWhenRefused(t *testing.T) {
	server, w, s := loggedIn(t)
	if me, err := connected(t, w, s).Whoami(t.Context(), ops.WhoamiIn{}); err != nil || me.User.Email.String() != "ada@example.com" {
		t.Fatal(me, err)
	}
	server.Revoke()
	var wg sync.WaitGroup
	for range 4 { // as many processes, each with requests side by side
		o := connected(t, w, s)
		for range 3 {
			wg.Go(func() {
				if _, err := o.Whoami(t.Context(), ops.WhoamiIn{}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if server.Renewals != 1 {
		t.Errorf("renewed %d times", server.Renewals)
	}
	if _, err := connected(t, w, s).Whoami(t.Context(), ops.WhoamiIn{}); err != nil {
		t.Errorf("with the stored pair: %v", err)
	}
}

// A login that the server has forgotten ends in one clear error, not in a
// circle of renewals.
func TestRevokedLoginSaysSo(t *testing.T) {
	server, w, s := loggedIn(t)
	server.RevokeAll()
	before := len(server.Requests)
	_, err := connected(t, w, s).Whoami(t.Context(), ops.WhoamiIn{})
	if ops.KindOf(err) != ops.KindUnauthenticated || !strings.Contains(err.Error(), "expired, was revoked") || len(server.Requests)-before != 1 {
		t.Errorf("%v after %d requests", err, len(server.Requests)-before)
	}
}

// The scopes of the login explain a refusal without another request.
func TestRefusalKnowsTheLoginsScopes(t *testing.T) {
	server, w, s := loggedIn(t)
	s.Org = "acme"
	before := len(server.Requests)
	_, err := connected(t, w, s).GetIssueActivity(t.Context(), ops.GetIssueActivityIn{IssueTarget: ops.IssueTarget{Issue: "1"}})
	if ops.KindOf(err) != ops.KindForbidden || !strings.Contains(err.Error(), "the token has the scope for it (event:read)") {
		t.Error(err)
	}
	for _, r := range server.Requests[before:] {
		if strings.HasSuffix(r, "/organizations/acme/") {
			t.Errorf("asked needlessly: %s", r)
		}
	}
}

// A login is sent to its own server only, whatever the settings say.
func TestStoredLoginStaysWithItsServer(t *testing.T) {
	_, w, s := loggedIn(t)
	other, _, _ := loggedIn(t)
	web := httptest.NewServer(other)
	defer web.Close()
	s.BaseURL = web.URL
	_, err := connected(t, w, s).Whoami(t.Context(), ops.WhoamiIn{})
	if ops.KindOf(err) != sentryapi.KindUnauthenticated || !strings.Contains(err.Error(), "nothing was sent") || len(other.Requests) != 0 {
		t.Errorf("%v, %v", err, other.Requests)
	}
}
