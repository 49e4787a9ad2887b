package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
)

const (
	headerTime = 10 * time.Second // for a client to send its headers
	keepTime   = 2 * time.Minute  // for a connection without requests
	drainTime  = 20 * time.Second // for requests that are being answered when the server ends
	maxHeader  = 64 << 10         // bytes
)

// Addr reads where to listen: a port alone means this machine only, ":PORT"
// every address of it.
func Addr(s string) (string, error) {
	if s != "" && strings.Trim(s, "0123456789") == "" {
		s = "127.0.0.1:" + s
	}
	if _, port, err := net.SplitHostPort(s); err != nil || port == "" {
		return "", &ops.Error{Kind: ops.KindInvalid, Op: "serve", Message: text.From("no address to listen on: " + s),
			Hint: "8080 or localhost:8080 for this machine, :8080 for all"}
	}
	return s, nil
}

// Serve answers on l until ctx ends: then no new connection is taken, listening
// streams are closed, and requests being answered have a while to end.
func (h *Handler) Serve(ctx context.Context, l net.Listener) error {
	work, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	draining := make(chan struct{})
	srv := &http.Server{
		Handler:           health(h, draining),
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       keepTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(h.opt.Logger.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return work },
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("MCP over HTTP: %w", err)
	case <-ctx.Done():
	}
	close(draining)
	h.close()
	patience, cancel := context.WithTimeout(work, drainTime)
	defer cancel()
	err := srv.Shutdown(patience)
	if errors.Is(err, context.DeadlineExceeded) {
		giveUp()
		err = srv.Close()
	}
	if err != nil {
		return fmt.Errorf("MCP over HTTP: %w", err)
	}
	return nil
}

// health answers the questions of whoever runs the server: is it there, and
// should it get requests. They say nothing of Sentry: its outages are answers
// to calls, and no reason to restart this.
func health(next http.Handler, draining <-chan struct{}) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz":
			say(w, http.StatusOK, "ok")
		case "/readyz":
			select {
			case <-draining:
				say(w, http.StatusServiceUnavailable, "ending")
			default:
				say(w, http.StatusOK, "ready")
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func say(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, word+"\n") // nobody is left to be told
}
