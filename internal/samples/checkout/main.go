// Command checkout is a sample program: the checkout service of a small shop,
// with the bugs such a service has, reported through sentry-go. It exists so
// that the local backend and the demo are fed by a real Go SDK in a real
// program, and so that readers have a Go example they can run.
//
// Without flags it starts the service on loopback, plays every scenario
// against it once and exits. With -listen it serves other programs (the
// storefront sample calls it) until -for has passed or it is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/getsentry/sentry-go"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "checkout:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("checkout", flag.ContinueOnError)
	names := flags.String("scenarios", "", "comma-separated scenarios to play; all when empty")
	seed := flags.Uint64("seed", 1, "chooses the customers")
	list := flags.Bool("list", false, "list the scenarios and exit")
	listen := flags.String("listen", "", "serve on this address instead of playing scenarios")
	lifetime := flags.Duration("for", time.Minute, "how long -listen serves")
	queue := flags.String("queue", "", "file to which jobs for the worker sample are appended")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *list {
		for _, s := range scenarios() {
			fmt.Printf("%-18s %s\n", s.name, s.about)
		}
		return nil
	}
	chosen, err := choose(*names)
	if err != nil {
		return err
	}
	// SENTRY_DSN, SENTRY_RELEASE and SENTRY_ENVIRONMENT are read by the SDK itself.
	err = sentry.Init(sentry.ClientOptions{
		EnableTracing:    true,
		TracesSampleRate: 1,
		AttachStacktrace: true,
		ServerName:       os.Getenv("SERVER_NAME"),
		Tags:             map[string]string{"service": "checkout", "region": "eu-central"},
		BeforeSend:       addSource,
	})
	if err != nil {
		return fmt.Errorf("start the Sentry SDK: %w", err)
	}
	defer sentry.Flush(5 * time.Second)

	shop := newShop(*queue)
	if *listen != "" {
		return serve(shop, *listen, *lifetime)
	}
	return play(shop, chosen, *seed)
}

// choose returns the scenarios with the given comma-separated names.
func choose(names string) ([]scenario, error) {
	if names == "" {
		return scenarios(), nil
	}
	var chosen []scenario
	for name := range strings.SplitSeq(names, ",") {
		s, ok := find(name)
		if !ok {
			return nil, fmt.Errorf("no scenario %q; see -list", name)
		}
		chosen = append(chosen, s)
	}
	return chosen, nil
}

// serve answers on addr until lifetime has passed or a signal asks to stop.
func serve(shop *shop, addr string, lifetime time.Duration) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, lifetime)
	defer cancel()

	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: shop.routes()}
	context.AfterFunc(ctx, func() { _ = server.Shutdown(context.WithoutCancel(ctx)) })
	fmt.Println("checkout serves on http://" + listener.Addr().String())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// play starts the service on a free port and sends it the requests of the
// scenarios, each in the name of another customer.
func play(shop *shop, chosen []scenario, seed uint64) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: shop.routes()}
	defer server.Close()
	go func() { _ = server.Serve(listener) }()

	for i, s := range chosen {
		c := customerNumber(seed*31 + uint64(i)*7)
		status, err := s.send(http.DefaultClient, "http://"+listener.Addr().String(), c)
		if err != nil {
			return fmt.Errorf("scenario %s: %w", s.name, err)
		}
		fmt.Printf("%-18s %d\n", s.name, status)
	}
	return nil
}
