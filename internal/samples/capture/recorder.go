package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"vedette/internal/local/demo"
)

// recorder answers like an ingest endpoint and keeps what the SDKs sent.
type recorder struct {
	projects map[string]string // DSN project id -> slug

	mu      sync.Mutex
	started time.Time // when the current run began, real time
	at      time.Duration
	records []demo.Record
	failed  error
}

// begin says that what arrives from now on happened at (before the moment that
// the history will be loaded for).
func (rec *recorder) begin(at time.Duration) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.started, rec.at = time.Now().Truncate(time.Millisecond), at.Truncate(time.Millisecond)
}

// take returns the records kept so far and the first failure.
func (rec *recorder) take() ([]demo.Record, error) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.records, rec.failed
}

func (rec *recorder) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{project}/{endpoint}/", func(w http.ResponseWriter, r *http.Request) {
		if err := rec.keep(r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintln(w, "{}")
	})
	return mux
}

// keep records r; a failure is also kept, since an SDK would hide it.
func (rec *recorder) keep(r *http.Request) error {
	// Whole milliseconds, as Record.At: then all requests of a run are moved by
	// exactly the same time, and the spans of a trace keep their places.
	captured := time.Now().UTC().Truncate(time.Millisecond)
	record, err := rec.read(r)
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if err != nil {
		rec.failed = fmt.Errorf("%s: %w", r.URL.Path, err)
		return rec.failed
	}
	record.Captured = captured
	record.At = (rec.at + captured.Sub(rec.started)).Milliseconds()
	rec.records = append(rec.records, record)
	return nil
}

func (rec *recorder) read(r *http.Request) (demo.Record, error) {
	project, known := rec.projects[r.PathValue("project")]
	if !known {
		return demo.Record{}, fmt.Errorf("no project %q", r.PathValue("project"))
	}
	var body io.Reader = r.Body
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "":
	case "gzip":
		plain, err := gzip.NewReader(r.Body)
		if err != nil {
			return demo.Record{}, err
		}
		body = plain
	default:
		return demo.Record{}, fmt.Errorf("content encoding %q is not read here", encoding)
	}
	var text strings.Builder
	if _, err := io.Copy(&text, body); err != nil {
		return demo.Record{}, err
	}
	if !utf8.ValidString(text.String()) {
		return demo.Record{}, fmt.Errorf("binary body of %d bytes: a history holds text only", text.Len())
	}
	headers := map[string]string{}
	for _, name := range []string{"X-Sentry-Auth", "Content-Type"} {
		if value := r.Header.Get(name); value != "" {
			headers[name] = value
		}
	}
	return demo.Record{
		Project: project, Endpoint: r.PathValue("endpoint"),
		Query: r.URL.RawQuery, Headers: headers, Body: text.String(),
	}, nil
}
