package ops

import (
	"context"
	"errors"
	"slices"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// explained adds to a refusal which scope would have done, and what the token
// has: Sentry's own answer never says. Where the token's scopes are not known
// from its login, the organization tells them, for one request.
func (o *Ops) explained(ctx context.Context, op Operation, err error) error {
	var e *sentryapi.Error
	if !errors.As(err, &e) || !e.MayLackScope || len(op.Scopes) == 0 {
		return err
	}
	has := o.tokenScopes(ctx, e.Org)
	wanted := strings.Join(op.Scopes, " or ")
	out := *e
	out.Err = err
	switch held := slices.IndexFunc(op.Scopes, func(s string) bool { return slices.Contains(has, s) }); {
	case len(has) == 0:
		out.Message = text.From(sentence(e.Message) + "it needs the scope " + wanted)
		out.Hint = "vedette doctor shows what the token may do"
	case held >= 0:
		out.Message = text.From(sentence(e.Message) + "the token has the scope for it (" + op.Scopes[held] + ")")
		out.Hint = "its user may not do this here: ask an owner or manager of the organization for the role or the team"
	default:
		out.Message = text.From(sentence(e.Message) + "missing scope: " + wanted + "; the token has " + strings.Join(has, ", "))
		out.Hint = "vedette auth login --scopes " + strings.Join(append([]string{op.Scopes[0]}, has...), ",") +
			"; or create such a token in the browser: vedette auth login --token"
	}
	return &out
}

func sentence(u text.Untrusted) string { return strings.TrimRight(u.String(), ". ") + "; " }

// TokenScopes are what the token may do in an organization, sorted; nil = the
// server does not tell.
func (o *Ops) TokenScopes(ctx context.Context, org string) []string { return o.tokenScopes(ctx, org) }

// tokenScopes are the token's scopes, sorted; nil = not known.
func (o *Ops) tokenScopes(ctx context.Context, org string) []string {
	if o.cfg.Scopes != nil {
		if has := o.cfg.Scopes(ctx); len(has) > 0 {
			return slices.Sorted(slices.Values(has))
		}
	}
	if org == "" {
		return nil
	}
	detail, err := o.client.Organization(ctx, org)
	if err != nil {
		return nil
	}
	var has []string
	for _, scope := range detail.Access {
		has = append(has, string(scope))
	}
	slices.Sort(has)
	return has
}
