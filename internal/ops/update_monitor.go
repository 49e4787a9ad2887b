package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UpdateMonitorIn says what to change of a cron monitor.
type UpdateMonitorIn struct {
	OrgTarget
	Slug   string `json:"monitorSlug" jsonschema:"Slug or id."`
	Muted  *bool  `json:"isMuted,omitempty" jsonschema:"A muted monitor makes no issues."`
	Status string `json:"status,omitempty" enum:"active,disabled" jsonschema:"A disabled monitor takes no check-ins."`
}

// UpdateMonitorOut is the monitor as it is now.
type UpdateMonitorOut struct {
	Organization string  `json:"organization"`
	Monitor      Monitor `json:"monitor"`
}

// UpdateMonitor mutes, unmutes, enables or disables a cron monitor. One
// request.
func (o *Ops) UpdateMonitor(ctx context.Context, in UpdateMonitorIn) (UpdateMonitorOut, error) {
	return run(ctx, o, in, o.updateMonitor)
}

func (o *Ops) updateMonitor(ctx context.Context, in UpdateMonitorIn) (UpdateMonitorOut, error) {
	const op = "update_monitor"
	switch {
	case in.Slug == "":
		return UpdateMonitorOut{}, invalid(op, "vedette monitor list shows the slugs", "no monitor was named")
	case in.Muted == nil && in.Status == "":
		return UpdateMonitorOut{}, invalid(op, "give isMuted or status", "there is nothing to change")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return UpdateMonitorOut{}, err
	}
	m, err := o.client.UpdateMonitor(ctx, org, in.Slug, sentryapi.MonitorUpdate{Status: in.Status, IsMuted: in.Muted})
	return UpdateMonitorOut{Organization: org, Monitor: m}, notFoundAs(op, "monitor "+in.Slug+" in "+org, "vedette monitor list", err)
}

// Doc says how the monitor is now.
func (out UpdateMonitorOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Monitor "), text.Code(out.Monitor.Slug), text.T(" is now "+MonitorState(out.Monitor)+"."))
	return d
}
