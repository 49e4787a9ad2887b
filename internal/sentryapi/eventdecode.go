package sentryapi

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"vedette/internal/text"
)

// eventWire is an event as Sentry sends it: what DecodeEvent rearranges hides
// the field of the same name in Event.
type eventWire struct {
	Event
	ListType text.Word                  `json:"event.type"` // in lists
	Type     text.Word                  `json:"type"`       // in full events
	Contexts map[string]json.RawMessage `json:"contexts"`
	Extra    map[string]json.RawMessage `json:"context"`
	Entries  []json.RawMessage          `json:"entries"`
}

// DecodeEvent reads a full event as Sentry's API sends it. It fails only when
// data is not a JSON object; parts that cannot be read are named in
// Event.Skipped.
func DecodeEvent(data []byte) (Event, error) {
	wire, skipped, err := decodeLoose[eventWire](data)
	if err != nil {
		return Event{}, err
	}
	d := eventDecoder{event: wire.Event}
	d.skip("", skipped)
	d.event.Type = wire.Type
	if wire.Type == "" {
		d.event.Type = wire.ListType
	}
	d.event.complete()
	d.event.Extra = flattened(wire.Extra)
	for _, name := range slices.Sorted(maps.Keys(wire.Contexts)) {
		d.context(name, wire.Contexts[name])
	}
	for _, raw := range wire.Entries {
		d.entry(raw)
	}
	return d.event, nil
}

// eventDecoder collects the parts of one event.
type eventDecoder struct{ event Event }

// skip notes what is left out of the part called prefix.
func (d *eventDecoder) skip(prefix string, skipped []*SkippedError) {
	for _, s := range skipped {
		d.skipPath(prefix + s.Path)
	}
}

func (d *eventDecoder) skipPath(path string) {
	if len(d.event.Skipped) < maxSkipped {
		d.event.Skipped = append(d.event.Skipped, text.From(path).Cut(160))
	}
}

// context adds one context; one that is not an object keeps its value under
// "value".
func (d *eventDecoder) context(name string, raw json.RawMessage) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		fields = map[string]json.RawMessage{"value": raw}
	}
	flat := flattened(fields)
	if len(flat) == 0 {
		return
	}
	if d.event.Contexts == nil {
		d.event.Contexts = map[string]map[string]text.Untrusted{}
	}
	d.event.Contexts[name] = flat
}

// flattened makes text of each value, compact JSON of nested ones; nulls are
// left out.
func flattened(fields map[string]json.RawMessage) map[string]text.Untrusted {
	flat := make(map[string]text.Untrusted, len(fields))
	for key, raw := range fields {
		var value text.Untrusted
		if string(raw) != "null" && json.Unmarshal(raw, &value) == nil {
			flat[key] = value
		}
	}
	if len(flat) == 0 {
		return nil
	}
	return flat
}

// entry adds one member of entries[] to the field of its type.
func (d *eventDecoder) entry(raw json.RawMessage) {
	var e struct {
		Type text.Word       `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(raw, &e) != nil {
		d.skipPath("entries")
		return
	}
	if len(e.Data) == 0 || string(e.Data) == "null" {
		return
	}
	switch e.Type {
	case "exception":
		d.event.Exceptions = append(d.event.Exceptions, d.exceptions(e.Data)...)
	case "threads":
		d.event.Threads = append(d.event.Threads, d.threads(e.Data)...)
	case "breadcrumbs":
		d.event.Breadcrumbs = append(d.event.Breadcrumbs, entryValues[Breadcrumb](d, "breadcrumbs", e.Data)...)
	case "request":
		d.request(e.Data)
	case "message":
		d.message(e.Data)
	case "stacktrace":
		d.stack(e.Data)
	}
}

// entryValues decodes the members of an entry, which come as {"values":[...]},
// {"value":{...}}, a list, or one bare object. Null members are dropped.
func entryValues[T any](d *eventDecoder, name string, data json.RawMessage) []T {
	items, err := entryItems(data)
	if err != nil {
		d.skipPath(name)
		return nil
	}
	values := make([]T, 0, len(items))
	for _, item := range items {
		v, skipped, err := decodeLoose[T](item)
		d.skip(name+".", skipped)
		switch {
		case errors.Is(err, errNull):
		case err != nil:
			d.skipPath(name)
		default:
			values = append(values, v)
		}
	}
	return values
}

func entryItems(data json.RawMessage) ([][]byte, error) {
	if items, err := elements(data); err == nil {
		return items, nil
	}
	var wrapped struct {
		Values json.RawMessage `json:"values"`
		Value  json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(data, &wrapped); err != nil {
		return nil, err
	}
	switch {
	case firstByte(wrapped.Values) == '[':
		return elements(wrapped.Values)
	case firstByte(wrapped.Values) == '{':
		return [][]byte{wrapped.Values}, nil
	case wrapped.Values != nil:
		return nil, nil
	case firstByte(wrapped.Value) == '{':
		return [][]byte{wrapped.Value}, nil
	}
	return [][]byte{data}, nil
}
