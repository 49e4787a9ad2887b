package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func demo() leaf {
	return leaf{
		name: "demo", summary: "look around in two weeks of a small shop's errors; no account, no set-up",
		details:  "On a terminal it opens the terminal interface, elsewhere it prints a short tour. Every command takes --profile demo.",
		examples: []string{"vedette demo", "vedette demo | less", "vedette --profile demo issue list"},
		run: func(ctx context.Context, c *call) error {
			if err := check[tour](c); err != nil {
				return err
			}
			s, err := c.settingsFor(config.Demo)
			if err != nil {
				return err
			}
			if c.out.Interactive() && !c.format.JSON {
				return c.openTUIFor(ctx, s)
			}
			o, err := c.connect(ctx, s)
			if err != nil {
				return err
			}
			t, err := takeTour(ctx, o)
			if err != nil {
				return err
			}
			return c.object(ctx, t)
		},
	}
}

// tour is what a first look at the demo shows.
type tour struct {
	Projects []ops.Project          `json:"projects"`
	Issues   []ops.Issue            `json:"issues"`
	Issue    ops.GetIssueDetailsOut `json:"issue"`
	Run      ops.GetSeerRunOut      `json:"run"`
}

// takeTour reads the projects, the issues that happen most, and the first of
// them with its analysis.
func takeTour(ctx context.Context, o *ops.Ops) (t tour, err error) {
	projects, err := o.FindProjects(ctx, ops.FindProjectsIn{})
	if err != nil {
		return t, err
	}
	issues, err := o.SearchIssues(ctx, ops.SearchIssuesIn{Sort: "freq", PageIn: ops.PageIn{Limit: 8}})
	if err != nil {
		return t, err
	}
	t.Projects, t.Issues = projects.Projects, issues.Issues
	first := firstWithStack(t.Issues)
	if first == "" {
		return t, errors.New("the demo has no issue with a stack trace; delete its cache (vedette doctor shows where) and try again")
	}
	if t.Issue, err = o.GetIssueDetails(ctx, ops.GetIssueDetailsIn{IssueTarget: target(first), Include: []string{"stack"}}); err != nil {
		return t, err
	}
	t.Run, err = o.AnalyzeIssue(ctx, ops.AnalyzeIssueIn{IssueTarget: target(first), Until: ops.UntilRootCause, Timeout: 20})
	return t, err
}

// firstWithStack is the issue to look into: the first that crashed something,
// else the first error.
func firstWithStack(issues []ops.Issue) string {
	best := ""
	for _, i := range issues {
		switch crash := i.IsUnhandled || i.Level == "fatal"; {
		case i.Metadata.Type.IsZero():
		case crash:
			return ops.IssueHandle(i)
		case best == "":
			best = ops.IssueHandle(i)
		}
	}
	return best
}

// Doc is the tour on one page.
func (t tour) Doc() text.Doc {
	var d text.Doc
	d.Heading(1, text.T("Vedette: from \"something broke\" to \"it is fixed\""))
	d.Para(text.T("You are looking at the demo: recorded errors of a small shop, served by the Sentry-compatible backend inside this program. " +
		"The same commands work on hosted and self-hosted Sentry, and on what your own programs send to this machine."))
	d.Heading(2, text.T("Projects"))
	for _, p := range t.Projects {
		d.Bullet(text.Bold(text.T(p.Slug)), text.T(" "+p.Platform))
	}
	d.Heading(2, text.T("Issues by number of events (vedette --profile demo issue list --sort freq)"))
	var rows [][]text.Inline
	for _, i := range t.Issues {
		rows = append(rows, []text.Inline{
			text.T(ops.IssueHandle(i)), text.T(i.Level), text.T(ops.IssueState(i)), text.T(text.Count(int64(i.Count))), text.From(i.Title.Cut(70)),
		})
	}
	d.Table([]string{"Issue", "Level", "State", "Events", "Title"}, rows)
	issue := ops.IssueHandle(t.Issue.Issue)
	d.Heading(2, text.T("One of them: "+issue+" "), t.Issue.Issue.Title)
	d.Para(text.T(fmt.Sprintf("%d times, %d users, %s, in ", int64(t.Issue.Issue.Count), int64(t.Issue.Issue.UserCount), ops.IssueState(t.Issue.Issue))), t.Issue.Issue.Culprit)
	d.CodeBlock("", excerpt(t.Issue.Event)...)
	if t.Run.Run != nil && t.Run.Run.Root != nil {
		root := t.Run.Run.Root
		d.Heading(2, text.T("What "), ops.SeerMaker(*t.Run.Run), text.T(" found (vedette --profile demo fix "+issue+")"))
		d.Para(text.Prose(root.Summary))
		for _, why := range root.Whys {
			d.Bullet(text.Prose(why))
		}
	}
	d.Heading(2, text.T("Go on"))
	d.CodeBlock("sh", text.From("vedette demo                                    # the same in the terminal interface\n"+
		"vedette --profile demo issue view "+issue+"         # the whole issue\n"+
		"vedette --profile demo fix "+issue+"                # root cause and plan\n"+
		"vedette local run -- npm start                  # your own program, no account\n"+
		"vedette auth login --token                      # your Sentry organization\n"+
		"claude mcp add vedette -- vedette serve         # the same for a coding agent"))
	return d
}

// excerpt is the frame an event crashed in, with its source.
func excerpt(e *ops.Event) (lines []text.Untrusted) {
	if e == nil {
		return nil
	}
	for n := len(e.Exceptions) - 1; n >= 0; n-- {
		at := ops.CrashFrame(e.Exceptions[n].Frames)
		if at < 0 {
			continue
		}
		f := e.Exceptions[n].Frames[at]
		lines = append(lines, text.From(ops.FrameLine(f)))
		for _, l := range f.Context {
			mark := "  "
			if int64(l.No) == int64(f.LineNo) {
				mark = "> "
			}
			lines = append(lines, text.From(fmt.Sprintf("%s%5d | %s", mark, l.No, strings.Join(l.Code.Lines(), " "))))
		}
		return lines
	}
	return nil
}
