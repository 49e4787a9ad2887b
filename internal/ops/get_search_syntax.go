package ops

import (
	"context"
	"strings"

	"vedette/internal/searchquery"
	"vedette/internal/text"
)

// GetSearchSyntaxIn chooses a dataset.
type GetSearchSyntaxIn struct {
	Dataset string `json:"dataset,omitempty" enum:"issues,errors,spans,logs,metrics,profiles,replays" default:"errors"`
}

// GetSearchSyntaxOut is a guide to searching one dataset.
type GetSearchSyntaxOut struct {
	Dataset string   `json:"dataset"`
	Guide   string   `json:"guide"` // Markdown, at most 600 tokens
	Keys    []string `json:"keys"`  // those that Sentry defines; tags and attributes come on top
}

// GetSearchSyntax explains the search language of a dataset. It asks no server.
func (o *Ops) GetSearchSyntax(ctx context.Context, in GetSearchSyntaxIn) (GetSearchSyntaxOut, error) {
	return run(ctx, o, in, o.getSearchSyntax)
}

func (o *Ops) getSearchSyntax(_ context.Context, in GetSearchSyntaxIn) (GetSearchSyntaxOut, error) {
	dataset := searchquery.Dataset(orWord(in.Dataset, string(searchquery.Errors)))
	return GetSearchSyntaxOut{Dataset: string(dataset), Guide: searchquery.Guide(dataset), Keys: searchquery.Keys(dataset)}, nil
}

// Doc is the guide.
func (out GetSearchSyntaxOut) Doc() text.Doc {
	var d text.Doc
	for line := range strings.Lines(out.Guide) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "## "):
			d.Heading(3, text.T(line[3:]))
		case strings.HasPrefix(line, "# "):
			d.Heading(2, text.T(line[2:]))
		case strings.HasPrefix(line, "* "):
			d.Bullet(codeSpans(line[2:])...)
		case line != "":
			d.Para(codeSpans(line)...)
		}
	}
	return d
}

// codeSpans reads `code` in a line that is our own.
func codeSpans(line string) []text.Inline {
	var parts []text.Inline
	for i, part := range strings.Split(line, "`") {
		switch {
		case part == "":
		case i%2 == 1:
			parts = append(parts, text.Code(text.From(part)))
		default:
			parts = append(parts, text.T(part))
		}
	}
	return parts
}
