package sentryapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// issueJSON is one issue of the stream with everything a hosted server sends,
// about 3.2 kB.
func issueJSON(n int) string {
	var points strings.Builder
	for i := range 24 {
		if i > 0 {
			points.WriteString(",")
		}
		fmt.Fprintf(&points, "[%d,%d]", 1541455200+3600*i, (n*7+i*13)%997)
	}
	return fmt.Sprintf(`{"annotations":[{"displayName":"SHOP-%[1]d","url":"https://tracker.example.com/browse/SHOP-%[1]d"}],
"assignedTo":{"type":"user","id":"1","name":"Jane Doe","email":"jane@example.com"},"count":"%[1]d50","culprit":"shop.checkout.views in place_order",
"firstSeen":"2026-08-06T21:19:55.123456Z","filtered":null,"inbox":{"reason":0,"reason_details":null,"date_added":"2026-08-06T21:19:55Z"},"hasSeen":false,
"id":"%[1]d","isBookmarked":false,"isPublic":false,"isSubscribed":true,"lastSeen":"2026-11-06T21:19:55Z","level":"error","logger":null,
"metadata":{"type":"ValueError","value":"could not convert string to float: 'twelve \"dozen\"' while the order of a customer was priced %[2]s","filename":"shop/checkout/views.py","function":"place_order","in_app_frame_mix":"mixed","sdk":{"name":"sentry.python.django","name_normalized":"sentry.python"},"severity":0.32,"severity_reason":"ml","initial_priority":75},
"numComments":0,"permalink":"https://shop.sentry.io/issues/%[1]d/","platform":"python","project":{"id":"2","name":"Checkout","slug":"checkout","platform":"python-django"},
"shareId":null,"shortId":"SHOP-%[1]d","stats":{"24h":[%[3]s]},"priority":"medium","priorityLockedAt":null,
"owners":[{"type":"ownershipRule","owner":"team:12","date_added":"2026-08-06T21:19:55Z"}],
"lifetime":{"count":"150","userCount":0,"firstSeen":"2026-08-06T21:19:55Z","lastSeen":"2026-11-06T21:19:55Z","stats":{}},
"seerAutofixLastTriggered":null,"seerExplorerAutofixLastTriggered":null,"seerFixabilityScore":0.71,"status":"unresolved","substatus":"ongoing","statusDetails":{},
"subscriptionDetails":null,"title":"ValueError: could not convert string to float: 'twelve \"dozen\"' %[2]s","type":"error","userCount":%[1]d,
"integrationIssues":[],"sentryAppIssues":[],"isUnhandled":true,"issueCategory":"error","issueType":"error","sessionCount":null,"latestEventHasAttachments":false,
"matchingEventId":null,"matchingEventEnvironment":null,"derivedData":{"blocker":"none","progress":"fix_applied","status":"open","viewCount":42,"hasOpenFixPr":false,"isAssigned":true,"hasRootCause":true,"lastCompletedAutofixStep":"pr_created","lastProgressedAt":"2026-12-06T21:19:55Z"}}`,
		n, strings.Repeat("lorem ipsum dolor ", 18), points.String())
}

func issuePage(from, count int) string {
	issues := make([]string, count)
	for i := range issues {
		issues[i] = issueJSON(from + i)
	}
	return "[" + strings.Join(issues, ",") + "]"
}

func BenchmarkDecodeIssuePage(b *testing.B) {
	page := []byte(issuePage(1, 100))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		issues, skipped, err := decodeList[Issue](page)
		if err != nil || len(skipped) > 0 || len(issues) != 100 || issues[99].Count != 10050 {
			b.Fatalf("%d issues, skipped %v, error %v", len(issues), skipped, err)
		}
	}
}

func BenchmarkThousandIssuesOverLoopback(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := 0
		fmt.Sscanf(r.URL.Query().Get("cursor"), "0:%d:0", &page)
		w.Header().Set("Link", fmt.Sprintf(`<http://x/>; rel="next"; results="%t"; cursor="0:%d:0"`, page < 9, page+1))
		_, _ = w.Write([]byte(issuePage(page*100+1, 100)))
	}))
	defer server.Close()
	c, err := New(Config{BaseURL: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n := 0
		for q := (IssueQuery{Limit: 100}); ; {
			page, err := c.Issues(b.Context(), "shop", q)
			if err != nil {
				b.Fatal(err)
			}
			n += len(page.Items)
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		if n != 1000 {
			b.Fatalf("%d issues", n)
		}
	}
}
