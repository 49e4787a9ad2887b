package ops

import (
	"context"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetProfileIn selects the profiles of a project or of one transaction.
type GetProfileIn struct {
	OrgTarget
	URL         string `json:"profileUrl,omitempty" jsonschema:"Page of the profiles of a transaction, instead of the project."`
	Project     string `json:"projectSlugOrId,omitempty" jsonschema:"May be left out when there is only one."`
	Transaction string `json:"transactionName,omitempty"`
	Period      string `json:"period,omitempty" default:"7d"`
	Compare     string `json:"compareAgainstPeriod,omitempty" jsonschema:"Compare with this much time before the period: 7d."`
	UserCode    *bool  `json:"focusOnUserCode,omitempty" jsonschema:"Leave out libraries." default:"true"`
	HotPaths    int    `json:"maxHotPaths,omitempty" max:"20" default:"10"`
	GoalIn
}

// GetProfileOut is where the time goes in many profiles together.
type GetProfileOut struct {
	Organization string         `json:"organization"`
	Project      string         `json:"project"`
	Transaction  string         `json:"transaction,omitempty"`
	Period       string         `json:"period"`
	Compared     string         `json:"comparedWith,omitempty"`
	Summary      ProfileSummary `json:"summary"`
}

// GetProfile puts the profiles of a period together.
func (o *Ops) GetProfile(ctx context.Context, in GetProfileIn) (GetProfileOut, error) {
	return run(ctx, o, in, o.getProfile)
}

func (o *Ops) getProfile(ctx context.Context, in GetProfileIn) (GetProfileOut, error) {
	const op = "get_profile"
	if in.URL != "" {
		p, err := o.profileOfURL(op, in.URL)
		if err != nil {
			return GetProfileOut{}, err
		}
		in.Org, in.Project, in.Transaction = orWord(in.Org, p.org), p.project, orWord(in.Transaction, p.transaction)
	}
	out := GetProfileOut{Transaction: in.Transaction, Compared: in.Compare}
	now := sentryapi.FlamegraphQuery{}
	if in.Transaction != "" {
		now.Query = "transaction:" + queryText(in.Transaction)
	}
	before := now
	var err error
	if now.StatsPeriod, _, _, err = timeRange(op, in.Period, "", "", "7d"); err != nil {
		return out, err
	}
	out.Period = now.StatsPeriod
	if in.Compare != "" {
		length, _, _, err := timeRange(op, in.Compare, "", "", "")
		if err != nil {
			return out, err
		}
		before.End = o.cfg.Now().Add(-periodLength(now.StatsPeriod))
		before.Start = before.End.Add(-periodLength(length))
	}
	if out.Organization, out.Project, err = o.project(ctx, op, ProjectTarget{OrgTarget: in.OrgTarget, Project: in.Project}); err != nil {
		return out, err
	}
	now.Project, before.Project = out.Project, out.Project
	var profiles [2]sentryapi.StackProfile
	group, gctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		profiles[0], err = o.client.Flamegraph(gctx, out.Organization, now)
		return err
	})
	if in.Compare != "" {
		group.Go(func() (err error) {
			profiles[1], err = o.client.Flamegraph(gctx, out.Organization, before)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return out, notFoundAs(op, "profiling in "+out.Organization, "vedette explore --dataset profiles", err)
	}
	userCode, most := in.UserCode == nil || *in.UserCode, orDefault(in.HotPaths, 10)
	out.Summary = summarize(profiles[0], userCode, most)
	if in.Compare != "" {
		out.Summary.compare(summarize(profiles[1], userCode, len(profiles[1].Frames)))
	}
	return out, nil
}

// queryText is a value for a search, taken as it is.
func queryText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `*`, `\*`).Replace(s) + `"`
}

// periodLength is the length of a period that timeRange took.
func periodLength(period string) time.Duration {
	n, err := strconv.Atoi(period[:len(period)-1])
	if err != nil {
		return 0
	}
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	return time.Duration(n) * unit[period[len(period)-1]]
}

// Doc is where the time goes.
func (out GetProfileOut) Doc() text.Doc {
	var d text.Doc
	d.Heading(2, text.T("Profiles of "+out.Project+" "), text.From(out.Transaction), text.T(" ("+out.Period+")"))
	out.Summary.doc(&d)
	return d
}
