package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"vedette/internal/local/ownership"
)

// Ownership says who the issues of a project belong to.
type Ownership struct {
	Raw         string           // the rules as written
	Rules       []ownership.Rule // read from Raw, with the ids of the owners
	Fallthrough bool             // an event that no rule matches belongs to everybody
	AutoAssign  bool             // new issues are assigned to their first owner
	AutoSync    bool             // with CODEOWNERS
	Created     time.Time        // zero before the first change
	Updated     time.Time
}

// IssueOwner is whom a rule names for an issue.
type IssueOwner struct {
	Kind string // ownership.User or ownership.Team
	ID   string
	Rule string // as written, without owners
	At   time.Time
}

// maxOwners bounds how many owners of an issue are kept.
const maxOwners = 5

func readOwnerships(ctx context.Context, s *Store) (map[int64]Ownership, error) {
	all := map[int64]Ownership{}
	rows, err := s.read(ctx, "SELECT project_id, raw, rules, fallthrough, auto_assign, auto_sync, created, updated FROM ownership")
	err = each(rows, err, func(r *sql.Rows) error {
		var o Ownership
		var project, created, updated int64
		var rules []byte
		if err := r.Scan(&project, &o.Raw, &rules, &o.Fallthrough, &o.AutoAssign, &o.AutoSync, &created, &updated); err != nil {
			return err
		}
		if err := json.Unmarshal(rules, &o.Rules); err != nil {
			return fmt.Errorf("ownership rules of project %d: %w", project, err)
		}
		o.Created, o.Updated = fromMicros(created), fromMicros(updated)
		all[project] = o
		return nil
	})
	return all, err
}

// Ownership is who the issues of a project belong to. It is asked with every event and answers from memory.
func (s *Store) Ownership(project int64) Ownership { return s.projects.ownership(project) }

// SetOwnership changes who the issues of a project belong to, beginning with the next event of each.
func (s *Store) SetOwnership(ctx context.Context, project int64, o Ownership) (Ownership, error) {
	rules, err := json.Marshal(o.Rules)
	if err != nil {
		return o, fmt.Errorf("encode ownership rules: %w", err)
	}
	o.Updated = s.opts.Now().UTC()
	if o.Created.IsZero() {
		o.Created = o.Updated
	}
	err = s.write(ctx, func(w *writer) error {
		return w.exec(`INSERT INTO ownership(project_id, raw, rules, fallthrough, auto_assign, auto_sync, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET raw = excluded.raw, rules = excluded.rules, fallthrough = excluded.fallthrough,
			auto_assign = excluded.auto_assign, auto_sync = excluded.auto_sync, updated = excluded.updated`,
			project, o.Raw, rules, o.Fallthrough, o.AutoAssign, o.AutoSync, micros(o.Created), micros(o.Updated))
	})
	if err != nil {
		return o, fmt.Errorf("change ownership: %w", err)
	}
	return o, s.loadProjects(ctx)
}

// IssueOwners lists whom the rules named at the latest event of an issue, the last rule first.
func (s *Store) IssueOwners(ctx context.Context, issue int64) ([]IssueOwner, error) {
	var list []IssueOwner
	rows, err := s.read(ctx, "SELECT kind, owner_id, rule, at FROM issue_owner WHERE issue_id = ? ORDER BY position", issue)
	err = each(rows, err, func(r *sql.Rows) error {
		var o IssueOwner
		var at int64
		if err := r.Scan(&o.Kind, &o.ID, &o.Rule, &at); err != nil {
			return err
		}
		o.At = fromMicros(at)
		list = append(list, o)
		return nil
	})
	return list, s.wrap(err)
}

// own keeps whom the rules name for the newest event of the batch.
func (c *issueChange) own(b *batch) error {
	if c.newest == nil || len(b.s.Ownership(c.project).Rules) == 0 {
		return nil
	}
	if err := b.w.exec("DELETE FROM issue_owner WHERE issue_id = ?", c.id); err != nil {
		return err
	}
	for i, o := range c.newest.Owners[:min(len(c.newest.Owners), maxOwners)] {
		err := b.w.exec("INSERT INTO issue_owner(issue_id, position, kind, owner_id, rule, at) VALUES (?, ?, ?, ?, ?, ?)",
			c.id, i, o.Owner.Type, o.Owner.ID, o.Rule.String(), b.now)
		if err != nil {
			return err
		}
	}
	return nil
}

// autoAssign gives a new issue to its first owner, where the project wants that.
func (b *batch) autoAssign(issue int64, r *EventRecord, project int64) error {
	if len(r.Owners) == 0 || !b.s.Ownership(project).AutoAssign {
		return nil
	}
	o := r.Owners[0].Owner
	err := b.w.exec("UPDATE issue SET assignee_type = ?, assignee_id = ? WHERE id = ?", o.Type, o.ID, issue)
	if err != nil {
		return err
	}
	return b.w.activity(issue, ActivityAssigned, 0, b.now, map[string]any{
		"assignee": o.ID, "assigneeType": o.Type, "integration": "projectOwnership", "rule": r.Owners[0].Rule.String(),
	})
}
