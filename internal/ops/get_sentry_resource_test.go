package ops

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestResourceOfURL(t *testing.T) {
	const id = "0123456789abcdef0123456789abcdef"
	o, _ := start(t, nil, func(c *Config) { c.BaseURL = "https://sentry.io" })
	for raw, want := range map[string]string{
		"https://acme.sentry.io/issues/123/?project=1":                                    "get_issue_details map[issueId:123 organizationSlug:acme]",
		"https://sentry.io/organizations/acme/issues/SHOP-1A/":                            "get_issue_details map[issueId:SHOP-1A organizationSlug:acme]",
		"https://acme.sentry.io/issues/123/events/" + id + "/":                            "get_event_details map[eventId:" + id + " issueId:123 organizationSlug:acme]",
		"https://acme.sentry.io/explore/traces/trace/" + id + "/":                         "get_trace_details map[organizationSlug:acme traceId:" + id + "]",
		"https://acme.sentry.io/performance/trace/" + id + "/?node=span-aaaabbbbccccdddd": "get_span_details map[organizationSlug:acme spanId:aaaabbbbccccdddd traceId:" + id + "]",
		"https://acme.sentry.io/explore/replays/" + id + "/":                              "get_replay_details map[organizationSlug:acme replayId:" + id + "]",
		"https://acme.sentry.io/explore/profiling/profile/shop/" + id + "/flamegraph/":    "get_profile_details map[organizationSlug:acme profileId:" + id + " projectSlugOrId:shop]",
		"https://acme.sentry.io/explore/releases/shop%401.0%2B5/":                         "get_release_details map[organizationSlug:acme releaseVersion:shop@1.0+5]",
		"https://acme.sentry.io/issues/alerts/rules/crons/shop/nightly/details/":          "get_monitor_details map[monitorSlug:nightly organizationSlug:acme projectSlugOrId:shop]",
		"https://acme.sentry.io/explore/conversations/c1/":                                "get_ai_conversation_details map[conversationId:c1 organizationSlug:acme]",
	} {
		r, err := o.resourceOfURL("test", raw)
		if got := r.operation + " " + fmt.Sprint(r.args); err != nil || got != want {
			t.Errorf("%s:\n%s, %v, want\n%s", raw, got, err, want)
		}
	}
	for _, bad := range []string{"https://evil.com/issues/1/", "https://sentry.io.evil.com/issues/1/", "https://acme.sentry.io/settings/", "issues/1", "https://acme.sentry.io/issues/%2e%2e%2fusers/"} {
		if r, err := o.resourceOfURL("test", bad); KindOf(err) != KindInvalid {
			t.Errorf("%s became %+v, %v", bad, r, err)
		}
	}
}

func TestGetSentryResourceDelegates(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET " + bulk + "7/events/latest/": {eventJSON}, "GET " + bulk + "7/": {issueJSON}})
	out, err := o.GetSentryResource(t.Context(), GetSentryResourceIn{Type: "event", ID: "7/latest"})
	if err != nil || out.Operation != "get_event_details" || !strings.Contains(out.Doc().Markdown(), "KeyError") || len(fake.asked) != 1 {
		t.Errorf("%+v, %v, %v", out, err, fake.asked)
	}
	for _, in := range []GetSentryResourceIn{{}, {Type: "issue"}, {URL: "https://x/", ID: "1"}} {
		if _, err := o.GetSentryResource(t.Context(), in); KindOf(err) != KindInvalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

func FuzzResourceOfPath(f *testing.F) {
	f.Add("/organizations/acme/issues/1/events/2/", "node=span-1")
	f.Add("/crons//releases", "")
	f.Fuzz(func(t *testing.T, path, query string) {
		q, _ := url.ParseQuery(query)
		if r, ok := resourceOfPath(strings.Split(path, "/"), q); ok && r.operation == "" {
			t.Errorf("%q has no operation", path)
		}
	})
}
