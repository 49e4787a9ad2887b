package ops

// monitorOps read and mute what watches: crons, uptime checks, alerts.
func monitorOps() []Operation { return nil }
