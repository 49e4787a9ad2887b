package ops

import (
	"context"
	"fmt"

	"vedette/internal/text"
)

// DebugSourceMapsIn names an event, by default the latest of an issue.
type DebugSourceMapsIn struct {
	EventTarget
}

// DebugSourceMapsOut says frame by frame whether, and why not, the stack of an
// event is mapped to its sources.
type DebugSourceMapsOut struct {
	Organization string           `json:"organization"`
	IssueID      string           `json:"issueId,omitempty"`
	EventID      string           `json:"eventId"`
	Mapped       int              `json:"mapped"`   // frames whose source map was found
	Problems     []string         `json:"problems"` // of the whole event, the first to mend first
	Frames       []FrameSourceMap `json:"frames"`   // newest call first
	Debug        SourceMapDebug   `json:"debug"`    // the server's answer

	event Event
}

// FrameSourceMap is one frame and what came of its source map.
type FrameSourceMap struct {
	Frame   string `json:"frame"` // "function  file:line"
	InApp   bool   `json:"inApp,omitempty"`
	Mapped  bool   `json:"mapped"`
	Reason  string `json:"reason"`
	DebugID string `json:"debugId,omitempty"`
}

// DebugSourceMaps explains why frames are not mapped. One request or two after
// the one that finds the event.
func (o *Ops) DebugSourceMaps(ctx context.Context, in DebugSourceMapsIn) (DebugSourceMapsOut, error) {
	return run(ctx, o, in, o.debugSourceMaps)
}

func (o *Ops) debugSourceMaps(ctx context.Context, in DebugSourceMapsIn) (DebugSourceMapsOut, error) {
	const op = "debug_source_maps"
	found, err := o.event(ctx, op, in.EventTarget)
	if err != nil {
		return DebugSourceMapsOut{}, err
	}
	e := found.Event
	id := string(EventHandle(e.EventSummary))
	debug, err := o.client.SourceMapDebug(ctx, found.org, found.project, id)
	if err != nil {
		return DebugSourceMapsOut{}, notFoundAs(op, "source-map report for event "+id+" (only JavaScript events have one)", "vedette event view "+id, err)
	}
	keepSections(&e, func(s string) bool { return s == "stack" })
	out := DebugSourceMapsOut{Organization: found.org, IssueID: found.issue, EventID: id, Debug: debug, Problems: eventMapping(debug), Frames: []FrameSourceMap{}, event: e}
	for n := len(debug.Exceptions) - 1; n >= 0; n-- {
		frames := debug.Exceptions[n].Frames
		for m := len(frames) - 1; m >= 0; m-- {
			f := FrameSourceMap{Frame: fmt.Sprintf("frame %d", m), DebugID: string(frames[m].DebugID.DebugID)}
			if n < len(e.Exceptions) && m < len(e.Exceptions[n].Frames) {
				f.Frame, f.InApp = FrameLine(e.Exceptions[n].Frames[m]), e.Exceptions[n].Frames[m].InApp
			}
			if f.Mapped, f.Reason = frameMapping(frames[m]); f.Mapped {
				out.Mapped++
			}
			out.Frames = append(out.Frames, f)
		}
	}
	return out, nil
}

// eventMapping is what stands in the way for the whole event.
func eventMapping(d SourceMapDebug) []string {
	problems := []string{}
	for _, e := range d.Errors {
		why := e.Message.String()
		if why == "" {
			why = string(e.Type)
		}
		problems = append(problems, why)
	}
	if d.DebugIDSupport == "" {
		return problems
	}
	if !d.ProjectHasBundle && !d.ReleaseHasArtifact && !d.UploadedWithDebugID {
		problems = append(problems, "no source maps are uploaded: upload them in the build (a bundler plugin, or sentry-cli sourcemaps)")
	}
	switch d.DebugIDSupport {
	case "needs-upgrade":
		problems = append(problems, fmt.Sprintf("the SDK (%s) is too old for debug ids: upgrade to %s or later", d.SDKVersion, d.MinSDKVersion))
	case "not-supported", "unofficial-sdk":
		problems = append(problems, "this SDK sends no debug ids: source maps are found by release and file name only")
	default:
		if !d.HasDebugIDs {
			problems = append(problems, "the event names no debug ids: inject them in the build before deploying (sentry-cli sourcemaps inject)")
		}
	}
	if d.Release.IsZero() && !d.HasDebugIDs {
		problems = append(problems, "the event names no release either, so nothing can be looked up by file name")
	}
	return problems
}

// frameMapping says whether one frame's source map was found, and how or why
// not.
func frameMapping(f sourceMapFrame) (mapped bool, reason string) {
	switch {
	case f.DebugID.MapUploaded:
		return true, "found by debug id"
	case f.Release != nil && f.Release.MapLookup == "found":
		return true, "found by release and file name"
	case f.Scraping.SourceMap != nil && f.Scraping.SourceMap.Status == "success":
		return true, "downloaded from the web"
	case f.DebugID.DebugID != "" && f.DebugID.SourceUploaded:
		return false, "the file with its debug id is uploaded, its source map is not"
	case f.DebugID.DebugID != "":
		return false, "nothing with its debug id is uploaded: upload the same build that is deployed"
	case f.Release == nil:
		return false, "it has no debug id, and the event no release"
	case f.Release.FileLookup == "wrong-dist" || f.Release.MapLookup == "wrong-dist":
		return false, "uploaded under another dist"
	case f.Release.FileLookup == "found" && f.Release.Reference.IsZero():
		return false, "the uploaded file names no source map (sourceMappingURL)"
	case f.Release.FileLookup == "found":
		return false, "the source map " + f.Release.Reference.Cut(100) + " is not uploaded"
	case len(f.Release.Matching) > 0:
		return false, "not uploaded under its name; expected one of: " + f.Release.Matching[0].Cut(100)
	}
	return false, "no file of its name is uploaded for the release"
}

// Doc tells the problems of the event, then each frame.
func (out DebugSourceMapsOut) Doc() text.Doc {
	var d text.Doc
	eventHeader(&d, out.event, out.IssueID)
	if !out.Debug.Release.IsZero() {
		d.Field("Release", text.Code(out.Debug.Release))
	}
	if !out.Debug.SDKVersion.IsZero() {
		d.Field("SDK", text.T(out.Debug.SDKVersion.String()+", debug ids: "+string(out.Debug.DebugIDSupport)))
	}
	d.Field("Mapped", text.T(fmt.Sprintf("%d of %d frames", out.Mapped, len(out.Frames))))
	for _, p := range out.Problems {
		d.Bullet(text.T(p))
	}
	if len(out.Frames) > 0 {
		d.Heading(2, text.T("Frames"))
	}
	for n, f := range out.Frames {
		if n == maxFrames {
			d.Para(text.T(fmt.Sprintf("... %d more frames", len(out.Frames)-n)))
			break
		}
		mark := "not mapped"
		if f.Mapped {
			mark = "mapped"
		}
		d.Bullet(text.Code(text.From(f.Frame)), text.T(": "+mark+", "), text.From(f.Reason))
	}
	return d
}
