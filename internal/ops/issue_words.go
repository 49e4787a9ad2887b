package ops

import (
	"fmt"
	"time"

	"vedette/internal/text"
)

// IssueHandle is what people call an issue: its short id, or the numeric id
// where Sentry has no short one.
func IssueHandle(i Issue) string {
	if i.ShortID != "" {
		return string(i.ShortID)
	}
	return string(i.ID)
}

// IssueState is the one word that matters of status and substatus: "new",
// "regressed", "archived", "resolved" ...
func IssueState(i Issue) string {
	switch i.Status {
	case "resolved":
		return "resolved"
	case "ignored":
		return "archived"
	case "pending_deletion", "deletion_in_progress":
		return "deleting"
	case "pending_merge":
		return "merging"
	}
	if i.Substatus != "" {
		return string(i.Substatus)
	}
	return string(i.Status)
}

// IssueStats are the event counts per bucket of the period the server chose,
// oldest first.
func IssueStats(i Issue) []int64 {
	for _, points := range i.Stats {
		out := make([]int64, len(points))
		for n, p := range points {
			out[n] = p.Count
		}
		return out
	}
	return nil
}

// stateDetail says what a resolution or archive waits for; "" when nothing.
func stateDetail(i Issue, now time.Time) string {
	d := i.StatusDetails
	switch {
	case d.InNextRelease:
		return "in the next release"
	case !d.InRelease.IsZero():
		return "in release " + d.InRelease.String()
	case !d.IgnoreUntil.IsZero():
		return "until " + text.RFC3339(d.IgnoreUntil.Time)
	case d.IgnoreCount > 0:
		return fmt.Sprintf("until it occurs %d times more", int64(d.IgnoreCount))
	case d.IgnoreUserCount > 0:
		return fmt.Sprintf("until it affects %d users more", int64(d.IgnoreUserCount))
	}
	switch i.Substatus {
	case "archived_until_escalating":
		return "until it escalates"
	case "archived_forever":
		return "forever"
	}
	return ""
}
