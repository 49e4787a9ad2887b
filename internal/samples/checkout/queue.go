package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/getsentry/sentry-go"
)

// jobQueue hands jobs to the worker sample: a file with one JSON job a line.
// The trace headers in each job let the worker continue the trace.
type jobQueue struct {
	path string
}

type job struct {
	Name     string            `json:"name"`
	Customer uint64            `json:"customer"`
	Order    string            `json:"order"`
	Headers  map[string]string `json:"headers"`
}

// put appends the job; without a queue file it only leaves the span.
func (q jobQueue) put(ctx context.Context, j job) (err error) {
	span := sentry.StartSpan(ctx, "queue.publish", sentry.WithDescription(j.Name))
	span.SetData("messaging.destination.name", "jobs")
	defer span.Finish()
	if q.path == "" {
		return nil
	}
	j.Headers = map[string]string{"sentry-trace": span.ToSentryTrace(), "baggage": span.ToBaggage()}
	line, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("queue %s: %w", j.Name, err)
	}
	file, err := os.OpenFile(q.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("queue %s: %w", j.Name, err)
	}
	if _, err = file.Write(append(line, '\n')); err != nil {
		file.Close()
		return fmt.Errorf("queue %s: %w", j.Name, err)
	}
	return file.Close()
}
