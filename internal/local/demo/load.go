// Package demo holds two weeks in the life of a small shop: what the SDKs of
// its three services sent, and what people did with the issues. It exists so
// that everybody can see vedette at work without an account, on data that real
// SDKs made and that takes the same way in as any other: Load replays the
// requests through the backend's own ingest endpoint and web API, with their
// times moved so that the history ends a few minutes ago.
//
// internal/samples/capture records the history.
package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Stats counts what was loaded.
type Stats struct {
	Envelopes int // SDK requests: envelopes, and events sent to the store endpoint
	Events    int // errors and messages in them; transactions not included
	Actions   int // requests of people
}

// issuesPath lists the issues of the organization that the local backend has.
const issuesPath = "/api/0/organizations/local/issues/"

// Load replays the history through h so that it ends shortly before now, one
// record after the other. Before each record it calls clock with the moment
// that the record happens at, for h to take as the current time. Load stops
// with an error that names the first record that h does not accept.
func Load(ctx context.Context, h http.Handler, clock func(time.Time), now time.Time) (Stats, error) {
	var stats Stats
	number := 0
	for r, err := range Records() {
		number++
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return stats, fmt.Errorf("load the demo: %w", err)
		}
		at := now.Add(time.Duration(r.At) * time.Millisecond)
		clock(at)
		if err := stats.load(ctx, h, r, at); err != nil {
			return stats, fmt.Errorf("load the demo: record %d (%s, %s): %w", number, r.Name(), at.Format(time.RFC3339), err)
		}
	}
	return stats, nil
}

// load replays r, which happens at the given moment.
func (s *Stats) load(ctx context.Context, h http.Handler, r Record, at time.Time) error {
	if r.IsAction() {
		path, err := resolve(ctx, h, r.Path)
		if err != nil {
			return err
		}
		if _, err := call(ctx, h, r.Method, path, map[string]string{"Content-Type": "application/json"}, r.Change); err != nil {
			return err
		}
		s.Actions++
		return nil
	}
	body, events, err := r.shifted(at.Sub(r.Captured))
	if err != nil {
		return err
	}
	path := "/api/" + r.Project + "/" + r.Endpoint + "/?" + r.Query
	if _, err := call(ctx, h, http.MethodPost, path, r.Headers, body); err != nil {
		return err
	}
	s.Envelopes++
	s.Events += events
	return nil
}

// shifted returns the body of r with its timestamps moved by d, and how many
// errors and messages are in it.
func (r Record) shifted(d time.Duration) (body []byte, events int, err error) {
	if r.Endpoint == "store" {
		body, err = shiftJSON(nil, []byte(r.Body), d)
		return body, 1, err
	}
	return shiftEnvelope([]byte(r.Body), d)
}

// resolve puts issue ids in the place of {issue:<search query>} in path.
func resolve(ctx context.Context, h http.Handler, path string) (string, error) {
	before, rest, placeholder := strings.Cut(path, "{issue:")
	if !placeholder {
		return path, nil
	}
	query, after, closed := strings.Cut(rest, "}")
	if !closed {
		return "", fmt.Errorf("path %q: } is missing", path)
	}
	search := issuesPath + "?" + url.Values{"query": {query}, "limit": {"1"}}.Encode()
	answer, err := call(ctx, h, http.MethodGet, search, nil, nil)
	if err != nil {
		return "", err
	}
	var issues []struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer, &issues); err != nil {
		return "", fmt.Errorf("issues for %q: %w", query, err)
	}
	if len(issues) == 0 {
		return "", fmt.Errorf("no issue for %q", query)
	}
	return before + url.PathEscape(issues[0].ID) + after, nil
}

// call makes a request of h and returns the answer's body. Any status but 200
// and 201 is an error, 204 too: the web API answers so when nothing matched.
func call(ctx context.Context, h http.Handler, method, path string, headers map[string]string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Host, r.RemoteAddr, r.RequestURI = "localhost", "127.0.0.1:0", path
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	answer := answer{header: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(&answer, r)
	if answer.status != http.StatusOK && answer.status != http.StatusCreated {
		return nil, fmt.Errorf("%s %s: status %d: %s", method, path, answer.status, answer.body.Bytes())
	}
	return answer.body.Bytes(), nil
}

// answer is the http.ResponseWriter of a call without a network.
type answer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if !a.wrote {
		a.wrote, a.status = true, status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.wrote = true
	return a.body.Write(p)
}
