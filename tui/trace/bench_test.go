package trace

import (
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
)

// BenchmarkWaterfall is one key press and the picture after it.
func BenchmarkWaterfall(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		for _, id := range []command.ID{command.Down, command.PageDown, command.Bottom, command.Fold, command.FoldAll, command.NextError, command.Zoom} {
			b.Run(fmt.Sprintf("%s/%d", id, n), func(b *testing.B) {
				w := big(b, n)
				frames(b, w, func(i int) {
					if i%90 == 89 {
						w.Do(command.Top)
					}
					w.Do(id)
				})
			})
		}
		b.Run(fmt.Sprintf("type/%d", n), func(b *testing.B) {
			w, typed := big(b, n), "customer_id in (1, 2, 3)"
			frames(b, w, func(i int) {
				if i%len(typed) == 0 {
					w.search.Clear()
					w.Do(command.Search)
				}
				r := rune(typed[i%len(typed)])
				w.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			})
		})
		b.Run(fmt.Sprintf("next match/%d", n), func(b *testing.B) {
			w := big(b, n)
			w.search.Editor.InsertLine("id = 9")
			w.searched()
			frames(b, w, func(int) { w.Do(command.NextMatch) })
		})
	}
}

// frames measures key presses with the pictures after them.
func frames(b *testing.B, w *Waterfall, press func(i int)) {
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		begin := time.Now()
		press(i)
		w.View()
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
