package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

func (s *session) dsnGroup() *ucli.Command {
	return s.group("dsn", "DSNs: what programs send with", s.command(dsnList()), s.command(dsnView()), s.command(dsnCreate()),
		s.command(dsnUpdate()), s.command(dsnDelete()))
}

const keyArg = "KEY is the part of a DSN between :// and @, or the whole DSN."

func dsnList() leaf {
	return list(leaf{
		name: "list", summary: "list the DSNs of a project", op: []string{"find_dsns"}, args: "[PROJECT]", max: 1, details: projectArg,
		examples: []string{"vedette dsn list shop", "vedette dsn list --status inactive --json=name,id"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "status", Usage: "only `STATUS`: active, inactive"}},
	}, lister[ops.FindDSNsIn, ops.FindDSNsOut, ops.ClientKey]{
		limit: 100, run: (*ops.Ops).FindDSNs, key: "dsns", empty: "No DSN matches.",
		rows: func(out *ops.FindDSNsOut) *[]ops.ClientKey { return &out.DSNs },
		id:   func(k ops.ClientKey) string { return string(k.ID) },
		in: func(c *call, _ config.Settings) (ops.FindDSNsIn, error) {
			return ops.FindDSNsIn{ProjectTarget: c.projectTarget(0), Status: c.cmd.String("status")}, nil
		},
		columns: func(now time.Time) []render.Column[ops.ClientKey] {
			return []render.Column[ops.ClientKey]{
				{Title: "name", Value: func(k ops.ClientKey) string { return k.Name.String() }, Style: always[ops.ClientKey](render.Bold), Flex: true},
				{Title: "state", Value: keyState},
				{Title: "dsn", Value: func(k ops.ClientKey) string { return string(k.DSN.Public) }},
				ago("created", now, func(k ops.ClientKey) time.Time { return k.DateCreated.Time }),
			}
		},
	})
}

func keyState(k ops.ClientKey) string {
	if state := strings.TrimSpace(ops.KeyState(k)); state != "" {
		return state
	}
	return "active"
}

// dsnView prints one DSN: just that where a program reads.
func dsnView() leaf {
	return leaf{
		name: "view", summary: "print the DSN of a project: for a program, nothing but the DSN", op: []string{"find_dsns"}, args: "[PROJECT]", max: 1,
		details:  projectArg + " Without --key it is the first active DSN.",
		examples: []string{"vedette dsn view shop", "SENTRY_DSN=$(vedette dsn view shop) npm start", "vedette dsn view shop --key mobile --json"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "key", Usage: "another one, by its `KEY` or name"}},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.DSNOut](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).FindDSNs, func(c *call, _ config.Settings) (ops.FindDSNsIn, error) {
				return ops.FindDSNsIn{ProjectTarget: c.projectTarget(0), PageIn: ops.PageIn{Limit: pageSize}}, nil
			})
			if err != nil {
				return err
			}
			for _, k := range out.DSNs {
				if named := c.cmd.String("key"); named == "" && k.IsActive || named != "" && (named == string(k.ID) || named == k.Name.String()) {
					return c.printDSN(ctx, ops.DSNOut{Organization: out.Organization, Project: out.Project, DSN: k})
				}
			}
			return &ops.Error{Kind: ops.KindNotFound, Op: "dsn view", Hint: "vedette dsn list " + out.Project + ", or vedette dsn create " + out.Project,
				Message: text.From("no such active DSN in " + out.Organization + "/" + out.Project)}
		},
	}
}

// printDSN prints a key to people, and its DSN alone to programs.
func (c *call) printDSN(ctx context.Context, out ops.DSNOut) error {
	if c.format.JSON || c.out.OutTTY {
		return c.object(ctx, out)
	}
	_, err := fmt.Fprintln(c.out.Out, out.DSN.DSN.Public)
	return err
}

func limitFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "limit", Usage: "accept no more than `COUNT/WINDOW` errors, like 100/1m or 5000/1h"}
}

// limitOf reads --limit.
func (c *call) limitOf() (ops.LimitIn, error) {
	s := c.cmd.String("limit")
	if s == "" {
		return ops.LimitIn{}, nil
	}
	count, window, both := strings.Cut(s, "/")
	n, badCount := strconv.Atoi(count)
	d, badWindow := time.ParseDuration(window)
	if !both || badCount != nil || badWindow != nil || n < 1 || d < time.Second || d > 24*time.Hour || d%time.Second != 0 {
		return ops.LimitIn{}, usage("--limit 100/1m is 100 errors a minute; the window is at most 24h", "--limit: %q is not COUNT/WINDOW", s)
	}
	return ops.LimitIn{Count: n, Window: int(d / time.Second)}, nil
}

func dsnCreate() leaf {
	return change(leaf{
		name: "create", summary: "give a project another DSN", op: []string{"create_dsn"}, args: "[PROJECT]", max: 1,
		details:  projectArg + " Running it again makes another DSN.",
		examples: []string{"vedette dsn create shop --name mobile", "vedette dsn create shop --name ci --limit 100/1m --jq .dsn.dsn.public"},
		flags:    []ucli.Flag{&ucli.StringFlag{Name: "name", Usage: "`NAME` for people"}, limitFlag()},
	}, (*ops.Ops).CreateDSN, func(c *call, _ config.Settings) (ops.CreateDSNIn, error) {
		limit, err := c.limitOf()
		return ops.CreateDSNIn{ProjectTarget: c.projectTarget(0), Name: c.cmd.String("name"), LimitIn: limit}, err
	})
}

func dsnUpdate() leaf {
	return change(leaf{
		name: "update", summary: "rename a DSN, switch it on or off, or limit it", op: []string{"update_dsn"}, args: "KEY [PROJECT]", min: 1, max: 2,
		details:  keyArg + "\n" + projectArg,
		examples: []string{"vedette dsn update 0123456789abcdef0123456789abcdef shop --off", "vedette dsn update \"$SENTRY_DSN\" --limit 100/1m"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "name", Usage: "`NAME` for people"}, limitFlag(),
			&ucli.BoolFlag{Name: "no-limit", Usage: "accept any number of errors"},
			&ucli.BoolFlag{Name: "off", Usage: "refuse what is sent with it"},
			&ucli.BoolFlag{Name: "on", Usage: "accept it again"},
		},
	}, (*ops.Ops).UpdateDSN, func(c *call, _ config.Settings) (ops.UpdateDSNIn, error) {
		limit, err := c.limitOf()
		if err != nil {
			return ops.UpdateDSNIn{}, err
		}
		in := ops.UpdateDSNIn{ProjectTarget: c.projectTarget(1), Key: c.args[0], Name: c.given("name"), LimitIn: limit, NoLimit: c.cmd.Bool("no-limit")}
		in.IsActive, err = c.either("on", "off")
		return in, err
	})
}

func dsnDelete() leaf {
	return change(leaf{
		name: "delete", summary: "delete a DSN: programs that have it are refused", op: []string{"delete_dsn"}, args: "KEY [PROJECT]", min: 1, max: 2,
		details:  keyArg + "\n" + projectArg + "\n`vedette dsn update KEY --off` can be undone, this cannot.",
		examples: []string{"vedette dsn delete 0123456789abcdef0123456789abcdef shop", "vedette dsn delete \"$SENTRY_DSN\" --yes"},
		destroys: func(c *call) (string, string) {
			return "Programs that send with " + c.args[0] + " will be refused, for good.", "delete"
		},
	}, (*ops.Ops).DeleteDSN, func(c *call, _ config.Settings) (ops.DeleteDSNIn, error) {
		return ops.DeleteDSNIn{ProjectTarget: c.projectTarget(1), Key: c.args[0]}, nil
	})
}

// either reads a pair of flags that exclude each other; nil when none is set.
func (c *call) either(yes, no string) (*bool, error) {
	on, off := c.cmd.Bool(yes), c.cmd.Bool(no)
	switch {
	case on && off:
		return nil, usage("give one of them", "--%s and --%s exclude each other", yes, no)
	case !on && !off:
		return nil, nil
	}
	return &on, nil
}
