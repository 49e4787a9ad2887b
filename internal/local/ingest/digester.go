package ingest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

const (
	// batchSize balances two waits: each batch is one transaction, whose fixed
	// cost it spreads, and which requests that want to be committed wait for.
	batchSize = 32
	// retryPause is how long to wait for space or a lock before the next try.
	retryPause = 2 * time.Second
)

// digester turns queued envelopes into records: one goroutine prepares batches,
// with help, while another one has the batch before stored.
type digester struct {
	store  *store.Store
	limits protocol.Limits
	expand *protocol.Decompressor
	pacer  *pacer
	log    *slog.Logger
}

func (d *digester) run(ctx context.Context) {
	prepared := make(chan []store.DigestedEnvelope, 1)
	var storing sync.WaitGroup
	storing.Go(func() {
		for batch := range prepared {
			d.keep(ctx, batch)
		}
	})
	for {
		queued, err := d.store.TakeIntake(ctx, d.pacer.yield(ctx, d.store.Pending))
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			d.log.ErrorContext(ctx, "cannot read the queue", "error", err)
			d.pause(ctx)
			continue
		}
		prepared <- d.prepare(queued)
	}
	close(prepared)
	storing.Wait()
}

// keep stores a batch, trying again until it works or nobody wants it to. The
// envelopes are safe in the queue meanwhile.
func (d *digester) keep(ctx context.Context, batch []store.DigestedEnvelope) {
	for ctx.Err() == nil {
		err := d.store.Digest(ctx, batch)
		if err == nil || ctx.Err() != nil {
			return
		}
		d.log.ErrorContext(ctx, "cannot store digested envelopes, trying again", "error", err, "envelopes", len(batch))
		d.pause(ctx)
	}
}

func (d *digester) pause(ctx context.Context) {
	select {
	case <-time.After(retryPause):
	case <-ctx.Done():
	}
}

// prepare decodes envelopes on all processors.
func (d *digester) prepare(queued []store.Queued) []store.DigestedEnvelope {
	list := make([]store.DigestedEnvelope, len(queued))
	workers := min(runtime.GOMAXPROCS(0), len(queued))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(queued); i += workers {
				list[i] = d.envelope(&queued[i])
			}
		})
	}
	wg.Wait()
	return list
}

// envelope makes the records of one envelope.
func (d *digester) envelope(q *store.Queued) store.DigestedEnvelope {
	out := store.DigestedEnvelope{Queue: q.ID, Project: q.Project, Received: q.Received}
	env, err := d.open(q)
	if err != nil {
		// It was readable when it was accepted, so the file is damaged or our limits have changed.
		d.log.Error("cannot read a queued envelope", "error", err, "project", q.Project.Slug)
		out.Items = []store.Item{{Type: "envelope", Record: &store.DropRecord{Type: "envelope", Reason: reasonInvalid, Payload: d.store.Pack(q.Body)}}}
		return out
	}
	if env.Header.EventID == "" {
		env.Header.EventID = q.EventID
	}
	out.Items = make([]store.Item, 0, len(env.Items)+len(env.Dropped))
	for i := range env.Items {
		item := &env.Items[i]
		out.Items = append(out.Items, store.Item{Type: item.Type, Record: d.guarded(item, &env, q), Raw: item.Payload})
	}
	for _, dropped := range env.Dropped {
		out.Items = append(out.Items, store.Item{Type: dropped.Type, Record: &store.DropRecord{Type: dropped.Type, Reason: dropped.Reason}})
	}
	return out
}

func (d *digester) open(q *store.Queued) (protocol.Envelope, error) {
	body := q.Body
	if q.Encoding != "" {
		var err error
		if body, err = d.expand.Decompress(q.Encoding, bytes.NewReader(q.Body), int64(d.limits.Envelope)); err != nil {
			return protocol.Envelope{}, err
		}
	}
	return protocol.ParseEnvelope(body, d.limits)
}

// guarded makes the record of an item. Our own failures cost that item only: it
// is kept raw and counted.
func (d *digester) guarded(item *protocol.Item, env *protocol.Envelope, q *store.Queued) (r store.Record) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("cannot digest an item", "type", item.Type, "project", q.Project.Slug, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			r = d.drop(item, reasonPanic)
		}
	}()
	return d.record(item, env, q)
}
