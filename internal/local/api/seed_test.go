package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/analysis"
	"vedette/internal/local/api"
	"vedette/internal/local/ingest"
	"vedette/internal/local/store"
)

// noon is what the clock of every test shows.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// backend is a whole local backend with a clock that only tests move: intake, store, analysis and API.
type backend struct {
	t      *testing.T
	now    time.Time
	store  *store.Store
	intake http.Handler
	api    http.Handler
}

func newBackend(t *testing.T) *backend {
	t.Helper()
	b := &backend{t: t, now: noon}
	clock := func() time.Time { return b.now }
	log := slog.New(slog.DiscardHandler)
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "local.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	in := ingest.New(st, ingest.Options{Now: clock, Logger: log})
	in.Start(context.Background())
	evidence := api.Evidence{Store: st}
	runs := 0
	runner := analysis.NewRunner(evidence, evidence, analysis.Options{
		Now: clock, Logger: log,
		NewID: func() string { runs++; return fmt.Sprintf("00000000-0000-4000-8000-%012d", runs) },
	})
	t.Cleanup(func() {
		runner.Close()
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	b.store, b.intake, b.api = st, in.Handler(), api.New(st, api.Options{Now: clock, Analyst: runner, Logger: log})
	return b
}

// send posts an envelope with the items, each a header without its length and a payload, and waits until it is digested.
func (b *backend) send(project string, items ...string) {
	b.t.Helper()
	b.sendAs(project, "", items...)
}

// sendAs is send with an event id in the envelope's header.
func (b *backend) sendAs(project, event string, items ...string) {
	b.t.Helper()
	body := `{"sent_at":"2026-11-20T12:00:00Z"}`
	if event != "" {
		body = `{"event_id":"` + event + `","sent_at":"2026-11-20T12:00:00Z"}`
	}
	for i := 0; i+1 < len(items); i += 2 {
		header := strings.TrimSuffix(items[i], "}") + fmt.Sprintf(`,"length":%d}`, len(items[i+1]))
		body += "\n" + header + "\n" + items[i+1]
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/api/"+project+"/envelope/?sentry_key=0123456789abcdef0123456789abcdef", strings.NewReader(body))
	w := httptest.NewRecorder()
	b.intake.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.t.Fatalf("intake of %s: %d %s", items[0], w.Code, w.Body)
	}
	if err := b.store.WaitDigested(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// call makes a request of the API and returns the whole answer.
func (b *backend) call(method, path, body string) *http.Response {
	b.t.Helper()
	r := httptest.NewRequest(method, "http://localhost:8969"+path, strings.NewReader(body))
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	return w.Result()
}

// get reads a path that must answer 200 into v.
func (b *backend) get(path string, v any) http.Header {
	b.t.Helper()
	return b.decode(b.call(http.MethodGet, path, ""), http.StatusOK, v)
}

// put changes path, which must answer 200, and reads the answer into v.
func (b *backend) put(path, body string, v any) {
	b.t.Helper()
	b.decode(b.call(http.MethodPut, path, body), http.StatusOK, v)
}

func (b *backend) decode(resp *http.Response, status int, v any) http.Header {
	b.t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if resp.StatusCode != status {
		b.t.Fatalf("%d, want %d: %s", resp.StatusCode, status, body)
	}
	if err := json.Unmarshal(body, v); err != nil {
		b.t.Fatalf("%v in %s", err, body)
	}
	return resp.Header
}

// errorEvent is what a Python web application sends, with something in every section.
func errorEvent(id, exception, release, environment string, at time.Time) string {
	return fmt.Sprintf(`{"event_id":%q,"timestamp":%q,"platform":"python","level":"error","release":%q,"environment":%q,
"transaction":"shop.checkout","server_name":"web-1","logger":"shop.errors","dist":"45",
"exception":{"values":[{"type":%q,"value":"cart is empty","module":"shop.errors","thread_id":7,
 "mechanism":{"type":"django","handled":false,"data":{"code":1}},
 "stacktrace":{"frames":[
  {"filename":"django/core/handlers.py","abs_path":"/usr/lib/python3/site-packages/django/core/handlers.py","module":"django.core.handlers","function":"inner","lineno":55,"in_app":false},
  {"filename":"shop/cart.py","abs_path":"/srv/shop/cart.py","module":"shop.cart","function":"total","lineno":12,"colno":3,"in_app":true,
   "pre_context":["def total(cart):","    \"\"\"sum\"\"\""],"context_line":"    return sum(cart.prices) / len(cart)","post_context":["",""],"vars":{"cart":"[]","n":0}}]}}]},
"threads":{"values":[{"id":7,"name":"MainThread","crashed":true,"current":true}]},
"breadcrumbs":{"values":[{"timestamp":1795000000.5,"category":"query","message":"SELECT 1","data":{"ms":3}},{"type":"http","level":"warning"}]},
"request":{"url":"http://shop.test/checkout","method":"POST","query_string":"a=1&b=2","headers":{"Accept":"*/*"},"data":{"cart":1},"cookies":"s=1","env":{"REMOTE_ADDR":"10.0.0.1"}},
"user":{"id":"u-1","email":"ann@example.com","ip_address":"10.0.0.9","geo":{"country_code":"AT","city":"Wien"},"plan":"pro"},
"tags":{"region":"eu","browser":"Firefox 140"},"extra":{"attempt":2,"note":"x"},
"contexts":{"runtime":{"name":"CPython","version":"3.13"},"trace":{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"b5d0a2b5c8b64a1f","op":"http.server"}},
"modules":{"django":"5.1"},"sdk":{"name":"sentry.python","version":"2.40.0"},"message":{"formatted":"cart 7 is empty","message":"cart %%s is empty","params":["7"]},
"measurements":{"ttfb":{"value":12.5,"unit":"millisecond"},"odd":"x"},"bad_time":1}`, id, at.Format(time.RFC3339Nano), release, environment, exception)
}

const (
	firstEvent = "00000000000000000000000000000001"
	lastEvent  = "00000000000000000000000000000003"
	otherEvent = "00000000000000000000000000000004"
	txEvent    = "00000000000000000000000000000009"
	version    = "shop@1.2.0+45"
	traceID    = "771a43a4192642f0b136d5159a501700"
)

// seed fills the store through the intake: two projects, two issues in the first (three events and one), a message in the second, a
// transaction, a session, an attachment, a user report.
func seed(t *testing.T) *backend {
	t.Helper()
	b := newBackend(t)
	event := `{"type":"event"}`
	b.send("shop", event, errorEvent(firstEvent, "EmptyCart", "shop@1.1.0", "production", noon.Add(-50*time.Hour)))
	b.send("shop", event, errorEvent("00000000000000000000000000000002", "EmptyCart", version, "staging", noon.Add(-3*time.Hour)))
	b.send("shop", event, errorEvent(lastEvent, "EmptyCart", version, "production", noon.Add(-time.Minute)),
		`{"type":"attachment","filename":"log.txt","content_type":"text/plain"}`, "last words")
	b.send("shop", event, errorEvent(otherEvent, "ValueError", version, "production", noon.Add(-2*time.Minute)))
	b.send("worker", event, `{"event_id":"00000000000000000000000000000005","timestamp":"2026-11-20T11:00:00Z","level":"warning","platform":"go","message":"queue is slow"}`)
	b.send("shop", `{"type":"transaction"}`, `{"event_id":"`+txEvent+`","type":"transaction","transaction":"GET /cart","platform":"python",
"start_timestamp":"2026-11-20T11:59:00Z","timestamp":"2026-11-20T11:59:01Z","contexts":{"trace":{"trace_id":"771a43a4192642f0b136d5159a501700","span_id":"b5d0a2b5c8b64a1f","op":"http.server","status":"ok"}},
"spans":[{"span_id":"b5d0a2b5c8b64a10","parent_span_id":"b5d0a2b5c8b64a1f","trace_id":"771a43a4192642f0b136d5159a501700","op":"db","description":"SELECT","start_timestamp":1795000000,"timestamp":1795000000.25}]}`)
	b.send("shop", `{"type":"session"}`, `{"sid":"771a43a4192642f0b136d5159a501701","did":"u-1","init":true,"started":"2026-11-20T11:00:00Z","timestamp":"2026-11-20T11:01:00Z","status":"crashed","errors":1,"attrs":{"release":"`+version+`","environment":"production"}}`)
	b.send("shop", `{"type":"user_report"}`, `{"event_id":"`+lastEvent+`","name":"Ann","email":"ann@example.com","comments":"It broke."}`)
	return b
}

// wireIssue is what the tests look at in an issue.
type wireIssue struct {
	ID            string
	ShortID       string
	Title         string
	Status        string
	Substatus     *string
	Priority      string
	Count         string
	HasSeen       bool
	Project       struct{ Slug string }
	AssignedTo    *struct{ Type, ID, Name string }
	StatusDetails map[string]any
	Stats         map[string][][2]int64
	NumComments   int
}

// find returns the issue with the title that starts with prefix.
func (b *backend) find(prefix string) wireIssue {
	b.t.Helper()
	var all []wireIssue
	b.get("/api/0/organizations/local/issues/?query=", &all)
	for _, i := range all {
		if strings.HasPrefix(i.Title, prefix) {
			return i
		}
	}
	b.t.Fatalf("no issue %q among %d", prefix, len(all))
	return wireIssue{}
}
