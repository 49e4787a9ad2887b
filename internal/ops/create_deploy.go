package ops

import (
	"context"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// CreateDeployIn is a deploy to record.
type CreateDeployIn struct {
	OrgTarget
	Version     string   `json:"releaseVersion"`
	Environment string   `json:"environment"`
	Name        string   `json:"name,omitempty"`
	URL         string   `json:"url,omitempty"`
	Started     string   `json:"dateStarted,omitempty" jsonschema:"RFC 3339."`
	Finished    string   `json:"dateFinished,omitempty" jsonschema:"RFC 3339; left out = now."`
	Projects    []string `json:"projectSlugs,omitempty" jsonschema:"Left out = all of the release."`
}

// CreateDeployOut is the deploy as recorded.
type CreateDeployOut struct {
	Organization string         `json:"organization"`
	Version      text.Untrusted `json:"releaseVersion"`
	Deploy       Deploy         `json:"deploy"`
}

// CreateDeploy records that a release went live in an environment. One request.
func (o *Ops) CreateDeploy(ctx context.Context, in CreateDeployIn) (CreateDeployOut, error) {
	return run(ctx, o, in, o.createDeploy)
}

func (o *Ops) createDeploy(ctx context.Context, in CreateDeployIn) (CreateDeployOut, error) {
	const op = "create_deploy"
	if err := checkVersion(op, in.Version); err != nil {
		return CreateDeployOut{}, err
	}
	if in.Environment == "" {
		return CreateDeployOut{}, invalid(op, "give an environment like production", "no environment was named")
	}
	d := sentryapi.NewDeploy{Environment: in.Environment, Name: in.Name, URL: in.URL, Projects: in.Projects}
	if in.Started != "" {
		at, err := parseInstant(op, "dateStarted", in.Started)
		if err != nil {
			return CreateDeployOut{}, err
		}
		d.DateStarted = &at
	}
	if in.Finished != "" {
		at, err := parseInstant(op, "dateFinished", in.Finished)
		if err != nil {
			return CreateDeployOut{}, err
		}
		d.DateFinished = &at
	}
	if d.DateStarted != nil && d.DateFinished != nil && d.DateFinished.Before(*d.DateStarted) {
		return CreateDeployOut{}, invalid(op, "swap them", "the deploy ends before it starts")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return CreateDeployOut{}, err
	}
	made, err := o.client.CreateDeploy(ctx, org, in.Version, d)
	return CreateDeployOut{Organization: org, Version: text.From(in.Version), Deploy: made}, notFoundAs(op, "release "+in.Version+" in "+org, "vedette release create "+in.Version, err)
}

// Doc says what was recorded.
func (out CreateDeployOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Recorded the deploy of "), text.Code(out.Version), text.T(" to "), text.Code(out.Deploy.Environment),
		text.T(", finished "+text.RFC3339(out.Deploy.DateFinished.Time)+"."))
	return d
}
