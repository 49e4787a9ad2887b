package analysis

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"vedette/internal/local/protocol"
	"vedette/internal/text"
)

// inquiry is one analysis under way: the evidence found so far.
type inquiry struct {
	src       Source
	sourceDir string
	issueID   int64

	facts    Facts
	event    *protocol.Event // an empty event when none is kept
	crash    crash
	match    match
	source   source
	commit   *commit // nil when the line's history is unknown
	repo     string  // owner/name
	tags     comparison
	trace    neighbours
	similar  []Similar
	gaps     []string // evidence that is missing
	guidance bool     // the user gave guidance, which rules cannot follow
}

// finding is what one step of the inquiry leaves in the run.
type finding struct {
	text      string
	calls     []toolCall
	artifacts []artifact
}

// step is one line of the run's task list.
type step struct {
	todo string
	run  func(*inquiry, context.Context) (finding, error) // an error ends the run
}

// rootCauseSteps are the steps of every root cause analysis, in order.
func rootCauseSteps() []step {
	return []step{
		{"Read the crash", (*inquiry).readCrash},
		{"Read the source around the crash line", (*inquiry).readSource},
		{"Find the commit that last changed the line", (*inquiry).findCommit},
		{"Compare tags with the project's other events", (*inquiry).compareTags},
		{"Follow the trace", (*inquiry).followTrace},
		{"Look for similar issues", (*inquiry).findSimilar},
		{"Conclude", (*inquiry).conclude},
	}
}

// missing records evidence that could not be had, and why (empty = nothing to add), and says it in the step's text. A context that ended is
// an error instead.
func (q *inquiry) missing(ctx context.Context, what, why string) (string, error) {
	if ctx.Err() != nil {
		return "", fmt.Errorf("%s: %w", what, ctx.Err())
	}
	if why != "" {
		what += ": " + why
	}
	q.gaps = append(q.gaps, what)
	return "**Missing:** " + what + ".", nil
}

// reason quotes an error; no error gives no reason.
func reason(err error) string {
	if err == nil {
		return ""
	}
	return code(err.Error())
}

func (q *inquiry) readCrash(ctx context.Context) (finding, error) {
	var err error
	if q.facts, err = q.src.Facts(ctx, q.issueID); err != nil {
		return finding{}, fmt.Errorf("read the issue: %w", err)
	}
	event, err := q.src.Event(ctx, q.issueID)
	f := finding{calls: []toolCall{call("get_issue", map[string]any{"issue_id": q.issueID}), call("get_latest_event", map[string]any{"issue_id": q.issueID})}}
	q.event = &protocol.Event{}
	if err != nil || event == nil {
		q.match = recognise(q.facts.Type, q.facts.Value)
		f.text, err = q.missing(ctx, "no event of this issue could be read, only what the issue list knows", reason(err))
		f.text = paragraphs(f.text, q.history())
		return f, err
	}
	q.event, q.crash = event, readCrash(event)
	q.match = q.recognise()
	if q.crash.frame == nil {
		q.gaps = append(q.gaps, "the event has no stack trace")
	} else if len(q.crash.vars) == 0 {
		q.gaps = append(q.gaps, "the SDK sent no variables for the crash frame")
	}
	f.text = paragraphs(q.crash.describe(event), q.history())
	return f, nil
}

// recognise asks the cause of the chain first; when that is of no known kind, the exception that was raised in the end.
func (q *inquiry) recognise() match {
	c := q.crash
	if c.raised == nil {
		return recognise("", q.event.Message.Formatted)
	}
	m := recognise(c.origin.Type, c.origin.Value)
	if m.byType || m.byPhrase {
		return m
	}
	return recognise(c.raised.Type, c.raised.Value)
}

// history says since when and how often.
func (q *inquiry) history() string {
	f := q.facts
	handled := "All events that were kept are handled ones."
	if f.Unhandled {
		handled = "At least one event was not handled by the program."
	}
	release := "**Missing:** the events name no release."
	if f.FirstRelease != "" {
		release = "First release: " + code(f.FirstRelease) + "."
		if f.LastRelease != "" && f.LastRelease != f.FirstRelease {
			release += " Last release: " + code(f.LastRelease) + "."
		}
	} else {
		q.gaps = append(q.gaps, "the events name no release")
	}
	return fmt.Sprintf("First seen %s, last seen %s: %s, %s. %s %s", stamp(f.FirstSeen), stamp(f.LastSeen), count(f.Events, "event"), count(f.Users, "user"), release, handled)
}

func (q *inquiry) readSource(ctx context.Context) (finding, error) {
	if q.crash.frame == nil {
		return finding{text: "Without a stack trace there is no line to read."}, nil
	}
	q.source = readSource(ctx, q.sourceDir, q.crash.frame)
	s := q.source
	f := finding{}
	if s.missing == "" {
		f.calls = append(f.calls, call("read_file", map[string]any{"path": path.Join(filepath.ToSlash(s.dir), s.name)}))
	}
	if len(s.lines) == 0 {
		why := s.missing
		if why == "" {
			why = "the line is not in the file of the checkout"
		}
		var err error
		f.text, err = q.missing(ctx, "the source of the crash line is not known", why)
		return f, err
	}
	about := "The lines around the crash, from " + s.from + ":"
	if s.from != "the event" {
		about = "The lines around the crash, from " + code(s.from) + " in the checkout, which may differ from what was deployed:"
	}
	var reader string
	if q.crash.reader != "" {
		reader = fmt.Sprintf("The message names %s, which this line reads from %s.", code(lastQuoted(q.crash.origin.Value)), code(q.crash.reader))
	}
	f.text = paragraphs(about, fence(s.lines), reader)
	return f, ctx.Err()
}

func (q *inquiry) findCommit(ctx context.Context) (finding, error) {
	s := q.source
	var f finding
	var err error
	switch {
	case q.crash.frame == nil:
		f.text = "Without a stack trace there is no line whose history could be read."
		return f, nil
	case s.missing != "":
		f.text, err = q.missing(ctx, "the history of the crash line is not known", s.missing)
		return f, err
	case !s.tracked:
		f.text, err = q.missing(ctx, "the history of the crash line is not known: the source directory is in no git work tree, or git is not installed", "")
		return f, err
	case s.line == 0:
		f.text, err = q.missing(ctx, "the crash line is not in the last commit: it was never committed, or the checkout is another version than the one that ran", "")
		return f, err
	}
	f.calls = []toolCall{call("git_blame", map[string]any{"path": path.Join(filepath.ToSlash(s.dir), s.name), "line": s.line})}
	c, err := git{s.dir}.blame(ctx, s.name, s.line)
	if err != nil {
		f.text, err = q.missing(ctx, "git blame failed", reason(err))
		return f, err
	}
	q.commit, q.repo = &c, git{s.dir}.repository(ctx)
	moved := ""
	if s.line != q.crash.frame.Line {
		moved = fmt.Sprintf(" The line is number %d in the event and %d in the checkout.", q.crash.frame.Line, s.line)
	}
	f.text = fmt.Sprintf("Line %d was last changed in %s. %s%s", s.line, c, q.suspicion(c), moved)
	return f, nil
}

// recentDays is how long before the first event a commit still counts as a suspect.
const recentDays = 14

// suspicion relates a commit to the first event.
func (q *inquiry) suspicion(c commit) string {
	age := q.facts.FirstSeen.Sub(c.when)
	switch {
	case q.facts.FirstSeen.IsZero():
		return "When the issue was first seen is unknown, so the commit cannot be related to it."
	case c.grafted:
		return "The clone is shallow and its history ends at this commit, so the line may be older."
	case age < 0:
		return fmt.Sprintf("Committed %s after the issue was first seen: this commit did not introduce it.", text.Duration(-age))
	case age.Hours() > 24*recentDays:
		return fmt.Sprintf("Committed %s before first seen: the line is old, so look at what changed around it (callers, data, settings).", text.Duration(age))
	}
	return fmt.Sprintf("Committed %s before first seen: this commit is a suspect.", text.Duration(age))
}

func (q *inquiry) compareTags(ctx context.Context) (finding, error) {
	f := finding{calls: []toolCall{call("compare_tags", map[string]any{"issue_id": q.issueID})}}
	issue, others, err := q.src.Tags(ctx, q.issueID)
	if err != nil {
		f.text, err = q.missing(ctx, "the tags could not be counted", reason(err))
		return f, err
	}
	q.tags = compareTags(issue, others)
	if !q.tags.enough {
		q.gaps = append(q.gaps, "too few events to compare tags")
	}
	f.text = q.tags.describe()
	return f, nil
}

func (q *inquiry) followTrace(ctx context.Context) (finding, error) {
	if q.event.TraceID == "" {
		said, err := q.missing(ctx, "the event belongs to no trace", "")
		return finding{text: said}, err
	}
	f := finding{calls: []toolCall{call("get_trace", map[string]any{"trace_id": q.event.TraceID})}}
	items, err := q.src.Trace(ctx, q.event.TraceID)
	if err != nil {
		f.text, err = q.missing(ctx, "the trace could not be read", reason(err))
		return f, err
	}
	q.trace = readTrace(items, q.issueID, q.event)
	f.text = q.trace.describe()
	return f, nil
}

// maxSimilar bounds the similar issues that are shown.
const maxSimilar = 5

func (q *inquiry) findSimilar(ctx context.Context) (finding, error) {
	f := finding{calls: []toolCall{call("find_similar_issues", map[string]any{"issue_id": q.issueID})}}
	similar, err := q.src.Similar(ctx, q.issueID)
	if err != nil {
		f.text, err = q.missing(ctx, "similar issues could not be searched", reason(err))
		return f, err
	}
	q.similar = similar[:min(len(similar), maxSimilar)]
	if len(q.similar) == 0 {
		f.text = "No other issue resembles this one."
		return f, nil
	}
	var items []string
	for _, s := range q.similar {
		hint := ""
		if s.Status == "resolved" {
			hint = "; it is resolved, so its fix may apply here"
		}
		items = append(items, strings.TrimSpace(fmt.Sprintf("%s in %s: %s, %s, last seen %s%s", code(s.ShortID), code(s.Project), code(s.Title), count(s.Count, "event"), stamp(s.LastSeen), hint)))
	}
	f.text = paragraphs("Issues like this one:", bullets(items))
	return f, nil
}
