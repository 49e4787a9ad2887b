package cli

import (
	"context"

	"vedette/internal/ops"
)

func whoami() leaf {
	return leaf{
		name: "whoami", summary: "show who the token belongs to", op: []string{"whoami"},
		examples: []string{"vedette whoami", "vedette whoami --json=user.email"},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.WhoamiOut](c); err != nil {
				return err
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Asking")
			out, err := o.Whoami(ctx, ops.WhoamiIn{})
			done()
			if err != nil {
				return err
			}
			return c.object(ctx, out)
		},
	}
}
