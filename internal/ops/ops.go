// Package ops holds everything vedette can do with Sentry, once. An operation
// is a typed method with one catalogue entry; the command line, the terminal
// interface and the MCP server are thin faces over it, so that a capability
// added here appears in all of them with the same words, limits and errors.
//
// Nothing here knows a terminal, a flag parser or the MCP library, and nothing
// here knows whether the server is hosted Sentry, a self-hosted one or the
// local backend: that is the client's business.
package ops

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"reflect"
	"runtime/debug"
	"sync"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// Defaults are the targets used where an input names none.
type Defaults struct {
	Org     string // slug or numeric id
	Project string // slug or numeric id
}

// Observer is told about each call; the context it returns is the call's own.
// The function it returns is called once with the call's error (nil = ok).
type Observer func(ctx context.Context, op Operation, requestID string) (context.Context, func(error))

// Config is what operations need from outside. Client is required; nil clocks
// and observers mean the real clock and nobody.
type Config struct {
	Client      *sentryapi.Client
	BaseURL     string // shown by Whoami; where the client points
	Defaults    Defaults
	ReadOnly    bool        // refuse every operation whose effect is not a read
	Constraints Constraints // what arguments may name; see For
	Now         func() time.Time
	Sleep       func(ctx context.Context, d time.Duration) error // between two looks at a run
	NewID       func() string                                    // request ids
	Observe     Observer
	Hold        Hold                               // makes starts of runs take turns across processes; nil = nobody competes
	Scopes      func(ctx context.Context) []string // of the token, where its login told them; nil or empty = not known
}

// Ops runs operations against one Sentry server. Safe for concurrent use.
type Ops struct {
	cfg     Config
	client  *sentryapi.Client
	entries map[reflect.Type]Operation // by input type

	shown shown // events that issues were shown with

	mu      sync.Mutex
	onlyOrg string // the organization used when none is named, once found
}

// New returns the operations over cfg.Client.
func New(cfg Config) *Ops {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Sleep == nil {
		cfg.Sleep = sleep
	}
	if cfg.NewID == nil {
		cfg.NewID = newID
	}
	if cfg.Observe == nil {
		cfg.Observe = func(ctx context.Context, _ Operation, _ string) (context.Context, func(error)) {
			return ctx, func(error) {}
		}
	}
	o := &Ops{cfg: cfg, client: cfg.Client, entries: map[reflect.Type]Operation{}}
	for _, op := range Catalog() {
		o.entries[op.In] = op
	}
	return o
}

// ReadOnly reports whether every operation that is no read is refused.
func (o *Ops) ReadOnly() bool { return o.cfg.ReadOnly }

// Now is the operations' clock: faces use it for "3m ago".
func (o *Ops) Now() time.Time { return o.cfg.Now() }

// Server is what the answers so far have told about the server.
func (o *Ops) Server() ServerInfo { return o.client.Server() }

// Defaults are the targets used where an input names none.
func (o *Ops) Defaults() Defaults { return o.cfg.Defaults }

// run passes an operation through the middleware.
func run[In, Out any](ctx context.Context, o *Ops, in In, f func(context.Context, In) (Out, error)) (out Out, err error) {
	err = o.guard(ctx, in, func(ctx context.Context) (err error) {
		out, err = f(ctx, in)
		return err
	})
	return out, err
}

// guard is the middleware every operation passes: recover, request id, deadline,
// policy, observation, input check, then the operation itself.
func (o *Ops) guard(ctx context.Context, in any, f func(context.Context) error) (err error) {
	op, known := o.entries[reflect.TypeOf(in)]
	if !known {
		return fmt.Errorf("ops: %T has no catalogue entry", in)
	}
	defer recovered(op, &err)
	id := o.cfg.NewID()
	if op.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, op.Deadline)
		defer cancel()
	}
	if err := o.allow(op); err != nil {
		return err
	}
	if op.Effect != Read { // what decides about a change is the state of now
		ctx = Fresh(ctx)
	}
	ctx, done := o.cfg.Observe(ctx, op, id)
	defer func() { done(err) }()
	if err := checkInput(op.Name, in); err != nil {
		return err
	}
	if err := o.cfg.Constraints.check(op.Name, in); err != nil {
		return err
	}
	return o.explained(ctx, op, f(ctx))
}

// recovered turns a panic into an error that names the operation: one bad
// answer must not take down a server with other callers.
func recovered(op Operation, err *error) {
	if p := recover(); p != nil {
		*err = &sentryapi.Error{
			Kind: sentryapi.KindInternal, Op: op.Name,
			Message: text.From("vedette failed on this answer; please report it"),
			Err:     fmt.Errorf("panic: %v\n%s", p, debug.Stack()),
		}
	}
}

// allow refuses writes in read-only mode.
func (o *Ops) allow(op Operation) error {
	if o.cfg.ReadOnly && op.Effect != Read {
		return &sentryapi.Error{
			Kind: sentryapi.KindForbidden, Op: op.Name,
			Message: text.From("vedette runs read-only, and this would change something"),
			Hint:    "start it without --read-only",
		}
	}
	return nil
}

// invalid is the error for an input that cannot be meant.
func invalid(op, hint, format string, args ...any) error {
	return &sentryapi.Error{Kind: sentryapi.KindInvalid, Op: op, Message: text.From(fmt.Sprintf(format, args...)), Hint: hint}
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
