package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/filelock"
	"vedette/internal/local"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/sentryapi"
	"vedette/mcpserve"
	"vedette/mcpserve/transport"
	"vedette/themes"
	"vedette/tui"
	"vedette/tui/screen"
)

// newApp is the only place where the parts of the house meet.
func newApp() cli.App {
	dir, _ := os.Getwd() // "" only means that no project file is looked for
	home := homeDir()
	streams := render.System(os.Getenv)
	w := wiring{streams: streams, version: version(), home: home}
	return cli.App{
		Version:  w.version,
		Streams:  streams,
		Env:      os.Getenv,
		Environ:  os.Environ(),
		Dir:      dir,
		Home:     home,
		Program:  startedBy(),
		Connect:  w.connect,
		TUI:      w.tui,
		Serve:    w.serve,
		MCP:      w.mcp(),
		Local:    cli.Backend{Run: w.runLocal, Status: w.localStatus, DSN: w.localDSN, Reset: w.resetLocal},
		Accounts: w.accounts(),
		Answers:  cli.Answers{Status: w.answersStatus, Clear: w.clearAnswers},
		Now:      time.Now,
	}
}

// startedBy is how other programs start this one: by the name that the PATH has
// for it, which stays the same when a new version takes its place, else by its
// own path.
func startedBy() string {
	self, err := os.Executable()
	if err != nil {
		return "vedette"
	}
	found, err := exec.LookPath("vedette")
	if err != nil || !filepath.IsAbs(found) {
		return self
	}
	a, errA := os.Stat(self)
	b, errB := os.Stat(found)
	if errA == nil && errB == nil && os.SameFile(a, b) {
		return found
	}
	return self
}

// homeDir is the user's: of HOME, else of the system's list of users. "" only
// means that the user has no files of their own.
func homeDir() string {
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return home
	}
	if u, err := osuser.Current(); err == nil {
		return u.HomeDir
	}
	return ""
}

// version is the module's version, with the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	v, commit, dirty := info.Main.Version, "", ""
	if v == "" || v == "(devel)" {
		v = "dev"
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = " (" + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = ", modified"
		}
	}
	if commit != "" && v == "dev" {
		return v + commit + dirty + ")"
	}
	return v
}

type wiring struct {
	streams *render.Streams
	version string
	home    string
}

// connect returns the operations over the server that the settings name. The
// closer ends a backend that was opened for them.
func (w wiring) connect(ctx context.Context, s config.Settings) (*ops.Ops, io.Closer, error) {
	cfg := sentryapi.Config{
		UserAgent: "vedette/" + w.version, Headers: s.Headers, Regions: config.OpenRegions(s.Paths),
	}
	target := ops.Defaults{Org: s.Org, Project: s.Project}
	var scopes func(context.Context) []string
	var closer io.Closer = nothing{}
	switch s.Profile {
	case config.Local, config.Demo:
		server, url, err := w.backend(ctx, s)
		if err != nil {
			return nil, nil, err
		}
		cfg.BaseURL = url
		if server != nil {
			closer, cfg.Transport = server, server.Transport()
		}
	default:
		transport, err := transportFor(s)
		if err != nil {
			return nil, nil, err
		}
		cfg.BaseURL, cfg.Transport = s.BaseURL, transport
		scopes = w.authorize(&cfg, s)
		closer = w.keepAnswers(&cfg, s)
	}
	client, err := sentryapi.New(cfg)
	if err != nil {
		return nil, nil, errors.Join(err, closer.Close())
	}
	return ops.New(ops.Config{Client: client, BaseURL: cfg.BaseURL, Defaults: target, ReadOnly: s.ReadOnly, Scopes: scopes,
		Hold: filelock.Notes{Dir: filepath.Join(s.Paths.Cache, "seer-starts"), Now: time.Now}.Hold}), closer, nil
}

// backend finds the embedded backend of a built-in profile: the running one
// over HTTP (then there is no server to close), else the file itself.
func (w wiring) backend(ctx context.Context, s config.Settings) (*local.Server, string, error) {
	if s.Profile == config.Demo {
		server, err := local.OpenDemo(ctx, filepath.Join(s.Paths.Cache, "demo"), time.Now)
		if err != nil {
			return nil, "", kindOf(err)
		}
		return server, server.URL(), nil
	}
	if info, running := local.Running(s.Paths.Data); running {
		return nil, info.URL, nil
	}
	server, err := w.openLocal(ctx, s.Paths, cli.BackendRun{})
	if err != nil {
		return nil, "", err
	}
	return server, server.URL(), nil
}

func (w wiring) openLocal(ctx context.Context, p config.Paths, run cli.BackendRun) (*local.Server, error) {
	server, err := local.Open(ctx, local.Config{
		Path: p.LocalDB(), SourceDir: run.Source, Public: run.Public, Version: w.version,
		Logger: w.logger(),
	})
	return server, kindOf(err)
}

// logger writes warnings to the streams' Err.
func (w wiring) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(w.streams.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// transportFor adds the user's certificate authority, where there is one, to
// the system's. The proxy is the environment's.
func transportFor(s config.Settings) (http.RoundTripper, error) {
	if s.CACert == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(s.CACert)
	if err != nil {
		return nil, badCA(s, err.Error())
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, badCA(s, s.CACert+" holds no PEM certificate")
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = idleConns
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return t, nil
}

// idleConns is as many as the client has requests open at a time, so that a
// transport with a certificate of its own reuses connections like the usual one.
const idleConns = 5

func badCA(s config.Settings, reason string) error {
	return &config.Error{
		Source: s.Source["ca_cert"], Reason: "the CA certificate cannot be used: " + reason,
		Hint: "set ca_cert (or VEDETTE_CA_CERT) to a readable PEM file, or leave it out to use the system's certificates",
	}
}

func (w wiring) tui(ctx context.Context, o *ops.Ops, s config.Settings) error {
	t := s.TUI
	return tui.Run(ctx, tui.Options{
		Themes: themes.In(s.Paths.Themes()), Theme: t.Theme, Background: t.Background, Paint: t.Paint, ASCII: t.ASCII, Accessible: t.Accessible || os.Getenv("TERM") == "dumb", Mouse: t.Mouse, Keys: t.Keys, Store: storeOf(s), Restore: t.Restore, Wishes: wishesOf(t),
		Ops: o, In: os.Stdin, Out: os.Stdout, NoColor: !w.streams.Color, OpenURL: render.OpenURL(os.Getenv),
		Now: time.Now, Hints: s.Profile == config.Demo, Command: commandOf(s), Title: titleOf(s), Here: here(), Settings: settingsOf(s),
	})
}

func wishesOf(t config.TUI) screen.Wishes {
	w := screen.Wishes{Refresh: t.Refresh, ReducedMotion: t.ReducedMotion, Paths: t.Paths}
	for _, s := range t.Sections {
		w.Sections = append(w.Sections, screen.Section(s))
	}
	return w
}

// here is what the terminal interface may do on this machine.
func here() screen.Here {
	dir, _ := os.Getwd() // "" only means that no file is found
	tree := workingTree{dir: dir, environ: os.Environ()}
	return screen.Here{
		Program: thisProgram(),
		Dir:     dir, Editor: render.EditorOf(os.Getenv), Clipboard: render.Clipboard(os.Getenv),
		Look: tree.look, Apply: tree.apply,
	}
}

// thisProgram starts this program once more; nil where nobody knows its file.
func thisProgram() func(args ...string) *exec.Cmd {
	file, err := os.Executable()
	if err != nil {
		return nil
	}
	return func(args ...string) *exec.Cmd { return exec.Command(file, args...) }
}

// commandOf is how a shell calls this program with the same profile.
func commandOf(s config.Settings) string {
	if s.Profile == "" || s.Profile == config.Default {
		return "vedette"
	}
	return "vedette --profile " + s.Profile
}

func titleOf(s config.Settings) string {
	if s.Profile == config.Local || s.Profile == config.Demo {
		return s.Profile
	}
	return s.BaseURL
}

func (w wiring) serve(ctx context.Context, o *ops.Ops, run cli.ServeRun) error {
	o, watch, flush, err := w.watch(o, run.Spans)
	if err != nil {
		return err
	}
	defer flush()
	s, err := mcpserve.New(mcpserve.Options{Ops: o, Version: w.version, Watch: watch, Logger: w.logger(), Commands: cli.Operations, Learn: true, Selection: mcpserve.Selection{
		Toolsets: run.Toolsets, Allow: run.Allow, Deny: run.Deny, Orgs: run.Orgs, Projects: run.Projects,
	}})
	if err != nil {
		return err
	}
	if run.HTTP == "" {
		return s.ServeStdio(ctx, os.Stdin, os.Stdout)
	}
	access := transport.NoAccess
	switch {
	case run.LoggedIn && run.Share:
		access = transport.OpenAccess
	case run.LoggedIn:
		access = transport.LocalAccess
	}
	return s.ServeHTTP(ctx, mcpserve.HTTP{Addr: run.HTTP, Access: access, Hosts: run.Hosts, Origins: run.Origins, SSE: run.SSE, Ready: run.Ready})
}

// paths are vedette's directories for this user.
func (w wiring) paths() (config.Paths, error) {
	s, err := config.Load(config.Options{Flags: config.Flags{Profile: config.Local}, Env: os.Getenv, Home: w.home})
	return s.Paths, err
}

func (w wiring) runLocal(ctx context.Context, run cli.BackendRun) error {
	p, err := w.paths()
	if err != nil {
		return err
	}
	if info, running := local.Running(p.Data); running {
		return kindOf(&local.Error{Kind: local.AlreadyRunning, Addr: strings.TrimPrefix(info.URL, "http://")})
	}
	server, err := w.openLocal(ctx, p, run)
	if err != nil {
		return err
	}
	info, err := server.Listen(ctx, run.Addr)
	if err != nil {
		return errors.Join(kindOf(err), server.Close())
	}
	run.Ready(info.URL, func(project string) string {
		dsn, err := server.DSN(ctx, project)
		if err != nil {
			w.logger().Warn("no DSN", "project", project, "error", err)
		}
		return dsn
	})
	<-ctx.Done()
	return server.Close()
}

// onLocal runs one of two functions: there on the server that runs, here on the
// file itself.
func (w wiring) onLocal(ctx context.Context, there func(local.Info) error, here func(*local.Server) error) error {
	p, err := w.paths()
	if err != nil {
		return err
	}
	if info, running := local.Running(p.Data); running {
		return there(info)
	}
	server, err := w.openLocal(ctx, p, cli.BackendRun{})
	if err != nil {
		return err
	}
	return errors.Join(here(server), server.Close())
}

func (w wiring) localDSN(ctx context.Context, project string) (dsn string, err error) {
	err = w.onLocal(ctx,
		func(i local.Info) (err error) { dsn, err = local.RemoteDSN(ctx, i, project); return err },
		func(s *local.Server) (err error) { dsn, err = s.DSN(ctx, project); return err })
	return dsn, err
}

// resetLocal removes the file, damaged or not: while a server runs, it has the
// file locked, and the error says so.
func (w wiring) resetLocal(ctx context.Context) error {
	p, err := w.paths()
	if err != nil {
		return err
	}
	return kindOf(local.Remove(ctx, p.LocalDB()))
}

func (w wiring) localStatus(ctx context.Context) (cli.BackendStatus, error) {
	p, err := w.paths()
	if err != nil {
		return cli.BackendStatus{}, err
	}
	out := cli.BackendStatus{Path: p.LocalDB(), Projects: []cli.BackendProject{}, Counters: []cli.BackendCounter{}}
	info, running := local.Running(p.Data)
	if _, err := os.Stat(out.Path); errors.Is(err, fs.ErrNotExist) && !running {
		return out, nil // looking must not create a database
	}
	var st local.Status
	err = w.onLocal(ctx,
		func(i local.Info) (err error) { st, err = local.RemoteStatus(ctx, i); return err },
		func(s *local.Server) (err error) { st, err = s.Status(ctx); return err })
	if err != nil {
		return out, err
	}
	out.Running, out.URL, out.PID, out.Started = running, info.URL, info.PID, info.Started
	out.Path, out.Bytes = st.Path, st.Bytes
	for _, p := range st.Projects {
		out.Projects = append(out.Projects, cli.BackendProject(p))
	}
	for _, c := range st.Counters {
		out.Counters = append(out.Counters, cli.BackendCounter(c))
	}
	return out, nil
}

// nothing is the closer where there is nothing to close.
type nothing struct{}

func (nothing) Close() error { return nil }
