package mcpserve

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// Listing is a tool as people choose it: what it does and what it costs.
type Listing struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Summary string     `json:"summary"`
	Toolset string     `json:"toolset"`
	Main    bool       `json:"main"` // listed when nothing is chosen
	Effect  ops.Effect `json:"effect"`
	Scopes  []string   `json:"scopes,omitempty"` // of the token; any one of them is enough
	Tokens  int        `json:"tokens"`           // about; what each conversation pays for it
}

// List is what a selection lists, by name, as the protocol's own list is.
func List(s Selection) ([]Listing, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	var out []Listing
	for _, op := range listed(s) {
		tool, err := toolOf(op, s.constraints())
		if err != nil {
			return nil, err
		}
		l := Listing{Summary: op.Guide().Summary, Toolset: op.Toolset, Main: slices.Contains(mainTools(), op.Name), Effect: op.Effect, Scopes: op.Scopes}
		if out, err = appendListing(out, l, tool); err != nil {
			return nil, err
		}
	}
	for _, name := range s.leads() {
		guide, err := guideOf(name)
		if err != nil {
			return nil, err
		}
		tool, err := definition(name)
		if err != nil {
			return nil, err
		}
		if out, err = appendListing(out, Listing{Summary: guide.Summary, Toolset: Main, Main: true, Effect: ops.Read}, tool); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b Listing) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

func appendListing(out []Listing, l Listing, tool mcp.Tool) ([]Listing, error) {
	n, err := cost(tool)
	l.Name, l.Title, l.Tokens = tool.Name, tool.Title, n
	return append(out, l), err
}

// cost is what a model reads of a tool, in tokens: name, description, schema.
func cost(tool mcp.Tool) (int, error) {
	b, err := json.Marshal(map[string]any{"name": tool.Name, "description": tool.Description, "inputSchema": tool.RawInputSchema})
	if err != nil {
		return 0, fmt.Errorf("size of %s: %w", tool.Name, err)
	}
	return text.Tokens(string(b)), nil
}
