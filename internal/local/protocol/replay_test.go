package protocol

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func compressed(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDecodeRecording(t *testing.T) {
	for name, c := range map[string]struct {
		payload string
		want    string // events, or the reason
	}{
		"plain":       {"{\"segment_id\":3}\n[{\"type\":4}]", `[{"type":4}]`},
		"compressed":  {"{\"segment_id\":3}\n" + compressed(t, `[{"type":4}]`), `[{"type":4}]`},
		"no header":   {"[1]", "malformed"},
		"no events":   {"{\"segment_id\":3}", "malformed"},
		"no list":     {"{\"segment_id\":3}\n" + compressed(t, `{"type":4}`), "malformed"},
		"cut":         {"{\"segment_id\":3}\n" + compressed(t, `[{"type":4}]`)[:9], "corrupt"},
		"half a list": {"{\"segment_id\":3}\n[{\"type\":4}", "malformed"},
	} {
		r, err := DecodeRecording(new(Decompressor), []byte(c.payload))
		if err != nil {
			if !strings.Contains(strings.ToLower(string(err.(*Error).Kind)), c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
			continue
		}
		if string(r.Events) != c.want || r.SegmentID != 3 {
			t.Errorf("%s: segment %d, %s", name, r.SegmentID, r.Events)
		}
	}
}

func TestDecodeProfile(t *testing.T) {
	p, err := DecodeProfile([]byte(`{"chunk_id":"AA-` + strings.Repeat("a", 30) + `","profiler_id":"` + strings.Repeat("b", 32) + `",
		"profile":{"samples":[{"timestamp":1795000002.5},{"timestamp":1795000001},{"timestamp":"odd"}]},"release":"shop@1"}`))
	if err != nil || p.ID != strings.Repeat("a", 32) || !p.Started.Equal(time.Unix(1795000001, 0)) || !p.Ended.Equal(time.UnixMilli(1795000002500)) || p.Release != "shop@1" {
		t.Errorf("%+v, %v", p, err)
	}
	p, err = DecodeProfile([]byte(`{"event_id":"` + strings.Repeat("c", 32) + `","timestamp":"2026-11-20T11:00:00Z","transaction":{"name":"GET /"},"profile":{"samples":[{"elapsed_since_start_ns":"2000000000"},{}]}}`))
	if err != nil || p.Ended.Sub(p.Started) != 2*time.Second || p.Transaction != "GET /" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := DecodeProfile([]byte(`{"profile":{}}`)); err == nil {
		t.Error("a profile without an id is one")
	}
}

// FuzzReplayAndProfile checks that nothing a client sends breaks the decoders, and that what they take is in range.
func FuzzReplayAndProfile(f *testing.F) {
	f.Add([]byte(`{"replay_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","segment_id":-1,"urls":["x",1,null],"tags":[["a","b"]],"user":7}`))
	f.Add([]byte("{\"segment_id\":1e9}\n[{\"data\":{\"tag\":\"breadcrumb\",\"payload\":{\"category\":\"ui.slowClickDetected\",\"data\":{\"endReason\":\"timeout\",\"timeAfterClickMs\":9e9}}}}]"))
	f.Add([]byte("{}\n" + compressed(f, "[]")))
	f.Add([]byte(`{"chunk_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","profile":{"samples":[{"timestamp":1e300},{"elapsed_since_start_ns":-5}]}}`))
	d := new(Decompressor)
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := DecodeReplayEvent(data); err == nil && (len(r.ReplayID) != 32 || r.SegmentID < 0) {
			t.Errorf("replay %+v", r)
		}
		if r, err := DecodeRecording(d, data); err == nil {
			if !json.Valid(r.Events) || r.SegmentID < 0 {
				t.Errorf("recording %d %q", r.SegmentID, r.Events)
			}
			for _, c := range r.Clicks() {
				if c.At.Year() > 6000 {
					t.Errorf("click at %s", c.At)
				}
			}
		}
		if p, err := DecodeProfile(data); err == nil && (len(p.ID) != 32 || p.Ended.Before(p.Started)) {
			t.Errorf("profile %+v", p)
		}
	})
}
