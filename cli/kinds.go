package cli

import (
	"context"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
)

// view is a leaf that runs one operation and prints its result.
func view[In any, Out ops.Result](l leaf, run func(*ops.Ops, context.Context, In) (Out, error), in func(c *call, s config.Settings) (In, error)) leaf {
	l.run = func(ctx context.Context, c *call) error {
		if err := check[Out](c); err != nil {
			return err
		}
		out, err := ask(ctx, c, run, in)
		if err != nil {
			return err
		}
		return c.object(ctx, out)
	}
	return l
}

// mainly checks the selected fields of a command whose result is one thing with
// something around it. Fields of the result select from the whole; fields that
// only the thing has select from the thing: `issue view --json=title`.
func mainly[Out, Thing any](c *call) (whole bool, err error) {
	err = check[Out](c)
	if err != nil && check[Thing](c) == nil {
		return false, nil
	}
	return err == nil, err
}

// change is a leaf that runs one operation that writes. --dry-run shows the
// request that would be sent; a leaf that destroys asks first, or wants --yes.
func change[In any, Out ops.Result](l leaf, run func(*ops.Ops, context.Context, In) (Out, error), in func(c *call, s config.Settings) (In, error)) leaf {
	l.flags = append(l.flags, &ucli.BoolFlag{Name: "dry-run", Usage: "show the request that would be sent, send nothing"})
	if l.destroys != nil {
		l.flags = append(l.flags, &ucli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"})
	}
	l.run = func(ctx context.Context, c *call) error {
		dry := c.cmd.Bool("dry-run")
		if !dry {
			if err := check[Out](c); err != nil {
				return err
			}
		} else {
			ctx = ops.DryRun(ctx)
		}
		if l.destroys != nil && !dry && !c.cmd.Bool("yes") {
			what, word := l.destroys(c)
			if err := c.confirm(ctx, what, word); err != nil {
				return err
			}
		}
		out, err := ask(ctx, c, run, in)
		if plan, ok := ops.PlanOf(err); ok {
			return c.object(ctx, plan)
		}
		if err != nil {
			return err
		}
		return c.object(ctx, out)
	}
	return l
}

// ask connects, makes the input and runs the operation.
func ask[In, Out any](ctx context.Context, c *call, run func(*ops.Ops, context.Context, In) (Out, error), in func(c *call, s config.Settings) (In, error)) (out Out, err error) {
	o, s, err := c.ops(ctx)
	if err != nil {
		return out, err
	}
	input, err := in(c, s)
	if err != nil {
		return out, err
	}
	defer c.progress("Working")()
	return run(o, ctx, input)
}

// environments are those of --env, else the one of the settings.
func (c *call) environments(s config.Settings) []string {
	if named := c.cmd.StringSlice("env"); len(named) > 0 || s.Environment == "" {
		return named
	}
	return []string{s.Environment}
}
