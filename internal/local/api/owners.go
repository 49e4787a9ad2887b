package api

import (
	"net/http"

	"vedette/internal/local/protocol"
)

// committer is somebody who changed the code that failed.
type committer struct {
	Author  commitAuthor    `json:"author"`
	Commits []suspectCommit `json:"commits"`
}

// commitAuthor is a person as git names them: nobody here has an account that could be matched.
type commitAuthor struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type suspectCommit struct {
	ID          string      `json:"id"`
	Message     string      `json:"message"`
	DateCreated date        `json:"dateCreated"`
	Repository  *repository `json:"repository"`
	PullRequest *string     `json:"pullRequest"`
	SuspectType string      `json:"suspectCommitType"`
}

type repository struct {
	Name string `json:"name"`
}

// committers answers who last changed the line where an event failed, by git blame of the checkout; 404 when that cannot be told, as Sentry does.
func (a *api) committers(w http.ResponseWriter, r *http.Request) error {
	ev, _, _, err := a.eventOfProject(r)
	if err != nil {
		return err
	}
	e, err := protocol.DecodeEvent(ev.Payload)
	if err != nil {
		return err
	}
	if a.opts.Analyst == nil {
		return errorDetail(http.StatusNotFound, "No committers found")
	}
	suspect, ok := a.opts.Analyst.Suspect(r.Context(), &e)
	if !ok {
		return errorDetail(http.StatusNotFound, "No committers found")
	}
	commit := suspectCommit{ID: suspect.ID, Message: suspect.Summary, DateCreated: date(suspect.When), SuspectType: "via git blame"}
	if suspect.Repository != "" {
		commit.Repository = &repository{suspect.Repository}
	}
	writeJSON(w, http.StatusOK, map[string][]committer{"committers": {{
		Author: commitAuthor{suspect.Author, suspect.AuthorEmail}, Commits: []suspectCommit{commit},
	}}})
	return nil
}

// eventOwners answers whom ownership rules name for an event: nobody, as there are no rules.
func (a *api) eventOwners(w http.ResponseWriter, r *http.Request) error {
	if _, _, _, err := a.eventOfProject(r); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		Owners []actor  `json:"owners"`
		Rule   *string  `json:"rule"`
		Rules  []string `json:"rules"`
	}{Owners: []actor{}, Rules: []string{}})
	return nil
}
