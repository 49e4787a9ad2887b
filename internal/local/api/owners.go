package api

import (
	"net/http"
	"slices"

	"vedette/internal/local/ownership"
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
	_, e, err := a.decodedEvent(r)
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

// matchedRule is a rule that named an owner, as the pairs that Sentry answers: [[type, pattern], [[kind, name]...]].
type matchedRule [2]any

func matched(r ownership.Rule) matchedRule {
	names := make([][2]string, len(r.Owners))
	for i, o := range r.Owners {
		names[i] = [2]string{o.Type, o.Name}
	}
	return matchedRule{[2]string{r.Matcher.Type, r.Matcher.Pattern}, names}
}

// eventOwners answers whom the ownership rules of today name for an event, those of the rule that stands last first.
func (a *api) eventOwners(w http.ResponseWriter, r *http.Request) error {
	ev, e, err := a.decodedEvent(r)
	if err != nil {
		return err
	}
	out := struct {
		Owners []actor       `json:"owners"`
		Rule   any           `json:"rule"` // the matcher of the first of rules
		Rules  []matchedRule `json:"rules"`
	}{Owners: []actor{}, Rules: []matchedRule{}}
	for _, s := range ownership.Match(a.store.Ownership(ev.Project.ID).Rules, ownership.EventOf(&e, ev.Tags)) {
		rule := matched(s.Rule)
		if !slices.ContainsFunc(out.Rules, func(m matchedRule) bool { return m[0] == rule[0] }) {
			out.Rules = append(out.Rules, rule)
		}
		named, err := a.actorOf(r.Context(), s.Owner.Type, s.Owner.ID)
		if isNotFound(err) { // a team that was deleted since
			continue
		}
		if err != nil {
			return err
		}
		if named != nil {
			out.Owners = append(out.Owners, *named)
		}
	}
	if len(out.Rules) > 0 {
		out.Rule = out.Rules[0][0]
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}
