package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// LimitIn is a limit on the errors that a key may bring.
type LimitIn struct {
	Count  int `json:"rateLimitCount,omitempty" jsonschema:"Errors accepted within the window."`
	Window int `json:"rateLimitWindow,omitempty" max:"86400" jsonschema:"Seconds."`
}

// limit is nil where none is named.
func (l LimitIn) limit(op string) (*sentryapi.RateLimit, error) {
	switch {
	case l == (LimitIn{}):
		return nil, nil
	case l.Count <= 0 || l.Window <= 0:
		return nil, invalid(op, "rateLimitCount 100 with rateLimitWindow 60 is 100 errors a minute", "a limit needs a count and a window")
	}
	return &sentryapi.RateLimit{Count: sentryapi.Int(l.Count), Window: sentryapi.Int(l.Window)}, nil
}

// CreateDSNIn is a key to be made.
type CreateDSNIn struct {
	ProjectTarget
	Name string `json:"name,omitempty"`
	LimitIn
}

// DSNOut is one key.
type DSNOut struct {
	Organization string    `json:"organization"`
	Project      string    `json:"project"`
	DSN          ClientKey `json:"dsn"`
}

// CreateDSN gives a project another key. One request, never repeated.
func (o *Ops) CreateDSN(ctx context.Context, in CreateDSNIn) (DSNOut, error) {
	return run(ctx, o, in, o.createDSN)
}

func (o *Ops) createDSN(ctx context.Context, in CreateDSNIn) (DSNOut, error) {
	const op = "create_dsn"
	limit, err := in.limit(op)
	if err != nil {
		return DSNOut{}, err
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return DSNOut{}, err
	}
	u := sentryapi.KeyUpdate{RateLimit: limit}
	if in.Name != "" {
		u.Name = &in.Name
	}
	k, err := o.client.CreateKey(ctx, org, project, u)
	return DSNOut{Organization: org, Project: project, DSN: k}, noProject(op, org, project, err)
}

// Doc shows the key.
func (out DSNOut) Doc() text.Doc {
	var d text.Doc
	k := out.DSN
	d.Para(text.Bold(k.Name), text.T(" of "+out.Organization+"/"+out.Project+" (key "), k.ID, text.T(")"+KeyState(k)))
	d.Field("DSN", text.Code(k.DSN.Public))
	if k.DSN.OTLPTraces != "" {
		d.Field("OpenTelemetry traces", text.Code(k.DSN.OTLPTraces))
	}
	if k.DSN.OTLPLogs != "" {
		d.Field("OpenTelemetry logs", text.Code(k.DSN.OTLPLogs))
	}
	return d
}
