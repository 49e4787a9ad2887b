package command

// What can be done with issues, on the stream and on one of them.
const (
	Open      ID = "open"
	Resolve   ID = "resolve"
	Unresolve ID = "unresolve"
	Archive   ID = "archive"
	Assign    ID = "assign"
	Priority  ID = "priority"
	Comment   ID = "comment"
	Fix       ID = "fix"
	Browser   ID = "browser"
	Copy      ID = "copy"
)

// What changes the rows of the stream.
const (
	Search      ID = "search"
	Filter      ID = "filter"
	Sort        ID = "sort"
	Period      ID = "period"
	Preview     ID = "preview"
	ProjectList ID = "projects"
	ReleaseList ID = "releases"
)

func triageCommands() []Command {
	lists, triage := lists(), []Scope{Issues, Issue}
	return []Command{
		{ID: Open, Title: "open; in a stack: expand the frame", Hint: "open", Keys: []string{"enter", "space"}, Scopes: lists, Ops: []string{"get_issue_details"}},
		{ID: Resolve, Title: "resolve", Hint: "resolve", Keys: []string{"r"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Unresolve, Title: "unresolve: open it again", Keys: []string{"u"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Archive, Title: "archive: until it escalates, for a time, ...", Hint: "archive", Keys: []string{"e"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Assign, Title: "assign: who works on it", Hint: "assign", Keys: []string{"w"}, Scopes: triage, Ops: []string{"update_issue", "find_teams"}},
		{ID: Priority, Title: "set the priority", Keys: []string{"!"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Comment, Title: "comment", Hint: "comment", Keys: []string{"c"}, Scopes: triage, Ops: []string{"add_issue_note"}},
		{ID: Fix, Title: "find the cause and a fix", Hint: "fix", Keys: []string{"f"}, Scopes: triage, Ops: []string{"analyze_issue_with_seer"}},
		{ID: Browser, Title: "open in the browser", Keys: []string{"o"}, Scopes: triage},
		{ID: Copy, Title: "copy: id, URL, stack trace, Markdown", Hint: "copy", Keys: []string{"y"}, Scopes: append(triage, Trace)},
	}
}

func streamCommands() []Command {
	stream, pickers, inOrg := []Scope{Issues}, []Scope{Orgs, Projects, Releases, Issues}, []Scope{Issues, Projects, Releases}
	return []Command{
		{ID: Search, Title: "search on the server, in Sentry's syntax; in a trace: find spans", Hint: "search", Keys: []string{"/"}, Scopes: append(stream, Trace), Ops: []string{"search_issues"}},
		{ID: Filter, Title: "filter the rows that are loaded", Hint: "filter", Keys: []string{"F"}, Scopes: pickers},
		{ID: Sort, Title: "next order: last seen, events, users, new, trends", Hint: "sort", Keys: []string{"s"}, Scopes: stream, Ops: []string{"search_issues"}},
		{ID: Period, Title: "next period: 1h, 24h, 7d, 14d, 30d, 90d", Hint: "period", Keys: []string{"t"}, Scopes: stream, Ops: []string{"search_issues"}},
		{ID: Preview, Title: "show or hide the preview", Hint: "preview", Keys: []string{"v"}, Scopes: stream},
		{ID: ProjectList, Title: "choose a project", Hint: "projects", Keys: []string{"p"}, Scopes: inOrg, Ops: []string{"find_projects"}},
		{ID: ReleaseList, Title: "choose a release", Keys: []string{"L"}, Scopes: inOrg, Ops: []string{"find_releases"}},
	}
}
