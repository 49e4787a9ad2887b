package credentials

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// rotating is a token endpoint as strict as the standard wants it: a refresh
// token works once.
type rotating struct {
	mu      sync.Mutex
	current int // number of the valid pair
	renewed int
	broken  bool
}

func (r *rotating) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken || req.FormValue("refresh_token") != fmt.Sprintf("refresh-%d", r.current) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.current++
	r.renewed++
	_, _ = fmt.Fprintf(w, "%d", r.current)
}

// renewAt is a Renew over HTTP.
func renewAt(url string, now time.Time) func(context.Context, Credential) (Credential, error) {
	return func(ctx context.Context, old Credential) (Credential, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"?refresh_token="+old.RefreshToken, nil)
		if err != nil {
			return old, err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return old, err
		}
		defer resp.Body.Close()
		n, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			return old, errors.New("invalid_grant")
		}
		old.AccessToken, old.RefreshToken = "access-"+string(n), "refresh-"+string(n)
		old.Issued, old.Expires = now, now.Add(30*24*time.Hour)
		return old, nil
	}
}

const day = 24 * time.Hour

func source(s *Store, url string, now time.Time) *Source {
	return &Source{Store: s, Profile: "work", Server: "https://sentry.io", Now: func() time.Time { return now }, Renew: renewAt(url, now)}
}

func newRotating(t *testing.T) (*rotating, string) {
	t.Helper()
	server := &rotating{current: 1}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, web.URL
}

func stored(t *testing.T) *Store {
	t.Helper()
	s := fileOnly(t.TempDir())
	if _, _, err := s.Put(t.Context(), "work", sample()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTokenIsRenewedBeforeItExpires(t *testing.T) {
	issued := sample().Issued
	for age, want := range map[time.Duration]string{
		0: "access-1", 26 * day: "access-1", 27 * day: "access-2", 29 * day: "access-2", 40 * day: "access-2",
	} {
		server, url := newRotating(t)
		src := source(stored(t), url, issued.Add(age))
		for range 3 { // a renewed token is not renewed again
			if got, err := src.Token(t.Context()); got != want || err != nil {
				t.Errorf("after %s: %q, %v", age, got, err)
			}
		}
		if want == "access-2" && server.renewed != 1 {
			t.Errorf("after %s: renewed %d times", age, server.renewed)
		}
		kept, _, err := src.Store.Get(t.Context(), "work")
		if err != nil || kept.AccessToken != want || kept.RefreshToken != strings.Replace(want, "access", "refresh", 1) {
			t.Errorf("after %s: stored %+v, %v", age, kept, err)
		}
	}
}

// While the old token still works, a server that does not renew is no error.
func TestFailedRenewal(t *testing.T) {
	server, url := newRotating(t)
	server.broken = true
	s := stored(t)
	if got, err := source(s, url, sample().Issued.Add(29*day)).Token(t.Context()); got != "access-1" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := source(s, url, sample().Issued.Add(31*day)).Token(t.Context()); err == nil {
		t.Error("an expired token was given out")
	}
	if kept, _, err := s.Get(t.Context(), "work"); err != nil || kept.RefreshToken != "refresh-1" {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestRejectedTokenIsRenewedOnce(t *testing.T) {
	server, url := newRotating(t)
	src := source(stored(t), url, sample().Issued)
	var wg sync.WaitGroup
	for range 8 { // requests side by side, all refused
		wg.Go(func() {
			if got, err := src.Rejected(t.Context(), "access-1"); got != "access-2" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	wg.Wait()
	if server.renewed != 1 {
		t.Errorf("renewed %d times", server.renewed)
	}
	c := sample()
	c.RefreshToken = ""
	if _, _, err := src.Store.Put(t.Context(), "work", c); err != nil {
		t.Fatal(err)
	}
	again := source(src.Store, url, sample().Issued)
	if got, err := again.Rejected(t.Context(), "access-1"); got != "" || err != nil {
		t.Errorf("without a refresh token: %q, %v", got, err)
	}
}

func TestTokenStaysWithItsServer(t *testing.T) {
	for server, ok := range map[string]bool{"https://us.sentry.io": true, "https://evil.example": false, "http://sentry.io": false} {
		src := source(stored(t), "", sample().Issued)
		src.Server = server
		got, err := src.Token(t.Context())
		if (err == nil) != ok || (got == "access-1") != ok {
			t.Errorf("%s: %q, %v", server, got, err)
		}
		if got, err := src.Rejected(t.Context(), "other"); !ok && (got != "" || err == nil) {
			t.Errorf("%s after a refusal: %q, %v", server, got, err)
		}
	}
}

// TestMain lets the test binary be one of several processes that renew.
func TestMain(m *testing.M) {
	if dir := os.Getenv("RENEW_IN"); dir != "" {
		os.Exit(renewAsProcess(dir, os.Getenv("RENEW_AT")))
	}
	os.Exit(m.Run())
}

// renewAsProcess waits for a line on standard input, so that all start
// together, and prints the token it got.
func renewAsProcess(dir, url string) int {
	src := source(fileOnly(dir), url, sample().Issued.Add(29*day))
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return 1
	}
	token, err := src.Token(context.Background())
	_, _ = fmt.Println(token, err)
	return 0
}

// Several processes find the token about to expire at the same moment. The
// refresh token works once, so exactly one may use it, and all must end with
// the new pair.
func TestProcessesRenewOnce(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server, url := newRotating(t)
	s := stored(t)
	const processes = 4
	var start []io.Closer
	var failed atomic.Int32
	var wg sync.WaitGroup
	for range processes {
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Env = append(os.Environ(), "RENEW_IN="+s.dir, "RENEW_AT="+url)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		start = append(start, lineCloser{in})
		wg.Go(func() {
			out, err := cmd.Output()
			if got := strings.TrimSpace(string(out)); err != nil || got != "access-2 <nil>" {
				failed.Add(1)
				t.Errorf("a process got %q, %v", got, err)
			}
		})
	}
	for _, s := range start {
		_ = s.Close()
	}
	wg.Wait()
	kept, _, err := s.Get(t.Context(), "work")
	if server.renewed != 1 || err != nil || kept.RefreshToken != "refresh-2" || failed.Load() > 0 {
		t.Errorf("renewed %d times, stored %+v, %v", server.renewed, kept, err)
	}
}

// lineCloser sends the line that a process waits for.
type lineCloser struct{ io.WriteCloser }

// Close lets the process go.
func (l lineCloser) Close() error {
	_, err := io.WriteString(l.WriteCloser, "go\n")
	return errors.Join(err, l.WriteCloser.Close())
}
