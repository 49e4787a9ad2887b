package ops

import (
	"context"
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindDSNsIn lists the keys of a project.
type FindDSNsIn struct {
	ProjectTarget
	Status string `json:"status,omitempty" enum:"active,inactive" jsonschema:"Both when left out."`
	PageIn
}

// FindDSNsOut is one page of keys.
type FindDSNsOut struct {
	Organization string      `json:"organization"`
	Project      string      `json:"project"`
	DSNs         []ClientKey `json:"dsns"`
	Paged
}

// FindDSNs lists the client keys of a project with their DSNs.
func (o *Ops) FindDSNs(ctx context.Context, in FindDSNsIn) (FindDSNsOut, error) {
	return run(ctx, o, in, o.findDSNs)
}

func (o *Ops) findDSNs(ctx context.Context, in FindDSNsIn) (FindDSNsOut, error) {
	const op = "find_dsns"
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return FindDSNsOut{}, err
	}
	p, err := o.client.Keys(ctx, org, project, sentryapi.KeyQuery{Status: in.Status, Cursor: in.Cursor, Limit: in.rows()})
	return FindDSNsOut{Organization: org, Project: project, DSNs: orEmpty(p.Items), Paged: pagedOf(p)}, noProject(op, org, project, err)
}

// Doc lists them.
func (out FindDSNsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.DSNs) == 0 {
		d.Para(text.T("No key of " + out.Organization + "/" + out.Project + " matches."))
	}
	for _, k := range out.DSNs {
		d.Bullet(text.Bold(k.Name), text.T(" (key "), k.ID, text.T(")"+KeyState(k)+" "), text.Code(k.DSN.Public))
	}
	out.notes(&d)
	return d
}

// KeyState is what is not ordinary about a key: that it is off, its limit.
func KeyState(k ClientKey) string {
	state := ""
	if !k.IsActive {
		state = " inactive"
	}
	if l := k.RateLimit; l != nil {
		state += fmt.Sprintf(" at most %d errors in %d s", int64(l.Count), int64(l.Window))
	}
	return state
}
