package ops

import (
	"fmt"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// defaultRows is how many rows a list gives when its input does not say.
const defaultRows = 25

// PageIn is part of the input of every list.
type PageIn struct {
	Limit  int    `json:"limit,omitempty" max:"100" default:"25"`
	Cursor string `json:"cursor,omitempty"` // NextCursor of the last answer
}

// Page is the part itself, so that a face can turn the pages of any list.
func (p *PageIn) Page() *PageIn { return p }

// rows is the page size to ask for.
func (p PageIn) rows() int { return orDefault(p.Limit, defaultRows) }

// Paged is part of the output of every list: how to go on, and what could not
// be read.
type Paged struct {
	NextCursor string   `json:"nextCursor,omitempty"`
	Skipped    []string `json:"skipped,omitempty"`
	Notes      []string `json:"notes,omitempty"` // what in the query is legal, and unlikely to be meant
}

// Paging is the part itself, so that a face can turn the pages of any list.
func (p *Paged) Paging() *Paged { return p }

// pagedOf is what a page of the API says about the rest of its list.
func pagedOf[T any](p sentryapi.Page[T]) Paged {
	return Paged{NextCursor: p.Next, Skipped: skipped(p.Skipped)}
}

// noted is p with notes about the query.
func (p Paged) noted(notes []string) Paged {
	p.Notes = notes
	return p
}

// notes ends a list: what may be wrong with the query, how to get the rest, and what could not be read.
func (p Paged) notes(d *text.Doc) {
	for _, note := range p.Notes {
		d.Para(text.T("Note: "), text.From(note))
	}
	if p.NextCursor != "" {
		d.Para(text.T("More: pass cursor "), text.Code(text.From(p.NextCursor)), text.T("."))
	}
	if len(p.Skipped) > 0 {
		d.Para(text.T(fmt.Sprintf("%d item(s) could not be read and are left out: %s", len(p.Skipped), p.Skipped[0])))
	}
}

// orDefault is n, or def where the caller left it at zero.
func orDefault(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}

// orEmpty makes lists print as [] in JSON, never as null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// skipped puts the items a page had to leave out into words.
func skipped(errs []error) []string {
	var out []string
	for _, err := range errs {
		out = append(out, text.From(err.Error()).String())
	}
	return out
}
