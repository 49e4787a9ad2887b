package cli_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"vedette/cli"
	"vedette/internal/render"
)

// answering is a server that gives the body for paths that end like the key.
func answering(bodies map[string]string) transport {
	return func(r *http.Request) (*http.Response, error) {
		status, body := http.StatusNotFound, `{"detail":"The requested resource does not exist"}`
		for end, b := range bodies {
			if strings.HasSuffix(r.URL.Path, end) {
				status, body = http.StatusOK, b
			}
		}
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

const errorTable = `{"data":[{"id":"e1","timestamp":"2026-11-20T11:00:00+00:00","title":"boom\u001b[31m","level":"error","count()":3}],"meta":{"fields":{"timestamp":"date","count()":"integer"},"units":{"timestamp":null}}}`

func TestExploreForms(t *testing.T) {
	rt := answering(map[string]string{"/events/": errorTable})
	got := run(t, rt, nil, "explore", "-f", "title,count()", "-f", "count_if(level,equals,error)")
	if got.exit != 0 || got.out != "boom\t3\t\n" && !strings.HasPrefix(got.out, "boom") || strings.Contains(got.out, "\x1b") {
		t.Errorf("%d %q %s", got.exit, got.out, got.err)
	}
	got = run(t, rt, nil, "explore", "--json=id,count()")
	if got.out != `[{"id":"e1","count()":3}]`+"\n" {
		t.Errorf("%q %s", got.out, got.err)
	}
}

func TestAMistakeInASearchIsShownWhereItIs(t *testing.T) {
	unused := transport(func(r *http.Request) (*http.Response, error) {
		t.Errorf("asked %s", r.URL)
		return nil, context.Canceled
	})
	got := run(t, unused, nil, "explore", "-q", "level:error (x")
	if want := "\n  level:error (x\n              ^\nhint: "; got.exit != 2 || !strings.Contains(got.err, want) {
		t.Errorf("%d %q", got.exit, got.err)
	}
	got = run(t, unused, nil, "issue", "list", "-q", "is:unresolvd", "--json")
	if !strings.Contains(got.err, `"query":{"column":4,"excerpt":["is:unresolvd","   ^^^^^^^^^"]}`) {
		t.Errorf("%d %q", got.exit, got.err)
	}
}

func TestFollowPrintsEachRowOnce(t *testing.T) {
	looks := 0
	rt := transport(func(r *http.Request) (*http.Response, error) {
		if looks++; looks == 4 {
			return answer(http.StatusForbidden, "application/json", `{"detail":"no more"}`)(r)
		}
		return answering(map[string]string{"/events/": errorTable})(r)
	})
	got := run(t, rt, nil, "log", "list", "--follow", "--json")
	if got.exit != 5 || got.out != `{"count()":3,"id":"e1","level":"error","timestamp":"2026-11-20T11:00:00+00:00","title":"boom\u001b[31m"}`+"\n" {
		t.Errorf("%d: %q %q", got.exit, got.out, got.err)
	}
	looks = 0
	got = run(t, rt, nil, "explore", "--follow", "-f", "title", "-f", "level")
	if got.out != "boom\terror\n" {
		t.Errorf("%q %q", got.out, got.err)
	}
}

func TestFollowEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	looks := 0
	rt := transport(func(r *http.Request) (*http.Response, error) {
		if looks++; looks == 3 {
			cancel()
		}
		return answering(map[string]string{"/issues/": `[{"id":"7","shortId":"SHOP-1A","title":"boom","firstSeen":"2099-01-01T00:00:00Z","lastSeen":"2099-01-01T00:00:00Z","substatus":"new"}]`})(r)
	})
	streams, out, errs := render.Test("")
	env := func(name string) string {
		return map[string]string{"SENTRY_URL": "http://sentry.test", "SENTRY_AUTH_TOKEN": "secret", "SENTRY_ORG": "acme"}[name]
	}
	a := app(streams, env, connect(rt))
	a.Dir, a.Home = t.TempDir(), t.TempDir()
	if exit := cli.Run(ctx, a, []string{"issue", "list", "--follow"}); exit != 130 || errs.Len() > 0 || out.Len() > 0 {
		t.Errorf("%d: %q %q", exit, out, errs) // the only issue was there before
	}
}

func TestTraceIsAWaterfallInAPipe(t *testing.T) {
	rt := answering(map[string]string{
		"/trace/771a43a4192642f0b136d5159a501700/": `[{"event_type":"span","event_id":"a1","op":"http.server","description":"GET /\u001b[2J","start_timestamp":1763640000,"duration":100,"children":[
			{"event_type":"span","event_id":"b2","op":"db","description":"SELECT","start_timestamp":1763640000.05,"duration":50,"errors":[{"event_type":"error","event_id":"e","short_id":"SHOP-1","title":"deadlock","level":"error"}]}]}]`,
	})
	got := run(t, rt, nil, "trace", "view", "771a43a4192642f0b136d5159a501700")
	for _, want := range []string{"100ms  ██", "·██", "http.server GET /", "  ! db SELECT  b2", "! SHOP-1  error  deadlock", "2 spans, 1 error, 0 logs"} {
		if got.exit != 0 || !strings.Contains(got.out, want) || strings.Contains(got.out, "\x1b") {
			t.Errorf("%d: %q is not in\n%s%s", got.exit, want, got.out, got.err)
		}
	}
}
