package issue

import (
	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/event"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// tagsSection is how the values of each tag are distributed over the issue's
// events.
type tagsSection struct {
	page *Page
	list remote[ops.GetIssueTagValuesIn, ops.GetIssueTagValuesOut]
	one  remote[ops.GetIssueTagValuesIn, ops.GetIssueTagValuesOut] // all values of a tag, by its key
}

func newTags(s *Page) *tagsSection {
	return &tagsSection{page: s, list: newRemote(s.env, "tags", s.env.Ops.GetIssueTagValues), one: newRemote(s.env, "values of the tag", s.env.Ops.GetIssueTagValues)}
}

func (t *tagsSection) load() tea.Cmd {
	return t.list.want("", ops.GetIssueTagValuesIn{IssueTarget: t.page.target()})
}

func (t *tagsSection) take(msg tea.Msg) (tea.Cmd, bool) {
	if _, mine := t.list.take(msg); mine {
		return nil, true
	}
	_, mine := t.one.take(msg)
	if mine && t.one.err != nil {
		return screen.Complain(t.one.err.Error()), true
	}
	return nil, mine
}

func (t *tagsSection) forget() {
	t.list.forget()
	t.one.forget()
}

func (t *tagsSection) waiting() bool { return t.list.waiting() || t.one.waiting() }

// all are the tags with the values that are known of each.
func (t *tagsSection) all() []ops.TagKey {
	out, ok := t.list.kept[""]
	list := out.Tags
	if !ok && t.page.details != nil {
		list = t.page.details.Tags
	}
	all := make([]ops.TagKey, len(list))
	for n, tag := range list {
		all[n] = tag
		if more, ok := t.one.kept[tag.Key.Raw()]; ok && len(more.Tags) > 0 && len(more.Tags[0].TopValues) > 0 {
			all[n].TopValues, all[n].TotalValues = more.Tags[0].TopValues, more.Tags[0].TotalValues
		}
	}
	return all
}

func (t *tagsSection) draw(r *rows) {
	all := t.all()
	if len(all) == 0 {
		if _, ok := t.list.get("", r); ok {
			r.note("no tags were sent with these events")
		}
		return
	}
	if t.list.err != nil {
		r.failed("tags", t.list.err)
	}
	for n, row := range event.TagRows(all, t.page.find[tags].Text()) {
		if row.Value == nil && n > 0 {
			r.Add("")
		}
		r.Row(func(p widget.Paint, edge string) string { return row.Line(p, edge, r.Width) }, func() tea.Cmd { return t.open(row) })
	}
	if len(r.Lines) == 0 {
		r.note("no tag matches")
	}
}

// open loads every value of a tag, or searches for the issues with a value.
func (t *tagsSection) open(row event.TagRow) tea.Cmd {
	search := row.Search()
	if search == "" {
		return t.one.want(row.Key.Raw(), ops.GetIssueTagValuesIn{IssueTarget: t.page.target(), Key: row.Key.Raw()})
	}
	return tea.Batch(
		screen.Send(screen.Open{To: screen.ToIssues{Org: t.page.to.Org, Project: string(t.page.issue.Project.Slug), Query: &search}}),
		screen.Say("issues with "+text.From(search).Cut(200)),
	)
}

func (s *Page) tags() *tagsSection { return s.sections[tags].(*tagsSection) }
