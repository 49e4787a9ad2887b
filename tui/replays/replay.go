package replays

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/page"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// NewReplay is one replay: what happened in it, with its errors, and where these
// and its traces lead.
func NewReplay(env screen.Env, to screen.ToReplay) screen.Screen {
	return page.New(env, page.Kind{Crumb: "replay " + text.From(to.ID).Cut(9), What: "replay",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetReplayDetails(ctx, ops.GetReplayDetailsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, ReplayID: to.ID, Limit: 500})
			if err != nil {
				return page.Content{}, err
			}
			errors, err := errorsOf(ctx, env.Ops, to.Org, out.Replay)
			if err != nil { // the recording tells most without them
				errors = nil
			}
			facts := out
			facts.Steps = nil // they are drawn
			return page.Content{Doc: facts.Doc(), Figures: timeline(out, steps(out, errors)), Links: links(to.Org, out.Replay, errors),
				Detail: who(out.Replay).Cut(40) + " · " + text.Ago(out.Replay.Started.Time, env.Now())}, nil
		},
	})
}

// enough is how many errors, and how many traces, of a replay are offered.
const enough = 15

// errorsOf reads the errors that were reported during a replay.
func errorsOf(ctx context.Context, o *ops.Ops, org string, r ops.Replay) ([]ops.EventRow, error) {
	if len(r.ErrorIDs) == 0 {
		return nil, nil
	}
	var ids []string
	for _, id := range r.ErrorIDs[:min(len(r.ErrorIDs), enough)] {
		ids = append(ids, strings.ReplaceAll(string(id), "-", ""))
	}
	found, err := o.SearchEvents(ctx, ops.SearchEventsIn{OrgTarget: ops.OrgTarget{Org: org}, Project: screen.ProjectOr(""), Dataset: "errors",
		Query: "id:[" + strings.Join(ids, ", ") + "]", Fields: []string{"id", "timestamp", "issue", "title"}, Sort: "timestamp", Period: "90d", PageIn: ops.PageIn{Limit: enough}})
	return found.Events, err
}

// steps are those of the recording with the errors among them, in their order.
func steps(out ops.GetReplayDetailsOut, errors []ops.EventRow) []ops.ReplayStep {
	all := slices.Clone(out.Steps)
	for _, e := range errors {
		at := e["timestamp"].Time()
		all = append(all, ops.ReplayStep{At: at, OffsetMs: max(at.Sub(out.Replay.Started.Time).Milliseconds(), 0), Kind: "error",
			Text: text.From(e["issue"].Text().Raw() + "  " + e["title"].Text().Raw())})
	}
	slices.SortStableFunc(all, func(a, b ops.ReplayStep) int { return cmp.Compare(a.OffsetMs, b.OffsetMs) })
	return all
}

// links are the errors and traces of a replay. An error leads to its issue,
// where that is known.
func links(org string, r ops.Replay, errors []ops.EventRow) []page.Link {
	var all []page.Link
	for _, e := range errors {
		issue := ops.Issue{ID: text.WordOf(e["issue"].Text().Raw()), Title: e["title"].Text()}
		all = append(all, page.Link{Title: widget.Cut(string(issue.ID)+"  "+issue.Title.String(), 60), To: screen.ToIssue{Org: org, Issue: issue, Event: e["id"].Text().Raw()}})
	}
	if len(errors) == 0 {
		for _, id := range r.ErrorIDs[:min(len(r.ErrorIDs), enough)] {
			all = append(all, page.Link{Title: "error " + widget.Cut(string(id), 40), To: screen.ToExplore{Org: org, Dataset: "errors", Query: "id:" + strconv.Quote(string(id)), Period: "90d"}})
		}
	}
	for _, id := range r.TraceIDs[:min(len(r.TraceIDs), enough)] {
		all = append(all, page.Link{Title: "trace " + widget.Cut(string(id), 40), To: screen.ToTrace{Org: org, ID: string(id)}})
	}
	return all
}

// timeline draws the steps of a replay on its time, trouble over everything
// else, and one below the other; nil where there are none.
func timeline(out ops.GetReplayDetailsOut, steps []ops.ReplayStep) func(p widget.Paint, width int) []string {
	if len(steps) == 0 {
		return nil
	}
	length := max(int64(float64(out.Replay.Duration)*1000), steps[len(steps)-1].OffsetMs, 1)
	return func(p widget.Paint, width int) []string {
		room := max(width-2, 1)
		kinds := make([]string, room)
		for _, s := range steps {
			at := int(s.OffsetMs * int64(room-1) / length)
			if rank(s.Kind) > rank(kinds[at]) {
				kinds[at] = s.Kind
			}
		}
		track := " "
		for _, kind := range kinds {
			track += glyph(p, kind)
		}
		ruler := " " + widget.Axis(p, "0:00", ops.ReplayStep{OffsetMs: length}.Clock(), room)
		legend := p.In(themes.Muted, " "+p.Glyph("│ page  ▪ click  ▲ dead or rage click  ✗ error  ○ failed request", "| page  . click  ! dead or rage click  x error  o failed request"))
		lines := []string{"", track, ruler, legend, ""}
		for _, s := range steps {
			lines = append(lines, stepLine(p, s, width))
		}
		for n := range lines {
			lines[n] = widget.Cut(lines[n], width)
		}
		return append(lines, "")
	}
}

// stepLine is one step: when, what, and of what.
func stepLine(p widget.Paint, s ops.ReplayStep, width int) string {
	role := themes.Text
	if rank(s.Kind) > rank("navigation") {
		role = themes.Warning
	}
	if rank(s.Kind) >= rank("error") {
		role = themes.Error
	}
	line := p.In(themes.Muted, widget.FitRight(s.Clock(), 7)) + " " + glyph(p, s.Kind) + " "
	if width >= 60 {
		line += p.In(themes.Muted, widget.Fit(strings.ReplaceAll(s.Kind, "_", " "), 16))
	}
	return line + p.In(role, s.Text.Cut(max(width, 1)))
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
