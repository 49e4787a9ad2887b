package performance

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// tables answers by what is asked for; it notes the periods.
type tables struct {
	mu      sync.Mutex
	periods []string
}

// last is the newest period asked for.
func (s *tables) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.periods[len(s.periods)-1]
}

func (s *tables) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	s.periods = append(s.periods, q.Get("statsPeriod"))
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch fields := strings.Join(q["field"], " "); {
	case strings.Contains(fields, "span.description"):
		fmt.Fprint(w, `{"data":[{"span.op":"db","span.description":"SELECT \"x\"","count()":9,"sum(span.duration)":900,"p95(span.duration)":200}]}`)
	case strings.HasPrefix(fields, "transaction "):
		fmt.Fprint(w, `{"data":[{"transaction":"GET /cart","count()":90,"failure_rate()":0.2,"p50(span.duration)":100,"p95(span.duration)":400},{"transaction":"GET /","count()":10,"p50(span.duration)":10,"p95(span.duration)":100}]}`)
	case strings.Contains(fields, "epm()"):
		fmt.Fprint(w, `{"data":[{"count()":100,"epm()":2,"failure_rate()":0.18,"p50(span.duration)":90,"p75(span.duration)":150,"p95(span.duration)":400}]}`)
	default:
		fmt.Fprint(w, `{"data":[]}`)
	}
}

func TestSummary(t *testing.T) {
	server := &tables{}
	d := screentest.Start(t, screentest.Ops(t, server), 90, 40, func(env screen.Env) screen.Screen { return New(env, screen.ToPerformance{Org: "acme"}) })
	d.Has("slowest transactions", "GET /cart", "   100ms   400ms  ", "all projects", "100 transactions", "18%")
	lines := strings.Split(d.Text(), "\n")
	if cart, home := strings.Count(lines[2], "=")+strings.Count(lines[2], "#"), strings.Count(lines[3], "=")+strings.Count(lines[3], "#"); cart < 3*home {
		t.Errorf("400 ms have %d cells, 100 ms %d", cart, home)
	}
	d.Do(command.Open)
	d.Choose('2')
	if to := d.Opened(); to != any(screen.ToPerformance{Org: "acme", Transaction: "GET /cart"}) {
		t.Errorf("opened %+v", to)
	}
	d.Do(command.Open)
	d.Choose('4')
	if to, ok := d.Opened().(screen.ToExplore); !ok || to.Query != `span.op:"db" span.description:"SELECT \"x\""` {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.Period)
	if server.last() != "7d" || d.Screen.Info().Detail != "7d" {
		t.Errorf("asked %v, shows %q", server.last(), d.Screen.Info().Detail)
	}
	d.EverySize()
}
