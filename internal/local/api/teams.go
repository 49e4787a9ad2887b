package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/local/store"
)

// team is a team in lists.
type team struct {
	ID            string          `json:"id"`
	Slug          string          `json:"slug"`
	Name          string          `json:"name"`
	DateCreated   date            `json:"dateCreated"`
	IsMember      bool            `json:"isMember"`
	TeamRole      *string         `json:"teamRole"`
	Flags         map[string]bool `json:"flags"`
	Access        []string        `json:"access"`
	HasAccess     bool            `json:"hasAccess"`
	IsPending     bool            `json:"isPending"`
	MemberCount   int             `json:"memberCount"`
	Avatar        avatar          `json:"avatar"`
	ExternalTeams []string        `json:"externalTeams"`
	Projects      []projectCard   `json:"projects,omitempty"`
}

// teamDetail is a team on its own page.
type teamDetail struct {
	team
	Organization organization `json:"organization"`
}

// teamMember is the only user as a member of a team.
type teamMember struct {
	member
	Role     string  `json:"role"`
	RoleName string  `json:"roleName"`
	TeamRole *string `json:"teamRole"`
	TeamSlug string  `json:"teamSlug"`
}

// team finds a team by number or slug; it is store.ErrNotFound otherwise.
func (a *api) team(ctx context.Context, idOrSlug string) (store.Team, error) {
	teams, err := a.store.Teams(ctx)
	if err != nil {
		return store.Team{}, err
	}
	for _, t := range teams {
		if t.Slug == strings.ToLower(idOrSlug) || strconv.FormatInt(t.ID, 10) == idOrSlug {
			return t, nil
		}
	}
	return store.Team{}, store.ErrNotFound
}

// teamsOf are those of the teams that a project belongs to.
func teamsOf(project int64, teams []store.Team) []store.Team {
	return slices.DeleteFunc(slices.Clone(teams), func(t store.Team) bool { return !slices.Contains(t.Projects, project) })
}

// wireTeam is a team without its projects.
func (a *api) wireTeam(ctx context.Context, t store.Team) (team, error) {
	created := t.Created
	if created.IsZero() {
		var err error
		if created, err = a.born(ctx); err != nil {
			return team{}, err
		}
	}
	return team{
		ID: strconv.FormatInt(t.ID, 10), Slug: t.Slug, Name: t.Name, DateCreated: date(created), IsMember: true,
		TeamRole: orNull("admin"), Flags: map[string]bool{"idp:provisioned": false}, Access: scopes(),
		HasAccess: true, MemberCount: 1, Avatar: letterAvatar(), ExternalTeams: []string{},
	}, nil
}

// teamList is all teams, with their projects when detailed.
func (a *api) teamList(ctx context.Context, detailed bool) ([]team, error) {
	found, err := a.store.Teams(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]team, 0, len(found))
	for _, t := range found {
		row, err := a.wireTeam(ctx, t)
		if err != nil {
			return nil, err
		}
		if detailed {
			if row.Projects, err = a.cardsOf(ctx, t); err != nil {
				return nil, err
			}
		}
		all = append(all, row)
	}
	return all, nil
}

// teams answers the teams of the organization and those of the user: they are the same.
func (a *api) teams(w http.ResponseWriter, r *http.Request) error {
	all, err := a.teamList(r.Context(), r.URL.Query().Get("detailed") != "0")
	if err != nil {
		return err
	}
	q := strings.ToLower(r.URL.Query().Get("query"))
	q = strings.TrimPrefix(q, "slug:")
	wanted := slices.DeleteFunc(all, func(t team) bool {
		return !strings.Contains(t.Slug, q) && !strings.Contains(strings.ToLower(t.Name), q)
	})
	return writePage(a, w, r, wanted)
}

// createTeam makes a team from a slug, a name, or both.
func (a *api) createTeam(w http.ResponseWriter, r *http.Request) error {
	const maxName, maxSlug = 64, 50
	var body struct {
		Slug *string `json:"slug"`
		Name *string `json:"name"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	slug, name := "", ""
	if body.Slug != nil {
		slug = *body.Slug
	}
	if body.Name != nil {
		name = *body.Name
	}
	if slug != "" {
		if err := checkSlug(slug, maxSlug); err != nil {
			return err
		}
		if name == "" {
			name = slug
		}
	}
	if err := checkName(name, maxName); err != nil {
		return badRequest("Name or slug is required")
	}
	t, err := a.store.CreateTeam(r.Context(), slug, name)
	if err != nil {
		return taken(err, "team")
	}
	row, err := a.wireTeam(r.Context(), t)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, row)
	return nil
}

func (a *api) oneTeam(w http.ResponseWriter, r *http.Request) error {
	t, err := a.team(r.Context(), r.PathValue("team"))
	if err != nil {
		return err
	}
	var d teamDetail
	if d.team, err = a.wireTeam(r.Context(), t); err != nil {
		return err
	}
	if d.Organization, err = a.theOrganization(r); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

func (a *api) teamMembers(w http.ResponseWriter, r *http.Request) error {
	t, err := a.team(r.Context(), r.PathValue("team"))
	if err != nil {
		return err
	}
	born, err := a.born(r.Context())
	if err != nil {
		return err
	}
	return writePage(a, w, r, []teamMember{{
		member: a.theMember(born), Role: "owner", RoleName: "Owner", TeamRole: orNull("admin"), TeamSlug: t.Slug,
	}})
}

func (a *api) teamProjects(w http.ResponseWriter, r *http.Request) error {
	t, err := a.team(r.Context(), r.PathValue("team"))
	if err != nil {
		return err
	}
	var projects []store.Project
	for _, id := range t.Projects {
		p, err := a.store.Project(r.Context(), strconv.FormatInt(id, 10))
		if err != nil {
			return err
		}
		projects = append(projects, p)
	}
	rows, err := a.listed(r.Context(), projects)
	if err != nil {
		return err
	}
	return writePage(a, w, r, rows)
}

func (a *api) projectTeams(w http.ResponseWriter, r *http.Request, p store.Project) error {
	found, err := a.store.Teams(r.Context())
	if err != nil {
		return err
	}
	all := []team{}
	for _, t := range teamsOf(p.ID, found) {
		row, err := a.wireTeam(r.Context(), t)
		if err != nil {
			return err
		}
		all = append(all, row)
	}
	return writePage(a, w, r, all)
}

// addTeam gives the project to a team.
func (a *api) addTeam(w http.ResponseWriter, r *http.Request) error {
	return a.linkTeam(w, r, http.StatusCreated, a.store.LinkTeam)
}

// removeTeam takes the project from a team.
func (a *api) removeTeam(w http.ResponseWriter, r *http.Request) error {
	return a.linkTeam(w, r, http.StatusOK, a.store.UnlinkTeam)
}

func (a *api) linkTeam(w http.ResponseWriter, r *http.Request, status int, change func(ctx context.Context, team, project int64) error) error {
	p, err := a.projectOf(r)
	if err != nil {
		return err
	}
	t, err := a.team(r.Context(), r.PathValue("team"))
	if err != nil {
		return err
	}
	if err := change(r.Context(), t.ID, p.ID); err != nil {
		return err
	}
	return a.writeProject(w, r, p, status)
}
