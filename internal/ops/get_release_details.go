package ops

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetReleaseDetailsIn names a release and what to read of it.
type GetReleaseDetailsIn struct {
	OrgTarget
	Project string `json:"projectSlugOrId,omitempty" jsonschema:"Project slug or id."`
	Version string `json:"releaseVersion" jsonschema:"Full version, e.g. shop@2.1.0; @latest = the newest."`
	Health  bool   `json:"includeHealth,omitempty" jsonschema:"Sessions, crash-free rates, adoption, new and regressed issues, against the release before." default:"false"`
	Deploys *bool  `json:"includeDeploys,omitempty" default:"true"`
	Commits *bool  `json:"includeCommits,omitempty" default:"true"`
	Period  string `json:"period,omitempty" jsonschema:"Of health: 24h, 14d ..." default:"14d"`
	Limit   int    `json:"limit,omitempty" max:"50" default:"10" jsonschema:"Deploys, commits and issues each."`
}

// GetReleaseDetailsOut is a release with the parts asked for.
type GetReleaseDetailsOut struct {
	Organization string         `json:"organization"`
	Release      Release        `json:"release"`
	Health       *ReleaseReport `json:"health,omitempty"`
	Deploys      []Deploy       `json:"deploys,omitempty"`
	Commits      []Commit       `json:"commits,omitempty"`
	Skipped      []string       `json:"skipped,omitempty"` // parts that could not be read

	now time.Time
}

// ReleaseReport is how a release does, and the one before it in the same time.
type ReleaseReport struct {
	VersionHealth
	Period    string         `json:"period"`
	New       IssueCount     `json:"newIssues"`
	Regressed IssueCount     `json:"regressedIssues"`
	Previous  *VersionHealth `json:"previous,omitempty"`
}

// GetReleaseDetails reads a release. One request, one more each for deploys and
// commits, and up to seven for health, side by side.
func (o *Ops) GetReleaseDetails(ctx context.Context, in GetReleaseDetailsIn) (GetReleaseDetailsOut, error) {
	return run(ctx, o, in, o.getReleaseDetails)
}

func (o *Ops) getReleaseDetails(ctx context.Context, in GetReleaseDetailsIn) (GetReleaseDetailsOut, error) {
	const op = "get_release_details"
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return GetReleaseDetailsOut{}, err
	}
	period, _, _, err := timeRange(op, in.Period, "", "", "14d")
	if err != nil {
		return GetReleaseDetailsOut{}, err
	}
	r, err := o.release(ctx, op, org, in.Project, in.Version)
	if err != nil {
		return GetReleaseDetailsOut{}, err
	}
	out := GetReleaseDetailsOut{Organization: org, Release: r, now: o.cfg.Now()}
	version, q := r.Version.Raw(), sentryapi.ListQuery{Limit: orDefault(in.Limit, 10)}
	var parts errgroup.Group // a part that fails is named in the answer; the others stay
	var problems [3]error
	if in.Deploys == nil || *in.Deploys {
		parts.Go(func() error {
			page, err := o.client.Deploys(ctx, org, version, q)
			out.Deploys, problems[0] = page.Items, err
			return nil
		})
	}
	if in.Commits == nil || *in.Commits {
		parts.Go(func() error {
			page, err := o.client.ReleaseCommits(ctx, org, version, q)
			out.Commits, problems[1] = page.Items, err
			return nil
		})
	}
	if in.Health {
		parts.Go(func() error {
			report, err := o.releaseReport(ctx, org, in.Project, r, period, q.Limit)
			if err == nil {
				out.Health = &report
			}
			problems[2] = err
			return nil
		})
	}
	_ = parts.Wait() // the functions above keep their errors
	for n, part := range [...]string{"deploys", "commits", "health"} {
		switch {
		case problems[n] == nil:
		case in.onePart():
			return out, notFoundAs(op, "list of "+part+" of "+version, "vedette release view "+version, problems[n])
		default:
			out.Skipped = append(out.Skipped, part+": "+text.From(problems[n].Error()).String())
		}
	}
	return out, nil
}

// onePart is true where nothing but the deploys or the commits was asked for: then a failure to read them is not a gap in the answer.
func (in GetReleaseDetailsIn) onePart() bool {
	return !in.Health && in.Deploys != nil && in.Commits != nil && *in.Deploys != *in.Commits
}

// release reads one release; @latest is the newest of the project.
func (o *Ops) release(ctx context.Context, op, org, project, version string) (Release, error) {
	switch version {
	case "":
		return Release{}, invalid(op, "give a version like shop@2.1.0, or @latest", "no release was named")
	case Latest:
		r, found, err := o.newestRelease(ctx, org, project)
		if err == nil && !found {
			err = &Error{Kind: sentryapi.KindNotFound, Op: op, Message: text.From("there is no release yet"),
				Hint: "vedette release create VERSION, or set a release in the SDK"}
		}
		return r, err
	}
	if p := o.projects(project); p != nil {
		project = p[0]
	}
	r, err := o.client.Release(ctx, org, version, project)
	return r, notFoundAs(op, "release "+version+" in "+org, "vedette release list", err)
}

// newestRelease is the release made last.
func (o *Ops) newestRelease(ctx context.Context, org, project string) (r Release, found bool, err error) {
	if p := o.projects(project); p != nil {
		project = p[0]
	}
	page, err := o.client.Releases(ctx, org, sentryapi.ReleaseQuery{Project: project, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return Release{}, false, err
	}
	return page.Items[0], true, nil
}

// releaseReport puts the health of a release beside that of the one before it.
func (o *Ops) releaseReport(ctx context.Context, org, project string, r Release, period string, limit int) (ReleaseReport, error) {
	report := ReleaseReport{Period: period}
	version, q := r.Version.Raw(), sentryapi.SeriesQuery{Projects: o.projects(project), StatsPeriod: period}
	scope := issueScope{org: org, projects: q.Projects, period: period}
	if len(q.Projects) == 0 { // adoption is among the sessions of the release's own projects
		for _, p := range r.Projects {
			q.Projects = append(q.Projects, string(p.ID))
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	var all, before VersionHealth
	g.Go(func() (err error) { report.VersionHealth, err = o.healthOf(ctx, org, q, version); return })
	g.Go(func() (err error) { all, err = o.healthOf(ctx, org, q, ""); return })
	g.Go(func() error {
		previous, err := o.previousVersion(ctx, org, project, r)
		if err != nil || previous == "" {
			return err
		}
		before, err = o.healthOf(ctx, org, q, previous)
		report.Previous = &before
		return err
	})
	g.Go(func() (err error) { report.New, err = o.countIssues(ctx, scope, newIn(version), limit); return })
	g.Go(func() (err error) {
		report.Regressed, err = o.countIssues(ctx, scope, regressedIn(version), limit)
		return
	})
	if err := g.Wait(); err != nil {
		return report, err
	}
	adoptedBy(all, &report.VersionHealth, &before)
	return report, nil
}

// Doc is the release, its health, then deploys and commits.
func (out GetReleaseDetailsOut) Doc() text.Doc {
	var d text.Doc
	r := out.Release
	d.Heading(1, text.T("Release "), r.Version)
	when := []text.Inline{text.T("created "), text.At(r.DateCreated.Time), text.T(" (" + text.Ago(r.DateCreated.Time, out.now) + ")")}
	if r.DateReleased.IsZero() {
		when = append(when, text.T(", not finalized."))
	} else {
		when = append(when, text.T(", released "), text.At(r.DateReleased.Time), text.T("."))
	}
	d.Para(when...)
	d.Field("Status", r.Status)
	d.Field("New issues", text.T(fmt.Sprint(int64(r.NewGroups))))
	var projects []text.Inline
	for i, p := range r.Projects {
		if i > 0 {
			projects = append(projects, text.T(", "))
		}
		projects = append(projects, text.Code(p.Slug))
	}
	d.Field("Projects", projects...)
	if !r.LastEvent.IsZero() {
		d.Field("Last event", text.At(r.LastEvent.Time), text.T(" ("+text.Ago(r.LastEvent.Time, out.now)+")"))
	}
	if !r.Ref.IsZero() {
		d.Field("Ref", text.Code(r.Ref))
	}
	if !r.URL.IsZero() {
		d.Field("URL", text.Link(r.URL, r.URL.Raw()))
	}
	if out.Health != nil {
		out.Health.doc(&d, out.now)
	}
	deploysDoc(&d, out.Deploys)
	commitsDoc(&d, out.Commits, int64(r.CommitCount))
	for _, s := range out.Skipped {
		d.Para(text.T("Not read: " + s))
	}
	return d
}

func (h ReleaseReport) doc(d *text.Doc, now time.Time) {
	d.Heading(2, text.T("Health, last "+h.Period))
	d.Bullet(text.T("this release: " + h.line()))
	if p := h.Previous; p != nil {
		d.Bullet(text.T("before it, "), text.Code(p.Version), text.T(": "+p.line()))
	}
	if p := h.Previous; p != nil && p.CrashFreeSessions != nil && h.CrashFreeSessions != nil {
		d.Bullet(text.T(fmt.Sprintf("crash-free sessions changed by %+.2f points", *h.CrashFreeSessions-*p.CrashFreeSessions)))
	}
	h.New.doc(d, "New issues, unresolved", now)
	h.Regressed.doc(d, "Regressed issues", now)
}

func deploysDoc(d *text.Doc, deploys []Deploy) {
	if len(deploys) == 0 {
		return
	}
	d.Heading(2, text.T("Deploys"))
	for _, p := range deploys {
		d.Bullet(text.Code(p.Environment), text.T(" "), text.At(p.DateFinished.Time), text.T(" "), p.Name)
	}
}

func commitsDoc(d *text.Doc, commits []Commit, total int64) {
	if len(commits) == 0 {
		return
	}
	d.Heading(2, text.T(fmt.Sprintf("Commits, %d of %d", len(commits), max(total, int64(len(commits))))))
	d.DataNote("commit")
	for _, c := range commits {
		line := []text.Inline{text.Code(text.From(text.From(string(c.ID)).Cut(12))), text.T(" "), text.From(firstLine(c.Message).Cut(100))}
		if c.Author != nil {
			line = append(line, text.T(", "), PersonName(*c.Author))
		}
		d.Bullet(line...)
	}
}
