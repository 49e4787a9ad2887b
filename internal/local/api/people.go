package api

import (
	"net/http"
	"strings"
	"time"

	"vedette/internal/local/store"
)

// member is the only member of the organization.
type member struct {
	ID            string          `json:"id"`
	Email         string          `json:"email"`
	Name          string          `json:"name"`
	User          user            `json:"user"`
	OrgRole       string          `json:"orgRole"`
	Pending       bool            `json:"pending"`
	Expired       bool            `json:"expired"`
	Flags         map[string]bool `json:"flags"`
	DateCreated   date            `json:"dateCreated"`
	InviteStatus  string          `json:"inviteStatus"`
	InviterName   *string         `json:"inviterName"`
	ExternalUsers []string        `json:"externalUsers"`
}

func (a *api) memberList(r *http.Request) ([]member, error) {
	born, err := a.born(r.Context())
	if err != nil {
		return nil, err
	}
	q := strings.TrimPrefix(strings.ToLower(r.URL.Query().Get("query")), "email:")
	if !strings.Contains(userEmail, q) && !strings.Contains(strings.ToLower(userName), q) {
		return []member{}, nil
	}
	return []member{a.theMember(born)}, nil
}

func (a *api) theMember(born time.Time) member {
	return member{
		ID: "1", Email: userEmail, Name: userName, User: you(born, a.now()), OrgRole: "owner",
		Flags: map[string]bool{
			"idp:provisioned": false, "idp:role-restricted": false, "sso:linked": false, "sso:invalid": false,
			"member-limit:restricted": false, "partnership:restricted": false,
		},
		DateCreated: date(born), InviteStatus: "approved", ExternalUsers: []string{},
	}
}

func (a *api) members(w http.ResponseWriter, r *http.Request) error {
	all, err := a.memberList(r)
	if err != nil {
		return err
	}
	return writePage(a, w, r, all)
}

// role is something that a member can be.
type role struct {
	ID                 string   `json:"id"`
	Name               string   `json:"name"`
	Desc               string   `json:"desc"`
	Scopes             []string `json:"scopes"`
	Allowed            bool     `json:"allowed"`
	IsAllowed          bool     `json:"isAllowed"`
	IsRetired          bool     `json:"isRetired"`
	IsTeamRolesAllowed bool     `json:"isTeamRolesAllowed"`
}

type organizationRole struct {
	role
	IsGlobalOld     bool   `json:"is_global"`
	IsGlobal        bool   `json:"isGlobal"`
	MinimumTeamRole string `json:"minimumTeamRole"`
}

type teamRole struct {
	role
	IsMinimumRoleFor *string `json:"isMinimumRoleFor"`
}

type teamRoleRef struct {
	TeamSlug string  `json:"teamSlug"`
	Role     *string `json:"role"`
}

// memberDetail is the member on their own page.
type memberDetail struct {
	member
	Role        string             `json:"role"`
	RoleName    string             `json:"roleName"`
	Teams       []string           `json:"teams"`
	TeamRoles   []teamRoleRef      `json:"teamRoles"`
	InviteLink  *string            `json:"invite_link"`
	IsOnlyOwner bool               `json:"isOnlyOwner"`
	OrgRoles    []organizationRole `json:"orgRoleList"`
	TeamRoleAll []teamRole         `json:"teamRoleList"`
}

// member answers the member by id, or as "me".
func (a *api) member(w http.ResponseWriter, r *http.Request) error {
	if id := r.PathValue("member"); id != "me" && id != userID {
		return notFound()
	}
	born, err := a.born(r.Context())
	if err != nil {
		return err
	}
	teams, err := a.store.Teams(r.Context())
	if err != nil {
		return err
	}
	slugs, roles := []string{}, []teamRoleRef{}
	for _, t := range teams {
		slugs, roles = append(slugs, t.Slug), append(roles, teamRoleRef{t.Slug, orNull("admin")})
	}
	owner := role{ID: "owner", Name: "Owner", Desc: "May do everything that there is.", Scopes: scopes(), Allowed: true, IsAllowed: true, IsTeamRolesAllowed: true}
	admin := role{ID: "admin", Name: "Team Admin", Desc: "May do everything in the team.", Scopes: scopes(), Allowed: true, IsAllowed: true, IsTeamRolesAllowed: true}
	writeJSON(w, http.StatusOK, memberDetail{
		member: a.theMember(born), Role: "owner", RoleName: "Owner", Teams: slugs, TeamRoles: roles, IsOnlyOwner: true,
		OrgRoles:    []organizationRole{{role: owner, IsGlobalOld: true, IsGlobal: true, MinimumTeamRole: "admin"}},
		TeamRoleAll: []teamRole{{role: admin, IsMinimumRoleFor: orNull("owner")}},
	})
	return nil
}

// invite refuses: nobody else can reach a backend that asks for no login.
func (a *api) invite(http.ResponseWriter, *http.Request) error {
	return badField("email", "The local backend belongs to one person; nobody can be invited to it.")
}

func (a *api) projectMembers(w http.ResponseWriter, r *http.Request, _ store.Project) error {
	return a.members(w, r)
}
