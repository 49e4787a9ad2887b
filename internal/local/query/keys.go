package query

import "strings"

// Kind says how the values of a key are read.
type Kind int

// The kinds of keys. Issue searches have no attributes, durations, sizes and percentages.
const (
	Text       Kind = iota
	Number          // 5, 5k, 5m, 5b
	Date            // ISO 8601, or -24h and +3d
	Boolean         // true, 1, false, 0
	Attribute       // a number when it is compared with one, else text
	Duration        // 250ms, 1.5s, 5min; plain numbers are milliseconds
	Size            // 5kb, 5mib; plain numbers are bytes
	Percentage      // 5%, which is 0.05
	Version         // text that can be compared, as release versions can
	word            // is:
)

// field returns the canonical name of a key that Sentry defines and how its
// values are read; ok is false for every other name, which is a tag.
//
// The aliases are the key_mappings of src/sentry/api/issue_search.py, the kinds
// the key sets of SearchConfig in src/sentry/api/event_search.py.
func field(name string) (key string, k Kind, ok bool) {
	switch name {
	case "is":
		return KeyIs, word, true
	case "assigned", "assigned_to", "assigned.to", "assignedTo":
		return KeyAssigned, Text, true
	case "bookmarks", "bookmarked_by":
		return KeyBookmarks, Text, true
	case "subscribed", "subscribed_by":
		return KeySubscribed, Text, true
	case "firstSeen", "first_seen", "age":
		return KeyFirstSeen, Date, true
	case "lastSeen", "last_seen":
		return KeyLastSeen, Date, true
	case "timestamp", "event.timestamp", "date":
		return KeyTimestamp, Date, true
	case "timesSeen", "times_seen":
		return KeyTimesSeen, Number, true
	case "issue.id", "project.id", "stack.lineno", "stack.colno", "stack.stack_level":
		return name, Number, true
	case "project_id":
		return "project.id", Number, true
	case KeyErrorHandled, KeyErrorUnhandled, "error.main_thread", "stack.in_app":
		return name, Boolean, true
	case KeyReleaseVersion, KeyReleaseBuild:
		return name, Version, true
	case "firstRelease", "first_release", "first-release":
		return KeyFirstRelease, Text, true
	case "issue.priority", "priority":
		return KeyPriority, Text, true
	}
	return textField(name)
}

// textField is the part of field that covers the keys with plain text values.
func textField(name string) (key string, k Kind, ok bool) {
	switch name {
	case KeyAssignedOrSuggested, KeyMessage,
		"issue", "issue.category", "issue.type",
		"project", "release", "release.package", "release.stage", "dist", "environment",
		"level", "platform", "transaction", "trace", "id", "title", "location", "type",
		"error.type", "error.value", "error.mechanism",
		"user", "user.id", "user.email", "user.username", "user.ip",
		"http.method", "http.url", "http.referer",
		"stack.filename", "stack.abs_path", "stack.module", "stack.function", "stack.package",
		"sdk.name", "sdk.version", "geo.city", "geo.country_code", "geo.region":
		return name, Text, true
	case "sentry:release":
		return "release", Text, true
	case "sentry:dist":
		return "dist", Text, true
	case "sentry:user":
		return "user", Text, true
	case "user.ip_address":
		return "user.ip", Text, true
	case "project.name":
		return "project", Text, true
	case "event.type":
		return "type", Text, true
	case "platform.name":
		return "platform", Text, true
	}
	return name, Text, false
}

// typedKeys are the keys whose misspelling cannot be a useful tag search,
// because their values are comparisons and dates.
func typedKeys() []string {
	return []string{
		"firstSeen", "first_seen", "lastSeen", "last_seen", "timestamp", "event.timestamp",
		"timesSeen", "times_seen", KeyReleaseVersion, KeyReleaseBuild,
	}
}

// isWord returns the canonical form of a word after `is:`; ok is false when
// there is no such word.
func isWord(s string) (canonical string, ok bool) {
	switch s = strings.ToLower(s); s {
	case IsUnresolved, IsResolved, IsArchived, IsAssigned, IsUnassigned, IsForReview, IsLinked,
		IsUnlinked, IsNew, IsOngoing, IsEscalating, IsRegressed,
		IsArchivedUntilEscalating, IsArchivedUntilConditionMet, IsArchivedForever:
		return s, true
	case "ignored", "muted":
		return IsArchived, true
	case "needs_review":
		return IsForReview, true
	case "until_escalating":
		return IsArchivedUntilEscalating, true
	case "until_condition_met":
		return IsArchivedUntilConditionMet, true
	case "forever":
		return IsArchivedForever, true
	}
	return "", false
}

// isWords lists the words offered when a word after `is:` is unknown.
func isWords() []string {
	return []string{
		IsUnresolved, IsResolved, IsArchived, IsAssigned, IsUnassigned, IsForReview, IsLinked,
		IsUnlinked, IsNew, IsOngoing, IsEscalating, IsRegressed, IsArchivedUntilEscalating,
		IsArchivedUntilConditionMet, IsArchivedForever, "ignored",
	}
}

// closest returns the candidate with the fewest edits to s, or "" when even
// that one differs in more than a third of its letters.
func closest(s string, candidates []string) string {
	best, bestEdits := "", 0
	for _, c := range candidates {
		edits := distance(strings.ToLower(s), strings.ToLower(c))
		if edits <= max(1, len(c)/3) && (best == "" || edits < bestEdits) {
			best, bestEdits = c, edits
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours between two words. Words longer than any candidate by far are not
// worth the table.
func distance(a, b string) int {
	if len(a) > 2*len(b)+2 {
		return len(a)
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
