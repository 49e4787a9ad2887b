package ops

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetEventAttachmentIn names an event and, to read it, one of its files.
type GetEventAttachmentIn struct {
	EventTarget
	AttachmentID string `json:"attachmentId,omitempty" jsonschema:"Left out: list the files."`
	PageIn
}

// GetEventAttachmentOut lists the files of an event, or holds one of them with
// its content.
type GetEventAttachmentOut struct {
	Organization string         `json:"organization"`
	Project      string         `json:"project"`
	EventID      string         `json:"eventId"`
	Attachments  []Attachment   `json:"attachments"`
	Text         text.Untrusted `json:"text,omitzero"`    // content, where it is text
	Base64       string         `json:"base64,omitempty"` // content, where it is not and is small
	Paged

	// Content is the file as it was sent, for a face that saves it; nil for a list.
	Content []byte `json:"-"`
}

// maxInline is the largest content that is not text and still stands in the
// answer: more would fill a reader's context with noise.
const maxInline = 64 << 10

// GetEventAttachment lists the files of an event or reads one. One request more
// than finding the event takes; two for content.
func (o *Ops) GetEventAttachment(ctx context.Context, in GetEventAttachmentIn) (GetEventAttachmentOut, error) {
	return run(ctx, o, in, o.getEventAttachment)
}

func (o *Ops) getEventAttachment(ctx context.Context, in GetEventAttachmentIn) (GetEventAttachmentOut, error) {
	const op = "get_event_attachment"
	place, err := o.eventPlace(ctx, op, in.EventTarget)
	if err != nil {
		return GetEventAttachmentOut{}, err
	}
	out := GetEventAttachmentOut{Organization: place.org, Project: place.project, EventID: place.event}
	if in.AttachmentID == "" {
		p, err := o.client.Attachments(ctx, place.org, place.project, place.event, sentryapi.ListQuery{Limit: in.rows(), Cursor: in.Cursor})
		out.Attachments, out.Paged = orEmpty(p.Items), pagedOf(p)
		return out, noSuchEvent(op, place.event, place.project, err)
	}
	file, err := o.client.Attachment(ctx, place.org, place.project, place.event, in.AttachmentID)
	if err == nil {
		out.Content, err = o.client.Download(ctx, place.org, place.project, place.event, in.AttachmentID)
	}
	if err != nil {
		return GetEventAttachmentOut{}, notFoundAs(op, "attachment "+in.AttachmentID+" of event "+place.event, "vedette event attachments "+place.event, err)
	}
	out.Attachments = []Attachment{file}
	switch {
	case isText(out.Content):
		out.Text = text.From(string(out.Content))
	case len(out.Content) <= maxInline:
		out.Base64 = base64.StdEncoding.EncodeToString(out.Content)
	}
	return out, nil
}

// eventPlace says where an event is without reading it, where that is possible.
type eventPlace struct{ org, project, event string }

func (o *Ops) eventPlace(ctx context.Context, op string, t EventTarget) (eventPlace, error) {
	id, ok := EventIDOf(t.EventID)
	if !ok || t.Issue != "" || t.URL != "" {
		found, err := o.event(ctx, op, t)
		return eventPlace{found.org, found.project, string(EventHandle(found.EventSummary))}, err
	}
	org, err := o.org(ctx, op, t.Org)
	if err != nil || t.Project != "" {
		return eventPlace{org, t.Project, id}, err
	}
	place, err := o.client.FindEvent(ctx, org, id)
	return eventPlace{org, string(place.Project), id}, noSuchEvent(op, id, org, err)
}

// isText is true for content that a person can read.
func isText(b []byte) bool { return utf8.Valid(b) && !strings.ContainsRune(string(b), 0) }

// Doc lists the files, or shows the content of one.
func (out GetEventAttachmentOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Attachments) == 0 {
		d.Para(text.T("Event " + out.EventID + " has no attachments."))
		return d
	}
	d.DataNote("event")
	for _, a := range out.Attachments {
		d.Bullet(text.Bold(text.T(string(a.ID)+" ")), text.Code(a.Name), text.T(fmt.Sprintf(" %d bytes %s %s", int64(a.Size), a.MimeType, a.Type)))
	}
	switch {
	case out.Content == nil:
		out.notes(&d)
	case !out.Text.IsZero():
		d.CodeBlock("", out.Text)
	case out.Base64 != "":
		d.Para(text.T("The content is not text; the structured answer has it as base64."))
	default:
		d.Para(text.T(fmt.Sprintf("The content is not text and has %d bytes: `vedette event attachments %s %s --output FILE` saves it.", len(out.Content), out.EventID, out.Attachments[0].ID)))
	}
	return d
}
