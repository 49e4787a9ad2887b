package ops

import "context"

// UpdateUptimeMonitorIn says what to change of an uptime monitor.
type UpdateUptimeMonitorIn struct {
	UptimeTarget
	UptimeSettings
}

// UpdateUptimeMonitor changes an uptime monitor. One request.
func (o *Ops) UpdateUptimeMonitor(ctx context.Context, in UpdateUptimeMonitorIn) (UptimeMonitorOut, error) {
	return run(ctx, o, in, o.updateUptimeMonitor)
}

func (o *Ops) updateUptimeMonitor(ctx context.Context, in UpdateUptimeMonitorIn) (UptimeMonitorOut, error) {
	const op = "update_uptime_monitor"
	body, err := in.input(op)
	if err != nil {
		return UptimeMonitorOut{}, err
	}
	if in.UptimeSettings.empty() {
		return UptimeMonitorOut{}, invalid(op, "give name, url, status ...", "there is nothing to change")
	}
	org, project, err := o.uptime(ctx, op, in.UptimeTarget)
	if err != nil {
		return UptimeMonitorOut{}, err
	}
	m, err := o.client.UpdateUptimeMonitor(ctx, org, project, in.ID, body)
	return UptimeMonitorOut{Organization: org, Monitor: m}, noUptime(op, in.UptimeTarget, project, err)
}

func (s UptimeSettings) empty() bool {
	return s.Name == "" && s.URL == "" && s.Interval == 0 && s.Timeout == 0 && s.Method == "" && len(s.Headers) == 0 && s.Body == nil && s.Status == "" &&
		s.Owner == "" && s.Env == "" && s.Tracing == nil && s.Capture == nil && s.Recovery == 0 && s.Downtime == 0
}
