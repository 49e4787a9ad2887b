package ingest

import (
	"context"
	"sync/atomic"
	"time"
)

const (
	burstSenders = 4                     // requests at the same time from which on they come first
	burstPause   = 10 * time.Millisecond // between looks
	burstWait    = 250 * time.Millisecond
	burstBatch   = 8 // envelopes digested between two waits, so few that senders hardly notice
	// maxBacklog bounds what a burst may pile up. Beyond it digesting takes its
	// share of the processor again, so that a constant flood cannot grow the
	// queue without end.
	maxBacklog = 50_000
)

// pacer lets the digester step back while a burst comes in: senders wait for
// their answers, nobody waits for the digest of thousands of events a second.
// At lower rates requests hardly ever overlap, and it never waits.
type pacer struct {
	senders atomic.Int64 // requests at hand
	peak    atomic.Int64 // most of them at once since the last look
}

// enter counts a request until leave.
func (p *pacer) enter() {
	n := p.senders.Add(1)
	for peak := p.peak.Load(); n > peak && !p.peak.CompareAndSwap(peak, n); peak = p.peak.Load() {
	}
}

func (p *pacer) leave() { p.senders.Add(-1) }

// yield waits while a burst goes on, but not longer than burstWait, and returns
// how many envelopes to digest next.
func (p *pacer) yield(ctx context.Context, backlog func() int64) int {
	for waited := time.Duration(0); waited < burstWait; waited += burstPause {
		if p.peak.Swap(p.senders.Load()) < burstSenders || backlog() >= maxBacklog {
			return batchSize
		}
		select {
		case <-time.After(burstPause):
		case <-ctx.Done():
			return burstBatch
		}
	}
	return burstBatch
}
