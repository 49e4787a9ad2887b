package ops

import (
	"context"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// UpdateReleaseIn says what to change of a release.
type UpdateReleaseIn struct {
	OrgTarget
	Version  string `json:"releaseVersion"`
	Finalize bool   `json:"finalize,omitempty" jsonschema:"It went live now, or at dateReleased."`
	Released string `json:"dateReleased,omitempty" jsonschema:"RFC 3339."`
	Status   string `json:"status,omitempty" enum:"open,archived"`
	Ref      string `json:"ref,omitempty" jsonschema:"Commit or tag it was made of."`
	URL      string `json:"url,omitempty"`
}

// UpdateReleaseOut is the release as it is now.
type UpdateReleaseOut struct {
	Organization string  `json:"organization"`
	Release      Release `json:"release"`
}

// UpdateRelease finalizes, archives or restores a release, or sets its
// reference or URL. One request.
func (o *Ops) UpdateRelease(ctx context.Context, in UpdateReleaseIn) (UpdateReleaseOut, error) {
	return run(ctx, o, in, o.updateRelease)
}

func (o *Ops) updateRelease(ctx context.Context, in UpdateReleaseIn) (UpdateReleaseOut, error) {
	const op = "update_release"
	if err := checkVersion(op, in.Version); err != nil {
		return UpdateReleaseOut{}, err
	}
	u := sentryapi.ReleaseUpdate{Ref: in.Ref, URL: in.URL, Status: in.Status}
	switch {
	case in.Released != "":
		at, err := parseInstant(op, "dateReleased", in.Released)
		if err != nil {
			return UpdateReleaseOut{}, err
		}
		u.DateReleased = &at
	case in.Finalize:
		now := o.cfg.Now().UTC()
		u.DateReleased = &now
	case in.Status == "" && in.Ref == "" && in.URL == "":
		return UpdateReleaseOut{}, invalid(op, "give finalize, dateReleased, status, ref or url", "there is nothing to change")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return UpdateReleaseOut{}, err
	}
	r, err := o.client.UpdateRelease(ctx, org, in.Version, u)
	return UpdateReleaseOut{Organization: org, Release: r}, notFoundAs(op, "release "+in.Version+" in "+org, "vedette release list", err)
}

// parseInstant reads an absolute time of an input.
func parseInstant(op, name, value string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return at, invalid(op, "RFC 3339, like 2026-11-20T09:00:00Z", "%s cannot be %q", name, value)
	}
	return at.UTC(), nil
}

// Doc says how the release is now.
func (out UpdateReleaseOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T("Updated release "), text.Code(out.Release.Version), text.T(", status "), out.Release.Status, text.T(released(out.Release)))
	return d
}
