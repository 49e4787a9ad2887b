package ops

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

func gateServer(edit map[string][]string) map[string][]string {
	answers := map[string][]string{
		"GET /organizations/acme/releases/shop@2.1.0/": {releaseJSON},
		"GET /organizations/acme/releases/":            {"[" + releaseJSON + "]"},
		"GET /organizations/acme/sessions/":            {sessions("200", "50", "0.995", "0.98")},
		"GET /organizations/acme/issues/":              {"[" + issueJSON + "]"},
		"GET /organizations/acme/events/":              {`{"data":[{"count()":7}],"meta":{}}`},
	}
	for path, queue := range edit {
		answers[path] = queue
	}
	return answers
}

func ptr[T any](v T) *T { return &v }

func TestGateVerdicts(t *testing.T) {
	const version = "shop@2.1.0"
	quiet := strings.NewReplacer(`"newGroups":2`, `"newGroups":0`).Replace(releaseJSON)
	dead := map[string][]string{
		"GET /organizations/acme/releases/shop@2.1.0/": {quiet}, "GET /organizations/acme/issues/": {`[]`}, "GET /organizations/acme/sessions/": {`{"groups":[]}`},
	}
	for name, c := range map[string]struct {
		in       CheckGateIn
		server   map[string][]string
		want     string // verdict, then condition=value:verdict
		requests int
	}{
		"nothing asked: new and regressed": {CheckGateIn{Version: version}, nil, "failed new_issues=1:failed regressed_issues=1:failed", 3},
		"the newest release":               {CheckGateIn{MaxNew: ptr(1)}, nil, "passed new_issues=1:passed", 2},
		"crash-free passes at the limit":   {CheckGateIn{Version: version, MinSessions: ptr(99.5)}, nil, "passed crash_free_sessions=99.5%:passed", 2},
		"one of several fails":             {CheckGateIn{Version: version, MaxNew: ptr(1), MinSessions: ptr(99.0), MinUsers: ptr(98.5)}, nil, "failed new_issues=1:passed crash_free_sessions=99.5%:passed crash_free_users=98%:failed", 3},
		"queries need no release":          {CheckGateIn{Queries: []GateQuery{{Query: "level:fatal", Max: 1}, {Query: "http.status_code:500", Events: true, Max: 6}}}, nil, "failed issues=1:passed events=7:failed", 2},
		"a release that has sent nothing":  {CheckGateIn{Version: version, MaxNew: ptr(0), MinSessions: ptr(99.0)}, dead, "passed new_issues=no data:no_data crash_free_sessions=no data:no_data", 3},
		"that, with data required":         {CheckGateIn{Version: version, MaxNew: ptr(0), RequireData: true}, dead, "no_data new_issues=no data:no_data", 3},
		"a failure beats missing data": {CheckGateIn{Version: version, MaxNew: ptr(0), MinSessions: ptr(99.0), RequireData: true},
			map[string][]string{"GET /organizations/acme/sessions/": {`{"groups":[]}`}}, "failed new_issues=1:failed crash_free_sessions=no data:no_data", 3},
		"an unknown release is no data": {CheckGateIn{Version: "shop@9", MaxRegressed: ptr(0), RequireData: true},
			map[string][]string{"GET /organizations/acme/issues/": {`[]`}, "GET /organizations/acme/sessions/": {`{"groups":[]}`}}, "no_data regressed_issues=no data:no_data", 3},
		"no release at all": {CheckGateIn{MaxNew: ptr(0), RequireData: true}, map[string][]string{"GET /organizations/acme/releases/": {`[]`}}, "no_data new_issues=no data:no_data", 1},
	} {
		t.Run(name, func(t *testing.T) {
			o, fake := start(t, gateServer(c.server))
			out, err := o.CheckGate(context.Background(), c.in)
			if err != nil {
				t.Fatal(err)
			}
			got := out.Verdict
			for _, cond := range out.Conditions {
				got += fmt.Sprintf(" %s=%s:%s", cond.Name, cond.Actual(), cond.Verdict)
			}
			if got != c.want || len(fake.asked) != c.requests {
				t.Errorf("got %s with %d requests, want %s with %d\n%s", got, len(fake.asked), c.want, c.requests, strings.Join(fake.asked, "\n"))
			}
			if exit := GateExit(out.Verdict); exit != map[string]int{GatePassed: 0, GateFailed: 11, GateNoData: 8}[out.Verdict] {
				t.Errorf("exit %d for %s", exit, out.Verdict)
			}
		})
	}
}

func TestGateWaitsForData(t *testing.T) {
	none := `{"groups":[]}`
	server := gateServer(map[string][]string{
		"GET /organizations/acme/releases/": {`[]`, "[" + releaseJSON + "]"},
		"GET /organizations/acme/sessions/": {none, none, sessions("200", "50", "0.9", "0.9")},
	})
	var slept []time.Duration
	o, _ := start(t, server, func(c *Config) {
		sleep := c.Sleep
		c.Sleep = func(ctx context.Context, d time.Duration) error { slept = append(slept, d); return sleep(ctx, d) }
	})
	out, err := o.CheckGate(context.Background(), CheckGateIn{MinSessions: ptr(95.0), Wait: 300})
	if err != nil || out.Verdict != GateFailed || out.Waited != 35 || fmt.Sprint(slept) != "[5s 10s 20s]" {
		t.Errorf("%+v, %v, slept %v", out, err, slept)
	}
	slept = nil
	o, fake := start(t, gateServer(map[string][]string{"GET /organizations/acme/sessions/": {none}}), func(c *Config) {
		sleep := c.Sleep
		c.Sleep = func(ctx context.Context, d time.Duration) error { slept = append(slept, d); return sleep(ctx, d) }
	})
	out, err = o.CheckGate(context.Background(), CheckGateIn{MinSessions: ptr(95.0), Wait: 60, RequireData: true})
	if err != nil || out.Verdict != GateNoData || fmt.Sprint(slept) != "[5s 10s 20s 25s]" || fake.count("GET") > 10 {
		t.Errorf("%+v, %v, slept %v, %d requests", out, err, slept, fake.count("GET"))
	}
	o, _ = start(t, gateServer(map[string][]string{"GET /organizations/acme/sessions/": {none}}), func(c *Config) {
		c.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	})
	if _, err = o.CheckGate(context.Background(), CheckGateIn{MinSessions: ptr(95.0), Wait: 60}); KindOf(err) != KindCanceled {
		t.Errorf("interrupted: %v", err)
	}
}

func TestGateErrorsAreNoVerdict(t *testing.T) {
	o, _ := start(t, gateServer(map[string][]string{"GET /organizations/acme/issues/": nil}))
	if _, err := o.CheckGate(context.Background(), CheckGateIn{Version: "shop@2.1.0"}); KindOf(err) != KindNotFound {
		t.Errorf("a list that is gone: %v", err)
	}
	for _, in := range []CheckGateIn{
		{MaxNew: ptr(-1)}, {MinSessions: ptr(100.5)}, {MinUsers: ptr(-0.1)}, {Queries: []GateQuery{{Query: ""}}}, {Queries: []GateQuery{{Query: "x", Max: -1}}}, {Queries: []GateQuery{{Query: `level:"fatal`}}}, {Wait: 4000}, {Period: "soon"},
	} {
		o, fake := start(t, nil)
		if _, err := o.CheckGate(context.Background(), in); KindOf(err) != KindInvalid || len(fake.asked) > 0 {
			t.Errorf("%+v: %v, asked %v", in, err, fake.asked)
		}
	}
}

func TestGateDoc(t *testing.T) {
	o, _ := start(t, gateServer(nil), func(c *Config) { c.BaseURL = "https://sentry.example.com" })
	out, err := o.CheckGate(context.Background(), CheckGateIn{Version: "shop@2.1.0", MaxNew: ptr(0), MinSessions: ptr(99.0)})
	if err != nil {
		t.Fatal(err)
	}
	doc := out.Doc().Markdown()
	for _, want := range []string{
		"# Gate failed: shop\\@2.1.0", "at most 0", "at least 99%", "99.5%", "**[SHOP-1A](https://acme.sentry.io/issues/7/)**",
		"(https://sentry.example.com/organizations/acme/releases/shop@2.1.0/)", "/organizations/acme/issues/?query=is%3Aunresolved",
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %q in\n%s", want, doc)
		}
	}
	if got := out.Summary(); got != "gate failed: new issues 1 (at most 0)" {
		t.Error(got)
	}
}

func TestIssuesAreCountedOverPages(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET /organizations/acme/issues/": {"[" + issueJSON + "," + issueJSON + "]"}})
	n, err := o.countIssues(context.Background(), issueScope{org: "acme", period: "14d"}, "is:unresolved", 1)
	if err != nil || n.Count != 2 || len(n.Issues) != 1 || fake.count("GET") != 1 {
		t.Errorf("%+v, %v", n, err)
	}
}
