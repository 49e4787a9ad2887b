package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/ownership"
	"vedette/internal/local/store"
)

// latestRelease is the word for the newest version of a project.
const latestRelease = "latest"

// maxBody is the largest request body of the API; bodies are small objects.
const maxBody = 1 << 20

// readJSON reads a request body that must be a JSON object.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return errorDetail(http.StatusRequestEntityTooLarge, "The request body cannot be read: %v", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	if err := json.Unmarshal(data, into); err != nil {
		if refused := refusal(err); refused != nil {
			return refused
		}
		return badRequest("JSON parse error - %v", err)
	}
	return nil
}

// change is an update of issues together with what the answer says about it.
type change struct {
	update store.Update
	body   changeBody
}

// changeBody is the body of an update. Everything is optional; the ignore fields are taken at the top level as well, as older clients send them.
type changeBody struct {
	Status        string          `json:"status"`
	Substatus     string          `json:"substatus"`
	StatusDetails changeDetails   `json:"statusDetails"`
	AssignedTo    json.RawMessage `json:"assignedTo"`
	Priority      string          `json:"priority"`
	HasSeen       *bool           `json:"hasSeen"`
	IsBookmarked  *bool           `json:"isBookmarked"`
	IsSubscribed  *bool           `json:"isSubscribed"`
	IsPublic      *bool           `json:"isPublic"`
	Inbox         *bool           `json:"inbox"`
	Merge         flag            `json:"merge"`
	Discard       flag            `json:"discard"`
	ignoreDetails
}

// flag is a switch that clients send as 1 or as true.
type flag bool

// UnmarshalJSON takes every number and boolean; 0 is false.
func (f *flag) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true":
		*f = true
	case "false", "null":
		*f = false
	default:
		var n float64
		if err := json.Unmarshal(data, &n); err != nil {
			return err
		}
		*f = n != 0
	}
	return nil
}

type changeDetails struct {
	InNextRelease bool      `json:"inNextRelease"`
	InRelease     string    `json:"inRelease"`
	InCommit      *inCommit `json:"inCommit"`
	ignoreDetails
}

// inCommit names the commit that resolves an issue.
type inCommit struct {
	Commit     string `json:"commit"`
	Repository string `json:"repository"`
}

// ignoreDetails end an archiving; durations and windows are minutes.
type ignoreDetails struct {
	IgnoreDuration   int64 `json:"ignoreDuration"`
	SnoozeDuration   int64 `json:"snoozeDuration"`
	IgnoreCount      int64 `json:"ignoreCount"`
	IgnoreWindow     int64 `json:"ignoreWindow"`
	IgnoreUserCount  int64 `json:"ignoreUserCount"`
	IgnoreUserWindow int64 `json:"ignoreUserWindow"`
}

func (a *api) readChange(w http.ResponseWriter, r *http.Request) (change, error) {
	var c change
	if err := readJSON(w, r, &c.body); err != nil {
		return c, err
	}
	b := c.body
	c.update = store.Update{HasSeen: b.HasSeen, Bookmarked: b.IsBookmarked, Subscribed: b.IsSubscribed, Inbox: b.Inbox, Public: b.IsPublic}
	if err := c.readStatus(a.now()); err != nil {
		return c, err
	}
	switch b.Priority {
	case "", "low", "medium", "high":
		c.update.Priority = b.Priority
	default:
		return c, badField("priority", "%q is not a valid choice.", b.Priority)
	}
	return c, a.readAssignee(r.Context(), &c)
}

func (c *change) readStatus(now time.Time) error {
	u, b := &c.update, c.body
	switch b.Status {
	case "", store.StatusUnresolved, store.StatusResolved, store.StatusIgnored:
		u.Status = b.Status
	case "resolvedInNextRelease":
		u.Status, b.StatusDetails.InNextRelease = store.StatusResolved, true
	case "muted":
		u.Status = store.StatusIgnored
	default:
		return badField("status", "%q is not a valid choice.", b.Status)
	}
	if in := b.StatusDetails.InCommit; in != nil {
		if err := in.check(); err != nil {
			return err
		}
		u.Details.InCommit, u.Details.InRepository = strings.ToLower(in.Commit), in.Repository
	}
	u.Details.InNextRelease, u.Details.InRelease = b.StatusDetails.InNextRelease, b.StatusDetails.InRelease
	if u.Status != store.StatusIgnored {
		u.Substatus = b.Substatus
		return checkSubstatus(u.Status, u.Substatus)
	}
	ig := b.StatusDetails.ignoreDetails
	if ig == (ignoreDetails{}) {
		ig = b.ignoreDetails
	}
	if err := ig.check(); err != nil {
		return err
	}
	u.Details.IgnoreCount, u.Details.IgnoreWindow = ig.IgnoreCount, ig.IgnoreWindow
	u.Details.IgnoreUserCount, u.Details.IgnoreUserWindow = ig.IgnoreUserCount, ig.IgnoreUserWindow
	if minutes := max(ig.IgnoreDuration, ig.SnoozeDuration); minutes > 0 {
		u.Details.IgnoreUntil = now.Add(time.Duration(minutes) * time.Minute)
	}
	switch {
	case ig != (ignoreDetails{}):
		u.Substatus = store.SubstatusUntilCondition
	case b.Substatus == "":
		u.Substatus = store.SubstatusUntilEscalating
	default:
		u.Substatus = b.Substatus
	}
	return checkSubstatus(u.Status, u.Substatus)
}

// check refuses what cannot name a commit. Which repositories and commits there are is not known here, so both are taken at their word.
func (in inCommit) check() error {
	refused := fields{}
	if commit := strings.ToLower(in.Commit); len(commit) < 7 || len(commit) > 64 || !isHex(commit) {
		refused["commit"] = []string{"Unable to find the given commit."}
	}
	if in.Repository == "" {
		refused["repository"] = []string{"This field may not be blank."}
	}
	if len(refused) == 0 {
		return nil
	}
	return &apiError{status: http.StatusBadRequest, body: fields{"statusDetails": fields{"inCommit": refused}}}
}

func (ig ignoreDetails) check() error {
	const maxWindow = 7 * 24 * 60
	const maxDuration = 100 * 365 * 24 * 60
	for name, n := range map[string]int64{
		"ignoreDuration": max(ig.IgnoreDuration, ig.SnoozeDuration), "ignoreCount": ig.IgnoreCount, "ignoreWindow": ig.IgnoreWindow,
		"ignoreUserCount": ig.IgnoreUserCount, "ignoreUserWindow": ig.IgnoreUserWindow,
	} {
		limit := int64(maxDuration)
		if strings.HasSuffix(name, "Window") {
			limit = maxWindow
		}
		if n < 0 || n > limit {
			return badField(name, "Ensure this value is between 0 and %d.", limit)
		}
	}
	return nil
}

// checkSubstatus refuses combinations that have no meaning.
func checkSubstatus(status, sub string) error {
	valid := map[string][]string{
		store.StatusUnresolved: {store.SubstatusOngoing, store.SubstatusEscalating, store.SubstatusRegressed, store.SubstatusNew},
		store.StatusIgnored:    {store.SubstatusUntilEscalating, store.SubstatusUntilCondition, store.SubstatusForever},
	}
	if sub == "" {
		return nil
	}
	for _, s := range valid[status] {
		if s == sub {
			return nil
		}
	}
	if status == "" {
		return badField("substatus", "The status is required when substatus is set.")
	}
	return badField("substatus", "%q is not a valid substatus of %s.", sub, status)
}

// readAssignee reads user:1, team:1, a bare user id, an e-mail address, a name, #team, or nothing to unassign.
func (a *api) readAssignee(ctx context.Context, c *change) error {
	if len(c.body.AssignedTo) == 0 {
		return nil
	}
	var s *string
	if err := json.Unmarshal(c.body.AssignedTo, &s); err != nil {
		return badField("assignedTo", "Not a valid string.")
	}
	kind, id := "", ""
	if s != nil && *s != "" {
		name := strings.ToLower(*s)
		team, isTeam := strings.CutPrefix(strings.Replace(name, "#", "team:", 1), "team:")
		t, err := a.team(ctx, team)
		switch {
		case isUser(name):
			kind, id = ownership.User, userID
		case isTeam && err == nil:
			kind, id = ownership.Team, strconv.FormatInt(t.ID, 10)
		case isTeam && !isNotFound(err):
			return err
		default:
			return badField("assignedTo", "Could not parse actor. Format should be `type:id` where type is `team` or `user`.")
		}
	}
	c.update.AssigneeType, c.update.AssigneeID = &kind, &id
	return nil
}

// changed is the answer to a bulk update: only what was changed.
type changed struct {
	Status        string          `json:"status,omitempty"`
	StatusDetails *changedDetails `json:"statusDetails,omitempty"`
	Substatus     string          `json:"substatus,omitempty"`
	AssignedTo    *actor          `json:"assignedTo,omitempty"` // absent after unassigning, as the schema knows no null here
	Priority      string          `json:"priority,omitempty"`
	HasSeen       *bool           `json:"hasSeen,omitempty"`
	IsBookmarked  *bool           `json:"isBookmarked,omitempty"`
	IsSubscribed  *bool           `json:"isSubscribed,omitempty"`
	IsPublic      *bool           `json:"isPublic,omitempty"`
	Inbox         *bool           `json:"inbox,omitempty"`
	ShareID       *string         `json:"shareId,omitempty"`
	Merge         *merged         `json:"merge,omitempty"`
}

// changedDetails is a resolution or an archiving as bulk answers have it.
type changedDetails struct {
	statusDetails
	InCommit *inCommit `json:"inCommit,omitempty"`
}

// isUser says whether a name in lower case is one of those that the only user goes by.
func isUser(name string) bool {
	name = strings.TrimPrefix(name, "user:")
	return name == userID || name == userEmail || name == "me" || name == strings.ToLower(userName)
}

// answer tells what was changed; shared is the public link that the last issue got, if any.
func (a *api) answer(ctx context.Context, c *change, shared string, m *merged) (changed, error) {
	u := c.update
	out := changed{
		Status: u.Status, Substatus: u.Substatus, Priority: u.Priority, HasSeen: u.HasSeen,
		IsBookmarked: u.Bookmarked, IsSubscribed: u.Subscribed, IsPublic: u.Public, Inbox: u.Inbox, ShareID: orNull(shared), Merge: m,
	}
	if u.Status != "" {
		out.StatusDetails = &changedDetails{detailsOf(u.Details), c.body.StatusDetails.InCommit}
	}
	var err error
	if u.AssigneeID != nil {
		out.AssignedTo, err = a.actorOf(ctx, *u.AssigneeType, *u.AssigneeID)
	}
	return out, err
}
