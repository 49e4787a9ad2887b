package screen

import (
	"context"
	"iter"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// runsOwner is the owner of the tasks of Runs; screens count from 1.
const runsOwner = -1

// maxNotes bounds what is kept of the words beside a run's own messages.
const maxNotes = 20

// Runs are the fix runs that this program follows. A run takes minutes and is
// paid for, so it belongs to no screen: leaving one stops nothing, and coming
// back shows the run that is followed instead of starting another.
type Runs struct {
	tasks *Tasks
	list  []*FixRun // the one begun last is first
}

// FixRun is the newest run of one issue as far as it was told.
type FixRun struct {
	Org     string
	Issue   ops.Issue
	State   *ops.SeerRun // nil until the server has shown it
	Outcome ops.SeerOutcome
	Reason  text.Untrusted
	Notes   []string // what was told beside the run's own messages
	Waiting string   // why there is no news for now; "" = there is
	Err     error    // why following ended
	Begun   time.Time
	Unseen  bool // it has stopped working, and nobody has looked at it since

	watched bool // what is under way only looks
	worked  bool // it was at work while it was followed
}

// FixChanged tells every screen that something about an issue's run is new.
type FixChanged struct {
	Org     string
	Issue   text.Word // id
	Stopped bool      // it worked, and now it does not: it has its result, failed, or asks
}

// NewRuns follows runs until ctx ends.
func NewRuns(ctx context.Context) *Runs {
	return &Runs{tasks: newTasks(ctx, runsOwner, Sleep)}
}

// Rest is Env.Rest for the runs.
func (r *Runs) Rest(rest func(wait func())) { r.tasks.rest = rest }

// All are the runs, the one begun last first.
func (r *Runs) All() []*FixRun { return r.list }

// Of is the run of an issue; nil when none was followed yet.
func (r *Runs) Of(org string, issue text.Word) *FixRun {
	for _, f := range r.list {
		if f.Org == org && f.Issue.ID == issue {
			return f
		}
	}
	return nil
}

// Following reports whether news of the run come by themselves.
func (r *Runs) Following(f *FixRun) bool { return f != nil && r.tasks.Running(f.task()) }

// AtWork counts the runs that are followed.
func (r *Runs) AtWork() int { return r.count(r.Following) }

// Unseen counts the runs that have stopped and were not looked at since.
func (r *Runs) Unseen() int { return r.count(func(f *FixRun) bool { return f.Unseen }) }

func (r *Runs) count(which func(*FixRun) bool) (n int) {
	for _, f := range r.list {
		if which(f) {
			n++
		}
	}
	return n
}

// Leave ends the following. The run itself goes on.
func (r *Runs) Leave(f *FixRun) { r.tasks.Cancel(f.task()) }

func (f *FixRun) task() string { return f.Org + " " + string(f.Issue.ID) }

// Keep remembers what the server says about the run of an issue that is not
// followed.
func (r *Runs) Keep(org string, issue ops.Issue, out ops.GetSeerRunOut, now time.Time) *FixRun {
	f := r.entry(org, issue, now)
	f.State, f.Outcome, f.Reason, f.Err = out.Run, out.Outcome, out.Reason, nil
	return f
}

func (r *Runs) entry(org string, issue ops.Issue, now time.Time) *FixRun {
	f := r.Of(org, issue.ID)
	if f == nil {
		f = &FixRun{Org: org, Begun: now}
		r.list = slices.Insert(r.list, 0, f)
	}
	f.Issue = issue
	return f
}

// Work is something that is done with a run, or only looking at it.
type Work func(context.Context) iter.Seq2[ops.SeerEvent, error]

// Follow does work on the run of an issue and tells what happens. While one
// work is under way there is no second: it would be paid twice.
func (r *Runs) Follow(org string, issue ops.Issue, now time.Time, work Work) tea.Cmd {
	f := r.entry(org, issue, now)
	if r.Following(f) && !f.watched {
		return Say("the run is followed already; it goes on when you leave")
	}
	f.watched, f.Begun = false, now
	return r.begin(f, work)
}

// Watch is Follow for work that only looks: it gives way to any other.
func (r *Runs) Watch(org string, issue ops.Issue, now time.Time, work Work) tea.Cmd {
	f := r.entry(org, issue, now)
	if r.Following(f) {
		return nil
	}
	f.watched = true
	return r.begin(f, work)
}

func (r *Runs) begin(f *FixRun, work Work) tea.Cmd {
	f.Err, f.Notes, f.Waiting, f.Outcome, f.worked, f.Unseen = nil, nil, "", ops.SeerRunning, false, false
	return tea.Batch(Follow(r.tasks, f.task(), work), Send(FixChanged{Org: f.Org, Issue: f.Issue.ID}))
}

// Take is one thing that happened. The second result is false for a message of
// somebody else.
func (r *Runs) Take(msg Routed) (tea.Cmd, bool) {
	e, ok := msg.(Event[ops.SeerEvent])
	if !ok || e.Owner != runsOwner {
		return nil, false
	}
	n := slices.IndexFunc(r.list, func(f *FixRun) bool { return f.task() == e.Name })
	if n < 0 || !r.tasks.Current(e.Ticket) {
		return nil, true
	}
	f := r.list[n]
	news := FixChanged{Org: f.Org, Issue: f.Issue.ID}
	if e.Next == nil {
		r.tasks.Done(e.Ticket)
		f.ended(e.Err)
		news.Stopped = f.worked
	} else {
		f.take(e.Event)
	}
	return tea.Batch(e.Next, Send(news)), true
}

// ended notes why following ended; nil when it had told everything.
func (f *FixRun) ended(err error) {
	f.Err, f.Waiting = err, ""
	if f.Outcome == ops.SeerRunning && err != nil && f.State == nil {
		f.Outcome = ops.SeerFailed // it did not start; else the run goes on without being watched
	}
}

func (f *FixRun) take(e ops.SeerEvent) {
	if e.Run != nil {
		f.State = e.Run
	}
	f.worked = f.worked || e.Underway() || f.State != nil && f.State.Status == "processing"
	f.Waiting = ""
	switch e.Type {
	case "started", "existing":
		f.Note(e.Message.String())
	case "waiting":
		f.Waiting = e.Message.String()
	case "result":
		f.State, f.Outcome, f.Reason = e.Result.Run, e.Result.Outcome, e.Result.Reason
	}
}

// Note keeps words beside the run's own messages.
func (f *FixRun) Note(words string) {
	f.Notes = append(f.Notes, words)
	f.Notes = f.Notes[max(len(f.Notes)-maxNotes, 0):]
}
