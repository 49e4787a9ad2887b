package sentryapi

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"vedette/internal/text"
)

// ListQuery narrows a list. Query is the endpoint's own search text.
type ListQuery struct {
	Query  string
	Cursor string // of an earlier Page; "" = the first page
	Limit  int    // per page, at most 100; 0 = the server's default
}

// OrgQuery narrows the list of organizations.
type OrgQuery ListQuery

func (q ListQuery) values() url.Values {
	v := url.Values{}
	setString(v, "query", q.Query)
	setString(v, "cursor", q.Cursor)
	setLimit(v, "per_page", q.Limit)
	return v
}

func setString(v url.Values, key, value string) {
	if value != "" {
		v.Set(key, value)
	}
}

// setLimit asks for at most 100 rows: some endpoints refuse more.
func setLimit(v url.Values, key string, limit int) {
	if limit > 0 {
		v.Set(key, strconv.Itoa(min(limit, 100)))
	}
}

// Auth is the user whom the token belongs to.
func (c *Client) Auth(ctx context.Context) (User, error) {
	return get[User](ctx, c, call{op: "check the token", path: "/auth/"})
}

// Organizations lists the organizations that the token can see.
func (c *Client) Organizations(ctx context.Context, q OrgQuery) (Page[Organization], error) {
	page, err := list[Organization](ctx, c, call{op: "list organizations", path: "/organizations/", query: ListQuery(q).values()})
	for _, o := range page.Items {
		if o.Links.RegionURL != "" {
			c.learnRegion("", o)
		}
	}
	page.Items = slices.DeleteFunc(page.Items, func(o Organization) bool { return !c.keepsOrg(o.Slug) })
	return page, err
}

// Organization is one organization with the token's access, by slug or id.
func (c *Client) Organization(ctx context.Context, org string) (Organization, error) {
	const op = "read organization"
	path, err := orgPath(op, org)
	if err != nil {
		return Organization{}, err
	}
	o, err := get[Organization](ctx, c, call{op: op, path: path, query: url.Values{"detailed": {"0"}}})
	if err == nil {
		c.learnRegion(org, o)
	}
	return o, err
}

// Projects lists the projects of an organization.
func (c *Client) Projects(ctx context.Context, org string, q ListQuery) (Page[Project], error) {
	page, err := orgList[Project](ctx, c, "list projects", org, "projects", q.values())
	page.Items = slices.DeleteFunc(page.Items, func(p Project) bool { return !c.keeps(p.Slug) })
	return page, err
}

// Teams lists the teams of an organization.
func (c *Client) Teams(ctx context.Context, org string, q ListQuery) (Page[Team], error) {
	v := q.values()
	v.Set("detailed", "0")
	return orgList[Team](ctx, c, "list teams", org, "teams", v)
}

// orgList reads one page of a list directly below the organization.
func orgList[T any](ctx context.Context, c *Client, op, org, name string, v url.Values) (Page[T], error) {
	path, err := orgPath(op, org, name)
	if err != nil {
		return Page[T]{Hits: -1}, err
	}
	return list[T](ctx, c, call{op: op, path: path, query: v, org: org})
}

// OrgAbilities is what an organization's detail says about what can be done in
// it with this token. Features are long lists of words, so they are no part of
// Organization.
type OrgAbilities struct {
	Access   []text.Word `json:"access"`         // the token's scopes here
	Features []text.Word `json:"features"`       // that are switched on
	HideAI   text.Word   `json:"hideAiFeatures"` // "true" when an owner switched them off
}

// OrganizationAbilities reads an organization's detail.
func (c *Client) OrganizationAbilities(ctx context.Context, org string) (OrgAbilities, error) {
	const op = "read organization"
	path, err := orgPath(op, org)
	if err != nil {
		return OrgAbilities{}, err
	}
	return get[OrgAbilities](ctx, c, call{op: op, path: path, query: url.Values{"detailed": {"0"}}})
}
