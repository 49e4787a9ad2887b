package api

import (
	"net/http"
	"strings"
	"time"
)

// The only organization and user.
const (
	orgID, orgSlug, orgName = "1", "local", "Local"
	userID, userName        = "1", "You"
	userEmail               = "you@localhost"
)

type avatar struct {
	Type string  `json:"avatarType"`
	UUID *string `json:"avatarUuid"`
	URL  *string `json:"avatarUrl"`
}

func letterAvatar() avatar { return avatar{Type: "letter_avatar"} }

type email struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	Verified bool   `json:"is_verified"`
}

// user is Sentry's full user object.
type user struct {
	ID              string         `json:"id"`
	Name            string         `json:"name"`
	Username        string         `json:"username"`
	Email           string         `json:"email"`
	AvatarURL       string         `json:"avatarUrl"`
	IsActive        bool           `json:"isActive"`
	IsSuspended     bool           `json:"isSuspended"`
	HasPasswordAuth bool           `json:"hasPasswordAuth"`
	IsManaged       bool           `json:"isManaged"`
	DateJoined      date           `json:"dateJoined"`
	LastLogin       date           `json:"lastLogin"`
	Has2FA          bool           `json:"has2fa"`
	LastActive      date           `json:"lastActive"`
	IsSuperuser     bool           `json:"isSuperuser"`
	IsStaff         bool           `json:"isStaff"`
	Experiments     map[string]any `json:"experiments"`
	Emails          []email        `json:"emails"`
	Avatar          avatar         `json:"avatar"`
}

func you(joined, active time.Time) user {
	return user{
		ID: userID, Name: userName, Username: userEmail, Email: userEmail,
		IsActive: true, DateJoined: date(joined), LastActive: date(active),
		Experiments: map[string]any{},
		Emails:      []email{{ID: "1", Email: userEmail, Verified: true}},
		Avatar:      letterAvatar(),
	}
}

// me answers /auth/ and /users/me/.
func (a *api) me(w http.ResponseWriter, r *http.Request) error {
	born, err := a.born(r.Context())
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		user
		Options map[string]any `json:"options"`
	}{you(born, a.now()), map[string]any{}})
	return nil
}

type idName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type orgLinks struct {
	OrganizationURL string `json:"organizationUrl"`
	RegionURL       string `json:"regionUrl"`
}

// organization is the only organization in the form of lists.
type organization struct {
	ID                         string   `json:"id"`
	Slug                       string   `json:"slug"`
	Status                     idName   `json:"status"`
	Name                       string   `json:"name"`
	DateCreated                date     `json:"dateCreated"`
	IsEarlyAdopter             bool     `json:"isEarlyAdopter"`
	Require2FA                 bool     `json:"require2FA"`
	Avatar                     avatar   `json:"avatar"`
	Links                      orgLinks `json:"links"`
	HasAuthProvider            bool     `json:"hasAuthProvider"`
	AllowMemberInvite          bool     `json:"allowMemberInvite"`
	AllowMemberProjectCreation bool     `json:"allowMemberProjectCreation"`
	AllowSuperuserAccess       bool     `json:"allowSuperuserAccess"`
	Features                   []string `json:"features"`
	Access                     []string `json:"access"`
	OnboardingTasks            []string `json:"onboardingTasks"`
}

func (a *api) theOrganization(r *http.Request) (organization, error) {
	born, err := a.born(r.Context())
	if err != nil {
		return organization{}, err
	}
	base := a.opts.BaseURL(r)
	return organization{
		ID: orgID, Slug: orgSlug, Status: idName{ID: "active", Name: "active"}, Name: orgName,
		DateCreated: date(born), Avatar: letterAvatar(),
		Links:    orgLinks{OrganizationURL: base, RegionURL: base},
		Features: []string{}, Access: scopes(), OnboardingTasks: []string{},
	}, nil
}

// scopes is what a caller may do here: everything that there is.
func scopes() []string {
	return []string{
		"org:read", "project:read", "project:write", "project:admin", "project:releases", "team:read", "team:write", "team:admin", "member:read",
		"event:read", "event:write", "event:admin",
	}
}

func (a *api) organizations(w http.ResponseWriter, r *http.Request) error {
	org, err := a.theOrganization(r)
	if err != nil {
		return err
	}
	all := []organization{}
	if q := strings.ToLower(r.URL.Query().Get("query")); q == "" || strings.Contains(q, orgSlug) {
		all = append(all, org)
	}
	return writePage(a, w, r, all)
}

// organizationDetail adds what only the detail has; projects and teams are left out with detailed=0.
type organizationDetail struct {
	organization
	OrgRole            string       `json:"orgRole"`
	Role               string       `json:"role"`
	HideAIFeatures     bool         `json:"hideAiFeatures"`
	EnableSeerCoding   bool         `json:"enableSeerCoding"`
	PendingAccessCount int          `json:"pendingAccessRequests"`
	IsDefault          bool         `json:"isDefault"`
	DefaultRole        string       `json:"defaultRole"`
	OpenMembership     bool         `json:"openMembership"`
	AllowSharedIssues  bool         `json:"allowSharedIssues"`
	DataScrubber       bool         `json:"dataScrubber"`
	Projects           []projectRow `json:"projects,omitempty"`
	Teams              []team       `json:"teams,omitempty"`
}

func (a *api) organization(w http.ResponseWriter, r *http.Request) error {
	org, err := a.theOrganization(r)
	if err != nil {
		return err
	}
	d := organizationDetail{organization: org, OrgRole: "owner", Role: "owner", IsDefault: true, DefaultRole: "member", OpenMembership: true}
	if r.URL.Query().Get("detailed") != "0" {
		if d.Projects, err = a.projectRows(r.Context()); err != nil {
			return err
		}
		if d.Teams, err = a.teamList(r.Context(), false); err != nil {
			return err
		}
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}
