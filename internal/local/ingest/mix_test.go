package ingest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// mix makes envelopes like those of busy SDKs: 70 % errors, 20 % transactions,
// 10 % logs, about 12 kB each, errors of 200 issues.
type mix struct {
	random *rand.Rand
	now    time.Time
}

const mixIssues = 200

func newMix(seed uint64, now time.Time) *mix {
	return &mix{random: rand.New(rand.NewPCG(seed, 7)), now: now}
}

func (m *mix) id(bytes int) string {
	b := make([]byte, bytes)
	for i := range b {
		b[i] = byte(m.random.Uint32())
	}
	return hex.EncodeToString(b)
}

// next is an envelope and the id of its event, empty for logs.
func (m *mix) next() (body []byte, id string) {
	switch n := m.random.IntN(10); {
	case n < 7:
		id = m.id(16)
		return m.error(id), id
	case n < 9:
		id = m.id(16)
		return m.transaction(id), id
	}
	return m.logs(), ""
}

func (m *mix) envelope(header, kind, extra, payload string) []byte {
	return fmt.Appendf(nil, "{%s\"sent_at\":%q}\n{\"type\":%q%s,\"length\":%d}\n%s\n",
		header, m.now.Format(time.RFC3339Nano), kind, extra, len(payload), payload)
}

func (m *mix) error(id string) []byte {
	issue := m.random.IntN(mixIssues)
	var frames strings.Builder
	for f := range 24 {
		if f > 0 {
			frames.WriteByte(',')
		}
		fmt.Fprintf(&frames, `{"filename":"app/service_%d/handler_%d.py","abs_path":"/srv/app/service_%d/handler_%d.py","module":"app.service_%d.handler_%d",
			"function":"process_step_%d","lineno":%d,"in_app":%t,"context_line":"    return self.backend.fetch(order_id, retries=%d)",
			"pre_context":["def process(self, order_id):","    if not order_id:","        raise ValueError(order_id)"],
			"post_context":["","def close(self):","    self.backend.close()"],"vars":{"order_id":"%d","self":"<Handler object>","retries":3}}`,
			issue, f, issue, f, issue, f, f, 10+f, f%2 == 0, f, m.random.IntN(1e6))
	}
	var crumbs strings.Builder
	for c := range 12 {
		if c > 0 {
			crumbs.WriteByte(',')
		}
		fmt.Fprintf(&crumbs, `{"timestamp":%d.5,"type":"http","category":"httplib","level":"info","data":{"url":"https://api.example.com/orders/%d","method":"GET","status_code":200}}`,
			m.now.Unix()-int64(c), m.random.IntN(1e6))
	}
	payload := fmt.Sprintf(`{"event_id":%q,"timestamp":%d.25,"platform":"python","level":"error","logger":"app","server_name":"web-%d",
		"release":"shop@1.%d.0","environment":"production","transaction":"/orders/{id}","exception":{"values":[{"type":"Failure%d",
		"value":"order %d could not be processed","mechanism":{"type":"logging","handled":%t},"stacktrace":{"frames":[%s]}}]},
		"breadcrumbs":{"values":[%s]},"user":{"id":"%d","email":"user%d@example.com"},"tags":{"region":"eu-%d","plan":"pro"},
		"request":{"method":"GET","url":"https://shop.example.com/orders","headers":{"User-Agent":"Mozilla/5.0","Accept":"*/*"}},
		"contexts":{"trace":{"trace_id":%q,"span_id":%q,"op":"http.server"},"runtime":{"name":"CPython","version":"3.12.1"},"os":{"name":"Linux","version":"6.1"}},
		"modules":{"django":"5.0.1","requests":"2.31.0","sentry-sdk":"2.20.0","urllib3":"2.1.0"},"sdk":{"name":"sentry.python","version":"2.20.0"}}`,
		id, m.now.Unix(), m.random.IntN(4), m.random.IntN(5), issue, m.random.IntN(1e6), m.random.IntN(2) == 0, frames.String(), crumbs.String(),
		m.random.IntN(500), m.random.IntN(500), m.random.IntN(3), m.id(16), m.id(8))
	return m.envelope(fmt.Sprintf(`"event_id":%q,`, id), "event", "", strings.ReplaceAll(payload, "\n", ""))
}

func (m *mix) transaction(id string) []byte {
	trace, root := m.id(16), m.id(8)
	var spans strings.Builder
	for s := range 20 {
		if s > 0 {
			spans.WriteByte(',')
		}
		fmt.Fprintf(&spans, `{"trace_id":%q,"span_id":%q,"parent_span_id":%q,"op":"db.sql.query","description":"SELECT id, name, total FROM orders WHERE customer = %%s AND state = %%s LIMIT 50",
			"start_timestamp":%d.1,"timestamp":%d.2,"status":"ok","origin":"auto.db.django","data":{"db.system":"postgresql","db.name":"shop","server.address":"db-%d"}}`,
			trace, m.id(8), root, m.now.Unix(), m.now.Unix(), s)
	}
	payload := fmt.Sprintf(`{"event_id":%q,"type":"transaction","transaction":"/orders/{id}","start_timestamp":%d.0,"timestamp":%d.3,"platform":"python",
		"release":"shop@1.0.0","environment":"production","contexts":{"trace":{"trace_id":%q,"span_id":%q,"op":"http.server","status":"ok"}},
		"tags":{"region":"eu-1"},"user":{"id":"%d"},"spans":[%s],"sdk":{"name":"sentry.python","version":"2.20.0"}}`,
		id, m.now.Unix(), m.now.Unix(), trace, root, m.random.IntN(500), spans.String())
	return m.envelope(fmt.Sprintf(`"event_id":%q,`, id), "transaction", "", strings.ReplaceAll(payload, "\n", ""))
}

func (m *mix) logs() []byte {
	var logs strings.Builder
	for l := range 20 {
		if l > 0 {
			logs.WriteByte(',')
		}
		fmt.Fprintf(&logs, `{"timestamp":%d.5,"trace_id":%q,"level":"info","body":"order %d processed in %d ms","attributes":{
			"sentry.environment":{"value":"production","type":"string"},"sentry.release":{"value":"shop@1.0.0","type":"string"},
			"order.id":{"value":%d,"type":"integer"},"sentry.sdk.name":{"value":"sentry.python","type":"string"}}}`,
			m.now.Unix(), m.id(16), m.random.IntN(1e6), l, m.random.IntN(1e6))
	}
	payload := strings.ReplaceAll(`{"items":[`+logs.String()+`]}`, "\n", "")
	return m.envelope("", "log", `,"item_count":20,"content_type":"application/vnd.sentry.items.log+json"`, payload)
}

// zip compresses body with w, which is used again and again.
func zip(tb testing.TB, body []byte, w *gzip.Writer) []byte {
	tb.Helper()
	var b bytes.Buffer
	w.Reset(&b)
	if _, err := w.Write(body); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
