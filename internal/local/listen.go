package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ErrorKind says why Listen failed.
type ErrorKind string

// The kinds of Error.
const (
	AlreadyRunning ErrorKind = "already running" // a vedette server has the port
	PortInUse      ErrorKind = "port in use"     // something else has it
	NotLoopback    ErrorKind = "not loopback"    // others could reach the address, and nobody asked for that
	BadAddress     ErrorKind = "bad address"     // no such address on this machine, or no permission
)

// Error is a failure to listen. Its text says what failed, why, and what to do.
type Error struct {
	Kind ErrorKind
	Addr string // host:port
	Err  error  // may be nil
}

// Error gives the whole story in one line.
func (e *Error) Error() string {
	switch e.Kind {
	case AlreadyRunning:
		return fmt.Sprintf("vedette local is already running on http://%s; use it, or stop it first", e.Addr)
	case PortInUse:
		return fmt.Sprintf("another program listens on %s; stop it, or choose another port with --port N and point SDKs there", e.Addr)
	case NotLoopback:
		return fmt.Sprintf("%s can be reached from other machines, and the local backend asks nobody for a password; "+
			"use 127.0.0.1, or say --public if that is what you want", e.Addr)
	}
	return fmt.Sprintf("cannot listen on %s: %v; choose another address with --host and --port", e.Addr, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// How long things at the end may take.
const (
	probeTimeout    = 300 * time.Millisecond // to ask who has a port
	shutdownTimeout = 5 * time.Second        // for requests at hand
)

// listening is a server on its port.
type listening struct {
	info   Info
	path   string // of the info file
	server *http.Server
	done   chan struct{} // all accepting has ended
}

// Listen serves on addr, host:port, until ctx ends or Close is called, and says where in the info file. An empty addr means DefaultAddr, port 0
// any free port. It returns as soon as requests are answered. Addresses that other machines can reach need Config.Public.
func (s *Server) Listen(ctx context.Context, addr string) (Info, error) {
	if addr == "" {
		addr = DefaultAddr
	}
	if err := s.mayListen(addr); err != nil {
		return Info{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.listener != nil {
		return Info{}, errors.New("local: this server is closed or listens already")
	}
	first, err := net.Listen("tcp", addr)
	if err != nil {
		return Info{}, listenError(ctx, addr, err)
	}
	l := &listening{
		info:   Info{PID: os.Getpid(), URL: "http://" + localAddr(addr, first.Addr()), Started: s.started.UTC(), Version: s.cfg.Version},
		path:   infoPath(filepath.Dir(s.cfg.Path)),
		server: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute},
		done:   make(chan struct{}),
	}
	if err := l.info.write(l.path); err != nil {
		return Info{}, errors.Join(err, first.Close())
	}
	s.listener = l
	l.serve(ctx, s, append([]net.Listener{first}, alsoIPv6(first)...))
	return l.info, nil
}

func (s *Server) mayListen(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return &Error{Kind: BadAddress, Addr: addr, Err: err}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !s.cfg.Public {
		return &Error{Kind: NotLoopback, Addr: addr}
	}
	return nil
}

// localAddr is where processes of this machine reach what listens at bound after asking for addr: all addresses together are none that a client
// could connect to. What was asked for counts, as 0.0.0.0 is bound as [::] where that includes it.
func localAddr(addr string, bound net.Addr) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return bound.String()
	}
	_, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return bound.String()
	}
	switch ip := net.ParseIP(host); {
	case host == "", ip.Equal(net.IPv4zero):
		return net.JoinHostPort("127.0.0.1", port)
	case ip.Equal(net.IPv6unspecified):
		return net.JoinHostPort("::1", port)
	}
	return bound.String()
}

// alsoIPv6 listens on the other loopback address as well, because "localhost", which is where SENTRY_SPOTLIGHT=1 sends SDKs, means ::1 first in
// some runtimes. Machines without IPv6 do without.
func alsoIPv6(first net.Listener) []net.Listener {
	host, port, err := net.SplitHostPort(first.Addr().String())
	if err != nil || host != "127.0.0.1" {
		return nil
	}
	second, err := net.Listen("tcp", net.JoinHostPort("::1", port))
	if err != nil {
		return nil
	}
	return []net.Listener{second}
}

// serve accepts on all listeners until the context ends or the server is shut down.
func (l *listening) serve(ctx context.Context, s *Server, listeners []net.Listener) {
	ended := make(chan struct{}, len(listeners))
	for _, ln := range listeners {
		go func() {
			if err := l.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
				s.cfg.Logger.Error("local: stopped listening", "address", ln.Addr().String(), "error", err)
			}
			ended <- struct{}{}
		}()
	}
	stop := context.AfterFunc(ctx, func() {
		if err := l.shutdown(); err != nil {
			s.cfg.Logger.Warn("local: requests were cut off", "error", err)
		}
	})
	go func() {
		for range listeners {
			<-ended
		}
		stop()
		close(l.done)
	}()
}

func (l *listening) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := l.server.Shutdown(ctx); err != nil {
		return errors.Join(err, l.server.Close())
	}
	return nil
}

func (l *listening) close() error {
	err := l.shutdown()
	<-l.done
	if removed := os.Remove(l.path); removed != nil && !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// listenError finds out who has the port.
func listenError(ctx context.Context, addr string, err error) error {
	if !errors.Is(err, syscall.EADDRINUSE) && !isWindowsInUse(err) {
		return &Error{Kind: BadAddress, Addr: addr, Err: err}
	}
	kind := PortInUse
	if _, ok := probe(ctx, "http://"+addr); ok {
		kind = AlreadyRunning
	}
	return &Error{Kind: kind, Addr: addr, Err: err}
}

// isWindowsInUse recognizes WSAEADDRINUSE, for which Go has no portable name.
func isWindowsInUse(err error) bool {
	const wsaeAddrInUse syscall.Errno = 10048
	return errors.Is(err, wsaeAddrInUse)
}

// probe asks an address whether a vedette server is there.
func probe(ctx context.Context, origin string) (health, bool) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+"/health", nil)
	if err != nil {
		return health{}, false
	}
	transport := &http.Transport{DisableKeepAlives: true} // no proxy: the address is on this machine
	defer transport.CloseIdleConnections()
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return health{}, false
	}
	defer resp.Body.Close()
	var h health
	if err := json.NewDecoder(io.LimitReader(resp.Body, 4096)).Decode(&h); err != nil {
		return health{}, false
	}
	return h, h.Service == service
}

// isAddress tells an IP address from a name: only names can be made to point here by somebody else.
func isAddress(host string) bool { return net.ParseIP(host) != nil }
