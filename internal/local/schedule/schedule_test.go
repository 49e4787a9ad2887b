package schedule

import (
	"strings"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	if len(text) == len("01-02 15:04") {
		text = "2026-" + strings.Replace(text, " ", "T", 1) + ":00Z"
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC()
}

func crontab(text, zone string) *protocol.MonitorConfig {
	return &protocol.MonitorConfig{ScheduleType: "crontab", Crontab: text, Timezone: zone}
}

func interval(every int, unit string) *protocol.MonitorConfig {
	return &protocol.MonitorConfig{ScheduleType: "interval", Every: every, Unit: unit}
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		config      *protocol.MonitorConfig
		after, want string
	}{
		{crontab("*/5 * * * *", ""), "03-01 10:02", "03-01 10:05"},
		{crontab("*/5 * * * *", ""), "03-01 10:05", "03-01 10:10"},
		{crontab("0 2 * * *", "Europe/Vienna"), "03-01 10:00", "03-02 01:00"},
		{crontab("0 9 * * 7", ""), "03-02 00:00", "03-08 09:00"},   // 7 is Sunday, too
		{crontab("0 0 13 * 5", ""), "03-01 00:00", "03-06 00:00"},  // the day of the month or of the week
		{crontab("0 0 L * *", ""), "02-01 00:00", "02-28 00:00"},   // the last day
		{crontab("0 9 * * 1#2", ""), "03-01 00:00", "03-09 09:00"}, // the second Monday
		{crontab("@hourly", ""), "03-01 10:02", "03-01 11:00"},
		{crontab("30 2 * * *", "Europe/Vienna"), "03-28 12:00", "03-30 00:30"}, // no such time on the 29th
		{interval(10, "minute"), "03-01 10:02", "03-01 10:12"},
		{interval(2, "hour"), "03-01 10:02", "03-01 12:02"},
		{&protocol.MonitorConfig{ScheduleType: "interval", Every: 1, Unit: "day", Timezone: "Europe/Vienna"}, "03-28 11:00", "03-29 10:00"},
		{interval(1, "week"), "03-01 10:00", "03-08 10:00"},
		{interval(1, "month"), "01-31 10:00", "03-31 10:00"}, // February has no 31st
		{interval(1, "year"), "03-01 10:00", "2027-03-01T10:00:00Z"},
	} {
		s, err := Parse(c.config)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Next(at(t, c.after)); !got.Equal(at(t, c.want)) {
			t.Errorf("%+v after %s: %s, want %s", *c.config, c.after, got, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		config *protocol.MonitorConfig
		reason string
	}{
		{&protocol.MonitorConfig{}, "neither crontab nor interval"},
		{crontab("* * * *", ""), "4 fields"},
		{crontab("* * * * * *", ""), "6 fields"},
		{crontab("61 * * * *", ""), "61"},
		{crontab("* * * * *", "Mars/Olympus"), "Mars/Olympus"},
		{crontab("* * * * *", "Local"), "Local"},
		{interval(0, "day"), "1 to 10,000"},
		{interval(1, "fortnight"), "fortnight"},
	} {
		s, err := Parse(c.config)
		if err == nil || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%+v: %v, want %q", *c.config, err, c.reason)
		}
		if next := s.Next(at(t, "03-01 10:00")); !next.IsZero() {
			t.Errorf("%+v is due at %s", *c.config, next)
		}
	}
}

// TestTimeline tells what became of a job that is due every hour; "now" is 12:30.
func TestTimeline(t *testing.T) {
	run := func(status, started string) Run { return Run{Status: status, Started: at(t, "03-01 "+started)} }
	for _, c := range []struct {
		name     string
		runs     []Run
		failures int
		recovery int
		want     string // status words of the runs
		status   string
		incident string
		next     string
	}{
		{name: "never ran", want: "", status: StatusActive},
		{name: "in time", runs: []Run{run(OK, "11:00"), run(OK, "12:00")}, want: "ok ok", status: OK, next: "13:00"},
		{name: "late within the margin", runs: []Run{run(OK, "11:04"), run(OK, "12:04")}, want: "ok ok", status: OK, next: "13:00"},
		{name: "late", runs: []Run{run(OK, "11:00"), run(OK, "12:06")}, want: "ok missed ok", status: OK, next: "13:00"},
		{name: "missed", runs: []Run{run(OK, "10:00")}, want: "ok missed missed", status: Error, incident: "11:00", next: "13:00"},
		{name: "failed", runs: []Run{run(OK, "11:00"), run(Error, "12:00")}, want: "ok error", status: Error, incident: "12:00", next: "13:00"},
		{name: "recovered", runs: []Run{run(Error, "11:00"), run(OK, "12:00")}, want: "error ok", status: OK, next: "13:00"},
		{name: "below the threshold", runs: []Run{run(OK, "11:00"), run(Error, "12:00")}, failures: 2, want: "ok error", status: OK, next: "13:00"},
		{name: "at the threshold", runs: []Run{run(Error, "11:00"), run(Error, "12:00")}, failures: 2, want: "error error", status: Error, incident: "11:00", next: "13:00"},
		{name: "recovering", runs: []Run{run(Error, "11:00"), run(OK, "12:00")}, recovery: 2, want: "error ok", status: Error, incident: "11:00", next: "13:00"},
		{name: "timed out", runs: []Run{run(InProgress, "12:00")}, want: "timeout", status: Error, incident: "12:00", next: "13:00"},
		{name: "running", runs: []Run{run(OK, "11:00"), run(InProgress, "12:15")}, want: "ok missed in_progress", status: Error, incident: "12:00", next: "13:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := crontab("0 * * * *", "")
			config.CheckInMargin, config.MaxRuntime, config.FailureIssueThreshold, config.RecoveryThreshold = 5, 20, c.failures, c.recovery
			s, err := Parse(config)
			if err != nil {
				t.Fatal(err)
			}
			got := s.Timeline(c.runs, at(t, "02-01 00:00"), at(t, "03-01 12:30"))
			var words []string
			for _, r := range got.Runs {
				words = append(words, r.Status)
			}
			if text := strings.Join(words, " "); text != c.want || got.Status != c.status {
				t.Errorf("runs %q, status %s; want %q, %s", text, got.Status, c.want, c.status)
			}
			if (got.Incident != nil) != (c.incident != "") || got.Incident != nil && !got.Incident.Started.Equal(at(t, "03-01 "+c.incident)) {
				t.Errorf("incident %+v, want one since %q", got.Incident, c.incident)
			}
			if c.next == "" != got.Next.IsZero() || c.next != "" && !got.Next.Equal(at(t, "03-01 "+c.next)) {
				t.Errorf("next %s, want %q", got.Next, c.next)
			}
		})
	}
}

// TestLongGap sees a job that was last heard of years ago: the first missed run and the latest ones are told, not millions.
func TestLongGap(t *testing.T) {
	now := at(t, "03-01 12:30")
	for _, config := range []*protocol.MonitorConfig{crontab("* * * * *", ""), interval(1, "minute"), interval(1, "day")} {
		s, err := Parse(config)
		if err != nil {
			t.Fatal(err)
		}
		last := now.AddDate(-5, 0, 0)
		got := s.Timeline([]Run{{Status: OK, Started: last}}, now.Add(-48*time.Hour), now)
		if n := len(got.Runs); n < 3 || n > 3000 {
			t.Errorf("%+v: %d runs", *config, n)
		}
		if got.Incident == nil || got.Incident.Started.After(last.Add(25*time.Hour)) {
			t.Errorf("%+v: incident %+v, want one since the first missed run after %s", *config, got.Incident, last)
		}
		if got.Next.Before(now.Add(-2*time.Minute)) || got.Next.After(now.Add(25*time.Hour)) {
			t.Errorf("%+v: next %s", *config, got.Next)
		}
	}
}

// FuzzSchedule checks for any configuration that due times only move forward and that timelines are in order and bounded.
func FuzzSchedule(f *testing.F) {
	f.Add("crontab", "*/5 * * * *", 0, "", "Europe/Vienna", 5, 10, int64(1_790_000_000), int64(600))
	f.Add("crontab", "0 0 31 2 *", 0, "", "", -1, 0, int64(0), int64(1))
	f.Add("interval", "", 3, "month", "Asia/Tokyo", 1<<40, 1<<40, int64(1<<33), int64(1<<31))
	f.Add("crontab", "@yearly", 0, "", "America/New_York", 0, 0, int64(-5), int64(40_000_000))
	f.Fuzz(func(t *testing.T, kind, cron string, every int, unit, zone string, margin, runtime int, start, gap int64) {
		if start < -1<<33 || start > 1<<34 || gap < 0 || gap > 1<<31 {
			return
		}
		s, _ := Parse(&protocol.MonitorConfig{ScheduleType: kind, Crontab: cron, Every: every, Unit: unit, Timezone: zone, CheckInMargin: margin, MaxRuntime: runtime})
		first := time.Unix(start, 0).UTC()
		now := first.Add(time.Duration(gap) * time.Second)
		got := s.Timeline([]Run{{Status: OK, Started: first}}, now.Add(-time.Hour), now)
		if len(got.Runs) > 5000 { // a weekly job in 68 years; a frequent one is only listed for a day
			t.Errorf("%d runs", len(got.Runs))
		}
		last := time.Time{}
		for _, r := range got.Runs {
			if !r.Started.After(last) && !last.IsZero() {
				t.Errorf("run at %s after one at %s", r.Started, last)
			}
			last = r.Started
		}
		if !got.Next.IsZero() && !got.Next.After(last) {
			t.Errorf("next %s is not after %s", got.Next, last)
		}
	})
}
