package ops

import (
	"context"

	"vedette/internal/text"
)

// DeleteDSNIn names the key to delete.
type DeleteDSNIn struct {
	ProjectTarget
	Key string `json:"keyId" jsonschema:"Id of the key (its public part), or the whole DSN."`
}

// DeleteDSNOut says what was deleted.
type DeleteDSNOut struct {
	Organization string `json:"organization"`
	Project      string `json:"project"`
	Deleted      string `json:"deleted"`
}

// DeleteDSN deletes a key: programs that have it are refused from then on. One request, never repeated.
func (o *Ops) DeleteDSN(ctx context.Context, in DeleteDSNIn) (DeleteDSNOut, error) {
	return run(ctx, o, in, o.deleteDSN)
}

func (o *Ops) deleteDSN(ctx context.Context, in DeleteDSNIn) (DeleteDSNOut, error) {
	const op = "delete_dsn"
	key, err := keyID(op, in.Key)
	if err != nil {
		return DeleteDSNOut{}, err
	}
	org, project, err := o.project(ctx, op, in.ProjectTarget)
	if err != nil {
		return DeleteDSNOut{}, err
	}
	err = o.client.DeleteKey(ctx, org, project, key)
	return DeleteDSNOut{Organization: org, Project: project, Deleted: key}, noKey(op, org, project, key, err)
}

// Doc confirms it.
func (out DeleteDSNOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Deleted key "), text.Code(text.From(out.Deleted)), text.T(" of "+out.Organization+"/"+out.Project+". Programs that have it are refused."))
	return d
}
