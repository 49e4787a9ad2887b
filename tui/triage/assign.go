package triage

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Teams is the name of the task that loads the teams for the assign menu.
const Teams = "teams"

// maxTeams is how many teams get a key of their own; others are typed.
const maxTeams = 9

// assign loads the teams first; AssignMenu takes the answer.
func (t Target) assign() tea.Cmd {
	in := ops.FindTeamsIn{OrgTarget: ops.OrgTarget{Org: t.Org}}
	return screen.Run(t.Env.Tasks, Teams, t.Env.Ops.FindTeams, in)
}

// AssignMenu asks who works on the issue. Teams that could not be loaded are
// left out: they can still be typed.
func AssignMenu(t Target, teams []ops.Team) tea.Cmd {
	m := &widget.Menu{Title: "Assign " + t.handle(), Choices: []widget.Choice{
		{Key: "m", Title: "me", Run: func() tea.Cmd { return t.assignTo("me", &ops.Actor{Type: "user", Name: text.From("me")}) }},
		{Key: "n", Title: "nobody", Run: func() tea.Cmd { return t.assignTo("", nil) }},
		{Key: "t", Title: "somebody else: type a name", Run: func() tea.Cmd { return ask(t.assignPrompt()) }},
	}}
	for n, team := range teams[:min(len(teams), maxTeams)] {
		m.Choices = append(m.Choices, widget.Choice{Key: strconv.Itoa(n + 1), Title: "team " + string(team.Slug), Run: func() tea.Cmd {
			return t.assignTo("team:"+string(team.ID), &ops.Actor{Type: "team", Name: text.From(string(team.Slug))})
		}})
	}
	return ask(m)
}

func (t Target) assignPrompt() *widget.Prompt {
	return &widget.Prompt{Title: "Assign " + t.handle() + " to", Note: "email, username, user:ID or team:ID", Submit: func(who string) tea.Cmd {
		return t.assignTo(who, &ops.Actor{Type: "user", Name: text.From(who)})
	}}
}

func (t Target) assignTo(who string, actor *ops.Actor) tea.Cmd {
	before := t.Issue.AssignedTo
	return t.update("assigning", ops.IssueEdit{AssignedTo: &who}, screen.Change{
		Field:  "assignee",
		Now:    func(i *ops.Issue) { i.AssignedTo = actor },
		Undo:   func(i *ops.Issue) { i.AssignedTo = before },
		Stands: func(i ops.Issue) bool { return i.AssignedTo == actor },
	})
}
