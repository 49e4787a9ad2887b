package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"vedette/internal/local/grouping"
	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// eventUser is who an event happened to.
type eventUser struct {
	ID        *string                    `json:"id"`
	Email     *string                    `json:"email"`
	Username  *string                    `json:"username"`
	IPAddress *string                    `json:"ip_address"`
	Name      *string                    `json:"name"`
	Geo       map[string]string          `json:"geo"`
	Data      map[string]json.RawMessage `json:"data"`
}

type tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// eventSummary is an event in lists.
type eventSummary struct {
	ID          string     `json:"id"`
	EventType   string     `json:"event.type"`
	GroupID     *string    `json:"groupID"`
	EventID     string     `json:"eventID"`
	ProjectID   string     `json:"projectID"`
	Message     string     `json:"message"`
	Title       string     `json:"title"`
	Location    *string    `json:"location"`
	Culprit     *string    `json:"culprit"`
	User        *eventUser `json:"user"`
	Tags        []tag      `json:"tags"`
	Platform    *string    `json:"platform"`
	DateCreated date       `json:"dateCreated"`
	CrashFile   *string    `json:"crashFile"`
	Metadata    metadata   `json:"metadata"`
}

func (a *api) summaryOf(ev store.Event) eventSummary {
	return eventSummary{
		ID: ev.ID, EventType: knownType(ev.Type), GroupID: groupID(ev), EventID: ev.ID,
		ProjectID: strconv.FormatInt(ev.Project.ID, 10), Message: ev.Message, Title: ev.Title, Culprit: orNull(ev.Culprit),
		User: storedUser(ev.User), Tags: tagsOf(ev.Tags), Platform: orNull(ev.Platform), DateCreated: date(ev.Time),
		Metadata: metadata{Title: ev.Title},
	}
}

func groupID(ev store.Event) *string {
	if ev.IssueID == 0 {
		return nil
	}
	id := strconv.FormatInt(ev.IssueID, 10)
	return &id
}

func storedUser(u store.User) *eventUser {
	if u == (store.User{}) {
		return nil
	}
	return &eventUser{
		ID: orNull(u.ID), Email: orNull(u.Email), Username: orNull(u.Username), IPAddress: orNull(u.IPAddress), Name: orNull(u.Name),
	}
}

func tagsOf(tags []protocol.Tag) []tag {
	all := make([]tag, 0, len(tags))
	for _, t := range tags {
		all = append(all, tag{t.Key, t.Value})
	}
	return all
}

// event is a full event: everything the SDK sent, in Sentry's canonical form.
type event struct {
	ID             string                     `json:"id"`
	GroupID        *string                    `json:"groupID"`
	EventID        string                     `json:"eventID"`
	ProjectID      string                     `json:"projectID"`
	Message        string                     `json:"message"`
	Title          string                     `json:"title"`
	Location       *string                    `json:"location"`
	Culprit        *string                    `json:"culprit"`
	User           *eventUser                 `json:"user"`
	Tags           []tag                      `json:"tags"`
	Platform       string                     `json:"platform"`
	DateReceived   date                       `json:"dateReceived"`
	DateCreated    *date                      `json:"dateCreated,omitempty"`
	StartTimestamp *float64                   `json:"startTimestamp,omitempty"` // transactions only, unix seconds
	EndTimestamp   *float64                   `json:"endTimestamp,omitempty"`
	Contexts       map[string]json.RawMessage `json:"contexts"`
	Size           int                        `json:"size"`
	Entries        []entry                    `json:"entries"`
	Dist           *string                    `json:"dist"`
	SDK            *eventSDK                  `json:"sdk"`
	Context        map[string]json.RawMessage `json:"context"`
	Packages       map[string]string          `json:"packages"`
	Type           string                     `json:"type"`
	Metadata       metadata                   `json:"metadata"`
	Errors         []eventError               `json:"errors"`
	Occurrence     *string                    `json:"occurrence"` // of issues found by detectors, which there are none of
	Meta           eventMeta                  `json:"_meta"`
	CrashFile      *string                    `json:"crashFile"`
	Fingerprints   []string                   `json:"fingerprints"`
	GroupingConfig eventGrouping              `json:"groupingConfig"`
	Measurements   json.RawMessage            `json:"measurements,omitempty"`
}

type eventSDK struct {
	Name    *string `json:"name"`
	Version *string `json:"version"`
}

// eventError is a part of an event that could not be read.
type eventError struct {
	Type    string            `json:"type"`
	Message string            `json:"message"`
	Data    map[string]string `json:"data"`
}

// eventMeta would say what was removed from an event before it was stored. Nothing is.
type eventMeta struct {
	Entries  struct{}  `json:"entries"`
	Message  *struct{} `json:"message"`
	User     *struct{} `json:"user"`
	Contexts *struct{} `json:"contexts"`
	Extra    *struct{} `json:"extra"`
	Packages *struct{} `json:"packages"`
	Tags     struct{}  `json:"tags"`
}

type eventGrouping struct {
	ID           string `json:"id"`
	Enhancements string `json:"enhancements"`
}

// fullEvent decodes the stored payload of an event.
func (a *api) fullEvent(ev store.Event) (event, error) {
	e, err := protocol.DecodeEvent(ev.Payload)
	if err != nil {
		return event{}, fmt.Errorf("stored event %s: %w", ev.ID, err)
	}
	about := grouping.Describe(&e)
	out := event{
		ID: ev.ID, GroupID: groupID(ev), EventID: ev.ID, ProjectID: strconv.FormatInt(ev.Project.ID, 10),
		Message: ev.Message, Title: ev.Title, Location: orNull(about.Location), Culprit: orNull(ev.Culprit), Platform: ev.Platform,
		User: userOf(e.User), Tags: tagsOf(ev.Tags), DateReceived: date(ev.Received), Size: ev.Size, Dist: orNull(e.Dist),
		Contexts: objects(e.Contexts), Context: orEmpty(e.Extra), Packages: e.Modules, Type: knownType(ev.Type),
		Metadata: metadata(about.Metadata), Errors: problems(e.Problems), Entries: entriesOf(&e),
		GroupingConfig: eventGrouping{ID: groupingConfig}, Measurements: measurements(e.Measurements),
	}
	if out.Packages == nil {
		out.Packages = map[string]string{}
	}
	if e.SDK != (protocol.SDK{}) {
		out.SDK = &eventSDK{orNull(e.SDK.Name), orNull(e.SDK.Version)}
	}
	if ev.Type == protocol.TypeTransaction {
		start, end := seconds(e.StartTimestamp), seconds(ev.Time)
		out.StartTimestamp, out.EndTimestamp = &start, &end
		out.Fingerprints = []string{}
		return out, nil
	}
	created := date(ev.Time)
	out.DateCreated = &created
	for _, h := range grouping.Group(&e).Hashes {
		out.Fingerprints = append(out.Fingerprints, h.Value)
	}
	return out, nil
}

func userOf(u *protocol.User) *eventUser {
	if u == nil {
		return nil
	}
	out := storedUser(store.User{ID: u.ID, Email: u.Email, Username: u.Username, Name: u.Name, IPAddress: u.IPAddress})
	if out == nil {
		out = &eventUser{}
	}
	for key, value := range u.Data {
		if key != "geo" {
			if out.Data == nil {
				out.Data = map[string]json.RawMessage{}
			}
			out.Data[key] = value
			continue
		}
		var geo map[string]json.RawMessage
		if json.Unmarshal(value, &geo) == nil {
			out.Geo = texts(geo)
		}
	}
	return out
}

// texts keeps the plain values of an object, as text.
func texts(in map[string]json.RawMessage) map[string]string {
	out := make(map[string]string, len(in))
	for k, v := range in {
		var s string
		switch {
		case json.Unmarshal(v, &s) == nil:
			out[k] = s
		case len(v) > 0 && v[0] != '{' && v[0] != '[':
			out[k] = string(v)
		}
	}
	return out
}

// objects marks each context with its type, the name it is filed under unless it says otherwise, as Sentry does.
func objects(in map[string]json.RawMessage) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(in))
	for name, raw := range in {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || fields == nil {
			out[name] = raw
			continue
		}
		if _, ok := fields["type"]; !ok {
			fields["type"] = quoted(name)
		}
		if b, err := json.Marshal(fields); err == nil {
			out[name] = b
		}
	}
	return out
}

// quoted is the JSON form of a text, which always has one.
func quoted(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return b
}

func orEmpty(m map[string]json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		return map[string]json.RawMessage{}
	}
	return m
}

// problems turns what the decoder could not read into Sentry's processing errors.
func problems(found []string) []eventError {
	all := make([]eventError, 0, len(found))
	for _, p := range found {
		name, reason, _ := strings.Cut(p, ": ")
		all = append(all, eventError{
			Type: "invalid_data", Message: "Discarded invalid value", Data: map[string]string{"name": name, "reason": reason},
		})
	}
	return all
}

// measurements keeps the entries that have the documented form: a number and perhaps its unit.
func measurements(raw json.RawMessage) json.RawMessage {
	type measurement struct {
		Value *float64 `json:"value"`
		Unit  *string  `json:"unit"`
	}
	var sent map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &sent) != nil {
		return nil
	}
	kept := map[string]measurement{}
	for name, value := range sent {
		var m measurement
		if json.Unmarshal(value, &m) == nil && m.Value != nil {
			kept[name] = m
		}
	}
	b, err := json.Marshal(kept)
	if err != nil {
		return nil
	}
	return b
}
