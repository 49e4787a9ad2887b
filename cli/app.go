// Package cli is the command line: it exists for one-liners, shell scripts and
// continuous integration. A command turns flags into an operation's input and
// the result into a table, tab-separated lines, JSON or Markdown, with one
// table of exit codes for all. What it can do is decided in internal/ops; how
// it looks, in internal/render.
package cli

import (
	"context"
	"io"
	"time"

	"vedette/internal/config"
	"vedette/internal/config/credentials"
	"vedette/internal/ops"
	"vedette/internal/render"
)

// App is everything the command line needs from outside. Connect and the
// functions of the other faces are called only by the commands that need them.
type App struct {
	Version  string
	Streams  *render.Streams
	Env      func(string) string
	Environ  []string // for programs that `local run` starts
	Dir      string   // working directory
	Home     string   // the user's home directory
	Program  string   // how other programs start this one
	Connect  func(ctx context.Context, s config.Settings) (*ops.Ops, io.Closer, error)
	TUI      func(ctx context.Context, o *ops.Ops, s config.Settings) error
	Serve    func(ctx context.Context, o *ops.Ops, run ServeRun) error
	MCP      MCP
	Local    Backend
	Accounts Accounts
	Answers  Answers
	Now      func() time.Time
}

// Accounts are the stored logins and the ways to make and use them.
type Accounts struct {
	Store  func(p config.Paths) *credentials.Store
	Device func(s config.Settings, clientID string) (DeviceFlow, error)
	Token  func(ctx context.Context, s config.Settings) (string, error) // of the stored login of s.Profile, renewed if need be
}

// DeviceFlow is a login by a code that the user types into a browser.
type DeviceFlow interface {
	Start(ctx context.Context, scopes []string) (ops.DeviceCode, error)
	Wait(ctx context.Context, d ops.DeviceCode) (ops.Grant, error)
}

// Backend is the embedded Sentry-compatible server, as functions: the command
// line reaches it through them and HTTP only.
type Backend struct {
	Run    func(ctx context.Context, run BackendRun) error  // blocks until ctx ends
	Status func(ctx context.Context) (BackendStatus, error) // on an error too, Path is set
	DSN    func(ctx context.Context, project string) (string, error)
	Reset  func(ctx context.Context) error
}

// BackendRun says how to serve.
type BackendRun struct {
	Addr   string // host:port
	Public bool   // Addr may be one that other machines reach
	Source string // checkout that the root-cause analysis reads; empty = none
	// Ready is called once, when requests are answered.
	Ready func(url string, dsn func(project string) string)
}

// BackendStatus is what the local backend holds, running or not.
type BackendStatus struct {
	Running  bool             `json:"running"`
	URL      string           `json:"url,omitempty"`
	PID      int              `json:"pid,omitempty"`
	Started  time.Time        `json:"started,omitzero"`
	Path     string           `json:"path"`  // database file
	Bytes    int64            `json:"bytes"` // its size
	Projects []BackendProject `json:"projects"`
	Counters []BackendCounter `json:"counters"`
}

// BackendProject is one project of the local backend.
type BackendProject struct {
	Slug   string `json:"slug"`
	Issues int64  `json:"issues"`
	Events int64  `json:"events"`
}

// BackendCounter says what became of the items that were sent.
type BackendCounter struct {
	Project  string `json:"project"`
	ItemType string `json:"itemType"`
	Outcome  string `json:"outcome"` // accepted digested dropped kept
	Reason   string `json:"reason,omitempty"`
	Count    int64  `json:"count"`
}
