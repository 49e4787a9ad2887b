package ops

import "testing"

func TestProfileOfURL(t *testing.T) {
	o := New(Config{BaseURL: "https://sentry.io"})
	for raw, want := range map[string]profilePage{
		"https://acme.sentry.io/explore/profiling/profile/shop/0123456789abcdef0123456789abcdef/flamegraph/": {org: "acme", project: "shop", profile: "0123456789abcdef0123456789abcdef"},
		"https://sentry.io/organizations/acme/profiling/profile/shop/flamegraph/?profilerId=ff&start=2026-11-20T09:00:00Z&end=2026-11-20T09:01:00Z": {
			org: "acme", project: "shop", profiler: "ff", start: "2026-11-20T09:00:00Z", end: "2026-11-20T09:01:00Z"},
		"https://acme.sentry.io/profiling/summary/shop/?transaction=GET+%2Fcart": {org: "acme", project: "shop", transaction: "GET /cart"},
	} {
		if got, err := o.profileOfURL("x", raw); err != nil || got != want {
			t.Errorf("%s: %+v %v", raw, got, err)
		}
	}
	for _, raw := range []string{"", "profile", "https://evil.example.com/profiling/profile/shop/x/", "https://acme.sentry.io/issues/1/", "https://acme.sentry.io/profiling/profile/"} {
		if got, err := o.profileOfURL("x", raw); KindOf(err) != KindInvalid {
			t.Errorf("%s: %+v %v", raw, got, err)
		}
	}
}
