package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/text"
)

func (s *session) localGroup() *ucli.Command {
	return s.group("local", "Sentry on this machine, without an account",
		s.command(localRun()), s.command(localStatus()), s.command(localDSN()), s.command(localReset()))
}

// statusOut gives a backend's answer the form of an operation's.
type statusOut struct {
	BackendStatus
	now time.Time
}

// Doc shows the status.
func (o statusOut) Doc() text.Doc {
	var d text.Doc
	state := "not running (start it with: vedette local run)"
	if o.Running {
		state = fmt.Sprintf("running since %s, process %d", text.Ago(o.Started, o.now), o.PID)
	}
	d.Field("State", text.T(state))
	d.Field("Address", text.T(o.URL))
	d.Field("Database", text.T(o.Path+" ("+text.Bytes(o.Bytes)+")"))
	var rows [][]text.Inline
	for _, p := range o.Projects {
		rows = append(rows, []text.Inline{text.From(p.Slug), text.T(itoa(p.Issues)), text.T(itoa(p.Events))})
	}
	d.Table([]string{"Project", "Issues", "Events"}, rows)
	rows = nil
	for _, c := range o.Counters {
		rows = append(rows, []text.Inline{text.From(c.Project), text.From(c.ItemType), text.From(c.Outcome), text.From(c.Reason), text.T(itoa(c.Count))})
	}
	d.Table([]string{"Project", "Item", "Outcome", "Reason", "Count"}, rows)
	return d
}

func localStatus() leaf {
	return leaf{
		name: "status", summary: "show whether the local backend runs and what it holds", examples: []string{"vedette local status", "vedette local status --json=running,url"},
		run: func(ctx context.Context, c *call) error {
			if err := check[statusOut](c); err != nil {
				return err
			}
			st, err := c.app.Local.Status(ctx)
			if err != nil {
				return err
			}
			if st.Projects == nil {
				st.Projects = []BackendProject{}
			}
			if st.Counters == nil {
				st.Counters = []BackendCounter{}
			}
			return c.object(ctx, statusOut{BackendStatus: st, now: c.app.Now()})
		},
	}
}

// dsnOut is the answer of `local dsn`.
type dsnOut struct {
	Project string `json:"project"`
	DSN     string `json:"dsn"`
}

// Doc is not used for people, who get the bare DSN; it serves the type.
func (o dsnOut) Doc() text.Doc {
	var d text.Doc
	d.Field("DSN", text.Code(text.From(o.DSN)))
	return d
}

func localDSN() leaf {
	return leaf{
		name: "dsn", summary: "print the address that an SDK sends to for a project; makes the project", examples: []string{"vedette local dsn --project shop", "SENTRY_DSN=$(vedette local dsn --project shop) npm start"},
		run: func(ctx context.Context, c *call) error {
			if err := check[dsnOut](c); err != nil {
				return err
			}
			project := c.cmd.String("project")
			if project == "" {
				return usage("vedette local dsn --project shop", "vedette local dsn needs the name of a project")
			}
			dsn, err := c.app.Local.DSN(ctx, project)
			if err != nil {
				return err
			}
			if c.format.JSON {
				return c.object(ctx, dsnOut{Project: project, DSN: dsn})
			}
			_, err = fmt.Fprintln(c.out.Out, text.From(dsn))
			return err
		},
	}
}

func localReset() leaf {
	return leaf{
		name: "reset", summary: "delete everything the local backend holds", examples: []string{"vedette local reset --yes"},
		flags: []ucli.Flag{
			&ucli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
			&ucli.BoolFlag{Name: "dry-run", Usage: "say what would be deleted, delete nothing"},
		},
		run: func(ctx context.Context, c *call) error {
			st, err := c.app.Local.Status(ctx)
			var events int64
			for _, p := range st.Projects {
				events += p.Events
			}
			what := fmt.Sprintf("%d projects with %d events in %s", len(st.Projects), events, st.Path)
			if err != nil { // a damaged file is a reason to start over, not to refuse
				what = "the database " + st.Path
			}
			if c.cmd.Bool("dry-run") {
				c.notes.Say("would delete " + what + "; nothing was deleted")
				return nil
			}
			if !c.cmd.Bool("yes") {
				if err := c.confirm(ctx, "This deletes "+what+".", "reset"); err != nil {
					return err
				}
			}
			if err := c.app.Local.Reset(ctx); err != nil {
				return err
			}
			c.notes.Say("deleted " + what)
			return nil
		},
	}
}

// confirm asks a person to type a word before the command goes on; without a
// terminal it refuses.
func (c *call) confirm(ctx context.Context, what, word string) error {
	if !c.out.InTTY || !c.out.ErrTTY {
		return usage("add --yes", "%s Nobody is here to confirm it", what)
	}
	_, _ = fmt.Fprintf(c.out.Err, "%s Type %s to go on: ", text.From(what), word)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(c.out.In).ReadString('\n') // an error reads as an empty answer
		answer <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case a := <-answer:
		if a != word {
			path := fullName(c.cmd)
			return &ops.Error{Kind: ops.KindInvalid, Op: strings.TrimPrefix(path, "vedette "), Message: text.From("not confirmed; nothing was done"), Hint: path + " --yes"}
		}
		return nil
	}
}
