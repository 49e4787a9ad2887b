// Package logs is the screen of logs as they come. It holds a bounded number of
// lines however long it runs, and never moves what somebody reads: leaving the
// last line stops the rolling, not the receiving.
package logs

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/searchbar"
	"vedette/tui/widget"
)

// Live is the screen.
type Live struct {
	env  screen.Env
	to   screen.ToLogs
	size screen.Resize

	query string
	bar   *searchbar.Bar
	lines lines
	list  widget.List
	find  widget.Find // the local filter
	rolls bool        // the cursor stays at the newest line
	fresh int         // lines that came while it did not
	begun bool        // the server has answered
	older older
	ended bool // nothing more comes
	err   error
}

// news is one line, or why none could be read for now.
type news struct {
	row ops.EventRow
	err error
}

// Tasks of the screen.
const (
	followTask = "follow"
	olderTask  = "older" // what was before the first line
)

// older is where the lines before the first one are read.
type older struct {
	in   ops.SearchEventsIn // with the cursor of the next page
	done bool               // there are no more
}

// New follows the logs of an organization, a project or a trace.
func New(env screen.Env, to screen.ToLogs) screen.Screen {
	return &Live{env: env, to: to, query: to.Query, bar: searchbar.New(env), rolls: true}
}

// Init begins to follow.
func (s *Live) Init() tea.Cmd {
	s.lines.clear()
	s.list.SetLen(0)
	s.begun, s.ended, s.err, s.rolls, s.fresh, s.older = false, false, nil, true, 0, older{}
	s.env.Tasks.Cancel(olderTask)
	o, in := s.env.Ops, s.input()
	return screen.Follow(s.env.Tasks, followTask, func(ctx context.Context) iter.Seq2[news, error] {
		return func(yield func(news, error) bool) {
			for row, err := range o.FollowEvents(ctx, in) {
				if ctx.Err() != nil || !yield(news{row, err}, nil) {
					return
				}
			}
		}
	})
}

func (s *Live) input() ops.SearchEventsIn {
	return ops.SearchEventsIn{OrgTarget: ops.OrgTarget{Org: s.to.Org}, Project: screen.ProjectOr(s.to.Project), Dataset: "logs",
		Query: s.query, TraceID: s.to.Trace, PageIn: ops.PageIn{Limit: pageSize}}
}

// pageSize is how many lines are read at once.
const pageSize = 100

// before reads the lines before the first one, once that is in sight. All pages
// end at the same instant: many lines may share one.
func (s *Live) before() tea.Cmd {
	if s.list.At(0) != 0 || len(s.lines.all) < pageSize || len(s.lines.all) >= maxLines || s.older.done || s.env.Tasks.Running(olderTask) {
		return nil
	}
	if s.older.in.End == "" {
		s.older.in = s.input()
		first := s.lines.all[0].at
		s.older.in.Sort, s.older.in.Start, s.older.in.End = "-timestamp", text.RFC3339(s.env.Now().Add(-lookBack)), text.RFC3339(first.Add(time.Second))
	}
	return screen.Run(s.env.Tasks, olderTask, s.env.Ops.SearchEvents, s.older.in)
}

// lookBack is how old the oldest lines are.
const lookBack = 14 * 24 * time.Hour

// takeOlder puts lines before the others; the cursor stays on its line.
func (s *Live) takeOlder(msg screen.Loaded[ops.SearchEventsOut]) {
	if !s.env.Tasks.Done(msg.Ticket) {
		return
	}
	if s.err = msg.Err; s.err != nil {
		return
	}
	slices.Reverse(msg.Out.Events)
	came := s.lines.addBefore(msg.Out.Events)
	s.list.SetLen(len(s.lines.shown))
	s.list.Scroll(came)
	s.older.in.Cursor, s.older.done = msg.Out.NextCursor, msg.Out.NextCursor == ""
}

// Info says what the frame shows.
func (s *Live) Info() screen.Info {
	info := screen.Info{Scope: command.Logs, Crumb: "logs", Err: s.err, Busy: !s.begun && !s.ended && s.err == nil || s.env.Tasks.Running(olderTask),
		Typing: s.bar.Active() || s.find.Typing, Inner: s.find.Text() != ""}
	info.Place = screen.ToLogs{Org: s.to.Org, Project: s.to.Project, Query: s.query, Trace: s.to.Trace}
	if s.to.Trace != "" {
		info.Crumb = "logs of trace " + text.From(s.to.Trace).Cut(9)
	}
	parts := []string{text.Counted(int64(s.list.Len()), "line")}
	switch {
	case s.ended:
		parts = append(parts, "stopped")
	case s.rolls:
		parts = append(parts, "live")
	case s.fresh > 0:
		parts = append(parts, "held, "+text.Counted(int64(s.fresh), "new line"))
	default:
		parts = append(parts, "held")
	}
	if s.lines.least > 0 {
		parts = append(parts, severities()[s.lines.least]+" and worse")
	}
	if s.query != "" {
		parts = append(parts, text.From(s.query).String())
	}
	info.Detail = strings.Join(parts, " · ")
	return info
}

// take keeps a line. A failure that may pass is shown until the next line.
func (s *Live) take(msg screen.Event[news]) tea.Cmd {
	if !s.env.Tasks.Current(msg.Ticket) {
		return nil
	}
	if msg.Next == nil {
		s.env.Tasks.Cancel(followTask)
		s.ended = true
		return nil
	}
	switch s.err = msg.Event.err; {
	case s.err != nil:
		if ops.OutcomeOf(ops.KindOf(s.err)).Exit == ops.ExitUsage { // a search that was not understood is mended where it is written
			s.env.Tasks.Cancel(followTask)
			s.ended = true
			cmd := s.bar.Refuse(s.query, s.searchScope(), s.err)
			s.err = nil
			s.arrange()
			return cmd
		}
	default:
		s.begun = true
		if msg.Event.row != nil {
			s.add(msg.Event.row)
		}
	}
	return msg.Next
}

// add puts a line at the end; the cursor stays on its line, or at the end.
func (s *Live) add(row ops.EventRow) {
	before := s.lines.dropped
	if s.lines.add(row) && !s.rolls {
		s.fresh++
	}
	if gone := s.lines.dropped - before; gone > 0 {
		s.list.Scroll(-gone)
	}
	s.list.SetLen(len(s.lines.shown))
	if s.rolls {
		s.list.End()
	}
}

// refilter shows what fits now. Held lines stay held: the cursor stays on its
// line, or goes to the next one that fits.
func (s *Live) refilter() {
	reading, held := 0, false
	if !s.rolls && s.list.Len() > 0 {
		reading, held = s.lines.shown[s.list.Cursor], true
	}
	s.lines.find = strings.ToLower(s.find.Text())
	s.lines.choose()
	s.list.SetLen(len(s.lines.shown))
	if !held {
		s.hold(false)
		return
	}
	at, _ := slices.BinarySearch(s.lines.shown, reading)
	s.list.Move(at - s.list.Cursor)
}

func (s *Live) searchScope() searchbar.Scope {
	return searchbar.Scope{Dataset: "logs", Org: s.to.Org, Project: s.to.Project, Period: "14d"}
}

// current is the line under the cursor; nil where there is none.
func (s *Live) current() *line {
	if s.list.Len() == 0 {
		return nil
	}
	return s.lines.at(s.list.Cursor)
}
