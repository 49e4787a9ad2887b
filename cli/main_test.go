package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/config/credentials"
	"vedette/internal/local"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/sentryapi"
	"vedette/mcpserve"
)

// TestMain makes the test binary a vedette of its own for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(withCache{m}, map[string]func(){"vedette": func() {
		dir, err := os.Getwd()
		if err != nil {
			panic(err)
		}
		streams := render.System(os.Getenv)
		if os.Getenv("TEST_TTY") != "" { // a terminal of 100x30, as far as vedette can tell
			streams.InTTY, streams.OutTTY, streams.ErrTTY, streams.Width, streams.Height = true, true, true, 100, 30
			streams.Configure(os.Getenv)
		}
		app := app(streams, os.Getenv, connect(nil))
		app.Dir, app.Home, app.Program, app.Environ = dir, os.Getenv("HOME"), "/bin/vedette", os.Environ()
		os.Exit(cli.Run(context.Background(), app, os.Args[1:]))
	}})
}

// app is a command line over the given parts, with the rest inert.
func app(streams *render.Streams, env func(string) string, connect func(context.Context, config.Settings) (*ops.Ops, io.Closer, error)) cli.App {
	return cli.App{
		Version: "1.2.3", Streams: streams, Env: env, Environ: os.Environ(), Now: time.Now, Connect: connect,
		TUI: func(_ context.Context, o *ops.Ops, s config.Settings) error {
			_, err := io.WriteString(streams.Out, "TUI of "+s.Profile+"\n")
			if (o == nil) != (s.Profile == "") {
				return errors.New("operations and profile disagree")
			}
			return err
		},
		Serve: func(ctx context.Context, o *ops.Ops, _ cli.ServeRun) error {
			_, err := o.Whoami(ctx, ops.WhoamiIn{})
			return err
		},
		Answers: cli.Answers{
			Status: func(context.Context) (cli.AnswersStatus, error) {
				return cli.AnswersStatus{Path: "/cache/answers.db", Bytes: 4096, Answers: 2}, nil
			},
			Clear: func() error { return nil },
		},
		Accounts: accounts(),
		MCP:      agents(),
		Local: cli.Backend{
			Status: func(context.Context) (cli.BackendStatus, error) {
				return cli.BackendStatus{Path: "/data/local.db", Projects: []cli.BackendProject{{Slug: "shop", Issues: 2, Events: 5}}}, nil
			},
			DSN:   func(_ context.Context, p string) (string, error) { return "http://k@127.0.0.1:8969/" + p, nil },
			Reset: func(context.Context) error { return nil },
			Run: func(ctx context.Context, run cli.BackendRun) error {
				run.Ready("http://"+run.Addr, func(p string) string { return "http://k@" + run.Addr + "/" + p })
				<-ctx.Done()
				return nil
			},
		},
	}
}

// agents is the MCP server as the program has it.
func agents() cli.MCP {
	over := func(o *ops.Ops, toolsets ...string) *mcpserve.Server {
		s, err := mcpserve.New(mcpserve.Options{Ops: o, Version: "1.2.3", Selection: mcpserve.Selection{Toolsets: toolsets}})
		if err != nil {
			panic(err)
		}
		return s
	}
	return cli.MCP{
		Tools: func(toolsets []string, readOnly bool) (out []cli.MCPTool, err error) {
			list, err := mcpserve.List(mcpserve.Selection{Toolsets: toolsets, ReadOnly: readOnly})
			for _, t := range list {
				out = append(out, cli.MCPTool(t))
			}
			return out, err
		},
		Call: func(ctx context.Context, o *ops.Ops, tool string, args map[string]any, data bool) (json.RawMessage, error) {
			return over(o, mcpserve.Main, mcpserve.All).Call(ctx, tool, args, data)
		},
		Prompts: func(ctx context.Context) (json.RawMessage, error) { return over(ops.New(ops.Config{})).Prompts(ctx) },
		Prompt: func(ctx context.Context, o *ops.Ops, name string, args map[string]string) (json.RawMessage, error) {
			return over(o).Prompt(ctx, name, args)
		},
	}
}

// accounts keeps logins in files, and logs in over the network. Stored tokens
// are not renewed: that is tested where it is wired.
func accounts() cli.Accounts {
	store := func(p config.Paths) *credentials.Store {
		return credentials.Open(p.Config, func(name string) string { return map[string]string{"VEDETTE_KEYRING": "off"}[name] })
	}
	return cli.Accounts{
		Store: store,
		Device: func(s config.Settings, clientID string) (cli.DeviceFlow, error) {
			return sentryapi.NewOAuth(sentryapi.Config{BaseURL: s.BaseURL, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}, clientID)
		},
		Token: func(ctx context.Context, s config.Settings) (string, error) {
			c, _, err := store(s.Paths).Get(ctx, s.Profile)
			return c.AccessToken, err
		},
	}
}

// connect makes operations over a transport; nil is the network, and the demo
// backend for the demo profile.
func connect(rt http.RoundTripper) func(context.Context, config.Settings) (*ops.Ops, io.Closer, error) {
	return func(ctx context.Context, s config.Settings) (*ops.Ops, io.Closer, error) {
		cfg := sentryapi.Config{
			BaseURL: s.BaseURL, Transport: rt, Headers: s.Headers,
			Token: func(ctx context.Context) (string, error) {
				if s.Login != "" {
					return accounts().Token(ctx, s)
				}
				return s.Token, nil
			},
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		}
		var closer io.Closer
		if s.Profile == config.Demo {
			server, err := local.OpenDemo(ctx, filepath.Join(s.Paths.Cache, "demo"), time.Now)
			if err != nil {
				return nil, nil, err
			}
			cfg.BaseURL, cfg.Transport, closer = server.URL(), server.Transport(), server
		}
		client, err := sentryapi.New(cfg)
		if err != nil {
			return nil, closer, err
		}
		return ops.New(ops.Config{
			Client: client, BaseURL: cfg.BaseURL, Defaults: ops.Defaults{Org: s.Org, Project: s.Project}, ReadOnly: s.ReadOnly,
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		}), closer, nil
	}
}

// result is what one command line did.
type result struct {
	exit     int
	out, err string
}

// run runs a command line in process against a transport, as a user of an
// organization with a token.
func run(t *testing.T, rt http.RoundTripper, env map[string]string, args ...string) result {
	t.Helper()
	streams, out, errs := render.Test("")
	return runOn(t, streams, out, errs, rt, env, args...)
}

// runIn is run with something on standard input.
func runIn(t *testing.T, in string, rt http.RoundTripper, env map[string]string, args ...string) result {
	t.Helper()
	streams, out, errs := render.Test(in)
	return runOn(t, streams, out, errs, rt, env, args...)
}

func runOn(t *testing.T, streams *render.Streams, out, errs *bytes.Buffer, rt http.RoundTripper, env map[string]string, args ...string) result {
	t.Helper()
	home := env["HOME"]
	if home == "" {
		home = t.TempDir()
	}
	get := func(name string) string {
		if v, ok := env[name]; ok {
			return v
		}
		return map[string]string{"SENTRY_URL": "http://sentry.test", "SENTRY_AUTH_TOKEN": "secret", "SENTRY_ORG": "acme", "NO_COLOR": "1"}[name]
	}
	streams.Configure(get)
	a := app(streams, get, connect(rt))
	a.Dir, a.Home, a.Program = home, home, "/bin/vedette"
	return result{exit: cli.Run(t.Context(), a, args), out: out.String(), err: errs.String()}
}

// transport is a server as a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer is a server that always says the same.
func answer(status int, contentType, body string) transport {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {contentType}}, Request: r,
			Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)),
		}, nil
	}
}

// withCache gives the tests one cache directory, so that the demo is built
// once for all of them.
type withCache struct{ m *testing.M }

const cacheVariable = "VEDETTE_TEST_CACHE"

// Run runs the tests and removes the cache.
func (w withCache) Run() int {
	dir, err := os.MkdirTemp("", "vedette-cli")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Setenv(cacheVariable, dir); err != nil {
		panic(err)
	}
	return w.m.Run()
}

// demo is the embedded backend with the demo's history, opened beside whatever
// else has it open.
func demo(t *testing.T) http.RoundTripper {
	t.Helper()
	server, err := local.OpenDemo(t.Context(), filepath.Join(os.Getenv(cacheVariable), "vedette", "demo"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server.Transport()
}
