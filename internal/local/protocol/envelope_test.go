package protocol

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// nodeEnvelope is what @sentry/node 11 sends: no length on JSON items, containers, an attachment with a length.
const nodeEnvelope = `{"event_id":"4c79f60c11214eb38604f4ae0781bfb2","sent_at":"2026-01-01T00:00:00.500Z","sdk":{"name":"sentry.javascript.node","version":"11.12.0"},"trace":{"environment":"production","public_key":"abc","trace_id":"771a43a4192642f0b136d5159a501700","sampled":true,"sample_rand":0.5}}
{"type":"event"}
{"event_id":"4c79f60c11214eb38604f4ae0781bfb2","message":"hi"}
{"type":"span","item_count":1,"content_type":"application/vnd.sentry.items.span.v2+json"}
{"version":2,"items":[]}
{"type":"attachment","length":12,"filename":"a.txt","attachment_type":"event.attachment"}
line 1
line2
{"type":"from_the_future","novel":{"x":1}}
whatever
`

func TestParseEnvelope(t *testing.T) {
	env, err := ParseEnvelope([]byte(nodeEnvelope), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "header", env.Header, Header{EventID: "4c79f60c11214eb38604f4ae0781bfb2", SentAt: time.Date(2026, 1, 1, 0, 0, 0, 5e8, time.UTC),
		SDK: SDK{"sentry.javascript.node", "11.12.0"}, Trace: map[string]string{"environment": "production", "public_key": "abc",
			"trace_id": "771a43a4192642f0b136d5159a501700", "sampled": "true", "sample_rand": "0.5"}})
	same(t, "items", env.Items, []Item{
		{Type: "event", Payload: []byte(`{"event_id":"4c79f60c11214eb38604f4ae0781bfb2","message":"hi"}`), Header: raw(`{"type":"event"}`)},
		{Type: "span", ItemCount: 1, ContentType: "application/vnd.sentry.items.span.v2+json", Payload: []byte(`{"version":2,"items":[]}`),
			Header: raw(`{"type":"span","item_count":1,"content_type":"application/vnd.sentry.items.span.v2+json"}`)},
		{Type: "attachment", Filename: "a.txt", AttachmentType: "event.attachment", Payload: []byte("line 1\nline2"),
			Header: raw(`{"type":"attachment","length":12,"filename":"a.txt","attachment_type":"event.attachment"}`)},
		{Type: "from_the_future", Payload: []byte("whatever"), Header: raw(`{"type":"from_the_future","novel":{"x":1}}`)},
	})
}

func TestParseEnvelopeForms(t *testing.T) {
	tests := []struct {
		name, body string
		payloads   []string // of the items
		refusal    string   // part of the error; empty for none
	}{
		{"no items", `{}`, nil, ""},
		{"no items, newline", "{}\n", nil, ""},
		{"blank lines around items", "{}\n\n{\"type\":\"session\"}\n{}\n\n\r\n", []string{"{}"}, ""},
		{"carriage returns", "{}\r\n{\"type\":\"session\"}\r\n{\"a\":1}", []string{`{"a":1}`}, ""},
		{"length up to the end", "{}\n{\"type\":\"x\",\"length\":3}\nabc", []string{"abc"}, ""},
		{"empty payloads", "{}\n{\"type\":\"x\",\"length\":0}\n\n{\"type\":\"y\"}\n\n{\"type\":\"z\",\"length\":0}", []string{"", "", ""}, ""},
		{"no payload line", "{}\n{\"type\":\"x\"}", []string{""}, ""},
		{"length as text", "{}\n{\"type\":\"x\",\"length\":\"3\"}\na\nc\n", []string{"a\nc"}, ""},
		{"null length", "{}\n{\"type\":\"x\",\"length\":null}\nabc\n", []string{"abc"}, ""},
		{"empty", "", nil, "envelope header: not a JSON object"},
		{"header list", "[]\n", nil, "envelope header"},
		{"two sent_at", `{"sent_at":"2026-01-01T00:00:00Z","sent_at":"2026-01-02T00:00:00Z"}`, nil, "two sent_at"},
		{"item header", "{}\n{\"type\":\n", nil, "item header at byte 3"},
		{"no type", "{}\n{\"length\":0}\n", nil, "without type"},
		{"short", "{}\n{\"type\":\"x\",\"length\":9}\nabc\n", nil, "x item of 9 bytes, only 4 follow"},
		{"long", "{}\n{\"type\":\"x\",\"length\":2}\nabc\n", nil, "no newline after its 2 bytes"},
		{"negative length", "{}\n{\"type\":\"x\",\"length\":-2}\nabc\n", nil, "unreadable length"},
		{"absurd length", "{}\n{\"type\":\"x\",\"length\":1e30}\nabc\n", nil, "unreadable length"},
		{"two events", "{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"event\"}\n{}\n", nil, "one event or transaction"},
		{"event and transaction", "{}\n{\"type\":\"event\"}\n{}\n{\"type\":\"transaction\"}\n{}\n", nil, "one event or transaction"},
	}
	for _, tt := range tests {
		env, err := ParseEnvelope([]byte(tt.body), DefaultLimits())
		if tt.refusal != "" {
			own := (*Error)(nil)
			if !errors.As(err, &own) || own.Kind != Malformed || !strings.Contains(err.Error(), tt.refusal) {
				t.Errorf("%s: error %v, want malformed with %q", tt.name, err, tt.refusal)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var payloads []string
		for _, item := range env.Items {
			payloads = append(payloads, string(item.Payload))
		}
		same(t, tt.name, payloads, tt.payloads)
	}
}

func TestParseEnvelopeLimits(t *testing.T) {
	lim := Limits{Envelope: 1000, Types: map[string]ItemLimit{"event": {Bytes: 5}, "session": {Count: 2}, "attachment": {Total: 4}},
		Container: ItemLimit{Bytes: 8}, Other: ItemLimit{Bytes: 3}}
	body := "{}\n" +
		"{\"type\":\"event\"}\n123456\n" +
		"{\"type\":\"session\"}\n1\n{\"type\":\"session\"}\n2\n{\"type\":\"session\"}\n3\n" +
		"{\"type\":\"attachment\"}\nabc\n{\"type\":\"attachment\"}\nde\n{\"type\":\"attachment\"}\nf\n" +
		"{\"type\":\"event\",\"content_type\":\"application/vnd.sentry.items.x\"}\n12345678\n" +
		"{\"type\":\"novel\"}\nabcd\n"
	if _, err := ParseEnvelope([]byte(body), lim); err == nil {
		t.Error("a dropped event still counts as the event of its envelope")
	}
	body = strings.Replace(body, `"event","content`, `"log","content`, 1)
	env, err := ParseEnvelope([]byte(body), lim)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "dropped", env.Dropped, []DroppedItem{{"event", "too_large", 6}, {"session", "too_many", 1},
		{"attachment", "total_too_large", 2}, {"novel", "too_large", 4}})
	var kept []string
	for _, item := range env.Items {
		kept = append(kept, string(item.Payload))
	}
	same(t, "kept", kept, []string{"1", "2", "abc", "f", "12345678"})

	_, err = ParseEnvelope([]byte(body), Limits{Envelope: 10})
	if own := (*Error)(nil); !errors.As(err, &own) || own.Kind != TooLarge {
		t.Errorf("large envelope: %v", err)
	}
}

func TestDefaultLimits(t *testing.T) {
	body := "{}\n{\"type\":\"check_in\"}\n" + strings.Repeat("x", 100*kib+1) + "\n{\"type\":\"event\"}\n" + strings.Repeat("x", mib)
	env, err := ParseEnvelope([]byte(body), DefaultLimits())
	if err != nil || len(env.Items) != 1 || len(env.Dropped) != 1 || env.Dropped[0].Type != "check_in" {
		t.Errorf("%d items, dropped %v, error %v; want the event alone", len(env.Items), env.Dropped, err)
	}
}
