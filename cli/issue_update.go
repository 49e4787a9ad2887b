package cli

import (
	"context"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
)

func issueResolve() leaf {
	return updateLeaf("resolve", "resolve issues",
		[]string{
			"vedette issue resolve SHOP-1A", "vedette issue resolve SHOP-1A SHOP-2B --in @next --reason 'fixed in #412'",
			"vedette issue resolve SHOP-1A --in shop@2.1.0", "vedette issue resolve SHOP-1A --in @commit",
			"vedette issue resolve --query 'is:unresolved lastSeen:+30d' --period 90d --limit 500 --yes",
		},
		resolveEdit,
		&ucli.StringFlag{Name: "in", Usage: "resolved in this `RELEASE`, @next (release), @latest (release), @commit (the checkout's), or @commit:REPOSITORY@SHA"},
		&ucli.BoolFlag{Name: "in-next-release", Usage: "the same as --in @next"})
}

// resolveEdit reads where issues are resolved.
func resolveEdit(ctx context.Context, c *call, in *ops.UpdateIssuesIn) error {
	in.Status = "resolved"
	where := c.cmd.String("in")
	if c.cmd.Bool("in-next-release") {
		if where != "" && where != "@next" {
			return usage("leave --in-next-release out", "--in %s and --in-next-release exclude each other", where)
		}
		where = "@next"
	}
	commit, isCommit := strings.CutPrefix(where, "@commit")
	switch {
	case where == "":
	case where == "@next":
		in.Status = "resolvedInNextRelease"
	case where == "@latest":
		in.InRelease = "latest"
	case isCommit && commit == "":
		var err error
		in.InCommit, err = c.head(ctx)
		return err
	case isCommit:
		in.InCommit = strings.TrimPrefix(commit, ":")
	case strings.HasPrefix(where, "@"):
		return usage("a version, @next, @latest, @commit or @commit:REPOSITORY@SHA", "--in cannot be %q", where)
	default:
		in.InRelease = where
	}
	return nil
}

// head is the commit that is checked out here, as REPOSITORY@SHA.
func (c *call) head(ctx context.Context) (string, error) {
	sha, err := c.git(ctx, "rev-parse", "HEAD")
	if err != nil {
		return "", err
	}
	repository := c.gitRepository(ctx, "origin")
	if repository == "" {
		return "", usage("--in @commit:REPOSITORY@"+sha[:min(len(sha), 12)], "the checkout has no remote called origin, so its repository has no name")
	}
	return repository + "@" + sha, nil
}

func issueUnresolve() leaf {
	return updateLeaf("unresolve", "open issues again", []string{"vedette issue unresolve SHOP-1A"},
		func(_ context.Context, _ *call, in *ops.UpdateIssuesIn) error { in.Status = "unresolved"; return nil })
}

func issueArchive() leaf {
	return updateLeaf("archive", "archive issues until something happens",
		[]string{
			"vedette issue archive SHOP-1A", "vedette issue archive SHOP-1A --until 3d", "vedette issue archive SHOP-1A --until count:100/1h",
			"vedette issue archive SHOP-1A --until users:50", "vedette issue list -q level:info | vedette issue archive -",
		},
		func(_ context.Context, c *call, in *ops.UpdateIssuesIn) error {
			return parseUntil(c.cmd.String("until"), &in.IssueEdit)
		},
		&ucli.StringFlag{Name: "until", Value: "escalating", Usage: "`WHEN`: escalating, forever, a duration (30m, 12h, 3d), count:N[/WINDOW], users:N[/WINDOW]"})
}

func issueAssign() leaf {
	return updateLeaf("assign", "assign issues", []string{"vedette issue assign SHOP-1A --to me", "vedette issue assign SHOP-1A --to team:42", "vedette issue assign SHOP-1A --to nobody"},
		func(_ context.Context, c *call, in *ops.UpdateIssuesIn) error {
			to := strings.TrimSpace(c.cmd.String("to"))
			switch to {
			case "":
				return usage("--to me, an email, user:ID, team:ID (vedette team list) or nobody", "vedette issue assign needs --to")
			case "nobody":
				to = ""
			}
			in.AssignedTo = &to
			return nil
		},
		&ucli.StringFlag{Name: "to", Usage: "`WHO`: me, an email or username, user:ID, team:ID, nobody"})
}

func issuePriority() leaf {
	l := updateLeaf("priority", "set the priority of issues", []string{"vedette issue priority SHOP-1A high", "vedette issue priority SHOP-1A SHOP-2B --set low"},
		func(_ context.Context, c *call, in *ops.UpdateIssuesIn) error {
			in.Priority = c.cmd.String("set")
			if last := len(c.args) - 1; in.Priority == "" && last >= 0 && slices.Contains([]string{"high", "medium", "low"}, c.args[last]) {
				in.Priority, c.args = c.args[last], c.args[:last]
			}
			if in.Priority == "" {
				return usage("vedette issue priority ISSUE... high, medium or low", "vedette issue priority needs a priority")
			}
			return nil
		},
		&ucli.StringFlag{Name: "set", Usage: "`PRIORITY`: high, medium, low; or the last argument"})
	l.args = "ISSUE... PRIORITY"
	return l
}

// markLeaf is a command that sets one mark of issues.
func markLeaf(name, summary string, mark func(*ops.IssueMarks)) leaf {
	return updateLeaf(name, summary, []string{"vedette issue " + name + " SHOP-1A", "vedette issue " + name + " --query 'assigned:me' --yes"},
		func(_ context.Context, _ *call, in *ops.UpdateIssuesIn) error { mark(&in.IssueMarks); return nil })
}

func issueMarks() []leaf {
	yes, no := true, false
	return []leaf{
		markLeaf("bookmark", "bookmark issues", func(m *ops.IssueMarks) { m.Bookmarked = &yes }),
		markLeaf("unbookmark", "take the bookmark off issues", func(m *ops.IssueMarks) { m.Bookmarked = &no }),
		markLeaf("subscribe", "be told about issues", func(m *ops.IssueMarks) { m.Subscribed = &yes }),
		markLeaf("unsubscribe", "no longer be told about issues", func(m *ops.IssueMarks) { m.Subscribed = &no }),
		markLeaf("review", "mark issues as reviewed: take them out of the inbox", func(m *ops.IssueMarks) { m.Reviewed = true }),
		markLeaf("share", "give issues a public link, which works without an account", func(m *ops.IssueMarks) { m.Public = &yes }),
		markLeaf("unshare", "end the public links of issues", func(m *ops.IssueMarks) { m.Public = &no }),
	}
}
