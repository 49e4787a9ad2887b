package cli

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/sentryapi"
)

// slowReader is a terminal, or a pager, that takes its time with a result, and
// notes what else is written meanwhile.
type slowReader struct {
	io.Writer
	errs    interface{ Len() int }
	results int
	between int // bytes
}

func (r *slowReader) Write(p []byte) (int, error) {
	before := r.errs.Len()
	time.Sleep(5 * slow)
	synctest.Wait()
	r.results++
	r.between += r.errs.Len() - before
	return r.Writer.Write(p)
}

// oneRun answers every request with the same run of a fix.
type oneRun string

func (o oneRun) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, Body: io.NopCloser(strings.NewReader(string(o))),
	}, nil
}

// The passing line of `fix` went on ticking while the result was on the screen.
func TestFixEndsItsProgressBeforeTheResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		streams, out, errs := render.Test("")
		streams.ErrTTY = true
		reader := &slowReader{Writer: out, errs: errs}
		streams.Out = reader
		env := map[string]string{"SENTRY_URL": "http://sentry.test", "SENTRY_AUTH_TOKEN": "t", "SENTRY_ORG": "acme"}
		s := &session{app: App{
			Streams: streams, Now: time.Now, Env: func(n string) string { return env[n] }, Dir: t.TempDir(), Home: t.TempDir(),
			Connect: func(_ context.Context, s config.Settings) (*ops.Ops, io.Closer, error) {
				client, err := sentryapi.New(sentryapi.Config{
					BaseURL: s.BaseURL, Token: func(context.Context) (string, error) { return s.Token, nil },
					Transport: oneRun(`{"autofix":{"run_id":5,"status":"awaiting_user_input","updated_at":"2026-11-20T12:00:00Z","blocks":[]}}`),
				})
				return ops.New(ops.Config{Client: client, BaseURL: s.BaseURL, Defaults: ops.Defaults{Org: s.Org}}), io.NopCloser(nil), err
			},
		}}
		err := s.run(t.Context(), []string{"fix", "X-1"})
		if code, ok := err.(exitCode); !ok || int(code) != ops.ExitAwaitingInput || reader.results == 0 {
			t.Fatalf("%v, %d writes: %s%s", err, reader.results, out, errs)
		}
		if reader.between > 0 {
			t.Errorf("%d bytes of progress beside the result: %q", reader.between, errs)
		}
	})
}
