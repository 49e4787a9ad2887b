package sentryapi

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// regionTest is a control host and two regions.
type regionTest struct {
	control, east, west *script
	urls                [3]string
	cache               *memoryRegions
}

func newRegions(t *testing.T) *regionTest {
	t.Helper()
	r := &regionTest{control: &script{}, east: &script{}, west: &script{}, cache: &memoryRegions{hosts: map[string]string{}}}
	for i, s := range []*script{r.control, r.east, r.west} {
		s.replies = []reply{{body: `{"id":"1"}`}}
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		r.urls[i] = server.URL
	}
	r.control.replies = []reply{{body: organizationAt(r.urls[1])}}
	return r
}

func organizationAt(url string) string {
	return fmt.Sprintf(`{"id":"5","slug":"shop","links":{"regionUrl":%q}}`, url)
}

func (r *regionTest) client(t *testing.T) *Client {
	return newClient(t, Config{BaseURL: r.urls[0], ControlHost: strings.TrimPrefix(r.urls[0], "http://"), Regions: r.cache}, newClock())
}

func TestRegionIsLookedUpOnce(t *testing.T) {
	r := newRegions(t)
	c := r.client(t)
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := c.Issue(t.Context(), "shop", "1"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if r.control.count("") != 1 || r.east.count("GET") != 10 {
		t.Errorf("control %v, region %d requests", r.control.requests, r.east.count(""))
	}
	if r.control.requests[0] != "GET /api/0/organizations/shop/?detailed=0" || r.east.auth[0] != "Bearer secret-token" {
		t.Errorf("asked %s, token %q", r.control.requests[0], r.east.auth[0])
	}
	second := r.client(t)
	if _, err := second.Issue(t.Context(), "shop", "1"); err != nil || r.control.count("") != 1 {
		t.Errorf("a second client asked again: %v, %v", r.control.requests, err)
	}
}

func TestMovedOrganization(t *testing.T) {
	r := newRegions(t)
	r.cache.SetRegion("shop", r.urls[2])
	r.west.replies = []reply{{status: 404, body: `{"detail":"The requested resource does not exist"}`}}
	c := r.client(t)
	if _, err := c.UpdateIssue(t.Context(), "shop", "1", IssueUpdate{Status: "resolved"}); err != nil {
		t.Fatal(err)
	}
	if r.west.count("PUT") != 1 || r.control.count("GET") != 1 || r.east.count("PUT") != 1 {
		t.Errorf("west %v control %v east %v", r.west.requests, r.control.requests, r.east.requests)
	}
	if host, _ := r.cache.Region("shop"); host != r.urls[1] {
		t.Errorf("the cache says %s", host)
	}
	r.east.replies = r.west.replies
	if _, err := c.Issue(t.Context(), "shop", "1"); KindOf(err) != KindNotFound || r.control.count("") != 1 {
		t.Errorf("a plain 404 asked again: %v, %v", r.control.requests, err)
	}
}

func TestRegionsAreLearntFromTheList(t *testing.T) {
	r := newRegions(t)
	r.control.replies = []reply{{body: "[" + organizationAt(r.urls[1]) + "]"}}
	c := r.client(t)
	if _, err := c.Organizations(t.Context(), OrgQuery{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Issue(t.Context(), "shop", "1"); err != nil || r.control.count("") != 1 || r.east.count("") != 1 {
		t.Errorf("control %v, region %v, %v", r.control.requests, r.east.requests, err)
	}
}

func TestNoRegionElsewhere(t *testing.T) {
	r := newRegions(t)
	c := newClient(t, Config{BaseURL: r.urls[0], Regions: r.cache}, newClock())
	r.cache.SetRegion("shop", r.urls[1])
	if _, err := c.Organization(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Issue(t.Context(), "shop", "1"); err != nil {
		t.Fatal(err)
	}
	if r.control.count("") != 2 || r.east.count("") != 0 {
		t.Errorf("control %v, region %v", r.control.requests, r.east.requests)
	}
}

func TestRegionNeedsAnAddressAsSafe(t *testing.T) {
	c, err := New(Config{BaseURL: "https://sentry.io"})
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]bool{"https://us.sentry.io": true, "http://us.sentry.io": false, "": false, "us.sentry.io": false, "https://a@b": false} {
		if got := c.regionURL(url) != nil; got != want {
			t.Errorf("region %q taken: %v", url, got)
		}
	}
}

func TestRedirectToANamedRegionKeepsTheToken(t *testing.T) {
	r := newRegions(t)
	c := r.client(t)
	if _, err := c.Organization(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	r.control.replies = []reply{{status: 302, header: map[string]string{"Location": r.urls[1] + "/api/0/auth/"}}}
	if user, err := c.Auth(t.Context()); err != nil || user.ID != "1" || r.east.auth[0] != "Bearer secret-token" {
		t.Errorf("got %v, %v", user, err)
	}
	r.control.replies = []reply{{status: 302, header: map[string]string{"Location": r.urls[2] + "/api/0/auth/"}}}
	if _, err := c.Auth(t.Context()); KindOf(err) != KindInvalid || r.west.count("") != 0 {
		t.Errorf("got %v, the unnamed host saw %v", err, r.west.requests)
	}
}
