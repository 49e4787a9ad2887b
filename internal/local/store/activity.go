package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// you is the id of the only user.
const you = 1

const activityColumns = "SELECT id, issue_id, type, user_id, at, data FROM activity"

func (s *Store) scanActivities(rows *sql.Rows, err error) ([]Activity, error) {
	var list []Activity
	err = each(rows, err, func(r *sql.Rows) error {
		var a Activity
		var at int64
		var data string
		if err := r.Scan(&a.ID, &a.IssueID, &a.Type, &a.UserID, &at, &data); err != nil {
			return err
		}
		a.At, a.Data = fromMicros(at), json.RawMessage(data)
		list = append(list, a)
		return nil
	})
	return list, s.wrap(err)
}

// Activities lists what happened to an issue, the newest first.
func (s *Store) Activities(ctx context.Context, issue int64) ([]Activity, error) {
	rows, err := s.read(ctx, activityColumns+" WHERE issue_id = ? ORDER BY at DESC, id DESC", issue)
	return s.scanActivities(rows, err)
}

// Notes lists the comments on an issue, the newest first, and how many there are.
func (s *Store) Notes(ctx context.Context, issue int64, count, offset int) ([]Activity, int64, error) {
	var total int64
	if err := s.one(ctx, []any{&total}, "SELECT count(*) FROM activity WHERE issue_id = ? AND type = ?", issue, ActivityNote); err != nil {
		return nil, 0, err
	}
	rows, err := s.read(ctx, activityColumns+" WHERE issue_id = ? AND type = ? ORDER BY id DESC LIMIT ? OFFSET ?",
		issue, ActivityNote, limit(count, 25), offset)
	list, err := s.scanActivities(rows, err)
	return list, total, err
}

// noteData is what the activity of a comment holds.
func noteData(text string) (json.RawMessage, error) {
	data, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		return nil, fmt.Errorf("encode note: %w", err)
	}
	return data, nil
}

// EditNote changes the text of a comment; it is ErrNotFound when the issue has
// no such comment.
func (s *Store) EditNote(ctx context.Context, issue, note int64, text string) (Activity, error) {
	data, err := noteData(text)
	if err != nil {
		return Activity{}, err
	}
	err = s.write(ctx, func(w *writer) error {
		n, err := w.changed("UPDATE activity SET data = ? WHERE id = ? AND issue_id = ? AND type = 'note'", string(data), note, issue)
		if err == nil && n == 0 {
			err = fmt.Errorf("note %d: %w", note, ErrNotFound)
		}
		return err
	})
	if err != nil {
		return Activity{}, err
	}
	rows, err := s.read(context.WithoutCancel(ctx), activityColumns+" WHERE id = ?", note)
	list, err := s.scanActivities(rows, err)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("note %d: %w", note, ErrNotFound) // removed in the meantime
	}
	if err != nil {
		return Activity{}, err
	}
	return list[0], nil
}

// DeleteNote removes a comment; it is ErrNotFound when the issue has no such
// comment.
func (s *Store) DeleteNote(ctx context.Context, issue, note int64) error {
	return s.write(ctx, func(w *writer) error {
		n, err := w.changed("DELETE FROM activity WHERE id = ? AND issue_id = ? AND type = 'note'", note, issue)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("note %d: %w", note, ErrNotFound)
		}
		return w.exec("UPDATE issue SET num_comments = max(0, num_comments - 1) WHERE id = ?", issue)
	})
}

// AddNote comments on an issue; it is ErrNotFound when there is no such issue.
func (s *Store) AddNote(ctx context.Context, issue int64, text string) (Activity, error) {
	data, err := noteData(text)
	if err != nil {
		return Activity{}, err
	}
	a := Activity{IssueID: issue, Type: ActivityNote, UserID: you, At: fromMicros(s.nowMicros()), Data: data}
	err = s.write(ctx, func(w *writer) error {
		n, err := w.changed("UPDATE issue SET num_comments = num_comments + 1 WHERE id = ?", issue)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("issue %d: %w", issue, ErrNotFound)
		}
		a.ID, err = w.insert("INSERT INTO activity(issue_id, type, user_id, at, data) VALUES (?, ?, ?, ?, ?)",
			issue, a.Type, a.UserID, micros(a.At), string(data))
		return err
	})
	if err != nil {
		return Activity{}, err
	}
	return a, nil
}
