// Package query parses Sentry's issue search language into a small typed tree,
// so that the store can turn a search into SQL without knowing the syntax and
// every face can report a bad search with the place and the likely correction.
//
// The language is that of src/sentry/api/event_search.py as configured for
// issues by src/sentry/api/issue_search.py: a list of terms that must all hold,
// without OR, AND and parentheses.
package query

import "time"

// Canonical names of the issue keys. Every accepted spelling of a key
// (first_seen, firstSeen, age) arrives in Term.Key as the one listed here.
const (
	KeyIs                  = "is"
	KeyAssigned            = "assigned"
	KeyAssignedOrSuggested = "assigned_or_suggested"
	KeyBookmarks           = "bookmarks"
	KeySubscribed          = "subscribed"
	KeyFirstSeen           = "firstSeen"
	KeyLastSeen            = "lastSeen"
	KeyTimesSeen           = "timesSeen"
	KeyFirstRelease        = "firstRelease"
	KeyTimestamp           = "timestamp"
	KeyMessage             = "message"
	KeyPriority            = "issue.priority"
	KeyErrorHandled        = "error.handled"
	KeyErrorUnhandled      = "error.unhandled"
	KeyReleaseVersion      = "release.version"
	KeyReleaseBuild        = "release.build"
)

// Words that `is:` takes, in the one spelling that Term.Values carries
// (`is:ignored` and `is:muted` arrive as archived).
const (
	IsUnresolved                = "unresolved"
	IsResolved                  = "resolved"
	IsArchived                  = "archived"
	IsAssigned                  = "assigned"
	IsUnassigned                = "unassigned"
	IsForReview                 = "for_review"
	IsLinked                    = "linked"
	IsUnlinked                  = "unlinked"
	IsNew                       = "new"
	IsOngoing                   = "ongoing"
	IsEscalating                = "escalating"
	IsRegressed                 = "regressed"
	IsArchivedUntilEscalating   = "archived_until_escalating"
	IsArchivedUntilConditionMet = "archived_until_condition_met"
	IsArchivedForever           = "archived_forever"
)

// Op compares a field with the value of a term.
type Op int

// The comparisons. Only numeric keys, date keys and release versions carry
// another one than Eq.
const (
	Eq Op = iota
	Gt
	Gte
	Lt
	Lte
)

// Query is a parsed search: every term must hold. The zero Query matches all.
type Query struct {
	Terms []Term
}

// Term is one condition of a search.
type Term struct {
	// Key is the canonical field or tag name; empty for free text.
	Key string
	// Negated inverts the term. It only comes with Eq and Has: the parser turns
	// a negated comparison into the opposite comparison.
	Negated bool
	Op      Op
	// Values has one element, or several for a list (`key:[a, b]`: any of
	// them). It is empty when Has is set.
	Values []Value
	// Has asks whether the field or tag is present at all (`has:key`, and
	// `!key:""`, which means the same).
	Has bool
	// FreeText is a search in title and message. Like the values of
	// KeyMessage, its value is found anywhere: Parts are open at both ends.
	FreeText bool
	// Tag says that Key names a tag and no field of an issue or event: written
	// as `tags[key]`, or a key that Sentry does not define.
	Tag bool
}

// Value is one value of a term.
type Value struct {
	// Raw is the value as written, without its quotes and with `\*` kept. Dates
	// are rewritten to RFC 3339 in UTC, so that a query keeps its meaning when
	// it is printed and read again later.
	Raw string
	// Wildcard is set when Raw has an unescaped `*`, and for messages.
	Wildcard bool
	// Parts are the literal pieces between the wildcards, unescaped: exactly
	// one without a wildcard; an empty first or last part leaves that end open.
	Parts []string
	// Number is the value of a numeric key, suffixes k, m and b applied.
	Number   float64
	IsNumber bool
	// Time is the instant of a date key, in UTC.
	Time   time.Time
	IsTime bool
}
