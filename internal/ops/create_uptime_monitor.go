package ops

import (
	"context"
	"net/url"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UptimeSettings are what can be set of an uptime monitor.
type UptimeSettings struct {
	Name     string   `json:"name,omitempty"`
	URL      string   `json:"url,omitempty"`
	Interval int      `json:"intervalSeconds,omitempty" max:"3600" jsonschema:"60, 300, 600, 1200, 1800 or 3600."`
	Timeout  int      `json:"timeoutMs,omitempty" max:"60000"`
	Method   string   `json:"method,omitempty" enum:"GET,POST,HEAD,PUT,DELETE,PATCH,OPTIONS"`
	Headers  []string `json:"headers,omitempty" jsonschema:"Name: value."`
	Body     *string  `json:"body,omitempty"`
	Status   string   `json:"status,omitempty" enum:"active,disabled"`
	Owner    string   `json:"owner,omitempty" jsonschema:"user:ID or team:ID."`
	Env      string   `json:"environment,omitempty"`
	Tracing  *bool    `json:"traceSampling,omitempty"`
	Capture  *bool    `json:"responseCaptureEnabled,omitempty" jsonschema:"Keep the response of failed checks."`
	Recovery int      `json:"recoveryThreshold,omitempty" max:"10" jsonschema:"Successes in a row."`
	Downtime int      `json:"downtimeThreshold,omitempty" max:"10" jsonschema:"Failures in a row."`
}

// input checks the settings and puts them into the API's words.
func (s UptimeSettings) input(op string) (sentryapi.UptimeInput, error) {
	in := sentryapi.UptimeInput{
		Name: s.Name, URL: s.URL, IntervalSeconds: s.Interval, TimeoutMs: s.Timeout, Method: s.Method, Body: s.Body, Status: s.Status, Owner: s.Owner,
		Environment: s.Env, TraceSampling: s.Tracing, ResponseCapture: s.Capture, RecoveryThreshold: s.Recovery, DowntimeThreshold: s.Downtime,
	}
	switch s.Interval {
	case 0, 60, 300, 600, 1200, 1800, 3600:
	default:
		return in, invalid(op, "60, 300, 600, 1200, 1800 or 3600", "intervalSeconds cannot be %d", s.Interval)
	}
	if u, err := url.Parse(s.URL); s.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return in, invalid(op, "an http or https address", "url cannot be %q", text.From(s.URL).Cut(80))
	}
	for _, h := range s.Headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return in, invalid(op, "like \"X-Check: vedette\"", "%q is not a header", text.From(h).Cut(80))
		}
		in.Headers = append(in.Headers, [2]string{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return in, nil
}

// CreateUptimeMonitorIn is an uptime monitor to make.
type CreateUptimeMonitorIn struct {
	ProjectTarget
	UptimeSettings
}

// UptimeMonitorOut is an uptime monitor as it is now.
type UptimeMonitorOut struct {
	Organization string `json:"organization"`
	Monitor      Uptime `json:"monitor"`
}

// Doc is its settings.
func (out UptimeMonitorOut) Doc() text.Doc { return uptimeDoc(out.Monitor) }

// CreateUptimeMonitor makes an uptime monitor. One request.
func (o *Ops) CreateUptimeMonitor(ctx context.Context, in CreateUptimeMonitorIn) (UptimeMonitorOut, error) {
	return run(ctx, o, in, o.createUptimeMonitor)
}

func (o *Ops) createUptimeMonitor(ctx context.Context, in CreateUptimeMonitorIn) (UptimeMonitorOut, error) {
	const op = "create_uptime_monitor"
	if in.Name == "" || in.URL == "" || in.Interval == 0 {
		return UptimeMonitorOut{}, invalid(op, "vedette uptime create --name Shop --url https://shop.example.com --every 1m", "a new uptime monitor needs a name, a URL and an interval (intervalSeconds)")
	}
	body, err := in.input(op)
	if err != nil {
		return UptimeMonitorOut{}, err
	}
	if body.TimeoutMs == 0 {
		body.TimeoutMs = 5000
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return UptimeMonitorOut{}, err
	}
	m, err := o.client.CreateUptimeMonitor(ctx, org, project, body)
	return UptimeMonitorOut{Organization: org, Monitor: m}, err
}
