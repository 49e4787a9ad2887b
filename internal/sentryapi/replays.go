package sentryapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"vedette/internal/text"
)

// Replay is one recorded session of a user.
type Replay struct {
	ID              text.Word        `json:"id"`
	ProjectID       text.Word        `json:"project_id,omitempty"`
	Started         Time             `json:"started_at,omitzero"`
	Finished        Time             `json:"finished_at,omitzero"`
	Duration        Float            `json:"duration,omitempty"` // seconds
	Activity        Int              `json:"activity,omitempty"` // 0 to 10
	CountErrors     Int              `json:"count_errors"`
	CountDeadClicks Int              `json:"count_dead_clicks"`
	CountRageClicks Int              `json:"count_rage_clicks"`
	CountSegments   Int              `json:"count_segments,omitempty"`
	CountURLs       Int              `json:"count_urls,omitempty"`
	URLs            []text.Untrusted `json:"urls,omitempty"`
	ErrorIDs        []text.Word      `json:"error_ids,omitempty"`
	TraceIDs        []text.Word      `json:"trace_ids,omitempty"`
	Releases        []text.Untrusted `json:"releases,omitempty"`
	Environment     text.Word        `json:"environment,omitempty"`
	Platform        text.Word        `json:"platform,omitempty"`
	IsArchived      bool             `json:"is_archived,omitempty"`
	User            *ReplayUser      `json:"user,omitempty"`
	Browser         NamedVersion     `json:"browser,omitzero"`
	OS              NamedVersion     `json:"os,omitzero"`
	Device          NamedVersion     `json:"device,omitzero"`
	SDK             NamedVersion     `json:"sdk,omitzero"`
	Tags            ReplayTags       `json:"tags,omitempty"`
}

// ReplayUser is who was recorded, as the SDK reported it.
type ReplayUser struct {
	ID          text.Untrusted `json:"id,omitzero"`
	Email       text.Untrusted `json:"email,omitzero"`
	Username    text.Untrusted `json:"username,omitzero"`
	DisplayName text.Untrusted `json:"display_name,omitzero"`
	IP          text.Untrusted `json:"ip,omitzero"`
}

// NamedVersion is a browser, a system, a device or an SDK.
type NamedVersion struct {
	Name    text.Untrusted `json:"name,omitzero"`
	Version text.Untrusted `json:"version,omitzero"`
}

// ReplayTags are the tags of all events of a replay, which may have changed
// during the session.
type ReplayTags map[string][]text.Untrusted

// UnmarshalJSON reads a map of lists; a replay without tags has an empty list
// on the wire.
func (t *ReplayTags) UnmarshalJSON(data []byte) error {
	if trimmed := bytes.TrimSpace(data); len(trimmed) == 0 || trimmed[0] != '{' {
		*t = nil
		return nil
	}
	return json.Unmarshal(data, (*map[string][]text.Untrusted)(t))
}

// Replays is one page of the organization's replays, newest first unless Sort
// says otherwise, as rows whose members have the names that searches use:
// "count_errors", "user.email", "browser.name". Fields and Dataset are ignored.
func (c *Client) Replays(ctx context.Context, org string, q TableQuery) (Page[Values], error) {
	const op = "list replays"
	v, err := q.values(op)
	if err != nil {
		return Page[Values]{Hits: -1}, err
	}
	page, _, err := dataList[Values](ctx, c, op, org, v, "replays")
	for i, row := range page.Items {
		page.Items[i] = row.flat()
	}
	return page, err
}

// Replay reads one replay; id is 32 hexadecimal digits, with or without dashes.
func (c *Client) Replay(ctx context.Context, org, id string) (Replay, error) {
	const op = "read replay"
	path, err := orgPath(op, org, "replays", id)
	if err != nil {
		return Replay{}, err
	}
	answer, err := get[struct {
		Data Replay `json:"data"`
	}](ctx, c, call{op: op, path: path, query: url.Values{}, org: org})
	if err == nil {
		err = c.hasProject(ctx, op, org, answer.Data.ProjectID)
	}
	if err != nil {
		return Replay{}, err
	}
	return answer.Data, nil
}

// ReplayFrame is one thing that happened in a recording, out of the events that
// describe the user and the program; what only draws the page is left out.
type ReplayFrame struct {
	Timestamp Time            `json:"timestamp,omitzero"`
	Kind      text.Word       `json:"kind"`             // breadcrumb performanceSpan page
	Category  text.Word       `json:"category"`         // ui.click, console, navigation.navigate, resource.fetch, ...
	Level     text.Word       `json:"level,omitempty"`  // of console messages
	Message   text.Untrusted  `json:"message,omitzero"` // of breadcrumbs: an element, a console line
	Address   text.Untrusted  `json:"address,omitzero"` // of pages and requests
	End       Time            `json:"end,omitzero"`     // of performance spans
	Data      ReplayFrameData `json:"details,omitzero"` // what clicks and requests add
}

// ReplayFrameData is what clicks and requests say about themselves.
type ReplayFrameData struct {
	Method           text.Word      `json:"method,omitempty"`
	StatusCode       Int            `json:"statusCode,omitempty"` // 0 = unknown or no answer
	To               text.Untrusted `json:"to,omitzero"`          // of navigations
	EndReason        text.Word      `json:"endReason,omitempty"`  // of slow clicks: timeout, mutation
	TimeAfterClickMs Float          `json:"timeAfterClickMs,omitempty"`
	ClickCount       Int            `json:"clickCount,omitempty"`
	Node             struct {
		TagName text.Word `json:"tagName,omitempty"`
	} `json:"node,omitzero"`
}

// Recording is one page of a replay's recording segments, as the frames in
// them. Pages hold at most limit segments.
func (c *Client) Recording(ctx context.Context, org, project, id, cursor string, limit int) (Page[ReplayFrame], error) {
	const op = "read recording"
	none := Page[ReplayFrame]{Hits: -1}
	path, err := projectPath(op, org, project, "replays", id, "recording-segments")
	if err != nil {
		return none, err
	}
	v := url.Values{"download": {"true"}}
	setString(v, "cursor", cursor)
	setLimit(v, "per_page", limit)
	ans, err := c.do(ctx, call{op: op, method: http.MethodGet, path: path, query: v, org: org})
	if err != nil {
		return none, err
	}
	frames, skipped, err := DecodeRecording(ans.body)
	if err != nil {
		return none, unreadable(op, ans, err)
	}
	return pageOf(frames, skipped, ans.header), nil
}

// DecodeRecording reads recording segments: a list of lists of rrweb events, of
// which Sentry's SDKs make those of types 4 (page) and 5 (custom). The error is
// set only when data is not a list; segments that cannot be read are reported.
func DecodeRecording(data []byte) ([]ReplayFrame, []error, error) {
	segments, err := elements(data)
	if err != nil {
		return nil, nil, err
	}
	var frames []ReplayFrame
	var skipped []error
	for i, segment := range segments {
		events, err := elements(segment)
		if err != nil {
			skipped = append(skipped, &SkippedError{Index: i, Err: err})
			continue
		}
		for _, event := range events {
			if frame, ok := replayFrame(event); ok {
				frames = append(frames, frame)
			}
		}
	}
	return frames, skipped, nil
}

// The types of rrweb events that tell what happened.
const (
	rrwebPage   = 4
	rrwebCustom = 5
)

// replayFrame reads one event; most only draw the page and are told apart by
// their type, without a look at their data.
func replayFrame(event []byte) (ReplayFrame, bool) {
	all, err := members(event)
	if err != nil {
		return ReplayFrame{}, false
	}
	var kind Int
	for _, m := range all {
		if string(m.name) == `"type"` && kind.UnmarshalJSON(m.value) != nil {
			return ReplayFrame{}, false
		}
	}
	switch kind {
	case rrwebPage:
		page, _, err := decodeLoose[struct {
			Timestamp Time
			Data      struct{ Href text.Untrusted }
		}](event)
		return ReplayFrame{Timestamp: page.Timestamp, Kind: "page", Category: "page", Address: page.Data.Href}, err == nil
	case rrwebCustom:
		custom, _, err := decodeLoose[customEvent](event)
		return custom.frame(), err == nil && custom.Data.Tag != ""
	}
	return ReplayFrame{}, false
}

// customEvent is what Sentry's SDK adds to a recording.
type customEvent struct {
	Timestamp Time `json:"timestamp"`
	Data      struct {
		Tag     text.Word `json:"tag"`
		Payload struct {
			Timestamp      Time            `json:"timestamp"`
			StartTimestamp Time            `json:"startTimestamp"`
			EndTimestamp   Time            `json:"endTimestamp"`
			Category       text.Word       `json:"category"`
			Op             text.Word       `json:"op"`
			Level          text.Word       `json:"level"`
			Message        text.Untrusted  `json:"message"`
			Description    text.Untrusted  `json:"description"`
			Data           ReplayFrameData `json:"data"`
		} `json:"payload"`
	} `json:"data"`
}

func (e customEvent) frame() ReplayFrame {
	p := e.Data.Payload
	f := ReplayFrame{
		Timestamp: e.Timestamp, Kind: e.Data.Tag, Category: p.Category, Level: p.Level,
		Message: p.Message, Address: p.Description, End: p.EndTimestamp, Data: p.Data,
	}
	if f.Category == "" {
		f.Category = p.Op
	}
	for _, better := range []Time{p.Timestamp, p.StartTimestamp} {
		if !better.IsZero() {
			f.Timestamp = better
		}
	}
	if f.Address.IsZero() {
		f.Address = p.Data.To
	}
	return f
}
