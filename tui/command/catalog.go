package command

import "slices"

// What works everywhere, and what moves through any list.
const (
	Up       ID = "up"
	Down     ID = "down"
	PageUp   ID = "page-up"
	PageDown ID = "page-down"
	Top      ID = "top"
	Bottom   ID = "bottom"

	Refresh       ID = "refresh"
	Whoami        ID = "whoami"
	Back          ID = "back"
	Forward       ID = "forward"
	Goto          ID = "goto"
	Palette       ID = "palette"
	UnderWay      ID = "under-way"
	Mouse         ID = "mouse"
	Theme         ID = "theme"
	Help          ID = "help"
	Quit          ID = "quit"
	QuitFromInput ID = "quit-always"
	Suspend       ID = "suspend"
)

// Catalog lists every command, in the order of the help page.
func Catalog() []Command {
	return slices.Concat(
		triageCommands(),
		exploreCommands(),
		traceCommands(),
		streamCommands(),
		issueCommands(),
		runCommands(),
		moveCommands(),
		globalCommands(),
	)
}

// lists are the screens that have rows to move through.
func lists() []Scope {
	return append([]Scope{
		Welcome,
		Orgs,
		Projects,
		Releases,
		Views,
		Issues,
		Issue,
		Runs,
		Trace,
	}, exploreScopes()...)
}

func moveCommands() []Command {
	lists := lists()
	return []Command{
		{ID: Up, Title: "up", Keys: []string{"k", "up"}, Scopes: lists},
		{ID: Down, Title: "down", Keys: []string{"j", "down"}, Scopes: lists},
		{ID: PageUp, Title: "page up", Keys: []string{"pgup", "ctrl+u"}, Scopes: lists},
		{ID: PageDown, Title: "page down", Keys: []string{"pgdown", "ctrl+d"}, Scopes: lists},
		{ID: Top, Title: "to the top", Keys: []string{"g", "home"}, Scopes: lists},
		{ID: Bottom, Title: "to the end", Keys: []string{"G", "end"}, Scopes: lists},
	}
}

func globalCommands() []Command {
	return []Command{
		{ID: Refresh, Title: "load again", Keys: []string{"R"}, Scopes: []Scope{Global}},
		{ID: Whoami, Title: "who is logged in, and where", Keys: []string{"@"}, Scopes: []Scope{Global}, Ops: []string{"whoami"}},
		{ID: Back, Title: "back, up to the organizations", Hint: "back", Keys: []string{"esc", "backspace"}, Scopes: []Scope{Global}, Ops: []string{"find_organizations"}},
		{ID: Forward, Title: "forward, to what back left", Keys: []string{">"}, Scopes: []Scope{Global}},
		{ID: Goto, Title: "go to a place, an issue or a pasted address", Hint: "go to", Keys: []string{":"}, Scopes: []Scope{Global}, Ops: []string{"find_projects"}},
		{ID: Palette, Title: "find a command", Keys: []string{"ctrl+k"}, Scopes: []Scope{Global}},
		{ID: UnderWay, Title: "what is under way: changes and fix runs", Keys: []string{"ctrl+t"}, Scopes: []Scope{Global}},
		{ID: Mouse, Title: "mouse on or off: off leaves it to the terminal, to select text", Keys: []string{"ctrl+g"}, Scopes: []Scope{Global}},
		{ID: Theme, Title: "choose a theme, shown while the cursor is on it", Keys: []string{"C"}, Scopes: []Scope{Global}},
		{ID: Help, Title: "this page", Hint: "help", Keys: []string{"?"}, Scopes: []Scope{Global}},
		{ID: Quit, Title: "quit", Hint: "quit", Keys: []string{"q"}, Scopes: []Scope{Global}},
		{ID: QuitFromInput, Title: "quit, also while typing", Keys: []string{"ctrl+c"}, Scopes: []Scope{Global}},
		{ID: Suspend, Title: "suspend, also while typing; fg in the shell comes back", Keys: []string{"ctrl+z"}, Scopes: []Scope{Global}},
	}
}
