package transport

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

var soak = flag.Int("soak", 3000, "calls with progress on each wire; the bar of 0 lost is for 50000")

// patience is how long a test waits for what must come at once.
const patience = 10 * time.Second

// No notification is lost, with many clients at a time.
func TestNoProgressIsLost(t *testing.T) {
	for _, w := range wires() {
		s := serve(t, Options{Access: OpenAccess})
		var clients sync.WaitGroup
		lost := make(chan string, 8)
		for range 8 {
			c := s.connect(w)
			clients.Go(func() {
				for range *soak / 8 {
					r := c.call("progress", `{}`)
					if len(r.news) != 3 || r.text() != "done" {
						lost <- r.raw
						return
					}
				}
			})
		}
		clients.Wait()
		select {
		case raw := <-lost:
			t.Errorf("%s: %q", w, raw)
		default:
			t.Logf("%s: %d calls, 0 lost", w, *soak)
		}
	}
}

// A client that leaves ends the work for it.
func TestLeavingCancels(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	for _, w := range wires() {
		c := s.connect(w)
		ctx, leave := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			resp, err := c.http.Do(c.request(ctx, http.MethodPost, c.message("tools/call", `{"name":"wait","arguments":{}}`)))
			if err == nil {
				_ = resp.Body.Close()
			}
			ended <- err
		}()
		<-s.began
		left := time.Now()
		leave()
		select {
		case <-s.stopped:
			t.Logf("%s: work ended %v after the client left", w, time.Since(left))
		case <-time.After(patience):
			t.Fatalf("%s: the work goes on", w)
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// On the older wire a notification cancels a request of its own session, and
// on neither one of another client.
func TestCancelNotification(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	for _, w := range wires() {
		victim, other := s.connect(w), s.connect(w)
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		request := victim.request(ctx, http.MethodPost, victim.message("tools/call", `{"name":"wait","arguments":{}}`))
		cancel := fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}`, victim.id)
		var done sync.WaitGroup
		done.Go(func() {
			if resp, err := victim.http.Do(request); err == nil {
				_ = resp.Body.Close()
			}
		})
		<-s.began
		if r := other.send(cancel); r.status != http.StatusAccepted {
			t.Errorf("%s: %d %s", w, r.status, r.raw)
		}
		select {
		case <-s.stopped:
			t.Fatalf("%s: another client's request was cancelled", w)
		case <-time.After(50 * time.Millisecond):
		}
		if w == modern { // there, the response is closed instead
			leave()
		} else if r := victim.send(cancel); r.status != http.StatusAccepted {
			t.Errorf("%d %s", r.status, r.raw)
		}
		select {
		case <-s.stopped:
		case <-time.After(patience):
			t.Fatalf("%s: the work goes on", w)
		}
		done.Wait()
	}
}

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestSessionsEndWhenIdle(t *testing.T) {
	at := &clock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	s := serve(t, Options{Access: OpenAccess, Now: at.Now, Idle: time.Hour})
	c := s.connect(legacy)
	for range 5 { // used, it lives on
		at.move(50 * time.Minute)
		if r := c.call("echo", `{}`); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.raw)
		}
	}
	at.move(61 * time.Minute)
	for range 2 { // and stays ended
		if r := c.call("echo", `{}`); r.status != 404 {
			t.Fatalf("%d %s", r.status, r.raw)
		}
	}
}

// Clients that initialize and never come back leave nothing.
func TestAbandonedSessionsCostNothing(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	for range 2000 {
		s.connect(legacy).http.CloseIdleConnections()
	}
	if n := len(s.h.opt.Ledger.(*memoryLedger).entries); n != 0 {
		t.Errorf("%d entries", n)
	}
}

func TestLedgerIsBounded(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	l := newLedger(time.Hour)
	l.limit = 10
	for n := range 100 {
		l.Use(fmt.Sprint(n), at, at.Add(30*time.Minute))
	}
	if len(l.entries) != 10 {
		t.Errorf("%d entries", len(l.entries))
	}
	if err := l.End("one more", at.Add(30*time.Minute)); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if err := l.End("3", at.Add(30*time.Minute)); err != nil || l.Use("3", at, at.Add(31*time.Minute)) {
		t.Error("an ended session lives", err)
	}
	l.Use("x", at, at.Add(3*time.Hour))
	if len(l.entries) != 0 {
		t.Errorf("%d entries after their time", len(l.entries))
	}
}

func TestServersWithOneKeyShareSessions(t *testing.T) {
	key, ledger := []byte("0123456789abcdef0123456789abcdef"), newLedger(time.Hour)
	one, two := serve(t, Options{Access: OpenAccess, Key: key, Ledger: ledger}), serve(t, Options{Access: OpenAccess, Key: key, Ledger: ledger})
	c := one.connect(legacy)
	moved := *c
	moved.s = two
	if r := moved.call("client", `{}`); r.status != 200 || !strings.Contains(r.text(), "tester") {
		t.Errorf("%d %s", r.status, r.raw)
	}
	if err := ledger.End(c.session, time.Now()); err != nil {
		t.Fatal(err)
	}
	if r := c.call("echo", `{}`); r.status != 404 {
		t.Errorf("%d %s", r.status, r.raw)
	}
}

func TestOneCallerLeavesRoomForOthers(t *testing.T) {
	s := serve(t, Options{})
	greedy := s.connect(legacy, "Authorization", "Bearer greedy")
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	for range maxOwn {
		request := greedy.request(ctx, http.MethodPost, greedy.message("tools/call", `{"name":"wait","arguments":{}}`))
		go func() {
			if resp, err := greedy.http.Do(request); err == nil {
				_ = resp.Body.Close()
			}
		}()
		<-s.began
	}
	if r := greedy.call("echo", `{}`); r.status != http.StatusTooManyRequests || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.status, r.raw)
	}
	if r := s.connect(legacy, "Authorization", "Bearer modest").call("echo", `{}`); r.status != 200 {
		t.Errorf("%d %s", r.status, r.raw)
	}
}

// Requests being answered end before the server does; new ones are not taken.
func TestServerDrains(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.h.Serve(ctx, l) }()
	s.url = "http://" + l.Addr().String()
	c := s.connect(legacy)
	for _, path := range []string{"/healthz", "/readyz"} {
		resp, err := http.Get(s.url + path)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s: %v %v", path, resp, err)
		}
		_ = resp.Body.Close()
	}
	listening := c.request(t.Context(), http.MethodGet, "")
	stream, err := c.http.Do(listening)
	if err != nil || stream.StatusCode != 200 {
		t.Fatalf("listen: %v %v", stream, err)
	}
	defer stream.Body.Close()
	answered := make(chan reply, 1)
	body := c.message("tools/call", `{"name":"sleep","arguments":{}}`)
	resp := make(chan struct{})
	go func() { close(resp); answered <- c.send(body) }()
	<-resp
	time.Sleep(20 * time.Millisecond) // the call is under way
	stop()
	if r := <-answered; r.text() != "slept" {
		t.Errorf("a request was lost: %s", r.raw)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Fatal("the server does not end")
	}
}

// The transport of 2024: answers and news come on one stream.
func TestOlderSSETransport(t *testing.T) {
	s := serve(t, Options{Access: OpenAccess, SSE: true})
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/sse", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatal("the stream ended")
		return ""
	}
	endpoint := next()
	send := func(body string) {
		t.Helper()
		resp, err := http.Post(s.url+endpoint, "application/json", strings.NewReader(body))
		if err != nil || resp.StatusCode != http.StatusAccepted {
			t.Fatal(resp, err)
		}
		_ = resp.Body.Close()
	}
	send(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"old","version":"1"}}}`)
	if got := next(); !strings.Contains(got, `"serverInfo"`) {
		t.Error(got)
	}
	send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	send(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"progress","arguments":{}}}`)
	for range 3 {
		if got := next(); !strings.Contains(got, "notifications/progress") {
			t.Error(got)
		}
	}
	if got := next(); !strings.Contains(got, `"done"`) {
		t.Error(got)
	}
	send(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait","arguments":{}}}`)
	<-s.began
	leave()
	select {
	case <-s.stopped:
	case <-time.After(patience):
		t.Fatal("the work goes on after its client left")
	}
}

func TestTokensDoNotPrint(t *testing.T) {
	c := Caller{Token: "sntryu_secret", Key: "k"}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%s %q", c, c), string(encoded)} {
		if strings.Contains(shown, "sntryu") {
			t.Error(shown)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}`))
	f.Add([]byte(`[[[[`))
	f.Add([]byte(`{"a":"\"[{"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := readMessage(body, http.Header{})
		if (m == nil) == (err == nil) {
			t.Fatalf("%v, %v", m, err)
		}
		if json.Valid(body) && depth(body) < 0 {
			t.Fatal("depth")
		}
	})
}

func FuzzSession(f *testing.F) {
	s := &sessions{key: []byte("k"), ledger: newLedger(time.Hour), now: time.Now}
	good := s.begin(Caller{Key: "ann"}, claims{Version: "2025-11-25"})
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Fuzz(func(t *testing.T, id string) {
		if _, err := s.use(id, Caller{Key: "ann"}); err == nil && id != good {
			t.Fatalf("accepted %q", id)
		}
		if _, err := s.use(id, Caller{Key: "eve"}); err == nil {
			t.Fatalf("accepted %q of another", id)
		}
	})
}
