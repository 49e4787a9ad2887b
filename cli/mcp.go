package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// MCP is the server of coding agents in this process, as functions. Answers are
// the protocol's own results.
type MCP struct {
	Tools   func(toolsets []string, readOnly bool) ([]MCPTool, error)
	Call    func(ctx context.Context, o *ops.Ops, tool string, args map[string]any, data bool) (json.RawMessage, error)
	Prompts func(ctx context.Context) (json.RawMessage, error)
	Prompt  func(ctx context.Context, o *ops.Ops, name string, args map[string]string) (json.RawMessage, error)
}

// MCPTool is a tool that agents are told of.
type MCPTool struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Summary string     `json:"summary"`
	Toolset string     `json:"toolset"`
	Main    bool       `json:"main"` // listed when nothing is chosen
	Effect  ops.Effect `json:"effect"`
	Scopes  []string   `json:"scopes,omitempty"` // of the token; any one of them is enough
	Tokens  int        `json:"tokens"`           // about; what each conversation pays for it
}

// mcpGroup is about the MCP server: who starts it, and what it offers.
func (s *session) mcpGroup() *ucli.Command {
	return s.group("mcp", "The MCP server of coding agents: set up, look at, try",
		s.command(mcpInstall()), s.command(mcpUninstall()), s.command(mcpTools()), s.command(mcpCall()), s.command(mcpPrompts()))
}

// toolList is the answer of `mcp tools`.
type toolList struct {
	Tokens int       `json:"tokens"` // of all, in each conversation
	Tools  []MCPTool `json:"tools"`
}

func mcpTools() leaf {
	return leaf{
		name: "tools", summary: "list the tools that agents are told of, with what each costs in tokens",
		details: "Tokens are about what a model reads of a tool (name, description, schema), in every conversation.\n" +
			"With search_tools and call_read_tool, agents reach tools that are not listed.",
		examples: []string{"vedette mcp tools", "vedette mcp tools --toolsets main,explore", "vedette mcp tools --toolsets all --jq '.tokens'"},
		flags:    []ucli.Flag{&ucli.StringSliceFlag{Name: "toolsets", Usage: "of these `SETS` (default main)"}},
		run: func(ctx context.Context, c *call) error {
			if err := check[MCPTool](c); err != nil {
				return err
			}
			tools, err := c.app.MCP.Tools(c.cmd.StringSlice("toolsets"), c.cmd.Bool("read-only"))
			if err != nil {
				return err
			}
			out := toolList{Tools: []MCPTool{}}
			for _, t := range tools {
				out.Tokens += t.Tokens
			}
			err = whole(ctx, c, "tools", tools, []render.Column[MCPTool]{
				{Title: "tool", Value: func(t MCPTool) string { return t.Name }, Style: always[MCPTool](render.Bold)},
				{Title: "tokens", Value: func(t MCPTool) string { return fmt.Sprint(t.Tokens) }},
				{Title: "effect", Value: func(t MCPTool) string { return string(t.Effect) }},
				{Title: "toolset", Value: func(t MCPTool) string { return t.Toolset }},
				{Title: "what", Value: func(t MCPTool) string { return t.Summary }, Flex: true},
			}, func() any { return out })
			if !c.format.JSON {
				c.notes.Say(fmt.Sprintf("%d tools, about %d tokens in each conversation", len(tools), out.Tokens))
			}
			return err
		},
	}
}

func mcpCall() leaf {
	return leaf{
		name: "call", summary: "run a tool as an agent would, and print what the agent would get", args: "TOOL [NAME=VALUE...]", min: 1, max: -1,
		details: "NAME=VALUE is read as the tool's schema says; a list takes one per value. NAME:=JSON gives any other value.\n" +
			"It goes through the MCP server itself: the same checks, the same answer. --json asks for the data in place of Markdown.",
		examples: []string{"vedette mcp call search_issues query='is:unresolved level:fatal' limit=5", "vedette mcp call get_issue_details issueId=SHOP-1A include=stack",
			"vedette mcp call search_tools query='slow queries'", "vedette --profile demo mcp call search_events dataset=spans fields:='[\"transaction\",\"p95(span.duration)\"]'"},
		run: func(ctx context.Context, c *call) error {
			if err := check[toolAnswer](c); err != nil {
				return err
			}
			name := c.args[0]
			args, err := toolArguments(name, c.args[1:])
			if err != nil {
				return err
			}
			o, _, err := c.ops(ctx)
			if err != nil {
				return err
			}
			done := c.progress("Working")
			raw, err := c.app.MCP.Call(ctx, o, name, args, c.format.JSON)
			done()
			if err != nil {
				return c.suggestTool(name, err)
			}
			var answer toolAnswer
			if err := json.Unmarshal(raw, &answer); err != nil {
				return fmt.Errorf("answer of %s: %w", name, err)
			}
			if c.format.JSON {
				return c.out.Object(ctx, c.format, answer, text.Doc{})
			}
			return c.showContents(ctx, answer.Content)
		},
	}
}

// toolAnswer is the protocol's result of a call.
type toolAnswer struct {
	Content           []json.RawMessage `json:"content"`
	StructuredContent json.RawMessage   `json:"structuredContent,omitempty"`
}

// suggestTool says which tool may have been meant, where there is none of the name.
func (c *call) suggestTool(name string, err error) error {
	var e *ops.Error
	if !errors.As(err, &e) || e.Op != "tools/call" || e.Kind != ops.KindNotFound { // an operation's own error has its name
		return err
	}
	hint := "vedette mcp tools --toolsets all"
	var names []string
	for _, op := range ops.Catalog() {
		names = append(names, op.Name)
	}
	if slices.Contains(names, name) {
		return &ops.Error{Kind: ops.KindForbidden, Op: "mcp call", Message: text.From("a read-only server does not offer " + name), Hint: "leave --read-only out", Err: err}
	}
	if best := text.Closest(name, names); best != "" {
		hint = "did you mean " + best + "? " + hint
	}
	return usage(hint, "there is no tool %q", name)
}

// toolArguments reads NAME=VALUE as the tool's schema wants it, and NAME:=JSON.
// What the schema does not know is left to the server to refuse.
func toolArguments(tool string, words []string) (map[string]any, error) {
	kinds := map[string]string{}
	all := ops.Catalog()
	if n := slices.IndexFunc(all, func(op ops.Operation) bool { return op.Name == tool }); n >= 0 {
		schema, err := all[n].InputSchema()
		if err != nil {
			return nil, err
		}
		for name, p := range schema.Properties {
			kinds[name] = p.Type
		}
	}
	args := map[string]any{}
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if !ok || strings.TrimSuffix(name, ":") == "" {
			return nil, usage("NAME=VALUE, or NAME:=JSON", "%q is no argument", word)
		}
		plain, isJSON := strings.CutSuffix(name, ":")
		switch kind := kinds[plain]; {
		case isJSON && !json.Valid([]byte(value)):
			return nil, usage("NAME=VALUE for a text", "the value of %s is not JSON: %s", plain, value)
		case isJSON, kind != "string" && kind != "array" && kind != "" && json.Valid([]byte(value)): // else the server says what it should be
			args[plain] = json.RawMessage(value)
		case kind == "array":
			list, _ := args[plain].([]string)
			args[plain] = append(list, value)
		default:
			args[plain] = value
		}
	}
	return args, nil
}

// content is one part of an answer or a prompt.
type content struct {
	Text     string
	URI      string // of a link
	Resource struct{ URI, Text string }
}

// showContents prints parts one after the other. They are made for models: for
// a terminal, what it would act on is taken out.
func (c *call) showContents(ctx context.Context, parts []json.RawMessage) error {
	var b strings.Builder
	for n, raw := range parts {
		var part content
		if err := json.Unmarshal(raw, &part); err != nil {
			return fmt.Errorf("part %d of the answer: %w", n+1, err)
		}
		if n > 0 {
			b.WriteString("\n")
		}
		switch {
		case part.Resource.URI != "":
			b.WriteString("<!-- " + text.From(part.Resource.URI).String() + " -->\n")
			part.Text = part.Resource.Text
		case part.URI != "":
			part.Text = part.URI
		}
		for _, line := range text.From(strings.TrimRight(part.Text, "\n")).Lines() {
			b.WriteString(line + "\n")
		}
	}
	return c.out.Page(ctx, []byte(b.String()))
}
