package issue

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// relatedSection is what belongs to the issue elsewhere: what users said, issues
// like it, tickets, pull requests, who may have caused it.
type relatedSection struct {
	page    *Page
	reports remote[ops.GetIssueUserReportsIn, ops.GetIssueUserReportsOut]
	similar remote[ops.FindSimilarIssuesIn, ops.FindSimilarIssuesOut]
	links   remote[ops.FindExternalIssuesIn, ops.FindExternalIssuesOut]
	owners  remote[ops.GetIssueOwnersIn, ops.GetIssueOwnersOut]
}

func newRelated(s *Page) *relatedSection {
	o := s.env.Ops
	return &relatedSection{page: s,
		reports: newRemote(s.env, "user feedback", o.GetIssueUserReports), similar: newRemote(s.env, "similar issues", o.FindSimilarIssues),
		links: newRemote(s.env, "linked tickets", o.FindExternalIssues), owners: newRemote(s.env, "suspect commits", o.GetIssueOwners),
	}
}

func (x *relatedSection) load() tea.Cmd {
	t := x.page.target()
	cmds := []tea.Cmd{
		x.reports.want("", ops.GetIssueUserReportsIn{IssueTarget: t, PageIn: ops.PageIn{Limit: 100}}),
		x.similar.want("", ops.FindSimilarIssuesIn{IssueTarget: t}),
		x.links.want("", ops.FindExternalIssuesIn{IssueTarget: t}),
	}
	return tea.Batch(append(cmds, x.loadOwners())...)
}

// loadOwners asks who may have caused the event that is shown, and whose it is.
func (x *relatedSection) loadOwners() tea.Cmd {
	key := x.page.eventKey()
	if key == "" {
		return nil
	}
	return x.owners.want(key, ops.GetIssueOwnersIn{EventTarget: ops.EventTarget{IssueTarget: x.page.target(), Project: string(x.page.issue.Project.Slug), EventID: key}})
}

func (x *relatedSection) take(msg tea.Msg) (tea.Cmd, bool) {
	for _, take := range []func(tea.Msg) (bool, bool){x.reports.take, x.similar.take, x.links.take, x.owners.take} {
		if _, mine := take(msg); mine {
			return nil, true
		}
	}
	return nil, false
}

func (x *relatedSection) forget() {
	x.reports.forget()
	x.similar.forget()
	x.links.forget()
	x.owners.forget()
}

func (x *relatedSection) waiting() bool {
	return x.reports.waiting() || x.similar.waiting() || x.links.waiting() || x.owners.waiting()
}

func (x *relatedSection) draw(r *rows) {
	x.drawReports(r)
	x.drawSimilar(r)
	x.drawMerged(r)
	x.drawLinks(r)
	x.drawCommits(r)
}

func (x *relatedSection) drawReports(r *rows) {
	r.Heading("User feedback")
	out, ok := x.reports.get("", r)
	if ok && len(out.Reports) == 0 {
		r.Add(r.Paint.In(themes.Muted, widget.Cut("  nobody has said anything", r.Width)))
	}
	for _, one := range out.Reports {
		who := one.Name
		if who.IsZero() {
			who = one.Email
		}
		at := text.AgoShort(one.DateCreated.Time, x.page.env.Now())
		r.Row(func(p widget.Paint, edge string) string {
			return widget.Cut(p.In(themes.Muted, edge+widget.FitRight(at, 6)+"  ")+p.In(themes.Title, who.Cut(60)), r.Width)
		}, func() tea.Cmd {
			if one.EventID == "" {
				return screen.Say("this feedback names no event")
			}
			return tea.Batch(x.page.show(overview), x.page.goTo(string(one.EventID)))
		})
		for _, l := range one.Comments.Lines() {
			for _, w := range widget.Wrap(l, max(r.Width-12, 1)) {
				r.Add(widget.Cut("          "+r.Paint.In(themes.Text, w), r.Width))
			}
		}
	}
}

func (x *relatedSection) drawSimilar(r *rows) {
	r.Heading("Similar issues")
	out, ok := x.similar.get("", r)
	if ok && len(out.Similar) == 0 {
		r.Add(r.Paint.In(themes.Muted, widget.Cut("  none", r.Width)))
	}
	for _, one := range out.Similar {
		i := one.Issue
		r.Row(func(p widget.Paint, edge string) string {
			share := fmt.Sprintf("%3.0f%% ", 100*float64(one.Score))
			line := p.In(themes.Muted, edge+" "+share) + p.In(themes.Accent, widget.Fit(ops.IssueHandle(i), 14)+" ") + p.In(event.State(ops.IssueState(i)), widget.Fit(ops.IssueState(i), 11))
			return line + p.In(themes.Text, widget.Cut(i.Title.Cut(300), max(r.Width-widget.Width(line), 0)))
		}, x.openIssue(i))
	}
}

func (x *relatedSection) openIssue(i ops.Issue) func() tea.Cmd {
	return func() tea.Cmd { return screen.Send(screen.Open{To: screen.ToIssue{Org: x.page.to.Org, Issue: i}}) }
}

// drawMerged lists the issues that became part of this one. Sentry keeps no
// list of them but what it notes when they are merged.
func (x *relatedSection) drawMerged(r *rows) {
	first := true
	for _, one := range x.page.issue.Activity {
		if one.Type != "merge" {
			continue
		}
		for _, i := range dataOf(one).Issues {
			if first {
				r.Heading("Merged into this issue")
				first = false
			}
			name := i.ShortID
			if name.IsZero() {
				name = i.ID
			}
			r.Add(widget.Cut(r.Paint.In(themes.Muted, "  "+widget.FitRight(text.AgoShort(one.DateCreated.Time, x.page.env.Now()), 6)+"  ")+
				r.Paint.In(themes.Accent, name.Cut(40)+"  ")+r.Paint.In(themes.Text, i.Title.Cut(300)), r.Width))
		}
	}
}

// drawLinks lists tickets of other trackers and pull requests.
func (x *relatedSection) drawLinks(r *rows) {
	r.Heading("Tickets and pull requests")
	out, ok := x.links.get("", r)
	none := ok
	link := func(kind, name, address text.Untrusted) {
		none = false
		r.Row(func(p widget.Paint, edge string) string {
			line := p.In(themes.Muted, edge+" "+widget.Fit(kind.Cut(14), 14)+" ") + p.In(themes.Title, name.Cut(80)+"  ")
			return widget.Cut(line+p.In(themes.Link, address.Cut(300)), r.Width)
		}, func() tea.Cmd { return x.page.env.Browse(address) })
	}
	for _, l := range out.Links {
		link(text.From(string(l.ServiceType)), l.DisplayName, l.WebURL)
	}
	for _, one := range x.page.issue.Activity {
		if pr := dataOf(one).PullRequest; !pr.URL.IsZero() {
			link(text.From("pull request"), pr.Title, pr.URL)
		}
	}
	if run := x.page.fix().panel.Run(); run != nil {
		for _, pr := range run.PRs {
			link(text.From("pull request"), text.From(pr.Repo.Raw()+" "+string(pr.Status)), pr.URL)
		}
	}
	if none {
		r.Add(r.Paint.In(themes.Muted, widget.Cut("  none", r.Width)))
	}
}

func (x *relatedSection) drawCommits(r *rows) {
	r.Heading("Suspect commits and owners")
	key := x.page.eventKey()
	if key == "" {
		return
	}
	out, ok := x.owners.get(key, r)
	if ok && len(out.Committers) == 0 && len(out.Owners.Owners) == 0 {
		r.Add(r.Paint.In(themes.Muted, widget.Cut("  none are known; they come with commits of releases and ownership rules", r.Width)))
	}
	for _, c := range out.Committers {
		for _, commit := range c.Commits {
			r.line(r.Paint.In(themes.Accent, "  "+widget.Cut(string(commit.ID), 8)+" ") + r.Paint.In(themes.Title, author(c)+"  ") +
				r.Paint.In(themes.Text, commit.Message.Cut(300)))
		}
	}
	for _, owner := range out.Owners.Owners {
		r.Add(widget.Cut(r.Paint.In(themes.Muted, "  owner    ")+r.Paint.In(themes.Title, owner.Name.Cut(60)), r.Width))
	}
}

// author is who made the commits; "" where nobody knows.
func author(c ops.Committer) string {
	if c.Author == nil {
		return ""
	}
	return ops.PersonName(*c.Author).Cut(30)
}

func (s *Page) related() *relatedSection { return s.sections[related].(*relatedSection) }
