package render

import (
	"bytes"
	"context"
	"io"
	"strings"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/colorprofile"

	"vedette/internal/text"
	"vedette/themes"
)

// Object prints one result: as JSON in the format asked for, as a rendered
// document on a terminal, as Markdown otherwise.
func (s *Streams) Object(ctx context.Context, f Format, v any, doc text.Doc) error {
	if !f.JSON {
		return s.Document(ctx, doc)
	}
	raw, err := Marshal(v)
	if err != nil {
		return err
	}
	if raw, err = f.Fields.Project(raw); err != nil {
		return err
	}
	return s.RawJSON(ctx, f, raw)
}

// Line prints one value of a sequence: one line of JSON (NDJSON), also on a
// terminal, or what the filter or template makes of it.
func (s *Streams) Line(ctx context.Context, f Format, v any) error {
	raw, err := Marshal(v)
	if err != nil {
		return err
	}
	if raw, err = f.Fields.Project(raw); err != nil {
		return err
	}
	return f.emit(ctx, s.Out, raw, false)
}

// RawJSON prints a whole JSON text in the format, through the pager where it is long.
func (s *Streams) RawJSON(ctx context.Context, f Format, raw []byte) error {
	if !s.OutTTY {
		return f.emit(ctx, s.Out, raw, false)
	}
	var b bytes.Buffer
	if err := f.emit(ctx, &b, raw, true); err != nil {
		return err
	}
	return s.Page(ctx, b.Bytes())
}

// maxProse is the widest that running text is set, in cells: longer lines are
// hard to read.
const maxProse = 120

// Document prints a document: rendered for a terminal, as plain text for a pipe.
func (s *Streams) Document(ctx context.Context, doc text.Doc) error {
	if !s.OutTTY {
		_, err := io.WriteString(s.Out, doc.Plain())
		return err
	}
	rendered, err := s.markdown(doc.Terminal())
	if err != nil {
		return err
	}
	return s.Page(ctx, []byte(rendered))
}

// markdown renders for the terminal. The renderer is costly to make and is
// made only here.
func (s *Streams) markdown(source string) (string, error) {
	name := "mono"
	switch {
	case s.Color && s.Dark:
		name = "dark"
	case s.Color:
		name = "light"
	}
	style, err := themes.Glamour(name)
	if err != nil {
		return "", err
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(style), glamour.WithWordWrap(min(s.Width, maxProse)))
	if err != nil {
		return "", err
	}
	out, err := r.Render(source)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	w := &colorprofile.Writer{Forward: &b, Profile: s.profile}
	for line := range strings.SplitSeq(strings.Trim(out, "\n"), "\n") {
		if _, err := io.WriteString(w, strings.TrimRight(line, " ")+"\n"); err != nil { // Glamour fills lines up
			return "", err
		}
	}
	return b.String(), nil
}
