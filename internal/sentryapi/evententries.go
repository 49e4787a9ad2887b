package sentryapi

import (
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/text"
)

// stackWire is a list of frames as Sentry sends it.
type stackWire struct {
	Frames []*Frame `json:"frames"`
}

func (s *stackWire) frames() []Frame {
	if s == nil {
		return nil
	}
	var frames []Frame
	for _, f := range s.Frames {
		if f != nil {
			frames = append(frames, *f)
		}
	}
	return frames
}

type exceptionWire struct {
	Exception
	Stacktrace    *stackWire `json:"stacktrace"`
	RawStacktrace *stackWire `json:"rawStacktrace"`
}

func (d *eventDecoder) exceptions(data json.RawMessage) []Exception {
	wires := entryValues[exceptionWire](d, "exception", data)
	exceptions := make([]Exception, len(wires))
	for i, w := range wires {
		exceptions[i] = w.Exception
		exceptions[i].Frames = w.Stacktrace.frames()
		if len(exceptions[i].Frames) == 0 {
			exceptions[i].Frames = w.RawStacktrace.frames()
		}
	}
	return exceptions
}

type threadWire struct {
	Thread
	Stacktrace    *stackWire `json:"stacktrace"`
	RawStacktrace *stackWire `json:"rawStacktrace"`
}

func (d *eventDecoder) threads(data json.RawMessage) []Thread {
	wires := entryValues[threadWire](d, "threads", data)
	threads := make([]Thread, len(wires))
	for i, w := range wires {
		threads[i] = w.Thread
		threads[i].Frames = w.Stacktrace.frames()
		if len(threads[i].Frames) == 0 {
			threads[i].Frames = w.RawStacktrace.frames()
		}
	}
	return threads
}

// stack keeps the stack of an event that has no exception, such as a message
// with attach_stacktrace, as that of its current thread.
func (d *eventDecoder) stack(data json.RawMessage) {
	wire, skipped, err := decodeLoose[stackWire](data)
	d.skip("stacktrace.", skipped)
	if err != nil {
		d.skipPath("stacktrace")
		return
	}
	if frames := wire.frames(); len(frames) > 0 {
		d.event.Threads = append(d.event.Threads, Thread{Current: true, Frames: frames})
	}
}

func (d *eventDecoder) message(data json.RawMessage) {
	wire, _, err := decodeLoose[struct {
		Formatted text.Untrusted `json:"formatted"`
		Message   text.Untrusted `json:"message"`
	}](data)
	switch {
	case err != nil:
		d.skipPath("message")
	case !wire.Formatted.IsZero():
		d.event.LogMessage = wire.Formatted
	default:
		d.event.LogMessage = wire.Message
	}
}

func (d *eventDecoder) request(data json.RawMessage) {
	wire, skipped, err := decodeLoose[struct {
		Method  text.Word       `json:"method"`
		URL     text.Untrusted  `json:"url"`
		Query   json.RawMessage `json:"query"`
		Headers json.RawMessage `json:"headers"`
		Data    text.Untrusted  `json:"data"`
	}](data)
	d.skip("request.", skipped)
	if err != nil {
		d.skipPath("request")
		return
	}
	d.event.Request = &Request{
		Method: wire.Method, URL: wire.URL, Data: wire.Data,
		Query:   d.pairs("request.query", wire.Query),
		Headers: d.pairs("request.headers", wire.Headers),
	}
}

// pairs reads [[key, value],...], an object, or a query string.
func (d *eventDecoder) pairs(name string, raw json.RawMessage) [][2]text.Untrusted {
	var pairs [][2]text.Untrusted
	switch firstByte(raw) {
	case '[':
		lists, skipped, err := decodeList[[2]text.Untrusted](raw)
		odd := slices.ContainsFunc(skipped, func(s error) bool { return !errors.Is(s, errNull) })
		if err != nil || odd {
			d.skipPath(name)
		}
		pairs = lists
	case '{':
		var fields map[string]text.Untrusted
		if json.Unmarshal(raw, &fields) != nil {
			d.skipPath(name)
		}
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			pairs = append(pairs, [2]text.Untrusted{text.From(key), fields[key]})
		}
	case '"':
		var query string
		if json.Unmarshal(raw, &query) == nil {
			pairs = queryPairs(query)
		}
	}
	return slices.DeleteFunc(pairs, func(p [2]text.Untrusted) bool { return p[0].IsZero() && p[1].IsZero() })
}

// queryPairs keeps the order of a query string, and text that is not encoded
// well as it is.
func queryPairs(query string) [][2]text.Untrusted {
	var pairs [][2]text.Untrusted
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		key, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, [2]text.Untrusted{unescaped(key), unescaped(value)})
	}
	return pairs
}

func unescaped(s string) text.Untrusted {
	if plain, err := url.QueryUnescape(s); err == nil {
		return text.From(plain)
	}
	return text.From(s)
}
