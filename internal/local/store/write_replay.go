package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"vedette/internal/local/protocol"
)

// maxReplayList bounds what one replay may name: URLs, errors, traces, values of a tag.
const maxReplayList = 1000

func (r *ReplayRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	e := &r.Replay.Event
	if _, err := b.environment(env.Project.ID, e.Environment); err != nil {
		return "", "", err
	}
	if _, err := b.release(env.Project.ID, e.Release); err != nil {
		return "", "", err
	}
	at := orReceived(e.Timestamp, env)
	started := at
	if !r.Replay.Started.IsZero() {
		started = micros(r.Replay.Started)
	}
	if err := b.mergeReplay(env.Project.ID, r, started, at); err != nil {
		return "", "", err
	}
	for _, id := range r.Replay.ErrorIDs {
		err := b.w.exec("INSERT INTO replay_error(event_id, project_id, replay_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
			protocol.CleanID(id), env.Project.ID, r.Replay.ReplayID)
		if err != nil {
			return "", "", err
		}
	}
	return Digested, "", nil
}

// mergeReplay brings a segment together with what is known of its replay, if anything.
func (b *batch) mergeReplay(project int64, r *ReplayRecord, started, finished int64) error {
	var text string
	id := r.Replay.ReplayID
	found, err := b.w.one([]any{&text}, "SELECT body FROM replay WHERE project_id = ? AND replay_id = ?", project, id)
	if err != nil {
		return err
	}
	var body ReplayBody
	if found {
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			return fmt.Errorf("decode replay: %w", err)
		}
	}
	body.merge(&r.Replay)
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode replay: %w", err)
	}
	return b.w.exec(`INSERT INTO replay(project_id, replay_id, started, finished, environment, body) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET started = min(started, excluded.started), finished = max(finished, excluded.finished),
		environment = CASE WHEN environment = '' THEN excluded.environment ELSE environment END, body = excluded.body`,
		project, id, started, finished, r.Replay.Event.Environment, string(data))
}

// merge adds what a segment says.
func (body *ReplayBody) merge(r *protocol.ReplayEvent) {
	e := &r.Event
	set := func(to *string, value string) {
		if value != "" {
			*to = value
		}
	}
	set(&body.Type, r.Type)
	set(&body.Platform, e.Platform)
	set(&body.Dist, e.Dist)
	body.Segments = max(body.Segments, r.SegmentID+1)
	add(&body.URLs, r.URLs...)
	add(&body.Releases, e.Release)
	for _, id := range r.ErrorIDs {
		add(&body.ErrorIDs, protocol.CleanID(id))
	}
	for _, id := range r.TraceIDs {
		add(&body.TraceIDs, protocol.CleanID(id))
	}
	for _, t := range e.Tags {
		if body.Tags == nil {
			body.Tags = map[string][]string{}
		}
		values := body.Tags[t.Key]
		add(&values, t.Value)
		body.Tags[t.Key] = values
	}
	if e.User != nil {
		set(&body.User.ID, e.User.ID)
		set(&body.User.Email, e.User.Email)
		set(&body.User.Username, e.User.Username)
		set(&body.User.Name, e.User.Name)
		set(&body.User.IPAddress, e.User.IPAddress)
	}
	for _, name := range []string{"browser", "os", "device"} {
		if c := e.Contexts[name]; c != nil {
			if body.Contexts == nil {
				body.Contexts = map[string]json.RawMessage{}
			}
			body.Contexts[name] = c
		}
	}
	if e.SDK.Name != "" {
		body.SDK = e.SDK
	}
}

// add appends what a list lacks.
func add(list *[]string, values ...string) {
	for _, v := range values {
		if v != "" && len(*list) < maxReplayList && !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
}

func (r *RecordingRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	clicks, err := json.Marshal(r.Clicks)
	if err != nil {
		return "", "", fmt.Errorf("encode clicks: %w", err)
	}
	rage := 0
	for _, c := range r.Clicks {
		if c.Rage {
			rage++
		}
	}
	n, err := b.w.changed(`INSERT INTO replay_segment(project_id, replay_id, segment, clicks, dead, rage, size, events) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, env.Project.ID, r.ReplayID, r.Segment, string(clicks), len(r.Clicks), rage, r.Payload.size, r.Payload.packed)
	if err == nil && n == 0 {
		return Dropped, reasonDuplicate, nil
	}
	return Digested, "", err
}
