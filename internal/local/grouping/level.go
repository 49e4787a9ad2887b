package grouping

// Priorities of issues, as the web API spells them.
const (
	PriorityLow    = "low"
	PriorityMedium = "medium"
	PriorityHigh   = "high"
)

// NormalizeLevel gives Sentry's name of a level; what it does not know, and
// nothing, is an error.
func NormalizeLevel(level string) string {
	switch level {
	case "debug", "info", "warning", "error", "fatal", "sample":
		return level
	case "warn":
		return "warning"
	case "log":
		return "info"
	case "critical":
		return "fatal"
	}
	return "error"
}

// InitialPriority is the priority of a new issue by the level of its first
// event, as Sentry sets it without a severity score
// (_get_priority_for_group in src/sentry/event_manager.py).
func InitialPriority(level string) string {
	switch NormalizeLevel(level) {
	case "debug", "info", "sample":
		return PriorityLow
	case "warning":
		return PriorityMedium
	}
	return PriorityHigh
}
