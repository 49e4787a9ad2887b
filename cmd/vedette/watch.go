package main

import (
	"context"
	"log/slog"
	"time"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/observe"
	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve"
	"vedette/mcpserve/spans"
)

// lastSpans bounds how long the end of a server waits for its spans to be sent.
const lastSpans = 2 * time.Second

// watch has the server's requests, the operations in them and what these ask
// Sentry for sent as spans, where that is asked for. flush sends the last ones.
func (w wiring) watch(o *ops.Ops, to cli.Spans) (_ *ops.Ops, _ mcpserve.Watch, flush func(), err error) {
	if to.DSN == "" {
		return o, mcpserve.Watch{}, func() {}, nil
	}
	if to.Release == "" {
		to.Release = "vedette@" + w.version
	}
	authority, err := transportFor(config.Settings{CACert: to.CACert})
	if err != nil {
		return nil, mcpserve.Watch{}, nil, err
	}
	watcher, err := observe.New(observe.Config{DSN: to.DSN, Release: to.Release, Environment: to.Environment, SampleRate: to.Rate, Transport: authority})
	if err != nil {
		return nil, mcpserve.Watch{}, nil, &ops.Error{Kind: ops.KindInvalid, Op: "serve", Message: text.From(err.Error()), Hint: "unset SENTRY_DSN, or set it to a DSN as vedette dsn view shows it", Err: err}
	}
	begin := func(ctx context.Context, s spans.Span) (context.Context, func(error, ...slog.Attr)) {
		return watcher.Request(ctx, observe.Span(s))
	}
	return o.Watched(watcher.Operation, watcher.Upstream), mcpserve.Watch{Begin: begin, Content: to.Content}, func() { watcher.Flush(lastSpans) }, nil
}
