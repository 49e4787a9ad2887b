package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/template"
	"time"

	"github.com/itchyny/gojq"

	"vedette/internal/text"
)

// Format is how a result is printed for programs; its zero value means for
// people (a table, a document).
type Format struct {
	JSON   bool // also set by a filter or a template
	Fields Fields

	filter   *gojq.Code
	template *template.Template
	rows     *tableRows
}

// ParseFormat reads the values of --json, --jq and --template. json is "" (not
// given), "true" (all fields) or a list of fields.
func ParseFormat(fields, filter, tmpl string, now time.Time) (f Format, err error) {
	f.JSON = fields != "" || filter != "" || tmpl != ""
	if fields != "" && fields != "true" {
		if f.Fields, err = ParseFields(fields); err != nil {
			return Format{}, err
		}
	}
	if filter != "" && tmpl != "" {
		return Format{}, errors.New("--jq and --template exclude each other")
	}
	if filter != "" {
		if f.filter, err = compileFilter(filter); err != nil {
			return Format{}, err
		}
	}
	if tmpl != "" {
		f.rows = &tableRows{}
		if f.template, err = template.New("--template").Funcs(templateFuncs(now, f.rows)).Parse(tmpl); err != nil {
			return Format{}, err
		}
	}
	return f, nil
}

// streams is true when output can be written piece by piece as it comes.
func (f Format) streams() bool { return f.filter == nil && f.template == nil }

func compileFilter(s string) (*gojq.Code, error) {
	query, err := gojq.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("--jq: %w", err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, fmt.Errorf("--jq: %w", err)
	}
	return code, nil
}

// Marshal is compact JSON as vedette prints it: "<" stays "<", and nothing in
// it is harmful to a terminal.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return text.JSONForTerminal(bytes.TrimSuffix(b.Bytes(), []byte{'\n'})), nil
}

// emit writes one JSON value in the format: filtered, through the template,
// indented for a terminal, or on one line.
func (f Format) emit(ctx context.Context, w io.Writer, raw []byte, indent bool) error {
	switch {
	case f.filter != nil:
		return f.runFilter(ctx, w, raw, indent)
	case f.template != nil:
		return f.runTemplate(w, raw)
	}
	var b bytes.Buffer
	if !indent {
		b.Write(raw)
	} else if err := json.Indent(&b, raw, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

func (f Format) runFilter(ctx context.Context, w io.Writer, raw []byte, indent bool) error {
	value, err := decode(raw)
	if err != nil {
		return err
	}
	results := f.filter.RunWithContext(ctx, value)
	for {
		v, ok := results.Next()
		if !ok {
			return nil
		}
		if err, failed := v.(error); failed {
			if halt := (*gojq.HaltError)(nil); errors.As(err, &halt) && halt.Value() == nil {
				return nil
			}
			return &FilterError{Err: err}
		}
		if s, isText := v.(string); isText {
			if _, err := io.WriteString(w, Safe(s)+"\n"); err != nil {
				return err
			}
			continue
		}
		out, err := gojq.Marshal(v)
		if err != nil {
			return err
		}
		if err := (Format{}).emit(ctx, w, text.JSONForTerminal(out), indent); err != nil {
			return err
		}
	}
}

// FilterError is a jq filter or template that failed on this result.
type FilterError struct{ Err error }

// Error is the filter's complaint on one safe line.
func (e *FilterError) Error() string { return text.From(e.Err.Error()).String() }

// Unwrap gives the cause.
func (e *FilterError) Unwrap() error { return e.Err }

func (f Format) runTemplate(w io.Writer, raw []byte) error {
	value, err := decode(raw)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.template.Execute(&b, value); err != nil {
		return &FilterError{Err: err}
	}
	b.WriteString(f.rows.flush())
	_, err = io.WriteString(w, Safe(b.String()))
	return err
}

// decode keeps numbers as they are written.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// Safe is text of several lines as a terminal may have it: line breaks and
// tabs stay, and whatever else would control the terminal goes.
func Safe(s string) string {
	var b []byte
	start := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '\n' || s[i] == '\t' {
			b = append(b, text.From(s[start:i]).String()...)
			if i < len(s) {
				b = append(b, s[i])
			}
			start = i + 1
		}
	}
	return string(b)
}
