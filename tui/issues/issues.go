// Package issues is the issue stream: the screen where triage begins. It keeps
// what is loaded on the screen while it loads more, and shows beside the list
// what the issue under the cursor is about.
package issues

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/searchbar"
	"vedette/tui/triage"
)

// Stream is the screen. What is shown is the section in front.
type Stream struct {
	env  screen.Env
	to   screen.ToIssues
	size screen.Resize
	kept kept // from before

	sections []*section
	front    int // of sections
	*section

	search  *searchbar.Bar
	preview preview
	sendTo  *address // once it was asked for
}

// New is the stream of a project, or of all projects of an organization.
func New(env screen.Env, to screen.ToIssues) *Stream {
	kept := keptOf(&to)
	s := &Stream{env: env, to: to, kept: kept, sections: sectionsOf(env.Wishes.Sections, to), search: searchbar.New(env), preview: newPreview(env.Wishes.Splits)}
	s.section = s.sections[0]
	s.goOn()
	return s
}

// Tasks of the stream.
const (
	first     = "first"     // the first page, replacing everything
	more      = "more"      // the page after the last row
	settle    = "settle"    // the cursor rests
	details   = "details"   // the issue under the cursor, for the preview
	narrow    = "narrow"    // the filter looks through the rows
	views     = "views"     // the saved searches, which become sections
	refresh   = "refresh"   // time to look for news
	lookAgain = "lookAgain" // the first page, for what is new in it

	firstEvent = "firstEvent" // whether there ever was one
)

const pageSize = 100

// Init loads the first page, and the saved searches unless one search was asked
// for.
func (s *Stream) Init() tea.Cmd {
	cmds := []tea.Cmd{s.load(), s.waitForNews()}
	if s.to.Query == nil {
		cmds = append(cmds, screen.Run(s.env.Tasks, views, s.env.Ops.FindIssueViews, ops.FindIssueViewsIn{OrgTarget: ops.OrgTarget{Org: s.to.Org}}))
	}
	return tea.Batch(cmds...)
}

func (s *Stream) load() tea.Cmd {
	s.env.Tasks.Cancel(more)
	s.env.Tasks.Cancel(lookAgain)
	return screen.Run(s.env.Tasks, first, s.env.Ops.SearchIssues, s.asked.input(s.to.Org, ""))
}

// Info says what the frame shows.
func (s *Stream) Info() screen.Info {
	t := s.env.Tasks
	crumb := "all projects"
	if s.to.Project != "" {
		crumb = text.From(s.to.Project).String()
	}
	return screen.Info{Scope: command.Issues, Place: s.place(), Crumb: crumb, Err: s.err, Detail: s.detail(),
		Busy:   t.Running(first) || t.Running(more) || t.Running(triage.Reading),
		Typing: s.search.Active() || s.filter.Typing, Inner: s.filter.Active() || s.marking()}
}

// detail says what is shown: how many, and of which search.
func (s *Stream) detail() string {
	q := s.asked
	if s.loaded && !s.env.Tasks.Running(first) {
		q = s.shown // what was refused is not what the rows answer
	}
	query := text.From(q.query).String()
	if query == "" {
		query = "all issues"
	}
	parts := []string{query, sortName(q.sort), q.times()}
	if q.environment != "" {
		parts = append(parts, text.From(q.environment).String())
	}
	if s.loaded {
		parts = append([]string{s.count()}, parts...)
	}
	if s.marking() {
		parts[0] = strconv.Itoa(s.markCount()) + " marked of " + parts[0]
	}
	if n := len(s.news); n > 0 {
		parts = append([]string{strconv.Itoa(n) + " new (" + s.env.Keys.Key(command.Refresh) + ")"}, parts...)
	}
	return strings.Join(parts, " · ")
}

// count is how many issues are loaded; "+" means that there are more.
func (s *Stream) count() string {
	out := strconv.Itoa(len(s.rows))
	if s.next != "" {
		out += "+"
	}
	if s.skipped > 0 {
		out += " (" + strconv.Itoa(s.skipped) + " unreadable)"
	}
	return out
}

// current is the row under the cursor; nil when there is none.
func (s *Stream) current() *row {
	if s.list.Len() == 0 {
		return nil
	}
	return s.rowAt(s.list.Cursor)
}
