// Package observe watches vedette itself: one span per request of the MCP
// server, one per operation in it and one per call upstream, sent to the Sentry
// project of a DSN. It exists so that whoever hosts the server sees it in
// Sentry's MCP view, and so that nothing else in the house knows the SDK.
//
// Names and sizes are sent, never what was asked or answered, unless Content
// asks for it. Without a DSN there is no watcher, and no cost.
package observe

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/getsentry/sentry-go"

	"vedette/internal/ops"
)

// Config is where to send what, and how much of it.
type Config struct {
	DSN         string // required
	Release     string
	Environment string            // "" = the SDK's default, production
	SampleRate  float64           // of traces, 0 to 1
	Transport   http.RoundTripper // nil = the SDK's own; for a proxy or certificate authority
}

// Watcher sends spans. It is safe for concurrent use.
type Watcher struct{ hub *sentry.Hub }

// Span is what a piece of work says about itself when it begins.
type Span struct {
	Op, Name, Origin string // "mcp.server", "tools/call search_issues", "auto.function.mcp_server"
	Attributes       []slog.Attr
	// Trace and Baggage are the caller's trace context (the values of sentry-trace or traceparent, and of baggage),
	// so that the span joins its trace; empty = a new trace.
	Trace, Baggage string
}

// New returns a watcher. It has a client of its own: a DSN in the environment
// of the process switches nothing else on.
func New(cfg Config) (*Watcher, error) {
	client, err := sentry.NewClient(sentry.ClientOptions{
		Dsn: cfg.DSN, Release: cfg.Release, Environment: cfg.Environment, HTTPTransport: cfg.Transport,
		EnableTracing: true, TracesSampleRate: cfg.SampleRate,
		DataCollection: &sentry.DataCollection{UserInfo: sentry.Set(false)},            // nothing of ours goes through the SDK's HTTP integrations
		Integrations:   func([]sentry.Integration) []sentry.Integration { return nil }, // no modules, no environment, no source lines
	})
	if err != nil {
		return nil, fmt.Errorf("the DSN for vedette's own spans: %w", err)
	}
	return &Watcher{hub: sentry.NewHub(client, sentry.NewScope())}, nil
}

// Request opens the span of a request as a transaction of its own. End is called once.
func (w *Watcher) Request(ctx context.Context, s Span) (_ context.Context, end func(err error, attributes ...slog.Attr)) {
	ctx = sentry.SetHubOnContext(ctx, w.hub.Clone())
	options := []sentry.SpanOption{
		sentry.WithOpName(s.Op), sentry.WithTransactionSource(sentry.SourceRoute), sentry.WithSpanOrigin(sentry.SpanOrigin(s.Origin)),
	}
	if s.Trace != "" {
		options = append(options, sentry.ContinueFromHeaders(sentryTrace(s.Trace), s.Baggage))
	}
	span := sentry.StartTransaction(ctx, s.Name, options...)
	span.SetData("sentry.origin", s.Origin) // the SDK sends the origin of child spans only
	set(span, s.Attributes)
	return span.Context(), ending(span)
}

// Operation is an ops.Observer: a child span for an operation that a request runs.
func (w *Watcher) Operation(ctx context.Context, op ops.Operation, requestID string) (context.Context, func(error)) {
	if sentry.SpanFromContext(ctx) == nil {
		return ctx, func(error) {}
	}
	span := sentry.StartSpan(ctx, "function", sentry.WithDescription(op.Name), sentry.WithSpanOrigin("manual.vedette.ops"))
	set(span, []slog.Attr{slog.String("vedette.request.id", requestID), slog.String("vedette.operation.effect", string(op.Effect))})
	end := ending(span)
	return span.Context(), func(err error) { end(err) }
}

// Upstream watches the calls that operations make. Neither path nor query is told: they say what was asked.
func (w *Watcher) Upstream(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if sentry.SpanFromContext(r.Context()) == nil {
			return next.RoundTrip(r)
		}
		span := sentry.StartSpan(r.Context(), "http.client", sentry.WithDescription(r.Method+" "+r.URL.Host), sentry.WithSpanOrigin("auto.http.client"))
		defer span.Finish()
		set(span, []slog.Attr{slog.String("http.request.method", r.Method), slog.String("server.address", r.URL.Hostname())})
		resp, err := next.RoundTrip(r)
		if err != nil {
			span.Status = sentry.SpanStatusUnavailable
			if r.Context().Err() != nil { // nobody waited any longer
				span.Status = sentry.SpanStatusCanceled
			}
			return resp, err
		}
		span.SetData("http.response.status_code", resp.StatusCode)
		span.Status = sentry.HTTPtoSpanStatus(resp.StatusCode)
		return resp, nil
	})
}

// Flush sends what is waiting, for at most d.
func (w *Watcher) Flush(d time.Duration) { w.hub.Flush(d) }

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func set(span *sentry.Span, attributes []slog.Attr) {
	for _, a := range attributes {
		span.SetData(a.Key, a.Value.Any())
	}
}

func ending(span *sentry.Span) func(error, ...slog.Attr) {
	return func(err error, attributes ...slog.Attr) {
		set(span, attributes)
		span.Status = statusOf(err)
		span.Finish()
	}
}

// statusOf is a failure's kind in the words of spans.
func statusOf(err error) sentry.SpanStatus {
	if err == nil {
		return sentry.SpanStatusOK
	}
	if errors.Is(err, context.Canceled) {
		return sentry.SpanStatusCanceled
	}
	switch ops.KindOf(err) {
	case ops.KindInvalid:
		return sentry.SpanStatusInvalidArgument
	case ops.KindUnauthenticated:
		return sentry.SpanStatusUnauthenticated
	case ops.KindForbidden, ops.KindNotEnabled:
		return sentry.SpanStatusPermissionDenied
	case ops.KindNotFound:
		return sentry.SpanStatusNotFound
	case ops.KindRateLimited, ops.KindNoQuota:
		return sentry.SpanStatusResourceExhausted
	case ops.KindUnavailable:
		return sentry.SpanStatusUnavailable
	case ops.KindTimeout:
		return sentry.SpanStatusDeadlineExceeded
	case ops.KindCanceled:
		return sentry.SpanStatusCanceled
	}
	return sentry.SpanStatusInternalError
}

// sentryTrace is a trace context in Sentry's form: W3C's traceparent
// (version-trace-span-flags) differs from it only in what is around.
func sentryTrace(trace string) string {
	parts := strings.Split(trace, "-")
	if len(parts) != 4 || len(parts[1]) != 32 || len(parts[2]) != 16 {
		return trace
	}
	sampled := "0"
	if strings.HasSuffix(parts[3], "1") || strings.HasSuffix(parts[3], "3") {
		sampled = "1"
	}
	return parts[1] + "-" + parts[2] + "-" + sampled
}
