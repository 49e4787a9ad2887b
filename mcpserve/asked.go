package mcpserve

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/transport"
)

// A request over HTTP may ask for other tools than the server lists, and for
// less than it offers: by its path (/mcp/ORG, /mcp/ORG/PROJECT), by headers, and
// by the query for clients that cannot set these. Whatever it asks for, the
// server's own selection is the bound.

// manySelections is about how many selections are kept ready.
const manySelections = 64

// chosen is what a request gets.
type chosen struct {
	server *Server
	key    string // of the selection
}

type chosenKeyOf struct{}

// admit reads what a request asks for, and finds the server that offers it.
func (s *Server) admit(r *http.Request, below string) (context.Context, error) {
	want, err := asked(r, below)
	if err != nil {
		return nil, err
	}
	out := chosen{server: s}
	if want.chooses() || want.confines() || want.ReadOnly || len(want.Deny) > 0 {
		out.key = fmt.Sprintf("%q %q %q %q %q %t", want.Toolsets, want.Tools, want.Deny, want.Orgs, want.Projects, want.ReadOnly)
		out.server, err = s.narrower.get(out.key, func() (*Server, error) {
			narrow, err := s.sel.Narrow(want)
			if err != nil {
				return nil, err
			}
			return s.offering(narrow)
		})
		if err != nil {
			return nil, err
		}
	}
	return context.WithValue(r.Context(), chosenKeyOf{}, out), nil
}

func chosenOf(ctx context.Context) chosen {
	c, _ := ctx.Value(chosenKeyOf{}).(chosen)
	return c
}

func chosenLibrary(ctx context.Context) *transport.Library { return chosenOf(ctx).server.library }

func chosenKey(ctx context.Context) string {
	return "tools " + chosenOf(ctx).key + " without " + hiddenIn(ctx).key()
}

// The headers, as other servers name them, and the query's names for the same.
const (
	headerToolsets = "X-Mcp-Toolsets"
	headerTools    = "X-Mcp-Tools"
	headerExclude  = "X-Mcp-Exclude-Tools"
	headerReadOnly = "X-Mcp-Readonly"
)

// maxAsked bounds what one header may list.
const maxAsked = 100

// asked is what a request asks for; below is its path behind the endpoint.
func asked(r *http.Request, below string) (Selection, error) {
	var want Selection
	if below != "" {
		parts := strings.Split(strings.TrimPrefix(below, "/"), "/")
		if len(parts) > 2 {
			return want, &ops.Error{Kind: ops.KindNotFound, Op: "serve", Message: text.From("there is nothing at " + r.URL.Path), Hint: "/mcp/ORG or /mcp/ORG/PROJECT"}
		}
		for _, part := range parts {
			if !isSlug(part) {
				return want, refused(fmt.Sprintf("%q is not a slug", part), "/mcp/ORG or /mcp/ORG/PROJECT")
			}
		}
		want.Orgs, want.Projects = parts[:1], parts[1:]
	}
	query := r.URL.Query()
	for _, list := range []struct {
		header, name string
		to           *[]string
	}{
		{headerToolsets, "toolsets", &want.Toolsets}, {headerTools, "tools", &want.Tools}, {headerExclude, "exclude-tools", &want.Deny},
	} {
		*list.to = words(append(r.Header.Values(list.header), query[list.name]...))
		if len(*list.to) > maxAsked {
			return want, refused("too many names in "+list.header, fmt.Sprintf("at most %d", maxAsked))
		}
	}
	want.ReadOnly = isOn(r.Header, query)
	return want, nil
}

// words are the parts of comma separated lists.
func words(lists []string) []string {
	var out []string
	for _, list := range lists {
		for word := range strings.SplitSeq(list, ",") {
			if word = strings.TrimSpace(word); word != "" {
				out = append(out, word)
			}
		}
	}
	return out
}

// isOn is true for a request that asks for tools that only read. A word that is
// neither yes nor no counts as yes: it can only be meant so.
func isOn(h http.Header, query url.Values) bool {
	for _, word := range append(h.Values(headerReadOnly), query["readonly"]...) {
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "false", "0", "no", "off":
		default:
			return true
		}
	}
	return false
}

// isSlug is true for what may name an organization or a project.
func isSlug(s string) bool {
	return s != "" && len(s) <= 100 && s[0] != '-' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}
