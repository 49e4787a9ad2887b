// Command capture writes the demo's history: it starts the sample programs
// many times, as a script of two weeks in a shop's life says, keeps what their
// SDKs send, and adds what people did with the issues. It exists so that the
// demo consists of real envelopes of real SDKs instead of invented ones.
//
//	go run ./internal/samples/capture
//
// It needs Go, Node with npm, and python3-sentry-sdk. With -actions it keeps
// the captured requests and only writes the actions anew.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"vedette/internal/local/demo"
)

func main() {
	if err := capture(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "capture:", err)
		os.Exit(1)
	}
}

func capture(args []string) error {
	flags := flag.NewFlagSet("capture", flag.ContinueOnError)
	source := flags.String("source", "internal/samples", "folder of the sample programs")
	dir := flags.String("dir", "/srv/shop", "neutral folder to which they are copied and in which they run")
	out := flags.String("out", "internal/local/demo/history.ndjson.zst", "file to write")
	listen := flags.String("listen", "127.0.0.1:9000", "address in the DSNs")
	seed := flags.Uint64("seed", 1, "chooses times, customers, environments")
	limit := flags.Int("limit", 0, "play only the last runs; 0: all")
	onlyActions := flags.Bool("actions", false, "keep the requests in -out, write the actions anew")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	var requests []demo.Record
	var err error
	if *onlyActions {
		requests, err = kept(*out)
	} else {
		runs := plan(*seed)
		if *limit > 0 {
			runs = runs[max(0, len(runs)-*limit):]
		}
		requests, err = record(ctx, runs, *listen, *source, *dir)
	}
	if err != nil {
		return err
	}
	people, err := actions()
	if err != nil {
		return err
	}
	return write(*out, append(requests, people...))
}

// kept returns the requests, without the actions, of the history in path.
func kept(path string) ([]demo.Record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var requests []demo.Record
	for r, err := range demo.ReadRecords(file) {
		if err != nil {
			return nil, err
		}
		if !r.IsAction() {
			requests = append(requests, r)
		}
	}
	return requests, nil
}

// record plays the runs one after the other and returns what the SDKs sent.
func record(ctx context.Context, runs []run, listen, source, dir string) ([]demo.Record, error) {
	keys := map[string]key{
		"checkout":   {"c0ffee00c0ffee00c0ffee00c0ffee01", "1"},
		"storefront": {"c0ffee00c0ffee00c0ffee00c0ffee02", "2"},
		"worker":     {"c0ffee00c0ffee00c0ffee00c0ffee03", "3"},
	}
	rec := &recorder{projects: map[string]string{}}
	for slug, key := range keys {
		rec.projects[key.id] = slug
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: rec.routes()}
	defer server.Close()
	go func() { _ = server.Serve(listener) }()

	samples := programs{dir: dir, ingest: listen, keys: keys}
	if err := samples.install(ctx, source); err != nil {
		return nil, fmt.Errorf("install the samples in %s: %w", dir, err)
	}
	for i, r := range runs {
		rec.begin(r.at)
		fmt.Fprintf(os.Stderr, "\r%d/%d %-10s", i+1, len(runs), r.program)
		if err := samples.start(ctx, r); err != nil {
			return nil, fmt.Errorf("run %d (%s %v): %w", i+1, r.program, r.scenarios, err)
		}
	}
	fmt.Fprintln(os.Stderr)
	return rec.take()
}

// write sorts the records by their virtual time and replaces path by them.
func write(path string, records []demo.Record) error {
	slices.SortStableFunc(records, func(a, b demo.Record) int { return cmp.Compare(a.At, b.At) })
	file, err := os.CreateTemp(filepath.Dir(path), "history-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := errors.Join(demo.WriteRecords(file, records), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	info, err := os.Stat(file.Name())
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d records, %d bytes\n", len(records), info.Size())
	return os.Rename(file.Name(), path)
}
