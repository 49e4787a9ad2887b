package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// issues answers what an issue list needs of Sentry's API: one organization,
// one project and 1,000 issues of 3 kB, at most 100 a page.
type issues struct{ requests atomic.Int64 }

const total = 1000

// ServeHTTP answers one request.
func (a *issues) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.requests.Add(1)
	w.Header().Set("Content-Type", "application/json")
	const project = `{"id":"1","slug":"shop","name":"Shop","platform":"python","status":"active"}`
	org := fmt.Sprintf(`{"id":"1","slug":"acme","name":"Acme","links":{"organizationUrl":"http://%s","regionUrl":"http://%s"},"features":[],"projects":[%s]}`, r.Host, r.Host, project)
	switch path := strings.TrimPrefix(r.URL.Path, "/api/0"); path {
	case "/organizations/":
		_, _ = io.WriteString(w, "["+org+"]")
	case "/organizations/acme/":
		_, _ = io.WriteString(w, org)
	case "/organizations/acme/projects/":
		_, _ = io.WriteString(w, "["+project+"]")
	case "/projects/acme/shop/":
		_, _ = io.WriteString(w, strings.TrimSuffix(project, "}")+`,"organization":{"id":"1","slug":"acme","name":"Acme"}}`)
	case "/users/me/regions/":
		_, _ = fmt.Fprintf(w, `{"regions":[{"name":"here","url":"http://%s"}]}`, r.Host)
	case "/auth/", "/users/me/":
		_, _ = io.WriteString(w, `{"id":"1","name":"Ada","email":"ada@example.com","username":"ada"}`)
	case "/organizations/acme/issues/":
		page(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"detail":"The requested resource does not exist"}`)
	}
}

func page(w http.ResponseWriter, r *http.Request) {
	offset, limit := 0, 100
	_, _ = fmt.Sscanf(r.URL.Query().Get("cursor"), "0:%d:0", &offset)
	_, _ = fmt.Sscanf(r.URL.Query().Get("limit"), "%d", &limit)
	end := min(offset+min(limit, 100), total)
	w.Header().Set("Link", fmt.Sprintf(`<http://%s/>; rel="previous"; results="false"; cursor="0:0:1", <http://%s/>; rel="next"; results="%t"; cursor="0:%d:0"`,
		r.Host, r.Host, end < total, end))
	stats := "[" + strings.TrimSuffix(strings.Repeat("[1763600000,12],", 24), ",") + "]"
	pad := strings.Repeat("x", 1800)
	rows := make([]string, 0, 100)
	for n := offset; n < end; n++ {
		rows = append(rows, fmt.Sprintf(`{"id":"%d","shortId":"SHOP-%X","title":"KeyError: 'price' %d","culprit":"cart in total","permalink":"http://%s/issues/%d/",`+
			`"level":"error","status":"unresolved","substatus":"ongoing","priority":"high","project":{"id":"1","slug":"shop","name":"Shop","platform":"python"},"type":"error","issueType":"error","issueCategory":"error",`+
			`"metadata":{"type":"KeyError","value":"'price'","filename":"cart.py","function":"total"},"assignedTo":null,"count":"%d","userCount":56,"firstSeen":"2026-11-01T12:00:00.000000Z",`+
			`"lastSeen":"2026-11-20T11:57:00.123456Z","stats":{"24h":%s},"isUnhandled":true,"annotations":[],"extra":"%s"}`, n+1, n+100, n, r.Host, n+1, n*7+1, stats, pad))
	}
	_, _ = io.WriteString(w, "["+strings.Join(rows, ",")+"]")
}
