package sentryapi

import (
	"context"

	"vedette/internal/text"
)

// SourceMapDebug says why the frames of an event are, or are not, mapped to
// their sources.
type SourceMapDebug struct {
	Release             text.Untrusted       `json:"release,omitzero"`
	Dist                text.Untrusted       `json:"dist,omitzero"`
	SDKVersion          text.Untrusted       `json:"sdk_version,omitzero"`
	MinSDKVersion       text.Untrusted       `json:"min_debug_id_sdk_version,omitzero"`
	DebugIDSupport      text.Word            `json:"sdk_debug_id_support,omitempty"` // full needs-upgrade not-supported unofficial-sdk
	HasDebugIDs         bool                 `json:"has_debug_ids"`                  // the event names some
	UploadedWithDebugID bool                 `json:"has_uploaded_some_artifact_with_a_debug_id"`
	ProjectHasBundle    bool                 `json:"project_has_some_artifact_bundle"`
	ReleaseHasArtifact  bool                 `json:"release_has_some_artifact"`
	Exceptions          []SourceMapException `json:"exceptions,omitempty"`
	Errors              []SourceMapError     `json:"errors,omitempty"` // older servers, about one frame
}

// SourceMapException holds the frames of one exception, in the event's order.
type SourceMapException struct {
	Frames []SourceMapFrame `json:"frames"`
}

// SourceMapFrame tells what was tried for one frame.
type SourceMapFrame struct {
	DebugID  SourceMapByDebugID  `json:"debug_id_process"`
	Release  *SourceMapByRelease `json:"release_process,omitempty"` // nil without a release
	Scraping SourceMapScraping   `json:"scraping_process,omitzero"`
}

// SourceMapByDebugID is the look-up by debug id.
type SourceMapByDebugID struct {
	DebugID        text.Word `json:"debug_id,omitempty"`
	SourceUploaded bool      `json:"uploaded_source_file_with_correct_debug_id"`
	MapUploaded    bool      `json:"uploaded_source_map_with_correct_debug_id"`
}

// SourceMapByRelease is the look-up by release and file name.
type SourceMapByRelease struct {
	AbsPath    text.Untrusted   `json:"abs_path,omitzero"`
	Matching   []text.Untrusted `json:"matching_source_file_names,omitempty"`
	Reference  text.Untrusted   `json:"source_map_reference,omitzero"`
	MapName    text.Untrusted   `json:"matching_source_map_name,omitzero"`
	FileLookup text.Word        `json:"source_file_lookup_result,omitempty"` // found wrong-dist unsuccessful
	MapLookup  text.Word        `json:"source_map_lookup_result,omitempty"`
}

// SourceMapScraping is the download from the web.
type SourceMapScraping struct {
	SourceFile *ScrapingAttempt `json:"source_file,omitempty"`
	SourceMap  *ScrapingAttempt `json:"source_map,omitempty"`
}

// ScrapingAttempt is one download.
type ScrapingAttempt struct {
	URL     text.Untrusted `json:"url,omitzero"`
	Status  text.Word      `json:"status,omitempty"` // success not_attempted failure
	Reason  text.Word      `json:"reason,omitempty"` // not_found disabled timeout ...
	Details text.Untrusted `json:"details,omitzero"`
}

// SourceMapError is a finding of older servers.
type SourceMapError struct {
	Type    text.Word      `json:"type"`
	Message text.Untrusted `json:"message,omitzero"`
}

// SourceMapDebug asks why an event is not mapped. Servers answer under two
// names: the documented one, and the older name of the same answer, before
// which the documented path told about a single frame.
func (c *Client) SourceMapDebug(ctx context.Context, org, project, eventID string) (SourceMapDebug, error) {
	debug, err := c.sourceMapDebug(ctx, org, project, eventID, "source-map-debug")
	if err == nil && (len(debug.Exceptions) > 0 || debug.DebugIDSupport != "") {
		return debug, nil
	}
	newer, newerErr := c.sourceMapDebug(ctx, org, project, eventID, "source-map-debug-blue-thunder-edition")
	switch {
	case newerErr == nil:
		return newer, nil
	case err == nil:
		return debug, nil
	}
	return SourceMapDebug{}, err
}

func (c *Client) sourceMapDebug(ctx context.Context, org, project, eventID, endpoint string) (SourceMapDebug, error) {
	r, err := projectEventCall("debug source maps", org, project, eventID, endpoint)
	if err != nil {
		return SourceMapDebug{}, err
	}
	r.query.Set("frame_idx", "0")
	r.query.Set("exception_idx", "0")
	return get[SourceMapDebug](ctx, c, r)
}
