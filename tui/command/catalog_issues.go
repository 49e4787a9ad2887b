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
	ResolveIn ID = "resolve-in"
	Bookmark  ID = "bookmark"
	Subscribe ID = "subscribe"
	Reviewed  ID = "mark-reviewed"
	Share     ID = "share"
	Merge     ID = "merge"
	Delete    ID = "delete"
	Undo      ID = "undo"
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
	Mark        ID = "mark"
	MarkRange   ID = "mark-range"
	MarkAll     ID = "mark-all"
	ProjectList ID = "projects"
	ReleaseList ID = "releases"
	ViewList    ID = "views"
	HideHints   ID = "hide-hints"
	Environment ID = "environment"
	PickProject ID = "pick-project"
)

func triageCommands() []Command {
	lists, triage := lists(), []Scope{Issues, Issue}
	return []Command{
		{ID: Open, Title: "open", Hint: "open", Keys: []string{"enter"}, Scopes: lists, Ops: append(exploreDetails(), "get_issue_details")},
		{ID: Resolve, Title: "resolve", Hint: "resolve", Keys: []string{"r"}, Scopes: triage, Ops: []string{"update_issue", "update_issues"}},
		{ID: Unresolve, Title: "unresolve: open it again", Keys: []string{"u"}, Scopes: triage, Ops: []string{"update_issue", "update_issues"}},
		{ID: Archive, Title: "archive: until it escalates, for a time, until more events or users, forever", Hint: "archive", Keys: []string{"e"}, Scopes: triage, Ops: []string{"update_issue", "update_issues"}},
		{ID: Assign, Title: "assign: owners, authors of suspect commits, teams, people", Hint: "assign", Keys: []string{"w"}, Scopes: triage, Ops: []string{"update_issue", "update_issues", "find_teams", "find_members", "get_issue_owners"}},
		{ID: Search, Title: "search, in Sentry's syntax; in a trace: find spans; in other lists: filter", Hint: "search", Keys: []string{"/"},
			Scopes: append([]Scope{Issues, Trace, Explore, Logs}, filtered()...), Ops: []string{"search_issues", "find_event_fields", "search_events"}},
		{ID: Undo, Title: "undo the last change, twenty deep", Keys: []string{"z"}, Scopes: triage, Ops: []string{"update_issue", "update_issues"}},
		{ID: ResolveIn, Title: "resolve in the next release, the current one, a commit", Keys: []string{"X"}, Scopes: triage, Ops: []string{"update_issues"}},
		{ID: Priority, Title: "set the priority", Keys: []string{"!"}, Scopes: triage, Ops: []string{"update_issue", "update_issues"}},
		{ID: Comment, Title: "comment", Hint: "comment", Keys: []string{"c"}, Scopes: triage, Ops: []string{"add_issue_note"}},
		{ID: Bookmark, Title: "bookmark, or take the bookmark off", Keys: []string{"b"}, Scopes: triage, Ops: []string{"update_issues"}},
		{ID: Subscribe, Title: "subscribe, or unsubscribe", Keys: []string{"S"}, Scopes: triage, Ops: []string{"update_issues"}},
		{ID: Reviewed, Title: "mark as reviewed: out of the inbox", Keys: []string{"I"}, Scopes: triage, Ops: []string{"update_issues"}},
		{ID: Share, Title: "public link: make, copy, or switch off", Keys: []string{"Y"}, Scopes: triage, Ops: []string{"update_issues"}},
		{ID: Merge, Title: "merge the marked issues", Keys: []string{"M"}, Scopes: []Scope{Issues}, Ops: []string{"merge_issues"}},
		{ID: Delete, Title: "delete, after a question", Keys: []string{"D"}, Scopes: triage, Ops: []string{"delete_issues"}},
		{ID: Fix, Title: "find the cause and a fix", Hint: "fix", Keys: []string{"f"}, Scopes: triage, Ops: []string{"analyze_issue_with_seer"}},
		{ID: Browser, Title: "open in the browser", Keys: []string{"o"}, Scopes: triage},
	}
}

func streamCommands() []Command {
	stream, searched, inOrg := []Scope{Issues}, []Scope{Issues, Explore, Logs}, []Scope{Issues, Projects, Releases}
	return []Command{
		{ID: Mark, Title: "mark the issue; what is done next is done to all that are marked", Hint: "mark", Keys: []string{"space"}, Scopes: stream},
		{ID: MarkRange, Title: "mark a range: from here to where it ends", Keys: []string{"v"}, Scopes: stream},
		{ID: MarkAll, Title: "mark all that are shown, or none", Keys: []string{"*"}, Scopes: stream},
		{ID: Filter, Title: "filter the rows that are loaded", Hint: "filter", Keys: []string{"F"}, Scopes: searched},
		{ID: Sort, Title: "order of the rows", Hint: "sort", Keys: []string{"s"}, Scopes: append(stream, Explore), Ops: []string{"search_issues"}},
		{ID: Period, Title: "period: 1h to 90d, or another one", Hint: "period", Keys: []string{"t"}, Scopes: append(stream, Explore, Report), Ops: []string{"search_issues"}},
		{ID: Copy, Title: "copy: id, URL, stack trace, Markdown", Hint: "copy", Keys: []string{"y"}, Scopes: []Scope{Issues, Issue, Trace, Explore, Logs, Page, Report, Welcome}},
		{ID: Preview, Title: "show or hide the preview", Hint: "preview", Keys: []string{"P"}, Scopes: stream},
		{ID: PickProject, Title: "choose a project", Hint: "project", Keys: []string{"p"}, Scopes: stream, Ops: []string{"find_projects"}},
		{ID: Environment, Title: "choose an environment", Keys: []string{"E"}, Scopes: stream, Ops: []string{"find_environments"}},
		{ID: ViewList, Title: "saved searches", Keys: []string{"W"}, Scopes: inOrg, Ops: []string{"find_issue_views"}},
		{ID: ProjectList, Title: "choose a project", Hint: "projects", Keys: []string{"p"}, Scopes: []Scope{Releases, Views, Explore, Logs}, Ops: []string{"find_projects"}},
		{ID: HideHints, Title: "hide the hints of the first minute, for good", Keys: []string{"-"}, Scopes: []Scope{Issues, Issue}},
		{ID: ReleaseList, Title: "choose a release", Keys: []string{"L"}, Scopes: inOrg, Ops: []string{"find_releases"}},
	}
}
