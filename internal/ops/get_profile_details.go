package ops

import (
	"context"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetProfileDetailsIn names one profile: of a transaction, or a stretch of a
// continuous profiler.
type GetProfileDetailsIn struct {
	OrgTarget
	URL        string `json:"profileUrl,omitempty" jsonschema:"Page of the profile, instead of the ids."`
	Project    string `json:"projectSlugOrId,omitempty" jsonschema:"May be left out when there is only one."`
	ProfileID  string `json:"profileId,omitempty" jsonschema:"Of a transaction."`
	ProfilerID string `json:"profilerId,omitempty" jsonschema:"Of a continuous profiler, with start and end."`
	Start      string `json:"start,omitempty" jsonschema:"RFC 3339."`
	End        string `json:"end,omitempty"`
	UserCode   *bool  `json:"focusOnUserCode,omitempty" jsonschema:"Leave out libraries." default:"true"`
}

// GetProfileDetailsOut is where the time goes in one profile.
type GetProfileDetailsOut struct {
	Organization string         `json:"organization"`
	Project      string         `json:"project"`
	ProfileID    string         `json:"profileId,omitempty"`
	ProfilerID   string         `json:"profilerId,omitempty"`
	Transaction  text.Untrusted `json:"transaction,omitzero"`
	Platform     text.Word      `json:"platform,omitempty"`
	Release      text.Untrusted `json:"release,omitzero"`
	Environment  text.Word      `json:"environment,omitempty"`
	TraceID      text.Word      `json:"traceId,omitempty"`
	Timestamp    sentryapi.Time `json:"timestamp,omitzero"`
	Summary      ProfileSummary `json:"summary"`
}

// GetProfileDetails reads one profile.
func (o *Ops) GetProfileDetails(ctx context.Context, in GetProfileDetailsIn) (GetProfileDetailsOut, error) {
	return run(ctx, o, in, o.getProfileDetails)
}

func (o *Ops) getProfileDetails(ctx context.Context, in GetProfileDetailsIn) (GetProfileDetailsOut, error) {
	const op = "get_profile_details"
	if in.URL != "" {
		p, err := o.profileOfURL(op, in.URL)
		if err != nil {
			return GetProfileDetailsOut{}, err
		}
		in.Org, in.Project, in.ProfileID, in.ProfilerID = orWord(in.Org, p.org), p.project, p.profile, p.profiler
		in.Start, in.End = orWord(in.Start, p.start), orWord(in.End, p.end)
	}
	out := GetProfileDetailsOut{ProfileID: in.ProfileID, ProfilerID: in.ProfilerID}
	if (in.ProfileID == "") == (in.ProfilerID == "") {
		return out, invalid(op, "profileId, or profilerId with start and end", "exactly one profile is to be named")
	}
	var start, end time.Time
	var err error
	if in.ProfilerID != "" {
		if _, start, end, err = timeRange(op, "", in.Start, in.End, "1h"); err != nil {
			return out, err
		}
		if start.IsZero() {
			return out, invalid(op, "both as RFC 3339", "a continuous profile needs its start and end")
		}
	}
	if out.Organization, out.Project, err = o.project(ctx, op, ProjectTarget{OrgTarget: in.OrgTarget, Project: in.Project}); err != nil {
		return out, err
	}
	var p sentryapi.StackProfile
	if in.ProfilerID != "" {
		p, err = o.client.ProfileChunks(ctx, out.Organization, out.Project, in.ProfilerID, start, end)
	} else {
		p, err = o.client.Profile(ctx, out.Organization, out.Project, in.ProfileID)
	}
	if err != nil {
		return out, notFoundAs(op, "profile "+in.ProfileID+in.ProfilerID+" in "+out.Project, "vedette profile list", err)
	}
	out.Transaction, out.Platform, out.Release, out.Environment, out.TraceID, out.Timestamp = p.Transaction, p.Platform, p.Release, p.Environment, p.TraceID, p.Timestamp
	const paths = 10
	out.Summary = summarize(p, in.UserCode == nil || *in.UserCode, paths)
	return out, nil
}

// Doc is what was profiled and where the time goes.
func (out GetProfileDetailsOut) Doc() text.Doc {
	var d text.Doc
	d.Heading(2, text.T("Profile "), text.From(out.ProfileID+out.ProfilerID))
	d.Field("Transaction", out.Transaction)
	d.Field("Platform", out.Platform)
	d.Field("Release", out.Release)
	d.Field("Environment", out.Environment)
	d.Field("Time", text.At(out.Timestamp.Time))
	if out.TraceID != "" {
		d.Field("Trace", text.Code(out.TraceID))
	}
	out.Summary.doc(&d)
	return d
}
