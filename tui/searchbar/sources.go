package searchbar

import (
	"context"
	"strconv"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// source reads candidates of a key from the server.
type source func(context.Context, *ops.Ops, Scope, request) (answer, error)

// sourceOf says where the values of a key come from, "" standing for the keys
// themselves; nil for a key whose values Sentry defines.
func sourceOf(dataset, key string) source {
	switch key {
	case "":
		return fields
	case "assigned", "assigned_or_suggested":
		return assignees
	case "bookmarks", "subscribed":
		return members
	case "release", "firstRelease", "release.version":
		return releases
	case "project", "project.name":
		return projects
	case "environment":
		return environments
	}
	if len(ops.QueryValues(dataset, key)) > 0 {
		return nil
	}
	return values
}

// pageSize is how many candidates are read at once.
const pageSize = 100

func fields(ctx context.Context, o *ops.Ops, s Scope, q request) (answer, error) {
	out, err := o.FindEventFields(ctx, ops.FindEventFieldsIn{OrgTarget: target(s), Dataset: s.Dataset, Project: screen.ProjectOr(s.Project), Query: q.part, Period: s.Period, PageIn: ops.PageIn{Limit: pageSize}})
	a := answer{more: len(out.Fields) == pageSize}
	for _, f := range out.Fields {
		note := ""
		if f.Source == "user" {
			note = "tag"
		}
		a.candidates = append(a.candidates, candidate{f.Key.Raw(), note})
	}
	return a, err
}

// assignees are teams, then people by their email addresses.
func assignees(ctx context.Context, o *ops.Ops, s Scope, q request) (answer, error) {
	teams, err := o.FindTeams(ctx, ops.FindTeamsIn{OrgTarget: target(s), Query: q.part, PageIn: ops.PageIn{Limit: pageSize}})
	if err != nil {
		return answer{}, err
	}
	people, err := members(ctx, o, s, q)
	a := answer{more: teams.NextCursor != "" || people.more}
	for _, t := range teams.Teams {
		a.candidates = append(a.candidates, candidate{"#" + string(t.Slug), "team"})
	}
	a.candidates = append(a.candidates, people.candidates...)
	return a, err
}

// members are people by their email addresses.
func members(ctx context.Context, o *ops.Ops, s Scope, q request) (answer, error) {
	out, err := o.FindMembers(ctx, ops.FindMembersIn{OrgTarget: target(s), Query: q.part, PageIn: ops.PageIn{Limit: pageSize}})
	a := answer{more: out.NextCursor != ""}
	for _, m := range out.Members {
		if !m.Email.IsZero() {
			a.candidates = append(a.candidates, candidate{m.Email.Raw(), m.Name.Cut(40)})
		}
	}
	return a, err
}

func releases(ctx context.Context, o *ops.Ops, s Scope, q request) (answer, error) {
	out, err := o.FindReleases(ctx, ops.FindReleasesIn{OrgTarget: target(s), Project: screen.ProjectOr(s.Project), Query: q.part, PageIn: ops.PageIn{Limit: pageSize}})
	a := answer{more: out.NextCursor != ""}
	for _, r := range out.Releases {
		a.candidates = append(a.candidates, candidate{value: r.Version.Raw()})
	}
	return a, err
}

func projects(ctx context.Context, o *ops.Ops, s Scope, q request) (answer, error) {
	out, err := o.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: target(s), Query: q.part, PageIn: ops.PageIn{Limit: pageSize}})
	a := answer{more: out.NextCursor != ""}
	for _, p := range out.Projects {
		a.candidates = append(a.candidates, candidate{string(p.Slug), string(p.Platform)})
	}
	return a, err
}

func environments(ctx context.Context, o *ops.Ops, s Scope, _ request) (answer, error) {
	out, err := o.FindEnvironments(ctx, ops.FindEnvironmentsIn{OrgTarget: target(s), Project: s.Project})
	var a answer
	for _, e := range out.Environments {
		if !e.Name.IsZero() {
			a.candidates = append(a.candidates, candidate{value: e.Name.Raw()})
		}
	}
	return a, err
}

// values are the commonest values of a tag or field among the events.
func values(ctx context.Context, o *ops.Ops, s Scope, q request) (answer, error) {
	dataset, query := s.Dataset, "has:"+quoted(q.key)
	if dataset == "issues" {
		dataset = "errors"
	}
	if q.part != "" {
		query += " " + quoted(q.key) + `:"*` + q.part + `*"`
	}
	out, err := o.SearchEvents(ctx, ops.SearchEventsIn{OrgTarget: target(s), Dataset: dataset, Project: screen.ProjectOr(s.Project), Query: query,
		Fields: []string{q.key, "count()"}, Sort: "-count()", Period: s.Period, PageIn: ops.PageIn{Limit: pageSize}})
	a := answer{more: out.NextCursor != ""}
	for _, row := range out.Events {
		if v := row[q.key]; !v.IsZero() {
			n, _ := row["count()"].Number()
			a.candidates = append(a.candidates, candidate{v.Text().Raw(), strconv.FormatInt(int64(n), 10) + " events"})
		}
	}
	return a, err
}

func target(s Scope) ops.OrgTarget { return ops.OrgTarget{Org: s.Org} }
