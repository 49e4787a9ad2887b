package ops

import (
	"context"
	"time"
)

// looks are repeated looks at one run: soon at first, then further apart. A
// server that cannot be reached for a while, or wants to be asked less, does not
// end them, since the run goes on there.
type looks struct {
	read  func(context.Context) (*SeerRun, error)
	sleep func(context.Context, time.Duration) error
	now   func() time.Time
	until time.Time                                  // of the last look
	every time.Duration                              // between two looks; 0 = the usual
	lost  func(err error, again time.Duration) error // told about each look that is waited out

	made, failed int
}

// next is the state at the next look that is answered.
func (l *looks) next(ctx context.Context) (*SeerRun, error) {
	wait := l.every
	if wait == 0 {
		wait = pollDelay(l.made)
	}
	l.made++
	for {
		if err := l.sleep(ctx, max(min(wait, l.until.Sub(l.now())), 0)); err != nil {
			return nil, err
		}
		run, err := l.read(ctx)
		if err == nil {
			l.failed = 0
			return run, nil
		}
		if !passes(err) || !l.now().Before(l.until) {
			return nil, err
		}
		l.failed++
		wait = backoff(time.Second, l.failed, err)
		if err := l.lost(err, wait); err != nil {
			return nil, err
		}
	}
}

// pollDelay is the wait before look n (0 = the first) at a run.
func pollDelay(n int) time.Duration {
	switch {
	case n == 0:
		return time.Second
	case n < 5:
		return 2 * time.Second
	default:
		return 5 * time.Second
	}
}

// The two measures by which "completed" is the end of a run and not a moment
// between two of its steps.
const (
	quietLooks = 2 // further looks without a change
	quietTime  = 10 * time.Second
)

// quiet counts looks at a run that did not change.
type quiet struct {
	since, updated time.Time
	looks          int
}

// look is true when the run has been quiet for long enough.
func (q *quiet) look(run SeerRun, now time.Time) bool {
	if q.since.IsZero() || !run.UpdatedAt.Equal(q.updated) {
		*q = quiet{since: now, updated: run.UpdatedAt.Time}
		return false
	}
	q.looks++
	return q.looks >= quietLooks && now.Sub(q.since) >= quietTime
}

// settledFor is how long ago a run must have changed last to be taken as ended
// without a second look; generous, because the clocks may differ.
const settledFor = time.Minute

// longQuiet is true for a run that changed last long before it was looked at.
func longQuiet(run SeerRun, now time.Time) bool {
	return !run.UpdatedAt.IsZero() && now.Sub(run.UpdatedAt.Time) >= settledFor
}
