package sentryapi

import (
	"context"
	"net/http"
	"net/url"

	"vedette/internal/text"
)

// UptimeMonitor asks a URL at intervals whether it is up.
type UptimeMonitor struct {
	ID                text.Word           `json:"id"`
	Name              text.Untrusted      `json:"name,omitzero"`
	URL               text.Untrusted      `json:"url,omitzero"`
	Method            text.Word           `json:"method,omitempty"`
	IntervalSeconds   Int                 `json:"intervalSeconds,omitempty"`
	TimeoutMs         Int                 `json:"timeoutMs,omitempty"`
	Status            text.Word           `json:"status,omitempty"`       // active disabled
	UptimeStatus      Int                 `json:"uptimeStatus,omitempty"` // 1 up, 2 down
	ProjectSlug       text.Word           `json:"projectSlug,omitempty"`
	Environment       text.Untrusted      `json:"environment,omitzero"`
	Owner             *Actor              `json:"owner,omitempty"`
	Headers           [][2]text.Untrusted `json:"headers,omitempty"`
	Body              text.Untrusted      `json:"body,omitzero"`
	TraceSampling     bool                `json:"traceSampling,omitempty"`
	RecoveryThreshold Int                 `json:"recoveryThreshold,omitempty"` // checks in a row
	DowntimeThreshold Int                 `json:"downtimeThreshold,omitempty"`
}

// UptimeCheck is one request that was made to the URL.
type UptimeCheck struct {
	ID                text.Word      `json:"uptimeCheckId,omitempty"`
	Timestamp         Time           `json:"timestamp,omitzero"`
	CheckStatus       text.Word      `json:"checkStatus"` // success failure failure_incident missed_window
	CheckStatusReason text.Untrusted `json:"checkStatusReason,omitzero"`
	HTTPStatusCode    Int            `json:"httpStatusCode,omitempty"`
	DurationMs        Int            `json:"durationMs,omitempty"`
	TraceID           text.Word      `json:"traceId,omitempty"`
	Region            text.Word      `json:"region,omitempty"`
}

// UptimeInput is an uptime monitor to create, or what to change of one; nil and
// empty fields are left to the server.
type UptimeInput struct {
	Name              string      `json:"name,omitempty"`
	URL               string      `json:"url,omitempty"`
	IntervalSeconds   int         `json:"intervalSeconds,omitempty"` // 60 300 600 1200 1800 3600
	TimeoutMs         int         `json:"timeoutMs,omitempty"`       // 1000 to 60000
	Method            string      `json:"method,omitempty"`
	Headers           [][2]string `json:"headers,omitempty"`
	Body              *string     `json:"body,omitempty"`
	Status            string      `json:"status,omitempty"` // active disabled
	Owner             string      `json:"owner,omitempty"`  // user:1 team:1
	Environment       string      `json:"environment,omitempty"`
	TraceSampling     *bool       `json:"traceSampling,omitempty"`
	ResponseCapture   *bool       `json:"responseCaptureEnabled,omitempty"` // keep the response of failed checks
	RecoveryThreshold int         `json:"recoveryThreshold,omitempty"`
	DowntimeThreshold int         `json:"downtimeThreshold,omitempty"`
}

// UptimeMonitors lists the uptime monitors of an organization.
func (c *Client) UptimeMonitors(ctx context.Context, org string, q MonitorQuery) (Page[UptimeMonitor], error) {
	return orgList[UptimeMonitor](ctx, c, "list uptime monitors", org, "uptime", q.values())
}

// uptimeCall is a request to P/uptime/ and the parts below it.
func uptimeCall(op, org, project string, parts ...string) (call, error) {
	path, err := projectPath(op, org, project, append([]string{"uptime"}, parts...)...)
	return call{op: op, path: path, org: org, query: url.Values{}}, err
}

// UptimeMonitor is one uptime monitor of a project.
func (c *Client) UptimeMonitor(ctx context.Context, org, project, id string) (UptimeMonitor, error) {
	r, err := uptimeCall("read uptime monitor", org, project, id)
	if err != nil {
		return UptimeMonitor{}, err
	}
	return get[UptimeMonitor](ctx, c, r)
}

// UptimeChecks lists the checks of an uptime monitor, newest first.
func (c *Client) UptimeChecks(ctx context.Context, org, project, id string, q CheckInQuery) (Page[UptimeCheck], error) {
	const op = "list uptime checks"
	r, err := uptimeCall(op, org, project, id, "checks")
	if err != nil {
		return Page[UptimeCheck]{Hits: -1}, err
	}
	r.query = ListQuery{Cursor: q.Cursor, Limit: q.Limit}.values()
	r.query["environment"] = q.Environments
	if err := setPeriod(r.query, op, q.StatsPeriod, q.Start, q.End); err != nil {
		return Page[UptimeCheck]{Hits: -1}, err
	}
	return list[UptimeCheck](ctx, c, r)
}

// CreateUptimeMonitor makes an uptime monitor. It is sent once.
func (c *Client) CreateUptimeMonitor(ctx context.Context, org, project string, in UptimeInput) (UptimeMonitor, error) {
	r, err := uptimeCall("create uptime monitor", org, project)
	if err != nil {
		return UptimeMonitor{}, err
	}
	r.method, r.body = http.MethodPost, in
	return write[UptimeMonitor](ctx, c, r)
}

// UpdateUptimeMonitor changes an uptime monitor. It is sent once.
func (c *Client) UpdateUptimeMonitor(ctx context.Context, org, project, id string, in UptimeInput) (UptimeMonitor, error) {
	r, err := uptimeCall("update uptime monitor", org, project, id)
	if err != nil {
		return UptimeMonitor{}, err
	}
	r.method, r.body = http.MethodPut, in
	return write[UptimeMonitor](ctx, c, r)
}

// DeleteUptimeMonitor removes an uptime monitor with its history. It is sent
// once.
func (c *Client) DeleteUptimeMonitor(ctx context.Context, org, project, id string) error {
	r, err := uptimeCall("delete uptime monitor", org, project, id)
	if err != nil {
		return err
	}
	r.method = http.MethodDelete
	_, err = write[struct{}](ctx, c, r)
	return err
}
