package triage

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Reading is the name of the task that reads what a picker offers; its answer is
// a screen.Loaded[Candidates].
const Reading = "reading"

// Candidates are who issues may be assigned to, or the releases they may be
// resolved in, for the picker that asks for one of them.
type Candidates struct {
	picker *widget.Picker
	picks  []widget.Pick
	notes  string // which of them could not be read
}

// Offer puts the candidates into the picker, which may be open.
func (c Candidates) Offer() {
	c.picker.Wait = c.notes
	c.picker.Add(c.picks...)
}

// assign asks who works on the issues, at once with those known here; the owners,
// the authors of suspect commits, the teams and the people come as they are read.
func (t Target) assign() tea.Cmd {
	picker := &widget.Picker{Title: "Assign " + t.name() + " to", Wait: "loading owners, teams and people...", Free: func(typed string) widget.Pick {
		name := text.From(typed)
		return widget.Pick{Title: name.String(), Note: "email, username, user:ID, team:ID", Run: func() tea.Cmd {
			return t.assignTo(typed, &ops.Actor{Type: "user", Name: name})
		}}
	}}
	picker.Add(
		widget.Pick{Title: "me", Run: func() tea.Cmd { return t.assignTo("me", &ops.Actor{Type: "user", Name: text.From("me")}) }},
		widget.Pick{Title: "nobody", Run: func() tea.Cmd { return t.assignTo("", nil) }},
	)
	var recent []screen.Assignee
	if t.Env.Memory != nil {
		recent = t.Env.Memory.Assignees.All()
	}
	for _, a := range recent {
		picker.Add(t.pick(a.Who, text.From(a.Name), "recent"))
	}
	return tea.Batch(ask(picker), screen.Run(t.Env.Tasks, Reading, t.candidates, offered{picker, recent}))
}

// offered is a picker with what it offers before anything is read.
type offered struct {
	picker *widget.Picker
	recent []screen.Assignee
}

// candidate is somebody, or a team, in the words of the operations, and why it is
// offered.
type candidate struct {
	who  string
	name text.Untrusted
	note string
}

// picks offers each once: those suggested for what they are, of the others who is
// not offered as a recent choice.
func (t Target) picks(recent []screen.Assignee, suggested, others []candidate) (picks []widget.Pick) {
	seen := map[string]bool{}
	add := func(all []candidate) {
		for _, c := range all {
			if !seen[c.who] {
				seen[c.who] = true
				picks = append(picks, t.pick(c.who, c.name, c.note))
			}
		}
	}
	add(suggested)
	for _, a := range recent {
		seen[a.Who] = true
	}
	add(others)
	return picks
}

// candidates reads who there is, side by side. What cannot be read is left out
// and told: everybody can still be typed.
func (t Target) candidates(ctx context.Context, already offered) (Candidates, error) {
	org := ops.OrgTarget{Org: t.Org}
	var owners, teams, people []candidate
	var ownersErr, teamsErr, peopleErr error
	var all sync.WaitGroup
	if len(t.all()) == 1 {
		all.Go(func() {
			in := ops.GetIssueOwnersIn{EventTarget: ops.EventTarget{IssueTarget: ops.IssueTarget{OrgTarget: org, Issue: string(t.all()[0].ID)}}}
			var out ops.GetIssueOwnersOut
			out, ownersErr = t.Env.Ops.GetIssueOwners(ctx, in)
			owners = suggested(out)
		})
	}
	all.Go(func() {
		var out ops.FindTeamsOut
		out, teamsErr = t.Env.Ops.FindTeams(ctx, ops.FindTeamsIn{OrgTarget: org, PageIn: ops.PageIn{Limit: 100}})
		for _, team := range out.Teams {
			teams = append(teams, candidate{"team:" + string(team.ID), text.From("#" + string(team.Slug)), "team"})
		}
	})
	all.Go(func() {
		var out ops.FindMembersOut
		out, peopleErr = t.Env.Ops.FindMembers(ctx, ops.FindMembersIn{OrgTarget: org, PageIn: ops.PageIn{Limit: 100}})
		for _, m := range out.Members {
			if m.User != nil && m.User.ID != "" {
				people = append(people, candidate{"user:" + string(m.User.ID), m.Name, m.Email.Cut(40)})
			}
		}
	})
	all.Wait()
	c := Candidates{picker: already.picker, picks: t.picks(already.recent, owners, append(teams, people...))}
	for _, part := range []struct {
		name string
		err  error
	}{{"owners", ownersErr}, {"teams", teamsErr}, {"people", peopleErr}} {
		if part.err != nil {
			c.notes = "the " + part.name + " could not be read (" + text.From(part.err.Error()).Cut(80) + "); type who it is"
		}
	}
	return c, nil
}

// suggested are the authors of suspect commits, then the owners.
func suggested(out ops.GetIssueOwnersOut) (all []candidate) {
	for _, c := range out.Committers {
		if c.Author == nil {
			continue
		}
		who := c.Author.Email.Raw()
		if c.Author.ID != "" {
			who = "user:" + string(c.Author.ID)
		}
		if who != "" {
			all = append(all, candidate{who, ops.PersonName(*c.Author), "suspect commit"})
		}
	}
	for _, o := range out.Owners.Owners {
		if o.ID != "" {
			name := o.Name
			if o.Type == "team" {
				name = text.From("#" + name.Raw())
			}
			all = append(all, candidate{string(o.Type) + ":" + string(o.ID), name, "owner"})
		}
	}
	return all
}

// pick offers somebody; who is in the words of the operations.
func (t Target) pick(who string, name text.Untrusted, note string) widget.Pick {
	return widget.Pick{Title: name.Cut(60), Note: text.From(note).String(), Run: func() tea.Cmd {
		if t.Env.Memory != nil {
			t.Env.Memory.Assignees.Add(screen.Assignee{Who: who, Name: name.Raw()})
		}
		kind := text.Word("user")
		if len(who) > 5 && who[:5] == "team:" {
			kind = "team"
		}
		return t.assignTo(who, &ops.Actor{Type: kind, Name: name})
	}}
}

func (t Target) assignTo(who string, actor *ops.Actor) tea.Cmd {
	assignee := aspect{
		name: "assignee",
		put:  func(from ops.Issue, to *ops.Issue) { to.AssignedTo = from.AssignedTo },
		same: func(a, b ops.Issue) bool { return a.AssignedTo == b.AssignedTo },
		restore: func(before ops.Issue, _ time.Time) edit {
			who, name := "", ""
			if a := before.AssignedTo; a != nil {
				if who, name = string(a.Type)+":"+string(a.ID), a.Name.Raw(); a.ID == "" {
					who = name
				}
			}
			return edit{IssueEdit: ops.IssueEdit{AssignedTo: &who}, to: name}
		},
	}
	name := ""
	if actor != nil {
		name = actor.Name.Raw()
	}
	return t.update("assigning", edit{IssueEdit: ops.IssueEdit{AssignedTo: &who}, to: name}, assignee, func(i *ops.Issue) { i.AssignedTo = actor })
}
