package sentryapi

import (
	"encoding/json"

	"vedette/internal/text"
)

// The types below are Sentry's wire objects, decoded tolerantly: unknown
// fields are ignored, every leaf is optional, ids may be numbers, and words
// that Sentry may add tomorrow stay words. Names and JSON keys are Sentry's
// own, so that what vedette prints with --json is what the API's readers know.
// text.Word values are safe to print (sanitised when decoded); everything a
// stranger can write is text.Untrusted.

// User is a person: the owner of the token, an assignee, an author.
type User struct {
	ID       text.Word      `json:"id,omitempty"`
	Name     text.Untrusted `json:"name,omitzero"`
	Username text.Untrusted `json:"username,omitzero"`
	Email    text.Untrusted `json:"email,omitzero"`
}

// Organization is one organization the token may see.
type Organization struct {
	ID       text.Word      `json:"id,omitempty"`
	Slug     text.Word      `json:"slug"`
	Name     text.Untrusted `json:"name,omitzero"`
	Features []text.Word    `json:"features,omitempty"`
	Access   []text.Word    `json:"access,omitempty"` // the token's scopes here; only on the detail
	Links    OrgLinks       `json:"links,omitzero"`
	// HideAIFeatures is set where an administrator switched Seer off.
	HideAIFeatures bool `json:"hideAiFeatures,omitempty"`
}

// OrgLinks are the organization's own hosts; both are empty on self-hosted.
type OrgLinks struct {
	OrganizationURL text.Word `json:"organizationUrl,omitempty"`
	RegionURL       text.Word `json:"regionUrl,omitempty"`
}

// Project is one project of an organization.
type Project struct {
	ID           text.Word      `json:"id,omitempty"`
	Slug         text.Word      `json:"slug"`
	Name         text.Untrusted `json:"name,omitzero"`
	Platform     text.Word      `json:"platform,omitempty"`
	DateCreated  Time           `json:"dateCreated,omitzero"`
	FirstEvent   Time           `json:"firstEvent,omitzero"`
	Environments []text.Word    `json:"environments,omitempty"`
}

// Team is one team of an organization.
type Team struct {
	ID          text.Word      `json:"id,omitempty"`
	Slug        text.Word      `json:"slug"`
	Name        text.Untrusted `json:"name,omitzero"`
	MemberCount Int            `json:"memberCount,omitempty"`
	IsMember    bool           `json:"isMember,omitempty"`
}

// Issue is a group of events with one cause, as in the issue stream and (with
// the fields after Activity) in the issue detail.
type Issue struct {
	ID            text.Word      `json:"id"`
	ShortID       text.Word      `json:"shortId,omitempty"` // empty when Sentry has none; show ID then
	Title         text.Untrusted `json:"title"`
	Culprit       text.Untrusted `json:"culprit,omitzero"`
	Permalink     text.Untrusted `json:"permalink,omitzero"`
	Level         text.Word      `json:"level,omitempty"`  // fatal error warning info debug sample unknown
	Status        text.Word      `json:"status,omitempty"` // unresolved resolved ignored ...
	Substatus     text.Word      `json:"substatus,omitempty"`
	Priority      text.Word      `json:"priority,omitempty"` // high medium low
	Type          text.Word      `json:"type,omitempty"`
	IssueCategory text.Word      `json:"issueCategory,omitempty"`
	Metadata      IssueMetadata  `json:"metadata,omitzero"`
	Platform      text.Word      `json:"platform,omitempty"`
	Project       Project        `json:"project,omitzero"`
	AssignedTo    *Actor         `json:"assignedTo,omitempty"`
	Count         Int            `json:"count"`
	UserCount     Int            `json:"userCount"`
	FirstSeen     Time           `json:"firstSeen,omitzero"`
	LastSeen      Time           `json:"lastSeen,omitzero"`
	Stats         Stats          `json:"stats,omitempty"`
	IsUnhandled   bool           `json:"isUnhandled,omitempty"`
	IsBookmarked  bool           `json:"isBookmarked,omitempty"`
	IsSubscribed  bool           `json:"isSubscribed,omitempty"`
	IsPublic      bool           `json:"isPublic,omitempty"`
	ShareID       text.Word      `json:"shareId,omitempty"` // of the public link, where there is one
	HasSeen       bool           `json:"hasSeen,omitempty"`
	Inbox         *IssueInbox    `json:"inbox,omitempty"` // nil = reviewed, or not told
	NumComments   Int            `json:"numComments,omitempty"`
	StatusDetails StatusDetails  `json:"statusDetails,omitzero"`

	SeerFixabilityScore *Float `json:"seerFixabilityScore,omitempty"` // 0 to 1

	// Only on the detail.
	FirstRelease *Release   `json:"firstRelease,omitempty"`
	LastRelease  *Release   `json:"lastRelease,omitempty"`
	Tags         []TagKey   `json:"tags,omitempty"`
	Activity     []Activity `json:"activity,omitempty"`
}

// IssueInbox says since when an issue waits for review.
type IssueInbox struct {
	Reason    Int  `json:"reason"`
	DateAdded Time `json:"date_added,omitzero"`
}

// IssueMetadata is what Sentry took from the newest event for the title.
type IssueMetadata struct {
	Type     text.Untrusted `json:"type,omitzero"`
	Value    text.Untrusted `json:"value,omitzero"`
	Title    text.Untrusted `json:"title,omitzero"`
	Filename text.Untrusted `json:"filename,omitzero"`
	Function text.Untrusted `json:"function,omitzero"`
}

// StatusDetails says what a resolution or an archive waits for. Durations are
// minutes.
type StatusDetails struct {
	InNextRelease    bool           `json:"inNextRelease,omitempty"`
	InRelease        text.Untrusted `json:"inRelease,omitzero"`
	InCommit         *CommitRef     `json:"inCommit,omitempty"`
	IgnoreUntil      Time           `json:"ignoreUntil,omitzero"`
	IgnoreCount      Int            `json:"ignoreCount,omitempty"`
	IgnoreUserCount  Int            `json:"ignoreUserCount,omitempty"`
	IgnoreWindow     Int            `json:"ignoreWindow,omitempty"`
	IgnoreUserWindow Int            `json:"ignoreUserWindow,omitempty"`
}

// CommitRef names the commit that resolved an issue.
type CommitRef struct {
	Commit     text.Word      `json:"commit"`
	Repository text.Untrusted `json:"repository,omitzero"`
}

// Actor is a user or a team that an issue is assigned to. Old servers send a
// bare "user:1" string, which is decoded too.
type Actor struct {
	Type  text.Word      `json:"type,omitempty"` // user team
	ID    text.Word      `json:"id,omitempty"`
	Name  text.Untrusted `json:"name,omitzero"`
	Email text.Untrusted `json:"email,omitzero"`
}

// Stats are event counts over time by period name ("24h", "14d").
type Stats map[string][]StatPoint

// StatPoint is one bucket: [unix seconds, events] on the wire.
type StatPoint struct {
	Unix  int64
	Count int64
}

// TagKey is one tag of an issue with its commonest values.
type TagKey struct {
	Key         text.Untrusted `json:"key"`
	Name        text.Untrusted `json:"name,omitzero"`
	TotalValues Int            `json:"totalValues,omitempty"`
	TopValues   []TagValue     `json:"topValues,omitempty"`
}

// TagValue is one value of a tag and how often it was seen.
type TagValue struct {
	Value     text.Untrusted `json:"value"`
	Name      text.Untrusted `json:"name,omitzero"`
	Count     Int            `json:"count,omitempty"`
	FirstSeen Time           `json:"firstSeen,omitzero"`
	LastSeen  Time           `json:"lastSeen,omitzero"`
}

// Activity is one thing that happened to an issue; Type "note" is a comment.
type Activity struct {
	ID          text.Word       `json:"id,omitempty"`
	Type        text.Word       `json:"type"`
	User        *User           `json:"user,omitempty"`
	DateCreated Time            `json:"dateCreated,omitzero"`
	Data        json.RawMessage `json:"data,omitempty"`
}

// EventSummary is one event in a list.
type EventSummary struct {
	ID          text.Word      `json:"id"`
	EventID     text.Word      `json:"eventID,omitempty"`
	Type        text.Word      `json:"event.type,omitempty"`
	Title       text.Untrusted `json:"title,omitzero"`
	Message     text.Untrusted `json:"message,omitzero"`
	Platform    text.Word      `json:"platform,omitempty"`
	DateCreated Time           `json:"dateCreated,omitzero"`
	Culprit     text.Untrusted `json:"culprit,omitzero"`
	User        *EventUser     `json:"user,omitempty"`
	Tags        []Tag          `json:"tags,omitempty"`
	ProjectID   text.Word      `json:"projectID,omitempty"`
	GroupID     text.Word      `json:"groupID,omitempty"`
}

// Tag is one key and value on an event.
type Tag struct {
	Key   text.Untrusted `json:"key"`
	Value text.Untrusted `json:"value"`
}

// EventUser is the person an event happened to, as the SDK reported it.
type EventUser struct {
	ID        text.Untrusted `json:"id,omitzero"`
	Email     text.Untrusted `json:"email,omitzero"`
	Username  text.Untrusted `json:"username,omitzero"`
	Name      text.Untrusted `json:"name,omitzero"`
	IPAddress text.Untrusted `json:"ip_address,omitzero"`
}

// Event is one full event. Entries of known types are decoded into the typed
// fields; the rest is left out.
type Event struct {
	EventSummary
	DateReceived    Time                                 `json:"dateReceived,omitzero"`
	Size            Int                                  `json:"size,omitempty"`
	SDK             *SDK                                 `json:"sdk,omitempty"`
	Release         *Release                             `json:"release,omitempty"`
	Dist            text.Untrusted                       `json:"dist,omitzero"`
	Contexts        map[string]map[string]text.Untrusted `json:"contexts,omitempty"`
	Extra           map[string]text.Untrusted            `json:"context,omitempty"` // SDK "extra"
	NextEventID     text.Word                            `json:"nextEventID,omitempty"`
	PreviousEventID text.Word                            `json:"previousEventID,omitempty"`

	Exceptions  []Exception    `json:"exceptions,omitempty"` // newest (outermost) last, as sent
	Threads     []Thread       `json:"threads,omitempty"`
	Breadcrumbs []Breadcrumb   `json:"breadcrumbs,omitempty"` // oldest first
	Request     *Request       `json:"request,omitempty"`
	LogMessage  text.Untrusted `json:"logMessage,omitzero"` // formatted message entry

	// Skipped names the parts that could not be read; the rest is whole.
	Skipped []string `json:"skipped,omitempty"`
}

// SDK names the library that sent an event.
type SDK struct {
	Name    text.Untrusted `json:"name,omitzero"`
	Version text.Untrusted `json:"version,omitzero"`
}

// Exception is one error of a chain, with the stack it was raised on.
type Exception struct {
	Type      text.Untrusted `json:"type,omitzero"`
	Value     text.Untrusted `json:"value,omitzero"`
	Module    text.Untrusted `json:"module,omitzero"`
	Mechanism *Mechanism     `json:"mechanism,omitempty"`
	Frames    []Frame        `json:"frames,omitempty"` // oldest call first, as Sentry sends them
}

// Mechanism says how the SDK caught an exception. Handled is nil when unknown.
// ExceptionID and ParentID make a tree of an event's exceptions, where the SDK
// sends them.
type Mechanism struct {
	Type             text.Untrusted `json:"type,omitzero"`
	Handled          *bool          `json:"handled,omitempty"`
	ExceptionID      *Int           `json:"exception_id,omitempty"`
	ParentID         *Int           `json:"parent_id,omitempty"`
	IsExceptionGroup bool           `json:"is_exception_group,omitempty"`
}

// Frame is one call of a stack.
type Frame struct {
	Filename text.Untrusted            `json:"filename,omitzero"`
	AbsPath  text.Untrusted            `json:"absPath,omitzero"`
	Module   text.Untrusted            `json:"module,omitzero"`
	Function text.Untrusted            `json:"function,omitzero"`
	Package  text.Untrusted            `json:"package,omitzero"`
	LineNo   Int                       `json:"lineNo,omitempty"`
	ColNo    Int                       `json:"colNo,omitempty"`
	InApp    bool                      `json:"inApp"`
	Context  []SourceLine              `json:"context,omitempty"`
	Vars     map[string]text.Untrusted `json:"vars,omitempty"`
}

// SourceLine is one line of source around a frame: [number, code] on the wire.
type SourceLine struct {
	No   int
	Code text.Untrusted
}

// Thread is one thread of the crashed process.
type Thread struct {
	ID      text.Word      `json:"id,omitempty"`
	Name    text.Untrusted `json:"name,omitzero"`
	Crashed bool           `json:"crashed,omitempty"`
	Current bool           `json:"current,omitempty"`
	Frames  []Frame        `json:"frames,omitempty"`
}

// Breadcrumb is one thing that happened before the event.
type Breadcrumb struct {
	Timestamp Time                      `json:"timestamp,omitzero"`
	Type      text.Word                 `json:"type,omitempty"`
	Category  text.Untrusted            `json:"category,omitzero"`
	Level     text.Word                 `json:"level,omitempty"`
	Message   text.Untrusted            `json:"message,omitzero"`
	Data      map[string]text.Untrusted `json:"data,omitempty"`
}

// Request is the HTTP request during which the event happened.
type Request struct {
	Method  text.Word           `json:"method,omitempty"`
	URL     text.Untrusted      `json:"url,omitzero"`
	Query   [][2]text.Untrusted `json:"query,omitempty"`
	Headers [][2]text.Untrusted `json:"headers,omitempty"`
	Data    text.Untrusted      `json:"data,omitzero"` // body as text or compact JSON
}
