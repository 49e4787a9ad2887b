package command

// What can be done with fix runs.
const (
	RunList  ID = "runs"
	LeaveRun ID = "leave-run"
	StopRun  ID = "stop-run"
)

func runCommands() []Command {
	return []Command{
		{ID: RunList, Title: "fix runs: those under way, and the organization's", Keys: []string{"J"}, Scopes: []Scope{Issues, Issue}, Ops: []string{"find_seer_runs"}},
		{ID: LeaveRun, Title: "stop following the run; it goes on", Hint: "leave", Keys: []string{"l"}, Scopes: []Scope{Runs}},
		{ID: StopRun, Title: "stop the run at the server, after a question", Hint: "stop", Keys: []string{"x"}, Scopes: []Scope{Runs}, Ops: []string{"stop_seer_run"}},
	}
}
