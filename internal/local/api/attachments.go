package api

import (
	"bytes"
	"mime"
	"net/http"
	"strconv"

	"vedette/internal/local/store"
)

// attachment is a file that came with an event.
type attachment struct {
	ID          string            `json:"id"`
	EventID     string            `json:"event_id"`
	Type        string            `json:"type"`
	Name        string            `json:"name"`
	MimeType    *string           `json:"mimetype"`
	DateCreated date              `json:"dateCreated"`
	Size        int               `json:"size"`
	Headers     map[string]string `json:"headers"`
	SHA1        *string           `json:"sha1"`
}

func attachmentOf(f store.Attachment) attachment {
	out := attachment{
		ID: strconv.FormatInt(f.ID, 10), EventID: f.EventID, Type: f.Type, Name: f.Name, MimeType: orNull(f.ContentType),
		DateCreated: date(f.At), Size: f.Size, Headers: map[string]string{},
	}
	if f.ContentType != "" {
		out.Headers["Content-Type"] = f.ContentType
	}
	return out
}

// eventAttachments lists the files of the event in the path.
func (a *api) eventAttachments(w http.ResponseWriter, r *http.Request) error {
	files, err := a.attachmentsOf(r)
	if err != nil {
		return err
	}
	all := make([]attachment, 0, len(files))
	for _, f := range files {
		all = append(all, attachmentOf(f))
	}
	return writePage(a, w, r, all)
}

// eventAttachment describes one file, or with download=1 sends its bytes. They are a stranger's, so a browser may only save them.
func (a *api) eventAttachment(w http.ResponseWriter, r *http.Request) error {
	files, err := a.attachmentsOf(r)
	if err != nil {
		return err
	}
	for _, f := range files {
		if strconv.FormatInt(f.ID, 10) != r.PathValue("attachment") {
			continue
		}
		if !r.URL.Query().Has("download") {
			writeJSON(w, http.StatusOK, attachmentOf(f))
			return nil
		}
		whole, err := a.store.Attachment(r.Context(), f.ID)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", f.At, bytes.NewReader(whole.Data))
		return nil
	}
	return notFound()
}

func (a *api) attachmentsOf(r *http.Request) ([]store.Attachment, error) {
	p, err := a.projectOf(r)
	if err != nil {
		return nil, err
	}
	id, ok := eventID(r.PathValue("event"))
	if !ok {
		return nil, notFound()
	}
	return a.store.Attachments(r.Context(), p.ID, id)
}
