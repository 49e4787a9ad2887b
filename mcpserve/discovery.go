package mcpserve

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// The two tools that lead to those that are not listed. One searches, the other
// calls what only reads: a host that lets read-only tools pass without asking
// can let both pass, and no change hides behind them.
const (
	searchTools  = "search_tools"
	callReadTool = "call_read_tool"
)

//go:embed docs/*.md
var docs embed.FS

// discovery leads from the tools that are listed to those that are not.
type discovery struct {
	sel   Selection
	reach []ops.Operation // that may be used on this connection, listed or not
	index func() *index   // made when first asked: most sessions search nothing
}

func newDiscovery(s Selection) *discovery {
	d := &discovery{sel: s}
	d.reach = slices.DeleteFunc(ops.Catalog(), func(op ops.Operation) bool {
		return !s.offers(op.Name, ops.Read) // what a read-only server refuses is found all the same, with the reason
	})
	d.index = sync.OnceValue(func() *index { return newIndex(d.reach) })
	return d
}

// searchToolsIn asks for tools, or for everything about one.
type searchToolsIn struct {
	Query string `json:"query,omitempty" jsonschema:"What you want to do."`
	Tool  string `json:"tool,omitempty" jsonschema:"Name of one tool."`
}

// callReadToolIn is a call of another tool.
type callReadToolIn struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments,omitempty"`
}

// definition is one of the two tools: its page beside it, a schema by hand.
func definition(name string) (mcp.Tool, error) {
	guide, err := guideOf(name)
	if err != nil {
		return mcp.Tool{}, err
	}
	title, schema := "Search the tools", `{"type":"object","properties":{"query":{"type":"string","description":"What you want to do."},"tool":{"type":"string","description":"Name of one tool."}},"additionalProperties":false}`
	if name == callReadTool {
		title, schema = "Run a read-only tool", `{"type":"object","properties":{"name":{"type":"string"},"arguments":{"type":"object"}},"required":["name"],"additionalProperties":false}`
	}
	tool := mcp.NewToolWithRawSchema(name, description(guide), json.RawMessage(schema))
	tool.Title = title
	tool.Annotations = annotations(title, ops.Read)
	return tool, nil
}

func guideOf(name string) (ops.Guide, error) {
	page, err := docs.ReadFile("docs/" + name + ".md")
	if err != nil {
		return ops.Guide{}, fmt.Errorf("documentation of %s: %w", name, err)
	}
	_, body, _ := strings.Cut(string(page), "\n")
	return ops.ParseGuide(body), nil
}

// maxHits keeps an answer of the search within 600 tokens.
const maxHits = 8

// search answers search_tools.
func (d *discovery) search(_ context.Context, _ mcp.CallToolRequest, raw json.RawMessage) (ops.Result, error) {
	var in searchToolsIn
	if err := ops.DecodeInput(searchTools, raw, &in); err != nil {
		return nil, err
	}
	switch {
	case in.Tool != "":
		op, err := d.tool(searchTools, in.Tool)
		if err != nil {
			return nil, err
		}
		return d.help(op)
	case strings.TrimSpace(in.Query) == "":
		return nil, &ops.Error{Kind: ops.KindInvalid, Op: searchTools, Message: text.From("nothing was asked for"), Hint: "give query, or tool with the name of one"}
	}
	out := toolHits{Query: in.Query, Tools: []toolHit{}}
	for _, op := range d.index().find(in.Query, maxHits) {
		out.Tools = append(out.Tools, toolHit{Name: op.Name, Effect: op.Effect, Use: d.use(op), Summary: firstSentence(op.Guide().Summary)})
	}
	return out, nil
}

// tool is the operation with a name of today or before.
func (d *discovery) tool(asked, name string) (ops.Operation, error) {
	for _, op := range d.reach {
		if op.Name == currentName(name) {
			return op, nil
		}
	}
	var names []string
	for _, op := range d.reach {
		names = append(names, op.Name)
	}
	hint := "search_tools with query"
	if near := text.Closest(name, names); near != "" {
		hint = "did you mean " + near + "? Else " + hint
	}
	return ops.Operation{}, &ops.Error{Kind: ops.KindNotFound, Op: asked, Message: text.From(fmt.Sprintf("there is no tool %q", name)), Hint: hint}
}

// listedUse says of a tool that it stands in the list.
const listedUse = "listed"

// use says how a tool is called on this connection.
func (d *discovery) use(op ops.Operation) string {
	switch {
	case d.sel.lists(op.Name, op.Toolset, slices.Contains(mainTools(), op.Name)) && d.sel.offers(op.Name, op.Effect):
		return listedUse
	case op.Effect == ops.Read:
		return callReadTool
	case !d.sel.offers(op.Name, op.Effect):
		return "refused: this server is read-only"
	}
	return "not listed; its toolset: " + op.Toolset
}

// readable is the operation that call_read_tool may run.
func (d *discovery) readable(name string) (ops.Operation, error) {
	op, err := d.tool(callReadTool, name)
	if err != nil || op.Effect == ops.Read {
		return op, err
	}
	e := &ops.Error{Kind: ops.KindForbidden, Op: callReadTool, Message: text.From(op.Name + " changes something or costs money, and this tool runs only what reads")}
	switch use := d.use(op); {
	case use == listedUse:
		e.Hint = "call " + op.Name + " itself"
	case !d.sel.offers(op.Name, op.Effect):
		e.Hint = "this server is read-only; the user can start it otherwise"
	default:
		e.Hint = "the user can have it listed, to be called by its name: vedette serve --toolsets main," + op.Toolset + ", or over HTTP the header X-MCP-Toolsets: main," + op.Toolset
	}
	return op, e
}

// refuseUnlisted tells a client that calls what is not in its list how it is
// reached, if at all. The library refuses the call without that.
func (s *Server) refuseUnlisted(ctx context.Context, name string) {
	if s.mcp.GetTool(name) != nil {
		return
	}
	e := &ops.Error{Kind: ops.KindNotFound, Op: name, Message: text.From(name + " is not in the list of tools"), Hint: callReadTool + " with name " + name + " runs it"}
	if _, err := s.discovery.readable(name); err != nil {
		known := (*ops.Error)(nil)
		if !errors.As(err, &known) {
			return
		}
		if known.Kind == ops.KindNotFound {
			e.Message = known.Message
		}
		e.Hint = known.Hint
	}
	_ = s.wording.refuse(ctx, "", e) // the library's own error stands where nothing can send this one
}

// toolHits is what a search found.
type toolHits struct {
	Query string    `json:"query"`
	Tools []toolHit `json:"tools"`
}

type toolHit struct {
	Name    string     `json:"name"`
	Effect  ops.Effect `json:"effect"`
	Use     string     `json:"use"`
	Summary string     `json:"summary"`
}

// Doc is a line per tool, and how to go on.
func (h toolHits) Doc() text.Doc {
	var d text.Doc
	if len(h.Tools) == 0 {
		d.Para(text.T("No tool fits "), text.Code(text.From(h.Query)), text.T(". Try other words: what you want to know or change."))
		return d
	}
	for _, t := range h.Tools {
		d.Bullet(text.Bold(text.T(t.Name)), text.T(fmt.Sprintf(" (%s; %s) %s", t.Effect, t.Use, t.Summary)))
	}
	d.Para(text.T("Next: " + searchTools + " with tool shows the arguments of one."))
	return d
}

// toolHelp is everything about one tool.
type toolHelp struct {
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Effect      ops.Effect         `json:"effect"`
	Use         string             `json:"use"`
	InputSchema *jsonschema.Schema `json:"inputSchema"`

	summary, example string
	arguments        []string
}

func (d *discovery) help(op ops.Operation) (ops.Result, error) {
	schema, err := op.InputSchemaFor(d.sel.constraints())
	if err != nil {
		return nil, err
	}
	guide := op.Guide()
	h := toolHelp{Name: op.Name, Description: guide.Body, Effect: op.Effect, Use: d.use(op), InputSchema: schema}
	h.summary, h.example, h.arguments = guide.Summary, guide.Example(), op.ArgumentLines(d.sel.constraints())
	return h, nil
}

// Doc is the page of the tool and a line per argument: half the tokens of its
// JSON schema, which programs get in the structured answer.
func (h toolHelp) Doc() text.Doc {
	var d text.Doc
	d.Para(text.Bold(text.T(h.Name)), text.T(fmt.Sprintf(" (%s; %s)", h.Effect, h.Use)))
	d.Para(text.T(h.summary))
	d.CodeBlock("", text.From(strings.Join(h.arguments, "\n")))
	d.CodeBlock("json", text.From(h.example))
	return d
}

// firstSentence is the beginning of a summary, short enough for a line.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if before, _, ok := strings.Cut(s, ". "); ok && !strings.HasSuffix(before, "e.g") {
		s = before + "."
	}
	return text.From(s).Cut(110)
}

// callRead answers call_read_tool.
func (s *Server) callRead(ctx context.Context, call mcp.CallToolRequest, raw json.RawMessage) (ops.Result, error) {
	var in callReadToolIn
	if err := ops.DecodeInput(callReadTool, raw, &in); err != nil {
		return nil, err
	}
	op, err := s.discovery.readable(in.Name)
	if err != nil {
		return nil, err
	}
	return s.operation(op)(ctx, call, unquoted(in.Arguments))
}

// unquoted is an object that was put into a string, as models sometimes do.
func unquoted(raw json.RawMessage) json.RawMessage {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return json.RawMessage(s)
	}
	return raw
}
