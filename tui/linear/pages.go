package linear

import (
	"context"
	"fmt"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
)

const pageSize = 20

// page reads what a place shows.
func (t *talk) page(ctx context.Context, to any) (page, error) {
	switch to := to.(type) {
	case screen.ToOrgs:
		return t.orgs(ctx)
	case screen.ToProjects:
		return t.projects(ctx, to.Org)
	case screen.ToIssues:
		return t.issues(ctx, to)
	case screen.ToViews:
		return t.views(ctx, to.Org)
	case screen.ToIssue:
		return t.issue(ctx, to)
	}
	return page{title: "This place has no plain form yet. Type b to go back; the command line shows it, see vedette --help."}, nil
}

func (t *talk) orgs(ctx context.Context) (page, error) {
	p := page{title: "Organizations"}
	out, err := t.opt.Ops.FindOrganizations(ctx, ops.FindOrganizationsIn{PageIn: ops.PageIn{Limit: pageSize, Cursor: t.next}})
	t.next = out.NextCursor
	for _, o := range out.Organizations {
		p.rows = append(p.rows, row{string(o.Slug) + ", " + o.Name.Cut(100), screen.ToProjects{Org: string(o.Slug)}})
	}
	return p, err
}

func (t *talk) projects(ctx context.Context, org string) (page, error) {
	p := page{title: "Projects of " + text.From(org).String(), rows: []row{{"All projects", screen.ToIssues{Org: org}}}}
	out, err := t.opt.Ops.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: ops.OrgTarget{Org: org}, PageIn: ops.PageIn{Limit: pageSize, Cursor: t.next}})
	t.next = out.NextCursor
	for _, o := range out.Projects {
		p.rows = append(p.rows, row{string(o.Slug), screen.ToIssues{Org: org, Project: string(o.Slug)}})
	}
	return p, err
}

func (t *talk) issues(ctx context.Context, to screen.ToIssues) (page, error) {
	narrowed := func(set func(argument string)) func(context.Context, string) (string, error) {
		return func(_ context.Context, argument string) (string, error) {
			set(argument)
			t.goTo(to)
			return "", nil
		}
	}
	query := t.query
	if to.Query != nil {
		query = *to.Query
	}
	p := page{title: "Issues of " + text.From(to.Project).String() + ", search: " + text.From(query).String(), words: []word{{
		name: string(command.Search), about: "search QUERY searches on the server, in Sentry's syntax",
		run: narrowed(func(argument string) { to.Query = &argument }),
	}, {
		name: "environment", about: "environment NAME shows only what happened there; alone, what happened anywhere",
		run: narrowed(func(argument string) { to.Environment = argument }),
	}, {
		name: "period", about: "period 24h looks back so far; also 1h, 7d, 14d, 30d, 90d",
		run: narrowed(func(argument string) { to.Period = argument }),
	}, {
		name: "sections", about: "lists the saved searches",
		run: func(context.Context, string) (string, error) { t.goTo(screen.ToViews{Org: to.Org}); return "", nil },
	}}}
	if to.Project == "" {
		p.title = "Issues of all projects, search: " + text.From(query).String()
	}
	out, err := t.opt.Ops.SearchIssues(ctx, ops.SearchIssuesIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Project: screen.ProjectOr(to.Project),
		Query: &query, Period: to.Period, Environment: environments(to.Environment), Sort: to.Sort, PageIn: ops.PageIn{Limit: pageSize, Cursor: t.next}})
	t.next = out.NextCursor
	for _, i := range out.Issues {
		p.rows = append(p.rows, row{t.issueLine(i), screen.ToIssue{Org: to.Org, Issue: i}})
	}
	if err == nil && len(out.Issues) == 0 {
		p.body = "No issue matches."
	}
	return p, err
}

func (t *talk) issueLine(i ops.Issue) string {
	return fmt.Sprintf("%s, %s: %s. %s events, %s users, last seen %s", ops.IssueHandle(i), i.Level, i.Title.Cut(200),
		text.Count(int64(i.Count)), text.Count(int64(i.UserCount)), text.Ago(i.LastSeen.Time, t.opt.Now()))
}

func (t *talk) issue(ctx context.Context, to screen.ToIssue) (page, error) {
	target := ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: to.Org}, Issue: string(to.Issue.ID)}
	p := page{title: "Issue " + ops.IssueHandle(to.Issue), words: t.actions(target)}
	out, err := t.opt.Ops.GetIssueDetails(ctx, ops.GetIssueDetailsIn{IssueTarget: target, Include: []string{"all"}})
	if err == nil {
		p.body = out.Doc().Spoken()
	}
	return p, err
}

// actions are what can be done to an issue, by the catalogue's names.
func (t *talk) actions(target ops.IssueTarget) []word {
	edit := func(make func(argument string) ops.IssueEdit) func(context.Context, string) (string, error) {
		return func(ctx context.Context, argument string) (string, error) {
			out, err := t.opt.Ops.UpdateIssue(ctx, ops.UpdateIssueIn{IssueTarget: target, IssueEdit: make(argument)})
			return said(out.Doc(), err)
		}
	}
	status := func(s string) func(string) ops.IssueEdit {
		return func(string) ops.IssueEdit { return ops.IssueEdit{Status: s} }
	}
	return []word{
		{string(command.Resolve), "resolves it", edit(status("resolved"))},
		{string(command.Unresolve), "opens it again", edit(status("unresolved"))},
		{string(command.Archive), "archives it until it escalates", edit(status("ignored"))},
		{string(command.Assign), "assign WHO: me, an email address, team:ID; alone it takes the assignee off",
			edit(func(who string) ops.IssueEdit { return ops.IssueEdit{AssignedTo: &who} })},
		{string(command.Priority), "priority high, medium or low", edit(func(p string) ops.IssueEdit { return ops.IssueEdit{Priority: p} })},
		{"fix", "looks for the cause and plans a fix; it asks before a run is started, which may be billed", func(ctx context.Context, argument string) (string, error) {
			return t.fix(ctx, target, argument)
		}},
		{string(command.Comment), "comment TEXT adds a comment", func(ctx context.Context, argument string) (string, error) {
			out, err := t.opt.Ops.AddIssueNote(ctx, ops.AddIssueNoteIn{IssueTarget: target, Text: argument})
			return said(out.Doc(), err)
		}},
	}
}

// environments are the names that commas separate.
func environments(names string) (out []string) {
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// views are the saved searches.
func (t *talk) views(ctx context.Context, org string) (page, error) {
	p := page{title: "Saved searches of " + text.From(org).String()}
	out, err := t.opt.Ops.FindIssueViews(ctx, ops.FindIssueViewsIn{OrgTarget: ops.OrgTarget{Org: org}, PageIn: ops.PageIn{Limit: pageSize, Cursor: t.next}})
	t.next = out.NextCursor
	for _, v := range out.Views {
		in, err := ops.SearchOfView(org, v)
		if err != nil {
			continue // of several projects: a search takes one
		}
		p.rows = append(p.rows, row{v.Name.Cut(100) + ": " + v.Query.Cut(200), screen.ToIssues{Org: org, Project: in.Project, Query: in.Query, Sort: in.Sort,
			Period: in.Period, Environment: strings.Join(in.Environment, ",")}})
	}
	if err == nil && len(p.rows) == 0 {
		p.body = "There are none."
	}
	return p, err
}

// said is a result as lines.
func said(d text.Doc, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(d.Spoken()), nil
}
