package ops

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// OrgTarget is the organization an operation works on.
type OrgTarget struct {
	Org string `json:"organizationSlug,omitempty"` // slug or id; may be left out when there is only one
}

// ProjectTarget is the one project an operation works on.
type ProjectTarget struct {
	OrgTarget
	Project string `json:"projectSlug,omitempty" jsonschema:"Slug or id; may be left out when there is only one."`
}

// IssueTarget names one issue.
type IssueTarget struct {
	OrgTarget
	Issue string `json:"issueId,omitempty" jsonschema:"SHOP-1A, a numeric id, URL or @latest."`
	URL   string `json:"issueUrl,omitempty"` // instead of Issue
}

// Latest is the issue argument that means the issue seen last.
const Latest = "@latest"

// org is the organization to use: the input's, the default, or the only one
// the token can see.
func (o *Ops) org(ctx context.Context, op, named string) (string, error) {
	allowed := o.cfg.Constraints.Orgs
	if named != "" {
		if len(allowed) > 0 && !slices.Contains(allowed, named) { // by way of a URL
			return "", outside(op, "the organization", named, allowed)
		}
		return named, nil
	}
	if o.cfg.Defaults.Org != "" {
		return o.cfg.Defaults.Org, nil
	}
	if len(allowed) > 0 {
		return "", &Error{Kind: KindInvalid, Op: op, Message: text.From("there are several organizations"),
			Hint: "name one: " + strings.Join(allowed, ", ") + " (argument organizationSlug)",
			Err:  &Choice{Argument: "organizationSlug", Values: allowed, Complete: true}}
	}
	o.mu.Lock()
	only := o.onlyOrg
	o.mu.Unlock()
	if only != "" {
		return only, nil
	}
	page, err := o.client.Organizations(ctx, sentryapi.OrgQuery{Limit: 10})
	if err != nil {
		return "", err
	}
	switch len(page.Items) {
	case 0:
		return "", invalid(op, "check the token with: vedette doctor", "the token can see no organization")
	case 1:
		only = string(page.Items[0].Slug)
		o.mu.Lock()
		o.onlyOrg = only
		o.mu.Unlock()
		return only, nil
	}
	choice := &Choice{Argument: "organizationSlug", Complete: page.Next == ""}
	for _, org := range page.Items {
		choice.Values = append(choice.Values, string(org.Slug))
	}
	return "", &Error{Kind: KindInvalid, Op: op, Message: text.From("there are several organizations"), Err: choice,
		Hint: "name one: " + strings.Join(choice.Values, ", ") + " (flag --org, SENTRY_ORG, argument organizationSlug)"}
}

// Choice is the cause of an error that goes away when an argument is given: a
// face with a person in front of it can ask for it. Nothing was done before.
type Choice struct {
	Argument string   // its name in the input
	Values   []string // what it may be
	Complete bool     // Values are all there are
}

func (c *Choice) Error() string { return c.Argument + " may be one of " + strings.Join(c.Values, ", ") }

// project is the project to use: the input's, the default, or the only one of
// the organization.
func (o *Ops) project(ctx context.Context, op string, t ProjectTarget) (org, project string, err error) {
	if org, err = o.org(ctx, op, t.Org); err != nil {
		return "", "", err
	}
	if p := o.projects(t.Project); p != nil {
		return org, p[0], nil
	}
	page, err := o.client.Projects(ctx, org, sentryapi.ListQuery{Limit: 10})
	if err != nil {
		return "", "", err
	}
	switch len(page.Items) {
	case 0:
		return "", "", invalid(op, "vedette project create, or another --org", "%s has no project that the token can see", org)
	case 1:
		return org, string(page.Items[0].Slug), nil
	}
	var slugs []string
	for _, p := range page.Items {
		slugs = append(slugs, string(p.Slug))
	}
	return "", "", invalid(op, "name one: "+strings.Join(slugs, ", ")+" (flag --project, SENTRY_PROJECT, argument projectSlug)",
		"%s has several projects", org)
}

// issue resolves a target to an organization and what the API takes as issue:
// a numeric id or a short id.
func (o *Ops) issue(ctx context.Context, op string, t IssueTarget) (org, id string, err error) {
	ref := t.Issue
	switch {
	case ref == "":
		ref = t.URL
	case t.URL != "":
		return "", "", invalid(op, "leave one of them out", "issueId and issueUrl were both given")
	}
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return "", "", invalid(op, "give a short id like SHOP-1A, a numeric id, an issue URL or @latest", "no issue was named")
	}
	if strings.Contains(ref, "://") {
		host, urlOrg, urlID, err := parseIssueURL(op, ref)
		if err != nil {
			return "", "", err
		}
		if !o.isOurs(host) {
			return "", "", invalid(op, "use that server (SENTRY_URL), or an issue id of this one", "the URL is of %s, but vedette talks to %s", host, o.cfg.BaseURL)
		}
		if t.Org == "" {
			t.Org = urlOrg
		}
		ref = urlID
	}
	if org, err = o.org(ctx, op, t.Org); err != nil {
		return "", "", err
	}
	if ref == Latest {
		id, err = o.latestIssue(ctx, op, org)
		return org, id, err
	}
	if !isIssueWord(ref) {
		return "", "", invalid(op, "give a short id like SHOP-1A, a numeric id, an issue URL or @latest", "%q is not an issue", ref)
	}
	return org, strings.ToUpper(ref), nil
}

// missing names the issue in an answer that only says "no such resource".
func missing(op, org, id string, err error) error {
	return notFoundAs(op, "issue "+id+" in "+org, "vedette issue list --query ''", err)
}

// notFoundAs names what was looked for ("issue SHOP-1A in acme") in an answer
// that only says "no such resource"; other errors pass as they are.
func notFoundAs(op, what, hint string, err error) error {
	if err == nil || KindOf(err) != sentryapi.KindNotFound {
		return err
	}
	return &Error{Kind: sentryapi.KindNotFound, Op: op, Status: 404, Err: err, Hint: hint,
		Message: text.From("there is no " + what + ", or the token may not see it")}
}

func (o *Ops) latestIssue(ctx context.Context, op, org string) (string, error) {
	q := sentryapi.IssueQuery{Sort: "date", Limit: 1, StatsPeriod: "14d"}
	if p := o.cfg.Defaults.Project; p != "" {
		q.Projects = []string{p}
	}
	page, err := o.client.Issues(ctx, org, q)
	if err != nil {
		return "", err
	}
	if len(page.Items) == 0 {
		return "", &Error{Kind: sentryapi.KindNotFound, Op: op, Message: text.From("there is no unresolved issue of the last 14 days"),
			Hint: "vedette issue list --query '' --period 90d"}
	}
	return IssueHandle(page.Items[0]), nil
}

// parseIssueURL understands https://ORG.sentry.io/issues/ID/..., and
// https://HOST/organizations/ORG/issues/ID/...
func parseIssueURL(op, raw string) (host, org, id string, err error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", "", "", invalid(op, "give the URL of an issue page", "%q is not a URL", raw)
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, p := range parts {
		switch {
		case p == "organizations" && i+1 < len(parts):
			org = parts[i+1]
		case p == "issues" && i+1 < len(parts):
			id = parts[i+1]
		}
	}
	if sub, ok := strings.CutSuffix(u.Hostname(), ".sentry.io"); ok && org == "" && !strings.Contains(sub, ".") {
		org = sub
	}
	if id == "" || !isIssueWord(id) {
		return "", "", "", invalid(op, "it must hold /issues/ID/", "%q is not the URL of an issue", raw)
	}
	return u.Host, org, strings.ToUpper(id), nil
}

// isOurs is true for hosts of the server vedette talks to. The hosted service
// has one per organization and region; a URL of any other host names an issue
// that only looks like one of ours.
func (o *Ops) isOurs(host string) bool {
	base, err := url.Parse(o.cfg.BaseURL)
	if err != nil || base.Host == "" {
		return false
	}
	if base.Host == "sentry.io" && strings.HasSuffix(host, ".sentry.io") {
		return true
	}
	return plainHost(host) == plainHost(base.Host)
}

// plainHost is a host with its port in one of the ways to write it: this machine
// has several names, and the usual ports need not be written.
func plainHost(host string) string {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), ""
	}
	if ip := net.ParseIP(name); ip != nil && ip.IsLoopback() {
		name = "localhost"
	}
	if port == "443" || port == "80" {
		port = ""
	}
	return strings.ToLower(name) + ":" + port
}

// isIssueWord is true for what may stand in an issue path: letters, digits,
// dash and underscore, not beginning with a dash.
func isIssueWord(s string) bool {
	for i, r := range s {
		alnum := r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !alnum && (i == 0 || r != '-' && r != '_') {
			return false
		}
	}
	return s != "" && len(s) <= 100
}

// projects is the project list to ask for: the input's, else the default.
func (o *Ops) projects(named string) []string {
	if named == "" {
		named = o.cfg.Defaults.Project
	}
	if named == "" || named == "-1" { // where projects are constrained, the client asks for these
		return nil
	}
	return []string{named}
}
