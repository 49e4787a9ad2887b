package ops

import (
	"context"

	"vedette/internal/text"
)

// WhoamiIn needs nothing.
type WhoamiIn struct{}

// WhoamiOut is the owner of the token and where it works.
type WhoamiOut struct {
	User    User   `json:"user"`
	BaseURL string `json:"baseUrl"`
}

// Whoami answers who the token belongs to. One request.
func (o *Ops) Whoami(ctx context.Context, in WhoamiIn) (WhoamiOut, error) {
	return run(ctx, o, in, o.whoami)
}

func (o *Ops) whoami(ctx context.Context, _ WhoamiIn) (WhoamiOut, error) {
	u, err := o.client.Auth(ctx)
	return WhoamiOut{User: u, BaseURL: o.cfg.BaseURL}, err
}

// Doc shows the user.
func (out WhoamiOut) Doc() text.Doc {
	var d text.Doc
	d.Field("Name", out.User.Name)
	d.Field("Email", out.User.Email)
	d.Field("User id", text.T(out.User.ID))
	d.Field("Server", text.T(out.BaseURL))
	return d
}
