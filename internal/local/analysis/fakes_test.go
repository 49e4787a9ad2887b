package analysis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/sentryapi"
)

// memory keeps runs the way a store does: by UUID, the newest last. It also remembers every saved state.
type memory struct {
	mu    sync.Mutex
	uuids []string
	state map[string]json.RawMessage
	saved []runState
	fail  error
}

func (m *memory) Save(_ context.Context, _ int64, state json.RawMessage, uuid string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return 0, m.fail
	}
	if m.state == nil {
		m.state = map[string]json.RawMessage{}
	}
	if _, known := m.state[uuid]; !known {
		m.uuids = append(m.uuids, uuid)
	}
	m.state[uuid] = slices.Clone(state)
	var decoded runState
	if err := json.Unmarshal(state, &decoded); err != nil {
		return 0, err
	}
	m.saved = append(m.saved, decoded)
	return int64(slices.Index(m.uuids, uuid) + 1), nil
}

func (m *memory) Latest(context.Context, int64) (json.RawMessage, int64, string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.uuids) == 0 {
		return nil, 0, "", false, nil
	}
	uuid := m.uuids[len(m.uuids)-1]
	return m.state[uuid], int64(len(m.uuids)), uuid, true, nil
}

// evidence is a Source with one issue.
type evidence struct {
	facts    Facts
	event    *protocol.Event
	factsErr error
	partsErr error           // of tags, trace and similar issues
	gate     <-chan struct{} // Tags waits for it, when there is one
}

var firstSeen = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (e evidence) Facts(context.Context, int64) (Facts, error)           { return e.facts, e.factsErr }
func (e evidence) Event(context.Context, int64) (*protocol.Event, error) { return e.event, e.partsErr }

func (e evidence) Tags(ctx context.Context, _ int64) (issue, others []TagCount, err error) {
	if e.gate != nil {
		select {
		case <-e.gate:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	return []TagCount{{"browser.name", "Safari", 80}, {"browser.name", "Chrome", 20}},
		[]TagCount{{"browser.name", "Safari", 12}, {"browser.name", "Chrome", 88}}, e.partsErr
}

func (e evidence) Trace(context.Context, string) ([]TraceItem, error) {
	return []TraceItem{{Kind: KindError, Project: "auth", IssueID: 9, ShortID: "AUTH-7", Title: "TokenExpired", Time: firstSeen.Add(59 * time.Minute)}}, e.partsErr
}

func (e evidence) Similar(context.Context, int64) ([]Similar, error) {
	return []Similar{{ShortID: "SHOP-1", Project: "shop", Title: "AttributeError: 'NoneType'", Status: "resolved", Count: 4}}, e.partsErr
}

// checkout is an issue of the shop with everything that can be known.
func checkout(t *testing.T) evidence {
	t.Helper()
	event, err := protocol.DecodeEvent([]byte(`{"event_id":"0123456789abcdef0123456789abcdef","timestamp":"2026-03-01T13:00:00Z","platform":"python",
		"release":"shop@2.1.0","environment":"production","transaction":"/checkout",
		"contexts":{"trace":{"trace_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","span_id":"bbbbbbbbbbbbbbbb"},"browser":{"name":"Safari","version":"17.1"}},
		"request":{"method":"POST","url":"https://shop.example/checkout","data":{"coupon":"X"}},
		"breadcrumbs":[{"category":"navigation","data":{"from":"/","to":"/cart"}},{"category":"ui.click","message":"button#pay"}],
		"exception":{"values":[{"type":"AttributeError","value":"'NoneType' object has no attribute 'total'","mechanism":{"type":"wsgi","handled":false},
		"stacktrace":{"frames":[{"filename":"shop/order.py","abs_path":"/srv/app/shop/order.py","function":"total","lineno":2,"in_app":true,
		"context_line":"    return order.total","pre_context":["def total(order):"],"post_context":[],"vars":{"order":null,"retries":3}}]}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	return evidence{event: &event, facts: Facts{ShortID: "SHOP-2", Project: "shop", Title: "AttributeError: 'NoneType' object has no attribute 'total'", Type: "AttributeError",
		Value: "'NoneType' object has no attribute 'total'", Culprit: "total", Events: 100, Users: 40, FirstSeen: firstSeen, LastSeen: firstSeen.Add(time.Hour),
		FirstRelease: "shop@2.1.0", LastRelease: "shop@2.1.0", Unhandled: true}}
}

func newRunner(t *testing.T, src Source, runs Runs, dir string) *Runner {
	t.Helper()
	n := 0
	r := NewRunner(src, runs, Options{
		SourceDir: dir, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return firstSeen.Add(2 * time.Hour) },
		NewID: func() string { n++; return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) },
	})
	t.Cleanup(r.Close)
	return r
}

func read(t *testing.T, r *Runner) *sentryapi.SeerRun {
	t.Helper()
	state, err := r.State(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	run, err := sentryapi.DecodeSeerRun([]byte(`{"autofix":` + string(state) + `}`))
	if err != nil {
		t.Fatalf("the client does not understand the state: %v\n%s", err, state)
	}
	return run
}

// poll reads the state until the run has ended, as a client does.
func poll(t *testing.T, r *Runner) *sentryapi.SeerRun {
	t.Helper()
	blocks := 0
	for t.Context().Err() == nil {
		run := read(t, r)
		if len(run.Blocks) < blocks {
			t.Fatalf("blocks went from %d to %d", blocks, len(run.Blocks))
		}
		if blocks = len(run.Blocks); run.Status != sentryapi.SeerProcessing {
			return run
		}
	}
	t.Fatal("the run did not end")
	return nil
}

func expectAll(t *testing.T, what, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			t.Errorf("%s lack %q:\n%s", what, p, got)
		}
	}
}

type panicking struct{ evidence }

func (panicking) Similar(context.Context, int64) ([]Similar, error) { panic("index out of range") }

func expectStatus(t *testing.T, err error, status int, detail string) {
	t.Helper()
	var refused *RequestError
	if !errors.As(err, &refused) || refused.Status != status || !strings.Contains(refused.Detail, detail) || refused.Error() == "" {
		t.Errorf("err = %v, want status %d with %q", err, status, detail)
	}
}
