package schedule

import "time"

// Words for the state of a run.
const (
	InProgress = "in_progress"
	OK         = "ok"
	Error      = "error"
	Missed     = "missed"  // it was due and nobody reported it
	Timeout    = "timeout" // it was begun and never ended
)

// StatusActive is the status of a job in an environment in which no run has ended yet; otherwise it is OK or Error.
const StatusActive = "active"

// Run is one run of a job in one environment.
type Run struct {
	Index    int // of the check-in that reported it; -1 for a missed one
	Status   string
	Started  time.Time
	Expected time.Time // when it was due; zero for the first one
}

// Incident is a row of failures.
type Incident struct {
	Started time.Time // of its first failure
}

// Timeline is what became of a job in one environment.
type Timeline struct {
	Runs     []Run     // the oldest first
	Status   string    // active, ok or error
	Last     time.Time // start of the last reported run
	Next     time.Time // when the next run is due; zero when that cannot be said
	Incident *Incident // that goes on
}

// Timeline brings the reported runs of one environment, the oldest first, together with those that were due until now. Of gaps that
// reach further back than since, only the first missed run and those after since are listed.
func (s Schedule) Timeline(reported []Run, since, now time.Time) Timeline {
	t := Timeline{Status: StatusActive}
	var due time.Time
	for _, r := range reported {
		due = t.miss(s, due, since, r.Started)
		r.Expected = due
		if r.Status == InProgress && now.After(r.Started.Add(s.runtime)) {
			r.Status = Timeout
		}
		t.Runs = append(t.Runs, r)
		t.Last = r.Started
		due = s.Next(r.Started)
	}
	t.Next = t.miss(s, due, since, now)
	t.judge(s)
	return t
}

// miss adds the runs that were due and would have had to be reported by until. It returns when the next one is due.
func (t *Timeline) miss(s Schedule, due, since, until time.Time) time.Time {
	// What is due less often than daily is few enough to be listed.
	if daily := until.Add(-s.margin - 24*time.Hour); daily.Before(since) {
		since = daily
	}
	for first := true; !due.IsZero() && s.Latest(due).Before(until); first = false {
		if !first && due.Before(since) {
			if later := s.skip(due, since); later.After(due) && s.Latest(later).Before(until) {
				due = later
			}
		}
		t.Runs = append(t.Runs, Run{Index: -1, Status: Missed, Started: due, Expected: due})
		due = s.Next(due)
	}
	return due
}

// judge walks over the ended runs, as Sentry does when they end.
func (t *Timeline) judge(s Schedule) {
	failed, recovered := 0, 0
	var first time.Time
	for _, r := range t.Runs {
		switch r.Status {
		case OK:
			failed = 0
			if recovered++; t.Incident != nil && recovered < s.recovery {
				continue
			}
			t.Incident, t.Status = nil, OK
		case Error, Missed, Timeout:
			recovered = 0
			if failed++; failed == 1 {
				first = r.Started
			}
			if t.Incident == nil && failed >= s.failures {
				t.Incident = &Incident{Started: first}
			}
			if t.Incident != nil {
				t.Status = Error
			}
		}
	}
}
