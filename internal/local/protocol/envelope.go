package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Envelope is one request of an SDK: a header and items, which may belong together.
type Envelope struct {
	Header  Header
	Items   []Item
	Dropped []DroppedItem // items above a limit
}

// Header is the first line of an envelope.
type Header struct {
	EventID string    // 32 lower-case hexadecimal digits; empty when absent or unreadable. It wins over the event's own
	DSN     string    // as sent; carries the credentials of SDKs that can set no header
	SentAt  time.Time // UTC, by the sender's clock; zero when absent
	SDK     SDK
	Trace   map[string]string // dynamic sampling context: trace_id, public_key, release, environment, sample_rate...
}

// Item is one item of an envelope. Payload and Header alias the body given to ParseEnvelope.
type Item struct {
	Type           string // event, transaction, span, log...; unknown types are kept
	ContentType    string
	Filename       string
	AttachmentType string
	Platform       string
	ItemCount      int // entries that a container claims to hold; 0 when absent
	Payload        []byte
	Header         json.RawMessage // the whole header line, unknown attributes included
}

// DroppedItem is an item that a limit did not allow.
type DroppedItem struct {
	Type   string
	Reason string // too_large, too_many, total_too_large
	Bytes  int
}

// ParseEnvelope splits an envelope into its items. Payloads are not looked into. An item above its limit is dropped alone; the error is
// an *Error of kind TooLarge for a body above lim.Envelope, and of kind Malformed for one that breaks the format:
// a header that is no JSON object or has two sent_at, an item without type, a payload shorter than its length, two events or an event
// beside a transaction.
func ParseEnvelope(body []byte, lim Limits) (Envelope, error) {
	if lim.Envelope > 0 && len(body) > lim.Envelope {
		return Envelope{}, &Error{Kind: TooLarge, Reason: fmt.Sprintf("envelope of %d bytes, the limit is %d", len(body), lim.Envelope)}
	}
	p := envelopeParser{body: body, lim: lim}
	if err := p.header(); err != nil {
		return Envelope{}, err
	}
	for p.more() {
		if err := p.item(); err != nil {
			return Envelope{}, err
		}
	}
	return p.env, nil
}

type envelopeParser struct {
	body  []byte
	pos   int
	lim   Limits
	used  map[string]usage
	event string // type of the event or transaction met
	env   Envelope
}

// line returns the text up to the next newline, or the end, and steps over it.
func (p *envelopeParser) line() []byte {
	rest := p.body[p.pos:]
	end := bytes.IndexByte(rest, '\n')
	if end < 0 {
		p.pos = len(p.body)
		return rest
	}
	p.pos += end + 1
	return rest[:end:end]
}

// more steps over blank lines between items and reports whether there is another item.
func (p *envelopeParser) more() bool {
	for p.pos < len(p.body) && (p.body[p.pos] == '\n' || p.body[p.pos] == '\r') {
		p.pos++
	}
	return p.pos < len(p.body)
}

// malformed reports the position of the header line that starts at the given offset.
func malformed(offset int, reason string, cause error) error {
	return &Error{Kind: Malformed, Reason: reason, Offset: offset, Err: cause}
}

func (p *envelopeParser) header() error {
	h := &p.env.Header
	sentAt := 0
	s := newScanner(p.line())
	err := s.document(func(key []byte) {
		switch string(key) {
		case "event_id":
			s.id(&h.EventID, 32)
		case "dsn":
			s.text(&h.DSN)
		case "sent_at":
			sentAt++
			s.time(&h.SentAt)
		case "sdk":
			s.sdk(&h.SDK)
		case "trace":
			s.samplingContext(&h.Trace)
		default:
			s.skip()
		}
	})
	if err != nil {
		return malformed(0, "envelope header", err)
	}
	if sentAt > 1 {
		return malformed(0, "envelope header with two sent_at", nil)
	}
	return nil
}

func (s *scanner) samplingContext(dst *map[string]string) {
	m := make(map[string]string)
	ok := s.object(func(key []byte) {
		var v string
		s.jsonText(&v)
		m[string(key)] = v
	})
	if ok {
		*dst = m
	}
}

func (p *envelopeParser) item() error {
	start := p.pos
	item, length, err := p.itemHeader()
	if err != nil {
		return err
	}
	if err := p.payload(&item, start, length); err != nil {
		return err
	}
	if item.Type == "event" || item.Type == "transaction" {
		if p.event != "" {
			return malformed(start, "an envelope takes one event or transaction, got "+p.event+" and "+item.Type, nil)
		}
		p.event = item.Type
	}
	p.keep(item)
	return nil
}

// itemHeader reads the header line of an item; length is -1 when the payload runs to the end of its line.
func (p *envelopeParser) itemHeader() (item Item, length int, err error) {
	start := p.pos
	item.Header = json.RawMessage(p.line())
	length = -1
	sized := false
	s := newScanner(item.Header)
	err = s.document(func(key []byte) {
		switch string(key) {
		case "type":
			s.text(&item.Type)
		case "length":
			sized = s.peek() != 'n'
			s.integer(&length)
		case "content_type":
			s.text(&item.ContentType)
		case "filename":
			s.text(&item.Filename)
		case "attachment_type":
			s.text(&item.AttachmentType)
		case "platform":
			s.text(&item.Platform)
		case "item_count":
			s.integer(&item.ItemCount)
		default:
			s.skip()
		}
	})
	switch {
	case err != nil:
		return Item{}, 0, malformed(start, "item header", err)
	case item.Type == "":
		return Item{}, 0, malformed(start, "item header without type", nil)
	case sized && length < 0:
		return Item{}, 0, malformed(start, "item header with an unreadable length", nil)
	}
	return item, length, nil
}

// payload takes the item's bytes: length of them, which a newline or the end must follow, or else the rest of the line.
func (p *envelopeParser) payload(item *Item, start, length int) error {
	if length < 0 {
		item.Payload = p.line()
		return nil
	}
	if length > len(p.body)-p.pos {
		return malformed(start, fmt.Sprintf("%s item of %d bytes, only %d follow", item.Type, length, len(p.body)-p.pos), nil)
	}
	end := p.pos + length
	item.Payload = p.body[p.pos:end:end]
	p.pos = end
	if end < len(p.body) {
		if p.body[end] != '\n' {
			return malformed(start, fmt.Sprintf("%s item: no newline after its %d bytes", item.Type, length), nil)
		}
		p.pos++
	}
	return nil
}

// keep adds the item unless its limit is used up.
func (p *envelopeParser) keep(item Item) {
	used := p.used[item.Type]
	if reason := p.lim.of(item).exceeds(used, len(item.Payload)); reason != "" {
		p.env.Dropped = append(p.env.Dropped, DroppedItem{Type: item.Type, Reason: reason, Bytes: len(item.Payload)})
		return
	}
	if p.used == nil {
		p.used = make(map[string]usage)
	}
	p.used[item.Type] = usage{count: used.count + 1, bytes: used.bytes + len(item.Payload)}
	p.env.Items = append(p.env.Items, item)
}
