package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// service is vedette's name in the keyring.
const service = "vedette"

// ringWait bounds every call: a keyring may ask for its password in a window
// that nobody sees, or not answer at all.
const ringWait = 3 * time.Second

var (
	errNoRing  = errors.New("there is no keyring in this session")
	errRingOff = fmt.Errorf("%w: VEDETTE_KEYRING is off", errNoRing)
)

// ring is the operating system's keyring.
type ring struct {
	usable error // why not; nil = it can be tried
	wait   time.Duration
}

// ringUsable finds out without a call that there is no keyring. Without a
// session bus the library would try to start one, which takes seconds.
func ringUsable(env func(string) string) error {
	switch off := env("VEDETTE_KEYRING"); {
	case strings.EqualFold(off, "off"), off == "0", strings.EqualFold(off, "false"):
		return errRingOff
	case runtime.GOOS == "darwin", runtime.GOOS == "windows", env("DBUS_SESSION_BUS_ADDRESS") != "":
		return nil
	}
	if dir := env("XDG_RUNTIME_DIR"); dir != "" {
		if _, err := os.Stat(filepath.Join(dir, "bus")); err == nil {
			return nil
		}
	}
	return errNoRing
}

func (r ring) get(ctx context.Context, profile string) (Credential, error) {
	if r.usable != nil {
		return Credential{}, ErrNone
	}
	secret, err := bounded(ctx, r.wait, func() (string, error) { return keyring.Get(service, profile) })
	switch {
	case errors.Is(err, keyring.ErrNotFound), errors.Is(err, keyring.ErrUnsupportedPlatform):
		return Credential{}, ErrNone
	case err != nil:
		return Credential{}, fmt.Errorf("the keyring does not answer: %w", err)
	}
	var c Credential
	if err := json.Unmarshal([]byte(secret), &c); err != nil {
		return Credential{}, fmt.Errorf("the keyring's entry %q cannot be read (%w); log in again", profile, err)
	}
	return c, nil
}

func (r ring) set(ctx context.Context, profile string, c Credential) error {
	if r.usable != nil {
		return r.usable
	}
	secret, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = bounded(ctx, r.wait, func() (string, error) { return "", keyring.Set(service, profile, string(secret)) })
	return err
}

func (r ring) delete(ctx context.Context, profile string) error {
	if r.usable != nil {
		return r.usable
	}
	_, err := bounded(ctx, r.wait, func() (string, error) { return "", keyring.Delete(service, profile) })
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNone
	}
	return err
}

// bounded gives up on f after d; f may go on for itself.
func bounded(ctx context.Context, d time.Duration, f func() (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	type result struct {
		secret string
		err    error
	}
	done := make(chan result, 1)
	go func() {
		secret, err := f()
		done <- result{secret, err}
	}()
	select {
	case r := <-done:
		return r.secret, r.err
	case <-ctx.Done():
		return "", fmt.Errorf("no answer within %s: %w", d, ctx.Err())
	}
}
