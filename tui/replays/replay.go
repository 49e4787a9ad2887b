package replays

import (
	"context"
	"strconv"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/page"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// NewReplay is one replay: its timeline, and the errors and traces in it.
func NewReplay(env screen.Env, to screen.ToReplay) screen.Screen {
	return page.New(env, page.Kind{Crumb: "replay " + text.From(to.ID).Cut(9), What: "replay",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetReplayDetails(ctx, ops.GetReplayDetailsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, ReplayID: to.ID, Limit: 500})
			if err != nil {
				return page.Content{}, err
			}
			return page.Content{Doc: out.Doc(), Figures: track(out), Links: links(to.Org, out.Replay), Detail: who(out.Replay).Cut(40)}, nil
		},
	})
}

// links are the errors and traces of a replay.
func links(org string, r ops.Replay) []page.Link {
	var all []page.Link
	const enough = 15
	for _, id := range r.ErrorIDs[:min(len(r.ErrorIDs), enough)] {
		query := "id:" + strconv.Quote(string(id))
		all = append(all, page.Link{Title: "error " + widget.Cut(string(id), 40), To: screen.ToExplore{Org: org, Dataset: "errors", Query: query, Period: "90d"}})
	}
	for _, id := range r.TraceIDs[:min(len(r.TraceIDs), enough)] {
		all = append(all, page.Link{Title: "trace " + widget.Cut(string(id), 40), To: screen.ToTrace{Org: org, ID: string(id)}})
	}
	return all
}

// track draws the steps of a replay on its time, trouble over everything else;
// nil where there are none.
func track(out ops.GetReplayDetailsOut) func(p widget.Paint, width int) []string {
	if len(out.Steps) == 0 {
		return nil
	}
	length := max(int64(float64(out.Replay.Duration)*1000), out.Steps[len(out.Steps)-1].OffsetMs, 1)
	return func(p widget.Paint, width int) []string {
		room := max(width-2, 1)
		cells := make([]string, room)
		kinds := make([]string, room)
		for _, s := range out.Steps {
			at := int(s.OffsetMs * int64(room-1) / length)
			if rank(s.Kind) > rank(kinds[at]) {
				kinds[at] = s.Kind
			}
		}
		for n, kind := range kinds {
			cells[n] = glyph(p, kind)
		}
		end := text.Duration(time.Duration(length) * time.Millisecond)
		ruler := p.In(themes.Muted, " 0"+widget.Blank(room-1-len(end))+end)
		legend := p.In(themes.Muted, " "+p.Glyph("│ page  ▪ click  ▲ dead or rage click  ✗ error  ○ failed request", "| page  . click  ! dead or rage click  x error  o failed request"))
		return []string{"", " " + strings.Join(cells, ""), widget.Cut(ruler, width), widget.Cut(legend, width), ""}
	}
}

// rank says which step is drawn where several fall into one cell.
func rank(kind string) int {
	switch kind {
	case "":
		return 0
	case "click":
		return 1
	case "navigation":
		return 2
	case "failed_request":
		return 3
	case "dead_click", "rage_click":
		return 4
	}
	return 5
}

func glyph(p widget.Paint, kind string) string {
	switch kind {
	case "":
		return p.In(themes.Border, p.Glyph("─", "-"))
	case "click":
		return p.In(themes.Info, p.Glyph("▪", "."))
	case "navigation":
		return p.In(themes.Accent, p.Glyph("│", "|"))
	case "failed_request":
		return p.In(themes.Warning, p.Glyph("○", "o"))
	case "dead_click", "rage_click":
		return p.In(themes.Warning, p.Glyph("▲", "!"))
	}
	return p.In(themes.Error, p.Glyph("✗", "x"))
}
