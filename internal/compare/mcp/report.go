package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// report prints the Markdown of docs/performance.md.
func report(subjects []subject, all []figures) {
	fmt.Printf("%s\n\n", machine())
	row := func(label string, cell func(figures) string) {
		cells := []string{label}
		for _, f := range all {
			cells = append(cells, cell(f))
		}
		fmt.Println("| " + strings.Join(cells, " | ") + " |")
	}
	head, line := []string{"figure"}, []string{"---"}
	for _, s := range subjects {
		head, line = append(head, s.name), append(line, "---")
	}
	fmt.Printf("| %s |\n| %s |\n", strings.Join(head, " | "), strings.Join(line, " | "))
	row("start to `initialize` answered, median (min)", func(f figures) string {
		return fmt.Sprintf("%.0f (%.0f) ms", millis(f.starts[len(f.starts)/2]), millis(f.starts[0]))
	})
	row("`tools/list`: tools · bytes · what a model reads", func(f figures) string {
		return fmt.Sprintf("%d · %d · %d tokens", f.tools, f.listBytes, f.modelBytes/4)
	})
	row("RSS idle · after 200 calls · at the end", func(f figures) string {
		return fmt.Sprintf("%.0f · %.0f · %.0f MiB", f.idle, f.after, f.last)
	})
	for _, action := range actions() {
		row(action+": calls/s · p50 · p99 · CPU", func(f figures) string { return f.calls[action].speed() })
		row(action+": answer · requests first, repeated", func(f figures) string {
			c := f.calls[action]
			return fmt.Sprintf("%d tokens · %d, %d", c.bytes/4, c.first, c.repeated)
		})
	}
	fmt.Println()
	for n, s := range subjects {
		for _, name := range failures() {
			t := all[n].told[name]
			fmt.Printf("* %s, %s (%d requests, %.1f s): %s\n", s.name, name, t.requests, t.took.Seconds(), t.text)
		}
	}
}

func (c callFigures) speed() string {
	times := slices.Sorted(slices.Values(c.times))
	var sum time.Duration
	for _, t := range times {
		sum += t
	}
	return fmt.Sprintf("%.0f · %.2f · %.1f · %.2f ms", float64(len(times))/sum.Seconds(), millis(times[len(times)/2]), millis(times[len(times)*99/100]), millis(c.cpu))
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
