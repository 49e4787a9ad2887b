// Package schedule works out when a monitored job was due, so that runs which nobody reported are seen.
//
// Sentry's monitors do this with a clock that ticks every minute and writes what was missed. Here it follows from the schedule and the
// check-ins alone, whenever somebody looks: nothing has to run meanwhile, and nothing is lost while nothing runs. The rules are those of
// src/sentry/monitors: the next run is expected after the start of the last one, a margin later it is missed, and a run that does not end
// within its longest time has timed out.
package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/cronexpr"

	"vedette/internal/local/protocol"
)

// Sentry's defaults for what a configuration leaves out.
const (
	defaultMargin  = time.Minute
	defaultRuntime = 30 * time.Minute
)

// Bounds of configured numbers, so that sums of times stay in range. Sentry's are no larger.
const (
	maxMinutes = 366 * 24 * 60
	maxEvery   = 10_000
)

// Schedule says when a job is due. The zero value belongs to a job whose runs cannot be foretold.
type Schedule struct {
	cron     *cronexpr.Expression
	every    int
	unit     string
	zone     *time.Location
	margin   time.Duration
	runtime  time.Duration
	failures int // in a row that begin an incident
	recovery int // successes in a row that end it
}

// Parse reads a monitor's configuration. An error says which part of it cannot be used; the Schedule then has no due times but can be used.
func Parse(c *protocol.MonitorConfig) (Schedule, error) {
	s := Schedule{zone: time.UTC, margin: defaultMargin, runtime: defaultRuntime, failures: 1, recovery: 1}
	if c == nil {
		return s, nil
	}
	s.margin = minutes(c.CheckInMargin, s.margin)
	s.runtime = minutes(c.MaxRuntime, s.runtime)
	s.failures = max(1, c.FailureIssueThreshold)
	s.recovery = max(1, c.RecoveryThreshold)
	if c.Timezone != "" {
		zone, err := time.LoadLocation(c.Timezone)
		if err != nil || c.Timezone == "Local" {
			return s, fmt.Errorf("timezone %q is not known", c.Timezone)
		}
		s.zone = zone
	}
	switch c.ScheduleType {
	case "crontab":
		return s.crontab(c.Crontab)
	case "interval":
		return s.interval(c.Every, c.Unit)
	}
	return s, fmt.Errorf("schedule type %q is neither crontab nor interval", c.ScheduleType)
}

func minutes(n int, otherwise time.Duration) time.Duration {
	if n <= 0 {
		return otherwise
	}
	return time.Duration(min(n, maxMinutes)) * time.Minute
}

func (s Schedule) crontab(text string) (Schedule, error) {
	text = strings.TrimSpace(text)
	if fields := len(strings.Fields(text)); fields != 5 && !strings.HasPrefix(text, "@") {
		return s, fmt.Errorf("crontab %q has %d fields, not 5", text, fields)
	}
	expression, err := cronexpr.Parse(text)
	if err != nil {
		return s, fmt.Errorf("crontab %q: %w", text, err)
	}
	s.cron = expression
	return s, nil
}

func (s Schedule) interval(every int, unit string) (Schedule, error) {
	if every < 1 || every > maxEvery {
		return s, errors.New("an interval is a whole number from 1 to 10,000")
	}
	switch unit {
	case "minute", "hour", "day", "week", "month", "year":
		s.every, s.unit = every, unit
		return s, nil
	}
	return s, fmt.Errorf("interval unit %q is none of minute, hour, day, week, month and year", unit)
}

// Due tells whether runs can be foretold.
func (s Schedule) Due() bool { return s.cron != nil || s.every > 0 }

// Latest is when a run that is due at a moment is missed.
func (s Schedule) Latest(due time.Time) time.Time { return due.Add(s.margin) }

// Next is when the job is due after a moment, in UTC and whole minutes; zero when it never is.
func (s Schedule) Next(after time.Time) time.Time {
	if !s.Due() || after.IsZero() {
		return time.Time{}
	}
	local := after.In(s.zone)
	var next time.Time
	if s.cron != nil {
		next = s.cron.Next(local)
	} else {
		next = s.step(local.Truncate(time.Minute))
	}
	if next.IsZero() || !next.After(after) {
		return time.Time{}
	}
	return next.UTC()
}

// step adds the interval once. Days and longer units keep the time of day; months and years skip those that lack the day.
func (s Schedule) step(from time.Time) time.Time {
	switch s.unit {
	case "minute":
		return from.Add(time.Duration(s.every) * time.Minute)
	case "hour":
		return from.Add(time.Duration(s.every) * time.Hour)
	case "day":
		return from.AddDate(0, 0, s.every)
	case "week":
		return from.AddDate(0, 0, 7*s.every)
	}
	months := s.every
	if s.unit == "year" {
		months *= 12
	}
	const tries = 12 // a day that no month in that many steps has does not come back soon
	for n := 1; n <= tries; n++ {
		if next := from.AddDate(0, n*months, 0); next.Day() == from.Day() {
			return next
		}
	}
	return time.Time{}
}

// skip moves from one due time to the last one that is not after to.
func (s Schedule) skip(due, to time.Time) time.Time {
	if s.cron != nil {
		return s.Next(to.Add(-time.Nanosecond))
	}
	if unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour}[s.unit]; unit > 0 {
		step := unit * time.Duration(s.every)
		return due.Add(to.Sub(due) / step * step)
	}
	for next := s.Next(due); !next.IsZero() && !next.After(to); next = s.Next(due) {
		due = next
	}
	return due
}
