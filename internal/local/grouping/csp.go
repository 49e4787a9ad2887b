package grouping

import (
	"encoding/json"
	"net/url"
	"strings"
)

// cspReport is what matters of a content security policy report.
type cspReport struct {
	Effective string `json:"effective-directive"`
	Violated  string `json:"violated-directive"`
	Blocked   string `json:"blocked-uri"`
	Document  string `json:"document-uri"`
}

// self is how a blocked source of the page's own origin is written.
const self = "'self'"

// readCSP reads the body of a report, with or without its csp-report envelope.
func readCSP(raw json.RawMessage) (cspReport, bool) {
	var wrapped struct {
		Report json.RawMessage `json:"csp-report"`
	}
	if json.Unmarshal(raw, &wrapped) == nil && len(wrapped.Report) > 0 {
		raw = wrapped.Report
	}
	underscored := strings.NewReplacer(
		`"effective_directive"`, `"effective-directive"`, `"violated_directive"`, `"violated-directive"`,
		`"blocked_uri"`, `"blocked-uri"`, `"document_uri"`, `"document-uri"`).Replace(string(raw))
	var r cspReport
	if err := json.Unmarshal([]byte(underscored), &r); err != nil {
		return cspReport{}, false
	}
	if r.Effective == "" {
		r.Effective, _, _ = strings.Cut(r.Violated, " ")
	}
	return r, r.Effective != ""
}

// source is the blocked URI reduced to host or scheme.
func (r cspReport) source() string {
	switch r.Blocked {
	case "", "self", self:
		return self
	}
	scheme, _, found := strings.Cut(r.Blocked, ":")
	switch {
	case !found || strings.Contains(scheme, "."):
		return strings.TrimSuffix(r.Blocked, "/")
	case scheme != "http" && scheme != "https":
		return scheme + ":"
	}
	if u, err := url.Parse(r.Blocked); err == nil && u.Host != "" {
		if doc, err := url.Parse(r.Document); err == nil && doc.Host == u.Host {
			return self
		}
		return u.Host
	}
	return r.Blocked
}

// localViolation names what a script of the page itself was not allowed to do.
func (r cspReport) localViolation() string {
	if r.Effective != "script-src" || r.source() != self {
		return ""
	}
	for _, v := range []string{"unsafe-inline", "unsafe-eval"} {
		if strings.Contains(r.Violated, "'"+v+"'") {
			return v
		}
	}
	return ""
}

func (r cspReport) groupingData() []byte {
	if v := r.localViolation(); v != "" {
		return []byte(r.Effective + "'" + v + "'")
	}
	return []byte(r.Effective + r.source())
}

// title is the sentence that Sentry shows, like: Blocked 'img' from 'cdn.io'.
func (r cspReport) title() string {
	kind := strings.TrimSuffix(r.Effective, "-src")
	switch r.localViolation() {
	case "unsafe-inline":
		return "Blocked unsafe inline '" + kind + "'"
	case "unsafe-eval":
		return "Blocked unsafe eval() '" + kind + "'"
	}
	if r.source() == self {
		return "Blocked inline '" + kind + "'"
	}
	return "Blocked '" + kind + "' from '" + strings.Trim(r.source(), "'") + "'"
}
