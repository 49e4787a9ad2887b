package seer

import (
	"context"
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// changes draws the changed files: enter folds one.
func (p *Panel) changes(s *sheet) {
	patches := p.Run().Patches
	if len(patches) == 0 {
		return
	}
	var added, removed int
	repos := map[string]bool{}
	for _, f := range patches {
		added, removed = added+count(f.Diff, "+"), removed+count(f.Diff, "-")
		repos[f.Repo.Raw()] = true
	}
	in := ""
	if len(repos) > 1 {
		in = " in " + strconv.Itoa(len(repos)) + " repositories"
	}
	s.Add("", widget.Cut(s.Paint.In(themes.Heading, " Changes")+s.Paint.In(themes.Muted, "  "+files(len(patches))+in)+counts(s.Paint, added, removed), s.Width))
	for n, f := range patches {
		name := f.Repo.Raw() + " " + f.Path.Raw()
		s.Add("")
		s.Row(func(ink widget.Paint, edge string) string { return fileLine(ink, edge, f, p.folded[name], s.Width) }, func() tea.Cmd {
			p.folded[name] = !p.folded[name]
			return nil
		})
		if !p.folded[name] && n < len(p.found.files) {
			s.Add(p.found.files[n]...)
		}
	}
}

func counts(p widget.Paint, added, removed int) string {
	return p.In(themes.Added, " +"+strconv.Itoa(added)) + p.In(themes.Removed, " -"+strconv.Itoa(removed))
}

// fileLine is the line above a file's hunks.
func fileLine(p widget.Paint, edge string, f ops.FilePatch, folded bool, width int) string {
	mark := p.Glyph("▾ ", "v ")
	if folded {
		mark = p.Glyph("▸ ", "> ")
	}
	kind := map[text.Word]string{"A": "new file ", "D": "deleted "}[f.Type]
	tail := counts(p, count(f.Diff, "+"), count(f.Diff, "-"))
	if repo := f.Repo.Cut(60); repo != "" {
		tail += p.In(themes.Muted, "  "+repo)
	}
	room := max(width-widget.Width(edge+mark+kind+tail), min(width/2, 24))
	return widget.Cut(p.In(themes.Heading, edge+mark+kind+f.Path.Cut(room))+tail, width)
}

// doChanges is what can be done with code changes.
func (p *Panel) doChanges(run *ops.SeerRun) []widget.Choice {
	return []widget.Choice{
		{Key: "a", Title: "apply the changes to the working tree: look first", Run: func() tea.Cmd { return p.look(run) }},
		{Key: "p", Title: "open a pull request", Run: p.askPR},
		{Key: "d", Title: "copy the diff", Run: func() tea.Cmd { return copyDiff(run) }},
	}
}

// look sees what the changes would do to the working tree, and asks then.
func (p *Panel) look(run *ops.SeerRun) tea.Cmd {
	if p.env.Here.Look == nil {
		return screen.Complain("changes cannot be applied here; vedette seer apply does it in a checkout")
	}
	patches, err := ops.PatchesOf(run, "")
	if err != nil {
		return screen.Complain("nothing was changed: " + err.Error())
	}
	return screen.Run(p.env.Tasks, lookTask, p.env.Here.Look, patches)
}

// mostFiles are those that a question names.
const mostFiles = 8

// askApply asks once more with the files, because it changes the person's code.
func (p *Panel) askApply(fit screen.Fit) tea.Cmd {
	in := text.From(fit.Root).Cut(60)
	if fit.Branch != "" {
		in += " on " + text.From(fit.Branch).Cut(40)
	}
	m := &widget.Menu{Title: fmt.Sprintf("Change %s in %s?", files(len(fit.Changes)), in)}
	for n, c := range fit.Changes {
		if n == mostFiles {
			m.Note = append(m.Note, fmt.Sprintf("and %d more", len(fit.Changes)-n))
			break
		}
		m.Note = append(m.Note, fmt.Sprintf("%s %s +%d -%d", c.Type, c.Path.Cut(60), c.Added, c.Removed))
	}
	for _, repo := range fit.Elsewhere {
		m.Note = append(m.Note, "left out, it is another repository: "+text.From(repo).Cut(60))
	}
	undo := "vedette seer apply --undo " + ops.IssueHandle(p.issue())
	m.Note = append(m.Note, "They fit, and will all be made. Nothing is committed. To undo:", "  "+undo)
	m.Choices = []widget.Choice{{Key: "y", Title: "yes", Run: func() tea.Cmd { return p.apply(fit.Changes, undo) }}, no("no")}
	return ask(m)
}

func (p *Panel) apply(changes []ops.Patch, undo string) tea.Cmd {
	put, f := p.env.Here.Apply, p.Known()
	w := p.change("applying the changes", func(ctx context.Context, _ *ops.Ops) (string, error) { return put(ctx, changes) })
	w.Then = func() tea.Cmd {
		f.Note("The changes are in the working tree; git diff shows them. To undo: " + undo)
		return screen.Send(screen.FixChanged{Org: f.Org, Issue: f.Issue.ID})
	}
	return screen.Send(w)
}

func copyDiff(run *ops.SeerRun) tea.Cmd {
	patches, err := ops.PatchesOf(run, "")
	if err != nil {
		return screen.Complain(err.Error())
	}
	diff := ""
	for _, c := range patches {
		for _, l := range c.Diff.Lines() {
			diff += l + "\n"
		}
	}
	return screen.CopyText(diff, "copied the diff")
}

// link is a page outside of Sentry that a run led to.
type link struct {
	title string
	url   text.Untrusted
}

func links(run *ops.SeerRun) []link {
	var out []link
	add := func(title string, url text.Untrusted) {
		if !url.IsZero() {
			out = append(out, link{title, url})
		}
	}
	for _, pr := range run.PRs {
		add("pull request of "+pr.Repo.Cut(40), pr.URL)
	}
	for _, a := range run.Agents {
		add(a.Name.Cut(40), a.URL)
		for _, made := range a.Results {
			add("made by "+a.Name.Cut(30)+" in "+made.Repo.Cut(40), made.URL)
		}
	}
	return out
}

// pick does something with a link, and asks which where there are several.
func pick(all []link, title string, do func(text.Untrusted) tea.Cmd) tea.Cmd {
	if len(all) == 1 {
		return do(all[0].url)
	}
	m := &widget.Menu{Title: title}
	for _, l := range all {
		m.Offer(l.title, func() tea.Cmd { return do(l.url) })
	}
	return ask(m)
}
