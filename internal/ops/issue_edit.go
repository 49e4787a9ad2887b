package ops

import (
	"context"
	"strconv"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// IssueEdit is how issues are to be changed; what is empty stays as it is.
type IssueEdit struct {
	Status         string  `json:"status,omitempty" enum:"resolved,resolvedInNextRelease,unresolved,ignored"`
	IgnoreMode     string  `json:"ignoreMode,omitempty" enum:"untilEscalating,forever,forDuration,untilOccurrenceCount,untilUserCount" default:"untilEscalating"`
	IgnoreMinutes  int     `json:"ignoreDurationMinutes,omitempty" max:"525600"`
	IgnoreCount    int     `json:"ignoreCount,omitempty" max:"1000000"`
	IgnoreWindow   int     `json:"ignoreWindowMinutes,omitempty" max:"10080"`
	IgnoreUsers    int     `json:"ignoreUserCount,omitempty" max:"1000000"`
	IgnoreUsersWin int     `json:"ignoreUserWindowMinutes,omitempty" max:"10080"`
	AssignedTo     *string `json:"assignedTo,omitempty" jsonschema:"me, user:ID, team:ID, email; empty = nobody."`
	Priority       string  `json:"priority,omitempty" enum:"high,medium,low"`
}

// IssueChange is one issue before and after.
type IssueChange struct {
	ID      string         `json:"id"`
	ShortID string         `json:"shortId,omitempty"`
	Title   text.Untrusted `json:"title"`
	Changes []Change       `json:"changes"`
}

// Change is one field of an issue, in words.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// issueWrite is a change of issues in the API's words.
type issueWrite struct {
	sentryapi.IssueUpdate
	assignee string // as the caller named them
}

func (w issueWrite) isZero() bool { return w == issueWrite{} }

// write checks the edit and puts it into the API's words.
func (in IssueEdit) write(op string) (issueWrite, error) {
	w := issueWrite{IssueUpdate: sentryapi.IssueUpdate{Status: in.Status, Priority: in.Priority, AssignedTo: in.AssignedTo}}
	if in.AssignedTo != nil {
		w.assignee = *in.AssignedTo
	}
	if in.Status == "ignored" {
		mode, err := ignoreMode(op, in)
		if err != nil {
			return w, err
		}
		in.IgnoreMode = mode
		w.IssueUpdate, err = archiveBody(op, in, w.IssueUpdate)
		return w, err
	}
	if in.IgnoreMode != "" {
		return w, invalid(op, "use status ignored with it", "ignoreMode needs status ignored")
	}
	if in.Status == "resolvedInNextRelease" {
		w.Status = "resolved"
		w.StatusDetails = &sentryapi.StatusDetailsUpdate{InNextRelease: true}
	}
	return w, nil
}

// ignoreMode is the mode asked for, or the one whose number is given. A number
// of another mode would silently do nothing, so it is refused.
func ignoreMode(op string, in IssueEdit) (string, error) {
	mode := in.IgnoreMode
	for _, m := range []struct {
		mode string
		set  bool
	}{
		{"forDuration", in.IgnoreMinutes > 0},
		{"untilOccurrenceCount", in.IgnoreCount > 0 || in.IgnoreWindow > 0},
		{"untilUserCount", in.IgnoreUsers > 0 || in.IgnoreUsersWin > 0},
	} {
		if !m.set {
			continue
		}
		if mode == "" {
			mode = m.mode
		}
		if mode != m.mode {
			return "", invalid(op, "give the numbers of one mode only", "ignoreMode %s does not take the numbers of %s", mode, m.mode)
		}
	}
	return orWord(mode, "untilEscalating"), nil
}

func archiveBody(op string, in IssueEdit, u sentryapi.IssueUpdate) (sentryapi.IssueUpdate, error) {
	details := sentryapi.StatusDetailsUpdate{}
	var err error
	needs := func(value int, name string) error {
		if value == 0 {
			return invalid(op, "add "+name, "ignoreMode %s needs %s", in.IgnoreMode, name)
		}
		return nil
	}
	switch in.IgnoreMode {
	case "untilEscalating":
		u.Substatus = "archived_until_escalating"
		return u, nil
	case "forever":
		u.Substatus = "archived_forever"
		return u, nil
	case "forDuration":
		err = needs(in.IgnoreMinutes, "ignoreDurationMinutes")
		details.IgnoreDuration = in.IgnoreMinutes
	case "untilOccurrenceCount":
		err = needs(in.IgnoreCount, "ignoreCount")
		details.IgnoreCount, details.IgnoreWindow = in.IgnoreCount, in.IgnoreWindow
	case "untilUserCount":
		err = needs(in.IgnoreUsers, "ignoreUserCount")
		details.IgnoreUserCount, details.IgnoreUserWindow = in.IgnoreUsers, in.IgnoreUsersWin
	}
	u.Substatus, u.StatusDetails = "archived_until_condition_met", &details
	return u, err
}

// resolveMe puts the owner of the token in the place of "me".
func (o *Ops) resolveMe(ctx context.Context, w *issueWrite) error {
	if w.AssignedTo == nil || *w.AssignedTo != "me" {
		return nil
	}
	me, err := o.client.Auth(ctx)
	if err != nil {
		return err
	}
	actor := "user:" + string(me.ID)
	w.AssignedTo = &actor
	return nil
}

// changeOf says in words what the write does to i. What is so already is no
// change.
func (w issueWrite) changeOf(i Issue) IssueChange {
	c := IssueChange{ID: string(i.ID), ShortID: string(i.ShortID), Title: i.Title, Changes: []Change{}}
	add := func(field, from, to string) { c.Changes = append(c.Changes, Change{Field: field, From: from, To: to}) }
	if w.Status != "" && !w.hasStatus(i) {
		add("status", IssueState(i), w.state())
	}
	if w.Priority != "" && string(i.Priority) != w.Priority {
		add("priority", string(i.Priority), w.Priority)
	}
	if w.AssignedTo != nil && !assignedTo(i.AssignedTo, *w.AssignedTo) {
		from := "nobody"
		if i.AssignedTo != nil {
			from = i.AssignedTo.Name.String()
		}
		add("assignedTo", from, orWord(w.assignee, "nobody"))
	}
	for _, f := range []struct {
		name   string
		wanted *bool
		is     bool
	}{
		{"bookmarked", w.Bookmarked, i.IsBookmarked}, {"subscribed", w.Subscribed, i.IsSubscribed},
		{"seen", w.HasSeen, i.HasSeen}, {"public", w.Public, i.IsPublic},
	} {
		if f.wanted != nil && *f.wanted != f.is {
			add(f.name, strconv.FormatBool(f.is), strconv.FormatBool(*f.wanted))
		}
	}
	if w.Reviewed { // whether it was is told by few servers
		add("inbox", "", "reviewed")
	}
	return c
}

// hasStatus is true for an issue whose status, with what it waits for, is the
// one wanted. A condition counts from now on, so to set it again is a change.
func (w issueWrite) hasStatus(i Issue) bool {
	if string(i.Status) != w.Status {
		return false
	}
	d, now := w.StatusDetails, i.StatusDetails
	switch {
	case w.Status == "ignored":
		return d == nil && string(i.Substatus) == w.Substatus
	case w.Status != "resolved":
		return true
	case d == nil:
		return !now.InNextRelease && now.InRelease.IsZero() && now.InCommit == nil
	case d.InNextRelease:
		return now.InNextRelease
	case d.InCommit != nil:
		return now.InCommit != nil && string(now.InCommit.Commit) == d.InCommit.Commit
	}
	return now.InRelease.Raw() == d.InRelease
}

// assignedTo is true when the issue is assigned to who is named: "" = nobody.
func assignedTo(a *Actor, who string) bool {
	if a == nil {
		return who == ""
	}
	return who != "" && (who == string(a.Type)+":"+string(a.ID) || strings.EqualFold(who, a.Email.Raw()))
}

// state is the new status in words.
func (w issueWrite) state() string {
	d := w.StatusDetails
	switch {
	case w.Status == "ignored" && w.Substatus == "archived_forever":
		return "archived forever"
	case w.Status == "ignored" && d == nil:
		return "archived until it escalates"
	case d == nil:
		return w.Status
	case d.InNextRelease:
		return "resolved in the next release"
	case d.InRelease == "latest":
		return "resolved in the current release"
	case d.InRelease != "":
		return "resolved in release " + d.InRelease
	case d.InCommit != nil:
		return "resolved in commit " + d.InCommit.Commit
	case d.IgnoreDuration > 0:
		return "archived for " + minutes(d.IgnoreDuration)
	case d.IgnoreCount > 0:
		return "archived until " + counted(int64(d.IgnoreCount), "more event") + within(d.IgnoreWindow)
	}
	return "archived until " + counted(int64(d.IgnoreUserCount), "more user") + within(d.IgnoreUserWindow)
}

// within is a time in which something has to happen; "" for no minutes.
func within(n int) string {
	if n == 0 {
		return ""
	}
	return " within " + minutes(n)
}

// minutes is a duration in the largest unit that fits.
func minutes(n int) string {
	switch {
	case n%(24*60) == 0:
		return strconv.Itoa(n/(24*60)) + "d"
	case n%60 == 0:
		return strconv.Itoa(n/60) + "h"
	}
	return strconv.Itoa(n) + "m"
}

// changesDoc is a line per issue that changed.
func changesDoc(d *text.Doc, updated []IssueChange, dryRun bool) {
	verb := ""
	if dryRun {
		verb = "would be "
	}
	for _, c := range updated {
		var words []string
		for _, ch := range c.Changes {
			words = append(words, ch.Field+" "+orWord(ch.From, "none")+" -> "+ch.To)
		}
		d.Bullet(text.Bold(text.T(orWord(c.ShortID, c.ID))), text.T(": "+verb+strings.Join(words, ", ")))
	}
}

// unchangedDoc names the issues that were left alone.
func unchangedDoc(d *text.Doc, handles []string) {
	if len(handles) > 0 {
		d.Para(text.T("Nothing to change, already so: " + strings.Join(handles, ", ") + "."))
	}
}
