package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"vedette/internal/local/protocol"
	"vedette/internal/local/schedule"
	"vedette/internal/local/store"
)

// monitorBody is a monitor as people and scripts write it. On a change, what is absent stays.
type monitorBody struct {
	Project *string     `json:"project"`
	Name    *string     `json:"name"`
	Slug    *string     `json:"slug"`
	Status  *string     `json:"status"`
	Owner   *string     `json:"owner"`
	Muted   *bool       `json:"is_muted"`
	IsMuted *bool       `json:"isMuted"` // as answers spell it
	Config  *configBody `json:"config"`
}

type configBody struct {
	ScheduleType          *string         `json:"schedule_type"`
	Schedule              json.RawMessage `json:"schedule"`
	CheckInMargin         *int            `json:"checkin_margin"`
	MaxRuntime            *int            `json:"max_runtime"`
	Timezone              *string         `json:"timezone"`
	FailureIssueThreshold *int            `json:"failure_issue_threshold"`
	RecoveryThreshold     *int            `json:"recovery_threshold"`
}

func (a *api) createMonitor(w http.ResponseWriter, r *http.Request) error {
	var body monitorBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	required := fields{}
	for name, absent := range map[string]bool{"project": body.Project == nil, "name": body.Name == nil, "config": body.Config == nil} {
		if absent {
			required[name] = []string{"This field is required."}
		}
	}
	if len(required) > 0 {
		return &apiError{status: http.StatusBadRequest, body: required}
	}
	return a.saveMonitor(w, r, http.StatusCreated, store.Monitor{}, body)
}

func (a *api) updateMonitor(w http.ResponseWriter, r *http.Request) error {
	m, err := a.monitorAt(r)
	if err != nil {
		return err
	}
	var body monitorBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	return a.saveMonitor(w, r, http.StatusOK, m, body)
}

func (a *api) saveMonitor(w http.ResponseWriter, r *http.Request, status int, m store.Monitor, body monitorBody) error {
	if body.Project != nil {
		p, err := a.store.Project(r.Context(), *body.Project)
		if isNotFound(err) {
			return badField("project", "Invalid project")
		}
		if err != nil {
			return err
		}
		m.Project = p
	}
	if err := body.apply(&m); err != nil {
		return err
	}
	if body.Owner != nil && *body.Owner != "" {
		found, err := a.ownerOf(r.Context(), *body.Owner)
		if err != nil {
			return err
		}
		if found == nil {
			return badField("owner", "Could not parse actor. Format should be `type:id` where type is `team` or `user`.")
		}
	}
	saved, taken, err := a.store.SaveMonitor(r.Context(), m)
	if err != nil {
		return err
	}
	if taken {
		return badField("slug", "The slug %q is already in use.", m.Slug)
	}
	return a.writeMonitor(w, r, status, saved)
}

// apply changes m as the body says.
func (b *monitorBody) apply(m *store.Monitor) error {
	if b.Name != nil {
		if m.Name = strings.TrimSpace(*b.Name); m.Name == "" || len(m.Name) > 128 {
			return badField("name", "A name has 1 to 128 characters.")
		}
	}
	switch {
	case b.Slug != nil:
		m.Slug = *b.Slug
	case m.Slug == "":
		m.Slug = store.MonitorSlug(m.Name)
	}
	if !isSlug(m.Slug) {
		return badField("slug", "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.")
	}
	if b.Status != nil {
		switch *b.Status {
		case statusActive, statusDisabled:
			m.Disabled = *b.Status == statusDisabled
		default:
			return badField("status", "%q is not a valid choice: active or disabled.", *b.Status)
		}
	}
	for _, muted := range []*bool{b.Muted, b.IsMuted} {
		if muted != nil {
			m.Muted = *muted
		}
	}
	if b.Owner != nil {
		m.Owner = *b.Owner
	}
	if b.Config == nil {
		return nil
	}
	return b.Config.apply(m)
}

// isSlug says whether a monitor can be called that.
func isSlug(s string) bool {
	return s != "" && len(s) <= 50 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == "" && strings.Trim(s, "0123456789") != ""
}

func (b *configBody) apply(m *store.Monitor) error {
	var c protocol.MonitorConfig
	if m.Config != nil {
		c = *m.Config
	}
	if b.ScheduleType != nil {
		c.ScheduleType = *b.ScheduleType
	}
	if b.Timezone != nil {
		c.Timezone = *b.Timezone
	}
	for _, n := range []struct {
		name string
		from *int
		to   *int
	}{
		{"checkin_margin", b.CheckInMargin, &c.CheckInMargin}, {"max_runtime", b.MaxRuntime, &c.MaxRuntime},
		{"failure_issue_threshold", b.FailureIssueThreshold, &c.FailureIssueThreshold}, {"recovery_threshold", b.RecoveryThreshold, &c.RecoveryThreshold},
	} {
		if n.from == nil {
			continue
		}
		if *n.from < 0 || *n.from > 40320 {
			return badField("config", "%s is a number from 0 to 40320.", n.name)
		}
		*n.to = *n.from
	}
	if len(b.Schedule) > 0 {
		if err := b.schedule(&c); err != nil {
			return err
		}
	}
	if _, err := schedule.Parse(&c); err != nil {
		return badField("config", "Invalid schedule: %v", err)
	}
	m.Config = &c
	return nil
}

// schedule reads a crontab, or a number and a unit.
func (b *configBody) schedule(c *protocol.MonitorConfig) error {
	var text string
	if json.Unmarshal(b.Schedule, &text) == nil {
		c.Crontab = text
		if b.ScheduleType == nil {
			c.ScheduleType = "crontab"
		}
		return nil
	}
	var pair []json.RawMessage
	if json.Unmarshal(b.Schedule, &pair) != nil || len(pair) != 2 || json.Unmarshal(pair[0], &c.Every) != nil || json.Unmarshal(pair[1], &c.Unit) != nil {
		return badField("config", "Invalid schedule: a crontab, or a list of a number and a unit like [5, \"minute\"].")
	}
	if b.ScheduleType == nil {
		c.ScheduleType = "interval"
	}
	return nil
}

func (a *api) deleteMonitor(w http.ResponseWriter, r *http.Request) error {
	m, err := a.monitorAt(r)
	if err != nil {
		return err
	}
	if err := a.store.DeleteMonitor(r.Context(), m, environmentsOf(r.URL.Query())...); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}
