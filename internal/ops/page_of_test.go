package ops

import (
	"fmt"
	"testing"
)

// TestPageOf: what pages of one's own server show, however its address is written.
func TestPageOf(t *testing.T) {
	for server, pages := range map[string]map[string]string{
		"https://sentry.io": {
			"https://acme.sentry.io/": "issues map[organizationSlug:acme]",
			"https://acme.sentry.io/issues/?query=is%3Aunresolved+x&statsPeriod=24h&sort=freq": "issues map[organizationSlug:acme query:is:unresolved x sort:freq statsPeriod:24h]",
			"https://acme.sentry.io/issues/views/77/?project=4&environment=a&environment=b":    "issues map[environment:a,b organizationSlug:acme project:4]",
			"https://acme.sentry.io/issues/4711/":                                              "issue map[issueId:4711 organizationSlug:acme]",
			"https://acme.sentry.io/explore/releases/":                                         "releases map[organizationSlug:acme]",
			"https://acme.sentry.io/insights/crons/":                                           "monitors map[organizationSlug:acme]",
			"https://sentry.io/":                                                               "organizations map[]",
		},
		"http://127.0.0.1:8969": {
			"http://localhost:8969/organizations/local/issues/3/": "issue map[issueId:3 organizationSlug:local]",
			"http://[::1]:8969/organizations/local/":              "issues map[organizationSlug:local]",
		},
		"https://sentry.example.com/base": {
			"https://Sentry.example.com:443/base/organizations/acme/issues/3/events/9/": "event map[eventId:9 issueId:3 organizationSlug:acme]",
			"https://sentry.example.com/base/organizations/acme/projects/":              "projects map[organizationSlug:acme]",
		},
	} {
		o := New(Config{BaseURL: server})
		for address, want := range pages {
			page, err := o.PageOf(address)
			if got := fmt.Sprint(page.Kind, " ", page.Args); got != want || err != nil {
				t.Errorf("%s: %s, %v; want %s", address, got, err, want)
			}
		}
		for _, other := range []string{"https://evil.example.com/issues/1/", "http://127.0.0.1:9999/organizations/local/issues/3/", "https://sentry.io.evil.com/"} {
			if page, err := o.PageOf(other); err == nil {
				t.Errorf("%s is no page of %s, and shows %v", other, server, page)
			}
		}
	}
}
