package tui

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

// streamOf is a stream of n issues at 200x60, as after loading them all.
func streamOf(t testing.TB, n int) *model {
	t.Helper()
	m, err := newModel(t.Context(), Options{Ops: opsOver(t, newFake(), acme), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.stop)
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 60}) // begins the first load; its answer comes from here
	var some []ops.Issue
	for i := range 100 {
		var issue ops.Issue
		if err := json.Unmarshal([]byte(issueJSON(i+1, "KeyError: 'price' of a gift card is missing in the cart of a customer")), &issue); err != nil {
			t.Fatal(err)
		}
		some = append(some, issue)
	}
	all := make([]ops.Issue, n)
	for i := range all {
		all[i] = some[i%len(some)]
		all[i].ID = text.Word(strconv.Itoa(i))
	}
	m.Update(screen.Loaded[ops.SearchIssuesOut]{Ticket: screen.Ticket{Owner: m.top().id, Name: "first", Seq: 1}, Out: ops.SearchIssuesOut{Issues: all}})
	return m
}

// BenchmarkCursor is one key press and the picture after it.
func BenchmarkCursor(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		for name, key := range map[string]string{"down": "j", "page": "pgdown"} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				m := streamOf(b, n)
				var took []time.Duration
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if i%90 == 89 {
						m.Update(press("home"))
					}
					begin := time.Now()
					m.Update(press(key))
					m.View()
					took = append(took, time.Since(begin))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	}
}

// TestFramesCostTheSameAtAnySize: the work of a frame is counted in allocations,
// which do not depend on how busy the machine is.
func TestFramesCostTheSameAtAnySize(t *testing.T) {
	cost := func(n int) float64 {
		m := streamOf(t, n)
		return testing.AllocsPerRun(40, func() {
			m.Update(press("j"))
			m.View()
		})
	}
	few, many := cost(100), cost(100_000)
	if many > few*1.1 || many > 2000 {
		t.Errorf("a frame makes %.0f allocations with 100 issues and %.0f with 100,000", few, many)
	}
}
