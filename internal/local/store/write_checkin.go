package store

import (
	"encoding/json"
	"fmt"

	"vedette/internal/local/protocol"
)

// defaultEnvironment is where a job runs that does not say it, as Sentry has it.
const defaultEnvironment = "production"

func (r *CheckInRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	c, at := &r.CheckIn, micros(env.Received)
	if c.Environment == "" {
		c.Environment = defaultEnvironment
	}
	if _, err := b.environment(env.Project.ID, c.Environment); err != nil {
		return "", "", err
	}
	if err := b.monitor(env, c); err != nil {
		return "", "", err
	}
	length := secondsMicros(c.Duration)
	if c.ID == "" { // closes the newest open one of its monitor, or stands alone
		n, err := b.w.changed(`UPDATE check_in SET status = ?, updated = ?, duration = CASE WHEN ?3 > 0 THEN ?3 ELSE ?2 - started END WHERE id =
			(SELECT id FROM check_in WHERE project_id = ? AND monitor = ? AND environment = ? AND status = 'in_progress' ORDER BY started DESC LIMIT 1)`,
			c.Status, at, length, env.Project.ID, c.MonitorSlug, c.Environment)
		if err != nil || n > 0 {
			return Digested, "", err
		}
	}
	err = b.w.exec(`INSERT INTO check_in(project_id, check_in_id, monitor, status, duration, environment, release, trace_id, started, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(project_id, check_in_id) WHERE check_in_id <> '' DO UPDATE SET
		status = excluded.status, updated = excluded.updated,
		duration = CASE WHEN excluded.duration > 0 THEN excluded.duration ELSE excluded.updated - started END`,
		env.Project.ID, c.ID, c.MonitorSlug, c.Status, length, c.Environment, c.Release, c.TraceID, at, at)
	return Digested, "", err
}

// monitor makes the monitor of a check-in known and gives it the schedule that the SDK says, if it says one.
func (b *batch) monitor(env *DigestedEnvelope, c *protocol.CheckIn) error {
	config := ""
	if c.Config != nil {
		text, err := json.Marshal(c.Config)
		if err != nil {
			return fmt.Errorf("encode monitor: %w", err)
		}
		config = string(text)
	}
	return b.w.exec(`INSERT INTO monitor(project_id, slug, name, config, created, upserting) VALUES (?, ?2, ?2, ?, ?, ?)
		ON CONFLICT DO UPDATE SET config = excluded.config, upserting = 1 WHERE excluded.config <> '' AND excluded.config <> config`,
		env.Project.ID, c.MonitorSlug, config, micros(env.Received), config != "")
}
