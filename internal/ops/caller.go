package ops

import "context"

// Caller is whom operations are run for, where one process serves many.
type Caller struct {
	Token func(context.Context) (string, error) // asked before each request; nil = as these operations go
}

// For are the same operations for another caller. It costs a few microseconds;
// nothing that was found out for one caller is used for another.
func (o *Ops) For(c Caller) *Ops {
	out := &Ops{cfg: o.cfg, client: o.client, entries: o.entries}
	if c.Token != nil {
		out.client = o.client.As(c.Token)
		out.cfg.Client, out.cfg.Scopes = out.client, nil
	}
	return out
}
