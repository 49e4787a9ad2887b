package ops

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

var update = flag.Bool("update", false, "rewrite docs/faults.md")

// fault is one way in which a server fails.
type fault struct {
	name   string
	answer func(r *http.Request) (*http.Response, error)
	exits  []int // how an operation may end
	wait   time.Duration
}

func reply(status int, contentType, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {contentType}}
		for n := 0; n+1 < len(header); n += 2 {
			h.Set(header[n], header[n+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

// cutBody ends in the middle.
type cutBody struct{ io.Reader }

func (c cutBody) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
func (cutBody) Close() error { return nil }

// slowBody never ends; it gives up with the caller.
type slowBody struct{ ctx context.Context }

func (s slowBody) Read([]byte) (int, error) { <-s.ctx.Done(); return 0, s.ctx.Err() }
func (slowBody) Close() error               { return nil }

func faults() []fault {
	const html = "<!doctype html><html><title>Log in</title></html>"
	reset := fmt.Sprint(testNow.Add(7 * time.Second).Unix())
	return []fault{
		{name: "429, reset in 7 s", exits: []int{ExitLimited}, wait: 14 * time.Second,
			answer: reply(429, "text/html", `"You are attempting to use this endpoint too frequently."`, "X-Sentry-Rate-Limit-Remaining", "0", "X-Sentry-Rate-Limit-Reset", reset)},
		{name: "503 with a page", exits: []int{ExitUnavailable}, answer: reply(503, "text/html", html)},
		{name: "500", exits: []int{ExitUnavailable}, answer: reply(500, "application/json", `{"detail":"Internal Error","errorId":"1"}`)},
		{name: "cut body", exits: []int{ExitUnavailable}, answer: func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: cutBody{strings.NewReader(`[{"id":`)}, Request: r}, nil
		}},
		{name: "slow body", exits: []int{ExitUnavailable}, answer: func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: slowBody{r.Context()}, Request: r}, nil
		}},
		{name: "redirect to another host", exits: []int{ExitUsage}, answer: reply(302, "text/html", "", "Location", "https://evil.example.com/login")},
		{name: "HTML instead of JSON", exits: []int{ExitUnavailable}, answer: reply(200, "text/html", html)},
		// Damage inside of an answer costs what is damaged, not the answer.
		{name: "wrong types", exits: []int{ExitOK, ExitFailed, ExitUsage, ExitNotFound, ExitUnavailable, ExitNoResult, ExitPending, ExitAwaitingInput},
			answer: reply(200, "application/json", `[{"id":{"a":1},"slug":7,"data":"x","count":[],"status":null,"dateCreated":true},5,null]`)},
	}
}

// failing is a server with a fault: on every request, or on writes only, reads
// being answered with a thing that has a bit of everything.
type failing struct {
	fault      fault
	writesOnly bool

	mu      sync.Mutex
	tries   map[string]int // per method and URL
	writes  int
	strange []string // hosts that got something and should not have
}

const anything = `{"id":"7","slug":"shop","name":"Shop","shortId":"SHOP-1A","version":"1.0","eventID":"0123456789abcdef0123456789abcdef","status":"unresolved","autofix":null,
 "title":"KeyError","project":{"id":"1","slug":"shop"},"group":{"id":"7"},"groupId":"7","groupID":"7","projectSlug":"shop","organizationSlug":"acme","data":[],"groups":[],"user":{"id":"1"}}`

func (f *failing) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	if r.URL.Host != "sentry.example.com" {
		f.strange = append(f.strange, r.URL.Host)
	}
	f.tries[r.Method+" "+r.URL.String()]++
	write := r.Method != http.MethodGet
	if write {
		f.writes++
	}
	f.mu.Unlock()
	if !f.writesOnly || write {
		return f.fault.answer(r)
	}
	segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch segments[len(segments)-1] {
	case "organizations", "issues", "projects", "teams", "keys", "members", "environments", "releases", "deploys", "commits", "repos", "notes", "user-reports", "attachments":
		return reply(200, "application/json", "["+anything+"]")(r)
	}
	return reply(200, "application/json", anything)(r)
}

// example is a call of an operation: the one in its documentation.
func example(t *testing.T, op Operation) json.RawMessage {
	t.Helper()
	_, text, ok := strings.Cut(op.Guide().Body, "## Example")
	if _, rest, found := strings.Cut(text, "`{"); ok && found {
		call, _, _ := strings.Cut(rest, "`")
		return json.RawMessage("{" + call)
	}
	for _, f := range inputFields(op.In) {
		if f.name == "issueId" {
			return json.RawMessage(`{"issueId":"SHOP-1A"}`)
		}
	}
	return json.RawMessage(`{}`)
}

// outcome is how an operation ended under a fault.
type outcome struct {
	exit  int
	tries int // of the request that was sent most often
	slept time.Duration
	err   error
}

// meet runs an operation against a fault, with a clock that sleeping moves on.
func meet(t *testing.T, op Operation, f *failing) outcome {
	t.Helper()
	var mu sync.Mutex
	now, slept := testNow, time.Duration(0)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	sleep := func(ctx context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		now, slept = now.Add(d), slept+d
		return ctx.Err()
	}
	f.tries = map[string]int{}
	client, err := sentryapi.New(sentryapi.Config{
		BaseURL: "https://sentry.example.com", Transport: f, Now: clock, Sleep: sleep, Jitter: func() float64 { return 1 },
		Token: func(context.Context) (string, error) { return "secret", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	o := New(Config{Client: client, BaseURL: "https://sentry.example.com", Defaults: Defaults{Org: "acme", Project: "shop"}, Now: clock, Sleep: sleep})
	ctx := t.Context()
	if f.fault.name == "slow body" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, 30*time.Millisecond)
		defer cancel()
	}
	_, err = op.Call(ctx, o, example(t, op))
	out := outcome{slept: slept, err: err}
	if err != nil {
		out.exit = OutcomeOf(KindOf(err)).Exit
	}
	for _, n := range f.tries {
		out.tries = max(out.tries, n)
	}
	return out
}

// asksNobody are operations that need no server.
func asksNobody(op Operation, f *failing) bool { return len(f.tries) == 0 }

// TestEveryOperationUnderEveryFault: the kind is right, reads are tried at most
// three times, the waits are bounded, and nothing is sent to a stranger. The
// figures are in docs/faults.md.
func TestEveryOperationUnderEveryFault(t *testing.T) {
	var doc strings.Builder
	doc.WriteString("# Every operation under every fault\n\nGenerated by `go test ./internal/ops -run Fault -update`; a test holds it to the program. Each cell is the exit code and how often the\n" +
		"request was sent. Between the tries of a read lie 0.5 and 1 second (with full jitter), or what the server asks for: 7 s twice in the first column.\n" +
		"A slow body ends with the operation's deadline. Operations that ask no server are left out.\n\n| operation |")
	for _, f := range faults() {
		doc.WriteString(" " + f.name + " |")
	}
	doc.WriteString("\n|" + strings.Repeat(" --- |", len(faults())+1) + "\n")
	for _, op := range Catalog() {
		row := "| `" + op.Name + "` |"
		asked := false
		for _, fault := range faults() {
			f := &failing{fault: fault}
			got := meet(t, op, f)
			if asksNobody(op, f) {
				if got.err != nil {
					t.Errorf("%s: its example fails before anything is asked: %v", op.Name, got.err)
				}
				continue
			}
			asked = true
			row += fmt.Sprintf(" %d · %d× |", got.exit, got.tries)
			if !slices.Contains(fault.exits, got.exit) || KindOf(got.err) == KindInternal && got.err != nil {
				t.Errorf("%s, %s: exit %d, want one of %v: %v", op.Name, fault.name, got.exit, fault.exits, got.err)
			}
			if got.tries > 3 || len(f.strange) > 0 {
				t.Errorf("%s, %s: tried %d times, told %v", op.Name, fault.name, got.tries, f.strange)
			}
			if got.slept > 3*time.Minute {
				t.Errorf("%s, %s: waited %s", op.Name, fault.name, got.slept)
			}
		}
		if asked {
			doc.WriteString(row + "\n")
		}
	}
	golden(t, filepath.Join("..", "..", "docs", "faults.md"), doc.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || strings.ReplaceAll(string(want), "\r\n", "\n") != got {
		t.Errorf("%s is not what the program does (%v); look at the difference after: go test ./internal/ops -run Fault -update", path, err)
	}
}

// TestNoWriteIsSentTwice: whatever answer a write gets, it is sent once.
func TestNoWriteIsSentTwice(t *testing.T) {
	reached := 0
	for _, op := range Catalog() {
		if op.Effect == Read {
			continue
		}
		for _, fault := range faults() {
			f := &failing{fault: fault, writesOnly: true}
			got := meet(t, op, f)
			for request, n := range f.tries {
				if !strings.HasPrefix(request, http.MethodGet) && n > 1 {
					t.Errorf("%s, %s: %s was sent %d times", op.Name, fault.name, request, n)
				}
			}
			if f.writes > 0 {
				reached++
			}
			if KindOf(got.err) == KindInternal && got.err != nil {
				t.Errorf("%s, %s: %v", op.Name, fault.name, got.err)
			}
		}
	}
	if reached < 8*3 {
		t.Errorf("only %d of the writes were reached", reached)
	}
}
