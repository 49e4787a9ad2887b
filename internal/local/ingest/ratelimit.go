package ingest

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"vedette/internal/local/store"
)

// refusal is an envelope that is not taken because of its key.
type refusal struct {
	status     int
	detail     string
	retryAfter time.Duration // 0: never
}

// Error is what the sender is told.
func (r *refusal) Error() string { return r.detail }

// The sentences of Sentry's Relay, by which SDKs and people know them.
const (
	detailRejected = "event submission rejected with_reason: ProjectId"
	detailLimited  = "Sentry dropped data due to a quota or internal rate limit being reached. This will not affect your application. " +
		"See https://docs.sentry.io/product/accounts/quotas/ for more information."
)

// write answers with it. The header tells SDKs what to hold back and for how long.
func (r *refusal) write(w http.ResponseWriter) {
	if r.retryAfter > 0 {
		seconds := int64((r.retryAfter + time.Second - 1) / time.Second)
		w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		w.Header().Set("X-Sentry-Rate-Limits", fmt.Sprintf("%d:default;error;security:key:key_quota", seconds))
	}
	writeError(w, r.status, r.detail, nil)
}

// keyGate lets envelopes through by what is known of their key. A key that
// nobody made here passes: the DSN of another server then works unchanged.
type keyGate struct {
	mu   sync.Mutex
	used map[string]window // by public key, of keys with a limit
}

// window counts the errors of a key since its start.
type window struct {
	start time.Time
	n     int64
}

// check refuses an envelope, or counts its errors. An envelope above the limit
// is refused as a whole: SDKs send what belongs to an error along with it.
func (g *keyGate) check(st *store.Store, key string, items []store.ItemCount, now time.Time) error {
	k, known := st.Key(key)
	switch {
	case !known:
		return nil
	case k.Deleted || !k.Active:
		return &refusal{status: http.StatusForbidden, detail: detailRejected}
	case k.Limit.Window <= 0:
		return nil
	}
	errs := int64(0)
	for _, i := range items {
		if i.Type == "event" {
			errs += i.N
		}
	}
	if errs == 0 {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.used[key]
	if start := now.Truncate(k.Limit.Window); !start.Equal(w.start) {
		w = window{start: start}
	}
	if w.n+errs > k.Limit.Count {
		return &refusal{status: http.StatusTooManyRequests, detail: detailLimited, retryAfter: w.start.Add(k.Limit.Window).Sub(now)}
	}
	w.n += errs
	if g.used == nil {
		g.used = map[string]window{}
	}
	g.used[key] = w
	return nil
}
