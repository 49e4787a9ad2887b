package demo

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/klauspost/compress/zstd"
)

// history is written by internal/samples/capture.
//
//go:embed history.ndjson.zst
var history []byte

// A Record is one line of the history: either a request that an SDK made to
// the ingest endpoint (Project is set) or an action that a person took in the
// web API (Project is empty).
type Record struct {
	// At is when the request happens, in milliseconds relative to the moment
	// that the history is loaded for; always negative.
	At int64 `json:"at"`

	// Captured is when the request was received from the SDK. The timestamps
	// inside of the body belong to this moment.
	Captured time.Time `json:"captured,omitzero"`
	// Project is the slug of the project that the SDK sent to.
	Project string `json:"project,omitempty"`
	// Endpoint is the last part of the ingest path: "envelope" or "store".
	Endpoint string `json:"endpoint,omitempty"`
	// Query is the raw query string; @sentry/node authenticates with it.
	Query string `json:"query,omitempty"`
	// Headers are the request headers that ingest looks at.
	Headers map[string]string `json:"headers,omitempty"`

	// Method and Path are those of an action. The path may hold a placeholder
	// {issue:<search query>}, which stands for the id of the issue found.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`

	// Change is the JSON body of an action.
	Change json.RawMessage `json:"change,omitempty"`

	// Body is the decompressed body of an SDK request. SDKs send text, so that
	// a string holds it.
	Body string `json:"body,omitempty"`
}

// IsAction tells whether a person, not an SDK, made the request.
func (r Record) IsAction() bool { return r.Project == "" }

// Name says what r is, for messages.
func (r Record) Name() string {
	if r.IsAction() {
		return r.Method + " " + r.Path
	}
	return r.Endpoint + " of " + r.Project
}

// Records yields the embedded history, oldest first, until the first error.
func Records() iter.Seq2[Record, error] { return ReadRecords(bytes.NewReader(history)) }

// ReadRecords yields the records of a compressed history as WriteRecords wrote
// it, until the first error.
func ReadRecords(compressed io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		raw, err := zstd.NewReader(compressed)
		if err != nil {
			yield(Record{}, fmt.Errorf("open the history: %w", err))
			return
		}
		defer raw.Close()
		lines := bufio.NewReaderSize(raw, 1<<16)
		for number := 1; ; number++ {
			line, err := lines.ReadBytes('\n')
			if errors.Is(err, io.EOF) && len(line) == 0 {
				return
			}
			var r Record
			if err == nil || errors.Is(err, io.EOF) {
				err = json.Unmarshal(line, &r)
			}
			if err != nil {
				yield(Record{}, fmt.Errorf("history record %d: %w", number, err))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// WriteRecords writes records to w, compressed, one JSON document a line.
func WriteRecords(w io.Writer, records []Record) error {
	compressed, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20))
	if err != nil {
		return err
	}
	lines := json.NewEncoder(compressed)
	lines.SetEscapeHTML(false)
	for _, r := range records {
		if err := lines.Encode(r); err != nil {
			return errors.Join(err, compressed.Close())
		}
	}
	return compressed.Close()
}
