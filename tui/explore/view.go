package explore

import (
	"strings"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// arrange shares the place out after anything about it changed.
func (x *Explorer) arrange() {
	size := x.size
	size.Height = max(size.Height-x.headHeight(), 0)
	x.table.Update(screen.Resize{Width: size.Width, Height: size.Height, Paint: size.Paint})
}

// headHeight is what stands above the table: the datasets, the search, and what
// the search line says while it is open.
func (x *Explorer) headHeight() int { return min(len(x.head()), x.size.Height) }

// View draws the datasets, the search, and the table.
func (x *Explorer) View() string {
	head := x.head()
	if len(head) >= x.size.Height {
		return widget.Block(head, x.size.Width, x.size.Height)
	}
	return widget.Block(head, x.size.Width, len(head)) + "\n" + x.table.View()
}

// empty says why there may be no rows, and how a dataset comes to have some.
func empty(q question) []string {
	const change = "/ changes the search, t looks further back, tab asks another dataset."
	if q.query != "" || q.trace != "" {
		return []string{change}
	}
	switch q.dataset {
	case "spans":
		return []string{change, "SDKs send spans with traces_sample_rate=1.0 (Python), tracesSampleRate: 1 (JavaScript), EnableTracing: true and TracesSampleRate: 1 (Go)."}
	case "logs":
		return []string{change, "SDKs send logs with enable_logs=True (Python), enableLogs: true (JavaScript), sentry.NewLogger (Go)."}
	case "metrics":
		return []string{change, "SDKs send metrics with sentry_sdk.metrics.count(name, 1) in Python, Sentry.metrics.count(name) in JavaScript, and their like."}
	case "profiles":
		return []string{change, "SDKs send profiles with profile_session_sample_rate=1.0 (Python), profileSessionSampleRate: 1 (JavaScript)."}
	case "replays":
		return []string{change, "SDKs in browsers and apps send replays with Sentry.replayIntegration() and replaysOnErrorSampleRate: 1."}
	}
	return []string{change}
}

func (x *Explorer) head() []string {
	p, width := x.size.Paint, x.size.Width
	lines := []string{x.tabs(p, width)}
	if x.bar.Active() {
		return append(lines, x.bar.Lines(p, width, max(x.size.Height-4, 1))...)
	}
	query := text.From(x.asked.query).String()
	if query == "" {
		query = "everything"
	}
	line := p.In(themes.Muted, " search: ") + p.In(themes.Text, query)
	if x.asked.trace != "" {
		line += p.In(themes.Muted, " in trace "+text.From(x.asked.trace).Cut(32))
	}
	if shown := x.shown(); shown != nil {
		line += p.In(themes.Muted, " · "+text.From(shown.Sort).Cut(40))
	}
	return append(lines, widget.Cut(line, width))
}

// tabs are the datasets; in a narrow terminal those around the one that is
// shown.
func (x *Explorer) tabs(p widget.Paint, width int) string {
	line := " "
	for _, d := range x.tabsShown(width) {
		if d == x.asked.dataset {
			line += p.In(themes.Title, "["+d+"]") + " "
		} else {
			line += p.In(themes.Muted, " "+d+" ") + " "
		}
	}
	return widget.Cut(line, width)
}

func (x *Explorer) tabsShown(width int) []string {
	all := datasets()
	for widget.Width(" "+strings.Join(all, "   ")) > width && len(all) > 1 {
		if all[0] == x.asked.dataset {
			all = all[:len(all)-1]
		} else {
			all = all[1:]
		}
	}
	return all
}

// tabAt is the dataset whose tab is at a column; "" where there is none.
func (x *Explorer) tabAt(column int) string {
	from := 1
	for _, d := range x.tabsShown(x.size.Width) {
		to := from + widget.Width(d) + 2
		if column >= from && column < to {
			return d
		}
		from = to + 1
	}
	return ""
}
