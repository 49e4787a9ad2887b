package tui

import (
	"net/http"
	"sync/atomic"
	"testing"
)

// TestAWrittenTextIsNotLost: a comment that was left, or that the server refused,
// is there again; one that the server took is not.
func TestAWrittenTextIsNotLost(t *testing.T) {
	f := newFake()
	var refuses atomic.Bool
	refuses.Store(true)
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && refuses.Load() {
			http.Error(w, `{"detail":"no"}`, http.StatusForbidden)
			return
		}
		f.ServeHTTP(w, r)
	})
	d := drive(t, Options{Ops: opsOver(t, server, acme)}, 100, 24)
	d.keys("c")
	d.types("half a thought")
	d.keys("esc")
	d.lacks("half a thought")
	d.keys("c")
	d.shows("half a thought")
	d.keys("ctrl+d")
	d.keys("c")
	d.shows("half a thought")
	refuses.Store(false)
	d.keys("ctrl+d")
	d.keys("c")
	d.shows("your team sees it")
	d.lacks("half a thought")
}
