// Package ingest takes what Sentry SDKs send over HTTP and turns it into stored
// issues, traces, logs and the rest.
//
// It exists to keep two promises apart that fight each other: an SDK must get
// its answer at once, and no answer may be given before the data is safe. So a
// request only checks the envelope and waits for the store's group commit; the
// costly part (decoding, grouping, indexing) happens right behind, in batches,
// and starts again with whatever was left after a crash. Nothing is thrown away
// silently: every item is counted as digested, kept raw, or dropped with a
// reason.
package ingest

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

const (
	defaultMaxBody     = 100 << 20
	defaultMaxEnvelope = 200 << 20
)

// Options are the settings of an Ingest; the zero value is ready for use.
type Options struct {
	Now         func() time.Time // default time.Now
	Rand        io.Reader        // makes event ids for events without one; default crypto/rand.Reader
	MaxBody     int64            // bytes of a request body as sent; default 100 MiB
	MaxEnvelope int64            // bytes after decompression; default 200 MiB, the limit of Sentry's Relay
	Logger      *slog.Logger     // default: discards
}

// Ingest is the intake of a store. Its methods are safe for concurrent use.
type Ingest struct {
	store  *store.Store
	opts   Options
	limits protocol.Limits
	expand protocol.Decompressor
	pacer  pacer
	keys   keyGate

	mu      sync.Mutex
	cancel  context.CancelFunc // of the running digester; nil without one
	stopped chan struct{}
}

// New makes the intake of a store. It accepts requests at once; they are
// digested after Start.
func New(st *store.Store, opts Options) *Ingest {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Rand == nil {
		opts.Rand = rand.Reader
	}
	if opts.MaxBody <= 0 {
		opts.MaxBody = defaultMaxBody
	}
	if opts.MaxEnvelope <= 0 {
		opts.MaxEnvelope = defaultMaxEnvelope
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	limits := protocol.DefaultLimits()
	limits.Envelope = int(opts.MaxEnvelope)
	return &Ingest{store: st, opts: opts, limits: limits}
}

// Start digests in the background, first what was left by a former process,
// until ctx ends or Close is called. A second call does nothing.
func (in *Ingest) Start(ctx context.Context) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.cancel != nil {
		return
	}
	ctx, in.cancel = context.WithCancel(ctx)
	in.stopped = make(chan struct{})
	d := &digester{store: in.store, limits: in.limits, expand: &in.expand, pacer: &in.pacer, log: in.opts.Logger}
	go func() {
		defer close(in.stopped)
		d.run(ctx)
	}()
}

// closePatience is how long Close goes on digesting. What is left then waits in
// the store for the next Start.
const closePatience = 3 * time.Second

// Close digests what is accepted, for a few seconds at most, and stops.
func (in *Ingest) Close() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.cancel == nil {
		return nil
	}
	patience, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	err := in.store.WaitDigested(patience)
	in.cancel()
	<-in.stopped
	in.cancel = nil
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
