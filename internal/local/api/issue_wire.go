package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"vedette/internal/local/ownership"
	"vedette/internal/local/store"
)

// actor is a user or team that an issue is assigned to.
type actor struct {
	Type  string `json:"type"`
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
}

type issueProject struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Slug     string  `json:"slug"`
	Platform *string `json:"platform"`
}

// statusDetails says what a resolution or an archiving waits for; windows are minutes.
type statusDetails struct {
	InNextRelease    bool   `json:"inNextRelease,omitempty"`
	InRelease        string `json:"inRelease,omitempty"`
	InCommit         string `json:"inCommit,omitempty"` // in answers to bulk changes an object, see changedDetails
	IgnoreUntil      *date  `json:"ignoreUntil,omitempty"`
	IgnoreCount      int64  `json:"ignoreCount,omitempty"`
	IgnoreWindow     int64  `json:"ignoreWindow,omitempty"`
	IgnoreUserCount  int64  `json:"ignoreUserCount,omitempty"`
	IgnoreUserWindow int64  `json:"ignoreUserWindow,omitempty"`
}

func detailsOf(d store.StatusDetails) statusDetails {
	out := statusDetails{
		InNextRelease: d.InNextRelease, InCommit: d.InCommit, IgnoreCount: d.IgnoreCount, IgnoreWindow: d.IgnoreWindow,
		IgnoreUserCount: d.IgnoreUserCount, IgnoreUserWindow: d.IgnoreUserWindow,
	}
	if !d.InNextRelease { // else InRelease is only the base of the comparison
		out.InRelease = d.InRelease
	}
	if !d.IgnoreUntil.IsZero() {
		until := date(d.IgnoreUntil)
		out.IgnoreUntil = &until
	}
	return out
}

// metadata is what is shown next to a title.
type metadata struct {
	Type     string `json:"type,omitempty"`
	Value    string `json:"value,omitempty"`
	Title    string `json:"title,omitempty"`
	Filename string `json:"filename,omitempty"`
	Function string `json:"function,omitempty"`
}

// derivedData summarizes how far an issue is on its way to a fix.
type derivedData struct {
	Blocker                  string `json:"blocker"`
	Progress                 string `json:"progress"`
	Status                   string `json:"status"`
	ViewCount                int    `json:"viewCount"`
	HasOpenFixPR             bool   `json:"hasOpenFixPr"`
	IsAssigned               bool   `json:"isAssigned"`
	HasRootCause             bool   `json:"hasRootCause"`
	LastCompletedAutofixStep string `json:"lastCompletedAutofixStep"`
	LastProgressedAt         date   `json:"lastProgressedAt"`
}

// issueBase is what every form of an issue has.
type issueBase struct {
	ID                  string        `json:"id"`
	ShareID             *string       `json:"shareId"`
	ShortID             string        `json:"shortId"`
	Title               string        `json:"title"`
	Culprit             *string       `json:"culprit"`
	Permalink           string        `json:"permalink"`
	Logger              *string       `json:"logger"`
	Level               string        `json:"level"`
	Status              string        `json:"status"`
	StatusDetails       statusDetails `json:"statusDetails"`
	Substatus           *string       `json:"substatus"`
	IsPublic            bool          `json:"isPublic"`
	Platform            *string       `json:"platform"`
	Priority            *string       `json:"priority"`
	PriorityLockedAt    date          `json:"priorityLockedAt"`
	FixabilityScore     *float64      `json:"seerFixabilityScore"` // a judgement of Seer's: never made here
	AutofixTriggered    date          `json:"seerAutofixLastTriggered"`
	ExplorerTriggered   date          `json:"seerExplorerAutofixLastTriggered"`
	Project             issueProject  `json:"project"`
	Type                string        `json:"type"`
	IssueType           string        `json:"issueType"`
	IssueCategory       string        `json:"issueCategory"`
	Metadata            metadata      `json:"metadata"`
	NumComments         int64         `json:"numComments"`
	AssignedTo          *actor        `json:"assignedTo"`
	IsBookmarked        bool          `json:"isBookmarked"`
	IsSubscribed        bool          `json:"isSubscribed"`
	SubscriptionDetails *string       `json:"subscriptionDetails"`
	HasSeen             bool          `json:"hasSeen"`
	Annotations         []string      `json:"annotations"`
}

// issueCounts are the totals of an issue; collapse removes them from lists.
type issueCounts struct {
	Count     string `json:"count"`
	UserCount int64  `json:"userCount"`
	FirstSeen date   `json:"firstSeen"`
	LastSeen  date   `json:"lastSeen"`
}

func countsOf(i store.Issue) *issueCounts {
	return &issueCounts{
		Count: strconv.FormatInt(i.Count, 10), UserCount: i.UserCount,
		FirstSeen: date(i.FirstSeen), LastSeen: date(i.LastSeen),
	}
}

// permalink is the address of an issue's page; "" where nobody would answer it.
func (a *api) permalink(r *http.Request, i store.Issue) string {
	if !a.opts.Linked(r) {
		return ""
	}
	return a.opts.BaseURL(r) + "/organizations/" + orgSlug + "/issues/" + strconv.FormatInt(i.ID, 10) + "/"
}

// base builds the part that needs more than the issue itself: the time at which a user locked the priority comes from the activities.
func (a *api) base(ctx context.Context, r *http.Request, i store.Issue) (*issueBase, error) {
	b := &issueBase{
		ID: strconv.FormatInt(i.ID, 10), ShortID: i.ShortID, Title: i.Title, Culprit: orNull(i.Culprit),
		Permalink: a.permalink(r, i),
		Logger:    orNull(i.Logger), Level: knownLevel(i.Level), Status: i.Status, StatusDetails: detailsOf(i.StatusDetails),
		Substatus: orNull(i.Substatus), Platform: orNull(i.Platform), Priority: orNull(i.Priority),
		Project: issueProject{strconv.FormatInt(i.Project.ID, 10), i.Project.Name, i.Project.Slug, orNull(i.Project.Platform)},
		Type:    knownType(i.Type), IssueType: "error", IssueCategory: "error",
		Metadata:    metadata(i.Metadata),
		NumComments: i.NumComments, ShareID: orNull(i.ShareID), IsPublic: i.ShareID != "",
		IsBookmarked: i.Bookmarked, IsSubscribed: i.Subscribed, HasSeen: i.HasSeen, Annotations: []string{},
	}
	var err error
	if b.AssignedTo, err = a.actorOf(ctx, i.AssigneeType, i.AssigneeID); err != nil {
		return nil, err
	}
	if i.Type == "feedback" {
		b.IssueType, b.IssueCategory = "feedback", "feedback"
	}
	if i.PriorityLocked {
		at, err := a.priorityLockedAt(ctx, i)
		if err != nil {
			return nil, err
		}
		b.PriorityLockedAt = date(at)
	}
	return b, nil
}

func (a *api) priorityLockedAt(ctx context.Context, i store.Issue) (time.Time, error) {
	activities, err := a.store.Activities(ctx, i.ID)
	if err != nil {
		return time.Time{}, err
	}
	at := i.FirstSeen
	for _, act := range activities {
		if act.Type == store.ActivityPriority && act.UserID != 0 && act.At.After(at) {
			at = act.At
		}
	}
	return at, nil
}

// derived tells of the local analysis of an issue, if there was one.
func derived(i store.Issue, run store.Run, ran bool) derivedData {
	d := derivedData{
		Blocker: "none", Progress: "none", Status: i.Status, IsAssigned: i.AssigneeID != "", LastCompletedAutofixStep: "none",
	}
	if !ran {
		return d
	}
	d.LastProgressedAt = date(run.Updated)
	if step := lastStep(run.State); step != "" {
		d.HasRootCause, d.Progress, d.LastCompletedAutofixStep = true, step, step
	}
	return d
}

// actorOf names the assignee: the only user, or a team.
func (a *api) actorOf(ctx context.Context, kind, id string) (*actor, error) {
	switch {
	case id == "":
		return nil, nil
	case kind != ownership.Team:
		return &actor{Type: "user", ID: id, Name: userName, Email: userEmail}, nil
	}
	t, err := a.team(ctx, id)
	if err != nil {
		return nil, err
	}
	return &actor{Type: "team", ID: id, Name: t.Name}, nil
}

// knownLevel folds levels that SDKs made up into the word that Sentry has for them.
func knownLevel(s string) string {
	switch s {
	case "sample", "debug", "info", "warning", "error", "fatal":
		return s
	}
	return "unknown"
}

// knownType folds event types that Sentry does not list into the default one.
func knownType(s string) string {
	switch s {
	case "error", "csp", "nel", "hpkp", "expectct", "expectstaple", "transaction", "generic", "feedback":
		return s
	}
	return "default"
}
