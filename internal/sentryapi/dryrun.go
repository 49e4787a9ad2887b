package sentryapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
)

// Planned is the error of the first write of a dry run: the request that would
// have been sent. Nothing was sent.
type Planned struct {
	Op     string // "update issue"
	Method string
	Path   string // under /api/0
	Query  url.Values
	Body   json.RawMessage // nil = none
}

// Error says what would be done.
func (p *Planned) Error() string { return fmt.Sprintf("%s: dry run, nothing was sent", p.Op) }

type dryRunKey struct{}

// DryRun returns a context in which reads are sent and the first write ends
// with *Planned instead.
func DryRun(ctx context.Context) context.Context { return context.WithValue(ctx, dryRunKey{}, true) }

func isDryRun(ctx context.Context) bool {
	on, _ := ctx.Value(dryRunKey{}).(bool)
	return on
}

func planned(r call) error {
	body, err := r.encodedBody()
	if err != nil {
		return err
	}
	if len(body) > 0 && !json.Valid(body) { // sent as it is: shown as a JSON string
		if body, err = json.Marshal(string(body)); err != nil {
			return err
		}
	}
	return &Planned{Op: r.op, Method: r.method, Path: r.path, Query: r.query, Body: body}
}
