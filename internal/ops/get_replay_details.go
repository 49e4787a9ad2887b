package ops

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetReplayDetailsIn names one replay.
type GetReplayDetailsIn struct {
	OrgTarget
	ReplayID string `json:"replayId,omitempty" jsonschema:"32 hex digits."`
	URL      string `json:"replayUrl,omitempty" jsonschema:"Instead of replayId."`
	Limit    int    `json:"limit,omitempty" jsonschema:"Steps of the timeline." max:"500" default:"60"`
	GoalIn
}

// ReplayStep is one thing that the user did or that happened to the page.
type ReplayStep struct {
	At       sentryapi.Time `json:"at,omitzero"`
	OffsetMs int64          `json:"offsetMs"` // since the replay began
	Kind     string         `json:"kind"`     // navigation click dead_click rage_click console_error failed_request
	Text     text.Untrusted `json:"text"`
}

// Clock is when the step was, as a player shows it: "0:12", "61:05".
func (s ReplayStep) Clock() string {
	seconds := s.OffsetMs / 1000
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// GetReplayDetailsOut is a replay and what happened in it.
type GetReplayDetailsOut struct {
	Organization string         `json:"organization"`
	Replay       Replay         `json:"replay"`
	Steps        []ReplayStep   `json:"steps"`  // in the order of time; trouble stays when there are too many
	Counts       map[string]int `json:"counts"` // of all steps, by kind
	Omitted      int            `json:"omitted"`
	Partial      string         `json:"partial,omitempty"` // why the timeline is not whole
	Skipped      []string       `json:"skipped,omitempty"`
}

// Replay is one recorded session.
type Replay = sentryapi.Replay

// GetReplayDetails reads a replay and its recording, at most 500 segments.
func (o *Ops) GetReplayDetails(ctx context.Context, in GetReplayDetailsIn) (GetReplayDetailsOut, error) {
	return run(ctx, o, in, o.getReplayDetails)
}

const (
	segmentPages = 5
	segmentsEach = 100
)

func (o *Ops) getReplayDetails(ctx context.Context, in GetReplayDetailsIn) (GetReplayDetailsOut, error) {
	const op = "get_replay_details"
	id := in.ReplayID
	if in.URL != "" {
		id = replayOfURL(in.URL)
	}
	id = strings.ReplaceAll(id, "-", "") // some answers write it as a UUID
	if !isHexID(id) {
		return GetReplayDetailsOut{}, invalid(op, "32 hexadecimal digits; vedette replay list shows them", "%q is not a replay", cmp.Or(in.ReplayID, in.URL))
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return GetReplayDetailsOut{}, err
	}
	out := GetReplayDetailsOut{Organization: org}
	if out.Replay, err = o.client.Replay(ctx, org, id); err != nil {
		return out, notFoundAs(op, "replay "+id+" in "+org, "vedette replay list --period 30d", err)
	}
	var frames []sentryapi.ReplayFrame
	switch {
	case out.Replay.IsArchived:
		out.Partial = "the recording is archived"
	case out.Replay.ProjectID == "":
		out.Partial = "the server does not say which project it belongs to"
	default:
		frames, err = o.recording(ctx, org, id, &out)
	}
	if err != nil {
		return out, err
	}
	out.Steps, out.Counts = replaySteps(frames, out.Replay.Started.Time)
	out.Steps, out.Omitted = keepSteps(out.Steps, orDefault(in.Limit, 60))
	return out, nil
}

// recording reads the segments. A replay is worth showing without them.
func (o *Ops) recording(ctx context.Context, org, id string, out *GetReplayDetailsOut) ([]sentryapi.ReplayFrame, error) {
	var frames []sentryapi.ReplayFrame
	cursor := ""
	for range segmentPages {
		page, err := o.client.Recording(ctx, org, string(out.Replay.ProjectID), id, cursor, segmentsEach)
		if k := KindOf(err); k == sentryapi.KindNotFound || k == sentryapi.KindForbidden {
			out.Partial = "the recording cannot be read: " + text.From(err.Error()).String()
			return frames, nil
		}
		if err != nil {
			return nil, err
		}
		frames = append(frames, page.Items...)
		out.Skipped = append(out.Skipped, skipped(page.Skipped)...)
		if page.Next == "" || page.Next == cursor {
			return frames, nil
		}
		cursor = page.Next
	}
	out.Partial = "only the first 500 segments are read"
	return frames, nil
}

// replayOfURL is the id in https://ORG.sentry.io/replays/ID/ and its like.
func replayOfURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if i := slices.Index(parts, "replays"); i >= 0 && i+1 < len(parts) {
		return parts[i+1]
	}
	return ""
}

// replaySteps are the frames that tell what happened, in the order of time,
// and how many there are of each kind.
func replaySteps(frames []sentryapi.ReplayFrame, began time.Time) ([]ReplayStep, map[string]int) {
	slices.SortStableFunc(frames, func(a, b sentryapi.ReplayFrame) int { return a.Timestamp.Compare(b.Timestamp.Time) })
	steps, counts := []ReplayStep{}, map[string]int{}
	page := ""
	for _, f := range frames {
		kind, what := replayStep(f)
		if kind == "" || kind == "navigation" && what.Raw() == page {
			continue
		}
		if kind == "navigation" {
			page = what.Raw()
		}
		if began.IsZero() {
			began = f.Timestamp.Time
		}
		counts[kind]++
		steps = append(steps, ReplayStep{At: f.Timestamp, OffsetMs: max(0, f.Timestamp.Sub(began).Milliseconds()), Kind: kind, Text: what.Masked()})
	}
	return steps, counts
}

// Sentry's own bounds: a click without effect for so long is dead, and so many
// of them are rage.
const (
	deadAfterMs = 7000
	rageClicks  = 5
)

// replayStep is the kind of a frame, "" for what tells nothing.
func replayStep(f sentryapi.ReplayFrame) (string, text.Untrusted) {
	category := string(f.Category)
	switch {
	case category == "page" || strings.HasPrefix(category, "navigation"):
		if f.Address.IsZero() {
			return "", text.Untrusted{}
		}
		return "navigation", f.Address
	case category == "ui.click":
		return "click", f.Message
	case category == "ui.slowClickDetected" && f.Data.EndReason == "timeout" && float64(f.Data.TimeAfterClickMs) >= deadAfterMs:
		if f.Data.ClickCount >= rageClicks {
			return "rage_click", f.Message
		}
		return "dead_click", f.Message
	case category == "ui.multiClick" && f.Data.ClickCount >= rageClicks:
		return "rage_click", f.Message
	case category == "console" && f.Level == "error":
		return "console_error", f.Message
	case (category == "resource.fetch" || category == "resource.xhr") && (f.Data.StatusCode >= 400 || f.Data.StatusCode == 0 && f.Data.Method != ""):
		status := "no answer"
		if f.Data.StatusCode > 0 {
			status = decimal(float64(f.Data.StatusCode))
		}
		return "failed_request", text.From(strings.TrimSpace(string(f.Data.Method)+" "+f.Address.Raw()) + ": " + status)
	}
	return "", text.Untrusted{}
}

// keepSteps leaves at most limit steps: plain clicks go first, then
// navigations, the latest of each first.
func keepSteps(steps []ReplayStep, limit int) ([]ReplayStep, int) {
	over := len(steps) - limit
	for _, kind := range []string{"click", "navigation", ""} {
		for i := len(steps) - 1; i >= 0 && len(steps) > limit; i-- {
			if kind == "" || steps[i].Kind == kind {
				steps = slices.Delete(steps, i, i+1)
			}
		}
	}
	return steps, max(0, over)
}

// Doc is who and what was recorded, and the timeline.
func (out GetReplayDetailsOut) Doc() text.Doc {
	var d text.Doc
	r := out.Replay
	d.Heading(2, text.T("Replay "+string(r.ID)))
	d.DataNote("replay")
	if r.User != nil {
		d.Field("User", firstOf(r.User.DisplayName, r.User.Email, r.User.Username, r.User.ID, r.User.IP))
	}
	d.Field("Recorded", text.At(r.Started.Time), text.T(", "+text.Duration(time.Duration(float64(r.Duration)*float64(time.Second)))))
	d.Field("Trouble", text.T(counted(int64(r.CountErrors), "error")+", "+counted(int64(r.CountRageClicks), "rage click")+", "+counted(int64(r.CountDeadClicks), "dead click")))
	d.Field("Browser", r.Browser.Name, text.T(" "), r.Browser.Version)
	d.Field("System", r.OS.Name, text.T(" "), r.OS.Version)
	for _, release := range r.Releases {
		d.Field("Release", text.Code(release))
	}
	wordsDoc(&d, "Errors", r.ErrorIDs)
	wordsDoc(&d, "Traces", r.TraceIDs)
	if len(out.Steps) > 0 {
		d.Heading(3, text.T("Timeline"))
		var b strings.Builder
		for _, s := range out.Steps {
			b.WriteString(s.Clock() + "  " + strings.ReplaceAll(s.Kind, "_", " ") + "  " + s.Text.Cut(160) + "\n")
		}
		d.CodeBlock("", text.From(b.String()))
	}
	if out.Omitted > 0 {
		d.Para(text.T(counted(int64(out.Omitted), "more step") + ": pass a larger limit."))
	}
	if out.Partial != "" {
		d.Para(text.T("The timeline is not whole: "), text.From(out.Partial), text.T("."))
	}
	Paged{Skipped: out.Skipped}.notes(&d)
	return d
}

func wordsDoc(d *text.Doc, name string, words []text.Word) {
	const enough = 10
	var line []text.Inline
	for i, w := range words[:min(len(words), enough)] {
		if i > 0 {
			line = append(line, text.T(", "))
		}
		line = append(line, text.Code(w))
	}
	d.Field(name, line...)
}
