package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vedette/internal/local/store"
)

// maxVersion is the longest name of a release, in bytes, as Sentry has it.
const maxVersion = 200

// releaseBody is what a pipeline says of a release.
type releaseBody struct {
	Version      string            `json:"version"`
	Projects     []json.RawMessage `json:"projects"` // ids or slugs
	Ref          *string           `json:"ref"`
	URL          *string           `json:"url"`
	DateReleased string            `json:"dateReleased"`
	Status       string            `json:"status"`
	Commits      []commitBody      `json:"commits"`
	Refs         []refBody         `json:"refs"`
	HeadCommits  []refBody         `json:"headCommits"` // the old name of refs
}

type commitBody struct {
	ID          string             `json:"id"`
	Repository  string             `json:"repository"`
	Message     string             `json:"message"`
	AuthorName  string             `json:"author_name"`
	AuthorEmail string             `json:"author_email"`
	Timestamp   string             `json:"timestamp"`
	PatchSet    []store.CommitFile `json:"patch_set"`
}

// refBody names the last commit of a release in a repository.
type refBody struct {
	Repository string `json:"repository"`
	Commit     string `json:"commit"` // a commit, or first..last
	CurrentID  string `json:"currentId"`
}

func (a *api) createRelease(w http.ResponseWriter, r *http.Request) error {
	var body releaseBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	body.Version = strings.TrimSpace(body.Version)
	if err := checkVersion(body.Version); err != nil {
		return err
	}
	projects, err := a.bodyProjects(r, body.Projects)
	if err != nil {
		return err
	}
	change, err := body.change(a.now())
	if err != nil {
		return err
	}
	created, err := a.store.CreateRelease(r.Context(), body.Version, projects, change)
	if err != nil {
		return err
	}
	if err := a.resolveFixed(r, body.Version, change.Commits); err != nil {
		return err
	}
	status := http.StatusAlreadyReported
	if created {
		status = http.StatusCreated
	}
	return a.writeRelease(w, r, status, body.Version)
}

// bodyProjects are the project of the path or those of the body.
func (a *api) bodyProjects(r *http.Request, list []json.RawMessage) ([]int64, error) {
	if r.PathValue("project") != "" {
		p, err := a.projectOf(r)
		return []int64{p.ID}, err
	}
	var names []string
	for _, raw := range list {
		names = append(names, strings.Trim(string(raw), `"`))
	}
	if len(names) == 0 {
		return nil, badField("projects", "This field is required.")
	}
	return a.projectIDs(r, names)
}

func (a *api) projectIDs(r *http.Request, names []string) ([]int64, error) {
	var ids []int64
	for _, name := range names {
		p, err := a.store.Project(r.Context(), name)
		if isNotFound(err) {
			return nil, badField("projects", "Invalid project ids or slugs: %s", name)
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

// checkVersion refuses names that cannot stand in the path of an address, as Sentry does.
func checkVersion(version string) error {
	switch {
	case version == "":
		return badField("version", "This field is required.")
	case len(version) > maxVersion:
		return badField("version", "Ensure this field has no more than %d characters.", maxVersion)
	case version == "." || version == ".." || strings.EqualFold(version, latestRelease) || strings.ContainsAny(version, "\r\n\f\t/\\"):
		return badField("version", "Release with name %q cannot be created.", version)
	}
	return nil
}

// change reads what is to be stored.
func (b *releaseBody) change(now time.Time) (store.ReleaseChange, error) {
	c := store.ReleaseChange{Ref: b.Ref, URL: b.URL, Status: b.Status}
	switch b.Status {
	case "", store.ReleaseOpen, store.ReleaseArchived:
	default:
		return c, badField("status", "%q is not a valid choice: open or archived.", b.Status)
	}
	if b.URL != nil {
		if err := checkURL(*b.URL); err != nil {
			return c, err
		}
	}
	if b.DateReleased != "" {
		at, err := fieldTime("dateReleased", b.DateReleased, now)
		if err != nil {
			return c, err
		}
		c.Released = &at
	}
	for _, in := range b.Commits {
		if in.ID == "" || len(in.ID) > 64 {
			return c, badField("commits", "Each commit needs an id of at most 64 characters.")
		}
		at, err := fieldTime("commits", in.Timestamp, now)
		if err != nil {
			return c, err
		}
		c.Commits = append(c.Commits, store.Commit{
			SHA: in.ID, Repository: in.Repository, Message: in.Message, AuthorName: in.AuthorName, AuthorEmail: in.AuthorEmail, At: at, Files: in.PatchSet,
		})
	}
	if c.Commits == nil { // a reference tells only the last commit: what is between it and the release before is in a repository elsewhere
		for _, ref := range append(b.Refs, b.HeadCommits...) {
			sha := ref.Commit + ref.CurrentID
			if i := strings.LastIndex(sha, ".."); i >= 0 {
				sha = sha[i+2:]
			}
			if sha == "" {
				return c, badField("refs", "Each reference needs a commit.")
			}
			c.Commits = append(c.Commits, store.Commit{SHA: sha, Repository: ref.Repository, At: now})
		}
	}
	return c, nil
}

// fieldTime reads an optional time of a body.
func fieldTime(name, text string, otherwise time.Time) (time.Time, error) {
	if text == "" {
		return otherwise, nil
	}
	at, ok := parseTime(text)
	if !ok {
		return at, badField(name, "Datetime has wrong format. Use an ISO 8601 date, like 2026-01-31T12:00:00Z.")
	}
	return at, nil
}

func checkURL(text string) error {
	if text == "" {
		return nil
	}
	if u, err := url.Parse(text); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return badField("url", "Enter a valid URL.")
	}
	return nil
}

func (a *api) updateRelease(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	var body releaseBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	change, err := body.change(a.now())
	if err != nil {
		return err
	}
	if err := a.store.ChangeRelease(r.Context(), found.Version, change); err != nil {
		return err
	}
	if err := a.resolveFixed(r, found.Version, change.Commits); err != nil {
		return err
	}
	return a.writeRelease(w, r, http.StatusOK, found.Version)
}

func (a *api) deleteRelease(w http.ResponseWriter, r *http.Request) error {
	found, err := a.releaseAt(r)
	if err != nil {
		return err
	}
	err = a.store.DeleteRelease(r.Context(), found.Version)
	if errors.Is(err, store.ErrInUse) {
		return errorDetail(http.StatusForbidden, "This release has data or is referenced by active issues and cannot be removed.")
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// resolveFixed resolves the issues that commits say they fix, in the release that brings them.
func (a *api) resolveFixed(r *http.Request, version string, commits []store.Commit) error {
	var ids []int64
	for _, c := range commits {
		for _, shortID := range fixedIssues(c.Message) {
			i, err := a.store.Issue(r.Context(), shortID)
			if isNotFound(err) {
				continue // a word that only looks like one
			}
			if err != nil {
				return err
			}
			ids = append(ids, i.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := a.store.UpdateIssues(r.Context(), ids, store.Update{Status: store.StatusResolved, Details: store.StatusDetails{InRelease: version}})
	return err
}

// fixedIssues finds the short ids after fixes, closes, resolves and their other forms, as Sentry reads commit messages.
func fixedIssues(message string) []string {
	var list []string
	fixing := false
	for word := range strings.FieldsSeq(message) {
		bare := strings.Trim(word, ".,:;()[]!\"'`")
		switch strings.ToLower(bare) {
		case "fix", "fixes", "fixed", "close", "closes", "closed", "resolve", "resolves", "resolved":
			fixing = true
			continue
		case "and":
			continue
		}
		if fixing = fixing && isShortID(bare); fixing {
			list = append(list, strings.ToUpper(bare))
		}
	}
	return list
}
