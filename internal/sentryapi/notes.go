package sentryapi

import (
	"context"
	"net/http"
	"strings"
)

// AddNote comments on an issue. It is sent once.
func (c *Client) AddNote(ctx context.Context, org, issueID, comment string) (Activity, error) {
	const op = "add comment"
	r, err := issueCall(op, org, issueID, "notes")
	if err != nil {
		return Activity{}, err
	}
	if err := checkComment(op, comment); err != nil {
		return Activity{}, err
	}
	r.method, r.body = http.MethodPost, map[string]string{"text": comment}
	return write[Activity](ctx, c, r)
}

func checkComment(op, comment string) error {
	if strings.TrimSpace(comment) == "" {
		return invalid(op, "the comment is empty", "write what you want to say")
	}
	return nil
}

// EditNote changes the text of one's own comment. It is sent once.
func (c *Client) EditNote(ctx context.Context, org, issueID, noteID, comment string) (Activity, error) {
	const op = "edit comment"
	r, err := issueCall(op, org, issueID, "notes", noteID)
	if err != nil {
		return Activity{}, err
	}
	if err := checkComment(op, comment); err != nil {
		return Activity{}, err
	}
	r.method, r.body = http.MethodPut, map[string]string{"text": comment}
	return write[Activity](ctx, c, r)
}

// DeleteNote removes one's own comment. It is sent once.
func (c *Client) DeleteNote(ctx context.Context, org, issueID, noteID string) error {
	r, err := issueCall("delete comment", org, issueID, "notes", noteID)
	if err != nil {
		return err
	}
	r.method = http.MethodDelete
	_, err = write[struct{}](ctx, c, r)
	return err
}
