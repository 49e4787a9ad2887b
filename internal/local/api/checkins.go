package api

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"time"

	"vedette/internal/local/schedule"
)

// checkIn is one run of a job, reported or missed.
type checkIn struct {
	ID             string        `json:"id"`
	Environment    string        `json:"environment"`
	Status         string        `json:"status"`   // in_progress, ok, error, missed, timeout
	Duration       *int64        `json:"duration"` // milliseconds
	DateCreated    date          `json:"dateCreated"`
	DateAdded      date          `json:"dateAdded"`
	DateUpdated    date          `json:"dateUpdated"`
	DateInProgress date          `json:"dateInProgress"`
	DateClock      date          `json:"dateClock"`
	ExpectedTime   date          `json:"expectedTime"`
	MonitorConfig  monitorConfig `json:"monitorConfig"`
	Release        *string       `json:"release"`
	TraceID        *string       `json:"traceId"`
}

// checkIns lists the runs of a monitor, the newest first.
func (a *api) checkIns(w http.ResponseWriter, r *http.Request) error {
	m, err := a.monitorAt(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	span, err := rangeOf(q, a.now(), checkInHistory)
	if err != nil {
		return err
	}
	h, err := a.historyOf(r.Context(), m, span.since, environmentsOf(q))
	if err != nil {
		return err
	}
	all := []checkIn{}
	for _, t := range h.timelines {
		for _, run := range t.Runs {
			if !run.Started.Before(span.since) && !run.Started.After(span.until) {
				all = append(all, h.checkIn(t.name, run))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b checkIn) int { return time.Time(b.DateAdded).Compare(time.Time(a.DateAdded)) })
	return writePage(a, w, r, all)
}

func (h history) checkIn(environment string, run schedule.Run) checkIn {
	out := checkIn{
		Environment: environment, Status: run.Status, DateCreated: date(run.Started), DateAdded: date(run.Started), DateClock: date(run.Started),
		ExpectedTime: date(run.Expected), DateUpdated: date(run.Started), MonitorConfig: configOf(h.monitor.Config),
	}
	if run.Index < 0 {
		// Missed runs are stored nowhere, so their names are made from what tells them apart.
		hash := fnv.New32a()
		hash.Write([]byte(environment)) // never fails
		out.ID = fmt.Sprintf("%08x-%04x-5000-8000-%012x", uint32(h.monitor.ID), uint16(hash.Sum32()), run.Started.Unix())
		out.DateUpdated = date(h.schedule.Latest(run.Started))
		return out
	}
	c := h.reported[run.Index]
	out.ID = c.CheckInID
	if len(out.ID) == 32 {
		out.ID = out.ID[:8] + "-" + out.ID[8:12] + "-" + out.ID[12:16] + "-" + out.ID[16:20] + "-" + out.ID[20:]
	} else {
		out.ID = fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(h.monitor.ID), c.ID)
	}
	out.DateUpdated, out.Release, out.TraceID = date(c.Updated), orNull(c.Release), orNull(c.TraceID)
	if c.Updated.After(c.Started) || c.Status == schedule.InProgress {
		out.DateInProgress = date(c.Started)
	}
	if c.Duration > 0 || c.Updated.After(c.Started) {
		ms := c.Duration.Milliseconds()
		out.Duration = &ms
	}
	return out
}

// checkInStats counts the runs of a stretch of time by status.
type checkInStats struct {
	TS         int64 `json:"ts"` // unix seconds
	OK         int   `json:"ok"`
	Error      int   `json:"error"`
	Missed     int   `json:"missed"`
	Timeout    int   `json:"timeout"`
	InProgress int   `json:"in_progress"`
	Duration   int64 `json:"duration"` // average, milliseconds
}

// monitorStats counts the runs between since and until, unix seconds, in stretches of the resolution.
func (a *api) monitorStats(w http.ResponseWriter, r *http.Request) error {
	m, err := a.monitorAt(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	in, err := statsRange(q.Get("since"), q.Get("until"), q.Get("resolution"), a.now())
	if err != nil {
		return err
	}
	h, err := a.historyOf(r.Context(), m, in.start, environmentsOf(q))
	if err != nil {
		return err
	}
	list := make([]checkInStats, in.count())
	took := make([]time.Duration, len(list))
	for i := range list {
		list[i].TS = in.start.Add(time.Duration(i) * in.each).Unix()
	}
	for _, t := range h.timelines {
		for _, run := range t.Runs {
			i := int(run.Started.Sub(in.start) / in.each)
			if run.Started.Before(in.start) || i >= len(list) {
				continue
			}
			list[i].count(run.Status)
			if run.Index >= 0 && run.Status == schedule.OK {
				took[i] += h.reported[run.Index].Duration
			}
		}
	}
	for i := range list {
		if list[i].OK > 0 {
			list[i].Duration = took[i].Milliseconds() / int64(list[i].OK)
		}
	}
	writeJSON(w, http.StatusOK, list)
	return nil
}

func (s *checkInStats) count(status string) {
	switch status {
	case schedule.OK:
		s.OK++
	case schedule.Error:
		s.Error++
	case schedule.Missed:
		s.Missed++
	case schedule.Timeout:
		s.Timeout++
	case schedule.InProgress:
		s.InProgress++
	}
}

// statsRange reads the range that older endpoints take: unix seconds and a resolution, by default the last day by the hour.
func statsRange(since, until, resolution string, now time.Time) (intervals, error) {
	in := intervals{start: now.Add(-day), end: just(now), each: time.Hour}
	if resolution != "" {
		d, ok := parsePeriod(resolution)
		if !ok {
			return in, badRequest("Invalid resolution")
		}
		in.each = d
	}
	for _, p := range []struct {
		text string
		to   *time.Time
	}{{since, &in.start}, {until, &in.end}} {
		if p.text == "" {
			continue
		}
		sec, err := strconv.ParseFloat(p.text, 64)
		if err != nil || sec < 0 || sec > 1<<36 {
			return in, badRequest("since and until are unix seconds")
		}
		*p.to = time.Unix(int64(sec), 0).UTC()
	}
	return in.aligned()
}
