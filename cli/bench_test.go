package cli_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"vedette/cli"
	"vedette/internal/render"
)

// BenchmarkIssueList is the whole way of a list of 1,000 issues from the
// client's transport to the output, ten pages.
func BenchmarkIssueList(b *testing.B) {
	stats := "[" + strings.TrimSuffix(strings.Repeat("[1763600000,12],", 24), ",") + "]"
	var rows []string
	for n := range 100 {
		rows = append(rows, strings.Replace(issueJSON(n+1), `{"id"`, `{"stats":{"24h":`+stats+`},"extra":"`+strings.Repeat("x", 1800)+`","id"`, 1))
	}
	body := "[" + strings.Join(rows, ",") + "]"
	for _, form := range [][]string{{"--json"}, {"--json=shortId,title"}, {"--jq", ".issues|length"}, {}} {
		b.Run(strings.Join(append([]string{"list"}, form...), " "), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page := 0
				rt := transport(func(r *http.Request) (*http.Response, error) {
					page++
					resp, err := answer(200, "application/json", strings.ReplaceAll(body, `"id":"`, fmt.Sprintf(`"id":"%d`, page)))(r)
					resp.Header.Set("Link", fmt.Sprintf(`<x>; rel="next"; results="%t"; cursor="0:%d:0"`, page < 10, page*100))
					return resp, err
				})
				streams, _, errs := render.Test("")
				a := app(streams, func(name string) string {
					return map[string]string{"SENTRY_URL": "http://sentry.test", "SENTRY_AUTH_TOKEN": "t", "SENTRY_ORG": "acme"}[name]
				}, connect(rt))
				if exit := cli.Run(b.Context(), a, append([]string{"issue", "list", "--limit", "1000"}, form...)); exit != 0 {
					b.Fatal(errs)
				}
			}
		})
	}
}
