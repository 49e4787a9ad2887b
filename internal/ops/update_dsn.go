package ops

import (
	"context"
	"net/url"
	"strings"

	"vedette/internal/sentryapi"
)

// UpdateDSNIn changes a key; what is left out stays.
type UpdateDSNIn struct {
	ProjectTarget
	Key      string  `json:"keyId" jsonschema:"Id of the key (its public part), or the whole DSN."`
	Name     *string `json:"name,omitempty"`
	IsActive *bool   `json:"isActive,omitempty" jsonschema:"false refuses what is sent with it."`
	LimitIn
	NoLimit bool `json:"disableRateLimit,omitempty"`
}

// UpdateDSN changes a key. One request, never repeated.
func (o *Ops) UpdateDSN(ctx context.Context, in UpdateDSNIn) (DSNOut, error) {
	return run(ctx, o, in, o.updateDSN)
}

func (o *Ops) updateDSN(ctx context.Context, in UpdateDSNIn) (DSNOut, error) {
	const op = "update_dsn"
	limit, err := in.limit(op)
	switch {
	case err != nil:
		return DSNOut{}, err
	case in.NoLimit && limit != nil:
		return DSNOut{}, invalid(op, "leave one of them out", "a limit is to be set and to be removed")
	case in.NoLimit:
		limit = &sentryapi.RateLimit{}
	}
	u := sentryapi.KeyUpdate{Name: in.Name, IsActive: in.IsActive, RateLimit: limit}
	if u == (sentryapi.KeyUpdate{}) {
		return DSNOut{}, invalid(op, "vedette dsn update KEY --name mobile, --off, --limit 100/1m", "nothing is to be changed")
	}
	key, err := keyID(op, in.Key)
	if err != nil {
		return DSNOut{}, err
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return DSNOut{}, err
	}
	k, err := o.client.UpdateKey(ctx, org, project, key, u)
	return DSNOut{Organization: org, Project: project, DSN: k}, noKey(op, org, project, key, err)
}

// keyID is the id of a key that is named by it or by its whole DSN.
func keyID(op, ref string) (string, error) {
	ref = strings.TrimSpace(ref)
	if u, err := url.Parse(ref); err == nil && u.Host != "" {
		ref = u.User.Username()
	}
	if ref == "" || strings.Trim(ref, "0123456789abcdefABCDEF-") != "" {
		return "", invalid(op, "vedette dsn list shows the keys", "no key is named: it is the part of a DSN between :// and @")
	}
	return ref, nil
}

// noKey names the key in an answer that only says "no such resource".
func noKey(op, org, project, key string, err error) error {
	return notFoundAs(op, "key "+key+" in "+org+"/"+project, "vedette dsn list --project "+project, err)
}
