package command

// The commands' names.
const (
	Up       ID = "up"
	Down     ID = "down"
	PageUp   ID = "page-up"
	PageDown ID = "page-down"
	Top      ID = "top"
	Bottom   ID = "bottom"
	Open     ID = "open"

	Search        ID = "search"
	Filter        ID = "filter"
	Sort          ID = "sort"
	Period        ID = "period"
	Preview       ID = "preview"
	ProjectList   ID = "projects"
	ReleaseList   ID = "releases"
	Resolve       ID = "resolve"
	Unresolve     ID = "unresolve"
	Archive       ID = "archive"
	Assign        ID = "assign"
	Priority      ID = "priority"
	Comment       ID = "comment"
	Fix           ID = "fix"
	Browser       ID = "browser"
	Copy          ID = "copy"
	NextTab       ID = "next-tab"
	PreviousTab   ID = "previous-tab"
	TabOverview   ID = "tab-overview"
	TabStack      ID = "tab-stack"
	TabCrumbs     ID = "tab-breadcrumbs"
	TabTags       ID = "tab-tags"
	TabEvents     ID = "tab-events"
	TabActivity   ID = "tab-activity"
	TabFix        ID = "tab-fix"
	OlderEvent    ID = "older-event"
	NewerEvent    ID = "newer-event"
	InApp         ID = "in-app"
	ExpandAll     ID = "expand-all"
	AnswerFix     ID = "answer"
	NewFix        ID = "new-fix"
	Whoami        ID = "whoami"
	Refresh       ID = "refresh"
	Back          ID = "back"
	Help          ID = "help"
	Quit          ID = "quit"
	QuitFromInput ID = "quit-always"
)

// Catalog lists every command, in the order of the help page.
func Catalog() []Command {
	lists := []Scope{Welcome, Orgs, Projects, Releases, Issues, Issue}
	pickers := []Scope{Orgs, Projects, Releases, Issues}
	stream, issue, triage := []Scope{Issues}, []Scope{Issue}, []Scope{Issues, Issue}
	inOrg := []Scope{Issues, Projects, Releases}
	return []Command{
		{ID: Open, Title: "open; in a stack: expand the frame", Hint: "open", Keys: []string{"enter", "space"}, Scopes: lists, Ops: []string{"get_issue_details"}},
		{ID: Search, Title: "search on the server, in Sentry's syntax", Hint: "search", Keys: []string{"/"}, Scopes: stream, Ops: []string{"search_issues"}},
		{ID: Resolve, Title: "resolve", Hint: "resolve", Keys: []string{"r"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Unresolve, Title: "unresolve: open it again", Keys: []string{"u"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Archive, Title: "archive: until it escalates, for a time, ...", Hint: "archive", Keys: []string{"e"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Assign, Title: "assign: who works on it", Hint: "assign", Keys: []string{"w"}, Scopes: triage, Ops: []string{"update_issue", "find_teams"}},
		{ID: Priority, Title: "set the priority", Keys: []string{"!"}, Scopes: triage, Ops: []string{"update_issue"}},
		{ID: Comment, Title: "comment", Hint: "comment", Keys: []string{"c"}, Scopes: triage, Ops: []string{"add_issue_note"}},
		{ID: Fix, Title: "find the cause and a fix", Hint: "fix", Keys: []string{"f"}, Scopes: triage, Ops: []string{"analyze_issue_with_seer"}},
		{ID: Browser, Title: "open in the browser", Keys: []string{"o"}, Scopes: triage},
		{ID: Copy, Title: "copy: id, URL, stack trace, Markdown", Hint: "copy", Keys: []string{"y"}, Scopes: triage},

		{ID: Filter, Title: "filter the rows that are loaded", Hint: "filter", Keys: []string{"F"}, Scopes: pickers},
		{ID: Sort, Title: "next order: last seen, events, users, new, trends", Hint: "sort", Keys: []string{"s"}, Scopes: stream, Ops: []string{"search_issues"}},
		{ID: Period, Title: "next period: 1h, 24h, 7d, 14d, 30d, 90d", Hint: "period", Keys: []string{"t"}, Scopes: stream, Ops: []string{"search_issues"}},
		{ID: Preview, Title: "show or hide the preview", Hint: "preview", Keys: []string{"v"}, Scopes: stream},
		{ID: ProjectList, Title: "choose a project", Hint: "projects", Keys: []string{"p"}, Scopes: inOrg, Ops: []string{"find_projects"}},
		{ID: ReleaseList, Title: "choose a release", Keys: []string{"L"}, Scopes: inOrg, Ops: []string{"find_releases"}},

		{ID: NextTab, Title: "next section", Hint: "section", Keys: []string{"tab", "l", "right"}, Scopes: issue},
		{ID: PreviousTab, Title: "previous section", Keys: []string{"shift+tab", "h", "left"}, Scopes: issue},
		{ID: TabOverview, Title: "overview", Keys: []string{"1"}, Scopes: issue, Ops: []string{"get_issue_details"}},
		{ID: TabStack, Title: "stack trace", Keys: []string{"2"}, Scopes: issue},
		{ID: TabCrumbs, Title: "breadcrumbs", Keys: []string{"3"}, Scopes: issue},
		{ID: TabTags, Title: "tags", Keys: []string{"4"}, Scopes: issue, Ops: []string{"get_issue_tag_values"}},
		{ID: TabEvents, Title: "events", Keys: []string{"5"}, Scopes: issue, Ops: []string{"search_issue_events"}},
		{ID: TabActivity, Title: "activity and comments", Keys: []string{"6"}, Scopes: issue, Ops: []string{"get_issue_activity"}},
		{ID: TabFix, Title: "fix run", Keys: []string{"7"}, Scopes: issue, Ops: []string{"get_seer_run"}},
		{ID: OlderEvent, Title: "older event", Keys: []string{"["}, Scopes: issue, Ops: []string{"get_issue_details"}},
		{ID: NewerEvent, Title: "newer event", Keys: []string{"]"}, Scopes: issue, Ops: []string{"get_issue_details"}},
		{ID: InApp, Title: "stack: only frames of the application", Hint: "in-app", Keys: []string{"a"}, Scopes: issue},
		{ID: ExpandAll, Title: "stack: expand or fold every frame", Keys: []string{"x"}, Scopes: issue},
		{ID: AnswerFix, Title: "fix run: answer its question, or guide it", Keys: []string{"i"}, Scopes: issue, Ops: []string{"analyze_issue_with_seer"}},
		{ID: NewFix, Title: "fix run: start a new one", Keys: []string{"N"}, Scopes: issue, Ops: []string{"analyze_issue_with_seer"}},

		{ID: Up, Title: "up", Keys: []string{"k", "up"}, Scopes: lists},
		{ID: Down, Title: "down", Keys: []string{"j", "down"}, Scopes: lists},
		{ID: PageUp, Title: "page up", Keys: []string{"pgup", "ctrl+u"}, Scopes: lists},
		{ID: PageDown, Title: "page down", Keys: []string{"pgdown", "ctrl+d"}, Scopes: lists},
		{ID: Top, Title: "to the top", Keys: []string{"g", "home"}, Scopes: lists},
		{ID: Bottom, Title: "to the end", Keys: []string{"G", "end"}, Scopes: lists},

		{ID: Refresh, Title: "load again", Keys: []string{"R"}, Scopes: []Scope{Global}},
		{ID: Whoami, Title: "who is logged in, and where", Keys: []string{"@"}, Scopes: []Scope{Global}, Ops: []string{"whoami"}},
		{ID: Back, Title: "back, up to the organizations", Hint: "back", Keys: []string{"esc", "backspace"}, Scopes: []Scope{Global}, Ops: []string{"find_organizations"}},
		{ID: Help, Title: "this page", Hint: "help", Keys: []string{"?"}, Scopes: []Scope{Global}},
		{ID: Quit, Title: "quit", Hint: "quit", Keys: []string{"q"}, Scopes: []Scope{Global}},
		{ID: QuitFromInput, Title: "quit, also while typing", Keys: []string{"ctrl+c"}, Scopes: []Scope{Global}},
	}
}
