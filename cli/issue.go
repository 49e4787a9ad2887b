package cli

import (
	"context"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// issueArg is how issues are named everywhere.
const issueArg = "An ISSUE is a short id (SHOP-1A), a numeric id, an issue URL, or @latest."

func (s *session) issueGroup() *ucli.Command {
	group := s.group("issue", "Search, read and triage issues",
		s.command(issueList()), s.command(issueView()), s.command(issueEvents()), s.command(issueTags()), s.command(issueActivity()),
		s.command(issueSimilar()), s.command(issueOwners()), s.command(issueFeedback()), s.command(issueLinks()),
		s.command(issueResolve()), s.command(issueUnresolve()), s.command(issueArchive()), s.command(issueAssign()),
		s.command(issuePriority()), s.commentGroup(),
	)
	for _, l := range issueMarks() {
		group.Commands = append(group.Commands, s.command(l))
	}
	group.Commands = append(group.Commands, s.command(issueMerge()), s.command(issueDelete()))
	return group
}

// target names the issue of an argument.
func target(ref string) ops.IssueTarget { return ops.IssueTarget{Issue: ref} }

// levelStyle is the colour of a level.
func levelStyle(level text.Word) render.Style {
	switch level {
	case "fatal", "error":
		return render.Red
	case "warning":
		return render.Yellow
	case "info", "debug":
		return render.Blue
	}
	return render.Plain
}

// stateStyle is the colour of a state.
func stateStyle(state string) render.Style {
	switch state {
	case "new", "regressed", "escalating":
		return render.Yellow
	case "resolved":
		return render.Green
	case "archived":
		return render.Faint
	}
	return render.Plain
}

// issueView is `issue view`.
func issueView() leaf {
	return leaf{
		name: "view", summary: "show an issue with its stack trace", op: []string{"get_issue_details"},
		details: issueArg, args: "ISSUE", min: 1, max: 1,
		examples: []string{"vedette issue view SHOP-1A", "vedette issue view @latest --include all", "vedette issue view SHOP-1A --json=title,count"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "event", Usage: "latest, oldest, recommended or an event `ID` (default recommended)"},
			&ucli.StringFlag{Name: "env", Usage: "the event from this environment `NAME`"},
			&ucli.StringSliceFlag{Name: "include", Usage: "`SECTIONS`: stack, tags, breadcrumbs, request, contexts, vars, extra, threads, all (default stack,tags,request)"},
			&ucli.BoolFlag{Name: "web", Aliases: []string{"w"}, Usage: "open the issue in the browser"},
		},
		run: func(ctx context.Context, c *call) error {
			whole, err := mainly[ops.GetIssueDetailsOut, ops.Issue](c)
			if err != nil {
				return err
			}
			o, s, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Reading " + c.args[0])
			out, err := o.GetIssueDetails(ctx, ops.GetIssueDetailsIn{
				IssueTarget: target(c.args[0]), EventID: c.cmd.String("event"), Environment: either(c.cmd.String("env"), s.Environment), Include: c.cmd.StringSlice("include"),
			})
			done()
			if err != nil {
				return err
			}
			if c.cmd.Bool("web") {
				return c.openURL(out.Issue.Permalink.Raw())
			}
			if whole {
				return c.object(ctx, out)
			}
			return c.out.Object(ctx, c.format, out.Issue, out.Doc())
		},
	}
}
