package api

import (
	"net/http"
	"strconv"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// userReport is what the user said about an event.
type userReport struct {
	ID          string        `json:"id"`
	EventID     string        `json:"eventID"`
	Name        string        `json:"name"`
	Email       string        `json:"email"`
	Comments    string        `json:"comments"`
	DateCreated date          `json:"dateCreated"`
	User        *string       `json:"user"` // an account here that the name belongs to: never known
	Event       reportedEvent `json:"event"`
}

type reportedEvent struct {
	ID      string `json:"id"`
	EventID string `json:"eventID"`
}

// issueReport is a report in lists, with its issue once the event is known.
type issueReport struct {
	userReport
	Issue *issueSummary `json:"issue"`
}

func reportOf(f store.UserReport) userReport {
	return userReport{
		ID: strconv.FormatInt(f.ID, 10), EventID: f.EventID, Name: f.Name, Email: f.Email, Comments: f.Text,
		DateCreated: date(f.At), Event: reportedEvent{ID: f.EventID, EventID: f.EventID},
	}
}

// issueReports lists what users said about the events of an issue.
func (a *api) issueReports(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	return a.reports(w, r, store.UserReportFilter{Issue: i.ID})
}

// projectReports lists what users said about the events of a project.
func (a *api) projectReports(w http.ResponseWriter, r *http.Request, p store.Project) error {
	return a.reports(w, r, store.UserReportFilter{Project: p.ID})
}

// addReport stores what a user said about an event, in place of what they said before.
func (a *api) addReport(w http.ResponseWriter, r *http.Request, p store.Project) error {
	var body struct {
		EventID  string `json:"event_id"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Comments string `json:"comments"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	for name, value := range map[string]string{"name": body.Name, "email": body.Email, "comments": body.Comments} {
		if value == "" {
			return badField(name, "This field is required.")
		}
	}
	id, ok := eventID(body.EventID)
	if !ok {
		return badField("event_id", "Not a valid event ID.")
	}
	report, err := a.store.AddUserReport(r.Context(), p.ID, protocol.Feedback{EventID: id, Name: body.Name, Email: body.Email, Message: body.Comments})
	if err != nil {
		return err
	}
	row, err := a.reportRow(r, report)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, row)
	return nil
}

func (a *api) reports(w http.ResponseWriter, r *http.Request, f store.UserReportFilter) error {
	p, err := pageOf(r.URL.Query(), "per_page", maxPage)
	if err != nil {
		return err
	}
	f.Limit, f.Offset = p.limit, p.offset
	found, total, err := a.store.UserReports(r.Context(), f)
	if err != nil {
		return err
	}
	all := make([]issueReport, 0, len(found))
	for _, report := range found {
		row, err := a.reportRow(r, report)
		if err != nil {
			return err
		}
		all = append(all, row)
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, all)
	return nil
}

func (a *api) reportRow(r *http.Request, report store.UserReport) (issueReport, error) {
	row := issueReport{userReport: reportOf(report)}
	if report.IssueID == 0 {
		return row, nil
	}
	var err error
	row.Issue, err = a.reportedIssue(r, report.IssueID)
	return row, err
}

func (a *api) reportedIssue(r *http.Request, id int64) (*issueSummary, error) {
	i, err := a.store.Issue(r.Context(), strconv.FormatInt(id, 10))
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s, err := a.summary(r, i)
	return &s, err
}

// reportOn finds what the user said about an event, if anything.
func (a *api) reportOn(r *http.Request, ev store.Event) (*userReport, error) {
	if ev.IssueID == 0 {
		return nil, nil
	}
	found, _, err := a.store.UserReports(r.Context(), store.UserReportFilter{Issue: ev.IssueID, Limit: maxPage})
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if f.EventID == ev.ID {
			report := reportOf(f)
			return &report, nil
		}
	}
	return nil, nil
}
