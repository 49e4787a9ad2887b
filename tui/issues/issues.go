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
	"vedette/tui/triage"
	"vedette/tui/widget"
)

// question is what is asked of the server.
type question struct {
	query  string
	sort   string
	period string
}

// Stream is the screen.
type Stream struct {
	env  screen.Env
	to   screen.ToIssues
	size screen.Resize

	asked, shown question // shown is what the rows answer
	search       *widget.Editor
	searchErr    string   // why the server did not take the search
	errLines     []string // the same, wrapped
	err          error
	loaded       bool
	rows         []*row
	places       map[text.Word]int // of an issue's row, by id
	next         string            // cursor of the next page
	handleWidth  int
	skipped      int // issues that could not be read

	list    widget.List
	filter  widget.Filter
	preview preview
	marks   marks
}

// New is the stream of a project, or of all projects of an organization.
func New(env screen.Env, to screen.ToIssues) *Stream {
	q := question{query: "is:unresolved", sort: "date", period: "14d"}
	if to.Query != nil {
		q.query = *to.Query
	}
	return &Stream{env: env, to: to, asked: q, shown: q, handleWidth: 8, preview: newPreview(), marks: marks{from: none}}
}

// Tasks of the stream.
const (
	first   = "first"   // the first page, replacing everything
	more    = "more"    // the page after the last row
	settle  = "settle"  // the cursor rests
	details = "details" // the issue under the cursor, for the preview
)

const pageSize = 100

// Init loads the first page.
func (s *Stream) Init() tea.Cmd { return s.load() }

func (s *Stream) load() tea.Cmd {
	s.env.Tasks.Cancel(more)
	return screen.Run(s.env.Tasks, first, s.env.Ops.SearchIssues, s.input(""))
}

func (s *Stream) input(cursor string) ops.SearchIssuesIn {
	q := s.asked // a copy: the search runs while the person types the next one
	if cursor != "" {
		q = s.shown // a cursor belongs to the search that gave it
	}
	return ops.SearchIssuesIn{OrgTarget: ops.OrgTarget{Org: s.to.Org}, Project: s.projectSlug(), Query: &q.query,
		Sort: q.sort, Period: q.period, PageIn: ops.PageIn{Limit: pageSize, Cursor: cursor}}
}

// projectSlug is what is asked for: all projects are asked for by name, because
// leaving the project out would mean the default one.
func (s *Stream) projectSlug() string {
	if s.to.Project == "" {
		return "-1"
	}
	return s.to.Project
}

// Info says what the frame shows.
func (s *Stream) Info() screen.Info {
	t := s.env.Tasks
	crumb := "all projects"
	if s.to.Project != "" {
		crumb = text.From(s.to.Project).String()
	}
	info := screen.Info{Scope: command.Issues, Crumb: crumb, Err: s.err,
		Busy:   t.Running(first) || t.Running(more) || t.Running(triage.Assignees),
		Typing: s.search != nil || s.filter.Typing, Inner: s.filter.Active() || s.marking()}
	query := text.From(s.asked.query).String()
	if query == "" {
		query = "all issues"
	}
	info.Detail = strings.Join([]string{query, sortName(s.asked.sort), s.asked.period}, " · ")
	if s.loaded {
		info.Detail = s.count() + " · " + info.Detail
	}
	if s.marking() {
		info.Detail = strconv.Itoa(s.markCount()) + " marked of " + info.Detail
	}
	return info
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

// sorts are the orders in the sequence of the sort key.
func sorts() []string { return []string{"date", "freq", "user", "new", "trends"} }

func sortName(sort string) string {
	switch sort {
	case "freq":
		return "most events"
	case "user":
		return "most users"
	case "new":
		return "first seen"
	case "trends":
		return "trends"
	}
	return "last seen"
}

// periods in the sequence of the period key.
func periods() []string { return []string{"1h", "24h", "7d", "14d", "30d", "90d"} }

func nextOf(all []string, now string) string {
	for n, v := range all {
		if v == now {
			return all[(n+1)%len(all)]
		}
	}
	return all[0]
}

// current is the row under the cursor; nil when there is none.
func (s *Stream) current() *row {
	if s.list.Len() == 0 {
		return nil
	}
	return s.rowAt(s.list.Cursor)
}

// rowAt is the row at a place of the list.
func (s *Stream) rowAt(place int) *row { return s.rows[s.filter.Row(place)] }
