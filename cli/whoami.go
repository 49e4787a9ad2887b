package cli

import (
	"vedette/internal/config"
	"vedette/internal/ops"
)

func whoami() leaf {
	return view(leaf{
		name: "whoami", summary: "show who the token belongs to", op: []string{"whoami"},
		examples: []string{"vedette whoami", "vedette whoami --json=user.email"},
	}, (*ops.Ops).Whoami, func(*call, config.Settings) (ops.WhoamiIn, error) { return ops.WhoamiIn{}, nil })
}
