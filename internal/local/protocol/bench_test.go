package protocol

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// typicalEvent grows the Node payload to the size that SDKs send in the mean: 12 kB, 22 frames, 25 breadcrumbs.
func typicalEvent(tb testing.TB) []byte {
	var frames, crumbs strings.Builder
	for i := range 20 {
		fmt.Fprintf(&frames, `{"filename":"/srv/shop/dist/routes/r%d.js","module":"routes:r%d","function":"handler%d","lineno":%d,"colno":7,"in_app":%t,`+
			`"pre_context":["  const items = await cart.items();","  if (!items.length) {"],"context_line":"    throw new Error(\"empty \" + items);",`+
			`"post_context":["  }","  return items;"]},`, i, i, i, i+10, i%3 == 0)
	}
	for i := range 24 {
		fmt.Fprintf(&crumbs, `{"timestamp":17672255%02d.123,"type":"http","category":"http","data":{"url":"http://stock/api/%d","http.method":"GET","status_code":200}},`, i, i)
	}
	data := string(readPayload(tb, "node11.json"))
	data = strings.Replace(data, `"frames":[{"filename":"node:internal`, `"frames":[`+frames.String()+`{"filename":"node:internal`, 1)
	data = strings.Replace(data, `"breadcrumbs":[`, `"breadcrumbs":[`+crumbs.String(), 1)
	return []byte(data)
}

func BenchmarkDecodeEvent(b *testing.B) {
	data := typicalEvent(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		e, err := DecodeEvent(data)
		if err != nil || len(e.Problems) > 0 || len(e.Exceptions[1].Stacktrace.Frames) != 23 {
			b.Fatal(err, e.Problems)
		}
	}
}

func BenchmarkParseEnvelope(b *testing.B) {
	body := bytes.Replace([]byte(nodeEnvelope), []byte(`{"event_id":"4c79f60c11214eb38604f4ae0781bfb2","message":"hi"}`), bytes.TrimSpace(typicalEvent(b)), 1)
	lim := DefaultLimits()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if env, err := ParseEnvelope(body, lim); err != nil || len(env.Items) != 4 {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecompress(b *testing.B) {
	data := typicalEvent(b)
	for _, name := range []string{"gzip", "deflate", "br", "zstd"} {
		b.Run(name, func(b *testing.B) {
			body := compress(b, data, name)
			var d Decompressor
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decompress(name, bytes.NewReader(body), mib); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
