package ops

import (
	"context"

	"vedette/internal/text"
)

// DeleteUptimeMonitorIn names the uptime monitor to remove.
type DeleteUptimeMonitorIn struct{ UptimeTarget }

// DeleteUptimeMonitorOut says what is gone.
type DeleteUptimeMonitorOut struct {
	Organization string `json:"organization"`
	Deleted      string `json:"deleted"` // id
}

// DeleteUptimeMonitor removes an uptime monitor with its history. One request.
func (o *Ops) DeleteUptimeMonitor(ctx context.Context, in DeleteUptimeMonitorIn) (DeleteUptimeMonitorOut, error) {
	return run(ctx, o, in, o.deleteUptimeMonitor)
}

func (o *Ops) deleteUptimeMonitor(ctx context.Context, in DeleteUptimeMonitorIn) (DeleteUptimeMonitorOut, error) {
	const op = "delete_uptime_monitor"
	org, project, err := o.uptime(ctx, op, in.UptimeTarget)
	if err != nil {
		return DeleteUptimeMonitorOut{}, err
	}
	err = o.client.DeleteUptimeMonitor(ctx, org, project, in.ID)
	return DeleteUptimeMonitorOut{Organization: org, Deleted: in.ID}, noUptime(op, in.UptimeTarget, project, err)
}

// Doc says what is gone.
func (out DeleteUptimeMonitorOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Deleted uptime monitor " + out.Deleted + "."))
	return d
}
