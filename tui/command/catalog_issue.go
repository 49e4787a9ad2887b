package command

// What the screen of one issue can show.
const (
	NextTab     ID = "next-tab"
	PreviousTab ID = "previous-tab"
	TabOverview ID = "tab-overview"
	TabStack    ID = "tab-stack"
	TabCrumbs   ID = "tab-breadcrumbs"
	TabTags     ID = "tab-tags"
	TabEvents   ID = "tab-events"
	TabActivity ID = "tab-activity"
	TabFix      ID = "tab-fix"
	OlderEvent  ID = "older-event"
	NewerEvent  ID = "newer-event"
	InApp       ID = "in-app"
	FoldFrame   ID = "fold-frame"
	ExpandAll   ID = "expand-all"
	AnswerFix   ID = "answer"
	NewFix      ID = "new-fix"
	FixMenu     ID = "fix-menu"
	TabContext  ID = "tab-context"
	TabFiles    ID = "tab-files"
	TabRelated  ID = "tab-related"
	FindHere    ID = "find-here"
	FrameOrder  ID = "frame-order"
	OpenEditor  ID = "edit-source"
	GraphPeriod ID = "graph-period"

	LatestEvent      ID = "latest-event"
	OldestEvent      ID = "oldest-event"
	RecommendedEvent ID = "recommended-event"
)

func issueCommands() []Command {
	issue := []Scope{Issue}
	return []Command{
		{ID: NextTab, Title: "next section or dataset", Hint: "section", Keys: []string{"tab", "l", "right"}, Scopes: []Scope{Issue, Issues, Explore}},
		{ID: PreviousTab, Title: "previous section or dataset", Keys: []string{"shift+tab", "h", "left"}, Scopes: []Scope{Issue, Issues, Explore}},
		{ID: TabOverview, Title: "overview", Keys: []string{"1"}, Scopes: issue, Ops: []string{"get_issue_details"}},
		{ID: TabStack, Title: "stack trace", Keys: []string{"2"}, Scopes: issue},
		{ID: TabCrumbs, Title: "breadcrumbs", Keys: []string{"3"}, Scopes: issue},
		{ID: TabTags, Title: "tags", Keys: []string{"4"}, Scopes: issue, Ops: []string{"get_issue_tag_values"}},
		{ID: TabEvents, Title: "events", Keys: []string{"5"}, Scopes: issue, Ops: []string{"search_issue_events"}},
		{ID: TabActivity, Title: "activity and comments; enter changes one of yours", Keys: []string{"6"}, Scopes: issue, Ops: []string{"get_issue_activity", "update_issue_note", "delete_issue_note"}},
		{ID: TabFix, Title: "fix run", Keys: []string{"7"}, Scopes: issue, Ops: []string{"get_seer_run"}},
		{ID: TabContext, Title: "request, feature flags, contexts, extra", Keys: []string{"8"}, Scopes: issue},
		{ID: TabFiles, Title: "attachments: view, save", Keys: []string{"9"}, Scopes: issue, Ops: []string{"get_event_attachment"}},
		{ID: TabRelated, Title: "user feedback, similar and merged issues, tickets, pull requests, suspect commits", Keys: []string{"0"}, Scopes: issue,
			Ops: []string{"get_issue_user_reports", "find_similar_issues", "find_external_issues", "get_issue_owners"}},
		{ID: OlderEvent, Title: "older event", Hint: "event", Keys: []string{"["}, Scopes: issue, Ops: []string{"get_event_details"}},
		{ID: NewerEvent, Title: "newer event", Keys: []string{"]"}, Scopes: issue, Ops: []string{"get_event_details"}},
		{ID: OldestEvent, Title: "first event", Keys: []string{"{"}, Scopes: issue, Ops: []string{"get_event_details"}},
		{ID: LatestEvent, Title: "latest event", Keys: []string{"}"}, Scopes: issue, Ops: []string{"get_event_details"}},
		{ID: RecommendedEvent, Title: "the event that tells most", Keys: []string{"="}, Scopes: issue, Ops: []string{"get_event_details"}},
		{ID: FindHere, Title: "find in the stack, breadcrumbs (level:error, category:http), tags or context", Hint: "find", Keys: []string{"/"}, Scopes: issue},
		{ID: OpenEditor, Title: "open the frame in the editor, at its line", Hint: "editor", Keys: []string{"E"}, Scopes: issue},
		{ID: GraphPeriod, Title: "graph of 24 hours, or of 30 days", Keys: []string{"t"}, Scopes: issue},
		{ID: InApp, Title: "stack: only frames of the application", Hint: "in-app", Keys: []string{"a"}, Scopes: issue},
		{ID: FoldFrame, Title: "stack: expand or fold the frame", Keys: []string{"space"}, Scopes: issue},
		{ID: FrameOrder, Title: "stack: newest call first, or last", Hint: "order", Keys: []string{"O"}, Scopes: issue},
		{ID: ExpandAll, Title: "stack: expand or fold every frame", Hint: "all", Keys: []string{"x"}, Scopes: issue},
		{ID: FixMenu, Title: "fix run: go on, play a step again, apply the changes, open pull requests, hand over, stop", Hint: "fix menu", Keys: []string{"m"}, Scopes: issue,
			Ops: []string{"run_seer_step", "open_seer_pr", "hand_off_seer_run", "stop_seer_run", "check_seer_setup"}},
		{ID: AnswerFix, Title: "fix run: answer its question, or guide it", Hint: "answer", Keys: []string{"i"}, Scopes: issue, Ops: []string{"answer_seer_question", "analyze_issue_with_seer"}},
		{ID: NewFix, Title: "fix run: start a new one", Hint: "new fix run", Keys: []string{"N"}, Scopes: issue, Ops: []string{"analyze_issue_with_seer"}},
	}
}
