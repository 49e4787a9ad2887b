package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"vedette/internal/local/store"
)

const (
	benchEnvelopes   = 20_000
	benchConnections = 8
)

// bench is one backend under load.
type bench struct {
	store  *store.Store
	in     *Ingest
	server *httptest.Server
	zipped [][]byte
	start  time.Time
	cpu    time.Duration
}

func newBench(b *testing.B, zipped [][]byte) *bench {
	b.Helper()
	st, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "store.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	in := New(st, Options{})
	server := httptest.NewServer(in.Handler())
	b.Cleanup(func() {
		server.Close()
		if err := errors.Join(in.Close(), st.Close()); err != nil {
			b.Error(err)
		}
	})
	return &bench{store: st, in: in, server: server, zipped: zipped}
}

func (x *bench) reset() { x.start, x.cpu = time.Now(), cpuTime() }

// report gives a rate, and the processor time of this process for one envelope:
// that figure does not depend on what else runs.
func (x *bench) report(b *testing.B, unit string) {
	b.Helper()
	n := float64(len(x.zipped))
	b.ReportMetric(n/time.Since(x.start).Seconds(), unit)
	b.ReportMetric(float64((cpuTime()-x.cpu).Microseconds())/n, "cpu-us/envelope")
}

func (x *bench) load(b *testing.B) {
	b.Helper()
	took := load(b, x.server.URL, x.zipped)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkAccept sends the standard mix over loopback HTTP with 8 connections,
// the loader included, while the digester runs as it does in service.
func BenchmarkAccept(b *testing.B) {
	zipped := zipBodies(b, mixBodies(b, 2_000), benchEnvelopes/2_000)
	b.ResetTimer()
	for range b.N {
		x := newBench(b, zipped)
		x.in.Start(b.Context())
		x.reset()
		x.load(b)
		x.report(b, "accepted/s")
		b.ReportMetric(float64(x.store.Pending()), "backlog")
	}
}

// BenchmarkDigest digests a queue that is there already.
func BenchmarkDigest(b *testing.B) {
	zipped := zipBodies(b, mixBodies(b, 2_000), benchEnvelopes/2_000)
	b.ResetTimer()
	for range b.N {
		x := newBench(b, zipped)
		load(b, x.server.URL, zipped)
		x.reset()
		x.in.Start(b.Context())
		if err := x.store.WaitDigested(b.Context()); err != nil {
			b.Fatal(err)
		}
		x.report(b, "digested/s")
	}
}

// body is a request that differs from all others by its ids only.
type body struct {
	raw []byte
	id  string
}

func mixBodies(tb testing.TB, n int) []body {
	tb.Helper()
	m := newMix(1, time.Now())
	list := make([]body, n)
	for i := range list {
		list[i].raw, list[i].id = m.next()
	}
	return list
}

// zipBodies compresses the bodies n times over, each time with new ids, so that
// only sending counts.
func zipBodies(tb testing.TB, bodies []body, rounds int) [][]byte {
	tb.Helper()
	zipped := make([][]byte, 0, len(bodies)*rounds)
	m, z := newMix(2, time.Now()), gzip.NewWriter(nil)
	for range rounds {
		for _, body := range bodies {
			text := body.raw
			if body.id != "" {
				text = bytes.ReplaceAll(text, []byte(body.id), []byte(m.id(16)))
			}
			zipped = append(zipped, zip(tb, text, z))
		}
	}
	return zipped
}

// load sends everything over a few connections and says how long each took.
func load(tb testing.TB, url string, zipped [][]byte) []time.Duration {
	tb.Helper()
	took := make([]time.Duration, len(zipped))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchConnections}}
	var wg sync.WaitGroup
	for c := range benchConnections {
		wg.Go(func() {
			for i := c; i < len(zipped); i += benchConnections {
				start := time.Now()
				if err := send(client, url, zipped[i]); err != nil {
					tb.Error(err)
					return
				}
				took[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	return took
}

func send(client *http.Client, url string, zipped []byte) error {
	req, err := http.NewRequest(http.MethodPost, url+"/api/42/envelope/?sentry_key=0123456789abcdef0123456789abcdef", bytes.NewReader(zipped))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Encoding", "gzip")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, text)
	}
	return err
}
