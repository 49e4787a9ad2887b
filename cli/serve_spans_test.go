package cli_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/sentryapi"
)

// TestServeSpans: SENTRY_DSN says where the server's spans go and names no
// project to ask about; what cannot be meant is refused before anything starts.
func TestServeSpans(t *testing.T) {
	const dsn = "https://0123456789abcdef0123456789abcdef@o42.ingest.sentry.io/7"
	for _, tc := range []struct {
		env     map[string]string
		want    cli.Spans
		project string
		said    string
		exit    int
	}{
		{env: map[string]string{}, want: cli.Spans{Rate: 1}},
		{env: map[string]string{"SENTRY_DSN": dsn}, want: cli.Spans{DSN: dsn, Rate: 1}, said: "project 7 at o42.ingest.sentry.io (SENTRY_DSN): names and sizes only, 100 %"},
		{env: map[string]string{"SENTRY_DSN": dsn, "VEDETTE_PROJECT": "shop"}, want: cli.Spans{DSN: dsn, Rate: 1}, project: "shop"},
		{env: map[string]string{"SENTRY_DSN": dsn, "SENTRY_TRACES_SAMPLE_RATE": "0.25", "SENTRY_ENVIRONMENT": "prod", "SENTRY_RELEASE": "r1", "VEDETTE_OBSERVE_CONTENT": "1"},
			want: cli.Spans{DSN: dsn, Rate: 0.25, Environment: "prod", Release: "r1", Content: true}, said: "with arguments and results, 25 %"},
		{env: map[string]string{"SENTRY_DSN": dsn, "SENTRY_TRACES_SAMPLE_RATE": "25"}, exit: 2, said: "from 0 to 1"},
		{env: map[string]string{"SENTRY_DSN": dsn, "SENTRY_TRACES_SAMPLE_RATE": "NaN"}, exit: 2, said: "from 0 to 1"},
		{env: map[string]string{"SENTRY_DSN": dsn, "VEDETTE_OBSERVE_CONTENT": "yes please"}, exit: 2, said: "VEDETTE_OBSERVE_CONTENT"},
	} {
		var errs bytes.Buffer
		env := func(name string) string {
			if name == "SENTRY_AUTH_TOKEN" {
				return "t"
			}
			return tc.env[name]
		}
		var settings config.Settings
		a := app(&render.Streams{In: strings.NewReader(""), Out: io.Discard, Err: &errs}, env, func(_ context.Context, s config.Settings) (*ops.Ops, io.Closer, error) {
			settings = s
			client, err := sentryapi.New(sentryapi.Config{BaseURL: s.BaseURL})
			return ops.New(ops.Config{Client: client}), io.NopCloser(nil), err
		})
		var got cli.Spans
		a.Serve = func(_ context.Context, _ *ops.Ops, run cli.ServeRun) error {
			got = run.Spans
			return nil
		}
		a.Home = t.TempDir()
		if exit := cli.Run(t.Context(), a, []string{"serve"}); exit != tc.exit {
			t.Errorf("%v: exit %d, want %d: %s", tc.env, exit, tc.exit, errs.String())
		}
		if tc.exit == 0 && (got != tc.want || settings.Project != tc.project || settings.Org != "") {
			t.Errorf("%v: %+v, project %q of %q", tc.env, got, settings.Project, settings.Org)
		}
		if said := errs.String(); !strings.Contains(said, tc.said) || strings.Contains(said, "0123456789abcdef") || tc.said == "" && tc.project == "" && said != "" {
			t.Errorf("%v: said %q", tc.env, said)
		}
	}
}
