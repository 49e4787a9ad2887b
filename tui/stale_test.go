package tui

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

// kept is a cache of answers in memory.
type kept struct{ sync.Map }

func (k *kept) Answer(key string) (sentryapi.Stored, bool) {
	s, ok := k.Load(key)
	if !ok {
		return sentryapi.Stored{}, false
	}
	return s.(sentryapi.Stored), true
}

func (k *kept) SetAnswer(key, _ string, s sentryapi.Stored) { k.Store(key, s) }

func (k *kept) Forget(string) { k.Clear() }

// TestLoadAgainAsksTheServer: what is young enough to be shown again is asked for
// when somebody wants it anew.
func TestLoadAgainAsksTheServer(t *testing.T) {
	f := newFake()
	var asked atomic.Int32
	o := opsOver(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/projects/") {
			asked.Add(1)
		}
		f.ServeHTTP(w, r)
	}), ops.Defaults{Org: "acme"}, &kept{})
	d := drive(t, Options{Ops: o}, 100, 24)
	d.keys(":")
	d.types("projects")
	d.keys("enter")
	before := asked.Load()
	d.keys("esc", ">")
	if got := asked.Load(); got != before || before == 0 {
		t.Fatalf("coming back asked %d times", got-before)
	}
	d.keys("R")
	if got := asked.Load(); got != before+1 {
		t.Errorf("R asked %d times", got-before)
	}
}
