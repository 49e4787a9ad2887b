package ops

import (
	"context"
	"net/url"
	"strings"

	"vedette/internal/text"
)

// docsHost is where Sentry's documentation is.
const docsHost = "docs.sentry.io"

// SearchDocsIn is what to look for in Sentry's documentation.
type SearchDocsIn struct {
	Query string `json:"query"`
	Guide string `json:"guide,omitempty" jsonschema:"Platform or platform/framework: python, javascript/nextjs."`
}

// SearchDocsOut is where to search: vedette has no index of the documentation and asks nobody.
type SearchDocsOut struct {
	Query     string `json:"query"`
	SearchURL string `json:"searchUrl"`
	GuideURL  string `json:"guideUrl,omitempty"`
	Note      string `json:"note"`
}

// SearchDocs gives the address of the search of Sentry's documentation. No request is made.
func (o *Ops) SearchDocs(ctx context.Context, in SearchDocsIn) (SearchDocsOut, error) {
	return run(ctx, o, in, o.searchDocs)
}

func (o *Ops) searchDocs(_ context.Context, in SearchDocsIn) (SearchDocsOut, error) {
	const op = "search_docs"
	query := strings.Join(strings.Fields(in.Query), " ")
	if query == "" {
		return SearchDocsOut{}, invalid(op, "vedette docs search 'source maps'", "there is nothing to look for")
	}
	out := SearchDocsOut{Query: query, Note: "vedette does not search the documentation itself: open the address."}
	if in.Guide != "" {
		platform, framework, _ := strings.Cut(strings.ToLower(in.Guide), "/")
		if !isDocsPath(platform) || framework != "" && (!isDocsPath(framework) || strings.Contains(framework, "/")) {
			return SearchDocsOut{}, invalid(op, "a platform or platform/framework, like python or javascript/nextjs", "%q is not a guide", in.Guide)
		}
		out.GuideURL = "https://" + docsHost + "/platforms/" + platform + "/"
		if framework != "" {
			out.GuideURL += "guides/" + framework + "/"
		}
		query = strings.ReplaceAll(strings.ToLower(in.Guide), "/", " ") + " " + query
	}
	out.SearchURL = "https://" + docsHost + "/search/?" + url.Values{"q": {query}}.Encode()
	return out, nil
}

// isDocsPath is true for letters, digits and what else stands in the documentation's addresses.
func isDocsPath(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_./") == "" && !strings.Contains(s, "..")
}

// Doc shows the addresses.
func (out SearchDocsOut) Doc() text.Doc {
	var d text.Doc
	d.Para(text.T(out.Note))
	d.Field("Search", text.Code(text.From(out.SearchURL)))
	if out.GuideURL != "" {
		d.Field("Guide", text.Code(text.From(out.GuideURL)))
	}
	return d
}
