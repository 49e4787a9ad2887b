package tui

import (
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// silent takes every request and never answers: it waits until nobody wants the
// answer any more.
type silent struct {
	mu   sync.Mutex
	open map[string]int // "GET /organizations/" -> requests that wait
}

func (s *silent) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then the server sees that the asker has gone
	line := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/0")
	s.count(line, 1)
	defer s.count(line, -1)
	<-r.Context().Done()
}

func (s *silent) count(line string, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[line] += by; s.open[line] == 0 {
		delete(s.open, line)
	}
}

// waiting are the requests that wait now, and how many of each.
func (s *silent) waiting() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.open)
}

// others counts the requests that wait beside the first screen's.
func (s *silent) others() int {
	n := 0
	for line, waiting := range s.waiting() {
		if line == "GET /organizations/" {
			waiting = max(waiting-1, 0)
		}
		n += waiting
	}
	return n
}

// sent counts the writes that are at the server.
func sent(writes []*pending) int {
	n := 0
	for _, w := range writes {
		if w.sent {
			n++
		}
	}
	return n
}

// onSilent starts on the organizations, whose one request waits.
func onSilent(t *testing.T) (*driver, *silent) {
	t.Helper()
	s := &silent{open: map[string]int{}}
	d := start(t, Options{Ops: opsOver(t, s, ops.Defaults{}), Settings: facts()}, 100, 30)
	d.until(func() bool { return len(s.waiting()) > 0 })
	return d, s
}

// home presses esc until only the first screen is left, and something is so.
func (d *driver) home(so func() bool) {
	d.t.Helper()
	d.until(func() bool {
		if d.m.dialog == nil && d.m.help == nil && len(d.m.stack) == 1 {
			return so()
		}
		d.update(press("esc"))
		return false
	})
}

func always() bool { return true }

// TestSilentServer: on every screen, while nothing is answered, each key is
// handled, what belongs to no screen works, and leaving takes the screen's
// requests back. Update and View would wait here for ever if they waited at all.
func TestSilentServer(t *testing.T) {
	for name, to := range places() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, s := onSilent(t)
			d.update(screen.Open{To: to})
			d.until(func() bool { return !d.m.top().Info().Busy || s.others() > 0 })
			for key, shows := range map[string]string{":": "Go to a place", "ctrl+k": "What to do", "?": "Keys here"} {
				d.update(press(key))
				d.shows(shows)
				d.update(press("esc"))
				d.lacks(shows)
			}
			for _, c := range d.m.bindings.For(d.m.top().Info().Scope) {
				for _, key := range c.Keys {
					d.home(always)
					d.update(screen.Open{To: to})
					for _, one := range strings.Fields(key) {
						d.update(press(one))
					}
					checkFrame(t, d)
				}
			}
			d.m.tasks.Cancel("whoami") // it belongs to the program, like writes
			d.m.tasks.Cancel("names")
			d.home(func() bool { return s.others() <= sent(d.m.writes.writes) })
		})
	}
}

// TestQuitFromASilentServer: nothing is waited for.
func TestQuitFromASilentServer(t *testing.T) {
	for name, to := range places() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, s := onSilent(t)
			d.update(screen.Open{To: to})
			d.until(func() bool { return !d.m.top().Info().Busy || s.others() > 0 })
			d.update(press("q"))
			d.until(func() bool { return d.quit })
			d.m.stop()
			d.until(func() bool { return len(s.waiting()) == 0 })
		})
	}
}
