package sentryapi

import (
	"context"
	"net/http"

	"vedette/internal/text"
)

// Attachment is a file that came with an event.
type Attachment struct {
	ID          text.Word      `json:"id"`
	EventID     text.Word      `json:"event_id,omitempty"`
	Name        text.Untrusted `json:"name"`
	Type        text.Word      `json:"type,omitempty"`     // event.attachment event.minidump ...
	MimeType    text.Word      `json:"mimetype,omitempty"` // as the SDK said, so not to be believed
	Size        Int            `json:"size"`               // bytes
	SHA1        text.Word      `json:"sha1,omitempty"`
	DateCreated Time           `json:"dateCreated,omitzero"`
}

// Attachments lists the files of an event.
func (c *Client) Attachments(ctx context.Context, org, project, eventID string, q ListQuery) (Page[Attachment], error) {
	r, err := projectEventCall("list attachments", org, project, eventID, "attachments")
	if err != nil {
		return Page[Attachment]{Hits: -1}, err
	}
	r.query = q.values()
	return list[Attachment](ctx, c, r)
}

// Attachment describes one file of an event.
func (c *Client) Attachment(ctx context.Context, org, project, eventID, id string) (Attachment, error) {
	r, err := projectEventCall("read attachment", org, project, eventID, "attachments", id)
	if err != nil {
		return Attachment{}, err
	}
	return get[Attachment](ctx, c, r)
}

// Download is the content of one file of an event, as it was sent; at most as
// large as an answer may be (64 MiB).
func (c *Client) Download(ctx context.Context, org, project, eventID, id string) ([]byte, error) {
	r, err := projectEventCall("download attachment", org, project, eventID, "attachments", id)
	if err != nil {
		return nil, err
	}
	r.method = http.MethodGet
	r.query.Set("download", "1")
	ans, err := c.do(ctx, r)
	return ans.body, err
}
