package triage

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// resolve closes the issues; one that is closed already is left alone.
func (t Target) resolve() tea.Cmd {
	if len(t.Marked) == 0 && t.Issue.Status == "resolved" {
		return screen.Say(t.name() + " is resolved already (" + t.Env.Keys.Key(command.Unresolve) + " opens it again)")
	}
	return t.setStatus("resolving", edit{IssueEdit: ops.IssueEdit{Status: "resolved"}}, "resolved", "", ops.Issue{})
}

func (t Target) unresolve() tea.Cmd {
	return t.setStatus("unresolving", edit{IssueEdit: ops.IssueEdit{Status: "unresolved"}}, "unresolved", "ongoing", ops.Issue{})
}

// resolveMenu asks with which code the issues count as resolved.
func (t Target) resolveMenu() *widget.Menu {
	in := func(mark ops.IssueMarks) tea.Cmd {
		shown := ops.Issue{}
		shown.StatusDetails.InRelease = text.From(mark.InRelease)
		return t.setStatus("resolving", edit{IssueEdit: ops.IssueEdit{Status: "resolved"}, IssueMarks: mark}, "resolved", "", shown)
	}
	return &widget.Menu{Title: "Resolve " + t.name(), Note: []string{"An issue that comes back in a later release is a regression."}, Choices: []widget.Choice{
		{Key: "n", Title: "in the next release", Run: func() tea.Cmd {
			shown := ops.Issue{}
			shown.StatusDetails.InNextRelease = true
			return t.setStatus("resolving", edit{IssueEdit: ops.IssueEdit{Status: "resolvedInNextRelease"}}, "resolved", "", shown)
		}},
		{Key: "c", Title: "in the current release", Run: func() tea.Cmd { return in(ops.IssueMarks{InRelease: "latest"}) }},
		{Key: "r", Title: "in another release...", Run: func() tea.Cmd {
			return t.pickRelease(func(version string) tea.Cmd { return in(ops.IssueMarks{InRelease: version}) })
		}},
		{Key: "s", Title: "in a commit...", Run: func() tea.Cmd {
			return ask(&widget.Prompt{Title: "Resolve " + t.name() + " in commit", Note: "REPOSITORY@SHA, for example acme/shop@1a2b3c4",
				Submit: func(commit string) tea.Cmd { return in(ops.IssueMarks{InCommit: strings.TrimSpace(commit)}) }})
		}},
	}}
}

// pickRelease asks for a release of the issues' project, or any whose version is
// typed.
func (t Target) pickRelease(take func(version string) tea.Cmd) tea.Cmd {
	picker := &widget.Picker{Title: "Resolve " + t.name() + " in release", Wait: "loading releases...", Free: func(typed string) widget.Pick {
		return widget.Pick{Title: text.From(typed).Cut(80), Note: "as typed", Run: func() tea.Cmd { return take(typed) }}
	}}
	in := ops.FindReleasesIn{OrgTarget: ops.OrgTarget{Org: t.Org}, Project: screen.ProjectOr(string(t.all()[0].Project.Slug)), PageIn: ops.PageIn{Limit: 100}}
	read := func(ctx context.Context, in ops.FindReleasesIn) (Candidates, error) {
		out, err := t.Env.Ops.FindReleases(ctx, in)
		c := Candidates{picker: picker}
		if err != nil {
			c.notes = "the releases could not be read (" + text.From(err.Error()).Cut(80) + "); type a version"
		}
		for _, r := range out.Releases {
			c.picks = append(c.picks, widget.Pick{Title: r.Version.Cut(80), Note: text.Ago(r.DateCreated.Time, t.Env.Now()), Run: func() tea.Cmd { return take(r.Version.Raw()) }})
		}
		return c, ctx.Err()
	}
	return tea.Batch(ask(picker), screen.Run(t.Env.Tasks, Reading, read, in))
}
