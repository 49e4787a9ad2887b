package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/local/schedule"
	"vedette/internal/local/store"
)

// checkInHistory is how far back runs are looked at, as long as Sentry keeps them.
const checkInHistory = 30 * 24 * time.Hour

// monitor is a job that reports its runs.
type monitor struct {
	ID           string               `json:"id"`
	Name         string               `json:"name"`
	Slug         string               `json:"slug"`
	Status       string               `json:"status"` // active or disabled
	IsMuted      bool                 `json:"isMuted"`
	IsUpserting  bool                 `json:"isUpserting"` // its SDK sends the schedule
	Config       monitorConfig        `json:"config"`
	DateCreated  date                 `json:"dateCreated"`
	Project      projectCard          `json:"project"`
	Environments []monitorEnvironment `json:"environments"`
	Owner        *actor               `json:"owner"`
}

// monitorConfig says when a job is due. The schedule is a crontab, or a number and a unit; an empty list while none is known.
type monitorConfig struct {
	ScheduleType          string  `json:"schedule_type"`
	Schedule              any     `json:"schedule"`
	CheckInMargin         *int    `json:"checkin_margin"` // minutes
	MaxRuntime            *int    `json:"max_runtime"`    // minutes
	Timezone              *string `json:"timezone"`
	FailureIssueThreshold *int    `json:"failure_issue_threshold"`
	RecoveryThreshold     *int    `json:"recovery_threshold"`
	AlertRuleID           *int    `json:"alert_rule_id"`
}

type monitorEnvironment struct {
	Name              string    `json:"name"`
	Status            string    `json:"status"` // active, ok, error, disabled
	IsMuted           bool      `json:"isMuted"`
	DateCreated       date      `json:"dateCreated"`
	LastCheckIn       date      `json:"lastCheckIn"`
	NextCheckIn       date      `json:"nextCheckIn"`
	NextCheckInLatest date      `json:"nextCheckInLatest"`
	ActiveIncident    *incident `json:"activeIncident"`
}

type incident struct {
	StartingTimestamp  date    `json:"startingTimestamp"`
	ResolvingTimestamp date    `json:"resolvingTimestamp"`
	BrokenNotice       *string `json:"brokenNotice"` // Sentry's mail about monitors that fail for long
}

func (a *api) monitorRoutes(org, project string, all map[string]methods) {
	const one = "/monitors/{monitor}/"
	all[org+"/monitors/"] = methods{a, map[string]handler{http.MethodGet: a.monitors, http.MethodPost: a.createMonitor}}
	for _, base := range []string{org, project} {
		all[base+one] = methods{a, map[string]handler{http.MethodGet: a.monitor, http.MethodPut: a.updateMonitor, http.MethodDelete: a.deleteMonitor}}
		all[base+one+"checkins/"] = a.get(a.checkIns)
		all[base+one+"stats/"] = a.get(a.monitorStats)
	}
}

// history is a monitor with its runs by environment.
type history struct {
	monitor   store.Monitor
	schedule  schedule.Schedule
	reported  []store.CheckIn
	timelines []environmentTimeline // by name
}

type environmentTimeline struct {
	name  string
	first time.Time // the oldest run that is known
	schedule.Timeline
}

// historyOf works out what became of a monitor's runs since a moment. A schedule that cannot be used is one without due times.
func (a *api) historyOf(ctx context.Context, m store.Monitor, since time.Time, environments []string) (history, error) {
	h := history{monitor: m}
	if !m.Disabled {
		h.schedule, _ = schedule.Parse(m.Config)
	}
	var err error
	if h.reported, err = a.store.CheckIns(ctx, m, since); err != nil {
		return h, err
	}
	var names []string
	runs := map[string][]schedule.Run{}
	for i, c := range h.reported {
		if runs[c.Environment] == nil {
			names = append(names, c.Environment)
		}
		runs[c.Environment] = append(runs[c.Environment], schedule.Run{Index: i, Status: c.Status, Started: c.Started})
	}
	wanted := map[string]bool{}
	for _, e := range environments {
		wanted[e] = true
	}
	for _, name := range names {
		if len(wanted) == 0 || wanted[name] {
			t := h.schedule.Timeline(runs[name], since, a.now())
			h.timelines = append(h.timelines, environmentTimeline{name: name, first: runs[name][0].Started, Timeline: t})
		}
	}
	return h, nil
}

func (h history) environments() []monitorEnvironment {
	list := make([]monitorEnvironment, 0, len(h.timelines))
	for _, t := range h.timelines {
		e := monitorEnvironment{
			Name: t.name, Status: t.Status, IsMuted: h.monitor.Muted, DateCreated: date(t.first),
			LastCheckIn: date(t.Last), NextCheckIn: date(t.Next),
		}
		if h.monitor.Disabled {
			e.Status = statusDisabled
		}
		if !t.Next.IsZero() {
			e.NextCheckInLatest = date(h.schedule.Latest(t.Next))
		}
		if t.Incident != nil {
			e.ActiveIncident = &incident{StartingTimestamp: date(t.Incident.Started)}
		}
		list = append(list, e)
	}
	return list
}

// Words for the status of a monitor.
const statusActive, statusDisabled = "active", "disabled"

func (a *api) monitorOf(ctx context.Context, m store.Monitor, flags map[int64]projectFlags, environments []string) (monitor, error) {
	h, err := a.historyOf(ctx, m, a.now().Add(-checkInHistory), environments)
	if err != nil {
		return monitor{}, err
	}
	out := monitor{
		ID: formatID(m.ID), Name: m.Name, Slug: m.Slug, Status: statusActive, IsMuted: m.Muted, IsUpserting: m.Upserting,
		Config: configOf(m.Config), DateCreated: date(m.Created), Project: projectCard{a.baseOf(m.Project, flags), lookOf(m.Project)},
		Environments: h.environments(),
	}
	if m.Disabled {
		out.Status = statusDisabled
	}
	out.Owner, err = a.ownerOf(ctx, m.Owner)
	return out, err
}

// ownerOf reads user:1 and team:1; nil for anybody who is not here.
func (a *api) ownerOf(ctx context.Context, who string) (*actor, error) {
	kind, id, _ := strings.Cut(who, ":")
	if kind != "team" && (kind != "user" || id != userID) {
		return nil, nil
	}
	found, err := a.actorOf(ctx, kind, id)
	if isNotFound(err) {
		return nil, nil
	}
	return found, err
}

func configOf(c *protocol.MonitorConfig) monitorConfig {
	if c == nil {
		return monitorConfig{ScheduleType: "interval", Schedule: []any{}}
	}
	out := monitorConfig{
		ScheduleType: c.ScheduleType, Schedule: c.Crontab, CheckInMargin: numberOrNull(c.CheckInMargin), MaxRuntime: numberOrNull(c.MaxRuntime),
		Timezone: orNull(c.Timezone), FailureIssueThreshold: numberOrNull(c.FailureIssueThreshold), RecoveryThreshold: numberOrNull(c.RecoveryThreshold),
	}
	if c.ScheduleType == "interval" {
		out.Schedule = []any{c.Every, c.Unit}
	}
	return out
}

func numberOrNull(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// monitors lists the monitors.
func (a *api) monitors(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	f := store.MonitorFilter{Environments: environmentsOf(q), Query: q.Get("query"), Owner: q.Get("owner"), Limit: p.limit, Offset: p.offset}
	if f.Projects, err = a.projectsOf(r.Context(), q); err != nil {
		return err
	}
	found, total, err := a.store.Monitors(r.Context(), f)
	if err != nil {
		return err
	}
	flags, err := a.flags(r.Context())
	if err != nil {
		return err
	}
	all := make([]monitor, 0, len(found))
	for _, m := range found {
		row, err := a.monitorOf(r.Context(), m, flags, f.Environments)
		if err != nil {
			return err
		}
		all = append(all, row)
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, all)
	return nil
}

// monitorAt finds the monitor of the path, by slug or number.
func (a *api) monitorAt(r *http.Request) (store.Monitor, error) {
	f := store.MonitorFilter{Limit: 1, Slug: r.PathValue("monitor")}
	if r.PathValue("project") != "" {
		p, err := a.projectOf(r)
		if err != nil {
			return store.Monitor{}, err
		}
		f.Projects = []int64{p.ID}
	}
	found, _, err := a.store.Monitors(r.Context(), f)
	if id, bad := strconv.ParseInt(f.Slug, 10, 64); err == nil && len(found) == 0 && bad == nil {
		f.Slug, f.ID = "", id
		found, _, err = a.store.Monitors(r.Context(), f)
	}
	if err != nil {
		return store.Monitor{}, err
	}
	if len(found) == 0 {
		return store.Monitor{}, fmt.Errorf("monitor %q: %w", r.PathValue("monitor"), store.ErrNotFound)
	}
	return found[0], nil
}

func (a *api) monitor(w http.ResponseWriter, r *http.Request) error {
	m, err := a.monitorAt(r)
	if err != nil {
		return err
	}
	return a.writeMonitor(w, r, http.StatusOK, m)
}

func (a *api) writeMonitor(w http.ResponseWriter, r *http.Request, status int, m store.Monitor) error {
	flags, err := a.flags(r.Context())
	if err != nil {
		return err
	}
	out, err := a.monitorOf(r.Context(), m, flags, environmentsOf(r.URL.Query()))
	if err != nil {
		return err
	}
	writeJSON(w, status, out)
	return nil
}
