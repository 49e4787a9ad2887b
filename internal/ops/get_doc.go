package ops

import (
	"context"
	"net/url"
	"strings"

	"vedette/internal/text"
)

// GetDocIn names a page of Sentry's documentation.
type GetDocIn struct {
	Path string `json:"path" jsonschema:"/platforms/python/configuration/options/, or the whole address."`
}

// GetDocOut is where the page is: vedette fetches nothing but Sentry's API.
type GetDocOut struct {
	URL         string `json:"url"`
	MarkdownURL string `json:"markdownUrl"` // the same page for programs and models
	Note        string `json:"note"`
}

// GetDoc gives the addresses of a page of the documentation. No request is made.
func (o *Ops) GetDoc(ctx context.Context, in GetDocIn) (GetDocOut, error) {
	return run(ctx, o, in, o.getDoc)
}

func (o *Ops) getDoc(_ context.Context, in GetDocIn) (GetDocOut, error) {
	const op = "get_doc"
	u, err := url.Parse(strings.TrimSpace(in.Path))
	if err != nil || u.Host != "" && u.Host != docsHost {
		return GetDocOut{}, invalid(op, "a path like /platforms/go/, or an address of "+docsHost, "%q is not a page of Sentry's documentation", in.Path)
	}
	page := strings.TrimSuffix(strings.Trim(u.Path, "/"), ".md")
	if !isDocsPath(strings.ToLower(page)) {
		return GetDocOut{}, invalid(op, "vedette docs open platforms/go", "%q is not a page of Sentry's documentation", in.Path)
	}
	return GetDocOut{
		URL: "https://" + docsHost + "/" + page + "/", MarkdownURL: "https://" + docsHost + "/" + page + ".md",
		Note: "vedette does not fetch the page itself: open the address; the second is the page as Markdown.",
	}, nil
}

// Doc shows the addresses.
func (out GetDocOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T(out.Note))
	d.Field("Page", text.Code(text.From(out.URL)))
	d.Field("Markdown", text.Code(text.From(out.MarkdownURL)))
	return d
}
