package ingest

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"vedette/internal/local/store"
)

const crashVariable = "VEDETTE_TEST_CRASH_STORE"

// TestCrashChild is no test of its own: TestKill runs it in a process that it
// can kill.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashVariable)
	if path == "" {
		t.Skip("only for TestKill")
	}
	st, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := New(st, Options{})
	in.Start(t.Context())
	fmt.Println("URL", httptest.NewServer(in.Handler()).URL)
	select {} // until it is killed
}

// TestKill kills a backend with SIGKILL under load and checks that everything
// it acknowledged is there after the next start.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	url, kill := startChild(t, path)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	var mu sync.Mutex
	var acknowledged []string
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for c := range 4 {
		m, z := newMix(uint64(c)+100, time.Now()), gzip.NewWriter(nil)
		wg.Go(func() {
			for {
				id := m.id(16)
				if send(client, url, zip(t, m.error(id), z)) != nil {
					return // the process is gone
				}
				mu.Lock()
				if acknowledged = append(acknowledged, id); len(acknowledged) == 300 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	kill()
	wg.Wait()
	checkAcknowledged(t, path, acknowledged)
}

// startChild starts the backend in a process of its own.
func startChild(t *testing.T, path string) (url string, kill func()) {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashVariable+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found, ok := strings.CutPrefix(lines.Text(), "URL "); ok {
			return found, func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
		}
	}
	t.Fatalf("the child said no address: %v", lines.Err())
	return "", nil
}

func checkAcknowledged(t *testing.T, path string, ids []string) {
	t.Helper()
	st, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	b := &backend{t: t, store: st, in: New(st, Options{})}
	defer b.in.Close()
	t.Logf("%d acknowledged, %d of them not digested before the kill", len(ids), st.Pending())
	b.digest()
	for _, id := range ids {
		if _, _, _, err := st.Event(t.Context(), 0, id, nil); err != nil {
			t.Errorf("acknowledged event %s: %v", id, err)
		}
	}
	if n := b.counters()["event digested"]; n < int64(len(ids)) {
		t.Errorf("%d events digested, %d acknowledged", n, len(ids))
	}
}

// TestConcurrentIntake sends from many goroutines while the digester runs.
func TestConcurrentIntake(t *testing.T) {
	b := newBackend(t, Options{}, 0)
	b.in.Start(t.Context())
	const senders, each = 8, 40
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	var wg sync.WaitGroup
	for s := range senders {
		m, z := newMix(uint64(s)+1, b.now), gzip.NewWriter(nil)
		wg.Go(func() {
			for range each {
				body, _ := m.next()
				if err := send(client, b.url, zip(t, body, z)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.digest()
	c := b.counters()
	if n := c["event digested"] + c["transaction digested"] + c["log digested"]; n != senders*each {
		t.Errorf("%d digested, want %d: %v", n, senders*each, c)
	}
	var events int64
	for _, i := range b.issues() {
		events += i.Count
	}
	if events != c["event digested"] {
		t.Errorf("issues count %d events, want %d", events, c["event digested"])
	}
}

// TestLeftoverIsDigested accepts without a digester, as before a crash, and
// digests after opening the file again.
func TestLeftoverIsDigested(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	st, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(New(st, Options{}).Handler())
	b := &backend{t: t, store: st, url: server.URL}
	m := newMix(3, time.Now())
	var ids []string
	for range 3 * batchSize {
		ids = append(ids, m.id(16))
		b.send(string(m.error(ids[len(ids)-1])))
	}
	server.Close()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	checkAcknowledged(t, path, ids)
}
