package api

import (
	"net/http"

	"vedette/internal/local/store"
)

// releaseCommits lists the commits of a release.
func (a *api) releaseCommits(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	p, err := pageOf(r.URL.Query(), "per_page", maxPage)
	if err != nil {
		return err
	}
	commits, total, err := a.store.Commits(r.Context(), found.ID, p.limit, p.offset)
	if err != nil {
		return err
	}
	all := make([]commit, 0, len(commits))
	for _, c := range commits {
		all = append(all, commitOf(c, found))
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, all)
	return nil
}

// commitFile is a file that a commit of a release touched.
type commitFile struct {
	ID       string       `json:"id"`
	Filename string       `json:"filename"`
	Type     string       `json:"type"` // A, M or D
	OrgID    int64        `json:"orgId"`
	RepoName string       `json:"repoName"`
	Author   commitAuthor `json:"author"`
	Message  string       `json:"commitMessage"`
	CommitID string       `json:"commitId"`
	Created  date         `json:"dateCreated"`
}

// releaseFiles lists the files that the commits of a release touched.
func (a *api) releaseFiles(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	all := []commitFile{}
	commits, _, err := a.store.Commits(r.Context(), found.ID, found.Commits, 0)
	if err != nil {
		return err
	}
	for _, c := range commits {
		for _, f := range c.Files {
			all = append(all, commitFile{
				ID: c.SHA + ":" + f.Path, Filename: f.Path, Type: f.Type, OrgID: 1, RepoName: c.Repository,
				Author: commitAuthor{c.AuthorName, c.AuthorEmail}, Message: c.Message, CommitID: c.SHA, Created: date(c.At),
			})
		}
	}
	return writePage(a, w, r, all)
}

// previousRelease answers the release before this one that commits are known of, {} without any.
func (a *api) previousRelease(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	f := store.ReleaseFilter{Before: found.ID, WithCommits: true, Limit: 1}
	for _, p := range found.Projects {
		f.Projects = append(f.Projects, p.ID)
	}
	before, _, err := a.store.Releases(r.Context(), f)
	if err != nil {
		return err
	}
	if len(before) == 0 {
		writeJSON(w, http.StatusOK, struct{}{})
		return nil
	}
	return a.writeRelease(w, r, http.StatusOK, before[0].Version)
}

// deploys lists the roll-outs of a release.
func (a *api) deploys(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	deploys, err := a.store.Deploys(r.Context(), found.ID)
	if err != nil {
		return err
	}
	all := make([]deploy, 0, len(deploys))
	for _, d := range deploys {
		all = append(all, deployOf(d))
	}
	return writePage(a, w, r, all)
}

// deployBody is what a pipeline says of a roll-out.
type deployBody struct {
	Environment  string   `json:"environment"`
	Name         string   `json:"name"`
	URL          string   `json:"url"`
	DateStarted  string   `json:"dateStarted"`
	DateFinished string   `json:"dateFinished"`
	Projects     []string `json:"projects"`
}

func (a *api) createDeploy(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	var body deployBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if body.Environment == "" || len(body.Environment) > 64 {
		return badField("environment", "This field is required, in at most 64 characters.")
	}
	if err := checkURL(body.URL); err != nil {
		return err
	}
	d := store.Deploy{Environment: body.Environment, Name: body.Name, URL: body.URL, Finished: a.now()}
	if d.Started, err = fieldTime("dateStarted", body.DateStarted, d.Started); err != nil {
		return err
	}
	if d.Finished, err = fieldTime("dateFinished", body.DateFinished, d.Finished); err != nil {
		return err
	}
	var projects []int64
	for _, p := range found.Projects {
		projects = append(projects, p.ID)
	}
	if len(body.Projects) > 0 {
		if projects, err = a.projectIDs(r, body.Projects); err != nil {
			return err
		}
	}
	if d, err = a.store.AddDeploy(r.Context(), found.ID, projects, d); err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, deployOf(d))
	return nil
}
