package ops

// exploreOps search telemetry: events, spans, logs, traces, replays, profiles.
func exploreOps() []Operation { return nil }
