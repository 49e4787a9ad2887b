package issues

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// section is one search of the stream with what it found. What is not in front
// keeps its rows, so that coming back shows them at once.
type section struct {
	name  string
	usual question // of this name; what is asked may be another one

	asked, shown question // shown is what the rows answer
	err          error
	loaded       bool
	rows         []*row
	places       map[text.Word]int // of an issue's row, by id
	index        widget.Index      // what the filter looks through
	next         string            // cursor of the next page
	skipped      int               // issues that could not be read
	news         map[text.Word]bool
	edited       map[text.Word]time.Time // when an issue was last changed here

	list        widget.List
	handleWidth int // of the short ids, in cells
	filter      widget.Filter
	marks       marks
}

func newSection(name string, q question) *section {
	return &section{name: name, usual: q, asked: q, shown: q, marks: marks{from: none}, handleWidth: 8, places: map[text.Word]int{}, edited: map[text.Word]time.Time{}}
}

// maxSections is how many tabs there are at most; further saved searches are on
// the screen of views.
const maxSections = 20

// sectionsOf are the sections to begin with: one search alone when it was asked
// for, those of the settings, or the usual ones.
func sectionsOf(wishes []screen.Section, to screen.ToIssues) []*section {
	if to.Query != nil {
		q := usual(to).of(screen.Section{Query: *to.Query, Sort: to.Sort, Period: to.Period})
		q.start, q.end = to.Start, to.End
		return []*section{newSection(cmp.Or(to.Name, "Search"), q)}
	}
	if len(wishes) == 0 {
		wishes = []screen.Section{
			{Name: "Unresolved", Query: "is:unresolved"},
			{Name: "For review", Query: "is:unresolved is:for_review"},
			{Name: "Mine", Query: "is:unresolved assigned_or_suggested:me"},
			{Name: "Regressed", Query: "is:regressed"},
			{Name: "High priority", Query: "is:unresolved issue.priority:high"},
		}
	}
	var out []*section
	for _, w := range wishes[:min(len(wishes), maxSections)] {
		out = append(out, newSection(cmp.Or(w.Name, w.Query, "All"), usual(to).of(w)))
	}
	return out
}

// addViews makes sections of the saved searches: of those with a star when there
// are such, else of all. One that needs several projects at once is left to the
// screen of views, which says why.
func (s *Stream) addViews(out ops.FindIssueViewsOut) tea.Cmd {
	starred := slices.ContainsFunc(out.Views, func(v ops.IssueView) bool { return v.Starred })
	for _, v := range out.Views {
		in, err := ops.SearchOfView(out.Organization, v)
		if err != nil || starred && !v.Starred || len(s.sections) >= maxSections {
			continue
		}
		to := ToOf(s.to.Org, v.Name.Raw(), in)
		if to.Project == "" {
			to.Project = s.to.Project
		}
		s.sections = append(s.sections, sectionsOf(nil, to)...)
	}
	if s.goOn() {
		return s.turn(s.front)
	}
	return nil
}

// ToOf is the place of a search under a name.
func ToOf(org, name string, in ops.SearchIssuesIn) screen.ToIssues {
	to := screen.ToIssues{Org: org, Query: in.Query, Name: name, Sort: in.Sort, Period: in.Period, Start: in.Start, End: in.End, Project: in.Project}
	if to.Project == "-1" {
		to.Project = ""
	}
	for n, e := range in.Environment {
		if n > 0 {
			to.Environment += ","
		}
		to.Environment += e
	}
	return to
}

// turn brings another section to the front. What was under way for the one
// before ends; its rows stay.
func (s *Stream) turn(to int) tea.Cmd {
	if len(s.sections) < 2 {
		return nil
	}
	if to != s.front {
		s.kept = kept{} // somebody goes elsewhere
	}
	s.front = (to + len(s.sections)) % len(s.sections)
	s.section = s.sections[s.front]
	for _, task := range []string{first, more, settle, details, narrow, lookAgain} {
		s.env.Tasks.Cancel(task)
	}
	s.arrange()
	if !s.loaded || s.asked != s.shown || s.err != nil {
		return s.load()
	}
	return tea.Batch(s.moved(), s.lookForNews())
}

// rowAt is the row at a place of the list.
func (s *section) rowAt(place int) *row { return s.rows[s.filter.Row(place)] }

// add puts issues behind the rows that are there. One that is there already, as
// it moved between two pages, is brought up to date.
func (s *section) add(issues []ops.Issue) {
	for _, i := range issues {
		if n, ok := s.places[i.ID]; ok {
			s.set(n, i)
			continue
		}
		s.places[i.ID] = len(s.rows)
		r := rowOf(i)
		s.rows = append(s.rows, r)
		s.index.Add(r.words())
		s.handleWidth = max(s.handleWidth, min(widget.Width(r.handle), 18))
	}
}

// set gives a row the newer state of its issue.
func (s *section) set(n int, i ops.Issue) {
	marked := s.rows[n].marked
	s.rows[n] = rowOf(i)
	s.rows[n].marked = marked
	s.index.Set(n, s.rows[n].words())
}

// replace begins anew with these issues. Marks stay on those that are still
// there, and the cursor on its issue.
func (s *section) replace(issues []ops.Issue) {
	var marked map[text.Word]bool
	under := text.Word("")
	if s.list.Len() > 0 {
		under = s.rowAt(s.list.Cursor).issue.ID
	}
	for _, r := range s.rows {
		if r.marked {
			if marked == nil {
				marked = map[text.Word]bool{}
			}
			marked[r.issue.ID] = true
		}
	}
	s.rows, s.index, s.places, s.news, s.skipped = nil, widget.Index{}, map[text.Word]int{}, nil, 0
	s.marks = marks{from: none}
	s.add(issues)
	for _, r := range s.rows {
		s.mark(r, marked[r.issue.ID])
	}
	if query := s.filter.Text(); query != "" {
		s.filter.Show(query, s.index.Search(query))
	}
	s.settle()
	s.goTo(under)
}

// goTo puts the cursor on an issue, if it is there.
func (s *section) goTo(id text.Word) {
	for place := range s.list.Len() {
		if s.rowAt(place).issue.ID == id {
			s.list.Move(place - s.list.Cursor)
		}
	}
}

// settle tells the list how many rows are shown.
func (s *section) settle() { s.list.SetLen(s.filter.Len(len(s.rows))) }

// drop takes the rows out that a test names; false when there are none.
func (s *section) drop(gone func(*row) bool) bool {
	if !slices.ContainsFunc(s.rows, gone) {
		return false
	}
	left := make([]ops.Issue, 0, len(s.rows))
	for _, r := range s.rows {
		if !gone(r) {
			left = append(left, r.issue)
		}
	}
	skipped, news := s.skipped, s.news
	s.replace(left)
	s.skipped, s.news = skipped, news
	return true
}
