package protocol

import "strings"

// ItemLimit bounds the items of one type in one envelope. 0 means no bound but that of the envelope.
type ItemLimit struct {
	Bytes int // of one payload
	Count int
	Total int // bytes of all payloads together
}

// Limits bounds one envelope after decompression.
type Limits struct {
	Envelope  int                  // bytes
	Types     map[string]ItemLimit // by item type
	Container ItemLimit            // items with a container content type, whatever their type
	Other     ItemLimit            // types that are not listed
}

const (
	kib = 1 << 10
	mib = 1 << 20
)

// DefaultLimits returns the limits of Sentry's Relay (relay-config, Limits::default), so that what passes here passes there.
func DefaultLimits() Limits {
	return Limits{
		Envelope: 200 * mib,
		Types: map[string]ItemLimit{
			"event":            {Bytes: mib},
			"transaction":      {Bytes: mib},
			"feedback":         {Bytes: mib},
			"user_report":      {Bytes: mib},
			"attachment":       {Bytes: 200 * mib, Count: 30, Total: 200 * mib},
			"span":             {Bytes: 10 * mib, Count: 25},
			"log":              {Bytes: 2 * mib},
			"trace_metric":     {Bytes: mib},
			"session":          {Bytes: 10 * mib, Count: 100},
			"sessions":         {Bytes: 10 * mib, Count: 100},
			"check_in":         {Bytes: 100 * kib},
			"client_report":    {Bytes: 100 * kib, Count: 100},
			"profile":          {Bytes: 50 * mib},
			"profile_chunk":    {Bytes: 50 * mib},
			"replay_event":     {Bytes: mib},
			"replay_recording": {Bytes: 10 * mib},
			"replay_video":     {Bytes: 10 * mib},
		},
		Container: ItemLimit{Bytes: 12 * mib},
		Other:     ItemLimit{Bytes: 12 * mib},
	}
}

// containerPrefix starts the content types of items that hold a list of spans, logs or metrics.
const containerPrefix = "application/vnd.sentry.items."

func (l Limits) of(item Item) ItemLimit {
	if strings.HasPrefix(item.ContentType, containerPrefix) {
		return l.Container
	}
	if limit, ok := l.Types[item.Type]; ok {
		return limit
	}
	return l.Other
}

// usage is what the items of one type have used of their limit.
type usage struct{ count, bytes int }

// exceeds says why a limit has no room for one more payload of n bytes; empty when it has.
func (l ItemLimit) exceeds(used usage, n int) string {
	switch {
	case l.Bytes > 0 && n > l.Bytes:
		return "too_large"
	case l.Count > 0 && used.count >= l.Count:
		return "too_many"
	case l.Total > 0 && used.bytes+n > l.Total:
		return "total_too_large"
	}
	return ""
}
