package releases

import (
	"context"
	"slices"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/page"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// NewRelease is one release: how it does against the one before, its new and
// regressed issues, its deploys and commits.
func NewRelease(env screen.Env, to screen.ToRelease) screen.Screen {
	return page.New(env, page.Kind{Crumb: text.From(to.Version).Cut(40), What: "release", Period: "14d",
		Load: func(ctx context.Context, period string) (page.Content, error) {
			org := ops.OrgTarget{Org: to.Org}
			out, err := env.Ops.GetReleaseDetails(ctx, ops.GetReleaseDetailsIn{OrgTarget: org, Project: screen.ProjectOr(to.Project), Version: to.Version, Health: true, Limit: 20, Period: period})
			if err != nil {
				return page.Content{}, err
			}
			course, err := env.Ops.GetReleaseHealth(ctx, ops.GetReleaseHealthIn{OrgTarget: org, Project: screen.ProjectOr(to.Project), Version: out.Release.Version.Raw(), Period: period})
			if err != nil { // sessions are not needed to read the rest
				course = ops.GetReleaseHealthOut{}
			}
			return page.Content{Doc: out.Doc(), Links: links(to, out), Figures: figures(course, env.Now())}, nil
		},
	})
}

// links are the issues of a release, and the release before it.
func links(to screen.ToRelease, out ops.GetReleaseDetailsOut) []page.Link {
	all := []page.Link{{Title: "all issues seen in it", To: issuesOf(to.Org, to.Project, out.Release.Version)}}
	if h := out.Health; h != nil {
		for _, counted := range []ops.IssueCount{h.New, h.Regressed} {
			for _, i := range counted.Issues {
				all = append(all, page.Link{Title: ops.IssueHandle(i) + "  " + i.Title.Cut(60), To: screen.ToIssue{Org: to.Org, Issue: i}})
			}
		}
		if h.Previous != nil && !h.Previous.Version.IsZero() {
			version := h.Previous.Version
			all = append(all, page.Link{Title: "the release before: " + version.Cut(50), To: screen.ToRelease{Org: to.Org, Project: to.Project, Version: version.Raw()}})
		}
	}
	return all
}

// figures draws the sessions of a release over time, and how many were free of
// crashes; nil where there are none.
func figures(health ops.GetReleaseHealthOut, now time.Time) func(p widget.Paint, width int) []string {
	if len(health.Course) == 0 {
		return nil
	}
	return func(p widget.Paint, width int) []string {
		const label = 13
		course := health.Course[max(len(health.Course)-max(width-label-1, 1), 0):]
		each := min(max((width-label-1)/len(course), 1), 8) // cells of a bucket
		var sessions []int64
		rates := p.In(themes.Muted, widget.Fit(" crash-free", label))
		for _, point := range course {
			glyph, role := p.Glyph("█", "#"), crashRole(point.CrashFreeSessions)
			switch {
			case point.CrashFreeSessions == nil:
				glyph = p.Glyph("▁", ".")
			case role != themes.Success:
				glyph = p.Glyph("▓", "!")
			}
			rates += p.In(role, strings.Repeat(glyph, each))
			for range each {
				sessions = append(sessions, point.Sessions)
			}
		}
		bars := p.In(themes.Muted, widget.Fit(" sessions", label)) + p.In(themes.Accent, text.Sparkline(sessions, len(sessions), p.ASCII))
		axis := widget.Blank(label) + widget.Axis(p, text.Ago(course[0].Start, now), "now", len(sessions))
		legend := p.Glyph("█ 99.5% and more  ▓ less  ▁ no session", "# 99.5% and more  ! less  . no session")
		most := ", at most " + text.Count(slices.Max(sessions)) + " at a time"
		return []string{"", bars, rates, axis, widget.Cut(widget.Blank(label)+p.In(themes.Muted, legend+most), width), ""}
	}
}
