package issues

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// settleTime is how long the cursor rests before the issue under it is loaded:
// running down a list must not ask the server for each row.
const settleTime = 150 * time.Millisecond

// maxDetails is how many issues the preview remembers.
const maxDetails = 64

// Where the preview is.
type place int

const (
	previewOff place = iota
	previewRight
	previewBelow
	previewBrief // two lines under the list: what a narrow list has no columns for
)

const briefHeight = 2

// preview is what is shown of the issue under the cursor.
type preview struct {
	hidden  bool // switched off by the person
	at      place
	beside  widget.Split // between the list and a preview on its right
	above   widget.Split // and one below it
	asked   text.Word    // the issue whose details are being loaded
	details map[text.Word]*ops.GetIssueDetailsOut
	failed  map[text.Word]error
	about   text.Word // the issue that is shown
	scroll  widget.Scroll
}

func newPreview(splits map[string]float64) preview {
	p := preview{beside: widget.NewSplit(splits[besidePreview]), above: widget.NewSplit(splits[abovePreview])}
	p.clear()
	return p
}

func (v *preview) clear() {
	v.details, v.failed = map[text.Word]*ops.GetIssueDetailsOut{}, map[text.Word]error{}
}

// wide reports whether there is room for more than the row knows.
func (v *preview) wide() bool { return v.at == previewRight || v.at == previewBelow }

func (v *preview) forget(id text.Word) { delete(v.details, id) }

func (v *preview) keep(msg screen.Loaded[ops.GetIssueDetailsOut]) {
	if len(v.details) >= maxDetails {
		v.clear()
	}
	if msg.Err != nil {
		v.failed[v.asked] = msg.Err
		return
	}
	delete(v.failed, v.asked)
	v.details[msg.Out.Issue.ID] = &msg.Out
}

// loadDetails asks for the issue the cursor came to rest on.
func (s *Stream) loadDetails() tea.Cmd {
	r := s.current()
	if r == nil || s.preview.details[r.issue.ID] != nil {
		return nil
	}
	s.preview.asked = r.issue.ID
	in := ops.GetIssueDetailsIn{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: s.to.Org}, Issue: string(r.issue.ID)},
		Include: []string{"stack", "tags", "request", "vars"}}
	return screen.Run(s.env.Tasks, details, s.env.Ops.GetIssueDetails, in)
}

// previewSize is the place of the preview in cells.
func (s *Stream) previewSize() (width, height int) {
	switch s.preview.at {
	case previewRight:
		return s.size.Width - s.listWidth() - 3, s.size.Height
	case previewBelow:
		return s.size.Width, s.size.Height - s.preview.above.First(s.size.Height, s.size.Height-s.size.Height*2/5-1) - 1
	case previewBrief:
		return s.size.Width, briefHeight
	}
	return 0, 0
}

// drawPreview writes the preview's lines anew.
func (s *Stream) drawPreview() {
	v := &s.preview
	r := s.current()
	width, height := s.previewSize()
	v.scroll.Resize(height)
	switch {
	case r == nil || width == 0:
		v.scroll.Set(widget.Sheet{})
		return
	case v.at == previewBrief:
		v.scroll.Set(widget.Text(s.brief(r, width)))
	default:
		v.scroll.Set(s.full(r, width))
	}
	if v.about != r.issue.ID {
		v.about = r.issue.ID
		v.scroll.Home()
	}
}

// full is all that is known of an issue.
func (s *Stream) full(r *row, width int) widget.Sheet {
	p, out := s.size.Paint, widget.Text(s.about(r, width))
	if d := s.preview.details[r.issue.ID]; d != nil {
		if d.Event != nil {
			stack, _ := event.Stack{Event: d.Event, InAppOnly: true, Expanded: event.CrashFrames(d.Event)}.Sheet(p, width)
			out.Add("")
			out.Lines = append(out.Lines, stack.Lines...)
		}
		out.Add(event.Tags(p, d.Tags[:min(len(d.Tags), 5)], width, 3)...)
	} else if err := s.preview.failed[r.issue.ID]; err != nil {
		out.Add("", p.In(themes.Error, widget.Cut(" "+text.From(err.Error()).String(), width)))
	}
	return out
}

// ScrollAt scrolls the preview where the pointer is on it.
func (s *Stream) ScrollAt(at screen.Click, rows int) bool {
	_, height := s.previewSize()
	on := s.preview.at == previewRight && at.X > s.listWidth() || s.preview.at == previewBelow && at.Y >= s.size.Height-height
	if on {
		s.preview.scroll.Move(rows)
	}
	return on
}

// brief is the title in full, and what stands in the columns of a wider list.
func (s *Stream) brief(r *row, width int) []string {
	p, i := s.size.Paint, r.issue
	assignee := "nobody assigned"
	if r.assignee != "" {
		assignee = "assigned to " + r.assignee
	}
	parts := []string{severity(i), text.Counted(int64(i.UserCount), "user"), "first " + text.Ago(i.FirstSeen.Time, s.env.Now()), assignee}
	if i.Priority != "" {
		parts = slices.Insert(parts, 1, string(i.Priority)+" priority")
	}
	if r.culprit != "" {
		parts = append(parts, r.culprit)
	}
	return []string{
		p.In(themes.Title, widget.Cut(strings.TrimRight(" "+r.kind, " ")+" "+r.title, width)),
		p.In(themes.Muted, widget.Cut(" "+strings.Join(parts, p.Glyph(" · ", " - ")), width)),
	}
}

// severity is the level, and whether anything caught the error.
func severity(i ops.Issue) string {
	if i.IsUnhandled {
		return string(i.Level) + " unhandled"
	}
	return string(i.Level)
}

// about is what the row already knows, so that the preview is never empty.
func (s *Stream) about(r *row, width int) []string {
	p, i := s.size.Paint, r.issue
	var lines []string
	kind := r.kind
	if kind == "" {
		kind = r.handle
	}
	lines = append(lines, p.In(themes.Title, widget.Cut(" "+kind, width)))
	wrapped := widget.Wrap(r.title, max(width-2, 1))
	for _, l := range wrapped[:min(len(wrapped), 3)] {
		lines = append(lines, " "+p.In(themes.Text, l))
	}
	if r.culprit != "" {
		lines = append(lines, p.In(themes.Muted, widget.Cut(" "+r.culprit, width)))
	}
	lines = append(lines, "")
	state := r.state + " " + p.Glyph("·", "-") + " " + severity(i)
	if i.Priority != "" {
		state += " " + p.Glyph("·", "-") + " " + string(i.Priority) + " priority"
	}
	lines = append(lines, event.Field(p, "state", state, width)...)
	lines = append(lines, event.Field(p, "project", string(i.Project.Slug), width)...)
	lines = append(lines, event.Field(p, "assignee", r.assignee, width)...)
	lines = append(lines, event.Field(p, "events", r.events+" by "+text.Counted(int64(i.UserCount), "user"), width)...)
	now := s.env.Now()
	lines = append(lines, event.Field(p, "seen", "first "+text.Ago(i.FirstSeen.Time, now)+", last "+text.Ago(i.LastSeen.Time, now), width)...)
	return append(lines, event.Field(p, "trend", text.Sparkline(ops.IssueStats(i), min(width-16, 48), p.ASCII), width)...)
}
