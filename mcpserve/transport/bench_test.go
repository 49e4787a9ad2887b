package transport

import (
	"context"
	"net/http"
	"syscall"
	"testing"
	"time"
)

func benchmark(b *testing.B, w wire, method, params string, opt Options) {
	s := serve(b, opt)
	c := s.connect(w)
	body := c.message(method, params)
	requests := make([]*http.Request, b.N)
	for n := range requests {
		requests[n] = c.request(b.Context(), http.MethodPost, body)
		requests[n].RemoteAddr, requests[n].RequestURI = "127.0.0.1:1", Endpoint
	}
	b.ReportAllocs()
	b.ResetTimer()
	before := cpuTime(b)
	for _, r := range requests {
		rec := &discard{header: http.Header{}}
		s.h.ServeHTTP(rec, r)
		if rec.status != 0 && rec.status != http.StatusOK {
			b.Fatal(rec.status)
		}
	}
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(b.N), "cpu-us/op")
}

// cpuTime is what this process has used, whatever else the machine does.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// discard is a response that goes nowhere: the benchmarks time the server's
// part, not the client's.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) Flush()                      {}

func BenchmarkCall(b *testing.B) {
	for _, w := range wires() {
		b.Run(string(w), func(b *testing.B) {
			benchmark(b, w, "tools/call", `{"name":"echo","arguments":{"text":"hello"}}`, Options{Access: OpenAccess})
		})
	}
}

func BenchmarkList(b *testing.B) {
	for _, w := range wires() {
		b.Run(string(w), func(b *testing.B) {
			benchmark(b, w, "tools/list", `{}`, Options{Access: OpenAccess, ListKey: func(context.Context) string { return "k" }})
		})
	}
}
