package store

import (
	"encoding/json"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/local/query"
)

// Project is one project of the only organization.
type Project struct {
	ID         int64
	Slug       string // unique, lower case
	Name       string
	Platform   string // chosen, or of its first event; empty before
	PublicKey  string // of its first active key, for the DSN; empty without one. Intake accepts any key that it does not know
	Created    time.Time
	FirstEvent time.Time // zero before the first
}

// Metadata is what Sentry shows of an issue next to its title.
type Metadata struct {
	Type     string
	Value    string
	Title    string
	Filename string
	Function string
}

// Words of Issue.Status and Issue.Substatus, from src/sentry/types/group.py.
const (
	StatusUnresolved = "unresolved"
	StatusResolved   = "resolved"
	StatusIgnored    = "ignored"

	SubstatusNew             = "new"
	SubstatusOngoing         = "ongoing"
	SubstatusEscalating      = "escalating"
	SubstatusRegressed       = "regressed"
	SubstatusUntilEscalating = "archived_until_escalating"
	SubstatusUntilCondition  = "archived_until_condition_met"
	SubstatusForever         = "archived_forever"
)

// StatusDetails qualifies a status: when a resolution holds and what ends an
// archiving. The zero value has no condition.
type StatusDetails struct {
	InNextRelease    bool      // resolved, beginning with the release after InRelease
	InRelease        string    // resolved in this version; with InNextRelease the newest version at that time, may be empty
	InCommit         string    // resolved by this commit
	InRepository     string    // of InCommit
	IgnoreUntil      time.Time // archived until then
	IgnoreCount      int64     // archived until so many more events
	IgnoreWindow     int64     // minutes in which IgnoreCount must happen; 0: ever
	IgnoreUserCount  int64     // archived until so many more users
	IgnoreUserWindow int64     // minutes in which IgnoreUserCount must happen; 0: ever
}

// Issue is a group of events with one cause, as it is at the time of reading.
type Issue struct {
	ID             int64
	Project        Project
	ShortID        string // SLUG-1A
	Title          string
	Culprit        string
	Level          string
	Type           string // error, default, csp, feedback
	Platform       string
	Logger         string
	Metadata       Metadata
	Status         string
	Substatus      string // empty when resolved
	Priority       string // high, medium, low
	PriorityLocked bool   // set by a user, so no longer moved by the workflow
	AssigneeType   string // user, team or empty
	AssigneeID     string
	FirstSeen      time.Time
	LastSeen       time.Time
	Count          int64
	UserCount      int64
	NumComments    int64
	Unhandled      bool // the latest event was not handled by the application
	Bookmarked     bool
	Subscribed     bool
	HasSeen        bool
	Inbox          bool // waits for review
	FirstRelease   string
	LastRelease    string
	ShareID        string // of its public link; empty: it has none
	StatusDetails  StatusDetails
}

// Sort orders of IssueFilter.Sort, the latest, most frequent... first.
const (
	SortDate        = "date" // last seen; the default
	SortNew         = "new"  // first seen
	SortFreq        = "freq" // events in the period
	SortUser        = "user" // affected users
	SortTrends      = "trends"
	SortInbox       = "inbox"
	SortRecommended = "recommended"
)

// IssueFilter selects issues. The zero value selects all.
type IssueFilter struct {
	Projects     []int64 // none: all
	Environments []string
	Query        query.Query
	Since, Until time.Time // issues with events in [Since, Until]; zero: open
	Sort         string    // one of the Sort constants; empty: SortDate
	Limit        int       // 0: 25
	Offset       int
}

// User is who was affected by an event.
type User struct {
	ID        string
	Email     string
	Username  string
	Name      string
	IPAddress string
}

// Event is one stored event. Transactions have no issue.
type Event struct {
	ID          string // 32 hexadecimal digits
	IssueID     int64  // 0 for transactions
	Project     Project
	Time        time.Time
	Received    time.Time
	Title       string
	Culprit     string
	Message     string
	Level       string
	Platform    string
	Type        string // error, default, csp, feedback, transaction
	Release     string
	Dist        string
	Environment string
	Transaction string
	TraceID     string
	SpanID      string
	User        User
	Tags        []protocol.Tag // sorted by key
	Payload     []byte         // JSON as sent; only when asked for
	Size        int            // bytes of the payload
}

// Sort orders of EventFilter.Sort.
const (
	SortNewest = "-timestamp" // the default
	SortOldest = "timestamp"
)

// EventFilter selects events. The zero value selects all.
type EventFilter struct {
	Issue        int64 // 0: any
	Project      int64 // 0: all
	Projects     []int64
	Query        query.Query
	Environments []string
	Since, Until time.Time
	Sort         string
	Limit        int // 0: 25
	Offset       int
	WithPayload  bool
}

// Selectors of Store.Event besides an event id.
const (
	Latest      = "latest"
	Oldest      = "oldest"
	Recommended = "recommended" // the newest among those with the most context
)

// TagValue is one value of a tag key and how often it occurred.
type TagValue struct {
	Value string
	Count int64
	First time.Time
	Last  time.Time
}

// TagKey is the distribution of a tag.
type TagKey struct {
	Key    string
	Total  int64      // events that have the tag
	Unique int64      // different values
	Top    []TagValue // as many as asked for
}

// Types of Activity that the store writes, from src/sentry/types/activity.py.
const (
	ActivityFirstSeen         = "first_seen"
	ActivityNote              = "note"
	ActivityResolved          = "set_resolved"
	ActivityResolvedInRelease = "set_resolved_in_release"
	ActivityUnresolved        = "set_unresolved"
	ActivityRegression        = "set_regression"
	ActivityEscalating        = "set_escalating"
	ActivityIgnored           = "set_ignored"
	ActivityAssigned          = "assigned"
	ActivityUnassigned        = "unassigned"
	ActivityPriority          = "set_priority"
	ActivityReviewed          = "mark_reviewed"
	ActivityResolvedInCommit  = "set_resolved_in_commit"
	ActivityMerge             = "merge"
	ActivityPublic            = "set_public"
	ActivityPrivate           = "set_private"
)

// Activity is one step in the life of an issue.
type Activity struct {
	ID      int64
	IssueID int64
	Type    string
	UserID  int64 // 0: the system
	At      time.Time
	Data    json.RawMessage // an object
}

// Update changes issues. Only what is set is changed.
type Update struct {
	Status       string // unresolved, resolved, ignored; empty: unchanged
	Substatus    string // with ignored: which archiving; with unresolved: default ongoing
	Details      StatusDetails
	AssigneeType *string // user, team, or empty to unassign; together with AssigneeID
	AssigneeID   *string
	Priority     string // high, medium, low; empty: unchanged
	HasSeen      *bool
	Bookmarked   *bool
	Subscribed   *bool
	Inbox        *bool // false marks as reviewed
	Public       *bool // true gives a new public link, false takes it away
}

// TraceItem is an error or a span of a trace.
type TraceItem struct {
	Kind         string // error, span
	Project      Project
	IssueID      int64  // errors
	ShortID      string // errors
	Title        string // title of an error, name of a span
	Op           string // spans
	Status       string // spans
	Level        string // errors
	Time         time.Time
	Duration     time.Duration // spans
	EventID      string        // of the error or transaction; empty for single spans
	SpanID       string
	ParentSpanID string
	IsSegment    bool // spans: root of its service's part
}

// Run is one root-cause analysis of an issue with whatever state it has.
type Run struct {
	ID      int64 // 0: not saved yet
	UUID    string
	IssueID int64
	State   json.RawMessage
	Updated time.Time
}

// Outcomes of Counter. Once the queue is empty, accepted = digested + dropped
// + kept for every project and item type.
const (
	Accepted      = "accepted"
	Digested      = "digested"
	Dropped       = "dropped"        // Reason says why
	Kept          = "kept"           // stored raw, without a meaning to us
	ClientDiscard = "client_discard" // thrown away by the SDK before sending, as its client reports say; no part of the equation
)

// Counter says how many items of a type had an outcome.
type Counter struct {
	Project  int64
	ItemType string
	Outcome  string
	Reason   string
	N        int64
}
