package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindMembersIn searches the people of an organization or project.
type FindMembersIn struct {
	OrgTarget
	Project string `json:"projectSlug,omitempty" jsonschema:"Only people of its teams."`
	Query   string `json:"query,omitempty" jsonschema:"Part of a name or email address."`
	PageIn
}

// FindMembersOut is one page of people.
type FindMembersOut struct {
	Organization string   `json:"organization"`
	Members      []Member `json:"members"`
	Paged
}

// FindMembers lists people: who an issue can be assigned to as user:ID.
func (o *Ops) FindMembers(ctx context.Context, in FindMembersIn) (FindMembersOut, error) {
	return run(ctx, o, in, o.findMembers)
}

func (o *Ops) findMembers(ctx context.Context, in FindMembersIn) (FindMembersOut, error) {
	const op = "find_members"
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return FindMembersOut{}, err
	}
	q := sentryapi.ListQuery{Query: in.Query, Cursor: in.Cursor, Limit: in.rows()}
	var p sentryapi.Page[Member]
	if in.Project == "" {
		p, err = o.client.Members(ctx, org, q)
	} else {
		p, err = o.client.ProjectMembers(ctx, org, in.Project, q)
		err = noProject(op, org, in.Project, err)
	}
	return FindMembersOut{Organization: org, Members: orEmpty(p.Items), Paged: pagedOf(p)}, err
}

// Doc lists them by what issues are assigned to.
func (out FindMembersOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Members) == 0 {
		d.Para(text.T("Nobody matches in " + out.Organization + "."))
	}
	for _, m := range out.Members {
		d.Bullet(text.Bold(m.Name), text.T(" "), m.Email, text.T(" "+MemberHandle(m)+" "), m.OrgRole)
	}
	out.notes(&d)
	return d
}

// MemberHandle is what an issue is assigned to for a member: user:ID, or why it cannot be.
func MemberHandle(m Member) string {
	switch {
	case m.User != nil && m.User.ID != "":
		return "user:" + string(m.User.ID)
	case m.Expired:
		return "(invitation expired)"
	}
	return "(invited)"
}

// Member is a person in an organization.
type Member = sentryapi.Member
