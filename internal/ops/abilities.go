package ops

import (
	"context"
	"slices"
	"strings"

	"vedette/internal/text"
)

// Unserved are the names of the operations that cannot work here for certain:
// the token has no scope for them, or the organization has no Seer. One request
// when the organization is known, else two; what nobody tells counts as there.
func (o *Ops) Unserved(ctx context.Context) []string {
	var scopes []string
	if o.cfg.Scopes != nil {
		scopes = o.cfg.Scopes(ctx)
	}
	seer := true
	if org, err := o.org(ctx, "read organization", ""); err == nil {
		if a, err := o.client.OrganizationAbilities(ctx, org); err == nil {
			seer = a.HideAI != "true" && (len(a.Features) == 0 || slices.Contains(a.Features, text.Word("gen-ai-features")))
			for _, s := range a.Access {
				scopes = append(scopes, string(s))
			}
		}
	}
	var out []string
	for _, op := range Catalog() {
		if op.Toolset == "seer" && !seer || !allows(scopes, op.Scopes) {
			out = append(out, op.Name)
		}
	}
	return out
}

// allows is true when one of the scopes wanted is held, or one above it:
// project:admin does what project:write does.
func allows(held, wanted []string) bool {
	if len(held) == 0 || len(wanted) == 0 {
		return true
	}
	levels := []string{"read", "write", "admin"}
	return slices.ContainsFunc(wanted, func(want string) bool {
		noun, level, _ := strings.Cut(want, ":")
		return slices.ContainsFunc(held, func(has string) bool {
			hasNoun, hasLevel, _ := strings.Cut(has, ":")
			return has == want || hasNoun == noun && slices.Contains(levels, level) && slices.Index(levels, hasLevel) > slices.Index(levels, level)
		})
	})
}
