package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"vedette/internal/local/protocol"
)

// UserReports lists what users wrote about events, the newest first, and how
// many there are on all pages.
func (s *Store) UserReports(ctx context.Context, f UserReportFilter) ([]UserReport, int64, error) {
	var c conditions
	if f.Issue != 0 {
		c.add("e.issue_id = ?", f.Issue)
	}
	if f.Project != 0 {
		c.add("u.project_id = ?", f.Project)
	}
	from := " FROM user_report u LEFT JOIN event e ON e.event_id = u.event_id AND e.project_id = u.project_id" + c.where()
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*)"+from, c.args...); err != nil || total == 0 {
		return nil, 0, err
	}
	var list []UserReport
	rows, err := s.read(ctx, "SELECT u.id, u.project_id, coalesce(e.issue_id, 0), u.event_id, u.name, u.email, u.text, u.at"+from+
		" ORDER BY u.at DESC, u.id DESC LIMIT ? OFFSET ?", append(c.args, limit(f.Limit, 25), f.Offset)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var u UserReport
		var project, at int64
		if err := r.Scan(&u.ID, &project, &u.IssueID, &u.EventID, &u.Name, &u.Email, &u.Text, &at); err != nil {
			return err
		}
		u.Project, _ = s.projects.id(project)
		u.At = fromMicros(at)
		list = append(list, u)
		return nil
	})
	return list, total, s.wrap(err)
}

// AddUserReport stores what a user wrote about an event, in place of what they
// wrote about it before.
func (s *Store) AddUserReport(ctx context.Context, project int64, report protocol.Feedback) (UserReport, error) {
	p, ok := s.projects.id(project)
	if !ok {
		return UserReport{}, fmt.Errorf("project %d: %w", project, ErrNotFound)
	}
	out := UserReport{Project: p, EventID: report.EventID, Name: report.Name, Email: report.Email, Text: report.Message, At: fromMicros(s.nowMicros())}
	err := s.write(ctx, func(w *writer) error {
		b := s.newBatch(w)
		record := &UserReportRecord{Report: report}
		if _, _, err := record.write(b, &DigestedEnvelope{Project: p, Received: out.At}); err != nil {
			return err
		}
		_, err := w.one([]any{&out.ID, &out.IssueID}, `SELECT u.id, coalesce((SELECT e.issue_id FROM event e WHERE e.event_id = u.event_id
			AND e.project_id = u.project_id), 0) FROM user_report u WHERE u.event_id = ? AND u.project_id = ?`, report.EventID, project)
		return err
	})
	return out, err
}

// attachments reads files; body is the column of their data, or NULL.
func (s *Store) attachments(ctx context.Context, body, where string, args ...any) ([]Attachment, error) {
	var list []Attachment
	rows, err := s.read(ctx, "SELECT id, project_id, event_id, name, content_type, type, size, at, "+body+" FROM attachment WHERE "+where+" ORDER BY id", args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var a Attachment
		var project, at int64
		if err := r.Scan(&a.ID, &project, &a.EventID, &a.Name, &a.ContentType, &a.Type, &a.Size, &at, &a.Data); err != nil {
			return err
		}
		a.Project, _ = s.projects.id(project)
		a.At = fromMicros(at)
		list = append(list, a)
		return nil
	})
	return list, s.wrap(err)
}

// Attachments lists the files that came with an event, without their data.
func (s *Store) Attachments(ctx context.Context, project int64, eventID string) ([]Attachment, error) {
	return s.attachments(ctx, "NULL", "event_id = ? AND project_id = ?", strings.ToLower(eventID), project)
}

// Attachment reads one file with its data; it is ErrNotFound when there is none.
func (s *Store) Attachment(ctx context.Context, id int64) (Attachment, error) {
	list, err := s.attachments(ctx, "body", "id = ?", id)
	if err != nil {
		return Attachment{}, err
	}
	if len(list) == 0 {
		return Attachment{}, ErrNotFound
	}
	a := list[0]
	a.Data, err = s.unpack(a.Data, a.Size)
	return a, err
}
