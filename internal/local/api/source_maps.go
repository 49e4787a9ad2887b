package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"vedette/internal/local/protocol"
)

// minDebugIDSDK is the first version of Sentry's JavaScript SDKs that sends debug ids.
const minDebugIDSDK = "7.56.0"

// sourceMapDebug says why the frames of an event are not mapped. No artifacts are kept here, so none can be found for any frame; what the SDK
// sent is told as it is.
type sourceMapDebug struct {
	Dist                *string             `json:"dist"`
	Release             *string             `json:"release"`
	Exceptions          []debuggedException `json:"exceptions"`
	HasDebugIDs         bool                `json:"has_debug_ids"`
	MinSDKVersion       *string             `json:"min_debug_id_sdk_version"`
	SDKVersion          *string             `json:"sdk_version"`
	ProjectHasBundle    bool                `json:"project_has_some_artifact_bundle"`
	ReleaseHasArtifact  bool                `json:"release_has_some_artifact"`
	UploadedWithDebugID bool                `json:"has_uploaded_some_artifact_with_a_debug_id"`
	SDKDebugIDSupport   string              `json:"sdk_debug_id_support"`
	HasScrapingData     bool                `json:"has_scraping_data"`
}

type debuggedException struct {
	Frames []debuggedFrame `json:"frames"`
}

type debuggedFrame struct {
	DebugID  debugIDProcess  `json:"debug_id_process"`
	Release  *releaseProcess `json:"release_process"`
	Scraping scraping        `json:"scraping_process"`
}

type debugIDProcess struct {
	DebugID    *string `json:"debug_id"`
	SourceFile bool    `json:"uploaded_source_file_with_correct_debug_id"`
	SourceMap  bool    `json:"uploaded_source_map_with_correct_debug_id"`
}

type releaseProcess struct {
	AbsPath     string   `json:"abs_path"`
	Matching    []string `json:"matching_source_file_names"`
	MatchingMap *string  `json:"matching_source_map_name"`
	Reference   *string  `json:"source_map_reference"`
	FileLookup  string   `json:"source_file_lookup_result"`
	MapLookup   string   `json:"source_map_lookup_result"`
}

// scraping is what was downloaded from the web for a frame: never anything.
type scraping struct {
	SourceFile *string `json:"source_file"`
	SourceMap  *string `json:"source_map"`
}

// sourceMapDebug answers why the frames of an event are not mapped.
func (a *api) sourceMapDebug(w http.ResponseWriter, r *http.Request) error {
	ev, e, err := a.decodedEvent(r)
	if err != nil {
		return err
	}
	ids := debugIDs(e.DebugMeta)
	out := sourceMapDebug{
		Dist: orNull(ev.Dist), Release: orNull(ev.Release), Exceptions: []debuggedException{}, HasDebugIDs: len(ids) > 0,
		SDKVersion: orNull(e.SDK.Version), SDKDebugIDSupport: debugIDSupport(e.SDK),
	}
	if strings.HasPrefix(e.SDK.Name, "sentry.javascript.") {
		out.MinSDKVersion = orNull(minDebugIDSDK)
	}
	for _, ex := range e.Exceptions {
		frames := []debuggedFrame{}
		if ex.Stacktrace != nil {
			for _, f := range ex.Stacktrace.Frames {
				frames = append(frames, debugFrame(f, ids, ev.Release))
			}
		}
		out.Exceptions = append(out.Exceptions, debuggedException{frames})
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

func debugFrame(f protocol.Frame, ids map[string]string, release string) debuggedFrame {
	out := debuggedFrame{DebugID: debugIDProcess{DebugID: orNull(ids[f.AbsPath])}}
	if release != "" {
		out.Release = &releaseProcess{AbsPath: f.AbsPath, Matching: []string{}, FileLookup: "unsuccessful", MapLookup: "unsuccessful"}
	}
	return out
}

// debugIDs reads which file has which debug id out of the images of an event.
func debugIDs(meta json.RawMessage) map[string]string {
	var images struct {
		Images []struct {
			Type     string `json:"type"`
			CodeFile string `json:"code_file"`
			DebugID  string `json:"debug_id"`
		} `json:"images"`
	}
	ids := map[string]string{}
	if json.Unmarshal(meta, &images) != nil {
		return ids
	}
	for _, i := range images.Images {
		if i.Type == "sourcemap" && i.DebugID != "" {
			ids[i.CodeFile] = i.DebugID
		}
	}
	return ids
}

// debugIDSupport says what the SDK can do, in Sentry's words.
func debugIDSupport(sdk protocol.SDK) string {
	switch {
	case strings.HasPrefix(sdk.Name, "sentry.javascript."):
		if atLeast(sdk.Version, minDebugIDSDK) {
			return "full"
		}
		return "needs-upgrade"
	case sdk.Name == "" || strings.HasPrefix(sdk.Name, "sentry."):
		return "not-supported"
	}
	return "unofficial-sdk"
}

// atLeast compares versions number by number; what is no number counts as 0.
func atLeast(version, least string) bool {
	have, want := strings.Split(version, "."), strings.Split(least, ".")
	for n := range want {
		var h int
		if n < len(have) {
			digits, _, _ := strings.Cut(have[n], "-")
			h, _ = strconv.Atoi(digits)
		}
		if w, _ := strconv.Atoi(want[n]); h != w {
			return h > w
		}
	}
	return true
}
