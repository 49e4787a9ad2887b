package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
)

func noEnv(string) string { return "" }

// fileOnly is a store on a machine without a keyring.
func fileOnly(dir string) *Store {
	s := Open(dir, noEnv)
	s.ring.usable = errNoRing
	return s
}

// withRing is a store whose keyring is go-keyring's own mock.
func withRing(t *testing.T, err error) *Store {
	t.Helper()
	keyring.MockInit()
	if err != nil {
		keyring.MockInitWithError(err)
	}
	s := Open(t.TempDir(), noEnv)
	s.ring.usable = nil
	return s
}

func sample() Credential {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	return Credential{Origin: "https://sentry.io", AccessToken: "access-1", RefreshToken: "refresh-1", Issued: at, Expires: at.Add(30 * 24 * time.Hour),
		Scopes: []string{"org:read", "event:read"}, ClientID: "client", User: "ada@example.com"}
}

func TestStoreInTheKeyring(t *testing.T) {
	s, ctx := withRing(t, nil), t.Context()
	place, reason, err := s.Put(ctx, "work", sample())
	if place != Keyring || reason != nil || err != nil {
		t.Fatal(place, reason, err)
	}
	if _, err := os.Stat(s.Path()); err == nil {
		t.Error("there is a file beside the keyring")
	}
	got, place, err := s.Get(ctx, "work")
	if err != nil || place != Keyring || !cmp.Equal(got, sample()) {
		t.Errorf("%+v, %s, %v", got, place, err)
	}
	if _, _, err := s.Get(ctx, "other"); !errors.Is(err, ErrNone) {
		t.Errorf("another profile: %v", err)
	}
	for range 2 { // to forget it twice is no error
		if err := s.Delete(ctx, "work"); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Get(ctx, "work"); !errors.Is(err, ErrNone) {
		t.Errorf("after Delete: %v", err)
	}
}

func TestStoreFallsBackToTheFile(t *testing.T) {
	for name, s := range map[string]*Store{"no keyring": fileOnly(t.TempDir()), "a keyring that fails": withRing(t, errors.New("locked"))} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			place, reason, err := s.Put(ctx, "work", sample())
			if place != File || reason == nil || err != nil {
				t.Fatal(place, reason, err)
			}
			if info, err := os.Stat(s.Path()); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
			got, place, err := s.Get(ctx, "work")
			if err != nil || place != File || !cmp.Equal(got, sample()) {
				t.Errorf("%+v, %s, %v", got, place, err)
			}
		})
	}
}

// A login that moves from the file to the keyring must not stay in the file,
// which is looked at first.
func TestKeyringReplacesTheFile(t *testing.T) {
	s, ctx := withRing(t, nil), t.Context()
	old := sample()
	old.AccessToken = "old"
	if err := s.putInFile("work", old); err != nil {
		t.Fatal(err)
	}
	if place, _, err := s.Put(ctx, "work", sample()); place != Keyring || err != nil {
		t.Fatal(place, err)
	}
	if got, place, err := s.Get(ctx, "work"); err != nil || place != Keyring || got.AccessToken != "access-1" {
		t.Errorf("%+v, %s, %v", got, place, err)
	}
}

func TestKeyringThatHangsIsGivenUp(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	_, err := bounded(t.Context(), time.Millisecond, func() (string, error) { <-never; return "", nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestRingUsable(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the session bus is Linux's")
	}
	env := func(vars map[string]string) func(string) string { return func(n string) string { return vars[n] } }
	for _, c := range []struct {
		vars map[string]string
		want error
	}{
		{nil, errNoRing},
		{map[string]string{"XDG_RUNTIME_DIR": t.TempDir()}, errNoRing},
		{map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus"}, nil},
		{map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus", "VEDETTE_KEYRING": "off"}, errRingOff},
	} {
		if got := ringUsable(env(c.vars)); !errors.Is(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%v: %v, want %v", c.vars, got, c.want)
		}
	}
}

func TestDamagedFile(t *testing.T) {
	s := fileOnly(t.TempDir())
	for content, want := range map[string]string{"{": "cannot be read", "[]": "cannot be read", `{"work":7}`: "cannot be read", "null": ErrNone.Error(), "{}": ErrNone.Error()} {
		if err := os.WriteFile(s.Path(), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Get(t.Context(), "work"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", content, err)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	if err := os.Chmod(s.Path(), 0o644); err != nil { // group or world readable: somebody may have it
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), "work"); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("readable by all: %v", err)
	}
}

func TestSameServer(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://sentry.io", "https://de.sentry.io/x", true},
		{"https://sentry.example.com/sentry", "https://Sentry.Example.com", true},
		{"https://sentry.io", "http://sentry.io", false},
		{"https://sentry.io", "https://evilsentry.io", false},
		{"https://sentry.io", "https://sentry.io.evil.example", false},
		{"https://a.example", "https://a.example:8443", false},
		{"", "", false},
	} {
		if got := SameServer(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func FuzzFile(f *testing.F) {
	whole, _ := json.Marshal(map[string]Credential{"work": sample()})
	for _, s := range []string{string(whole), "null", "{", `{"a":{"expires":"x"}}`, `{"a":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if all, err := parse("file", data); err == nil && all == nil {
			t.Error("neither logins nor an error")
		}
	})
}
