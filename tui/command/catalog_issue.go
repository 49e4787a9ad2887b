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
)

func issueCommands() []Command {
	issue := []Scope{Issue}
	return []Command{
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
		{ID: FoldFrame, Title: "stack: expand or fold the frame", Keys: []string{"space"}, Scopes: issue},
		{ID: ExpandAll, Title: "stack: expand or fold every frame", Keys: []string{"x"}, Scopes: issue},
		{ID: AnswerFix, Title: "fix run: answer its question, or guide it", Keys: []string{"i"}, Scopes: issue, Ops: []string{"analyze_issue_with_seer"}},
		{ID: NewFix, Title: "fix run: start a new one", Keys: []string{"N"}, Scopes: issue, Ops: []string{"analyze_issue_with_seer"}},
	}
}
