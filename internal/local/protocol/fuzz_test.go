package protocol

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// addPayloads seeds a fuzz target with everything under testdata and some broken forms.
func addPayloads(f *testing.F, more ...string) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no payloads: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range append(more, `{}`, `{"a":[{},"\ud800\u0000",-1.5e-7,true,null]}`, `{"values":{"values":[null]}}`, "{\"a\":\"\xff\"}") {
		f.Add([]byte(text))
	}
}

// FuzzDecodeEvent checks that an event decodes exactly when its bytes are an object to encoding/json, and that raw parts are valid JSON.
func FuzzDecodeEvent(f *testing.F) {
	addPayloads(f, `{"tags":[["a","b"],[1]],"user":{"data":[]},"message":{"message":"%s {0}","params":{"a":1}},"timestamp":"2024-01-01T00:00:00.5"}`)
	for _, row := range liberties() {
		f.Add([]byte(row.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := DecodeEvent(data)
		valid := json.Valid(data) && bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
		shallow := bytes.Count(data, []byte("{"))+bytes.Count(data, []byte("[")) <= maxDepth
		if valid != (err == nil) && shallow {
			t.Fatalf("error %v, encoding/json says valid=%v", err, valid)
		}
		if len(e.Problems) > maxProblems+1 {
			t.Fatalf("%d problems", len(e.Problems))
		}
		e.CrashFrame()
		e.Feedback()
		if _, err := json.Marshal(e); err != nil {
			t.Fatalf("decoded event cannot be written: %v", err)
		}
		if !utf8.ValidString(e.Message.Formatted + e.Logger) {
			t.Fatal("invalid UTF-8 came through")
		}
	})
}

// FuzzUnescape checks strings against encoding/json.
func FuzzUnescape(f *testing.F) {
	for _, text := range []string{`"a"`, `"\ud83d\ude00"`, `"\ud83dx\u0041\/"`, `"\ude00\ud83d"`, `"\\\""`, `"\u00"`, `"é\n"`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) || len(data) == 0 || data[0] != '"' {
			return
		}
		s := newScanner(data)
		got := string(s.quoted())
		var want string
		if s.err != nil || s.pos != len(data) {
			if json.Valid(data) && data[len(data)-1] == '"' {
				t.Fatalf("%q: %v", data, s.err)
			}
			return
		}
		if err := json.Unmarshal(data, &want); err != nil || got != want {
			t.Fatalf("%q: got %q, encoding/json %q, %v", data, got, want, err)
		}
	})
}

func FuzzParseEnvelope(f *testing.F) {
	f.Add([]byte(nodeEnvelope))
	f.Add([]byte("{}\n{\"type\":\"x\",\"length\":3}\nabc\n{\"type\":\"y\"}\n"))
	f.Add([]byte("{}\n\n{\"type\":\"x\",\"length\":-3}\nabc"))
	f.Fuzz(func(t *testing.T, data []byte) {
		env, err := ParseEnvelope(data, DefaultLimits())
		if err != nil {
			if kindOf(err) != Malformed {
				t.Fatalf("%v", err)
			}
			return
		}
		total := 0
		for _, item := range env.Items {
			if item.Type == "" {
				t.Fatal("item without type")
			}
			total += len(item.Payload) + len(item.Header)
		}
		if total > len(data) {
			t.Fatalf("%d bytes of items in a body of %d", total, len(data))
		}
	})
}

func FuzzDecompress(f *testing.F) {
	for _, name := range []string{"gzip", "deflate", "br", "zstd"} {
		f.Add(name, compress(f, []byte("some text, some text"), name))
		f.Add(name+", gzip", compress(f, []byte("some text"), name, "gzip"))
	}
	f.Add("deflate", compress(f, []byte("some text"), "raw"))
	f.Add("identity,,", []byte("x"))
	var d Decompressor
	f.Fuzz(func(t *testing.T, encoding string, data []byte) {
		const max = 4096
		got, err := d.Decompress(encoding, bytes.NewReader(data), max)
		if err != nil && kindOf(err) == "" {
			t.Fatalf("error without a kind: %v", err)
		}
		if len(got) > max {
			t.Fatalf("%d bytes", len(got))
		}
	})
}

func FuzzAuth(f *testing.F) {
	f.Add("Sentry sentry_key=abc, sentry_version=7", "sentry_key=abc", "http://abc@localhost/1")
	f.Add("Sentry =,=,", "a=b", "https://a:b@[::1]:1/x/y")
	f.Fuzz(func(t *testing.T, header, query, dsn string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		c, err := Auth(http.Header{"X-Sentry-Auth": {header}}, q, dsn)
		if err != nil && (kindOf(err) == "" || c != Credentials{}) {
			t.Fatalf("%+v, %v", c, err)
		}
		if d, err := ParseDSN(dsn); err == nil {
			if again, err := ParseDSN(d.String()); err != nil || again != d {
				t.Fatalf("%+v written as %s and read as %+v: %v", d, d, again, err)
			}
		}
	})
}

// FuzzItems feeds every item decoder: none may panic, and what they return must be writable as JSON.
func FuzzItems(f *testing.F) {
	addPayloads(f,
		`{"items":[{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"86f39e84263a4de9","start_timestamp":1,"attributes":{"a":{"value":1}}}]}`,
		`{"items":[{"body":"x","attributes":{"a":"b"}},{"name":"n","value":1}]}`,
		`{"sid":"771a43a4192642f0b136d5159a501700","started":1,"aggregates":[{"started":1,"exited":2}],"attrs":{}}`,
		`{"monitor_slug":"a","status":"ok","monitor_config":{"schedule":{"type":"interval","value":1,"unit":"day"}}}`,
		`{"event_id":"771a43a4192642f0b136d5159a501700","comments":"x","discarded_events":[{"reason":"a","category":"b","quantity":1}]}`)
	f.Fuzz(func(t *testing.T, data []byte) {
		spans, err1 := DecodeSpans(data)
		span, err2 := DecodeSpan(data)
		logs, err3 := DecodeLogs(data)
		metrics, err4 := DecodeMetrics(data)
		session, err5 := DecodeSession(data)
		sessions, err6 := DecodeSessionAggregates(data)
		checkIn, err7 := DecodeCheckIn(data)
		report, err8 := DecodeUserReport(data)
		client, err9 := DecodeClientReport(data)
		for _, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9} {
			if err != nil && kindOf(err) != Malformed {
				t.Fatalf("%v", err)
			}
		}
		for _, sp := range spans.Items {
			if !sp.usable() || sp.End.IsZero() {
				t.Fatalf("unusable span %+v", sp)
			}
		}
		if _, err := json.Marshal([]any{spans, span, logs, metrics, session, sessions, checkIn, report, client}); err != nil {
			t.Fatal(err)
		}
	})
}
