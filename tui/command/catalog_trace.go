package command

// What the waterfall of a trace can do.
const (
	OpenTrace     ID = "trace"
	Details       ID = "details"
	Fold          ID = "fold"
	Collapse      ID = "collapse"
	Expand        ID = "expand"
	FoldAll       ID = "fold-all"
	NextMatch     ID = "next-match"
	PreviousMatch ID = "previous-match"
	NextError     ID = "next-error"
	PreviousError ID = "previous-error"
	Zoom          ID = "zoom"
	OpenIssue     ID = "open-issue"
	TraceLogs     ID = "trace-logs"
)

func traceCommands() []Command {
	trace := []Scope{Trace}
	return []Command{
		{ID: OpenTrace, Title: "the trace: who called whom, and for how long", Hint: "trace", Keys: []string{"T"}, Scopes: []Scope{Issue, Issues, Explore, Logs}, Ops: []string{"get_trace_details"}},
		{ID: Fold, Title: "fold or unfold what is below", Hint: "fold", Keys: []string{"space"}, Scopes: trace},
		{ID: Collapse, Title: "fold, or go to the span above", Keys: []string{"h", "left"}, Scopes: trace},
		{ID: Expand, Title: "unfold", Keys: []string{"l", "right"}, Scopes: trace},
		{ID: FoldAll, Title: "fold or unfold everything", Keys: []string{"x"}, Scopes: trace},
		{ID: NextError, Title: "next error", Hint: "error", Keys: []string{"]"}, Scopes: trace},
		{ID: PreviousError, Title: "previous error", Keys: []string{"["}, Scopes: trace},
		{ID: NextMatch, Title: "next span that was searched for", Keys: []string{"n"}, Scopes: trace},
		{ID: PreviousMatch, Title: "previous span that was searched for", Keys: []string{"N"}, Scopes: trace},
		{ID: OpenIssue, Title: "the issue of the span or row; the issues of the release", Hint: "issue", Keys: []string{"i"}, Scopes: append(trace, Explore, Releases)},
		{ID: TraceLogs, Title: "logs of the trace", Hint: "logs", Keys: []string{"L"}, Scopes: trace},
		{ID: Details, Title: "show or hide what is known about the span", Hint: "details", Keys: []string{"v"}, Scopes: trace, Ops: []string{"get_span_details"}},
		{ID: Zoom, Title: "draw only the time of the span, or all of it again", Hint: "zoom", Keys: []string{"z"}, Scopes: trace},
	}
}
