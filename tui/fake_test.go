package tui

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

// now is the clock of every test.
var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// fakeSentry speaks Sentry's wire format for one small organization.
type fakeSentry struct {
	mu      sync.Mutex
	issues  []string          // of the stream, JSON
	event   string            // of every issue, JSON
	answer  map[string]string // "METHOD path-end" -> body, instead of the usual one
	status  map[string]int    // the same -> HTTP status
	looks   int               // at the fix run
	poison  string            // stands for every text of a stranger; "" = leave them
	logs    int               // searches for logs
	rolling bool              // logs may be followed without an end
	asked   []string
	bodies  []string
}

func (f *fakeSentry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	sent, _ := io.ReadAll(r.Body)
	f.asked = append(f.asked, r.Method+" "+r.URL.RequestURI())
	f.bodies = append(f.bodies, string(sent))
	w.Header().Set("Content-Type", "application/json")
	path := strings.TrimPrefix(r.URL.Path, "/api/0")
	key := r.Method + " " + path[strings.LastIndex(strings.TrimSuffix(path, "/"), "/"):]
	if followed(r) { // what is followed has no end, but for whoever may not see it any more
		f.logs++
	}
	if f.logs > 1 && followed(r) && !f.rolling {
		http.Error(w, `{"detail":"You do not have permission to perform this action."}`, http.StatusForbidden)
		return
	}
	if code := f.status[key]; code != 0 {
		w.WriteHeader(code)
	} else if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusAccepted)
	}
	if a, ok := f.answer[key]; ok {
		_, _ = io.WriteString(w, a)
		return
	}
	body := f.usual(r.Method, path)
	switch {
	case strings.HasSuffix(path, "/acme/events/"):
		body = table(r.URL.Query())
	case strings.HasSuffix(path, "/trace-logs/"):
		body = `{"data":[` + aLog + `],"meta":{}}`
	}
	if f.poison != "" {
		body = poisoned(body, f.poison)
	}
	_, _ = io.WriteString(w, body)
}

func followed(r *http.Request) bool {
	return r.URL.Query().Get("dataset") == "logs" || strings.HasSuffix(r.URL.Path, "/trace-logs/")
}

// usual is the answer to a path.
func (f *fakeSentry) usual(method, path string) string {
	for end, body := range dataAnswers() {
		if strings.HasSuffix(path, end) {
			return body
		}
	}
	switch {
	case path == "/auth/":
		return `{"id":"1","name":"Jane Doe","email":"jane@example.com"}`
	case path == "/organizations/":
		return `[{"id":"1","slug":"acme","name":"Acme Ltd"},{"id":"2","slug":"umbrella","name":"Umbrella"}]`
	case strings.HasSuffix(path, "/projects/"):
		return `[{"id":"1","slug":"shop","name":"Shop","platform":"python"},{"id":"2","slug":"web","name":"Web","platform":"javascript"}]`
	case strings.HasSuffix(path, "/releases/"):
		return `[{"version":"shop@2.0.0","dateCreated":"2026-11-18T12:00:00Z","newGroups":3,"projects":[{"slug":"shop"}]},{"version":"shop@1.9.0","dateCreated":"2026-11-01T12:00:00Z","newGroups":1}]`
	case strings.HasSuffix(path, "/teams/"):
		return `[{"id":"7","slug":"payments"},{"id":"8","slug":"web"}]`
	case strings.HasSuffix(path, "/autofix/"):
		return f.autofix(method)
	case strings.HasSuffix(path, "/activities/"):
		return `{"activity":[{"id":"2","type":"note","user":{"name":"Jane Doe"},"dateCreated":"2026-11-20T10:00:00Z","data":{"text":"Seen **again** after the deploy.\nRolling back."}},{"id":"1","type":"first_seen","dateCreated":"2026-11-18T12:00:00Z","data":{}}]}`
	case strings.HasSuffix(path, "/tags/"):
		return `[{"key":"browser","name":"Browser","totalValues":100,"topValues":[{"value":"Chrome 130","count":75},{"value":"Firefox 131","count":20},{"value":"Safari 18","count":5}]},{"key":"environment","totalValues":100,"topValues":[{"value":"production","count":100}]}]`
	case strings.HasSuffix(path, "/events/"):
		return `[{"id":"e2","eventID":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","title":"KeyError: 'price'","dateCreated":"2026-11-20T11:55:00Z","user":{"email":"kim@example.com"},"tags":[{"key":"environment","value":"production"},{"key":"release","value":"shop@2.0.0"}]},{"id":"e1","eventID":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","title":"KeyError: 'price'","dateCreated":"2026-11-19T11:55:00Z"}]`
	case strings.Contains(path, "/events/"):
		return f.event
	case strings.HasSuffix(path, "/issues/") && method == http.MethodPut:
		return `{"status":"resolved"}`
	case strings.HasSuffix(path, "/issues/"):
		return "[" + strings.Join(f.issues, ",") + "]"
	case strings.HasSuffix(path, "/comments/"):
		return `{"id":"9","type":"note","data":{"text":"x"}}`
	case strings.Contains(path, "/issues/"):
		return f.one(path)
	}
	return `{"detail":"The requested resource does not exist"}`
}

// one is the issue a path names.
func (f *fakeSentry) one(path string) string {
	id := strings.Trim(path[strings.LastIndex(strings.TrimSuffix(path, "/"), "/"):], "/")
	for _, i := range f.issues {
		if strings.Contains(i, `"id":"`+id+`"`) || strings.Contains(i, `"shortId":"`+id+`"`) {
			return i
		}
	}
	return f.issues[0]
}

// autofix tells a run step by step: none, then at work, then a solution.
func (f *fakeSentry) autofix(method string) string {
	if method == http.MethodPost {
		f.looks = 1
		return `{"run_id":5}`
	}
	const (
		thinking = `{"id":"1","message":{"role":"assistant","content":"Reading the crash","metadata":{"step":"root_cause"}},"todos":[{"content":"read the crash","status":"completed"},{"content":"find the commit","status":"in_progress"}]}`
		cause    = `{"id":"2","message":{"role":"assistant","content":"The price has no default."},"todos":[{"content":"read the crash","status":"completed"},{"content":"find the commit","status":"completed"}],"artifacts":[{"key":"root_cause","data":{"one_line_description":"The price is missing for gift cards","five_whys":["no default"]},"reason":"r"}]}`
		plan     = `{"id":"3","message":{"role":"assistant","content":"Planned."},"artifacts":[{"key":"solution","data":{"one_line_summary":"Give the price a default","steps":[{"title":"Add a default","description":"in cart.py"}]},"reason":"r"}]}`
	)
	state := func(status, at string, blocks ...string) string {
		return `{"autofix":{"run_id":5,"status":"` + status + `","updated_at":"` + at + `","blocks":[` + strings.Join(blocks, ",") + `]}}`
	}
	switch f.looks {
	case 0:
		return `{"autofix":null}`
	case 1:
		f.looks++
		return state("processing", "2026-11-20T12:00:01Z", thinking)
	case 2:
		f.looks++
		return state("processing", "2026-11-20T12:00:02Z", thinking, cause)
	}
	return state("completed", "2026-11-20T12:00:03Z", thinking, cause, plan)
}

// issueJSON is one issue of the stream.
func issueJSON(n int, title string) string {
	levels := []string{"error", "fatal", "warning", "info"}
	states := []string{"new", "ongoing", "escalating", "regressed"}
	assigned := ""
	if n%3 == 0 {
		assigned = `"assignedTo":{"type":"user","id":"1","name":"Jane Doe"},`
	}
	return fmt.Sprintf(`{"id":"%d","shortId":"SHOP-%d","title":%s,"culprit":"cart in total","level":%q,"status":"unresolved","substatus":%q,"priority":"high",%s
		"project":{"id":"1","slug":"shop","name":"Shop"},"count":"%d","userCount":%d,"isUnhandled":%t,"firstSeen":"2026-11-18T12:00:00Z","lastSeen":"%s",
		"stats":{"24h":[[1,1],[2,4],[3,0],[4,9]]},"permalink":"https://acme.sentry.io/issues/%d/","metadata":{"type":"KeyError","value":"'price'"}}`,
		n, n, quote(title), levels[n%4], states[n%4], assigned, 40*n, 3*n, n%2 == 0, now.Add(-time.Duration(n)*17*time.Minute).Format(time.RFC3339), n)
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

const usualEvent = `{"id":"e1","eventID":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","title":"KeyError: 'price'","platform":"python","dateCreated":"2026-11-20T11:55:00Z",
	"previousEventID":"0000000000000000000000000000000a","nextEventID":null,
	"user":{"email":"kim@example.com"},"release":{"version":"shop@2.0.0"},"sdk":{"name":"sentry.python","version":"2.19.0"},
	"contexts":{"trace":{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","type":"trace"},"runtime":{"name":"CPython","version":"3.13.0","type":"runtime"}},
	"entries":[
	 {"type":"exception","data":{"values":[
	  {"type":"TypeError","value":"unsupported operand","stacktrace":{"frames":[{"filename":"lib/decimal.py","function":"add","lineNo":9,"inApp":false}]}},
	  {"type":"KeyError","value":"'price'","mechanism":{"type":"wsgi","handled":false},"stacktrace":{"frames":[
	   {"filename":"flask/app.py","function":"wsgi_app","lineNo":2190,"inApp":false},
	   {"filename":"flask/app.py","function":"full_dispatch","lineNo":1486,"inApp":false},
	   {"filename":"shop/views.py","function":"checkout","lineNo":30,"inApp":true,"context":[[29,"def checkout(request):"],[30,"    return total(request.cart)"]]},
	   {"filename":"shop/cart.py","function":"total","lineNo":12,"inApp":true,"context":[[10,"def total(cart):"],[11,"    # gift cards have no price"],[12,"    return sum(i['price'] for i in cart)"],[13,""]],"vars":{"cart":"[{'sku': 'gift'}]","user":"kim"}}]}}]}},
	 {"type":"breadcrumbs","data":{"values":[
	  {"timestamp":"2026-11-20T11:54:58Z","category":"http","level":"info","message":"GET /cart"},
	  {"timestamp":"2026-11-20T11:54:59.5Z","category":"auth","level":"warning","message":"session is old"}]}},
	 {"type":"request","data":{"method":"POST","url":"https://shop.example.com/checkout","data":{"gift":true}}}]}`

func newFake() *fakeSentry {
	f := &fakeSentry{event: usualEvent, answer: map[string]string{}, status: map[string]int{}}
	for n := 1; n <= 30; n++ {
		f.issues = append(f.issues, issueJSON(n, "KeyError: 'price'"))
	}
	return f
}

// opsOver is the operations against a fake, with a clock that sleeping moves.
func opsOver(t testing.TB, fake http.Handler, defaults ops.Defaults, answers ...sentryapi.AnswerCache) *ops.Ops {
	t.Helper()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	var mu sync.Mutex
	at := now
	var cache sentryapi.AnswerCache
	if len(answers) > 0 {
		cache = answers[0]
	}
	client, err := sentryapi.New(sentryapi.Config{BaseURL: srv.URL, Answers: cache, Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return at },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Token: func(context.Context) (string, error) { return "secret", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return ops.New(ops.Config{Client: client, BaseURL: "https://sentry.example.com", Defaults: defaults, NewID: func() string { return "id" },
		Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return at },
		Sleep: func(ctx context.Context, d time.Duration) error {
			mu.Lock()
			at = at.Add(d)
			mu.Unlock()
			return ctx.Err()
		}})
}
