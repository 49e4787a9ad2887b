package sentryapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"vedette/internal/text"
)

// Monitor is a cron monitor: a job that should check in on a schedule.
type Monitor struct {
	ID           text.Word           `json:"id,omitempty"`
	Slug         text.Word           `json:"slug"`
	Name         text.Untrusted      `json:"name,omitzero"`
	Status       text.Word           `json:"status,omitempty"` // active disabled ...
	IsMuted      bool                `json:"isMuted,omitempty"`
	Config       MonitorConfig       `json:"config,omitzero"`
	DateCreated  Time                `json:"dateCreated,omitzero"`
	Project      Project             `json:"project,omitzero"`
	Owner        *Actor              `json:"owner,omitempty"`
	Environments MonitorEnvironments `json:"environments,omitempty"`
}

// MonitorConfig says when a job should check in. Margins and runtimes are
// minutes; 0 = the server's default.
type MonitorConfig struct {
	ScheduleType          text.Word `json:"schedule_type,omitempty"` // crontab interval
	Schedule              Schedule  `json:"schedule,omitzero"`
	CheckinMargin         Int       `json:"checkin_margin,omitempty"`
	MaxRuntime            Int       `json:"max_runtime,omitempty"`
	Timezone              text.Word `json:"timezone,omitempty"`
	FailureIssueThreshold Int       `json:"failure_issue_threshold,omitempty"`
	RecoveryThreshold     Int       `json:"recovery_threshold,omitempty"`
}

// Schedule is a crontab line, or every so many units: "0 4 * * *" or [1,"day"]
// on the wire.
type Schedule struct {
	Crontab text.Untrusted
	Every   int64
	Unit    text.Word // minute hour day week month year
}

// String is the schedule as people say it: "0 4 * * *", "every 2 hours", "every day".
func (s Schedule) String() string {
	switch {
	case s.Unit == "":
		return s.Crontab.String()
	case s.Every == 1:
		return "every " + string(s.Unit)
	}
	return "every " + strconv.FormatInt(s.Every, 10) + " " + string(s.Unit) + "s"
}

// UnmarshalJSON reads both forms.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	*s = Schedule{}
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '[' {
		return json.Unmarshal(data, &s.Crontab)
	}
	items, err := elements(data)
	if err != nil || len(items) < 2 {
		return err
	}
	var every Int
	if err := every.UnmarshalJSON(items[0]); err != nil {
		return err
	}
	s.Every = int64(every)
	return json.Unmarshal(items[1], &s.Unit)
}

// MarshalJSON gives the form it had on the wire.
func (s Schedule) MarshalJSON() ([]byte, error) {
	if s.Unit != "" {
		return json.Marshal([2]any{s.Every, s.Unit})
	}
	return json.Marshal(s.Crontab)
}

// MonitorEnvironment is how a job does in one environment.
type MonitorEnvironment struct {
	Name           text.Untrusted   `json:"name"`
	Status         text.Word        `json:"status,omitempty"` // ok error missed_checkin timeout disabled active
	IsMuted        bool             `json:"isMuted,omitempty"`
	LastCheckIn    Time             `json:"lastCheckIn,omitzero"`
	NextCheckIn    Time             `json:"nextCheckIn,omitzero"`
	ActiveIncident *MonitorIncident `json:"activeIncident,omitempty"`
}

// MonitorIncident is a failure that goes on.
type MonitorIncident struct {
	StartingTimestamp Time `json:"startingTimestamp,omitzero"`
}

// MonitorEnvironments is a list on the wire and an object in the documentation;
// both are read.
type MonitorEnvironments []MonitorEnvironment

// UnmarshalJSON reads both forms.
func (m *MonitorEnvironments) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '{' {
		data = append(append([]byte{'['}, data...), ']')
	}
	return json.Unmarshal(data, (*[]MonitorEnvironment)(m))
}

// CheckIn is one run of a job as it reported it.
type CheckIn struct {
	ID           text.Word      `json:"id"`
	Status       text.Word      `json:"status"` // ok error missed timeout in_progress
	Environment  text.Untrusted `json:"environment,omitzero"`
	Duration     *Int           `json:"duration,omitempty"` // milliseconds; nil = not known
	DateAdded    Time           `json:"dateAdded,omitzero"`
	ExpectedTime Time           `json:"expectedTime,omitzero"`
}

// CheckInCount is how the check-ins of one bucket of time ended.
type CheckInCount struct {
	TS      Time `json:"ts"`
	OK      Int  `json:"ok"`
	Error   Int  `json:"error"`
	Missed  Int  `json:"missed"`
	Timeout Int  `json:"timeout"`
}

// MonitorQuery narrows a list of cron or uptime monitors.
type MonitorQuery struct {
	Projects     []string // numeric ids; newer servers take slugs
	Environments []string
	Owner        string // user:1 team:1
	Query        string // part of the name
	Cursor       string
	Limit        int
}

func (q MonitorQuery) values() url.Values {
	v := ListQuery{Query: q.Query, Cursor: q.Cursor, Limit: q.Limit}.values()
	v["project"], v["environment"] = q.Projects, q.Environments
	setString(v, "owner", q.Owner)
	return v
}

// Monitors lists the cron monitors of an organization.
func (c *Client) Monitors(ctx context.Context, org string, q MonitorQuery) (Page[Monitor], error) {
	return orgList[Monitor](ctx, c, "list monitors", org, "monitors", q.values())
}

// monitorCall is a request to O/monitors/{slug}/ and the parts below it.
func monitorCall(op, org, slug string, parts ...string) (call, error) {
	path, err := orgPath(op, org, append([]string{"monitors", slug}, parts...)...)
	return call{op: op, path: path, org: org, query: url.Values{}}, err
}

// Monitor is one cron monitor, by slug or id.
func (c *Client) Monitor(ctx context.Context, org, slug string, environments []string) (Monitor, error) {
	r, err := monitorCall("read monitor", org, slug)
	if err != nil {
		return Monitor{}, err
	}
	r.query["environment"] = environments
	return get[Monitor](ctx, c, r)
}

// CheckInQuery narrows the check-ins of a monitor.
type CheckInQuery struct {
	Environments []string
	StatsPeriod  string
	Start, End   time.Time
	Cursor       string
	Limit        int
}

// CheckIns lists the check-ins of a monitor, newest first.
func (c *Client) CheckIns(ctx context.Context, org, slug string, q CheckInQuery) (Page[CheckIn], error) {
	const op = "list check-ins"
	r, err := monitorCall(op, org, slug, "checkins")
	if err != nil {
		return Page[CheckIn]{Hits: -1}, err
	}
	r.query = ListQuery{Cursor: q.Cursor, Limit: q.Limit}.values()
	r.query["environment"] = q.Environments
	if err := setPeriod(r.query, op, q.StatsPeriod, q.Start, q.End); err != nil {
		return Page[CheckIn]{Hits: -1}, err
	}
	return list[CheckIn](ctx, c, r)
}

// MonitorStats counts the check-ins of a monitor from since to until, in
// buckets of resolution ("1h", "1d").
func (c *Client) MonitorStats(ctx context.Context, org, project, slug string, since, until time.Time, resolution string) ([]CheckInCount, error) {
	const op = "count check-ins"
	path, err := projectPath(op, org, project, "monitors", slug, "stats")
	if err != nil {
		return nil, err
	}
	v := url.Values{"since": {strconv.FormatInt(since.Unix(), 10)}, "until": {strconv.FormatInt(until.Unix(), 10)}, "resolution": {resolution}}
	page, err := list[CheckInCount](ctx, c, call{op: op, path: path, org: org, query: v})
	return page.Items, err
}

// MonitorUpdate is a change to a monitor; zero fields stay as they are.
type MonitorUpdate struct {
	Status  string `json:"status,omitempty"` // active disabled
	IsMuted *bool  `json:"is_muted,omitempty"`
}

// UpdateMonitor changes a cron monitor. It is sent once.
func (c *Client) UpdateMonitor(ctx context.Context, org, slug string, u MonitorUpdate) (Monitor, error) {
	r, err := monitorCall("update monitor", org, slug)
	if err != nil {
		return Monitor{}, err
	}
	r.method, r.body = http.MethodPut, u
	return write[Monitor](ctx, c, r)
}
