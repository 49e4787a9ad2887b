// Package profiles is the screen of where the time goes in a program: in one
// profile, or in all of a project or a transaction together.
package profiles

import (
	"context"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/page"
	"vedette/tui/screen"
)

// New is one profile; without an id, all of a project or a transaction.
func New(env screen.Env, to screen.ToProfile) screen.Screen {
	org := ops.OrgTarget{Org: to.Org}
	if to.ID == "" {
		return page.New(env, page.Kind{Crumb: "hot paths", What: "profile", Period: "7d", Load: func(ctx context.Context, period string) (page.Content, error) {
			if to.Project == "" && env.Ops.Defaults().Project == "" {
				return whose(ctx, env, to)
			}
			out, err := env.Ops.GetProfile(ctx, ops.GetProfileIn{OrgTarget: org, Project: to.Project, Transaction: to.Transaction, Period: period})
			content := page.Content{Doc: out.Doc()}
			if out.Summary.Samples == 0 {
				content.Doc.Para(text.T("SDKs send profiles with profile_session_sample_rate=1.0 (Python), profileSessionSampleRate: 1 (JavaScript)."))
			}
			return content, err
		}})
	}
	return page.New(env, page.Kind{Crumb: "profile " + text.From(to.ID).Cut(9), What: "profile", Load: func(ctx context.Context, _ string) (page.Content, error) {
		out, err := env.Ops.GetProfileDetails(ctx, ops.GetProfileDetailsIn{OrgTarget: org, Project: to.Project, ProfileID: to.ID})
		content := page.Content{Doc: out.Doc(), Links: []page.Link{{Title: "all profiles of the transaction together",
			To: screen.ToProfile{Org: to.Org, Project: to.Project, Transaction: out.Transaction.Raw()}}}}
		if out.TraceID != "" {
			content.Links = append(content.Links, page.Link{Title: "the trace", To: screen.ToTrace{Org: to.Org, ID: string(out.TraceID)}})
		}
		return content, err
	}})
}

// whose offers the projects, since profiles are put together of one.
func whose(ctx context.Context, env screen.Env, to screen.ToProfile) (page.Content, error) {
	out, err := env.Ops.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, PageIn: ops.PageIn{Limit: 100}})
	if err != nil {
		return page.Content{}, err
	}
	var content page.Content
	content.Doc.Heading(1, text.T("Where the time goes"))
	content.Doc.Para(text.T("This is told of one project at a time; enter chooses it."))
	for _, p := range out.Projects {
		content.Doc.Bullet(p.Slug)
		content.Links = append(content.Links, page.Link{Title: p.Slug.String(), To: screen.ToProfile{Org: to.Org, Project: string(p.Slug), Transaction: to.Transaction}})
	}
	return content, nil
}
